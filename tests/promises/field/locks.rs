//! A period that Sage locks, told in a language of which this program knows no word.

use std::sync::Arc;

use ml_connector::sandbox::sage300::Language;
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::settlements::{assert_ledger_is_right, batches, posts, ready};

/// A bench whose Sage refuses journals of February in Polish, while nothing of them is in Sage.
fn locked() -> Bench {
    let bench = ready();
    let mut settings = bench.sage.settings();
    settings.leave_partial_batch = false;
    settings.locked_for_ledger = vec![(2026, 2)];
    settings.language = Language::Polish;
    drop(settings);
    bench
}

fn opens_again(bench: &Bench) {
    bench.sage.faults().clear();
    bench.sage.settings().locked_for_ledger.clear();
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(bench);
}

fn of_february(bench: &Bench) -> usize {
    let all = batches(bench);
    let keys = all.iter().filter_map(|batch| batch["Description"].as_str());
    keys.filter(|key| key.ends_with("2026-02")).count()
}

#[test]
fn the_calendar_is_asked_whether_a_refusal_was_for_the_period() {
    let bench = locked();
    // Whoever locked the period did so after the pass had read the calendar, and before it posted.
    let closed = |_: &Request, usual: Response| {
        let mut body: Value = serde_json::from_slice(&usual.body).unwrap();
        for year in body["value"].as_array_mut().into_iter().flatten() {
            if year["FiscalYear"] == "2026" {
                year["Period2Status"] = json!("Locked");
            }
        }
        Response::json(usual.status, &body)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(closed))).path("CSFiscalCalendars");
    bench.sage.faults().add(rule.skip(1));
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(ran.stdout.contains("period-closed"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("refused"), "{}", ran.stdout);
    assert_eq!(of_february(&bench), 0);
    opens_again(&bench);
}

#[test]
fn the_place_of_a_fault_says_it_in_any_language() {
    for shape in ["target", "state"] {
        let bench = locked();
        let placed = move |_: &Request, usual: Response| {
            if usual.status != 409 {
                return usual;
            }
            let body: Value = serde_json::from_slice(&usual.body).unwrap();
            let words = body["error"]["message"]["value"].clone();
            match shape {
                "target" => Response::json(
                    409,
                    &json!({ "error": { "code": "FieldInvalid", "target": "JournalHeaders[0].PostingDate",
                                        "message": { "lang": "pl-PL", "value": words } } }),
                ),
                _ => Response::json(
                    400,
                    &json!({ "Message": "Nieprawidłowe.",
                             "ModelState": { "batch.JournalHeaders[0].FiscalPeriod": [words] } }),
                ),
            }
        };
        let rule = Rule::always(Fault::Changed(Arc::new(placed))).method("POST");
        bench.sage.faults().add(rule.path("GLJournalBatches"));
        let ran = bench.run(&["post-settlements"]).expect(3);
        assert!(ran.stdout.contains("period-closed"), "{shape}: {}", ran.stdout);
        assert_eq!(of_february(&bench), 0);
        opens_again(&bench);
    }
}

#[test]
fn words_that_nobody_knows_are_shown_and_sent_again_by_replay() {
    let bench = locked();
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(ran.stdout.contains("Okres obrachunkowy"), "{}", ran.stdout);
    let before = posts(&bench);
    bench.run(&["post-settlements"]).expect(3);
    assert_eq!(posts(&bench), before, "a refusal is not sent again by itself");
    bench.sage.settings().locked_for_ledger.clear();
    bench.run(&["replay", "--kind", "settlement"]);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}
