//! The advice of every hold of a settlement ends it: each is made, the words shown are followed, and it is over.

use ml_connector::books::reason;
use ml_connector::books::record::{Kind, State};
use serde_json::json;

use crate::harness::Bench;
use crate::settlement_names::{report, settlement_only};

const NUMBER: u32 = 1_800_000_001;

/// How a hold of the settlement `NUMBER` is made, and what a person does when its advice is followed.
struct Walk {
    code: &'static str,
    file: fn() -> String,
    makes: fn(&Bench),
    follows: fn(&Bench),
}

fn plain() -> String {
    report(NUMBER, "Amazon.com", &[])
}

fn nothing(_: &Bench) {}

fn config(bench: &Bench, from: &str, to: &str) {
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    bench.write("config.toml", &text.replace(from, to));
}

fn rows(bench: &Bench, resource: &str, which: (&str, &str), property: &str, value: &str) {
    for row in bench.sage.company().rows_mut(resource) {
        if row[which.0] == which.1 {
            row[property] = json!(value);
        }
    }
}

/// The file that a person downloads again.
fn read_again(bench: &Bench, text: &str) {
    bench.write("again.txt", text);
    bench.run(&["post-settlements", "--file", "again.txt"]);
}

fn detail(bench: &Bench) -> String {
    let record = bench.store().record(Kind::Settlement, &NUMBER.to_string());
    record.unwrap().unwrap().detail.unwrap_or_default()
}

/// The lines that a hold shows, with the category that a person chooses.
fn paste(bench: &Bench, category: &str) {
    let shown = detail(bench);
    let at = shown
        .find("[[settlements.rules]]")
        .unwrap_or_else(|| panic!("{shown}"));
    let lines: Vec<String> = shown[at..]
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .map(|line| match line.trim_start().starts_with("category") {
            true => format!("category = \"{category}\""),
            false => line.to_owned(),
        })
        .collect();
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write("config.toml", &format!("{text}\n{}\n", lines.join("\n")));
}

const WALKS: &[Walk] = &[
    Walk {
        code: "unknown-type",
        file: || {
            let fee = (
                "Order",
                "114-2000001-2000001",
                "ItemFees",
                "PackagingFee",
                "-1.00",
            );
            report(NUMBER, "Amazon.com", &[fee])
        },
        makes: nothing,
        follows: |bench| paste(bench, "fba-storage"),
    },
    Walk {
        code: "unknown-type",
        file: || report(NUMBER, "Amazon.com", &[("", "", "", "", "-1.00")]),
        makes: nothing,
        follows: |bench| paste(bench, "fba-storage"),
    },
    Walk {
        code: "account-missing",
        file: plain,
        makes: |bench| config(bench, "\nfees = \"6100\"", ""),
        follows: |bench| {
            config(
                bench,
                "[settlements.accounts]\n",
                "[settlements.accounts]\nfees = \"6100\"\n",
            )
        },
    },
    Walk {
        code: "account-unusable",
        file: plain,
        makes: |bench| {
            rows(
                bench,
                "GLAccounts",
                ("UnformattedAccount", "6100"),
                "Status",
                "Inactive",
            )
        },
        follows: |bench| {
            rows(
                bench,
                "GLAccounts",
                ("UnformattedAccount", "6100"),
                "Status",
                "Active",
            )
        },
    },
    Walk {
        code: "period-missing",
        file: plain,
        makes: |bench| {
            let mut company = bench.sage.company();
            company
                .rows_mut("CSFiscalCalendars")
                .retain(|year| year["FiscalYear"] != "2026");
        },
        follows: |bench| bench.sage.company().add_year(2026, true),
    },
    Walk {
        code: "period-closed",
        file: plain,
        makes: |bench| {
            let year = ("FiscalYear", "2026");
            rows(bench, "CSFiscalCalendars", year, "Period3Status", "Locked");
        },
        follows: |bench| {
            let words = [
                "resolve",
                &NUMBER.to_string(),
                "--first-open",
                "--because",
                "March is closed",
            ];
            bench.run(&words).expect(0);
        },
    },
    Walk {
        code: "rate-missing",
        file: || plain().replace("\tUSD\t", "\tEUR\t"),
        makes: |bench| bench.sage.company().rows_mut("CSCurrencyRates").clear(),
        follows: |bench| {
            let fresh = ml_connector::sandbox::sage300::Company::demo();
            let rates = fresh.rows("CSCurrencyRates").to_vec();
            *bench.sage.company().rows_mut("CSCurrencyRates") = rates;
        },
    },
    Walk {
        code: "not-proven",
        file: || plain().replacen("\t51.00\t", "\t52.00\t", 1),
        makes: nothing,
        follows: |bench| read_again(bench, &plain()),
    },
    Walk {
        code: "report-unreadable",
        file: || plain().replacen("\t60.00\t", "\t60.0O\t", 1),
        makes: nothing,
        follows: |bench| read_again(bench, &plain()),
    },
    Walk {
        code: "withheld-alone",
        file: || {
            let tax = "MarketplaceFacilitatorTax-Principal";
            let row = ("Liquidations", "lq-3", "ItemWithheldTax", tax, "-1.20");
            report(NUMBER, "Amazon.com", &[row])
        },
        makes: nothing,
        follows: |bench| paste(bench, "liquidations"),
    },
    Walk {
        code: "not-in-minor-units",
        file: || {
            let fee = |kind| ("Order", "114-2000001-2000001", "ItemFees", kind, "-0.005");
            report(
                NUMBER,
                "Amazon.com",
                &[fee("Commission"), fee("FBAPerUnitFulfillmentFee")],
            )
        },
        makes: nothing,
        follows: |bench| read_again(bench, &plain()),
    },
    Walk {
        code: "unlinked",
        file: plain,
        // Whether it is posted already cannot be asked.
        makes: |bench| bench.sage.settings().missing_resources = vec!["GLPostedTransactions".to_owned()],
        // The right that the words name is given.
        follows: |bench| bench.sage.settings().missing_resources = Vec::new(),
    },
];

