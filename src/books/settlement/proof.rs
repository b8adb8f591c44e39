//! The proof that a settlement's lines are the whole deposit, each figure beside the one it must equal.
//!
//! Five checks: (1) the lines with the beginning balance are the group's total, (2) and the report's,
//! (3) and the summary's; (4) every entry sums to zero; (5) the deposit line is the total. That (1) must hold is
//! inferred from Amazon's wording, not documented, so it is checked on every settlement and never assumed. Where
//! it fails and the linked report proves by itself, the report is posted from. Nothing is ever plugged.

use std::fmt;

use super::{SettlementLines, Source};
use crate::money::{Amount, Currency};

/// One check of a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// 1 to 5.
    pub number: u8,
    /// What is compared, in words.
    pub what: String,
    /// Our figure.
    pub ours: Amount,
    /// The figure it must equal; `None` when there is none to compare with.
    pub expected: Option<Amount>,
    /// Why there is nothing to compare with, where there is not.
    pub absent: String,
    /// Whether a failure is overruled by the report's own proof.
    pub overruled: bool,
}

impl Check {
    /// Whether it holds or has nothing to compare with.
    pub fn holds(&self) -> bool {
        self.expected.is_none_or(|expected| expected == self.ours)
    }
}

/// All checks of one settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The source that is posted from.
    pub source: Source,
    /// The settlement's currency.
    pub currency: Currency,
    /// The total that is posted.
    pub total: Amount,
    /// The beginning balance that counts besides the lines.
    pub beginning: Amount,
    /// The checks, in order.
    pub checks: Vec<Check>,
    /// What the sources name differently, where that shows in the lines.
    pub remarks: Vec<&'static str>,
}

impl Proof {
    /// Whether every check holds or is overruled.
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|check| check.holds() || check.overruled)
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = |sum: Amount| sum.display(self.currency).to_string();
        for check in &self.checks {
            let ours = amount(check.ours);
            write!(f, "({}) {}: {ours}", check.number, check.what)?;
            match check.expected {
                None => writeln!(f, ", {}", check.absent)?,
                Some(_) if check.holds() => writeln!(f, " = {ours}  proven")?,
                Some(expected) => {
                    let word = if check.overruled {
                        "overruled by the report"
                    } else {
                        "NOT PROVEN"
                    };
                    let difference = amount(check.ours - expected);
                    writeln!(
                        f,
                        ", should be {}: difference {difference}  {word}",
                        amount(expected)
                    )?;
                }
            }
        }
        for remark in &self.remarks {
            writeln!(f, "{remark}")?;
        }
        Ok(())
    }
}

/// What a settlement's lines are proven against.
#[derive(Debug, Clone, Copy, Default)]
pub struct Controls<'a> {
    /// The report's `total-amount`, where it is known without its rows.
    pub report_total: Option<Amount>,
    /// Why there is no report, in words.
    pub no_report: &'a str,
    /// The group's `OriginalTotal`.
    pub group_total: Option<Amount>,
    /// The group's beginning balance.
    pub beginning: Amount,
    /// `listSummary` by settlement id.
    pub summary: Option<Amount>,
}

/// The lines to post from, and the first three checks.
#[derive(Debug, Clone)]
pub struct Chosen<'a> {
    /// The lines.
    pub lines: &'a SettlementLines,
    /// Checks 1 to 3.
    pub proof: Proof,
}

/// Why no source can be posted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unproven {
    /// No lines from any source.
    NoLines,
    /// No total to prove against yet: a closed group without `OriginalTotal`, and no report.
    NoTotal,
    /// The figures differ.
    Differs(Proof),
}

