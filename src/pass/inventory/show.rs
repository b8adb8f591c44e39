//! What a person sees: the table of a dry run with every step of the rule, and the summary of a real one.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Value, json};

use super::figures::shown;
use super::options::Options;
use super::plan::{Plan, Row};
use super::rehearse;
use crate::amazon::listings::{Channels, PatchBody};
use crate::books::invoice::Hold;
use crate::books::quantities::{Computed, Limits, Verdict, guard};
use crate::books::record::{Kind, State};
use crate::client::amazon::Patched;
use crate::config::Inventory;
use crate::exit::Exit;
use crate::pass::grouped::{Grouped, grouped};
use crate::pass::open_records;
use crate::pass::session::Session;
use crate::terminal::{Align, JsonRows};

/// What Amazon said to each patch, by the place of its SKU in the plan.
type Remarks = BTreeMap<usize, String>;

/// The table, and with `--validate` what Amazon says to each patch; nothing is sent.
pub(super) fn dry_run(
    session: &Session<'_>,
    plan: &Plan<'_>,
    settings: &Inventory,
    options: &Options,
) -> Result<()> {
    let remarks = if options.validate {
        validated(session, plan)?
    } else {
        Remarks::new()
    };
    let terminal = session.terminal;
    terminal.say_rows(&HEAD, &|show| {
        for (at, row) in plan.rows().enumerate() {
            if !matches!(row.verdict, Verdict::Held(_)) {
                show(cells(&row, remarks.get(&at).map(String::as_str)).into());
            }
        }
    });
    rehearse::count(session, plan)?;
    let held = || {
        plan.rows()
            .filter_map(|row| Some((row.sku, why(&row, None), hold_of(row)?)))
    };
    if held().next().is_some() {
        session.at_least(Exit::Attention);
        let held = held().map(|(sku, why, hold)| Grouped::new(sku, "held", hold.reason.code, &why));
        terminal.say(format!("\n{}", grouped("SKU", "what", held)));
    }
    let changes = plan.changes();
    let limits = Limits {
        changed: settings.max_changed_percent,
        zeroed: settings.max_zeroed_percent,
    };
    let stopped = guard(limits, plan.own_listings(), &changes)
        .err()
        .filter(|_| !options.allow_mass_change);
    if let Some(stopped) = &stopped {
        session.at_least(Exit::Attention);
        terminal.say(format!("\nthe pass would stop: {stopped}"));
    } else {
        rehearse::left_open(session, plan, options.skus.is_empty())?;
    }
    terminal.say(rehearse::in_one_line(
        changes.len(),
        plan.len(),
        stopped.is_some(),
    ));
    if !terminal.is_json() {
        return Ok(());
    }
    let rows = plan.rows().enumerate();
    let rows = rows.map(|(at, row)| in_json(&row, remarks.get(&at).map(String::as_str)));
    let rows = JsonRows::pack("rows", rows)?;
    let holds: Vec<_> = held()
        .map(|(sku, _, hold)| {
            json!({
                "kind": "quantity", "key": sku, "state": "held", "reason": hold.reason.code,
                "detail": hold.detail, "advice": hold.reason.advice,
            })
        })
        .collect();
    let would_send = if stopped.is_some() { 0 } else { changes.len() };
    let document = json!({
        "version": 1, "command": "push-inventory", "dry_run": true,
        "counts": session.counts_of_rehearsal(would_send, holds.len()), "held": holds,
        "would_stop": stopped.map(|stopped| stopped.to_string()),
    });
    session.show_json_with(document, rows);
    Ok(())
}

/// The hold of a row that has one.
fn hold_of(row: Row<'_>) -> Option<Hold> {
    match row.verdict {
        Verdict::Held(hold) => Some(hold),
        _ => None,
    }
}

/// Has Amazon check each patch without applying it.
fn validated(session: &Session<'_>, plan: &Plan<'_>) -> Result<Remarks> {
    let progress = session
        .terminal
        .progress("patches checked by Amazon", plan.changes().len() as u64);
    let mut remarks = Remarks::new();
    for (at, row) in plan.rows().enumerate() {
        let (
            Verdict::Send {
                new, product_type, ..
            },
            Some(shown),
        ) = (&row.verdict, row.shown)
        else {
            continue;
        };
        let body = PatchBody::quantity(product_type, *new);
        let answered = session
            .amazon()?
            .patch_quantity(shown.marketplace, row.sku, &body, true)?;
        let remark = match answered {
            Patched::Answered(answer) if answer.is_accepted() => "Amazon would take it".to_owned(),
            Patched::Answered(answer) => format!("Amazon would refuse it: {}", answer.words()),
            Patched::PathRefused => "goes by a feed, which has no preview".to_owned(),
        };
        remarks.insert(at, remark);
        progress.advance(1);
    }
    Ok(remarks)
}

/// The changes that a guard stopped.
pub(super) fn changes(session: &Session<'_>, plan: &Plan<'_>) {
    session.terminal.say_rows(&HEAD, &|show| {
        plan.rows_to_send().for_each(|row| show(cells(&row, None).into()));
    });
}

