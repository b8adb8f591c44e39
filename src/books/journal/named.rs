//! Which settlement a text in Sage names: titles, entries and references of ours begin with a part's key.

/// The settlement's id and the fiscal period that a text begins with, as in `AMZ 18000023757 2026-02 reviewed`.
///
/// Both as they stand there; `None` where the text begins otherwise.
pub fn named_part(text: &str) -> Option<(&str, &str)> {
    let mut words = text.split_whitespace();
    let is_ours = words.next()?.eq_ignore_ascii_case("AMZ");
    let (id, period) = (words.next()?, words.next()?);
    (is_ours && is_period(period)).then_some((id, period))
}

/// Whether an id is of the kind that settlement reports bear, digits alone; the id of an event group has letters.
pub fn is_settlement_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_period(word: &str) -> bool {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    word.split_once('-')
        .is_some_and(|(year, number)| digits(year, 4) && digits(number, 2))
}

#[cfg(test)]
mod tests {
    use super::{is_settlement_id, named_part};

    #[test]
    fn amazons_two_ids_are_told_apart() {
        assert!(is_settlement_id("18000023757"));
        for group in ["", "17a", "Hx9rPv1_a-BRsK0qYAuAFxd2XNg6fBGNzcm3xZgHFgs"] {
            assert!(!is_settlement_id(group), "{group}");
        }
    }

    #[test]
    fn a_key_is_the_beginning_of_a_text_and_nothing_else() {
        let own = Some(("17", "2026-02"));
        assert_eq!(named_part("AMZ 17 2026-02"), own);
        assert_eq!(named_part(" amz 17  2026-02 bank_account"), own);
        for text in [
            "",
            "AMZ",
            "AMZ 17",
            "AMZ 17 20026-02",
            "AMZ-AR 17 2026-02",
            "see AMZ 17 2026-02",
        ] {
            assert_eq!(named_part(text), None, "{text}");
        }
    }
}