/// Chooses the source that proves: the preferred one, else the report where it proves by itself.
pub fn choose<'a>(
    finances: Option<&'a SettlementLines>,
    report: Option<&'a SettlementLines>,
    preferred: Source,
    controls: Controls<'_>,
) -> Result<Chosen<'a>, Unproven> {
    let report_total = report
        .and_then(|lines| lines.stated_total)
        .or(controls.report_total);
    let lines = match (preferred, finances, report) {
        (Source::Finances, Some(lines), _) | (_, _, Some(lines)) | (_, Some(lines), None) => lines,
        (_, None, None) => return Err(Unproven::NoLines),
    };
    if controls.group_total.is_none() && report_total.is_none() {
        return Err(Unproven::NoTotal);
    }
    let first = proof_of(lines, report_total, controls);
    if first.holds() {
        return Ok(Chosen { lines, proof: first });
    }
    let Some(report) = report else {
        return Err(Unproven::Differs(first));
    };
    // A report may overrule the group's total only where the finance lines do not prove that total either, whatever
    // `listSummary` says.
    let finances_prove = finances.is_some_and(|lines| {
        let group_only = Controls {
            summary: None,
            ..controls
        };
        let group_only = proof_of(lines, None, group_only);
        controls.group_total.is_some() && group_only.holds()
    });
    let mut second = proof_of(report, report_total, controls);
    second.checks[0].overruled = !second.checks[0].holds() && second.checks[1].holds() && !finances_prove;
    if second.holds() {
        Ok(Chosen {
            lines: report,
            proof: second,
        })
    } else {
        Err(Unproven::Differs(first))
    }
}

fn proof_of(lines: &SettlementLines, report_total: Option<Amount>, controls: Controls<'_>) -> Proof {
    // In a report, reserves and earlier balances are rows; among transactions they are not.
    let (beginning, words) = match lines.source {
        Source::Finances => (controls.beginning, "transactions with the beginning balance"),
        Source::Report => (Amount::ZERO, "rows of the report"),
    };
    let ours = lines.sum() + beginning;
    let check = |number, against: &str, expected, absent: &str| Check {
        number,
        what: format!("{words} = {against}"),
        ours,
        expected,
        absent: if absent.is_empty() {
            "nothing to compare with".to_owned()
        } else {
            absent.to_owned()
        },
        overruled: false,
    };
    let summary = summary_check(ours, controls, words);
    let total = match lines.source {
        Source::Report => report_total.or(controls.group_total),
        Source::Finances => controls.group_total.or(report_total),
    };
    Proof {
        source: lines.source,
        currency: lines.currency,
        total: total.unwrap_or(Amount::ZERO),
        beginning,
        checks: vec![
            check(1, "the group's OriginalTotal", controls.group_total, ""),
            check(2, "the report's total-amount", report_total, controls.no_report),
            summary.unwrap_or_else(|| check(3, "listSummary's net proceeds", controls.summary, "")),
        ],
        remarks: remarks(lines),
    }
}

/// The third check where there is a beginning balance: Amazon does not say whether its net proceeds hold it, and
/// its own example holds none, so the one that fits counts and is named.
fn summary_check(ours: Amount, controls: Controls<'_>, words: &str) -> Option<Check> {
    let summary = controls.summary.filter(|_| !controls.beginning.is_zero())?;
    let without = ours - controls.beginning;
    let (ours, how) = if summary == without {
        (without, "without the beginning balance")
    } else {
        (ours, "with the beginning balance")
    };
    Some(Check {
        number: 3,
        what: format!("{words} = listSummary's net proceeds, {how}"),
        ours,
        expected: Some(summary),
        absent: String::new(),
        overruled: false,
    })
}

