//! The secrets as a person types them, or as a file brings them.

use crate::cli::fault;
use crate::pass::secrets::System;
use crate::terminal::Terminal;
use anyhow::{Context, Result, bail};
use secrecy::{ExposeSecret, SecretString};
use std::io::{self, IsTerminal, Read};

/// The one secret that a person chose, and that may begin or end with a blank.
const CHOSEN: &str = "password";

pub(super) fn from_prompt(system: System, terminal: &Terminal) -> Result<Vec<(String, SecretString)>> {
    if !io::stdin().is_terminal() {
        return Err(fault::usage(format!(
            "there is no terminal to ask at\nhint: give `name=value` lines on stdin with `credentials set {} --stdin`",
            system.word()
        )));
    }
    let mut values = Vec::new();
    for (name, shown) in system.fields() {
        let prompt = format!("{} {name}: ", system.word());
        let value = if *shown {
            prompt_shown(&prompt)?
        } else {
            rpassword::prompt_password(&prompt)?
        };
        let value = typed(name, &value).to_owned();
        if value.trim().is_empty() {
            bail!(fault::usage(format!("no {name} was given; nothing was stored")));
        }
        if value.trim() != value {
            terminal.warn(format!(
                "the {name} begins or ends with a blank, which is kept as a part of it; if it is none, give it once more"
            ));
        }
        values.push(((*name).to_owned(), SecretString::from(value)));
    }
    Ok(values)
}

/// What was typed at the prompt of a field. Names and tokens have no blanks at their ends, which come from pasting; a
/// password is whatever was typed, but for the end of the line.
fn typed<'v>(name: &str, value: &'v str) -> &'v str {
    match name {
        CHOSEN => value.trim_end_matches(['\r', '\n']),
        _ => value.trim(),
    }
}

fn prompt_shown(prompt: &str) -> Result<String> {
    use std::io::Write as _;
    write!(io::stderr(), "{prompt}")?;
    io::stderr().flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line)
}

pub(super) fn from_stdin(system: System, terminal: &Terminal) -> Result<Vec<(String, SecretString)>> {
    let text = read_stdin()?;
    let mut values: Vec<(String, SecretString)> = Vec::new();
    for (number, line) in (1..).zip(text.expose_secret().lines()) {
        if line.trim().is_empty() {
            continue;
        }
        // Never the line itself in a message: it may be the secret.
        let Some((name, value)) = line.split_once('=') else {
            return Err(fault::usage(format!(
                "line {number} of stdin is not `name=value`; nothing was stored"
            )));
        };
        let name = name.trim().to_owned();
        if !system.fields().iter().any(|(field, _)| *field == name) {
            let fields: Vec<_> = system.fields().iter().map(|(field, _)| *field).collect();
            return Err(fault::usage(format!(
                "line {number} of stdin names no field of {}, which has {}; nothing was stored",
                system.word(),
                fields.join(", ")
            )));
        }
        // Blanks at either end come from editing or pasting; so do marks that nobody sees.
        let given = value;
        let value = given.trim_matches(is_blank).to_owned();
        if name == CHOSEN && given != value {
            terminal.warn(format!(
                "line {number} of stdin: blanks around the {name} were left out; if they belong to it, give it at the prompt \
                 of `ml-connector credentials set {}`",
                system.word()
            ));
        }
        if is_quoted(&value) {
            return Err(fault::usage(format!(
                "line {number} of stdin: the value of `{name}` stands in quotation marks, which would be sent as part of \
                 it; nothing was stored\nhint: give it without them; if they do belong to it, give it at the prompt of \
                 `ml-connector credentials set {}`",
                system.word()
            )));
        }
        if value.is_empty() {
            return Err(fault::usage(format!(
                "line {number} of stdin: `{name}` is empty; nothing was stored"
            )));
        }
        if values.iter().any(|(given, _)| *given == name) {
            return Err(fault::usage(format!(
                "line {number} of stdin gives `{name}` again; nothing was stored"
            )));
        }
        values.push((name, SecretString::from(value)));
    }
    Ok(values)
}

/// Whether a character shows nothing: a blank, a byte order mark, a space without width, a mark of direction.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

/// Whether a value begins and ends with quotation marks that belong together.
fn is_quoted(value: &str) -> bool {
    const PAIRS: [(char, char); 7] = [
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
        ('“', '”'),
        ('„', '“'),
        ('‘', '’'),
        ('«', '»'),
    ];
    let mut inner = value.chars();
    let (first, last) = (inner.next(), inner.next_back());
    PAIRS
        .iter()
        .any(|(open, close)| first == Some(*open) && last == Some(*close))
}

pub(super) fn read_stdin() -> Result<SecretString> {
    const LONGEST: u64 = 64 * 1024;
    let mut text = String::new();
    io::stdin()
        .take(LONGEST)
        .read_to_string(&mut text)
        .context("stdin could not be read as UTF-8 text")?;
    Ok(SecretString::from(text.trim_start_matches('\u{feff}').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn a_password_is_what_was_typed_and_a_name_has_no_blanks_around_it() {
        assert_eq!(typed("password", " two words \r\n"), " two words ");
        assert_eq!(typed("password", "plain"), "plain");
        for name in ["user", "client_id", "client_secret", "refresh_token"] {
            assert_eq!(typed(name, " ADMIN \n"), "ADMIN", "{name}");
        }
    }
}
