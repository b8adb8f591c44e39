//! What Sage says when it refuses, in every shape, reaches a person, and a refusal is a refusal.

use std::sync::Arc;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::{Company, Language, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Request, Response, Rule};

use super::{bench_with, order, sent, serve, standing};

const ID: &str = "116-0000001-1000001";

#[test]
fn a_refusal_in_aspnets_shape_is_a_refusal_with_its_words() {
    for body in [
        r#"{"Message":"The request is invalid.","ModelState":{"model":["Could not find member Xyz"]}}"#,
        r#"{"message":"An error has occurred.","exceptionMessage":"Could not find member Xyz","stackTrace":"at C:\\Sage"}"#,
        r#"{"title":"One or more validation errors occurred.","status":400,"errors":{"$":["Could not find member Xyz"]}}"#,
        r#"{"odata.error":{"code":"","message":{"lang":"en-US","value":"Could not find member Xyz"}}}"#,
        r#"["Could not find member Xyz"]"#,
        "\u{feff}{\"Message\":\"Could not find member Xyz\"}",
        r#"{"error":{"code":"","message":"An error","innererror":{"message":"Could not find member Xyz","stacktrace":"at C:\\Sage"}}}"#,
    ] {
        let bench = bench_with(Company::demo(), SageSettings::default());
        serve(&bench, vec![order(ID, &["MUG-BLU"], "12.00")]);
        let refused = Fault::Status(400, body.to_owned());
        bench
            .sage
            .faults()
            .add(Rule::always(refused).method("POST").path("OEOrders"));
        for _ in 0..3 {
            bench.run(&["pull-orders"]).expect(3);
        }
        assert_eq!(
            standing(&bench, ID),
            (State::Failed, "refused".to_owned()),
            "{body}"
        );
        assert_eq!(sent(&bench, "OEOrders"), 1, "{body}");
        let record = bench.store().record(Kind::Order, ID).unwrap().unwrap();
        let detail = record.detail.unwrap_or_default();
        assert!(
            detail.contains("Could not find member Xyz") && !detail.contains("C:\\"),
            "{detail}"
        );
    }
}

#[test]
fn the_words_of_a_server_that_fails_are_shown() {
    let words = "The number of users currently signed in is the maximum for your LanPak license.";
    let refusal = Some((500, "SessionError", words.to_owned()));
    let bench = bench_with(
        Company::demo(),
        SageSettings {
            session_refusal: refusal,
            ..SageSettings::default()
        },
    );
    serve(&bench, vec![order(ID, &["MUG-BLU"], "12.00")]);
    let ran = bench.run(&["pull-orders"]).expect(4);
    assert!(
        ran.stderr.contains("SessionError") && ran.stderr.contains("LanPak"),
        "{}",
        ran.stderr
    );
}

#[test]
fn each_refusal_of_a_sign_in_is_told_in_sages_words_with_its_status() {
    let lanpak = "The number of users currently signed in is the maximum for your LanPak license.";
    for (status, code, words, exit, told) in [
        (500, "SessionError", lanpak, 4, "LanPak"),
        (409, "SessionError", lanpak, 4, "LanPak"),
        (401, "Unauthorized", "User WEBAPI is locked out.", 5, "locked out"),
        (
            401,
            "Unauthorized",
            "The database cannot be opened.",
            5,
            "The database cannot be opened.",
        ),
        (403, "Forbidden", "User WEBAPI is disabled.", 5, "disabled"),
        (409, "SessionError", "Your password has expired.", 5, "expired"),
        (
            409,
            "SessionError",
            "Ihr Kennwort ist abgelaufen.",
            5,
            "abgelaufen",
        ),
    ] {
        let refusal = Some((status, code, words.to_owned()));
        let bench = bench_with(
            Company::demo(),
            SageSettings {
                session_refusal: refusal,
                ..SageSettings::default()
            },
        );
        serve(&bench, vec![order(ID, &["MUG-BLU"], "12.00")]);
        let ran = bench.run(&["pull-orders"]).expect(exit);
        assert!(ran.stderr.contains(told), "{status} {words}: {}", ran.stderr);
        assert_eq!(sent(&bench, "OEOrders"), 0);
    }
}

