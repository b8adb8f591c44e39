//! Signing in to Sage, and what a person types for it.

use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};

use super::{bench_with, order, serve};
use crate::harness::Bench;

const ID: &str = "117-0000001-1000001";

fn with_password(password: &str, settings: SageSettings) -> Bench {
    let settings = SageSettings {
        password: password.to_owned(),
        ..settings
    };
    let bench = bench_with(Company::demo(), settings);
    let text = format!("user=webapi\npassword={password}\n");
    bench
        .run_with_stdin(&["credentials", "set", "sage300", "--stdin"], &text)
        .expect(0);
    serve(&bench, vec![order(ID, &["MUG-BLU"], "12.00")]);
    bench
}

#[test]
fn a_password_of_latin_letters_is_sent_as_sages_filter_reads_it() {
    with_password("Grüße-1", SageSettings::default())
        .run(&["pull-orders"])
        .expect(0);
    // What one byte a character cannot hold goes as UTF-8.
    let utf8 = SageSettings {
        basic_is_utf8: true,
        ..SageSettings::default()
    };
    with_password("Zażółć-1", utf8).run(&["pull-orders"]).expect(0);
}

#[test]
fn what_editing_leaves_round_a_value_is_not_stored_with_it() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let set = |text: &str| bench.run_with_stdin(&["credentials", "set", "sage300", "--stdin"], text);
    let fingerprint = || {
        bench
            .store()
            .credential("sage300", "password")
            .unwrap()
            .unwrap()
            .fingerprint
    };
    set("user=WEBAPI\npassword=Simulated-Pass1\n").expect(0);
    let clean = fingerprint();
    set("user = WEBAPI \r\npassword=\t Simulated-Pass1 \u{a0}\r\n").expect(0);
    assert_eq!(fingerprint(), clean);
    set("user=WEBAPI\npassword=\u{feff}Simulated-Pass1\u{200b}\n").expect(0);
    assert_eq!(fingerprint(), clean, "marks that nobody sees are not stored");
    for quoted in [
        "\"Simulated-Pass1\"",
        "'Simulated-Pass1'",
        "„Simulated-Pass1“",
        " \"Simulated-Pass1\" ",
    ] {
        let ran = set(&format!("user=WEBAPI\npassword={quoted}\n")).expect(2);
        assert!(
            ran.stderr.contains("line 2") && ran.stderr.contains("quotation marks"),
            "{}",
            ran.stderr
        );
        assert!(
            !ran.stderr.contains("Simulated-Pass1"),
            "the value is shown: {}",
            ran.stderr
        );
        assert_eq!(fingerprint(), clean);
    }
    // A quotation mark inside, or at one end, may belong to it.
    set("user=WEBAPI\npassword=a\"b\"\n").expect(0);
}

#[test]
fn a_company_that_is_not_there_is_told_from_a_wrong_password() {
    let finding = |bench: &Bench, what: &str| {
        let list = bench.run(&["--json", "check", "--online-only", "sage300"]).json();
        let all = list["findings"].as_array().unwrap().clone();
        let found = all
            .iter()
            .find(|one| one["what"] == what)
            .cloned()
            .unwrap_or_default();
        (
            found["level"].as_str().unwrap_or_default().to_owned(),
            found["words"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let bench = bench_with(Company::demo(), SageSettings::default());
    assert_eq!(finding(&bench, "Sage company").0, "ok");
    let anonymous = bench
        .sage
        .requests()
        .into_iter()
        .find(|request| request.path.ends_with("/v1.0/-/Companies"))
        .unwrap();
    assert!(
        anonymous
            .headers
            .iter()
            .all(|(name, _)| !name.eq_ignore_ascii_case("authorization"))
    );
    bench.sage.company().name = "OTHER".to_owned();
    let (level, words) = finding(&bench, "Sage company");
    assert!(level == "failure" && words.contains("It lists OTHER"), "{words}");
    bench.sage.settings().lists_companies = false;
    let (level, words) = finding(&bench, "Sage company");
    assert!(
        level == "warning" && words.contains("could not be verified"),
        "{words}"
    );
    bench.sage.company().name = "SAMLTD".to_owned();
    assert_eq!(finding(&bench, "Sage company").0, "ok");
}

#[test]
fn an_order_id_that_is_none_is_wrong_usage() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    for id in [
        "abc",
        "113-1234567",
        "113-1234567-123456",
        "113-1234567-12345678",
        " 113-1234567-1234567",
    ] {
        let ran = bench.run(&["pull-orders", "--order", id]).expect(2);
        assert!(ran.stderr.contains("is no Amazon order id"), "{}", ran.stderr);
    }
    bench
        .run(&["pull-orders", "--order", "114-1234567-1234567"])
        .expect(3);
}

#[test]
fn a_refused_password_is_sent_once_until_it_changes_or_a_person_checks() {
    let bench = with_password("Right-1", SageSettings::default());
    bench.sage.settings().password = "Other-1".to_owned();
    let asked = |bench: &Bench| {
        let signed = |name: &str| name.eq_ignore_ascii_case("authorization");
        let all = bench.sage.requests();
        all.iter()
            .filter(|one| one.headers.iter().any(|(name, _)| signed(name)))
            .count()
    };
    let ran = bench.run(&["pull-orders"]).expect(5);
    for word in ["company", "hours", "locked out", "expired"] {
        assert!(ran.stderr.contains(word), "{word}: {}", ran.stderr);
    }
    assert_eq!(asked(&bench), 1);
    let ran = bench.run(&["pull-orders"]).expect(5);
    assert!(ran.stderr.contains("not sent again"), "{}", ran.stderr);
    assert_eq!(asked(&bench), 1, "a refused password was sent again");
    bench.run(&["check", "--online-only", "sage300"]).expect(5);
    assert_eq!(asked(&bench), 2);
    bench.run(&["pull-orders"]).expect(5);
    assert_eq!(asked(&bench), 2);
    // The administrator lets the user in again; a check finds that out, and the passes go on.
    bench.sage.settings().password = "Right-1".to_owned();
    bench.run(&["check", "--online-only", "sage300"]);
    bench.run(&["pull-orders"]).expect(0);
    // Another password is tried at once.
    bench.sage.settings().password = "New-1".to_owned();
    let newer = order("117-0000002-1000001", &["MUG-BLU"], "12.00");
    serve(&bench, vec![newer]);
    bench.run(&["pull-orders"]).expect(5);
    bench
        .run_with_stdin(
            &["credentials", "set", "sage300", "--stdin"],
            "user=WEBAPI\npassword=New-1\n",
        )
        .expect(0);
    bench.run(&["pull-orders"]).expect(0);
}
