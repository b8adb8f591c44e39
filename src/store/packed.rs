//! Texts that are kept for years, packed: what was read of an order, and the document made of it.
//!
//! Such texts are short and much alike, so each is packed against a dictionary of what they have in common; by itself one
//! would hardly shrink. A packed text is the number of its dictionary, the CRC-32 of the text (little endian), and the text
//! deflated. A dictionary that was released is never edited: what was packed against it could no longer be read. Of a text
//! that was forgotten its number is zero, and behind that stands the hash of what was kept.

use std::cell::RefCell;
use std::fmt;

use flate2::{Compress, Compression, Crc, Decompress, FlushCompress, FlushDecompress, Status};
use ring::digest::{SHA256, digest};
use rusqlite::types::{FromSqlError, Type, ValueRef};
use rusqlite::{OptionalExtension, Row, params};

use super::{Result, Store};

/// By their numbers, from 1 on.
const DICTIONARIES: [&[u8]; 1] = [include_bytes!("packed/1.txt")];

thread_local! {
    // Each takes a quarter of a megabyte to make.
    static PACKING: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(6), false));
    static UNPACKING: RefCell<Decompress> = RefCell::new(Decompress::new(false));
}

/// What is wrong with a packed text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Damaged(String);

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a packed text cannot be read: {}", self.0)
    }
}

impl std::error::Error for Damaged {}

impl From<String> for Damaged {
    fn from(why: String) -> Self {
        Self(why)
    }
}

/// Packs a text against the newest dictionary; `None` if the text cannot be packed, which is then kept as it is.
pub(super) fn pack(text: &str) -> Option<Vec<u8>> {
    let newest = DICTIONARIES.len();
    PACKING.with_borrow_mut(|packing| {
        packing.reset();
        packing.set_dictionary(DICTIONARIES[newest - 1]).ok()?;
        let mut packed = Vec::with_capacity(text.len() / 4 + 64);
        packed.push(u8::try_from(newest).ok()?);
        packed.extend(sum_of(text.as_bytes()).to_le_bytes());
        loop {
            let read = usize::try_from(packing.total_in()).ok()?;
            let rest = text.as_bytes().get(read..)?;
            match packing
                .compress_vec(rest, &mut packed, FlushCompress::Finish)
                .ok()?
            {
                Status::StreamEnd => return Some(packed),
                Status::Ok | Status::BufError => packed.reserve(packed.capacity()),
            }
        }
    })
}

/// The text that was packed.
///
/// # Errors
/// When these are not the bytes that [`pack`] gave.
pub(super) fn unpack(packed: &[u8]) -> std::result::Result<String, Damaged> {
    let mut text = Vec::new();
    unpack_into(packed, &mut text)?;
    String::from_utf8(text).map_err(|error| error.to_string().into())
}

/// The same into a buffer that serves many texts, whatever it held before; whether it is a text at all is not looked at.
///
/// # Errors
/// As [`unpack`].
pub(super) fn unpack_into(packed: &[u8], text: &mut Vec<u8>) -> std::result::Result<(), Damaged> {
    let [number, a, b, c, d, stream @ ..] = packed else {
        return Err(Damaged("it is too short".to_owned()));
    };
    let sum = u32::from_le_bytes([*a, *b, *c, *d]);
    let dictionary = usize::from(*number)
        .checked_sub(1)
        .and_then(|at| DICTIONARIES.get(at))
        .ok_or_else(|| Damaged(format!("no dictionary has the number {number}")))?;
    text.clear();
    text.reserve(stream.len() * 12 + 256);
    UNPACKING.with_borrow_mut(|unpacking| {
        unpacking.reset(false);
        unpacking
            .set_dictionary(dictionary)
            .map_err(|error| error.to_string())?;
        loop {
            let read = usize::try_from(unpacking.total_in()).map_err(|error| error.to_string())?;
            let rest = stream.get(read..).unwrap_or_default();
            match unpacking.decompress_vec(rest, text, FlushDecompress::Finish) {
                Ok(Status::StreamEnd) => break,
                Ok(_) if text.len() == text.capacity() => text.reserve(text.capacity()),
                Ok(_) => return Err(Damaged("it ends too early".to_owned())),
                Err(error) => return Err(error.to_string().into()),
            }
        }
        if unpacking.total_in() != stream.len() as u64 {
            return Err(Damaged("something stands behind its end".to_owned()));
        }
        Ok(())
    })?;
    if sum_of(text) != sum {
        return Err(Damaged("it is not the text that was packed".to_owned()));
    }
    Ok(())
}

