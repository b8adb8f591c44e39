//! The control account of the receivables: its share of these customers in the ledger, held against A/R itself.
//!
//! A/R and the ledger are two books of the same thing. What A/R posted for these customers must stand in both; what
//! others bring into the account is told apart, and what did not come from A/R at all is a difference by itself.

use super::account::column;
use super::items::Column;
use super::line::Sheet;
use super::movement::Origin;
use super::posting::{Glance, Place};
use crate::money::Amount;

const OURS: &str = "A/R of these customers";
const OTHERS: &str = "A/R of other customers";

/// What A/R brought into the account.
#[derive(Debug, Clone, Copy, Default)]
struct Brought {
    posted: Amount,
    open: Amount,
}

impl Brought {
    fn take(&mut self, place: Place, amount: Amount) {
        match place {
            Place::Posted => self.posted += amount,
            Place::Open => self.open += amount,
        }
    }

    fn add_to(self, sheet: &mut Sheet, key: &str, is_others: bool) {
        sheet.add(key, Column::Sage, self.posted, "");
        sheet.add(key, Column::Open, self.open, "");
        if is_others {
            sheet.add(key, Column::Others, self.posted + self.open, "");
        }
    }
}

/// The lines of the account in one currency, as they are read.
#[derive(Debug, Default)]
pub struct ControlAccount {
    ours: Brought,
    others: Brought,
    sheet: Sheet,
}

impl ControlAccount {
    /// Takes in a line; `is_ours` tells by its texts whether it is of these customers.
    pub fn take(&mut self, posting: &Glance<'_>, is_ours: impl Fn(&str) -> bool) {
        let amounts = (posting.amount, posting.functional);
        let origin = match posting.from_receivables {
            true => Origin::Receivables,
            false => Origin::Hand,
        };
        self.sheet
            .moved_by(posting.place, posting.before, amounts, origin);
        if posting.from_receivables {
            return self.brought(posting.place, posting.amount, posting.texts, is_ours);
        }
        let text = posting.texts.iter().find(|text| !text.trim().is_empty());
        let text = text.map(|text| format!(" ({})", text.trim())).unwrap_or_default();
        let name = posting.name();
        let words = format!("{name} did not come from A/R{text}: A/R does not have it");
        let (place, amount, by) = (column(posting.place), posting.amount, posting.functional);
        self.sheet.add(&name, place, amount, &words);
        if amount.is_zero() && !by.is_zero() {
            self.sheet
                .differs_in_functional(by, format!("{words}: {by} in the company's currency alone"));
        }
    }

    /// Takes in what posted lines of A/R moved the account by, before the fiscal period or in it; what they brought is
    /// told apart from it.
    pub fn moved(&mut self, before: bool, amounts: (Amount, Amount)) {
        self.sheet
            .moved_by(Place::Posted, before, amounts, Origin::Receivables);
    }

    /// Takes in what A/R brought by lines that say the same.
    pub fn brought(&mut self, place: Place, amount: Amount, texts: &[&str], is_ours: impl Fn(&str) -> bool) {
        match texts.iter().any(|text| is_ours(text)) {
            true => self.ours.take(place, amount),
            false => self.others.take(place, amount),
        }
    }

    /// Holds them against what A/R has posted for these customers.
    ///
    /// A company may bring A/R into the ledger in sums that name nobody: then all of A/R's lines must be these
    /// customers', or the two cannot be told apart and differ.
    pub fn into_sheet(self, posted: Amount) -> Sheet {
        let Self {
            ours,
            others,
            mut sheet,
        } = self;
        let is_alone = ours.posted != posted && ours.posted + others.posted == posted;
        sheet.add(OURS, Column::Records, posted, "");
        // A/R has posted it, and the ledger has yet to.
        ours.add_to(&mut sheet, OURS, false);
        others.add_to(&mut sheet, if is_alone { OURS } else { OTHERS }, !is_alone);
        sheet
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::reconciliation::{Line, Standing};
    use crate::money::Currency;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn posting<'a>(text: &'a [&'a str; 1], sum: &str, from_receivables: bool) -> Glance<'a> {
        Glance {
            batch: text[0],
            entry: "1",
            amount: amount(sum),
            functional: amount(sum),
            place: Place::Posted,
            before: false,
            from_receivables,
            texts: text,
        }
    }

    fn line(posted: &str, postings: &[Glance<'_>]) -> Line {
        let mut account = ControlAccount::default();
        for posting in postings {
            account.take(posting, |text| text.starts_with("AMZ"));
        }
        account.into_sheet(amount(posted)).into_line(
            "control_account",
            "1100",
            Currency::parse("USD").unwrap(),
        )
    }

    #[test]
    fn our_share_is_what_names_us_or_all_of_it() {
        let ours = || posting(&["AMZ-US"], "49.99", true);
        assert_eq!(
            line("49.99", &[ours(), posting(&["OTHER"], "7", true)]).standing(),
            Standing::Proves
        );
        assert_eq!(
            line("49.99", &[posting(&["summary"], "49.99", true)]).standing(),
            Standing::Proves
        );
        assert_eq!(line("77.98", &[ours()]).difference(), Some(amount("-27.99")));
        let by_hand = line("49.99", &[ours(), posting(&["a person"], "0.01", false)]);
        assert_eq!(by_hand.difference(), Some(amount("0.01")));
        assert!(
            by_hand
                .items
                .iter()
                .any(|item| item.words.iter().any(|words| words.contains("a person")))
        );
        let revalued = Glance {
            functional: amount("0.03"),
            ..posting(&["revalued by hand"], "0", false)
        };
        let revalued = line("49.99", &[ours(), revalued]);
        assert_eq!(revalued.standing(), Standing::Differs);
        assert!(
            revalued
                .notes
                .iter()
                .any(|note| note.contains("revalued by hand"))
        );
        let moved = by_hand.movement.unwrap().own;
        assert_eq!(
            (moved.receivables, moved.by_hand),
            (amount("49.99"), amount("0.01"))
        );
    }
}
