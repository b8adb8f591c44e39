//! A download on its way to where it is kept: handed on packed, whatever it comes as, and never held.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// How a packed file begins.
pub(super) const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Where the bytes of a download go.
pub trait Takes {
    /// Another attempt begins: what came until now is forgotten.
    fn anew(&mut self);

    /// What comes next, packed.
    fn take(&mut self, packed: &[u8]);
}

/// What is known of a file once it came to its end.
#[derive(Debug)]
pub struct Downloaded {
    /// How many bytes were handed on.
    pub length: u64,
    /// The character set that the download declared.
    pub charset: Option<String>,
}

/// Hands on a file that is here, packed; how many bytes that were.
///
/// # Errors
/// When it cannot be read.
pub fn pack(mut source: impl Read, into: &mut dyn Takes) -> io::Result<u64> {
    let mut packing = Packing::new(into);
    let mut piece = vec![0; 1 << 16];
    loop {
        match source.read(&mut piece) {
            Ok(0) => return Ok(packing.end()),
            Ok(read) => packing.take(&piece[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Hands on what is packed as it comes, and packs the rest.
pub(super) struct Packing<'a> {
    into: &'a mut dyn Takes,
    length: u64,
    way: Way,
}

enum Way {
    /// So few bytes came that nobody can tell.
    Open(Vec<u8>),
    /// As it comes.
    Packed,
    Unpacked(Box<GzEncoder<Vec<u8>>>),
}

impl<'a> Packing<'a> {
    /// Nothing came yet.
    pub(super) fn new(into: &'a mut dyn Takes) -> Self {
        Self {
            into,
            length: 0,
            way: Way::Open(Vec::new()),
        }
    }

    /// Another attempt begins, of a file that is said to be packed, or not said what it is.
    pub(super) fn anew(&mut self, is_packed: bool) {
        self.into.anew();
        self.length = 0;
        self.way = if is_packed {
            Way::Packed
        } else {
            Way::Open(Vec::new())
        };
    }

    /// What comes next.
    pub(super) fn take(&mut self, piece: &[u8]) {
        match &mut self.way {
            Way::Open(first) => {
                first.extend_from_slice(piece);
                if first.len() >= GZIP.len() {
                    self.decide();
                }
            }
            Way::Packed => self.hand_on(piece),
            Way::Unpacked(packer) => {
                // Writing into memory cannot fail.
                let _ = packer.write_all(piece);
                let packed = std::mem::take(packer.get_mut());
                self.hand_on(&packed);
            }
        }
    }

    /// All of it came; how many bytes were handed on.
    pub(super) fn end(mut self) -> u64 {
        self.decide();
        if let Way::Unpacked(packer) = std::mem::replace(&mut self.way, Way::Packed) {
            let rest = packer.finish().unwrap_or_default();
            self.hand_on(&rest);
        }
        self.length
    }

    /// By how it begins, where that is still open.
    fn decide(&mut self) {
        let Way::Open(first) = &mut self.way else { return };
        let first = std::mem::take(first);
        self.way = if first.starts_with(&GZIP) {
            Way::Packed
        } else {
            Way::Unpacked(Box::new(GzEncoder::new(Vec::new(), Compression::fast())))
        };
        self.take(&first);
    }

    fn hand_on(&mut self, packed: &[u8]) {
        if !packed.is_empty() {
            self.length += packed.len() as u64;
            self.into.take(packed);
        }
    }
}

#[cfg(test)]
mod tests {
    use flate2::read::MultiGzDecoder;

    use super::*;

    #[derive(Default)]
    struct Taken(Vec<u8>);

    impl Takes for Taken {
        fn anew(&mut self) {
            self.0.clear();
        }

        fn take(&mut self, packed: &[u8]) {
            self.0.extend_from_slice(packed);
        }
    }

    fn handed_on(bytes: &[u8], piece: usize, is_packed: bool) -> Vec<u8> {
        let mut taken = Taken::default();
        let mut packing = Packing::new(&mut taken);
        packing.anew(is_packed);
        packing.take(b"an attempt that broke off");
        packing.anew(is_packed);
        bytes.chunks(piece).for_each(|some| packing.take(some));
        let length = packing.end();
        assert_eq!(length, taken.0.len() as u64);
        taken.0
    }

    fn unpacked(packed: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        MultiGzDecoder::new(packed).read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn whatever_comes_is_handed_on_packed() {
        let text = "line\n".repeat(20_000).into_bytes();
        for piece in [1, 2, 7, 8_192, usize::MAX] {
            for length in [0, 1, 2, 100_000] {
                let plain = &text[..length];
                let packed = handed_on(plain, piece, false);
                assert!(unpacked(&packed) == plain, "{piece} {length}");
                for is_told in [false, true] {
                    assert!(handed_on(&packed, piece, is_told) == packed, "{piece} {length}");
                }
                let mut taken = Taken::default();
                assert_eq!(pack(plain, &mut taken).unwrap(), taken.0.len() as u64);
                assert!(unpacked(&taken.0) == plain, "{length}");
            }
        }
    }
}
