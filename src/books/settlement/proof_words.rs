//! The proofs of a settlement in an accountant's words.

/// What each proof holds against what, by its number.
fn sides(number: u8) -> (&'static str, &'static str) {
    match number {
        1 => ("Amazon's total", "our lines"),
        2 => ("the settlement report", "our lines"),
        3 => ("Amazon's own summary", "our lines"),
        4 => ("debits less credits of every entry should be", "and are"),
        _ => ("Amazon's total", "the last line of the journal"),
    }
}

/// Both figures of a proof; `expected` is blank where there was nothing to compare with, and `absent` says why.
pub fn in_words(number: u8, ours: &str, expected: &str, absent: &str, overruled: bool) -> String {
    let (theirs, own) = sides(number);
    if expected.is_empty() {
        return format!("{theirs}: {absent}; {own} {ours}");
    }
    let end = if overruled {
        "; overruled by the settlement report, which proves"
    } else {
        ""
    };
    format!("{theirs} {expected}, {own} {ours}{end}")
}

/// One word for how a proof ended; `None` where there was nothing to compare with.
pub fn verdict(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "proven",
        Some(false) => "NOT PROVEN",
        None => "nothing to compare with",
    }
}