/// What Amazon's transactions name otherwise than its report, where it changes an account.
fn remarks(lines: &SettlementLines) -> Vec<&'static str> {
    let has_refunds = lines.source == Source::Finances
        && lines
            .names
            .find("Refund")
            .is_some_and(|refund| lines.sums_by_name().keys().any(|(kind, _)| *kind == refund));
    has_refunds
        .then_some(
            "card chargebacks, if any, stand among the refunds: the sources name it differently (`Refund` here, \
             `Chargeback Refund` in the settlement report)",
        )
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::settlement::sales::{amount, sales};

    fn lines(source: Source, stated: Option<&str>, sums: &[&str]) -> SettlementLines {
        SettlementLines {
            stated_total: stated.map(amount),
            ..sales(source, sums)
        }
    }

    fn controls(total: Option<&str>, beginning: &str) -> Controls<'static> {
        Controls {
            group_total: total.map(amount),
            beginning: amount(beginning),
            ..Controls::default()
        }
    }

    #[test]
    fn the_beginning_balance_counts_among_transactions_only() {
        let finances = lines(Source::Finances, None, &["10", "5"]);
        let report = lines(Source::Report, Some("17"), &["10", "5", "2"]);
        let chosen = choose(
            Some(&finances),
            Some(&report),
            Source::Finances,
            controls(Some("17"), "2"),
        )
        .unwrap();
        assert_eq!(
            (chosen.proof.source, chosen.proof.total),
            (Source::Finances, amount("17"))
        );
        let chosen = choose(
            Some(&finances),
            Some(&report),
            Source::Report,
            controls(Some("17"), "2"),
        )
        .unwrap();
        assert_eq!(chosen.proof.source, Source::Report);
    }

    #[test]
    fn a_report_that_proves_overrules_transactions_that_do_not() {
        let finances = lines(Source::Finances, None, &["10"]);
        let report = lines(Source::Report, Some("17"), &["10", "7"]);
        let chosen = choose(
            Some(&finances),
            Some(&report),
            Source::Finances,
            controls(Some("17.01"), "0"),
        )
        .unwrap();
        assert_eq!(chosen.proof.source, Source::Report);
        insta::assert_snapshot!(chosen.proof.to_string(), @r"
        (1) rows of the report = the group's OriginalTotal: 17.00, should be 17.01: difference -0.01  overruled by the report
        (2) rows of the report = the report's total-amount: 17.00 = 17.00  proven
        (3) rows of the report = listSummary's net proceeds: 17.00, nothing to compare with
        ");
    }

    #[test]
    fn one_cent_holds() {
        let report = lines(Source::Report, Some("17.01"), &["10", "7"]);
        let unproven = choose(None, Some(&report), Source::Finances, Controls::default()).unwrap_err();
        assert!(matches!(unproven, Unproven::Differs(proof) if proof.checks[1].ours == amount("17")));
        let finances = lines(Source::Finances, None, &["17"]);
        let other = lines(Source::Report, Some("18"), &["18"]);
        let contradiction = choose(
            Some(&finances),
            Some(&other),
            Source::Finances,
            controls(Some("17"), "0"),
        );
        assert!(
            contradiction.is_err(),
            "two sources that each prove another total contradict each other"
        );
        let summary = Controls {
            summary: Some(amount("18")),
            ..controls(Some("17"), "0")
        };
        let contradiction = choose(Some(&finances), Some(&other), Source::Finances, summary);
        assert!(contradiction.is_err(), "whatever `listSummary` says");
        assert_eq!(
            choose(Some(&finances), None, Source::Finances, Controls::default()).unwrap_err(),
            Unproven::NoTotal
        );
        let summary = Controls {
            summary: Some(amount("16")),
            ..controls(Some("17"), "0")
        };
        assert!(choose(Some(&finances), None, Source::Finances, summary).is_err());
    }

    #[test]
    fn a_report_that_is_not_there_is_named_and_its_total_alone_is_enough() {
        let finances = lines(Source::Finances, None, &["17"]);
        let words = Controls {
            no_report: "Amazon lists no report of this settlement",
            ..controls(Some("17"), "0")
        };
        let chosen = choose(Some(&finances), None, Source::Finances, words).unwrap();
        assert!(
            chosen
                .proof
                .to_string()
                .contains("17.00, Amazon lists no report of this settlement\n")
        );
        let total = Controls {
            report_total: Some(amount("17.01")),
            ..words
        };
        assert!(choose(Some(&finances), None, Source::Finances, total).is_err());
    }

    #[test]
    fn the_summary_may_leave_the_beginning_balance_out() {
        let finances = lines(Source::Finances, None, &["10", "5"]);
        let of = |summary: &str| Controls {
            summary: Some(amount(summary)),
            ..controls(Some("12"), "-3")
        };
        for (summary, how) in [("12", "with the beginning"), ("15", "without the beginning")] {
            let chosen = choose(Some(&finances), None, Source::Finances, of(summary)).unwrap();
            assert!(chosen.proof.to_string().contains(how), "{}", chosen.proof);
        }
        assert!(choose(Some(&finances), None, Source::Finances, of("9")).is_err());
    }

    #[test]
    fn a_chargeback_that_is_told_as_a_refund_is_remarked() {
        let refund = |source| {
            let mut read = lines(source, Some("1"), &["4"]);
            let (kind, path) = (read.names.name("Refund"), read.names.name("ProductCharges"));
            read.add_up(kind, path, amount("-3"));
            proof_of(&read, None, controls(Some("1"), "0")).to_string()
        };
        assert!(refund(Source::Finances).contains("the sources name it differently"));
        assert!(!refund(Source::Report).contains("differently"));
    }
}