#[test]
fn another_address_and_a_web_page_are_faults_of_the_url() {
    let page = "<!DOCTYPE html><html><body>Sign in to Sage 300</body></html>";
    let ssl = "<html><body>HTTP Error 403.4 - Forbidden. The page is secured with Secure Sockets Layer (SSL).</body></html>";
    let moved =
        Response::empty(301).with_header("Location", "https://sage.example/Sage300WebApi?key=SECRET1");
    for (answer, told) in [
        (moved, "https://sage.example/Sage300WebApi"),
        (Response::html(200, page), "a web page, not the Web API"),
        (Response::html(403, ssl), "SSL"),
    ] {
        let bench = bench_with(Company::demo(), SageSettings::default());
        serve(&bench, vec![order(ID, &["MUG-BLU"], "12.00")]);
        let change = move |_: &Request, _: Response| answer.clone();
        bench
            .sage
            .faults()
            .add(Rule::always(Fault::Changed(Arc::new(change))));
        let ran = bench.run(&["pull-orders"]).expect(2);
        assert_eq!(ran.stderr.matches(told).count(), 1, "{}", ran.stderr);
        assert!(
            ran.stderr.contains("[sage300] url") && !ran.stderr.contains("SECRET1"),
            "{}",
            ran.stderr
        );
        let list = bench.run(&["check", "--online-only", "sage300"]).expect(2);
        assert_eq!(list.stdout.matches(told).count(), 1, "{}", list.stdout);
    }
}

#[test]
fn a_record_that_somebody_has_open_is_sent_by_the_next_pass_and_stops_no_other() {
    use Language::{English, German};
    for (language, command) in [
        (English, "pull-orders"),
        (German, "pull-orders"),
        (English, "replay"),
    ] {
        let settings = SageSettings {
            held_writes: 1,
            language,
            ..SageSettings::default()
        };
        let bench = bench_with(Company::demo(), settings);
        let second = "116-0000002-1000001";
        serve(
            &bench,
            vec![
                order(ID, &["MUG-BLU"], "12.00"),
                order(second, &["MUG-BLU"], "13.00"),
            ],
        );
        bench.run(&["pull-orders"]).expect(4);
        let both = [standing(&bench, ID), standing(&bench, second)];
        assert!(both.contains(&(State::Failed, "in-use".to_owned())), "{both:?}");
        assert!(both.iter().any(|(state, _)| *state == State::Posted), "{both:?}");
        bench.run(&[command]).expect(0);
        assert_eq!(sent(&bench, "OEOrders"), 3);
        assert_eq!(
            [standing(&bench, ID).0, standing(&bench, second).0],
            [State::Posted; 2]
        );
    }
}

#[test]
fn the_same_unclear_answer_twice_is_shown_and_closes_once_the_order_is_in_sage() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![order(ID, &["MUG-BLU"], "12.00")]);
    let answer =
        r#"{"error":{"code":"InternalServerError","message":{"value":"The view is not available."}}}"#;
    let rule = Rule::always(Fault::Status(500, answer.to_owned()));
    bench.sage.faults().add(rule.method("POST").path("OEOrders"));
    bench.run(&["pull-orders"]).expect(4);
    assert_eq!(sent(&bench, "OEOrders"), 2);
    let open = bench.store().open_exceptions().unwrap();
    assert!(
        open.len() == 1
            && open[0].kind == "no-clear-answer"
            && open[0].figures.contains("The view is not available."),
        "{open:?}"
    );
    bench.run(&["pull-orders"]).expect(4);
    assert_eq!(sent(&bench, "OEOrders"), 3, "once a run from then on");
    bench.sage.faults().clear();
    bench.run(&["pull-orders"]).expect(0);
    assert!(bench.store().open_exceptions().unwrap().is_empty());
}

#[test]
fn what_a_page_says_is_shown_where_sage_says_nothing() {
    let page = "<html><head><style>p{}</style><title>Request blocked</title></head><body><p>Rule 941100</p></body></html>";
    for status in [400, 502] {
        let bench = bench_with(Company::demo(), SageSettings::default());
        serve(&bench, vec![order(ID, &["MUG-BLU"], "12.00")]);
        let blocked = Rule::always(Fault::Status(status, page.to_owned())).method("POST");
        bench.sage.faults().add(blocked.path("OEOrders"));
        bench.run(&["pull-orders"]).expect(4);
        let open = bench.store().open_exceptions().unwrap();
        assert!(
            open.len() == 1 && open[0].figures.contains("Request blocked Rule 941100"),
            "{open:?}"
        );
    }
}

#[test]
fn a_page_of_iis_with_403_is_not_called_a_right_of_sages() {
    for page in [
        "<html><h2>403.6 - Forbidden: IP address of the client has been rejected.</h2></html>",
        "<html><h2>403.7 - Forbidden: A client certificate is required.</h2></html>",
    ] {
        let bench = bench_with(Company::demo(), SageSettings::default());
        let gate = Rule::always(Fault::Status(403, page.to_owned()));
        bench.sage.faults().add(gate.path("Sage300WebApi"));
        serve(&bench, vec![order(ID, &["MUG-BLU"], "12.00")]);
        let ran = bench.run(&["pull-orders"]).expect(5);
        assert!(
            ran.stderr.contains("403.") && ran.stderr.contains("IIS Manager"),
            "{}",
            ran.stderr
        );
        assert!(!ran.stderr.contains("security group"), "{}", ran.stderr);
    }
}
