//! Where two sources, or lines and a total, differ: their sums by category or by type.

use std::collections::BTreeMap;

use super::SettlementLines;
use crate::books::classification::Classifier;
use crate::money::Amount;

/// One row of the table that shows where two sources, or lines and total, differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeSum {
    /// The category, or the transaction type where there is only one source.
    pub name: String,
    /// By the transactions (or the only source).
    pub first: Amount,
    /// By the report, where both are there.
    pub second: Option<Amount>,
}

/// Where the difference can lie: by category over two sources, else by transaction type over one.
pub fn by_type(
    finances: Option<&SettlementLines>,
    report: Option<&SettlementLines>,
    classifier: &Classifier,
) -> Vec<TypeSum> {
    let (Some(first), Some(second)) = (finances, report) else {
        let sums = finances.or(report).map(type_sums).unwrap_or_default();
        return sums
            .into_iter()
            .map(|(name, first)| TypeSum {
                name,
                first,
                second: None,
            })
            .collect();
    };
    let unknown = |kind: &str, path: &str| format!("{kind} / {path}");
    let (first, second) = (
        by_category(first, classifier, unknown),
        by_category(second, classifier, unknown),
    );
    let rows = differing(&first, &second).into_iter();
    rows.map(|(name, first, second)| TypeSum {
        name,
        first,
        second: Some(second),
    })
    .collect()
}

fn type_sums(lines: &SettlementLines) -> BTreeMap<String, Amount> {
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    for ((kind, _), sum) in lines.sums_by_name() {
        *sums.entry(lines.text(kind).to_owned()).or_default() += sum;
    }
    sums
}

/// Sums by category; what no rule knows stands under the name that `unknown` gives to its type and path.
pub fn by_category(
    lines: &SettlementLines,
    classifier: &Classifier,
    unknown: impl Fn(&str, &str) -> String,
) -> BTreeMap<String, Amount> {
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    for ((kind, path), sum) in lines.sums_by_name() {
        let (kind, path) = (lines.text(kind), lines.text(path));
        let category = classifier.category(lines.source, kind, path);
        let name = category.map_or_else(|| unknown(kind, path), |category| category.name().to_owned());
        *sums.entry(name).or_default() += sum;
    }
    sums
}

/// The names under which two tellings have other sums, with both; what one of them does not name is zero there.
pub fn differing(
    first: &BTreeMap<String, Amount>,
    second: &BTreeMap<String, Amount>,
) -> Vec<(String, Amount, Amount)> {
    let mut names: Vec<&String> = first.keys().chain(second.keys()).collect();
    names.sort();
    names.dedup();
    let sum = |sums: &BTreeMap<String, Amount>, name: &String| sums.get(name).copied().unwrap_or_default();
    names
        .into_iter()
        .map(|name| (name.clone(), sum(first, name), sum(second, name)))
        .filter(|(_, first, second)| first != second)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::settlement::Source;
    use crate::books::settlement::sales::{amount, sales as lines};

    #[test]
    fn the_difference_is_shown_by_category() {
        let finances = lines(Source::Finances, &["10"]);
        let report = lines(Source::Report, &["10", "7"]);
        let rows = by_type(Some(&finances), Some(&report), &Classifier::new(Vec::new()));
        assert_eq!(
            rows,
            [TypeSum {
                name: "product-sales".into(),
                first: amount("10"),
                second: Some(amount("17"))
            }]
        );
        assert_eq!(
            by_type(None, Some(&report), &Classifier::new(Vec::new()))[0].name,
            "Order"
        );
    }
}
