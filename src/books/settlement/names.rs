//! Texts that repeat, kept once.

use std::collections::HashMap;
use std::sync::Arc;

/// A text's number in [`Names`]. Blank is always the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Name(u32);

impl Name {
    /// The blank text.
    pub const BLANK: Self = Self(0);

    /// Whether the text is blank.
    pub fn is_blank(self) -> bool {
        self == Self::BLANK
    }
}

/// Every text of a settlement's lines, once each.
#[derive(Debug, Clone)]
pub struct Names {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Default for Names {
    fn default() -> Self {
        let blank: Arc<str> = Arc::from("");
        Self {
            texts: vec![blank.clone()],
            numbers: HashMap::from([(blank, 0)]),
        }
    }
}

impl Names {
    /// The number of a text, new or known.
    pub fn name(&mut self, text: &str) -> Name {
        if let Some(number) = self.numbers.get(text) {
            return Name(*number);
        }
        // A settlement has far fewer texts than 2^32; beyond that the blank text would be wrong but not unsafe.
        let number = u32::try_from(self.texts.len()).unwrap_or(0);
        let text: Arc<str> = Arc::from(text);
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        Name(number)
    }

    /// The text of a number.
    pub fn text(&self, name: Name) -> &str {
        self.texts.get(name.0 as usize).map_or("", |text| text)
    }

    /// The number of a text that is already known.
    pub fn find(&self, text: &str) -> Option<Name> {
        self.numbers.get(text).copied().map(Name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_kept_once() {
        let mut names = Names::default();
        let (a, b, again) = (names.name("a"), names.name("b"), names.name("a"));
        assert_eq!(a, again);
        assert_ne!(a, b);
        assert_eq!((names.text(a), names.text(Name::BLANK)), ("a", ""));
        assert!(names.name("").is_blank());
        assert_eq!(names.find("c"), None);
    }
}
