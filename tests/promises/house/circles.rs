//! Which file of the source uses which, and where they go round in a circle.
//!
//! A use is followed through whoever hands the name on (`pub use`) to the file that defines it; what a face hands on
//! and does not name otherwise is no use of its own. Comments, texts and test modules do not count.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A module's place: `["pass", "orders"]`; the crate itself is empty.
type Place = Vec<String>;

/// What a file names: the paths it uses, and the names that it brings in or hands on.
#[derive(Default)]
struct Named {
    paths: Vec<Vec<String>>,
    brought: BTreeMap<String, Vec<String>>,
}

/// The modules of a crate.
pub struct Source {
    files: BTreeMap<Place, String>,
    named: BTreeMap<Place, Named>,
}

impl Source {
    /// Reads a source folder.
    pub fn read(folder: &Path, files: &[std::path::PathBuf]) -> Self {
        let texts = files.iter().map(|path| {
            let inside = path.strip_prefix(folder).unwrap();
            let name = inside.to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(path).unwrap())
        });
        Self::of(texts)
    }

    /// From file names with their texts.
    pub fn of(texts: impl Iterator<Item = (String, String)>) -> Self {
        let texts: BTreeMap<Place, (String, String)> = texts
            .filter_map(|(name, text)| Some((place_of(&name)?, (name, text))))
            .collect();
        let places: BTreeSet<Place> = texts.keys().cloned().collect();
        let named = texts.iter().map(|(place, (_, text))| {
            let tokens = tokens(without_tests(text));
            (place.clone(), named(&tokens, place, &places))
        });
        Self {
            named: named.collect(),
            files: texts
                .into_iter()
                .map(|(place, (name, _))| (place, name))
                .collect(),
        }
    }

    /// Every circle, as its arrows in words.
    pub fn circles(&self) -> Vec<Vec<String>> {
        let arrows = self.arrows();
        let next = next(&arrows);
        let reach: BTreeMap<&Place, BTreeSet<&Place>> = self
            .files
            .keys()
            .map(|place| (place, reached(place, &next)))
            .collect();
        let mut seen: BTreeSet<&Place> = BTreeSet::new();
        let mut circles = Vec::new();
        for place in self.files.keys() {
            if seen.contains(place) || !reach[place].contains(place) {
                continue;
            }
            let circle: BTreeSet<&Place> = reach[place]
                .iter()
                .copied()
                .filter(|other| reach[other].contains(place))
                .collect();
            circles.push(self.words(&circle, &arrows));
            seen.extend(circle);
        }
        circles
    }

    fn words(&self, circle: &BTreeSet<&Place>, arrows: &Arrows) -> Vec<String> {
        let inside = arrows
            .iter()
            .filter(|((from, to), _)| circle.contains(from) && circle.contains(to));
        inside
            .map(|((from, to), names)| {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                format!("{} -> {}: {}", self.files[from], self.files[to], names.join(", "))
            })
            .collect()
    }

    fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (place, named) in &self.named {
            let uses = named.paths.iter().filter_map(|path| self.defines(place, path, 0));
            for (to, name) in uses.filter(|(to, _)| to != place && self.files.contains_key(to)) {
                arrows.entry((place.clone(), to)).or_default().insert(name);
            }
        }
        arrows
    }

    /// The module that defines what a path leads to, and its name there; `None` for what is not ours, and for a
    /// module that is only brought in: what is used through it is a path of its own.
    fn defines(&self, from: &Place, path: &[String], depth: usize) -> Option<(Place, String)> {
        assert!(depth < 20, "{path:?} in {from:?} is handed on for ever");
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => Place::new(),
            "self" => from.clone(),
            "super" => from[..from.len().checked_sub(1)?].to_vec(),
            _ if self.files.contains_key(&child(from, first)) => child(from, first),
            _ => {
                let brought = self.named.get(from)?.brought.get(first)?;
                // `use anyhow::anyhow` and the like: another crate.
                if brought.first() == Some(first) {
                    return None;
                }
                let whole: Vec<String> = brought.iter().chain(rest).cloned().collect();
                return self.defines(from, &whole, depth + 1);
            }
        };
        while let Some((next, after)) = rest.split_first() {
            match next.as_str() {
                "super" => at.truncate(at.len().checked_sub(1)?),
                "self" => {}
                "*" => return Some((at, "*".to_owned())),
                _ if self.files.contains_key(&child(&at, next)) => at = child(&at, next),
                name => {
                    let brought = self.named.get(&at).and_then(|named| named.brought.get(name));
                    return match brought {
                        Some(brought) if brought != path => self.defines(&at, rest, depth + 1),
                        _ => Some((at, name.to_owned())),
                    };
                }
            }
            rest = after;
        }
        None
    }
}

