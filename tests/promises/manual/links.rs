//! Links within the manual lead to a page that exists, and to a heading of it.

use super::pages;

/// A heading's anchor, as GitHub makes it: lower case, hyphens for blanks, other marks left out.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// The path that a link of this page means, from the repository's top.
fn resolved(page: &str, link: &str) -> String {
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

#[test]
fn every_link_leads_to_a_page_and_a_heading() {
    let pages = pages();
    let mut count = 0;
    for (page, text) in &pages {
        for part in text.split("](").skip(1) {
            let link = part.split(')').next().unwrap();
            if link.starts_with("http") {
                continue;
            }
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() {
                page.clone()
            } else {
                resolved(page, path)
            };
            let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(&target);
            assert!(file.exists(), "{page} leads to {target}, which is not there");
            if !heading.is_empty() {
                let (_, text) = pages.iter().find(|(name, _)| *name == target).unwrap();
                let there = text
                    .lines()
                    .any(|line| line.starts_with('#') && anchor(line) == heading);
                assert!(
                    there,
                    "{page} leads to {target}#{heading}, and no heading is called so"
                );
            }
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn the_readme_names_every_page() {
    let pages = pages();
    for (page, _) in &pages[1..] {
        assert!(
            pages[0].1.contains(&format!("]({page})")),
            "the README does not lead to {page}"
        );
    }
}
