//! A packed file that was downloaded: unpacked once, for whoever reads it and for whoever looks at every byte.

use std::io::{self, BufRead, BufReader, Read, Take};

use flate2::bufread::MultiGzDecoder;

use super::AmazonError;

/// No settlement report is longer, unpacked.
pub const LONGEST: u64 = 512 << 20;

/// A file unpacks to so many times its size at the most: reports shrink to a tenth, bombs to a thousandth.
const THICKEST: u64 = 50;

/// What any file may unpack to, however small it is packed.
const SMALL: u64 = 32 << 20;

pub(super) const DOWNLOAD: &str = "the report's download";

/// Why a packed file is not read.
#[derive(Debug, thiserror::Error)]
pub enum NotUnpacked {
    /// It is longer than any report is, or unpacks to more than it can honestly hold.
    #[error("it is longer, or unpacks to more, than any report")]
    TooLong {
        /// What it may be, in mebibytes.
        mebibytes: u64,
    },
    /// It ends early, or is none.
    #[error("it cannot be unpacked: {0}")]
    Broken(#[from] io::Error),
}

impl From<NotUnpacked> for AmazonError {
    fn from(why: NotUnpacked) -> Self {
        match why {
            NotUnpacked::TooLong { mebibytes } => Self::TooLarge {
                operation: DOWNLOAD,
                mebibytes,
            },
            NotUnpacked::Broken(error) => Self::Unreachable {
                operation: DOWNLOAD,
                why: format!("the file cannot be unpacked: {error}"),
            },
        }
    }
}

/// Unpacks a file of so many bytes once, as far as `read` does, while `visit` is shown all of it piece by piece; its length
/// then, and what `read` made of it.
///
/// # Errors
/// When it cannot be unpacked to its end, or is longer than it may be.
pub fn unpack<T>(
    packed: impl BufRead,
    packed_length: u64,
    visit: impl FnMut(&[u8]),
    read: impl FnOnce(&mut dyn BufRead) -> T,
) -> Result<(u64, T), NotUnpacked> {
    let most = (packed_length * THICKEST).clamp(SMALL, LONGEST);
    let mut source = Shown {
        source: BufReader::with_capacity(1 << 16, MultiGzDecoder::new(packed).take(most + 1)),
        visit,
        is_shown: false,
        length: 0,
        failed: None,
    };
    let of_reader = read(&mut source);
    let length = source.finish()?;
    if length > most {
        return Err(NotUnpacked::TooLong {
            mebibytes: most >> 20,
        });
    }
    Ok((length, of_reader))
}

/// A source whose bytes are shown to a second reader, each piece once.
struct Shown<R, V> {
    source: BufReader<Take<R>>,
    visit: V,
    /// Whether what stands in the buffer was shown.
    is_shown: bool,
    length: u64,
    /// What went wrong while it was read: its reader may have taken that for the end, and a decoder that failed once may say
    /// the next time that all is read.
    failed: Option<(io::ErrorKind, String)>,
}

impl<R: Read, V: FnMut(&[u8])> Shown<R, V> {
    /// Shows what nobody read; the length of all of it.
    fn finish(mut self) -> io::Result<u64> {
        loop {
            if let Some((kind, words)) = self.failed {
                return Err(io::Error::new(kind, words));
            }
            let rest = self.fill_buf()?.len();
            if rest == 0 {
                return Ok(self.length);
            }
            self.consume(rest);
        }
    }
}

impl<R: Read, V: FnMut(&[u8])> BufRead for Shown<R, V> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let piece = match self.source.fill_buf() {
            Ok(piece) => piece,
            Err(error) => {
                if error.kind() != io::ErrorKind::Interrupted {
                    self.failed = Some((error.kind(), error.to_string()));
                }
                return Err(error);
            }
        };
        if !self.is_shown {
            (self.visit)(piece);
            self.length += piece.len() as u64;
            self.is_shown = true;
        }
        Ok(piece)
    }

    fn consume(&mut self, read: usize) {
        self.source.consume(read);
        self.is_shown = !self.source.buffer().is_empty();
    }
}

impl<R: Read, V: FnMut(&[u8])> Read for Shown<R, V> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut here = self.fill_buf()?;
        let read = here.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(text: &str) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(text.as_bytes()).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn a_file_that_fails_its_own_sum_is_not_taken_however_far_it_is_read() {
        let mut wrong = packed(&"line\n".repeat(40_000));
        let at = wrong.len() - 6;
        wrong[at] ^= 1;
        for is_read in [false, true] {
            let reader = |source: &mut dyn BufRead| {
                if is_read {
                    // As a reader of lines that takes what does not come for the end.
                    source.lines().map_while(Result::ok).for_each(drop);
                }
            };
            let read = unpack(wrong.as_slice(), wrong.len() as u64, |_| (), reader);
            assert!(read.is_err(), "{is_read}");
        }
    }

    #[test]
    fn every_byte_is_shown_once_however_far_it_is_read() {
        let lines: Vec<String> = (0..40_000).map(|at| format!("line {at}\n")).collect();
        let text = lines.concat();
        let packed = packed(&text);
        for most in [0, 1, 7, 39_999, 50_000] {
            let mut shown = Vec::new();
            let visit = |piece: &[u8]| shown.extend_from_slice(piece);
            let (length, read) = unpack(packed.as_slice(), packed.len() as u64, visit, |source| {
                let read = source.lines().take(most).map(Result::unwrap);
                read.collect::<Vec<_>>()
            })
            .unwrap();
            assert_eq!(read.len(), most.min(lines.len()));
            assert!(
                read.iter()
                    .zip(&lines)
                    .all(|(read, line)| read == line.trim_end())
            );
            assert_eq!(length, text.len() as u64);
            assert!(shown == text.as_bytes(), "{most}");
        }
    }
}
