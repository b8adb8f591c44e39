//! From bytes to text: the declared character set, else UTF-8, else the marketplace's default.
//!
//! Lines and fields are split on bytes before this: none of the character sets met here uses the bytes of
//! tab and line feed for anything else. Amounts and dates are ASCII in all of them.

use std::borrow::Cow;

use encoding_rs::{Encoding, SHIFT_JIS, WINDOWS_1252};

/// What is known of a file's character set before it is read.
#[derive(Debug, Clone, Copy)]
pub struct Charset {
    declared: Option<&'static Encoding>,
    fallback: &'static Encoding,
}

impl Charset {
    /// From the name that the download declared, if any, and whether the marketplace is the Japanese one.
    ///
    /// A declared name that nobody knows counts as none, and one that does not fit the bytes is passed over.
    pub fn new(declared: Option<&str>, japanese: bool) -> Self {
        Self {
            declared: declared.and_then(|name| Encoding::for_label(name.trim().as_bytes())),
            fallback: if japanese { SHIFT_JIS } else { WINDOWS_1252 },
        }
    }

    /// The text of a whole file of names, where no amounts depend on it.
    pub fn whole<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        self.text(bytes)
    }

    /// The text of a field. Never fails: what no character set explains is shown with replacement characters.
    pub(super) fn text<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        // Most fields are ASCII, on which all character sets but a few agree.
        if bytes.is_ascii()
            && self.declared.is_none_or(Encoding::is_ascii_compatible)
            && let Ok(text) = std::str::from_utf8(bytes)
        {
            return Cow::Borrowed(text);
        }
        if let Some(declared) = self.declared
            && let Some(text) = declared.decode_without_bom_handling_and_without_replacement(bytes)
        {
            return text;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => self.fallback.decode_without_bom_handling(bytes).0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(declared: Option<&str>, japanese: bool, bytes: &[u8], expect: &str) {
        assert_eq!(Charset::new(declared, japanese).text(bytes), expect);
    }

    #[test]
    fn declared_then_utf8_then_the_marketplaces_own() {
        check(Some("ISO-8859-1"), false, b"Gr\xfc\xdfe", "Grüße");
        check(Some("Shift_JIS"), false, b"\x93\xfa\x96\x7b", "日本");
        check(None, false, "Grüße".as_bytes(), "Grüße");
        check(None, false, b"Gr\xfc\xdfe", "Grüße");
        check(None, true, b"\x93\xfa\x96\x7b", "日本");
        check(Some("no-such-set"), false, b"SKU-1", "SKU-1");
        check(Some("ISO-2022-JP"), true, b"\x1b$BF|K\\\x1b(B", "日本");
        check(Some("UTF-8"), false, b"Gr\xfc\xdfe", "Grüße");
    }
}
