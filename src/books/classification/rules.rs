//! Rules: own ones first, then the built-in table; and the advice for a name that none knows.

use std::collections::HashMap;
use std::fmt;

use super::category::Category;
use super::pattern::{Pattern, names_of};
use crate::books::settlement::{Name, SettlementLines};
use crate::money::{Amount, Currency};

const TABLE: &str = include_str!("classification.csv");

/// One rule: which types and paths belong to which category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Types it is for; empty: the path pattern is sought in type and path together.
    kinds: Vec<Pattern>,
    path: Pattern,
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
        let kinds = kind
            .split('|')
            .filter(|kind| !kind.trim().is_empty())
            .map(Pattern::new)
            .collect();
        let path = if path.trim().is_empty() { "**" } else { path };
        Ok(Self {
            kinds,
            path: Pattern::new(path),
            category,
        })
    }

    fn fits(&self, kind: &[String], path: &[String], both: &[String]) -> bool {
        if self.kinds.is_empty() {
            return self.path.fits(both);
        }
        self.kinds.iter().any(|pattern| pattern.fits(kind)) && self.path.fits(path)
    }
}

/// The rules in force: a company's own, then the built-in table.
#[derive(Debug, Clone)]
pub struct Classifier {
    rules: Vec<Rule>,
}

impl Classifier {
    /// With a company's own rules before the built-in ones.
    pub fn new(own: Vec<Rule>) -> Self {
        let mut rules = own;
        rules.extend(built_in());
        Self { rules }
    }

    /// The category of a type and path, or `None` when no rule knows them.
    pub fn category(&self, kind: &str, path: &str) -> Option<Category> {
        // A slash in a type is not a way down a tree.
        let kind = names_of(&kind.replace('/', " "));
        let path = names_of(path);
        let both: Vec<String> = kind.iter().chain(&path).cloned().collect();
        self.rules
            .iter()
            .find(|rule| rule.fits(&kind, &path, &both))
            .map(|rule| rule.category)
    }

    /// The category of every line, or the names that no rule knows. Each pair of names is looked up once.
    pub fn classify(&self, lines: &SettlementLines) -> Result<Vec<Category>, Vec<UnknownName>> {
        let mut known: HashMap<(Name, Name), Option<Category>> = HashMap::new();
        let mut unknown: HashMap<(Name, Name), UnknownName> = HashMap::new();
        let mut categories = Vec::with_capacity(lines.lines.len());
        for line in lines.lines.iter() {
            let (kind, path) = (lines.text(line.kind), lines.text(line.path));
            let category = *known
                .entry((line.kind, line.path))
                .or_insert_with(|| self.category(kind, path));
            match category {
                Some(category) => categories.push(category),
                None => unknown
                    .entry((line.kind, line.path))
                    .or_insert_with(|| UnknownName::new(kind, path, lines.currency))
                    .take(line.amount, lines.text(line.order)),
            }
        }
        if unknown.is_empty() {
            return Ok(categories);
        }
        let mut unknown: Vec<UnknownName> = unknown.into_values().collect();
        unknown.sort_by(|a, b| (&a.kind, &a.path).cmp(&(&b.kind, &b.path)));
        Err(unknown)
    }
}

/// The built-in table; the tests read every row of it.
fn built_in() -> impl Iterator<Item = Rule> {
    rows().filter_map(|row| {
        let mut cells = row.split(',');
        Rule::new(cells.next()?, cells.next()?, cells.next()?).ok()
    })
}

fn rows() -> impl Iterator<Item = &'static str> {
    let content = TABLE
        .lines()
        .filter(|row| !row.trim().is_empty() && !row.starts_with('#'));
    content.skip(1)
}

/// What the words of a name make likely: shown to a person, never booked by itself.
fn guess(kind: &str, path: &str) -> Category {
    const WORDS: [(&str, Category); 18] = [
        ("reimburs", Category::Reimbursements),
        ("compensat", Category::Reimbursements),
        ("liquidat", Category::Liquidations),
        ("loan", Category::LoansAndDebt),
        ("debt", Category::LoansAndDebt),
        ("chargeback", Category::Chargebacks),
        ("claim", Category::Chargebacks),
        ("advert", Category::Advertising),
        ("sponsor", Category::Advertising),
        ("coupon", Category::CouponsAndDeals),
        ("storage", Category::FbaStorage),
        ("inbound", Category::FbaInbound),
        ("removal", Category::FbaRemoval),
        ("fulfil", Category::FbaFulfilment),
        ("postage", Category::ShippingServices),
        ("fee", Category::OtherServices),
        ("service", Category::OtherServices),
        ("charge", Category::OtherServices),
    ];
    let name = format!("{kind} {path}").to_lowercase();
    let likely = WORDS.iter().find(|(word, _)| name.contains(word));
    likely.map_or(Category::Adjustments, |(_, category)| *category)
}

/// A type and path that no rule knows, with what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// The transaction type.
    pub kind: String,
    /// The breakdown path, or amount type and description.
    pub path: String,
    /// The sum of its lines.
    pub amount: Amount,
    /// How many lines.
    pub count: usize,
    /// The first two: order id (or nothing) and amount.
    pub examples: Vec<(String, Amount)>,
    currency: Currency,
}

