//! From a settlement's facts to its plan, or to the reason that holds it.

use super::allocation::allocate;
use super::beginning::Beginning;
use super::entry::{Conversion, Frame, JournalPart, LineKind, write};
use super::facts::{Payout, PeriodEnd};
use super::hold::Hold;
use super::input::SettlementInput;
use super::keys::{Content, PartKey, batch_key};
use super::parts::{Parts, Span, divide};
use super::refunds;
use super::settings::JournalSettings;
use super::settlement_plan::SettlementPlan;
use super::shares::Allocations;
use super::tax;
use crate::books::classification::{Category, Classifier};
use crate::books::lint;
use crate::books::settlement::differences::by_type;
use crate::books::settlement::proof::{self, Check, Chosen, Controls, Unproven};
use crate::books::settlement::{Name, SettlementLines, Source};
use crate::money::{Amount, Currency};

/// Plans a settlement. The same input always gives the same plan, to the byte.
///
/// # Errors
/// The reason that holds it; nothing of a held settlement may be sent.
pub fn plan(
    input: &SettlementInput<'_>,
    classifier: &Classifier,
    settings: &JournalSettings,
) -> Result<SettlementPlan, Hold> {
    let chosen = chosen(input, classifier)?;
    let lines = chosen.lines;
    let categories = classifier.classify(lines).map_err(Hold::UnknownTypes)?;
    tax::accounts_meet(settings)?;
    tax::withheld_has_its_twin(lines, &categories)?;
    let beginning = beginning(input, &chosen, classifier)?;
    let span = span(input, lines);
    let parts = divide(
        lines,
        span,
        !chosen.proof.beginning.is_zero(),
        input.calendar,
        settings,
    )?;
    let shares = allocate(lines, &categories, &parts, beginning, input.orders, settings)?;
    let id = id(input, lines)?;
    let keys = keys(&id, &parts, lines, &categories, beginning)?;
    let default_payout = Payout::default();
    let payout = input.group.map_or(&default_payout, |group| &group.payout);
    let frame = Frame {
        currency: lines.currency,
        total: chosen.proof.total,
        payout,
        conversion: conversion(input, lines.currency, &parts, settings)?,
        settings,
        keys: &keys,
    };
    let (written, places) = write(&parts, &shares, &frame)?;
    let stays = payout.stays();
    let plan = finish(id, chosen, written, places, shares, stays);
    let faults = lint::journals::faults(&plan);
    if faults.is_empty() {
        Ok(plan)
    } else {
        Err(Hold::Unsound(faults))
    }
}

/// The source that a plan of this input would be made from.
///
/// # Errors
/// The reason why none proves.
pub fn source(input: &SettlementInput<'_>, classifier: &Classifier) -> Result<Source, Hold> {
    chosen(input, classifier).map(|chosen| chosen.proof.source)
}

/// The source that proves, or the reason why none does.
fn chosen<'a>(input: &SettlementInput<'a>, classifier: &Classifier) -> Result<Chosen<'a>, Hold> {
    let group_currency = input.group.and_then(|group| group.currency);
    for lines in [input.finances, input.report].into_iter().flatten() {
        if let Some(total) = group_currency.filter(|currency| *currency != lines.currency) {
            return Err(Hold::OtherCurrency {
                lines: lines.currency,
                total,
            });
        }
    }
    let controls = Controls {
        report_total: input.report_total,
        no_report: input.no_report,
        group_total: input.group.and_then(|group| group.total),
        beginning: input.group.map_or(Amount::ZERO, |group| group.beginning),
        summary: input.summary,
    };
    proof::choose(input.finances, input.report, input.preferred, controls).map_err(
        |unproven| match unproven {
            Unproven::NoLines => Hold::NoLines,
            Unproven::NoTotal => Hold::NoTotal,
            Unproven::Differs(proof) => Hold::NotProven {
                proof,
                by_type: by_type(input.finances, input.report, classifier),
            },
        },
    )
}

fn beginning(
    input: &SettlementInput<'_>,
    chosen: &Chosen<'_>,
    classifier: &Classifier,
) -> Result<Beginning, Hold> {
    let report_reserve = input.report.map(|report| {
        let is_reserve = |kind, path| {
            classifier.category(report.source, report.text(kind), report.text(path))
                == Some(Category::ReservePrevious)
        };
        let sums = report.sums_by_name().into_iter();
        sums.filter(|((kind, path), _)| is_reserve(*kind, *path))
            .map(|(_, sum)| sum)
            .sum()
    });
    Beginning::of(chosen.proof.beginning, input.before, report_reserve).map_err(|earlier| {
        Hold::EarlierUnplanned {
            beginning: chosen.proof.beginning,
            earlier,
        }
    })
}

