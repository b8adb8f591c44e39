//! Patterns over the names on a way down a tree: `**/Commission/**`.

/// A pattern over a row of names. `*` is any text within a name, `**` any number of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<String>);

/// Spellings of one and the same word: Amazon writes British English in some marketplaces, American in others, and
/// its own service now in letters, now in words.
const SPELLINGS: [(&str, &str); 9] = [
    ("fulfilment", "fulfillment"),
    ("fulfillmentbyamazonfba", "fba"),
    ("fulfillmentbyamazon", "fba"),
    ("labelling", "labeling"),
    ("enrolment", "enrollment"),
    ("programme", "program"),
    ("cancelled", "canceled"),
    ("centre", "center"),
    ("isation", "ization"),
];

/// A name as it is compared: only letters, digits and stars, in lower case, in one spelling.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '&' => plain.push_str("and"),
            '*' => plain.push('*'),
            c if c.is_alphanumeric() => plain.extend(c.to_lowercase()),
            _ => {}
        }
    }
    for (other, one) in SPELLINGS {
        if plain.contains(other) {
            plain = plain.replace(other, one);
        }
    }
    plain
}

/// The names of a path as they are compared; a star in Amazon's own text is not a pattern.
pub(super) fn names_of(path: &str) -> Vec<String> {
    path.split('/')
        .map(|name| plain(&name.replace('*', "")))
        .filter(|name| !name.is_empty())
        .collect()
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        Self(
            text.split('/')
                .map(plain)
                .filter(|name| !name.is_empty())
                .collect(),
        )
    }

    /// Whether the pattern fits all of the names.
    pub(super) fn fits(&self, names: &[String]) -> bool {
        fits(&self.0, names)
    }
}

fn fits(pattern: &[String], names: &[String]) -> bool {
    match pattern.split_first() {
        None => names.is_empty(),
        Some((any, rest)) if any == "**" => (0..=names.len()).any(|skipped| fits(rest, &names[skipped..])),
        Some((first, rest)) => match names.split_first() {
            Some((name, names)) => name_fits(first, name) && fits(rest, names),
            None => false,
        },
    }
}

/// Whether a name fits a pattern with stars: its pieces occur in order, the first and last at the ends.
fn name_fits(pattern: &str, name: &str) -> bool {
    let mut pieces: Vec<&str> = pattern.split('*').collect();
    let (Some(last), Some(mut rest)) = (pieces.pop(), Some(name)) else {
        return false;
    };
    if pieces.is_empty() {
        return pattern == name;
    }
    for (at, piece) in pieces.iter().enumerate() {
        let found = match (at, rest.find(piece)) {
            (0, Some(0)) => 0,
            (0, _) | (_, None) => return false,
            (_, Some(found)) => found,
        };
        rest = &rest[found + piece.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, path: &str, expect: bool) {
        assert_eq!(
            Pattern::new(pattern).fits(&names_of(path)),
            expect,
            "{pattern} on {path}"
        );
    }

    #[test]
    fn stars_and_double_stars() {
        check("**/Commission/**", "AmazonFees/Commission/Base", true);
        check("**/Commission/**", "AmazonFees/RefundCommission", false);
        check("**/*Tax/**", "Tax/OurPriceTax", true);
        check("**/*Tax/**", "TaxOnFee", false);
        check("**", "", true);
        check("*Refund*", "A-to-z Guarantee Refund", true);
        check("Subscription Fee", "SUBSCRIPTION_FEE", true);
        check("a*b*c", "aXbYc", true);
        check("a*b", "ab", true);
        check("a*a", "a", false);
        check(
            "**/MarketplaceFacilitator*/**",
            "ItemWithheldTax/MarketplaceFacilitatorVAT-Shipping",
            true,
        );
        check("x", "*", false);
    }

    #[test]
    fn both_spellings_are_one() {
        check(
            "FBA fulfillment fee per unit",
            "FBA fulfilment fee per unit",
            true,
        );
        check(
            "FBAInventoryStorageFee",
            "Fulfilment by Amazon (FBA) inventory storage fee",
            true,
        );
        check(
            "FBA Removal Order: Disposal Fee",
            "Fulfilment by Amazon removal order: disposal fee",
            true,
        );
        check("FBAPickAndPackFee", "FBA Pick & Pack Fee", true);
        check("Vine Enrollment Fee", "Vine enrolment fee", true);
    }
}