const HEAD: [(&str, Align); 10] = [
    ("SKU", Align::Left),
    ("item", Align::Left),
    ("available", Align::Right),
    ("makes", Align::Right),
    ("floored", Align::Right),
    ("less buffer", Align::Right),
    ("offer", Align::Right),
    ("Amazon now", Align::Right),
    ("will send", Align::Right),
    ("why", Align::Left),
];

fn cells(row: &Row<'_>, remark: Option<&str>) -> [String; 10] {
    let computed = row.computed.as_ref().and_then(|computed| computed.as_ref().ok());
    let of = |figure: &dyn Fn(&Computed) -> String| computed.map(figure).unwrap_or_default();
    [
        row.sku.to_owned(),
        of(&|one| joined(one.available.iter().map(|(item, _)| item.clone()))),
        of(&|one| joined(one.available.iter().map(|(_, units)| units.to_string()))),
        of(&|one| one.makes.to_string()),
        of(&|one| one.floored.to_string()),
        of(&|one| one.buffered.to_string()),
        of(&|one| one.offered.to_string()),
        now(row),
        row.change().map(|(_, new)| new.to_string()).unwrap_or_default(),
        why(row, remark),
    ]
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" + ")
}

/// What Amazon shows: the quantity, or whose it is.
pub(super) fn now(row: &Row<'_>) -> String {
    match row.shown.map(|shown| &shown.listed.channels) {
        None => String::new(),
        Some(Channels::Default(quantity)) => shown(*quantity),
        Some(Channels::Amazon(code)) => code.clone(),
        Some(Channels::Both(others)) => format!("DEFAULT + {}", others.join(" + ")),
        Some(Channels::Unknown(codes)) if codes.is_empty() => "unknown".to_owned(),
        Some(Channels::Unknown(codes)) => codes.join(" + "),
    }
}

/// The reason code of a row that is not sent, or an empty text.
pub(super) fn code(row: &Row<'_>) -> &'static str {
    match &row.verdict {
        Verdict::Same(_) | Verdict::Send { .. } => "",
        Verdict::Leave(reason) => reason.code,
        Verdict::Held(hold) => hold.reason.code,
    }
}

/// Why a row is as it is, in a person's words.
pub(super) fn why(row: &Row<'_>, remark: Option<&str>) -> String {
    let mut words = Vec::new();
    match &row.verdict {
        Verdict::Same(_) => words.push("Amazon shows it".to_owned()),
        Verdict::Send { old, new, .. } if *old == Some(i64::from(*new)) => {
            words.push("Amazon shows it, and may be applying another one that was sent before".to_owned());
        }
        Verdict::Send { .. } => {}
        Verdict::Leave(reason) => words.push(reason.code.to_owned()),
        Verdict::Held(hold) => words.push(hold.detail.clone()),
    }
    words.extend(row.drift.as_ref().map(super::drift::Drift::words));
    if let Some(Ok(computed)) = &row.computed
        && computed.was_negative
    {
        words.push("less than nothing is left in Sage, which is offered as zero".to_owned());
    }
    // Who shares what matters where something is offered; a hold's sentence is the same for all that it holds for.
    if !row.shares_with.is_empty() && !matches!(row.verdict, Verdict::Held(_)) {
        words.push(format!("shares stock with {}", row.shares_with.join(", ")));
    }
    words.extend(remark.map(str::to_owned));
    words.join("; ")
}

fn in_json(row: &Row<'_>, remark: Option<&str>) -> Value {
    let computed = row.computed.as_ref().and_then(|computed| computed.as_ref().ok());
    let available = computed.map(|one| {
        let items = one
            .available
            .iter()
            .map(|(item, units)| json!({ "item": item, "available": units }));
        items.collect::<Vec<_>>()
    });
    json!({
        "sku": row.sku, "items": available, "makes": computed.map(|one| one.makes),
        "floored": computed.map(|one| one.floored), "less_buffer": computed.map(|one| one.buffered),
        "offer": computed.map(|one| one.offered), "amazon_now": now(row), "quantity_now": row.quantity_now(),
        "will_send": row.change().map(|(_, new)| new), "reason": code(row), "why": why(row, remark),
    })
}

/// The counts of the run, and what is open.
pub(super) fn summary(session: &Session<'_>) -> Result<()> {
    let terminal = session.terminal;
    let tally = session.tally();
    let word = |word: &str| tally.of(word);
    let left_out = match word("skipped") {
        0 => String::new(),
        count => format!(", {count} left out by a person's word"),
    };
    terminal.say(format!(
        "quantities: {} compared, {} right, {} accepted, {} confirmed, {} refused, {} held, {} drifted{left_out}",
        word("compared"),
        word("same"),
        word("accepted"),
        word("confirmed"),
        word("refused"),
        word("held"),
        word("drifted")
    ));
    let open = [
        State::Held,
        State::Failed,
        State::Uncertain,
        State::Sending,
        State::Ready,
    ];
    open_records::show(session, Kind::Quantity, "SKU", &open)
}
