//! How each account moved in the fiscal period: for the screen, for scripts and for the file.

use serde_json::{Value, json};

use crate::books::reconciliation::{Line, Movement};
use crate::money::{Amount, Currency};
use crate::terminal::{Align, Table, Terminal};

/// Cells of a movement in the file: in the line's currency, then in the company's.
pub(super) const CELLS: usize = 10;

fn figures(movement: &Movement) -> [Amount; 5] {
    [
        movement.opening,
        movement.settlements,
        movement.receivables,
        movement.by_hand,
        movement.closing(),
    ]
}

/// The cells of a line in the file; blank where it has no movement.
pub(super) fn cells(line: &Line) -> Vec<String> {
    let Some(movements) = &line.movement else {
        return vec![String::new(); CELLS];
    };
    let all = figures(&movements.own)
        .into_iter()
        .chain(figures(&movements.functional));
    all.map(|amount| amount.to_string()).collect()
}

/// The movement of a line for scripts.
pub(super) fn to_json(line: &Line) -> Value {
    let one = |movement: &Movement| {
        let [opening, settlements, receivables, by_hand, closing] =
            figures(movement).map(|amount| amount.to_string());
        json!({ "opening": opening, "by_settlements": settlements, "by_receivables": receivables,
                "by_hand": by_hand, "closing": closing })
    };
    match &line.movement {
        Some(movements) => json!({ "own": one(&movements.own), "functional": one(&movements.functional) }),
        None => Value::Null,
    }
}

/// The table of all accounts that moved or hold anything.
pub(super) fn show(lines: &[Line], functional: Currency, period: &str, terminal: &Terminal) {
    let mut table = Table::new(&[
        ("account", Align::Left),
        ("", Align::Left),
        ("", Align::Left),
        ("opening", Align::Right),
        ("by settlements", Align::Right),
        ("by A/R", Align::Right),
        ("by hand", Align::Right),
        ("closing", Align::Right),
    ]);
    for line in lines {
        let Some(movements) = &line.movement else { continue };
        let mut row = |told: String, currency: Currency, movement: &Movement| {
            let figures = figures(movement);
            if figures.iter().any(|figure| !figure.is_zero()) {
                let texts = figures.map(|amount| amount.display(currency).to_string());
                let words = [line.place.clone(), line.name.clone(), told];
                table.row(words.into_iter().chain(texts));
            }
        };
        row(line.currency.to_string(), line.currency, &movements.own);
        if line.currency != functional {
            // No figure of the account's own in that currency, which may have a row of itself.
            let told = format!("{} in {functional}", line.currency);
            row(told, functional, &movements.functional);
        }
    }
    if !table.is_empty() {
        terminal.say(format!("\nposted in {period}, up to the day\n{table}"));
    }
}
