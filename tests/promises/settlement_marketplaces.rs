//! Sales of marketplaces that the configuration does not name: held, with lines that are TOML and end it.

use std::fs;

use serde_json::Value;

use ml_connector::sandbox::world::marketplaces::by_country;

use crate::harness::Bench;
use crate::settlement_names::report;
use crate::settlements::{batches, configure};

const FILE: [&str; 4] = ["--json", "post-settlements", "--file", "r.txt"];

/// The default: nothing is booked that nobody invoices.
fn hold(bench: &Bench) {
    configure(bench, &[("other_marketplaces = \"unmatched\"\n", "")]);
}

/// The first record that was not sent: its reason and its words.
#[track_caller]
fn held(bench: &Bench) -> (String, String) {
    let document = bench.run(&FILE).expect(3).json();
    let open = document["open"].as_array().or(document["not_sent"].as_array());
    let one = open
        .and_then(|open| open.first())
        .unwrap_or_else(|| panic!("{document:#}"));
    let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
    (text("reason"), text("detail"))
}

/// The lines to paste: what follows the first blank line. They are TOML by themselves.
fn lines(detail: &str) -> (String, toml::Table) {
    let (_, lines) = detail.split_once("\n\n").unwrap_or_else(|| panic!("{detail}"));
    (
        lines.to_owned(),
        lines.parse().unwrap_or_else(|error| panic!("{error}: {lines}")),
    )
}

fn text_of(bench: &Bench) -> String {
    fs::read_to_string(bench.path("config.toml")).unwrap()
}

#[test]
fn one_of_this_region_is_added_with_the_lines_that_are_shown() {
    let bench = Bench::small();
    hold(&bench);
    bench.write("r.txt", &report(43_001, "Amazon.ca", &[]));
    let (reason, detail) = held(&bench);
    assert_eq!(reason, "marketplace-not-configured", "{detail}");
    assert!(
        detail.starts_with("sales of Amazon.ca are in it (such as order 114-2000001-2000001)"),
        "{detail}"
    );
    let (text, table) = lines(&detail);
    let named: Vec<&str> = table["amazon"]["marketplaces"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(toml::Value::as_str)
        .collect();
    assert_eq!(named, ["Amazon.com", "Amazon.ca"]);
    assert_eq!(
        table["orders"]["customers"][0]["marketplace"].as_str(),
        Some("Amazon.ca")
    );
    // `check` says so too, while it is held.
    let found = bench.run(&["check"]);
    assert!(
        found.stdout.contains("settlement 43001") && found.stdout.contains("sales of Amazon.ca"),
        "{}",
        found.stdout
    );
    // As the words say: that line in place of the one that stands there, the customer at the end.
    let line = text
        .lines()
        .find(|line| line.starts_with("marketplaces"))
        .unwrap();
    let customer = text
        .split_once("\n\n")
        .unwrap()
        .1
        .replace("customer = \"\"", "customer = \"AMZ-US\"");
    let config = text_of(&bench).replace("marketplaces = [\"Amazon.com\"]", line);
    bench.write("config.toml", &format!("{config}\n{customer}"));
    bench.run(&FILE).expect(0);
    assert_eq!(batches(&bench).len(), 1);
}

#[test]
fn one_of_another_region_is_left_out_or_posted_by_a_persons_word() {
    for word in ["--skip", ""] {
        let bench = Bench::small();
        hold(&bench);
        bench.write("r.txt", &report(43_002, "Amazon.de", &[]));
        let (reason, detail) = held(&bench);
        assert_eq!(reason, "marketplace-not-configured", "{detail}");
        for told in [
            "region `eu`",
            "region `na`",
            "resolve 43002 --skip --because TEXT",
        ] {
            assert!(detail.contains(told), "{told}: {detail}");
        }
        let (_, table) = lines(&detail);
        assert_eq!(table["amazon"]["region"].as_str(), Some("eu"));
        assert_eq!(table["amazon"]["marketplaces"][0].as_str(), Some("Amazon.de"));
        let mut words = vec!["resolve", "43002", "--because", "as it says"];
        words.extend(Some(word).filter(|word| !word.is_empty()));
        bench.run(&words).expect(0);
        // Who gives a file again that was left out is told so.
        bench.run(&FILE).expect(if word.is_empty() { 0 } else { 3 });
        let posted: Vec<Value> = batches(&bench);
        assert_eq!(posted.len(), usize::from(word.is_empty()));
        assert_eq!(
            posted
                .first()
                .is_some_and(|batch| batch.to_string().contains("1185")),
            word.is_empty()
        );
        bench.run(&["status"]);
    }
}

#[test]
fn check_names_marketplaces_that_settle_and_are_not_configured() {
    let bench = Bench::small();
    hold(&bench);
    let words = |bench: &Bench| {
        let list = bench.run(&["--json", "check"]).json();
        let findings = list["findings"].as_array().unwrap().clone();
        let one = findings
            .iter()
            .find(|one| one["what"] == "marketplace Amazon.ca")
            .cloned();
        one.map(|one| {
            (
                one["level"].as_str().unwrap().to_owned(),
                one["words"].as_str().unwrap().to_owned(),
            )
        })
    };
    assert_eq!(words(&bench), None);
    bench.amazon.world().marketplaces.push(by_country("CA"));
    let (level, told) = words(&bench).unwrap();
    assert!(
        level == "ok" && told.contains("takes part in it"),
        "{level}: {told}"
    );
    bench.amazon.world().settlements[0].marketplace = by_country("CA");
    let (level, told) = words(&bench).unwrap();
    assert!(
        level == "warning" && told.contains("settlements in CAD"),
        "{level}: {told}"
    );
}
