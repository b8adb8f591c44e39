//! A name that no rule knows: what hangs on it, and the lines of the configuration that map it.

use std::fmt;

use super::category::Category;
use crate::money::{Amount, Currency};

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
    /// A name on which nothing hangs yet.
    pub fn new(kind: &str, path: &str, currency: Currency) -> Self {
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

    /// One more of its lines.
    pub fn take(&mut self, amount: Amount, order: &str) {
        self.amount += amount;
        self.count += 1;
        if self.examples.len() < 2 {
            self.examples.push((order.to_owned(), amount));
        }
    }

    /// The lines of the configuration that map it, in the form in which they are read back: a blank name is left
    /// out, and what parts names in a rule is no part of a transaction type. Where both are blank, a dash stands for
    /// them. The category is a guess to be weighed, and left for a person to write where nothing speaks for one.
    pub fn toml(&self) -> String {
        let names = [
            ("transaction_type", self.kind.replace(['/', '|'], " ")),
            ("breakdown", self.path.clone()),
        ];
        let mut lines = String::from("[[settlements.rules]]");
        let mut is_named = false;
        for (key, name) in names {
            let name = name.replace(char::is_control, " ");
            // A rule of nothing but stars and strokes would fit everything, and is none.
            if !name.trim().trim_matches(['*', '/']).trim().is_empty() {
                lines += &format!("\n{key} = {}", serde_json::Value::from(name.trim()));
                is_named = true;
            }
        }
        if !is_named {
            lines += "\nbreakdown = \"-\"  # every amount that Amazon does not name";
        }
        lines
            + &match guess(&self.kind, &self.path) {
                Some(guess) => {
                    format!(
                        "\ncategory = \"{guess}\"  # a guess; put in the right one of [settlements.accounts]"
                    )
                }
                None => {
                    "\ncategory = \"\"  # write the one it belongs to, such as fba-storage, other-services, \
                         reimbursements, chargebacks, adjustments or transfers"
                        .to_owned()
                }
            }
    }
}

/// What the words of a name make likely: shown to a person, never booked by itself.
///
/// Only words that say what is paid for. `Fee`, `service`, `charge`, `claim` and `chargeback` stand in names of
/// everything, and money that moves, tax and what the law asks for are no cost to be guessed at.
fn guess(kind: &str, path: &str) -> Option<Category> {
    const SILENT: [&str; 12] = [
        "tax", "vat", "gst", "transfer", "disburs", "payout", "deposit", "balance", "reserve", "regulat",
        "epr", "payment",
    ];
    const WORDS: [(&str, Category); 12] = [
        ("reimburs", Category::Reimbursements),
        ("compensat", Category::Reimbursements),
        ("liquidat", Category::Liquidations),
        ("loan", Category::LoansAndDebt),
        ("advert", Category::Advertising),
        ("sponsor", Category::Advertising),
        ("coupon", Category::CouponsAndDeals),
        ("storage", Category::FbaStorage),
        ("inbound", Category::FbaInbound),
        ("removal", Category::FbaRemoval),
        ("fulfil", Category::FbaFulfilment),
        ("postage", Category::ShippingServices),
    ];
    let name = format!("{kind} {path}").to_lowercase();
    if SILENT.iter().any(|word| name.contains(word)) {
        return None;
    }
    // Words of two categories speak for neither.
    let mut likely = WORDS
        .iter()
        .filter(|(word, _)| name.contains(word))
        .map(|(_, category)| *category);
    let guess = likely.next()?;
    likely.all(|other| other == guess).then_some(guess)
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
    use super::super::{Classifier, Rule};
    use super::*;
    use crate::books::settlement::Source;

    #[test]
    fn the_advice_maps_the_name_it_is_about() {
        let mut unknown = UnknownName::new("Odd \"type\"", "A/B c storage", Currency::USD);
        unknown.take(Amount::parse("-1.5").unwrap(), "111-1");
        unknown.take(Amount::parse("-2").unwrap(), "");
        unknown.take(Amount::parse("-3").unwrap(), "");
        insta::assert_snapshot!(unknown.to_string(), @r#"`Odd "type"` / `A/B c storage`: -6.50 USD in 3 lines (such as -1.50 for 111-1, -2.00)"#);
        insta::assert_snapshot!(unknown.toml(), @r#"
        [[settlements.rules]]
        transaction_type = "Odd \"type\""
        breakdown = "A/B c storage"
        category = "fba-storage"  # a guess; put in the right one of [settlements.accounts]
        "#);
    }

    #[test]
    fn nothing_is_guessed_where_nothing_speaks_for_it() {
        for (kind, path) in [
            ("Adjustment", "LostDisbursement"),
            ("ServiceFee", "EPR Contribution Fee"),
            ("Order", "ItemPrice/RegulatoryCharge"),
            ("FBAFees", "Pallet Polishing Charge/Base fee"),
            ("other-transaction", "other-transaction/Storage Tax"),
            ("ServiceFee", "Storage Removal"),
        ] {
            let toml = UnknownName::new(kind, path, Currency::USD).toml();
            assert!(toml.contains("\ncategory = \"\"  # write"), "{toml}");
        }
    }

    #[test]
    fn the_advice_is_a_rule_for_its_own_name_whatever_the_name() {
        for (kind, path) in [
            ("Odd \"type\"", "A/B c"),
            ("", "OnlyPath"),
            ("Bare", ""),
            ("Nova/Type", "Über * fee"),
            ("One|Two", "Expenses/Flux \\ Cap\ttab"),
            ("ServiceFee", "Expenses/NewStorageTier"),
            ("", ""),
            ("", "*/**"),
            ("/", "/"),
            ("other-transaction", "*"),
            ("Lost", "Novelty/Lost/Damaged"),
        ] {
            let toml = UnknownName::new(kind, path, Currency::USD).toml();
            let text = |key: &str| -> String {
                let line = toml
                    .lines()
                    .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
                let quoted = line.map_or("\"\"", |line| line.split("  #").next().unwrap());
                serde_json::from_str(quoted).unwrap()
            };
            let own = Rule::new(&text("transaction_type"), &text("breakdown"), "advertising").unwrap();
            assert_eq!(
                Classifier::new(vec![own.clone()]).category(Source::Report, kind, path),
                Some(Category::Advertising),
                "{kind}/{path}"
            );
            // It fits nothing else.
            let other = Classifier::new(vec![own]).category(Source::Report, "Other", "Gizmo");
            assert_eq!(other, None, "{kind}/{path}");
        }
    }
}
