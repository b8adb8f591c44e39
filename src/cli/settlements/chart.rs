//! Where the money of a settlement went, as bars: what came in to the right, what was taken to the left.

use std::fmt::Write;

use super::html::escaped;
use crate::money::Amount;
use crate::pass::statement::Statement;

/// Widths in the drawing's own units.
const LABEL: i128 = 150;
const BARS: i128 = 360;
const FIGURE: i128 = 90;
const ROW: i128 = 17;

/// The drawing, to stand inside a page.
pub(super) fn drawing(page: &Statement) -> String {
    let mut rows: Vec<(&str, Amount, &str)> = page
        .flow
        .iter()
        .map(|(words, amount)| (*words, *amount, if amount.is_negative() { "out" } else { "in" }))
        .collect();
    rows.push((
        if page.is_open {
            "Balance so far"
        } else if page.total.is_negative() {
            "Owed to Amazon"
        } else {
            "Paid out"
        },
        page.total,
        "sum",
    ));
    let most = |negative: bool| {
        let sizes = rows.iter().filter(|row| row.1.is_negative() == negative);
        sizes.map(|row| row.1.exact_units().abs()).max().unwrap_or(0)
    };
    let (left, right) = (most(true), most(false));
    let span = (left + right).max(1);
    let zero = LABEL + BARS * left / span;
    let height = ROW * i128::try_from(rows.len()).unwrap_or(0) + 4;
    let width = LABEL + BARS + FIGURE;
    let mut drawing = format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"Where the money went\">\
         <line x1=\"{zero}\" y1=\"0\" x2=\"{zero}\" y2=\"{height}\" class=\"axis\"/>"
    );
    for (at, (words, amount, class)) in (0_i128..).zip(&rows) {
        let (top, middle) = (at * ROW + 3, at * ROW + 14);
        let size = (BARS * amount.exact_units().abs() / span).max(1);
        let from = if amount.is_negative() { zero - size } else { zero };
        // Writing to a string cannot fail.
        let _ = write!(
            drawing,
            "<text x=\"0\" y=\"{middle}\">{}</text><rect x=\"{from}\" y=\"{top}\" width=\"{size}\" height=\"12\" class=\"{class}\"/>\
             <text x=\"{width}\" y=\"{middle}\" class=\"figure\">{}</text>",
            escaped(words),
            amount.display(page.currency)
        );
    }
    drawing.push_str("</svg>");
    drawing
}
