//! One settlement's payment of one order: applied, waiting, or held.

use chrono::NaiveDate;

use crate::books::reason::{self, Reason};
use crate::money::{Amount, Currency};

/// What a settlement put on `clearing` for an order, from the seller's side: negative where a sale was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The amount.
    pub amount: Amount,
    /// The settlement's currency.
    pub currency: Currency,
}

/// Where the order stands in the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its document is in Sage.
    Posted,
    /// It will be.
    Coming,
    /// It never will.
    Never,
}

/// A document of the order in A/R.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDocument {
    /// Its number.
    pub number: String,
    /// Its customer.
    pub customer: String,
    /// Its currency, as far as Sage tells.
    pub currency: Option<Currency>,
    /// Its total.
    pub total: Amount,
    /// What Sage shows as due.
    pub due: Amount,
    /// What batches of ours that Sage has not posted yet take of it.
    pub pending: Amount,
    /// The day on which it was posted, where Sage tells.
    pub posted: Option<NaiveDate>,
    /// Whether its customer is on hold.
    pub on_hold: bool,
    /// Whether its customer is active: Sage refuses a whole batch with a line of one that is not.
    pub active: bool,
}

impl OpenDocument {
    /// Whether this is its number.
    pub fn is_numbered(&self, number: &str) -> bool {
        self.number.trim().eq_ignore_ascii_case(number.trim())
    }

    /// What is left for further lines.
    pub fn open(&self) -> Amount {
        self.due - self.pending
    }
}

/// What is known of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts<'a> {
    /// Where it stands.
    pub standing: Standing,
    /// Whether Amazon has given money back for it.
    pub refunded: bool,
    /// Its invoices in A/R.
    pub invoices: &'a [OpenDocument],
    /// Its credit notes in A/R.
    pub credit_notes: &'a [OpenDocument],
    /// The number of the credit note that gave it back, once Sage has it: A/R may not yet.
    pub credit_note: Option<&'a str>,
}

/// What becomes of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is applied to this document.
    Apply(OpenDocument),
    /// It waits.
    Wait(Reason, String),
    /// A person has to look.
    Hold(Reason, String),
}

/// Judges one claim.
pub fn judge(claim: &Claim, facts: &Facts<'_>) -> Verdict {
    let document = match matching(claim, facts) {
        Ok(document) => document,
        Err(verdict) => return verdict,
    };
    let number = &document.number;
    if document
        .currency
        .is_some_and(|currency| currency != claim.currency)
    {
        let currency = document.currency.map(|one| one.to_string()).unwrap_or_default();
        return Verdict::Hold(
            reason::INVOICE_CURRENCY,
            format!(
                "{number} is in {currency}, the settlement paid in {}",
                claim.currency
            ),
        );
    }
    if document.on_hold {
        let words = format!("customer {} of {number} is on hold", document.customer);
        return Verdict::Hold(reason::CUSTOMER_ON_HOLD, words);
    }
    if !document.active {
        let words = format!("customer {} of {number} is inactive", document.customer);
        return Verdict::Hold(reason::CUSTOMER_INACTIVE, words);
    }
    if let Some(words) = does_not_fit(claim.amount, document) {
        return Verdict::Hold(reason::INVOICE_SETTLED, words);
    }
    Verdict::Apply(document.clone())
}

/// The one document that the claim meets.
fn matching<'a>(claim: &Claim, facts: &Facts<'a>) -> Result<&'a OpenDocument, Verdict> {
    if claim.amount.is_negative() {
        // What a credit note gave back already is met there; else the invoice is open again.
        // Of several the one that it takes whole, else the smallest that holds it.
        let fits = |note: &&OpenDocument| note.open() <= claim.amount;
        if let Some(note) = facts
            .credit_notes
            .iter()
            .filter(fits)
            .max_by_key(|note| note.open())
        {
            return Ok(note);
        }
        if let Some(number) = coming_note(facts) {
            return Err(Verdict::Wait(
                reason::NOT_IN_RECEIVABLES,
                format!("its credit note {number} is not among the posted documents of A/R yet"),
            ));
        }
    }
    match (facts.invoices, facts.standing) {
        ([invoice], _) => Ok(invoice),
        ([], Standing::Never) => Err(Verdict::Hold(
            reason::NO_INVOICE,
            "the order is skipped: no invoice will meet this amount".to_owned(),
        )),
        ([], Standing::Coming) if facts.refunded => Err(Verdict::Hold(
            reason::REFUNDED_UNINVOICED,
            "Amazon gave money back for the order, and it is not invoiced yet".to_owned(),
        )),
        ([], Standing::Coming) => Err(Verdict::Wait(
            reason::NOT_INVOICED,
            "the order has no invoice yet".to_owned(),
        )),
        ([], Standing::Posted) => Err(Verdict::Wait(
            reason::NOT_IN_RECEIVABLES,
            "its invoice is not among the posted documents of A/R yet".to_owned(),
        )),
        (several, _) => {
            let numbers: Vec<&str> = several.iter().map(|one| one.number.as_str()).collect();
            Err(Verdict::Hold(
                reason::SEVERAL_INVOICES,
                format!(
                    "{} invoices of the order are in A/R: {}",
                    several.len(),
                    numbers.join(", ")
                ),
            ))
        }
    }
}