type Arrows = BTreeMap<(Place, Place), BTreeSet<String>>;

fn child(place: &Place, name: &str) -> Place {
    let mut child = place.clone();
    child.push(name.to_owned());
    child
}

/// What a file uses, straight.
fn next(arrows: &Arrows) -> BTreeMap<&Place, Vec<&Place>> {
    let mut next: BTreeMap<&Place, Vec<&Place>> = BTreeMap::new();
    for (from, to) in arrows.keys() {
        next.entry(from).or_default().push(to);
    }
    next
}

fn reached<'a>(from: &'a Place, next: &BTreeMap<&'a Place, Vec<&'a Place>>) -> BTreeSet<&'a Place> {
    let mut reached: BTreeSet<&Place> = BTreeSet::new();
    let mut open = vec![from];
    while let Some(place) = open.pop() {
        for to in next.get(place).into_iter().flatten() {
            if reached.insert(to) {
                open.push(to);
            }
        }
    }
    reached
}

/// The module of a file; none for test modules.
fn place_of(name: &str) -> Option<Place> {
    let mut place: Place = name.strip_suffix(".rs")?.split('/').map(str::to_owned).collect();
    if place.last().is_some_and(|last| last == "mod") {
        place.pop();
    }
    if place == ["lib"] {
        place.clear();
    }
    (!place.iter().any(|part| part == "tests")).then_some(place)
}

/// Test modules stand at the end of a file; clippy sees to that.
fn without_tests(text: &str) -> &str {
    let mut lines = text.match_indices('\n').map(|(at, _)| at + 1).peekable();
    while let Some(at) = lines.next() {
        let line = text[at..].lines().next().unwrap_or_default();
        let next = lines.peek().and_then(|next| text[*next..].lines().next());
        let is_module = next.is_some_and(|next| next.starts_with("mod ") && next.ends_with('{'));
        if is_module && (line == "#[cfg(test)]" || line.starts_with("#[cfg(all(test,")) {
            return &text[..at];
        }
    }
    text
}

/// Identifiers, `::`, and single signs; neither comments nor texts.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')
                .len();
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = text_length(rest) {
            length
        } else if word > 0 {
            tokens.push(rest[..word].to_owned());
            word
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of a text or character literal that stands here.
fn text_length(rest: &str) -> Option<usize> {
    let start = ["br", "r", "b", "c", ""].iter().find_map(|prefix| {
        let after = rest.strip_prefix(prefix)?;
        let marks = after.len() - after.trim_start_matches('#').len();
        let raw = prefix.contains('r');
        (after[marks..].starts_with('"') && (raw || marks == 0)).then_some((prefix.len(), marks, raw))
    });
    if let Some((prefix, marks, raw)) = start {
        let from = prefix + marks + 1;
        if raw {
            let end = format!("\"{}", "#".repeat(marks));
            return rest[from..].find(&end).map(|at| from + at + end.len());
        }
        return Some(from + until_quote(&rest[from..], '"'));
    }
    let inside = rest.strip_prefix('\'')?;
    let mut letters = inside.chars();
    match (letters.next()?, letters.next()?) {
        ('\\', _) => Some(1 + until_quote(inside, '\'')),
        (letter, '\'') => Some(2 + letter.len_utf8()),
        _ => None,
    }
}

/// The length up to and with the closing quote, over what is escaped.
fn until_quote(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        if letter == quote && !escaped {
            return at + 1;
        }
        escaped = letter == '\\' && !escaped;
    }
    text.len()
}