/// Unpacks at most so many bytes from the beginning of a text into a buffer that serves many texts; none
/// where that cannot be. Only a whole text can be held against its sum, so what is looked for and not found here is looked for by [`unpack`].
pub(super) fn unpack_beginning(packed: &[u8], most: usize, text: &mut Vec<u8>) -> Option<()> {
    let [number, _, _, _, _, stream @ ..] = packed else {
        return None;
    };
    let dictionary = DICTIONARIES.get(usize::from(*number).checked_sub(1)?)?;
    text.resize(most, 0);
    let length = UNPACKING.with_borrow_mut(|unpacking| {
        unpacking.reset(false);
        unpacking.set_dictionary(dictionary).ok()?;
        unpacking.decompress(stream, text, FlushDecompress::None).ok()?;
        usize::try_from(unpacking.total_out()).ok()
    })?;
    text.truncate(length);
    Some(())
}

/// What a text is known by when it is read again.
fn sum_of(text: &[u8]) -> u32 {
    let mut sum = Crc::new();
    sum.update(text);
    sum.sum()
}

/// What is kept of a text that is forgotten: the hash of the bytes that were kept of it.
pub(super) fn forget(kept: &[u8]) -> Vec<u8> {
    match forgotten(kept) {
        Some(_) => kept.to_vec(),
        None => [&[FORGOTTEN], digest(&SHA256, kept).as_ref()].concat(),
    }
}

/// The hash of the bytes that were kept of a text, where it was forgotten.
pub(super) fn forgotten(kept: &[u8]) -> Option<&[u8]> {
    match kept {
        [FORGOTTEN, hash @ ..] if hash.len() == SHA256.output_len() => Some(hash),
        _ => None,
    }
}

/// In the place of a dictionary's number.
const FORGOTTEN: u8 = 0;

/// A text of a row: packed, or as earlier versions kept it; none where it was forgotten.
pub(super) fn text_of(row: &Row<'_>, plain: usize, packed: usize) -> rusqlite::Result<Option<String>> {
    match row.get_ref(packed)? {
        ValueRef::Blob(bytes) if forgotten(bytes).is_some() => Ok(None),
        ValueRef::Blob(bytes) => unpack(bytes).map(Some).map_err(|damaged| {
            rusqlite::Error::FromSqlConversionFailure(packed, Type::Blob, Box::new(damaged))
        }),
        ValueRef::Null => row.get(plain),
        other => Err(rusqlite::Error::FromSqlConversionFailure(
            packed,
            other.data_type(),
            Box::new(FromSqlError::InvalidType),
        )),
    }
}

/// At most so many bytes of the beginning of a text of a row, as [`unpack_beginning`]; none where it is not packed.
pub(super) fn beginning_of(
    row: &Row<'_>,
    packed: usize,
    most: usize,
    text: &mut Vec<u8>,
) -> rusqlite::Result<Option<()>> {
    let ValueRef::Blob(bytes) = row.get_ref(packed)? else {
        return Ok(None);
    };
    Ok(unpack_beginning(bytes, most, text))
}

/// Two columns of `record`, each as it is kept: the text where it cannot be packed, and the packed bytes.
pub(super) type Kept<'t> = (Option<&'t str>, Option<Vec<u8>>);

/// How a text is kept.
pub(super) fn kept(text: Option<&str>) -> Kept<'_> {
    match text.map(|text| (text, pack(text))) {
        None => (None, None),
        Some((_, Some(packed))) => (None, Some(packed)),
        Some((text, None)) => (Some(text), None),
    }
}

