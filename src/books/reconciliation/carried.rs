//! What Amazon carries from one settlement to the next, and what its open groups hold.

use std::collections::BTreeMap;

use crate::money::{Amount, Currency};

/// A posted settlement, as it was frozen, with what the group after it began with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Its key.
    pub key: String,
    /// Its currency.
    pub currency: Currency,
    /// Begin and end, in seconds.
    pub span: (i64, i64),
    /// What it left in `reserve`: positive when Amazon keeps the seller's money.
    pub reserve: Amount,
    /// What it left in `amazon_balance`.
    pub balance: Amount,
}

/// What Amazon says that it has carried over, in one currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// For `reserve`.
    pub reserve: Amount,
    /// For `amazon_balance`.
    pub balance: Amount,
    /// Which settlements and groups said so.
    pub notes: Vec<String>,
}

/// A day between two groups is another account's (design: a group begins where the one before it ended).
const GAP: i64 = 86_400;

/// By currency, what the last settlement of each chain left behind; where the group after it is known, what that
/// one began with decides.
///
/// `begun` are all known groups: currency, begin, and beginning balance.
pub fn carried(closed: &[Closed], begun: &[(Currency, i64, Option<Amount>)]) -> BTreeMap<Currency, Carried> {
    let follows = |end: i64, start: i64| (start - end).abs() <= GAP;
    let mut sums: BTreeMap<Currency, Carried> = BTreeMap::new();
    for last in closed {
        let has_next = closed.iter().any(|other| {
            other.key != last.key
                && other.currency == last.currency
                && follows(last.span.1, other.span.0)
                && other.span.1 > last.span.1
        });
        let sum = sums.entry(last.currency).or_default();
        if has_next {
            continue;
        }
        let next = begun
            .iter()
            .filter(|(currency, start, _)| *currency == last.currency && follows(last.span.1, *start))
            .find_map(|(_, _, beginning)| *beginning);
        sum.reserve += last.reserve;
        sum.balance += next.map_or(last.balance, |begun| balance(last, begun));
        let told = match next {
            Some(begun) => format!(", and the group after it began with {begun}"),
            None => String::new(),
        };
        sum.notes.push(format!(
            "the last settlement, {}, kept {} back and left {}{told}",
            last.key, last.reserve, last.balance
        ));
    }
    sums
}

/// What a beginning balance says of `amazon_balance`. The reserve is either part of it, or comes back as a line of
/// the next settlement: both have been seen.
fn balance(last: &Closed, begun: Amount) -> Amount {
    if begun == last.balance {
        begun
    } else {
        begun - last.reserve
    }
}

/// Whether a group was open at a moment; all are seconds.
pub fn covers(start: Option<i64>, end: Option<i64>, at: i64) -> bool {
    start.is_some_and(|start| start <= at) && end.is_none_or(|end| end > at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn closed(key: &str, span: (i64, i64), reserve: &str, balance: &str) -> Closed {
        Closed {
            key: key.into(),
            currency: Currency::parse("USD").unwrap(),
            span,
            reserve: amount(reserve),
            balance: amount(balance),
        }
    }

    #[test]
    fn the_last_of_each_chain_decides_and_the_group_after_it_is_asked() {
        let usd = Currency::parse("USD").unwrap();
        let day = GAP;
        let list = [
            closed("1", (0, 14 * day), "3", "0"),
            closed("2", (14 * day, 28 * day), "5", "-40"),
            closed("X", (7 * day, 21 * day), "0", "2"),
        ];
        let found = carried(&list, &[]);
        assert_eq!(
            (found[&usd].reserve, found[&usd].balance),
            (amount("5"), amount("-38"))
        );
        let found = carried(&list, &[(usd, 28 * day, Some(amount("-35.01")))]);
        assert_eq!(
            (found[&usd].reserve, found[&usd].balance),
            (amount("5"), amount("-38.01"))
        );
        let (within, apart) = (amount("-35"), amount("-40"));
        for begun in [within, apart] {
            let found = carried(&list, &[(usd, 28 * day, Some(begun))]);
            assert_eq!(found[&usd].balance, amount("-38"), "{begun}");
        }
        let found = carried(&list, &[(usd, 28 * day, Some(amount("-35.01")))]);
        assert!(
            found[&usd]
                .notes
                .iter()
                .any(|note| note.contains("began with -35.01"))
        );
    }
}
