//! `post-settlements` and its sources: proofs, links, files, names nobody knows, orders in every state.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ml_connector::books::record::Kind;
use ml_connector::money::Amount;
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::Value;

use crate::harness::{Bench, Ran};
use crate::settlements::{
    amount, assert_ledger_is_right, batches, configure, lines, on, posts, ready, section,
};

/// What each batch puts on each account.
pub fn ledger(bench: &Bench) -> BTreeMap<(String, String), Amount> {
    let mut sums = BTreeMap::new();
    for batch in batches(bench) {
        for line in lines(&batch) {
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            let key = (text(&batch["Description"]), text(&line["AccountNumber"]));
            *sums.entry(key).or_insert(Amount::ZERO) += amount(&line["Amount"]);
        }
    }
    sums.retain(|_, sum: &mut Amount| !sum.is_zero());
    sums
}

/// The settlement report of the world, as a person downloads it.
pub fn download(bench: &Bench, id: &str) -> String {
    String::from_utf8(bench.amazon.settlement_report(id).unwrap()).unwrap()
}

#[test]
fn both_sources_give_the_same_journals() {
    let (one, other) = (ready(), ready());
    one.run(&["post-settlements"]).expect(0);
    configure(&other, &[("bank_account", "source = \"report\"\nbank_account")]);
    let ran = other.run(&["post-settlements"]).expect(0);
    assert!(
        ran.stdout.contains("from the settlement report"),
        "{}",
        ran.stdout
    );
    assert_ledger_is_right(&other);
    assert_eq!(ledger(&one), ledger(&other));
    // Switching the source posts nothing twice.
    let before = posts(&other);
    configure(&other, &[]);
    other.run(&["post-settlements"]).expect(0);
    assert_eq!(posts(&other), before);
}

#[test]
fn a_total_that_does_not_prove_is_held_and_the_report_may_overrule_it() {
    let bench = ready();
    for settlement in &mut bench.amazon.world().settlements {
        if settlement.settlement_id == "18000039595" {
            settlement.total += Amount::parse("0.01").unwrap();
            settlement.report = false;
        }
    }
    let ran = bench.run(&["post-settlements"]).expect(7);
    assert!(
        ran.stdout.contains("difference -0.01") && ran.stdout.contains("NOT PROVEN"),
        "{}",
        ran.stdout
    );
    assert!(
        batches(&bench)
            .iter()
            .all(|batch| !batch["Description"].as_str().unwrap().contains("18000039595"))
    );
    assert!(batches(&bench).len() > 3, "the others are not stopped");
    bench.run(&["post-settlements"]).expect(3);
    for settlement in &mut bench.amazon.world().settlements {
        if settlement.settlement_id == "18000039595" {
            settlement.total -= Amount::parse("0.01").unwrap();
            settlement.report = true;
        }
    }
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_payout_is_found_by_what_was_posted_where_the_report_overruled_the_group() {
    let bench = ready();
    let paid = {
        let world = bench.amazon.world();
        let mut all = world.settlements.iter();
        all.find(|one| one.settlement_id == "18000039595").unwrap().total
    };
    let too_much = move |_: &Request, usual: Response| {
        let mut body: Value = serde_json::from_slice(&usual.body).unwrap();
        let groups = body["payload"]["FinancialEventGroupList"].as_array_mut();
        for group in groups.into_iter().flatten() {
            let told = &mut group["OriginalTotal"]["CurrencyAmount"];
            if Amount::parse(&told.to_string()).ok() == Some(paid) {
                let cent = Amount::parse("0.01").unwrap();
                *told = serde_json::from_str(&(paid + cent).to_string()).unwrap();
            }
        }
        Response::json(usual.status, &body)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(too_much)));
    bench.amazon.faults().add(rule.path("financialEventGroups"));
    bench.run(&["post-settlements"]).expect(0);
    let posted = batches(&bench);
    let is_it = |one: &Value| one["Description"].as_str().unwrap().contains("18000039595");
    assert!(posted.iter().any(is_it), "the report overrules the group");
    let traced = bench.run(&["audit", "trace", &paid.to_string()]).expect(0).stdout;
    assert!(traced.contains("18000039595"), "{paid}: {traced}");
}

