//! Another kind of key in `[encryption]`: the lines of the file are changed, and everything else stays as it was.
//!
//! The result is read back before it is used: a file whose lines are not those that a person usually writes is left
//! to the person.

use std::path::Path;

use super::{Config, ConfigError};
use crate::vault::{DpapiScope, KeySource};

/// A kind of key that this program can move to by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// A file that only its owner can read.
    File,
    /// Protected by Windows for the account.
    DpapiUser,
    /// Protected by Windows for the machine.
    DpapiMachine,
}

impl KeyKind {
    /// Every kind with its word on the command line.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::File, "key-file"),
        (Self::DpapiUser, "dpapi-user"),
        (Self::DpapiMachine, "dpapi-machine"),
    ];

    fn line(self) -> &'static str {
        match self {
            Self::File => "key_file = \"ml-connector.key\"",
            Self::DpapiUser => "dpapi = \"user\"",
            Self::DpapiMachine => "dpapi = \"machine\"",
        }
    }

    fn is(self, source: &KeySource) -> bool {
        match (self, source) {
            (Self::File, KeySource::File(_)) => true,
            (Self::DpapiUser, KeySource::Dpapi { scope, .. }) => *scope == DpapiScope::User,
            (Self::DpapiMachine, KeySource::Dpapi { scope, .. }) => *scope == DpapiScope::Machine,
            _ => false,
        }
    }
}

/// The text of a configuration with another kind of key, and the key source that it then names.
///
/// # Errors
/// When this system has no such kind, or the file's lines are not the usual ones.
pub fn with_key_kind(text: &str, file: &Path, kind: KeyKind) -> Result<(String, KeySource), ConfigError> {
    if kind != KeyKind::File && cfg!(not(windows)) {
        let words = "dpapi exists only on Windows; nothing was changed";
        return Err(ConfigError::single(file, words));
    }
    let source = Config::parse(text, file)?.key;
    if kind.is(&source) {
        return Ok((text.to_owned(), source));
    }
    let changed = changed(text, kind);
    let config = Config::parse(&changed, file);
    match config.map(|config| config.key) {
        Ok(source) if kind.is(&source) => Ok((changed, source)),
        _ => Err(ConfigError::single(
            file,
            format!(
                "[encryption] is written in a way that this program does not change: put each of its keys on a line of \
                 its own, then run this again; it would write `{}`. Nothing was changed",
                kind.line()
            ),
        )),
    }
}

fn changed(text: &str, kind: KeyKind) -> String {
    let mut out = String::with_capacity(text.len() + 40);
    let (mut inside, mut written) = (false, false);
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.starts_with('[') {
            inside = trimmed.starts_with("[encryption]");
        }
        let key = trimmed.split('=').next().unwrap_or_default().trim();
        let says_where = matches!(key, "key_file" | "key_env" | "key_command" | "dpapi");
        // The file of a protected key is meant for either scope, and for nothing else.
        let of_dpapi = key == "dpapi_file" && kind == KeyKind::File;
        if inside && (says_where || of_dpapi) {
            if says_where && !written {
                let end = &line[line.trim_end_matches(['\r', '\n']).len()..];
                out.push_str(kind.line());
                out.push_str(if end.is_empty() { "\n" } else { end });
                written = true;
            }
            out.push('#');
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_key_is_changed_and_nothing_else() {
        let example = include_str!("../../config.example.toml").replace('\n', "\r\n");
        let text = example.replace("key_file = \"ml-connector.key\"", "key_env = \"A_KEY\"");
        let (changed, source) = with_key_kind(&text, Path::new("config.toml"), KeyKind::File).unwrap();
        assert_eq!(source, KeySource::File("ml-connector.key".into()));
        let expect = "key_file = \"ml-connector.key\"\r\n#key_env = \"A_KEY\"";
        assert_eq!(changed, text.replacen("key_env = \"A_KEY\"", expect, 1));
        let dpapi = with_key_kind(&text, Path::new("config.toml"), KeyKind::DpapiMachine);
        assert_eq!(dpapi.is_ok(), cfg!(windows));
        if let Ok((changed, source)) = dpapi {
            assert!(matches!(
                source,
                KeySource::Dpapi {
                    scope: DpapiScope::Machine,
                    ..
                }
            ));
            let (back, _) = with_key_kind(&changed, Path::new("config.toml"), KeyKind::DpapiUser).unwrap();
            assert!(
                back.contains("dpapi = \"user\"\r\n#dpapi = \"machine\""),
                "{back}"
            );
        }
    }

    #[test]
    fn unusual_lines_are_left_to_a_person() {
        let example = include_str!("../../config.example.toml");
        let text = example.replace("key_file = \"ml-connector.key\"", "key_command = [\n\"a\"\n]");
        let error = with_key_kind(&text, Path::new("config.toml"), KeyKind::File).unwrap_err();
        assert!(error.to_string().contains("Nothing was changed"), "{error}");
    }
}
