//! The pieces of a page in HTML: texts as text, rows and tables.

/// Text that a browser shows and never obeys.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A row of cells, each a text and whether it is a figure.
pub(crate) fn row(cells: &[(String, bool)], class: &str) -> String {
    let cells: Vec<_> = cells
        .iter()
        .map(|(text, figure)| {
            format!(
                "<td{}>{}</td>",
                if *figure { " class=\"n\"" } else { "" },
                escaped(text)
            )
        })
        .collect();
    format!("<tr{class}>{}</tr>", cells.join(""))
}

/// A table of such rows.
pub(crate) fn table(head: &[(&str, bool)], rows: &[String]) -> String {
    let head: Vec<_> = head
        .iter()
        .map(|(text, figure)| {
            format!(
                "<th{}>{}</th>",
                if *figure { " class=\"n\"" } else { "" },
                escaped(text)
            )
        })
        .collect();
    format!(
        "<table><thead><tr>{}</tr></thead><tbody>\n{}\n</tbody></table>",
        head.join(""),
        rows.join("\n")
    )
}