impl Store {
    /// Packs texts of records that an earlier version wrote, the newest first, at most so many; what is left is for later
    /// runs. Nothing that the log proves changes.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn pack_older(&self, most: usize) -> Result<()> {
        let below = self.sql(|c| {
            c.query_row("SELECT below FROM unpacked", [], |row| row.get::<_, i64>(0))
                .optional()
        })?;
        let Some(below) = below else { return Ok(()) };
        self.in_one(|| {
            let rows = self.unpacked_below(below, most)?;
            for row in &rows {
                self.pack_one(row)?;
            }
            let next = rows.last().filter(|_| rows.len() == most).map(|(id, ..)| *id);
            self.sql(|c| match next {
                Some(below) => c.execute("UPDATE unpacked SET below = ?1", params![below]),
                None => c.execute("DELETE FROM unpacked", []),
            })?;
            Ok(())
        })
    }

    /// Packs the texts of a record, where they are not: a row of the log that tells of it proves them as they are kept.
    pub(super) fn pack_record(&self, id: i64) -> Result<()> {
        let plain = self.sql(|c| {
            c.prepare_cached(
                "SELECT id, content, document FROM record WHERE id = ?1 AND coalesce(content, document) IS NOT NULL",
            )?
            .query_row([id], unpacked)
            .optional()
        })?;
        plain.map_or(Ok(()), |row| self.pack_one(&row))
    }

    fn pack_one(&self, (id, content, document): &Unpacked) -> Result<()> {
        let (content, packed_content) = kept(content.as_deref());
        let (document, packed_document) = kept(document.as_deref());
        self.sql(|c| {
            c.prepare_cached(
                "UPDATE record SET content = ?2, content_packed = coalesce(?3, content_packed), \
                 document = ?4, document_packed = coalesce(?5, document_packed) WHERE id = ?1",
            )?
            .execute(params![id, content, packed_content, document, packed_document])
        })?;
        Ok(())
    }

    fn unpacked_below(&self, below: i64, most: usize) -> Result<Vec<Unpacked>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.sql(|c| {
            c.prepare_cached(
                "SELECT id, content, document FROM record WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
            )?
            .query_map(params![below, most], unpacked)?
            .collect()
        })
    }
}

/// A row as an earlier version wrote it: its number, content and document.
type Unpacked = (i64, Option<String>, Option<String>);

fn unpacked(row: &Row<'_>) -> rusqlite::Result<Unpacked> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_packed_text_is_read_as_it_was(text in "(\\PC|[\"{}:,a-zA-Z0-9 ]){0,400}", most in 1_usize..600) {
            let packed = pack(&text).unwrap();
            prop_assert_eq!(&unpack(&packed).unwrap(), &text);
            let mut beginning = vec![b'?'; 7];
            unpack_beginning(&packed, most, &mut beginning).unwrap();
            prop_assert_eq!(beginning.as_slice(), &text.as_bytes()[..most.min(text.len())]);
        }

        #[test]
        fn damaged_bytes_are_told_and_never_taken_for_a_text(
            text in "[\"{}:,a-zA-Z0-9 ]{1,400}", at in any::<prop::sample::Index>(), bit in 0_u8..8,
        ) {
            let mut packed = pack(&text).unwrap();
            let at = at.index(packed.len());
            packed[at] ^= 1 << bit;
            prop_assert!(unpack(&packed).map_or(true, |read| read == text));
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
        }
    }

    #[test]
    fn long_texts_and_cut_ones() {
        let long = "an order, and another one; ".repeat(20_000);
        let packed = pack(&long).unwrap();
        assert_eq!(unpack(&packed).unwrap(), long);
        assert!(unpack(&packed[..packed.len() - 1]).is_err());
        assert!(unpack(&[packed.as_slice(), b"x"].concat()).is_err());
        assert!(unpack(&[]).is_err() && unpack(&[0; 9]).is_err() && unpack(&[9; 9]).is_err());
        assert_eq!(unpack(&pack("").unwrap()).unwrap(), "");
    }

    #[test]
    fn an_order_takes_a_fraction_of_its_text() {
        let order = include_str!("packed/1.txt")
            .replace("421.08", "17.35")
            .replace("B0", "B1");
        let packed = pack(&order).unwrap();
        assert!(
            packed.len() * 8 < order.len(),
            "{} of {}",
            packed.len(),
            order.len()
        );
    }
}
