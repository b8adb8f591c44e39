//! A type and a path as they are compared, and the ways in which a path can be read.
//!
//! `/` parts the names on a way down Amazon's tree of amounts. In a report it parts an amount type from a description,
//! and a stroke may stand within either of them: `Unplanned Service Fee - Label missing/unreadable`.

use std::slice::from_ref;

use super::pattern::names_of;
use super::suffixes::is_addition;
use crate::books::settlement::Source;

/// A type and a path as they are compared.
pub(super) struct Wanted {
    pub(super) types: Vec<String>,
    pub(super) path: Vec<String>,
}

impl Wanted {
    /// With a stroke between each two names of the path.
    pub(super) fn new(kind: &str, path: &str) -> Self {
        Self {
            // A slash in a type is not a way down a tree.
            types: names_of(&kind.replace('/', " ")),
            path: names_of(path),
        }
    }

    /// The same type with another path.
    pub(super) fn with_path(&self, path: Vec<String>) -> Self {
        Self {
            types: self.types.clone(),
            path,
        }
    }
}

/// The ways in which a path of a source can be read, the likeliest first; never none.
///
/// A report has two names and no more. With several strokes the first one parts them; the last one does where the
/// description is what Amazon writes beside an amount type that is a fee, such as `Base fee`. A text with spaces that
/// stands alone, as the description of a transaction does, is one name whatever strokes it has.
pub(super) fn readings(source: Source, kind: &str, path: &str) -> Vec<Wanted> {
    let parts: Vec<&str> = path.split('/').collect();
    let read = |names: &[&[&str]]| {
        let names: Vec<String> = names.iter().map(|parts| parts.join(" ")).collect();
        Wanted::new(kind, &names.join("/"))
    };
    let mut readings = Vec::with_capacity(1);
    match (source, parts.as_slice()) {
        (Source::Report, [amount_type, description @ ..]) if description.len() > 1 => {
            readings.push(read(&[from_ref(amount_type), description]));
            if let [above @ .., last] = parts.as_slice()
                && is_addition(last)
            {
                readings.push(read(&[above, from_ref(last)]));
            }
        }
        _ => readings.push(Wanted::new(kind, path)),
    }
    if let [first, _, ..] = parts.as_slice()
        && first.contains(' ')
    {
        readings.push(read(&[parts.as_slice()]));
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: Source, path: &str, expect: &[&str]) {
        let read = readings(source, "Any", path);
        let read: Vec<String> = read.iter().map(|wanted| wanted.path.join("/")).collect();
        assert_eq!(read, expect, "{path}");
    }

    #[test]
    fn a_stroke_parts_names_or_stands_within_one() {
        check(
            Source::Finances,
            "Expenses/AmazonFees/Commission",
            &["expenses/amazonfees/commission"],
        );
        check(
            Source::Finances,
            "Label missing/unreadable",
            &["labelmissing/unreadable", "labelmissingunreadable"],
        );
        check(Source::Report, "ItemFees/Commission", &["itemfees/commission"]);
        check(Source::Report, "Coupon/Buy 1/2 price", &["coupon/buy12price"]);
        check(
            Source::Report,
            "EPR fee 01/07/2024/Base fee",
            &[
                "eprfee01/072024basefee",
                "eprfee01072024/basefee",
                "eprfee01072024basefee",
            ],
        );
        check(Source::Report, "", &[""]);
    }
}