fn span(input: &SettlementInput<'_>, lines: &SettlementLines) -> Span {
    let group = input.group;
    Span {
        start: group.and_then(|group| group.start).or(lines.start),
        end: group.and_then(|group| group.end).or(lines.end),
    }
}

/// The settlement id where any source knows it, else the group id.
fn id(input: &SettlementInput<'_>, lines: &SettlementLines) -> Result<String, Hold> {
    let sources = [input.report, input.finances];
    let settlement = sources
        .into_iter()
        .flatten()
        .find_map(|lines| lines.settlement_id.clone());
    let group = input
        .group
        .map(|group| group.group_id.clone())
        .or_else(|| lines.group_id.clone());
    settlement.or(group).ok_or(Hold::NoLines)
}

/// What each part is found by.
fn keys(
    id: &str,
    parts: &Parts,
    lines: &SettlementLines,
    categories: &[Category],
    beginning: Beginning,
) -> Result<Vec<PartKey>, Hold> {
    let mut contents: Vec<Content> = parts.parts.iter().map(|_| Content::default()).collect();
    for (at, (line, category)) in lines.lines.iter().zip(categories).enumerate() {
        let order = (line.order, lines.text(line.order));
        contents[usize::from(parts.of(at))].add(*category, order, line.amount);
    }
    if let Some(content) = contents.get_mut(usize::from(parts.of_beginning)) {
        content.add(Category::ReservePrevious, (Name::BLANK, ""), beginning.reserve);
        content.add(Category::Transfers, (Name::BLANK, ""), beginning.balance);
    }
    let written = parts.parts.iter().zip(&contents).map(|(part, content)| {
        let period = &part.period.id;
        Ok(PartKey {
            key: batch_key(id, period)?,
            document_number: content.document_number(period),
            has_orders: content.has_orders(),
        })
    });
    written.collect()
}

/// One rate for the whole settlement, of the last part's posting date.
fn conversion(
    input: &SettlementInput<'_>,
    currency: Currency,
    parts: &Parts,
    settings: &JournalSettings,
) -> Result<Option<Conversion>, Hold> {
    if currency == settings.functional {
        return Ok(None);
    }
    let date = parts
        .parts
        .last()
        .map(|part| part.posting_date)
        .ok_or(Hold::NoDates)?;
    let missing = Hold::NoRate {
        from: currency,
        to: settings.functional,
        date,
    };
    let table = input
        .rates
        .filter(|table| table.to_currency == settings.functional.code());
    let Some(table) = table else { return Err(missing) };
    let (dated, rate) = table.on(currency, date).ok_or(missing)?;
    if date - dated > settings.rate_max_age {
        return Err(Hold::RateOld {
            from: currency,
            to: settings.functional,
            dated,
            date,
            days: (date - dated).num_days(),
            most: settings.rate_max_age.num_days(),
        });
    }
    Ok(Some(Conversion {
        rate_type: table.rate_type.clone(),
        date: dated,
        rate,
        divides: table.divides(),
    }))
}

fn finish(
    id: String,
    chosen: Chosen<'_>,
    parts: Vec<JournalPart>,
    places: Vec<Option<(usize, usize)>>,
    shares: Allocations,
    payout_stays: bool,
) -> SettlementPlan {
    let mut proof = chosen.proof;
    let imbalance = parts
        .iter()
        .map(|part| {
            part.lines
                .iter()
                .map(|line| line.functional)
                .sum::<Amount>()
                .abs()
        })
        .sum();
    let deposits = parts
        .iter()
        .flat_map(|part| &part.lines)
        .filter(|line| line.kind == LineKind::Deposit);
    let deposited = deposits.map(|line| line.amount).sum();
    let check = |number, what: &str, ours, expected| Check {
        number,
        what: what.to_owned(),
        ours,
        expected: Some(expected),
        absent: String::new(),
        overruled: false,
    };
    proof
        .checks
        .push(check(4, "every entry sums to", imbalance, Amount::ZERO));
    proof
        .checks
        .push(check(5, "the deposit line", deposited, proof.total));
    let kept: Amount = shares
        .buckets
        .iter()
        .zip(&shares.sums)
        .filter(|(bucket, _)| bucket.category == Category::ReserveCurrent)
        .map(|(_, (sum, _))| *sum)
        .sum();
    let left = proof.total.is_negative() || payout_stays;
    let end = PeriodEnd {
        reserve: -kept,
        balance: if left { proof.total } else { Amount::ZERO },
    };
    SettlementPlan {
        id,
        refunded: refunds::by_order(chosen.lines, &shares),
        currency: chosen.lines.currency,
        parts,
        proof,
        end,
        shares,
        places,
    }
}
