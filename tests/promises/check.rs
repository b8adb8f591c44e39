//! `check` asks both systems for everything the configuration names, writes to neither, and needs no lock.

use std::fs;

use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::harness::Bench;

/// The level and the words of a finding.
#[track_caller]
fn finding(list: &Value, what: &str) -> (String, String) {
    let findings = list["findings"].as_array().unwrap();
    let one = findings
        .iter()
        .find(|one| one["what"] == what)
        .unwrap_or_else(|| panic!("{what} is not in {findings:#?}"));
    let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
    (text("level"), text("words"))
}

/// A bench with every section configured.
fn whole() -> Bench {
    let bench = Bench::small();
    let text = bench.configuration(&format!(
        "{}{}[receivables]\nclear_by = \"receipt\"\nbank_code = \"AMZCLR\"\n",
        crate::settlements::section(&bench, &[]),
        crate::inventory::SECTION
    ));
    bench.write("config.toml", &text);
    for customer in bench.sage.company().rows_mut("ARCustomers") {
        customer["CheckForDuplicatePOs"] = json!("Error");
    }
    bench
}

#[test]
fn everything_that_is_configured_is_asked_for() {
    let bench = whole();
    let list = bench.run(&["--json", "check"]).json();
    for what in [
        "configuration",
        "database",
        "free disk space",
        "key",
        "clock against Amazon",
        "clock against Sage's server",
        "amazon client_secret",
        "marketplace Amazon.com",
        "Amazon orders",
        "Amazon tax data",
        "Amazon listings",
        "Amazon feeds",
        "Amazon warehouse stock",
        "Amazon settlement groups",
        "Amazon transactions",
        "Amazon settlement reports",
        "Sage OE: right to read",
        "Sage TX: right to read",
        "Sage GL: names",
        "Sage BK: right to read",
        "customer AMZ-US",
        "customer AMZ-US: tax group",
        "charge SHIP",
        "location MAIN",
        "bank AMZCLR",
        "account 1180",
        "source code GL-JE",
        "fiscal period of today",
        "items in Sage",
    ] {
        let (level, words) = finding(&list, what);
        assert_eq!(level, "ok", "{what}: {words}");
    }
}

#[test]
fn each_fault_is_a_finding_of_its_own() {
    let bench = whole();
    let text = fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write(
        "config.toml",
        &text.replace("AMZCLR", "NOBANK").replace("\"1180\"", "\"1179\""),
    );
    {
        let mut company = bench.sage.company();
        for customer in company.rows_mut("ARCustomers") {
            customer["TaxGroup"] = json!("VATDE");
            customer["OnHold"] = json!("Yes");
            customer["CheckCreditLimit"] = json!("Yes");
        }
        let taken = company.rows("ICItems")[0]["ItemNumber"].clone();
        company
            .rows_mut("ICItems")
            .retain(|item| item["ItemNumber"] != taken);
    }
    bench.sage.clock().advance(chrono::TimeDelta::minutes(7));
    bench.amazon.settings().refused_datasets = vec!["TAX".into()];
    let ran = bench.run(&["--json", "check"]).expect(2);
    let list = ran.json();
    for (what, level, words) in [
        ("bank NOBANK", "failure", "[receivables] bank_code"),
        ("account 1179", "failure", "[settlements]"),
        ("customer AMZ-US", "warning", "on hold"),
        ("customer AMZ-US", "warning", "credit limit"),
        ("customer AMZ-US: tax group", "warning", "taxes a second time"),
        (
            "clock against Sage's server",
            "warning",
            "set the wrong one right",
        ),
        ("clock against Amazon", "ok", "s apart"),
        ("Amazon tax data", "warning", "Tax"),
    ] {
        let found = finding(&list, what);
        assert!(found.0 == level && found.1.contains(words), "{what}: {found:?}");
    }
}

#[test]
fn a_tax_group_fits_its_rule() {
    let bench = whole();
    let text = fs::read_to_string(bench.path("config.toml")).unwrap();
    let rule = "rule = \"prices-include-tax\"";
    bench.write(
        "config.toml",
        &text.replace("rule = \"flagged-else-seller\"", rule),
    );
    let group = |bench: &Bench| {
        let list = bench.run(&["--json", "check", "--online-only", "sage300"]).json();
        finding(&list, "customer AMZ-US: tax group")
    };
    assert_eq!(
        group(&bench).0,
        "warning",
        "prices include a tax that the group does not take out"
    );
    for customer in bench.sage.company().rows_mut("ARCustomers") {
        customer["TaxGroup"] = json!("VATDE");
    }
    assert_eq!(group(&bench).0, "ok");
    for customer in bench.sage.company().rows_mut("ARCustomers") {
        customer["TaxGroup"] = json!("GONE");
    }
    assert_eq!(group(&bench).0, "failure");
}

