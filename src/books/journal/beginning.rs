//! Where a beginning balance goes: to the account where the previous settlement left it.

use super::facts::PeriodEnd;
use crate::money::Amount;

/// The beginning balance, divided over where the previous settlement put its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning {
    pub(super) reserve: Amount,
    pub(super) balance: Amount,
}

impl Beginning {
    /// Where a beginning balance goes: where the previous group's end went, or to the reserve that the linked
    /// report shows as a row of the same amount, else to the balance with Amazon.
    pub(super) fn of(amount: Amount, previous: Option<PeriodEnd>, report_reserve: Option<Amount>) -> Self {
        let to_reserve = Self {
            reserve: amount,
            balance: Amount::ZERO,
        };
        let to_balance = Self {
            reserve: Amount::ZERO,
            balance: amount,
        };
        match previous {
            _ if report_reserve == Some(amount) => to_reserve,
            Some(end) if end.reserve == amount => to_reserve,
            Some(end) if end.balance == amount => to_balance,
            Some(end) if end.reserve + end.balance == amount => Self {
                reserve: end.reserve,
                balance: end.balance,
            },
            _ => to_balance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn check(beginning: &str, previous: Option<(&str, &str)>, row: Option<&str>, expect: (&str, &str)) {
        let end = |(reserve, balance)| PeriodEnd {
            reserve: amount(reserve),
            balance: amount(balance),
        };
        let found = Beginning::of(amount(beginning), previous.map(end), row.map(amount));
        assert_eq!(
            (found.reserve, found.balance),
            (amount(expect.0), amount(expect.1))
        );
    }

    #[test]
    fn it_goes_where_the_previous_settlement_left_it() {
        check("10", Some(("10", "0")), None, ("10", "0"));
        check("-39.99", Some(("0", "-39.99")), None, ("0", "-39.99"));
        check("-29.99", Some(("10", "-39.99")), None, ("10", "-39.99"));
        check("10", None, None, ("0", "10"));
        check("10", None, Some("10"), ("10", "0"));
        check("10", Some(("7", "0")), Some("7"), ("0", "10"));
    }
}
