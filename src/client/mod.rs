//! Typed calls to the two systems. They sign, budget, retry reads and interpret; they decide nothing else.

pub mod amazon;
mod field;
pub mod lwa;
pub mod sage300;

/// Words after a colon, where there are any: a page of IIS or of a proxy brings none.
fn after_colon(words: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!(": {words}")
    }
}