/// The note that Sage has and A/R does not show: day end and posting bring it there, to be met.
fn coming_note<'a>(facts: &Facts<'a>) -> Option<&'a str> {
    let is_there = |number: &str| {
        let mut notes = facts.credit_notes.iter();
        notes.any(|note| note.is_numbered(number))
    };
    facts.credit_note.filter(|number| !is_there(number))
}

/// Why an amount cannot be taken off a document, or put back on it.
fn does_not_fit(amount: Amount, document: &OpenDocument) -> Option<String> {
    let (open, number) = (document.open(), &document.number);
    let after = open - amount;
    let crosses_zero = if document.total.is_negative() {
        after > Amount::ZERO
    } else {
        after.is_negative()
    };
    if crosses_zero {
        let pending = if document.pending.is_zero() {
            String::new()
        } else {
            format!(" ({} due, {} in open batches)", document.due, document.pending)
        };
        let untouched = if open == document.total {
            ", more than all of it: nobody settled it before"
        } else {
            ""
        };
        return Some(format!(
            "{open} is open on {number}{pending}, and {amount} is to be applied{untouched}"
        ));
    }
    // What is put back was taken off before: a document never rises above what it was.
    (after.abs() > document.total.abs()).then(|| {
        format!(
            "{} would be put back on {number}, of whose {} {open} is open",
            -amount, document.total
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn usd() -> Currency {
        Currency::parse("USD").unwrap()
    }

    fn document(total: &str, due: &str, pending: &str) -> OpenDocument {
        OpenDocument {
            number: "IN1".into(),
            customer: "AMZ-US".into(),
            currency: Some(usd()),
            total: amount(total),
            due: amount(due),
            pending: amount(pending),
            posted: None,
            on_hold: false,
            active: true,
        }
    }

    fn verdict(claimed: &str, invoices: &[OpenDocument], credit_notes: &[OpenDocument]) -> Verdict {
        let claim = Claim {
            amount: amount(claimed),
            currency: usd(),
        };
        let facts = Facts {
            standing: Standing::Posted,
            refunded: false,
            invoices,
            credit_notes,
            credit_note: None,
        };
        judge(&claim, &facts)
    }

    fn code(verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Apply(_) => "apply",
            Verdict::Wait(reason, _) | Verdict::Hold(reason, _) => reason.code,
        }
    }

    #[test]
    fn exactly_what_is_open_or_less_is_applied() {
        for (claimed, due, pending, expected) in [
            ("100", "100", "0", "apply"),
            ("40", "100", "0", "apply"),
            ("40", "100", "60", "apply"),
            ("40.01", "100", "60", "invoice-settled"),
            ("0.01", "0", "0", "invoice-settled"),
            ("100.01", "100", "0", "invoice-settled"),
            ("-40", "60", "0", "apply"),
            ("-40.01", "60", "0", "invoice-settled"),
            ("-40", "100", "60", "apply"),
        ] {
            let verdict = verdict(claimed, &[document("100", due, pending)], &[]);
            assert_eq!(code(&verdict), expected, "{claimed} of {due}");
            let untouched = format!("{verdict:?}").contains("nobody settled it before");
            assert_eq!(untouched, claimed == "100.01", "{claimed} of {due}");
        }
    }

    #[test]
    fn what_is_taken_back_meets_a_credit_note_first() {
        let invoice = document("100", "60", "0");
        let note = OpenDocument {
            number: "CN1".into(),
            ..document("-40", "-40", "0")
        };
        let Verdict::Apply(met) = verdict("-40", std::slice::from_ref(&invoice), std::slice::from_ref(&note))
        else {
            panic!("it fits the credit note");
        };
        assert_eq!(met.number, "CN1");
        let Verdict::Apply(met) = verdict("40", &[invoice], &[note]) else {
            panic!("a sale meets the invoice");
        };
        assert_eq!(met.number, "IN1");
    }

    #[test]
    fn of_several_notes_the_one_that_it_takes_whole_is_met() {
        let note = |number: &str, due: &str| OpenDocument {
            number: number.into(),
            ..document(due, due, "0")
        };
        let notes = [note("CN1", "-50"), note("CN2", "-37.36"), note("CN3", "-40")];
        let met = |claimed: &str| match verdict(claimed, &[document("100", "0", "0")], &notes) {
            Verdict::Apply(met) => met.number,
            other => panic!("{other:?}"),
        };
        assert_eq!(met("-37.36"), "CN2");
        assert_eq!(met("-38"), "CN3");
        assert_eq!(met("-50"), "CN1");
        assert_eq!(met("-1"), "CN2");
        // More than any of them: the invoice is open again.
        assert_eq!(met("-50.01"), "IN1");
    }

    #[test]
    fn what_is_taken_back_waits_for_a_note_that_is_not_in_receivables() {
        let paid = document("40", "0", "0");
        let note = OpenDocument {
            number: "CN1".into(),
            ..document("-40", "-40", "0")
        };
        let other = OpenDocument {
            number: "CN2".into(),
            ..document("-40", "0", "0")
        };
        let code_of = |claimed: &str, credit_notes: &[OpenDocument]| {
            let claim = Claim {
                amount: amount(claimed),
                currency: usd(),
            };
            let facts = Facts {
                standing: Standing::Posted,
                refunded: false,
                invoices: std::slice::from_ref(&paid),
                credit_notes,
                credit_note: Some("cn1 "),
            };
            code(&judge(&claim, &facts))
        };
        assert_eq!(code_of("-40", &[]), "not-in-receivables");
        assert_eq!(code_of("-40", &[other]), "not-in-receivables");
        assert_eq!(code_of("-40", std::slice::from_ref(&note)), "apply");
        // What is left of it is too little: the invoice is open again.
        let met = OpenDocument {
            due: Amount::ZERO,
            ..note
        };
        assert_eq!(code_of("-40", &[met]), "apply");
        assert_eq!(
            code_of("40", &[]),
            "invoice-settled",
            "a sale never waits for a note"
        );
    }

    #[test]
    fn each_exception_has_its_reason() {
        let euros = OpenDocument {
            currency: Currency::parse("EUR").ok(),
            ..document("10", "10", "0")
        };
        let held = OpenDocument {
            on_hold: true,
            ..document("10", "10", "0")
        };
        let gone = OpenDocument {
            active: false,
            ..document("10", "10", "0")
        };
        let one = document("10", "10", "0");
        assert_eq!(code(&verdict("10", &[gone], &[])), "customer-inactive");
        assert_eq!(code(&verdict("10", &[euros], &[])), "invoice-currency");
        assert_eq!(code(&verdict("10", &[held], &[])), "customer-on-hold");
        assert_eq!(code(&verdict("10", &[one.clone(), one], &[])), "several-invoices");
        let claim = Claim {
            amount: amount("10"),
            currency: usd(),
        };
        let facts = |standing, refunded| Facts {
            standing,
            refunded,
            invoices: &[],
            credit_notes: &[],
            credit_note: None,
        };
        for (standing, refunded, expected) in [
            (Standing::Posted, true, "not-in-receivables"),
            (Standing::Coming, false, "not-invoiced"),
            (Standing::Coming, true, "refunded-uninvoiced"),
            (Standing::Never, false, "no-invoice"),
        ] {
            assert_eq!(code(&judge(&claim, &facts(standing, refunded))), expected);
        }
    }

    proptest! {
        #[test]
        fn never_more_than_is_open(claimed in -20_000_i64..20_000, total in 0_i64..10_000, paid in 0_i64..10_000, pending in 0_i64..10_000) {
            let cents = |units: i64| Amount::from_minor(units, usd());
            let invoice = OpenDocument {
                total: cents(total), due: cents(total - paid.min(total)), pending: cents(pending), ..document("1", "1", "0")
            };
            let claim = Claim { amount: cents(claimed), currency: usd() };
            let facts = Facts { standing: Standing::Posted, refunded: false, invoices: &[invoice], credit_notes: &[], credit_note: None };
            if let Verdict::Apply(met) = judge(&claim, &facts) {
                let after = met.open() - claim.amount;
                prop_assert!(!after.is_negative() && after <= met.total);
            }
        }
    }
}