#[test]
fn a_missing_right_names_its_module_and_hides_nothing_else() {
    let bench = whole();
    bench.sage.settings().denied_modules = vec!["TX".into()];
    let ran = bench
        .run(&["--json", "check", "--online-only", "sage300"])
        .expect(5);
    let list = ran.json();
    let (level, words) = finding(&list, "Sage TX: right to read");
    assert!(
        level == "failure" && words.contains("security group for TX"),
        "{words}"
    );
    assert_eq!(finding(&list, "Sage GL: right to read").0, "ok");
    assert_eq!(finding(&list, "location MAIN").0, "ok");
}

#[test]
fn a_lost_key_and_missing_credentials_are_findings_too() {
    let bench = whole();
    fs::remove_file(bench.path("key")).unwrap();
    let list = bench.run(&["--json", "check"]).expect(2).json();
    assert_eq!(finding(&list, "key").0, "failure");
    assert_eq!(finding(&list, "database").0, "ok");
    assert_eq!(finding(&list, "Amazon sign-in").0, "failure");
    let fresh = whole();
    fresh.run(&["credentials", "remove", "amazon"]).expect(0);
    let list = fresh.run(&["--json", "check"]).expect(2).json();
    assert!(
        finding(&list, "credentials of amazon")
            .1
            .contains("credentials set amazon")
    );
    assert_eq!(finding(&list, "Sage sign-in").0, "ok");
}

#[test]
fn it_works_while_a_pass_holds_the_lock() {
    let bench = whole();
    let clock = ml_connector::clock::Clock::system();
    let wait = std::time::Duration::ZERO;
    let lock = ml_connector::store::PassLock::take(&bench.path("db.sqlite"), wait, &clock).unwrap();
    let wait = ["--lock-wait", "0s"];
    for words in [
        &["check"][..],
        &["status"],
        &["audit", "list"],
        &["audit", "verify"],
    ] {
        let ran = bench.run(&[&wait, words].concat());
        assert!(matches!(ran.status, Some(0 | 3)), "{words:?}: {ran:?}");
    }
    bench.run(&[&wait[..], &["pull-orders"]].concat()).expect(6);
    drop(lock);
}

#[test]
fn evidence_answers_what_only_a_real_company_can_tell() {
    let bench = whole();
    bench.run(&["pull-orders"]);
    let before = (
        bench.sage.rows("OEOrders").len(),
        bench.sage.rows("GLJournalBatches").len(),
    );
    bench.run(&["check", "--evidence", "evidence.json"]);
    let after = (
        bench.sage.rows("OEOrders").len(),
        bench.sage.rows("GLJournalBatches").len(),
    );
    assert_eq!(before, after, "nothing is written");
    let text = fs::read_to_string(bench.path("evidence.json")).unwrap();
    let evidence: Value = serde_json::from_str(&text).unwrap();
    assert!(evidence["templates"]["OE/OEOrders"]["template"]["OrderNumber"].is_string());
    assert_eq!(evidence["answers"]["an order by its key"]["form"], "bare record");
    assert_eq!(
        evidence["answers"]["journal batches filter by description"]["status"],
        200
    );
    assert_eq!(evidence["answers"]["a company that is not there"]["status"], 404);
    let names = evidence["property_names"]["CS/CSFiscalCalendars"]
        .as_array()
        .unwrap();
    assert!(names.contains(&json!("FiscalYear")));
    // No record, no user and no secret: not even the key of the order that was asked for.
    for row in bench.sage.rows("OEOrders") {
        assert!(!text.contains(row["OrderNumber"].as_str().unwrap()));
    }
    let settings = bench.sage.settings();
    assert!(!text.contains(&settings.password) && !text.contains(&settings.user));
}

#[test]
fn what_invoices_credit_and_what_refunds_debit_must_meet_in_one_account() {
    let bench = whole();
    let own = fs::read_to_string(bench.path("config.toml")).unwrap();
    let asked = |bench: &Bench, what: &str| {
        let list = bench.run(&["--json", "check", "--online-only", "sage300"]).json();
        finding(&list, what)
    };
    let of_charge = "tax of charge TAX and of refunds";
    assert_eq!(asked(&bench, of_charge).0, "ok");
    let other = |text: &str| text.replace("seller-tax = \"2210\"", "seller-tax = \"2215\"");
    bench.write("config.toml", &other(&own));
    let (level, words) = asked(&bench, of_charge);
    assert_eq!(level, "warning");
    assert!(words.contains("2210") && words.contains("2215"), "{words}");
    // Where prices hold the tax, the authority of the customer's group tells the account.
    let of_customer = "tax of customer AMZ-US and of refunds";
    let with_tax =
        |text: &str| text.replace("rule = \"flagged-else-seller\"", "rule = \"prices-include-tax\"");
    for customer in bench.sage.company().rows_mut("ARCustomers") {
        customer["TaxGroup"] = json!("VATDE");
    }
    bench.write("config.toml", &with_tax(&own));
    assert_eq!(asked(&bench, of_customer).0, "ok");
    bench.write("config.toml", &with_tax(&other(&own)));
    assert_eq!(asked(&bench, of_customer).0, "warning");
}