impl UnknownName {
    fn new(kind: &str, path: &str, currency: Currency) -> Self {
        let (kind, path) = (kind.to_owned(), path.to_owned());
        Self {
            kind,
            path,
            amount: Amount::ZERO,
            count: 0,
            examples: Vec::new(),
            currency,
        }
    }

    fn take(&mut self, amount: Amount, order: &str) {
        self.amount += amount;
        self.count += 1;
        if self.examples.len() < 2 {
            self.examples.push((order.to_owned(), amount));
        }
    }

    /// The lines of the configuration that map it, in the form in which they are read back: a blank name is left
    /// out, and what parts names in a rule is no part of a transaction type. The category is a guess to be weighed.
    pub fn toml(&self) -> String {
        let names = [
            ("transaction_type", self.kind.replace(['/', '|'], " ")),
            ("breakdown", self.path.clone()),
        ];
        let mut lines = String::from("[[settlements.rules]]");
        for (key, name) in names {
            let name = name.replace(char::is_control, " ");
            if !name.trim().is_empty() {
                lines += &format!("\n{key} = {}", serde_json::Value::from(name.trim()));
            }
        }
        let guess = guess(&self.kind, &self.path);
        lines
            + &format!("\ncategory = \"{guess}\"  # a guess; put in the right one of [settlements.accounts]")
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = |sum: Amount| sum.display(self.currency).to_string();
        write!(
            f,
            "`{}` / `{}`: {} {} in {} line{}",
            self.kind,
            self.path,
            amount(self.amount),
            self.currency,
            self.count,
            if self.count == 1 { "" } else { "s" }
        )?;
        let shown = self.examples.iter().map(|(order, sum)| match order.as_str() {
            "" => amount(*sum),
            order => format!("{} for {order}", amount(*sum)),
        });
        write!(f, " (such as {})", shown.collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_a_rule() {
        for row in rows() {
            let cells: Vec<&str> = row.split(',').collect();
            assert_eq!(cells.len(), 3, "{row}");
            Rule::new(cells[0], cells[1], cells[2]).unwrap_or_else(|error| panic!("{row}: {error}"));
        }
        assert_eq!(built_in().count(), rows().count());
    }

    /// The names of the facts, both vocabularies, with the category each must have.
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
                let category = classifier.category(&kind, &path).map(Category::name);
                if category != Some(cells[2]) {
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
        assert_eq!(
            classifier.category("Shipment", "AmazonFees/Commission"),
            Some(Category::Advertising)
        );
        assert_eq!(
            classifier.category("Refund", "AmazonFees/Commission"),
            Some(Category::ReferralFees)
        );
        assert_eq!(classifier.category("Shipment", "AmazonFees/NewFee2027"), None);
        assert_eq!(
            classifier.category("other-transaction", "other-transaction/Gizmo"),
            None
        );
        assert_eq!(classifier.category("", ""), None);
        assert!(Rule::new("", "**", "advertising").is_err());
        assert!(Rule::new("X", "", "refunded-seller-tax").is_err());
    }

    #[test]
    fn the_advice_maps_the_name_it_is_about() {
        let mut unknown = UnknownName::new("Odd \"type\"", "A/B c", Currency::USD);
        unknown.take(Amount::parse("-1.5").unwrap(), "111-1");
        unknown.take(Amount::parse("-2").unwrap(), "");
        unknown.take(Amount::parse("-3").unwrap(), "");
        insta::assert_snapshot!(unknown.to_string(), @r#"`Odd "type"` / `A/B c`: -6.50 USD in 3 lines (such as -1.50 for 111-1, -2.00)"#);
        insta::assert_snapshot!(unknown.toml(), @r#"
        [[settlements.rules]]
        transaction_type = "Odd \"type\""
        breakdown = "A/B c"
        category = "adjustments"  # a guess; put in the right one of [settlements.accounts]
        "#);
    }

    #[test]
    fn the_advice_is_a_rule_for_its_own_name_whatever_the_name() {
        for (kind, path, guess) in [
            ("Odd \"type\"", "A/B c", Category::Adjustments),
            ("", "OnlyPath", Category::Adjustments),
            ("Bare", "", Category::Adjustments),
            ("Nova/Type", "Über * fee", Category::OtherServices),
            ("One|Two", "Expenses/Flux \\ Cap\ttab", Category::Adjustments),
            ("ServiceFee", "Expenses/NewStorageTier", Category::FbaStorage),
        ] {
            let toml = UnknownName::new(kind, path, Currency::USD).toml();
            let text = |key: &str| -> String {
                let line = toml
                    .lines()
                    .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
                let quoted = line.map_or("\"\"", |line| line.split("  #").next().unwrap());
                serde_json::from_str(quoted).unwrap()
            };
            let names = (text("transaction_type"), text("breakdown"));
            let own = Rule::new(&names.0, &names.1, &text("category")).unwrap();
            assert_eq!(
                Classifier::new(vec![own]).category(kind, path),
                Some(guess),
                "{kind}/{path}"
            );
        }
    }
}
