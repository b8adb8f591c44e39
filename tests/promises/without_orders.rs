//! A company that books sales from settlements alone: nothing tells it to read orders, or to push what rests on them.

use crate::harness::Bench;
use crate::settlements::section;

#[test]
fn no_word_leads_to_a_pass_that_is_refused() {
    let bench = Bench::small();
    let only = [(
        "bank_account = \"1030\"",
        "mode = \"settlement-only\"\nbank_account = { EUR = \"1030\" }",
    )];
    let section = format!("{}{}", section(&bench, &only), crate::inventory::SECTION);
    bench.write("config.toml", &bench.configuration(&section));
    let status = bench.run(&["--json", "status"]).json();
    let next: Vec<&str> = status["next"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line.as_str().unwrap())
        .collect();
    assert_eq!(next, ["ml-connector post-settlements --dry-run"]);
    assert_eq!(status["passes"].as_array().unwrap().len(), 1, "{status:#}");
    let printed = bench
        .run(&["schedule", "print", "--for", "cron"])
        .expect(0)
        .stdout;
    assert!(
        printed.contains(" run post-settlements") && !printed.contains("pull-orders"),
        "{printed}"
    );
    let refused = bench.run(&["push-inventory"]).expect(2).stderr;
    assert!(
        refused.contains("`settlement-only`") && !refused.contains("run `ml-connector pull-orders`"),
        "{refused}"
    );
    let check = bench.run(&["check"]).stdout;
    for told in ["[inventory] does nothing", "names no account for USD"] {
        assert!(
            check
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .contains(told),
            "{told}: {check}"
        );
    }
}
