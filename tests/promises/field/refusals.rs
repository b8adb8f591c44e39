//! What Sage says when it refuses, in every shape, reaches a person, and a refusal is a refusal.

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Rule};

use super::{bench_with, order, sent, serve, standing};

const ID: &str = "116-0000001-1000001";

#[test]
fn a_refusal_in_aspnets_shape_is_a_refusal_with_its_words() {
    for body in [
        r#"{"Message":"The request is invalid.","ModelState":{"model":["Could not find member Xyz"]}}"#,
        r#"{"message":"An error has occurred.","exceptionMessage":"Could not find member Xyz","stackTrace":"at C:\\Sage"}"#,
        r#"{"title":"One or more validation errors occurred.","status":400,"errors":{"$":["Could not find member Xyz"]}}"#,
        r#"{"odata.error":{"code":"","message":{"lang":"en-US","value":"Could not find member Xyz"}}}"#,
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