#[test]
fn a_group_without_a_total_waits_for_its_report() {
    let bench = ready();
    let show = |shown: bool, report: bool| {
        for settlement in &mut bench.amazon.world().settlements {
            if settlement.settlement_id == "18000039595" {
                settlement.total_shown = shown;
                settlement.report = report;
            }
        }
    };
    show(false, false);
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(ran.stdout.contains("waits-for-amazon"), "{}", ran.stdout);
    show(false, true);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_group_that_was_open_is_found_when_it_closes() {
    let bench = ready();
    bench.run(&["post-settlements"]).expect(0);
    let before = batches(&bench).len();
    bench.advance(Duration::from_secs(8 * 86_400));
    bench.run(&["pull-orders"]);
    bench.run(&["post-settlements"]);
    assert!(batches(&bench).len() > before);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_file_alone_is_enough_and_the_api_posts_nothing_twice() {
    let bench = ready();
    bench.write("report.txt", &download(&bench, "18000039595"));
    let file = ["post-settlements", "--file", "report.txt"];
    // A rehearsal shows the whole journal, and that nothing would hold it: Sage holds nothing like it.
    let rehearsal = bench
        .run(&["post-settlements", "--file", "report.txt", "--dry-run"])
        .expect(0);
    for shown in ["(5) Amazon's total ", "Payout", "1 batch of 1 settlement"] {
        assert!(rehearsal.stdout.contains(shown), "{shown}: {}", rehearsal.stdout);
    }
    assert_eq!(posts(&bench), 0);
    let asked = bench.amazon.requests().len();
    bench.run(&file).expect(0);
    assert_eq!(posts(&bench), 1);
    assert!(
        bench.amazon.requests()[asked..]
            .iter()
            .all(|request| !request.path.contains("/finances/"))
    );
    bench.run(&file).expect(0);
    assert_eq!(posts(&bench), 1);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_reissued_settlement_is_shown_by_type_and_never_posted_again() {
    let bench = ready();
    configure(&bench, &[("bank_account", "source = \"report\"\nbank_account")]);
    bench.run(&["post-settlements"]).expect(0);
    let before = posts(&bench);
    let report = download(&bench, "18000039595")
        .replace("392.54", "402.54")
        .replacen("\t-1.50\t", "\t8.50\t", 1);
    bench.write("again.txt", &report);
    bench.run(&["post-settlements", "--file", "again.txt"]).expect(3);
    assert_eq!(posts(&bench), before);
    let open = bench.store().open_exceptions().unwrap();
    assert_eq!(open[0].kind, "reissued");
    assert!(
        open[0].figures.contains("392.54, now 402.54"),
        "{}",
        open[0].figures
    );
    assert!(
        open[0].figures.contains("in Sage -1.50, now 8.50"),
        "{}",
        open[0].figures
    );
}

/// Takes ten away from a fee of the settlement, as if Amazon had made it anew.
fn reissue(bench: &Bench, id: &str, fee: &str) {
    let mut world = bench.amazon.world();
    let settlement = world
        .settlements
        .iter_mut()
        .find(|one| one.settlement_id == id)
        .unwrap();
    let amount = |text: &str| Amount::parse(text).unwrap();
    let (old, ten) = (amount(fee), amount("10"));
    let entries = settlement.entries.iter_mut();
    let mut parts = entries.flat_map(|entry| {
        let items = entry.items.iter_mut().flat_map(|item| &mut item.parts);
        items.chain(&mut entry.parts)
    });
    let fee = parts.find(|part| part.amount == old).unwrap();
    fee.amount += ten;
    settlement.total += ten;
}

#[test]
fn a_reissue_is_noticed_whichever_source_tells_it_and_said_by_type() {
    for source in ["finances", "report"] {
        let bench = ready();
        let line = format!("source = \"{source}\"\nbank_account");
        configure(&bench, &[("bank_account", &line)]);
        bench.run(&["post-settlements"]).expect(0);
        let before = posts(&bench);
        reissue(&bench, "18000039595", "-1.50");
        let ran = bench.run(&["post-settlements"]).expect(3);
        assert_eq!(posts(&bench), before);
        for told in [
            "exception reissued on settlement",
            "in Sage -1.50, now 8.50",
            "nothing is sent a second time",
        ] {
            assert!(ran.stdout.contains(told), "{source}, {told}: {}", ran.stdout);
        }
        let again = bench.run(&["--json", "post-settlements"]).expect(3).json();
        assert_eq!(
            again["exceptions"].as_array().unwrap().len(),
            1,
            "{source}: {again}"
        );
        assert_eq!(again["new_since_last_run"], 0, "{source}: {again}");
        // A second one is told once the first is closed.
        reissue(&bench, "18000039595", "8.50");
        let figures = |ran: &Ran| ran.stdout.matches("in Sage -1.50, now").count();
        let ran = bench.run(&["post-settlements"]).expect(3);
        assert_eq!(figures(&ran), 1, "{source}: {}", ran.stdout);
        let close = ["resolve", "18000039595", "--because", "corrected by hand"];
        bench.run(&close).expect(0);
        let ran = bench.run(&["post-settlements"]).expect(3);
        assert_eq!(figures(&ran), 1, "{source}: {}", ran.stdout);
        assert!(
            ran.stdout.contains("in Sage -1.50, now 18.50"),
            "{source}: {}",
            ran.stdout
        );
        bench.run(&close).expect(0);
        bench.run(&["post-settlements"]).expect(0);
    }
}

#[test]
fn a_report_with_a_row_that_cannot_be_read_holds_its_settlement() {
    let bench = ready();
    let whole = download(&bench, "18000039595");
    bench.write("report.txt", &whole.replacen("\t-1.50\t", "\t-1.5x\t", 1));
    let file = ["post-settlements", "--file", "report.txt"];
    let ran = bench.run(&file).expect(3);
    for told in [
        "report-unreadable",
        "`report.txt`, line ",
        ", column amount, `-1.5x`",
        "download the report again",
    ] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
    bench.write("report.txt", &whole);
    let ran = bench.run(&file).expect(0);
    assert!(!ran.stdout.contains("report-unreadable"), "{}", ran.stdout);
    assert_eq!(posts(&bench), 1);
}

/// Amazon's own file has a row of another month: it is as unreadable however often it is downloaded, and the words say
/// what ends it.
#[test]
fn a_row_far_outside_its_settlement_is_posted_from_the_transactions() {
    let bench = ready();
    let whole = download(&bench, "18000039595");
    let (at, _) = whole.match_indices("\t03/").last().unwrap();
    let moved = format!("{}\t12/{}", &whole[..at], &whole[at + 4..]);
    bench.write("report.txt", &moved);
    let ran = bench.run(&["post-settlements", "--file", "report.txt"]).expect(3);
    for told in ["report-unreadable", "lies outside", "source = \"finances\""] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
    assert_eq!(posts(&bench), 0);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

/// 24 MiB of what looks packed; then, while the program waits for the rest, `meanwhile` is done.
fn broken_off_after(meanwhile: impl Fn() + Send + Sync + 'static) -> Fault {
    Fault::Raw(Arc::new(move |_: &Request, stream: &mut dyn Write| {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 50000000\r\n\r\n")?;
        (0..24).try_for_each(|_| stream.write_all(&[0x1f; 1 << 20]))?;
        stream.flush()?;
        meanwhile();
        Ok(())
    }))
}

#[test]
fn a_report_on_its_way_keeps_nobody_from_the_database() {
    let bench = ready();
    configure(&bench, &[("bank_account", "source = \"report\"\nbank_account")]);
    let (path, free) = (bench.path("db.sqlite"), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&free);
    let another_writes = move || {
        let another = rusqlite::Connection::open(&path).unwrap();
        another.busy_timeout(Duration::ZERO).unwrap();
        let begun = another.execute_batch("BEGIN IMMEDIATE; ROLLBACK");
        count.fetch_add(usize::from(begun.is_ok()), Ordering::SeqCst);
    };
    let rule = Rule::always(broken_off_after(another_writes))
        .path("/documents/")
        .times(2);
    bench.amazon.faults().add(rule);
    let files = || std::fs::read_dir(bench.path(".")).unwrap().count();
    let before = files();
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(
        free.load(Ordering::SeqCst),
        2,
        "another process may write meanwhile"
    );
    assert_eq!(files(), before, "nothing of a download is left");
    assert_ledger_is_right(&bench);
}

#[test]
fn a_file_with_bare_days_is_one_with_its_group() {
    let bench = ready();
    let (group, days) = {
        let world = bench.amazon.world();
        let one = world
            .settlements
            .iter()
            .find(|one| one.settlement_id == "18000039595")
            .unwrap();
        let (format, day) = ("%m/%d/%y %H:%M:%S UTC", "%m/%d/%y");
        let day =
            |at: chrono::DateTime<chrono::Utc>| (at.format(format).to_string(), at.format(day).to_string());
        (one.group_id.clone(), [day(one.start), day(one.end)])
    };
    let mut report = download(&bench, "18000039595");
    for (time, day) in days {
        assert!(report.contains(&time), "{time}");
        report = report.replace(&time, &day);
    }
    bench.write("report.txt", &report);
    let file = ["post-settlements", "--file", "report.txt"];
    bench
        .run(&["post-settlements", "--file", "report.txt", "--dry-run"])
        .expect(0);
    bench.run(&file).expect(0);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
    let known = |key: &str| bench.store().record(Kind::Settlement, key).unwrap();
    assert!(known("18000039595").is_some() && known(&group).is_none());
}

#[test]
fn one_settlement_is_posted_by_either_of_its_ids() {
    for id in ["18000039595", "USD"] {
        let bench = ready();
        let group = {
            let world = bench.amazon.world();
            let one = world
                .settlements
                .iter()
                .find(|one| one.settlement_id == "18000039595")
                .unwrap();
            one.group_id.clone()
        };
        let id = if id == "USD" { group.as_str() } else { id };
        let ran = bench
            .run(&["--json", "post-settlements", "--settlement", id])
            .expect(0)
            .json();
        let posted = ran["settlements"].as_array().unwrap();
        assert_eq!(posted.len(), 1, "{ran}");
        assert_eq!(
            (&posted[0]["key"], &posted[0]["total"]),
            (&group.into(), &serde_json::json!(392.54))
        );
        assert_eq!(posted[0]["batches"][0]["state"], "posted", "{ran}");
        assert!(
            batches(&bench)
                .iter()
                .all(|batch| batch["Description"].as_str().unwrap().contains("18000039595"))
        );
    }
    let bench = ready();
    let ran = bench
        .run(&["post-settlements", "--settlement", "19999999999"])
        .expect(3);
    assert!(
        ran.stderr.contains("no settlement 19999999999 is known"),
        "{}",
        ran.stderr
    );
    assert_eq!(posts(&bench), 0);
}

#[test]
fn a_name_that_nobody_knows_holds_its_settlement_until_a_rule_maps_it() {
    let bench = ready();
    {
        let mut world = bench.amazon.world();
        let settlement = world
            .settlements
            .iter_mut()
            .find(|one| one.settlement_id == "18000047514")
            .unwrap();
        let entry = settlement
            .entries
            .iter_mut()
            .find(|entry| entry.kind == "ProductAdsPayment")
            .unwrap();
        entry.kind = "MoonshotEvent";
        for part in &mut entry.parts {
            part.path = &["MoonshotSurcharge"];
            part.row = ["MoonshotEvent", "Moonshot Surcharge", "Moonshot Surcharge"];
        }
    }
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(
        ran.stdout.contains("[[settlements.rules]]") && ran.stdout.contains("MoonshotSurcharge"),
        "{}",
        ran.stdout
    );
    assert!(
        batches(&bench)
            .iter()
            .all(|batch| !batch["Description"].as_str().unwrap().contains("18000047514"))
    );
    // The message ends with lines that are a rule; nothing speaks for a category, so the person writes it.
    let (_, lines) = ran.stdout.split_once("[[settlements.rules]]").unwrap();
    let rule = format!("[[settlements.rules]]{lines}");
    assert!(rule.contains("category = \"\""), "{rule}");
    let rule = rule.replacen("category = \"\"", "category = \"other-services\"", 1);
    bench.write(
        "config.toml",
        &bench.configuration(&(section(&bench, &[]) + &rule)),
    );
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn orders_that_are_held_or_unread_still_clear_and_never_become_revenue() {
    // Nothing was pulled before: every order is read by its id first.
    let bench = Bench::small();
    configure(&bench, &[]);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
    let clearing = on(&bench, "1180");
    assert!(clearing < Amount::ZERO);
    assert_eq!(
        on(&bench, "4010"),
        Amount::ZERO,
        "revenue comes from invoices only"
    );
    let pulled = ready();
    pulled.run(&["post-settlements"]).expect(0);
    assert_eq!(
        clearing,
        on(&pulled, "1180"),
        "the state of an order changes nothing"
    );
}

#[test]
fn one_answer_that_is_refused_or_cannot_be_read_stops_no_other_settlement() {
    let refusal = r#"{"errors":[{"code":"InvalidInput","message":"Invalid Input","details":""}]}"#;
    let garbage = r#"{"payload":{"transactions":[{"postedDate":"soon"}]}}"#;
    // A refusal is doubted once.
    for (status, answer, times) in [(400, refusal, 2), (200, garbage, 1)] {
        let whole = ready();
        whole.run(&["post-settlements"]).expect(0);
        let bench = ready();
        let rule = Rule::always(Fault::Status(status, answer.to_owned())).times(times);
        bench
            .amazon
            .faults()
            .add(rule.path("/finances/2024-06-19/transactions"));
        let ran = bench.run(&["post-settlements"]).expect(4);
        assert!(ran.stderr.contains("warning: settlement "), "{}", ran.stderr);
        assert!(
            batches(&bench).len() + 2 >= batches(&whole).len(),
            "all the others are posted"
        );
        bench.run(&["post-settlements"]).expect(0);
        assert_ledger_is_right(&bench);
        assert_eq!(batches(&bench).len(), batches(&whole).len());
    }
}

/// Takes one dollar from the goods of an order in the settlement, and from its total, before it is read.
fn pay_less(bench: &Bench, id: &str) -> String {
    let mut world = bench.amazon.world();
    let settlement = world
        .settlements
        .iter_mut()
        .find(|one| one.settlement_id == id)
        .unwrap();
    let one = Amount::parse("1").unwrap();
    let entry = settlement
        .entries
        .iter_mut()
        .find(|entry| entry.kind == "Shipment")
        .unwrap();
    let mut parts = entry.items.iter_mut().flat_map(|item| &mut item.parts);
    let goods = parts
        .find(|part| part.path.contains(&"OurPricePrincipal"))
        .unwrap();
    goods.amount -= one;
    settlement.total -= one;
    entry.order_id.clone().unwrap()
}

#[test]
fn an_order_that_stays_short_is_an_exception_once_and_is_not_judged_again_each_day() {
    let bench = ready();
    let order = pay_less(&bench, "18000039595");
    bench.run(&["post-settlements"]).expect(0);
    bench.advance(Duration::from_secs(32 * 86_400));
    bench.run(&["pull-orders"]);
    let ran = bench.run(&["post-settlements"]).expect(3);
    let told = format!("exception variance on order {order}: Amazon settled");
    assert!(
        ran.stdout.contains(&told) && ran.stdout.contains("1.00 short of"),
        "{}",
        ran.stdout
    );
    // Only a short order is asked for, and no order twice.
    let asked = || {
        let requests = bench.amazon.requests();
        requests
            .iter()
            .filter(|request| request.query.iter().any(|(_, value)| *value == order))
            .count()
    };
    let before = asked();
    bench
        .run(&["resolve", &order, "--because", "a goodwill of ours"])
        .expect(0);
    let ran = bench.run(&["post-settlements"]);
    assert!(!ran.stdout.contains("exception variance"), "{}", ran.stdout);
    assert_eq!(asked(), before);
}

#[test]
fn the_modes_exclude_each_other() {
    let bench = ready();
    configure(
        &bench,
        &[("bank_account", "mode = \"settlement-only\"\nbank_account")],
    );
    let ran = bench.run(&["post-settlements"]).expect(2);
    assert!(ran.stderr.contains("orders are open"), "{}", ran.stderr);
    bench.run(&["pull-orders"]).expect(2);
    let bench = Bench::small();
    configure(
        &bench,
        &[("bank_account", "mode = \"settlement-only\"\nbank_account")],
    );
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
    assert!(on(&bench, "4010") < Amount::ZERO);
}

#[test]
fn a_first_file_is_held_only_where_sage_does_not_show_what_it_holds() {
    let bench = ready();
    bench.sage.settings().missing_resources = vec!["GLPostedTransactions".to_owned()];
    bench.write("report.txt", &download(&bench, "18000039595"));
    let file = ["post-settlements", "--file", "report.txt"];
    let rehearsal = bench
        .run(&["post-settlements", "--file", "report.txt", "--dry-run"])
        .expect(3);
    assert!(rehearsal.stdout.contains("unlinked"), "{}", rehearsal.stdout);
    let ran = bench.run(&file).expect(3);
    assert!(ran.stdout.contains("unlinked"), "{}", ran.stdout);
    assert_eq!(posts(&bench), 0);
    // The words are followed: the right is given.
    bench.sage.settings().missing_resources = Vec::new();
    bench.run(&file).expect(0);
    assert_eq!(posts(&bench), 1);
}
