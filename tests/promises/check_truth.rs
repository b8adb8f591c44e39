//! Each line that `check` prints is true: what is sealed was opened, what will be needed was asked for, and what
//! nobody could tell is named.

use std::fs;

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

fn sage_only(bench: &Bench) -> Value {
    bench.run(&["--json", "check", "--online-only", "sage300"]).json()
}

/// The bench's configuration without its customer row, or with another one in its place.
fn with_customers(bench: &Bench, rows: &str) {
    let row = "[[orders.customers]]\nmarketplace = \"Amazon.com\"\ncustomer = \"AMZ-US\"\n";
    let text = bench.configuration("");
    assert!(text.contains(row));
    bench.write("config.toml", &text.replace(row, rows));
}

#[test]
fn a_key_that_opens_nothing_is_no_key() {
    let bench = Bench::small();
    let list = bench.run(&["--json", "check"]).json();
    assert_eq!(
        finding(&list, "key"),
        ("ok".to_owned(), "opens all 5 values that are sealed".to_owned())
    );
    fs::write(bench.path("key"), format!("{}\n", "A".repeat(43))).unwrap();
    let list = bench.run(&["--json", "check"]).expect(2).json();
    let (level, words) = finding(&list, "key");
    assert!(
        level == "failure" && words.contains("does not open 5 of the 5"),
        "{words}"
    );
    for what in [
        "amazon client_id",
        "amazon refresh_token",
        "sage300 user",
        "sage300 password",
    ] {
        let (level, words) = finding(&list, what);
        assert!(level == "failure" && words.contains("key"), "{what}: {words}");
    }
}

#[test]
fn one_value_that_is_damaged_or_missing_is_named() {
    let bench = Bench::small();
    let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    database
        .execute(
            "UPDATE credential SET sealed = CAST(substr(sealed, 1, 30) || x'00' || substr(sealed, 32) AS BLOB) WHERE name = 'password'",
            [],
        )
        .unwrap();
    database
        .execute("DELETE FROM credential WHERE name = 'refresh_token'", [])
        .unwrap();
    drop(database);
    let list = bench.run(&["--json", "check"]).expect(2).json();
    assert_eq!(finding(&list, "sage300 user").0, "ok");
    assert_eq!(finding(&list, "sage300 password").0, "failure");
    let (level, words) = finding(&list, "amazon refresh_token");
    assert!(level == "failure" && words.contains("not stored"), "{words}");
    assert!(finding(&list, "key").1.contains("sage300 password"), "{list:#}");
}

#[test]
fn the_customer_that_will_be_looked_for_is_asked_for() {
    let bench = Bench::small();
    with_customers(&bench, "");
    let list = bench.run(&["--json", "check"]).expect(2).json();
    let (level, words) = finding(&list, "customer of Amazon.com");
    assert!(
        level == "failure" && words.contains("Harbour Lane Goods"),
        "{words}"
    );
    // Some of its orders have a row: the others are held.
    with_customers(
        &bench,
        "[[orders.customers]]\nmarketplace = \"Amazon.com\"\nfulfilled_by = \"amazon\"\ncustomer = \"AMZ-US\"\n",
    );
    assert_eq!(finding(&sage_only(&bench), "customer of Amazon.com").0, "warning");
    // One customer of that name is the one; its own settings are looked at too.
    with_customers(&bench, "");
    for customer in bench.sage.company().rows_mut("ARCustomers") {
        if customer["CustomerNumber"] == "AMZ-US" {
            customer["CustomerName"] = json!("Harbour Lane Goods");
            customer["OnHold"] = json!("Yes");
        }
    }
    let list = sage_only(&bench);
    let (level, words) = finding(&list, "customer of Amazon.com");
    assert!(level == "ok" && words.contains("AMZ-US"), "{words}");
    let (level, words) = finding(&list, "customer AMZ-US");
    assert!(level == "warning" && words.contains("on hold"), "{words}");
    // Two of that name are none.
    for customer in bench.sage.company().rows_mut("ARCustomers") {
        customer["CustomerName"] = json!("Harbour Lane Goods");
    }
    let several = bench.sage.rows("ARCustomers").len() > 1;
    assert_eq!(
        finding(&sage_only(&bench), "customer of Amazon.com").0 == "failure",
        several
    );
}