fn named(tokens: &[String], place: &Place, places: &BTreeSet<Place>) -> Named {
    let mut named = Named::default();
    // What is handed on by `pub use`, and the words outside of `use`, which tell whether it is used here too.
    let (mut handed, mut words) = (Named::default(), BTreeSet::new());
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at] == "use" {
            let end = at
                + tokens[at..]
                    .iter()
                    .position(|token| token == ";")
                    .unwrap_or(tokens.len() - at);
            let is_handed = at > 0 && (tokens[at - 1] == "pub" || tokens[at - 1] == ")");
            let into = if is_handed { &mut handed } else { &mut named };
            brought(&tokens[at + 1..end], &[], into);
            at = end;
        } else if is_word(&tokens[at]) && tokens.get(at + 1).is_some_and(|next| next == "::") {
            let before = at.checked_sub(1).map(|before| tokens[before].as_str());
            let path = path_at(tokens, at);
            words.extend(path.iter().cloned());
            at += 2 * path.len() - 1;
            if before != Some("::") {
                named.paths.push(path);
            }
        } else {
            words.insert(tokens[at].clone());
            at += 1;
        }
    }
    for (name, path) in handed.brought {
        if words.contains(&name) {
            named.paths.push(path.clone());
        }
        named.brought.insert(name, path);
    }
    // A bare first name that is neither ours nor brought in is another crate's.
    named.paths.retain(|path| {
        ["crate", "self", "super"].contains(&path[0].as_str())
            || places.contains(&child(place, &path[0]))
            || named.brought.contains_key(&path[0])
    });
    named
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn path_at(tokens: &[String], at: usize) -> Vec<String> {
    let mut path = vec![tokens[at].clone()];
    let mut next = at + 1;
    while tokens.get(next).is_some_and(|token| token == "::")
        && tokens.get(next + 1).is_some_and(|token| is_word(token))
    {
        path.push(tokens[next + 1].clone());
        next += 2;
    }
    path
}

/// Takes a use tree apart.
fn brought(tree: &[String], before: &[String], named: &mut Named) {
    let brace = tree.iter().position(|token| token == "{");
    let plain = tree[..brace.unwrap_or(tree.len())].split(|token| token == "as");
    let mut plain = plain.map(|words| words.iter().filter(|token| *token != "::").cloned());
    let mut path = before.to_vec();
    path.extend(plain.next().into_iter().flatten());
    let Some(brace) = brace else {
        let alias = plain.next().and_then(|mut words| words.next());
        if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
            path.pop();
        }
        if let Some(name) = alias.or_else(|| path.last().cloned()) {
            named.brought.insert(name, path.clone());
            named.paths.push(path);
        }
        return;
    };
    let inside = &tree[brace + 1..tree.len() - 1];
    let (mut depth, mut start) = (0, 0);
    for (at, token) in inside.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 0 => {
                brought(&inside[start..at], &path, named);
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < inside.len() {
        brought(&inside[start..], &path, named);
    }
}

#[test]
fn a_circle_is_seen_however_its_names_are_brought_in() {
    let circles = |texts: &[(&str, &str)]| {
        let texts = texts
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Source::of(texts).circles()
    };
    let face = "mod a; mod b; pub use a::{self, One as First, Two};";
    let through = [
        "use crate::room::a::One;",
        "use super::a::{One, Two};",
        "use super::{Two};",
        "use super::First;",
        "use super::a;\nfn of() { a::one() }",
        "fn of() -> super::a::One { super::a::one() }",
        "use std::fmt; use crate::{lib::Other, room::{a::{One}}};",
    ];
    for text in through {
        let found = circles(&[
            ("room/mod.rs", face),
            ("room/a.rs", "use super::b::of;"),
            ("room/b.rs", text),
        ]);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].len(), 2, "{text}: {found:?}");
    }
    let not_through = [
        "// use super::a::One;\nuse std::fmt;",
        "const TEXT: &str = \"super::a::One \\\" crate::room::a::one()\"; const C: char = '\"';",
        "fn of<'a>(x: &'a str) {}\n#[cfg(test)]\nmod tests {\n    use super::super::a::One;\n}",
        "use super::b::Other;",
        "use super::a;",
    ];
    for text in not_through {
        let found = circles(&[
            ("room/mod.rs", face),
            ("room/a.rs", "use super::b::of;"),
            ("room/b.rs", text),
        ]);
        assert_eq!(found, Vec::<Vec<String>>::new(), "{text}");
    }
    let own = [
        ("room/mod.rs", "mod a; pub struct Own; fn of() { a::one() }"),
        ("room/a.rs", "use super::Own;"),
    ];
    assert_eq!(
        circles(&own).len(),
        1,
        "a face that defines and uses is a file like others"
    );
}
