//! Rules: own ones first, then the built-in table.

use std::collections::HashMap;

use super::category::Category;
use super::pattern::Pattern;
use super::table::{Place, built_in};
use super::unknown::UnknownName;
use super::wanted::{Wanted, readings};
use crate::books::settlement::{Name, SettlementLines, Source};

/// One rule: which types and paths belong to which category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    place: Place,
    category: Category,
}

/// Why a rule of the configuration is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RuleError(String);

impl Rule {
    /// A rule as the configuration writes it: a transaction type (blank for any place), a path pattern, a category.
    pub fn new(kind: &str, path: &str, category: &str) -> Result<Self, RuleError> {
        let category: Category = category.trim().parse().map_err(RuleError)?;
        if matches!(
            category,
            Category::MarketplaceTaxCollected | Category::RefundedSellerTax
        ) {
            return Err(RuleError(format!(
                "the category `{category}` is worked out by the program and cannot be the target of a rule"
            )));
        }
        if kind.trim().is_empty() && path.trim().trim_matches(['*', '/']).is_empty() {
            return Err(RuleError(
                "a rule must name a transaction type or a breakdown; it would fit everything".into(),
            ));
        }
        let types = kind
            .split('|')
            .filter(|kind| !kind.trim().is_empty())
            .map(Pattern::new)
            .collect();
        let path = if path.trim().is_empty() { "**" } else { path };
        let path = Pattern::new(path);
        Ok(Self {
            place: Place { types, path },
            category,
        })
    }
}

/// The rules in force: a company's own, then the built-in table.
#[derive(Debug, Clone)]
pub struct Classifier {
    own: Vec<Rule>,
}

impl Classifier {
    /// With a company's own rules before the built-in ones.
    pub fn new(own: Vec<Rule>) -> Self {
        Self { own }
    }

    /// The category of a type and path as a source has them, or `None` when no rule knows them.
    pub fn category(&self, source: Source, kind: &str, path: &str) -> Option<Category> {
        let read = readings(source, kind, path);
        self.own_rule(&read, &Wanted::new(kind, path))
            .map(|rule| rule.category)
            .or_else(|| read.iter().find_map(built_in))
    }

    /// The first own rule that fits the name as it is written, or in any way in which it can be read.
    fn own_rule(&self, read: &[Wanted], written: &Wanted) -> Option<&Rule> {
        let fits =
            |rule: &&Rule| rule.place.fits(written) || read.iter().any(|reading| rule.place.fits(reading));
        self.own.iter().find(fits)
    }

    /// The category of every line, or the names that no rule knows. Each pair of names is looked up once.
    pub fn classify(&self, lines: &SettlementLines) -> Result<Vec<Category>, Vec<UnknownName>> {
        let types = lines.lines.types();
        let of_type =
            types.map(|(kind, path)| self.category(lines.source, lines.text(kind), lines.text(path)));
        let of_type: Vec<Option<Category>> = of_type.collect();
        let numbers = lines.lines.type_numbers();
        if let Some(known) = of_type.iter().copied().collect::<Option<Vec<Category>>>() {
            let mut categories = Vec::with_capacity(lines.lines.len());
            categories.extend(numbers.map(|number| known[number]));
            return Ok(categories);
        }
        let mut unknown: HashMap<(Name, Name), UnknownName> = HashMap::new();
        let all = lines.lines.iter().zip(numbers);
        for (line, _) in all.filter(|(_, number)| of_type[*number].is_none()) {
            let (kind, path) = (lines.text(line.kind), lines.text(line.path));
            unknown
                .entry((line.kind, line.path))
                .or_insert_with(|| UnknownName::new(kind, path, lines.currency))
                .take(line.amount, lines.text(line.order));
        }
        let mut unknown: Vec<UnknownName> = unknown.into_values().collect();
        unknown.sort_by(|a, b| (&a.kind, &a.path).cmp(&(&b.kind, &b.path)));
        Err(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of the facts and of public material, both vocabularies, with the category each must have.
    const FACTS: &str = include_str!("vocabulary_of_the_facts.csv");

    #[test]
    fn every_name_of_the_facts_is_known() {
        let classifier = Classifier::new(Vec::new());
        let rows = FACTS
            .lines()
            .filter(|row| !row.starts_with('#') && !row.trim().is_empty());
        let mut faults = Vec::new();
        for row in rows {
            let cells: Vec<&str> = row.split(',').collect();
            for (kind, path) in [
                (cells[0].to_owned(), cells[1].to_owned()),
                (cells[0].to_uppercase(), cells[1].to_lowercase()),
            ] {
                let category = classifier
                    .category(Source::Finances, &kind, &path)
                    .map_or("held", Category::name);
                if category != cells[2] {
                    faults.push(format!("{row} -> {category:?}"));
                }
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
    }

    #[test]
    fn own_rules_come_first_and_the_rest_stays_unknown() {
        let own = Rule::new("Shipment", "**/Commission/**", "advertising").unwrap();
        let classifier = Classifier::new(vec![own]);
        let of = |kind: &str, path: &str| classifier.category(Source::Finances, kind, path);
        assert_eq!(
            of("Shipment", "AmazonFees/Commission"),
            Some(Category::Advertising)
        );
        assert_eq!(
            of("Refund", "AmazonFees/Commission"),
            Some(Category::ReferralFees)
        );
        assert_eq!(of("Shipment", "AmazonFees/NewFee2027"), None);
        assert_eq!(of("other-transaction", "other-transaction/Gizmo"), None);
        assert_eq!(of("", ""), None);
        assert!(Rule::new("", "**", "advertising").is_err());
        assert!(Rule::new("X", "", "refunded-seller-tax").is_err());
    }
}