#[test]
fn a_store_name_that_was_not_asked_for_is_named_as_not_verified() {
    let bench = Bench::small();
    with_customers(&bench, "");
    let ran = bench.run(&["check", "--online-only", "sage300"]);
    assert!(
        ran.stdout.contains("not verified: ") && ran.stdout.contains("customer of Amazon.com"),
        "{}",
        ran.stdout
    );
    let list = sage_only(&bench);
    let named = list["not_verified"].as_array().unwrap();
    assert!(named.contains(&json!("customer of Amazon.com")), "{named:?}");
    bench.sage.settings().missing_resources = vec!["ICLocations".into()];
    let list = sage_only(&bench);
    assert_eq!(finding(&list, "locations").0, "unverified");
}

#[test]
fn an_item_that_cannot_be_sold_is_found_before_its_first_order() {
    let bench = Bench::small();
    let table = fs::read_to_string(bench.path("items.csv")).unwrap();
    let row = table.lines().nth(1).unwrap();
    let item = row.rsplit(',').nth(1).unwrap().to_owned();
    for row in bench.sage.company().rows_mut("ICItems") {
        if row["ItemNumber"] == item.as_str() || row["UnformattedItemNumber"] == item.as_str() {
            row["Status"] = json!(false);
        }
    }
    let list = sage_only(&bench);
    let (level, words) = finding(&list, "items that cannot be sold");
    assert!(level == "warning" && words.contains(&item), "{words}");
    // A unit of measure and a location that only the table names.
    bench.write(
        "items.csv",
        "seller_sku,item,units_per_sku,uom,location\nX,TOWELL,1,CRATE,NOWHR\n",
    );
    let list = sage_only(&bench);
    assert!(
        finding(&list, "items that cannot be sold").1.contains("CRATE"),
        "{list:#}"
    );
    assert_eq!(finding(&list, "location NOWHR").0, "failure");
}

#[test]
fn a_rate_that_a_settlement_will_need_is_asked_for() {
    let bench = Bench::small();
    let text = bench.configuration(&crate::settlements::section(&bench, &[]));
    let text = text.replace(
        "marketplaces = [\"Amazon.com\"]",
        "marketplaces = [\"Amazon.com\", \"Amazon.com.mx\"]",
    );
    bench.write("config.toml", &text);
    let (level, words) = finding(&sage_only(&bench), "rate type SP");
    assert!(level == "warning" && words.contains("MXN"), "{words}");
    let type_is = "rate_type = \"SP\"\n";
    assert!(text.contains(type_is));
    bench.write("config.toml", &text.replace(type_is, "rate_type = \"ZZ\"\n"));
    assert_eq!(finding(&sage_only(&bench), "rate type ZZ").0, "failure");
    bench.write("config.toml", &text.replace(type_is, ""));
    assert_eq!(finding(&sage_only(&bench), "rate_type").0, "warning");
}

#[cfg(unix)]
#[test]
fn what_others_may_change_is_never_ok() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::small();
    let mode = |name: &str, bits: u32| {
        let path = if name == "." {
            bench.folder.path().to_owned()
        } else {
            bench.path(name)
        };
        fs::set_permissions(path, fs::Permissions::from_mode(bits)).unwrap();
    };
    for name in ["config.toml", "items.csv", "db.sqlite"] {
        mode(name, 0o644);
    }
    mode(".", 0o755);
    let places = [
        ("rights: configuration", "config.toml", 0o646),
        ("rights: items table", "items.csv", 0o602),
        ("rights: database", "db.sqlite", 0o666),
        ("rights: folder of the configuration", ".", 0o777),
    ];
    let list = sage_only(&bench);
    for (what, ..) in places {
        assert_eq!(finding(&list, what).0, "ok", "{what}: {list:#}");
    }
    assert_eq!(finding(&list, "rights: key").0, "ok");
    for (what, name, bits) in places {
        mode(name, bits);
        let ran = bench.run(&["--json", "check", "--online-only", "sage300"]);
        assert_eq!(ran.status, Some(3), "{what}");
        let (level, words) = finding(&ran.json(), what);
        assert!(
            level == "warning" && words.contains("every account") && words.contains("chmod"),
            "{what}: {words}"
        );
        mode(name, if name == "." { 0o755 } else { 0o644 });
    }
    mode("key", 0o644);
    let list = sage_only(&bench);
    assert_eq!(finding(&list, "rights: key").0, "warning");
    assert_eq!(finding(&list, "key").0, "failure");
}
