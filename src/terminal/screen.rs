//! How wide the paper is: a terminal's own width, what `COLUMNS` says, or that of a log.

use std::borrow::Cow;
use std::io;

use textwrap::WordSeparator::AsciiSpace;
use textwrap::WordSplitter::NoHyphenation;

/// The width of what is neither a terminal nor told by `COLUMNS`: a log, a file, a pipe.
const OF_A_LOG: usize = 120;
/// Narrower than this nothing can be read, and the number is likelier wrong.
const LEAST: usize = 40;

/// The columns that a person has before them, where that is known.
#[expect(
    clippy::disallowed_methods,
    reason = "the width of the screen is told by the environment, and changes nothing but line ends"
)]
fn known() -> Option<usize> {
    let terminal = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    let told = || std::env::var("COLUMNS").ok()?.trim().parse().ok();
    terminal
        .filter(|width| *width >= LEAST)
        .or_else(told)
        .map(|width| width.max(LEAST))
}

/// The columns that a table may use.
pub(super) fn width() -> usize {
    known().unwrap_or(OF_A_LOG)
}

/// Sentences broken at words where the screen's width is known; tables, commands and code stay as they are.
pub(super) fn fitted(text: &str) -> Cow<'_, str> {
    match known() {
        Some(width) if text.lines().any(|line| is_long(line, width)) => Cow::Owned(wrapped(text, width)),
        _ => Cow::Borrowed(text),
    }
}

fn is_long(line: &str, width: usize) -> bool {
    line.len() > width && textwrap::core::display_width(line) > width && !is_to_be_copied(line)
}

/// What a person copies must come in one piece: lines for a file, documents; and commands, where one mark by which a
/// command goes on over lines would not do for every shell.
fn is_to_be_copied(line: &str) -> bool {
    let text = line.trim_start();
    cfg!(windows) && is_command(text) || text.starts_with(['{', '}', '[', ']', '"', '#', '|'])
}

fn is_command(text: &str) -> bool {
    let program = text.split_whitespace().next().unwrap_or_default();
    program.contains("ml-connector")
}

/// How a command begins that the reader sees typed.
const TYPED: &str = "$ ";

/// A command over several lines, each but the last with the mark by which this system's shell reads on.
fn continued(line: &str, width: usize) -> String {
    let mark = if cfg!(windows) { " `" } else { " \\" };
    let indent = &line[..line.len() - line.trim_start().len()];
    let further = format!("{indent}    ");
    let options = textwrap::Options::new(width - mark.len())
        .initial_indent(indent)
        .subsequent_indent(&further)
        .break_words(false)
        .word_splitter(NoHyphenation)
        .word_separator(AsciiSpace);
    textwrap::wrap(line.trim_start(), options).join(&format!("{mark}\n"))
}

fn wrapped(text: &str, width: usize) -> String {
    let line = |line: &str| {
        if !is_long(line, width) {
            return line.to_owned();
        }
        if line.starts_with(TYPED) || is_command(line.trim_start()) {
            return continued(line, width);
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        let further = format!("{indent}  ");
        let options = textwrap::Options::new(width)
            .initial_indent(indent)
            .subsequent_indent(&further);
        textwrap::fill(
            line.trim_start(),
            options
                .break_words(false)
                .word_splitter(NoHyphenation)
                .word_separator(AsciiSpace),
        )
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_broken_at_words_and_lines_for_a_file_are_not() {
        let text = "  one sentence that is longer than the paper it is written on\n  [[orders.customers]] # a row to be pasted as it stands";
        assert_eq!(
            wrapped(text, 40),
            "  one sentence that is longer than the\n    paper it is written on\n  [[orders.customers]] # a row to be pasted as it stands"
        );
    }

    #[test]
    fn a_command_that_was_typed_goes_on_as_a_shell_reads_it() {
        let shown = wrapped(
            "$ ml-connector resolve 113-5934380-8558223 --because \"by the buyer\"",
            40,
        );
        let mark = if cfg!(windows) { '`' } else { '\\' };
        assert_eq!(
            shown,
            format!(
                "$ ml-connector resolve {mark}\n    113-5934380-8558223 --because \"by {mark}\n    the buyer\""
            )
        );
        assert!(shown.lines().all(|line| line.chars().count() <= 40), "{shown}");
    }
}
