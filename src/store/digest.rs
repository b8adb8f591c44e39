//! Hashes as the log keeps them: 32 bytes, where rows of earlier versions have 64 digits.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};

/// A hash as text, kept as bytes; what is no hash, such as an empty text, is kept as it is.
pub(super) struct Digest<T>(pub T);

impl<T: AsRef<str>> ToSql for Digest<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text = self.0.as_ref();
        Ok(bytes_of(text).map_or_else(
            || ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            |bytes| ToSqlOutput::Owned(Value::Blob(bytes)),
        ))
    }
}

impl FromSql for Digest<String> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Blob(bytes) => Ok(Self(hex(bytes))),
            // Whatever was written over one is no hash: the chain breaks at its row.
            ValueRef::Text(bytes) => Ok(Self(String::from_utf8_lossy(bytes).into_owned())),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let mut digits = Vec::new();
    write_hex(bytes, &mut digits);
    digits.into_iter().map(char::from).collect()
}

/// Two digits in lower case for each byte.
pub(super) fn write_hex(bytes: &[u8], into: &mut Vec<u8>) {
    // Sixteen bytes at a time, reckoned and not looked up: so they are made side by side.
    const AT_ONCE: usize = 16;
    for piece in bytes.chunks(AT_ONCE) {
        let mut digits = [0; AT_ONCE * 2];
        let mut at = 0;
        while at < piece.len() {
            digits[at * 2] = digit(piece[at] >> 4);
            digits[at * 2 + 1] = digit(piece[at] & 15);
            at += 1;
        }
        into.extend_from_slice(&digits[..piece.len() * 2]);
    }
}

#[inline]
fn digit(half: u8) -> u8 {
    half.wrapping_add(if half > 9 { b'a' - 10 } else { b'0' })
}

/// The bytes of 64 digits in lower case.
pub(super) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if text.len() != 64 {
        return None;
    }
    let pairs = text.as_bytes().chunks_exact(2);
    pairs
        .map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_kept_as_bytes_and_anything_else_as_it_is() {
        let database = rusqlite::Connection::open_in_memory().unwrap();
        let kept = |text: &str| {
            let sql = "SELECT typeof(?1), length(?1), ?1";
            let row = |row: &rusqlite::Row<'_>| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, Digest<String>>(2)?.0,
                ))
            };
            database.query_row(sql, [Digest(text)], row).unwrap()
        };
        let hash = super::super::hash_of(b"a document");
        assert_eq!(kept(&hash), ("blob".to_owned(), 32, hash.clone()));
        for other in ["", "none", &hash.to_uppercase(), &hash[1..]] {
            let length = i64::try_from(other.len()).unwrap();
            assert_eq!(kept(other), ("text".to_owned(), length, other.to_owned()));
        }
    }
}
