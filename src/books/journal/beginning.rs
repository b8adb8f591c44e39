//! Where a beginning balance goes: to the account where the previous settlement left it.

use super::facts::Before;
use crate::money::Amount;

/// The beginning balance, divided over where the previous settlement put its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning {
    pub(super) reserve: Amount,
    pub(super) balance: Amount,
}

impl Beginning {
    /// Where a beginning balance goes: to the reserve that the linked report shows as a row of the same amount, or where
    /// the nearest settlement put its end that left just that much, else to the balance with Amazon.
    ///
    /// # Errors
    /// The settlement that may have left it and is not planned yet, where none that is planned did.
    pub(super) fn of(
        amount: Amount,
        before: &Before,
        report_reserve: Option<Amount>,
    ) -> Result<Self, String> {
        if report_reserve == Some(amount) {
            return Ok(Self {
                reserve: amount,
                balance: Amount::ZERO,
            });
        }
        let left = before.ends.iter().find_map(|end| {
            let parts = [
                (end.reserve, Amount::ZERO),
                (Amount::ZERO, end.balance),
                (end.reserve, end.balance),
            ];
            parts
                .into_iter()
                .find(|(reserve, balance)| *reserve + *balance == amount)
        });
        match (left, &before.unplanned) {
            (Some((reserve, balance)), _) => Ok(Self { reserve, balance }),
            // What the seller owes never lay in a reserve.
            (None, Some(earlier)) if amount > Amount::ZERO => Err(earlier.clone()),
            (None, _) => Ok(Self {
                reserve: Amount::ZERO,
                balance: amount,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::PeriodEnd;
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn check(beginning: &str, ends: &[(&str, &str)], row: Option<&str>, expect: (&str, &str)) {
        let found = of(beginning, ends, None, row).unwrap();
        assert_eq!(
            (found.reserve, found.balance),
            (amount(expect.0), amount(expect.1))
        );
    }

    fn of(
        beginning: &str,
        ends: &[(&str, &str)],
        unplanned: Option<&str>,
        row: Option<&str>,
    ) -> Result<Beginning, String> {
        let end = |(reserve, balance): &(&str, &str)| PeriodEnd {
            reserve: amount(reserve),
            balance: amount(balance),
        };
        let before = Before {
            ends: ends.iter().map(end).collect(),
            unplanned: unplanned.map(str::to_owned),
        };
        Beginning::of(amount(beginning), &before, row.map(amount))
    }

    #[test]
    fn it_goes_where_the_previous_settlement_left_it() {
        check("10", &[("10", "0")], None, ("10", "0"));
        check("-39.99", &[("0", "-39.99")], None, ("0", "-39.99"));
        check("-29.99", &[("10", "-39.99")], None, ("10", "-39.99"));
        check("10", &[], None, ("0", "10"));
        check("10", &[], Some("10"), ("10", "0"));
        check("10", &[("7", "0")], Some("7"), ("0", "10"));
    }

    #[test]
    fn of_two_accounts_it_is_the_one_that_left_that_much() {
        check("30", &[("20", "0"), ("30", "0")], None, ("30", "0"));
        check("3", &[("20", "0"), ("0", "3")], None, ("0", "3"));
    }

    #[test]
    fn it_is_not_guessed_while_the_one_that_left_it_is_not_planned() {
        assert_eq!(of("30", &[], Some("S1"), None).unwrap_err(), "S1");
        assert_eq!(of("30", &[("20", "0")], Some("S1"), None).unwrap_err(), "S1");
        // It is known without it.
        for found in [
            of("30", &[("30", "0")], Some("S1"), None),
            of("30", &[], Some("S1"), Some("30")),
        ] {
            assert_eq!(found.unwrap().reserve, amount("30"));
        }
        assert!(of("0", &[], Some("S1"), None).is_ok());
        assert_eq!(of("-30", &[], Some("S1"), None).unwrap().balance, amount("-30"));
    }
}
