//! Each command of the manual is run as it stands there, in the order of its pages.

use std::fs;

use serde_json::json;

use super::user::{User, words};
use super::whole;

/// The chapter that is practised in a world of its own is walked through by `practice.rs`.
fn without_practice(manual: &str) -> String {
    let (before, rest) = manual.split_once("\n## Practise\n").unwrap();
    let (_, after) = rest.split_once("\n## ").unwrap();
    format!("{before}\n## {after}")
}

#[test]
fn every_command_is_run_in_the_order_of_the_manual() {
    let user = User::new();
    let order = user
        .bench
        .amazon
        .world()
        .orders
        .scenario("one unit, no tax")
        .id
        .clone();
    user.bench.sage.company().add(
        "OEOrders",
        json!({ "OrderUniquifier": 9_001, "OrderNumber": "ORD000077", "CustomerNumber": "AMZ-US",
                "PurchaseOrderNumber": order, "OrderReference": "" }),
    );
    let (mut fence, mut count) = (None, 0);
    let documents =
        |user: &User| ["OEOrders", "GLJournalBatches"].map(|name| user.bench.sage.rows(name).len());
    let mut before_the_loss = None;
    for line in without_practice(&whole()).lines() {
        if let Some(name) = line.strip_prefix("```") {
            fence = if fence.is_none() {
                Some(name.to_owned())
            } else {
                None
            };
        }
        if line == "## Backup and recovery" {
            before_the_loss = Some(documents(&user));
            for end in ["", "-wal", "-shm"] {
                let _ = fs::remove_file(user.folder.join(format!("ml-connector.db{end}")));
            }
        }
        if fence.as_deref() == Some("sh") && line.starts_with("ml-connector ") {
            let ran = user.types(line, &user.names(&order));
            assert!(matches!(ran.status, Some(0 | 3)), "{line}: {ran:#?}");
            count += 1;
        }
        // What a machine's scheduler types is understood; it runs elsewhere than here.
        if matches!(fence.as_deref(), Some("cron" | "powershell")) {
            let at = match fence.as_deref() {
                Some("cron") => line.find("ml-connector --config"),
                _ => line.starts_with("ml-connector ").then_some(0),
            };
            if let Some(at) = at {
                let ran = user.run(&words(&line[at..])[1..], "");
                let refused = ran.stderr.contains("Usage:") || ran.stderr.contains("For more information");
                assert!(!refused, "{line}: {}", ran.stderr);
                count += 1;
            }
        }
    }
    assert!(count > 45, "only {count} commands were found");
    let before = before_the_loss.expect("the manual tells how to recover");
    assert_eq!(
        documents(&user),
        before,
        "the recovery sent something a second time"
    );
}

#[test]
fn commands_within_the_text_are_understood() {
    let user = User::new();
    user.init();
    let manual = whole();
    let manual = without_practice(&manual);
    let inline: Vec<_> = manual
        .split('`')
        .filter(|span| span.starts_with("ml-connector ") && !span.contains('\n') && !span.contains('…'))
        .collect();
    assert!(inline.len() > 5, "{inline:?}");
    for line in inline {
        let ran = user.types(line, &[]);
        assert!(!ran.stderr.contains("Usage:"), "{line}: {}", ran.stderr);
        assert!(matches!(ran.status, Some(0 | 2 | 3)), "{line}: {ran:#?}");
    }
}