#[cfg(unix)]
#[test]
fn the_program_that_is_told_of_runs_is_looked_for_and_not_started() {
    use std::os::unix::fs::PermissionsExt;

    let bench = Bench::small();
    let mode = |bits: u32| fs::set_permissions(bench.path("tell"), fs::Permissions::from_mode(bits)).unwrap();
    let found = |command: &str| {
        let told = format!("[notify]\ncommand = [\"{command}\"]\n");
        bench.write("config.toml", &bench.configuration(&told));
        let list = bench.run(&["--json", "check", "--online-only", "amazon"]).json();
        finding(&list, "program of [notify]")
    };
    let warned = |command: &str, words: &str| {
        let found = found(command);
        assert!(
            found.0 == "warning" && found.1.contains(words),
            "{command}: {found:?}"
        );
    };
    warned("./tell", "is not there");
    warned("no-such-program-anywhere", "name it with its folder");
    bench.write("tell", "#!/bin/sh\n");
    mode(0o600);
    warned("./tell", "chmod u+x");
    mode(0o700);
    let (level, words) = found("./tell");
    assert_eq!(level, "ok", "{words}");
    assert_eq!(found("sh").0, "ok");
    bench.write("config.toml", &bench.configuration(""));
    let list = bench.run(&["--json", "check", "--online-only", "amazon"]).json();
    let findings = list["findings"].as_array().unwrap();
    assert!(findings.iter().all(|one| one["what"] != "program of [notify]"));
}

#[test]
fn evidence_replaces_nothing_but_evidence() {
    let bench = whole();
    bench.run(&["-q", "pull-orders"]).expect(3);
    for file in ["db.sqlite", "items.csv", "config.toml"] {
        let before = fs::read(bench.path(file)).unwrap();
        let ran = bench.run(&["check", "--evidence", file]).expect(2);
        assert!(ran.stderr.contains("name another file"), "{}", ran.stderr);
        assert_eq!(fs::read(bench.path(file)).unwrap(), before, "{file}");
    }
    for _ in 0..2 {
        bench.run(&["check", "--online-only", "sage300", "--evidence", "evidence.json"]);
        assert!(bench.path("evidence.json").exists());
    }
}

#[test]
fn a_code_counts_only_where_codes_stand() {
    let bench = whole();
    let text = bench.configuration("");
    let shipping = text.lines().find(|line| line.starts_with("shipping = ")).unwrap();
    bench.write("config.toml", &text.replace(shipping, "shipping = \"USD\""));
    let ran = bench.run(&["check", "--online-only", "sage300"]);
    let line = ran.stdout.lines().find(|line| line.contains("charge USD"));
    assert!(
        line.is_some_and(|line| line.contains("Sage does not have it")),
        "{}",
        ran.stdout
    );
}

#[test]
fn the_right_to_read_banks_is_asked_for_by_receipts_alone() {
    let bench = whole();
    let denied = Rule::always(Fault::Status(403, "{}".to_owned()));
    bench.sage.faults().add(denied.path("/BK/"));
    let told = |further: &str| {
        bench.write("config.toml", &bench.configuration(further));
        let ran = bench.run(&["check", "--online-only", "sage300"]);
        ran.stdout.lines().any(|line| line.contains("Sage BK"))
    };
    let settlements = crate::settlements::section(&bench, &[]);
    let by_adjustment = crate::receivables::BY_ADJUSTMENT;
    assert!(!told(&format!("{settlements}{by_adjustment}")));
}

#[test]
fn a_start_that_is_still_to_come_is_said() {
    let bench = whole();
    let text = bench.configuration("");
    let start = text.lines().find(|line| line.starts_with("start = ")).unwrap();
    bench.write("config.toml", &text.replacen(start, "start = \"2062-10-31\"", 1));
    let ran = bench.run(&["check", "--online-only", "sage300"]);
    assert!(ran.stdout.contains("still to come"), "{}", ran.stdout);
}