/// What is wrong with a walk; nothing when the advice ended what it is about.
fn walked(walk: &Walk) -> Result<(), String> {
    let bench = settlement_only();
    (walk.makes)(&bench);
    bench.write("r.txt", &(walk.file)());
    let ran = bench.run(&["post-settlements", "--file", "r.txt"]);
    let found = || {
        bench
            .store()
            .record(Kind::Settlement, &NUMBER.to_string())
            .unwrap()
    };
    let record = found().ok_or_else(|| format!("{}: {ran:?}", walk.code))?;
    if record.reason.as_deref() != Some(walk.code) {
        return Err(format!(
            "{}: made {:?} {:?}",
            walk.code, record.reason, record.detail
        ));
    }
    let advice = reason::of_code(walk.code).unwrap().advice;
    let shown = bench.run(&["status"]).stdout;
    if !shown.contains(advice) {
        return Err(format!("{}: its advice is not in {shown}", walk.code));
    }
    (walk.follows)(&bench);
    let ran = bench.run(&["post-settlements"]);
    let record = found().unwrap();
    let is_over = record.state == State::Posted && bench.run(&["-q", "audit", "verify"]).status == Some(0);
    is_over.then_some(()).ok_or_else(|| {
        let (reason, detail) = (record.reason, record.detail);
        format!(
            "{}: left {} {reason:?} {detail:?}\n{}",
            walk.code, record.state, ran.stderr
        )
    })
}

#[test]
fn every_hold_of_a_settlement_ends_when_its_advice_is_followed() {
    let wrong: Vec<String> = WALKS.iter().filter_map(|walk| walked(walk).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_second_settlement_of_the_same_days_is_left_out_by_a_word() {
    let bench = settlement_only();
    bench.write("r.txt", &plain());
    bench.run(&["post-settlements", "--file", "r.txt"]).expect(0);
    bench.write("s.txt", &report(NUMBER + 1, "Amazon.com", &[]));
    bench.run(&["post-settlements", "--file", "s.txt"]).expect(3);
    let second = (NUMBER + 1).to_string();
    let standing = |bench: &Bench| {
        let record = bench.store().record(Kind::Settlement, &second).unwrap().unwrap();
        (record.state, record.reason.unwrap_or_default())
    };
    assert_eq!(standing(&bench), (State::Held, "same-period".to_owned()));
    bench
        .run(&["resolve", &second, "--skip", "--because", "it is the same"])
        .expect(0);
    for _ in 0..2 {
        bench.run(&["post-settlements"]);
        assert_eq!(standing(&bench), (State::Skipped, "decided".to_owned()));
    }
}
