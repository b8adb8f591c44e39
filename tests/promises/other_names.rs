//! Lists of Sage under names that are spelled otherwise: a page that goes on is read on, and a row that does not name its record
//! is no record that is not there.

use std::sync::Arc;

use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Map, Value, json};

use crate::field::bench_with;
use crate::harness::Bench;
use crate::settlements::{assert_ledger_is_right, posts, ready};

/// Changes every list of a resource.
fn twisted(bench: &Bench, resource: &str, twist: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) {
    let change = move |_: &Request, mut answer: Response| {
        if let Ok(Value::Object(mut body)) = serde_json::from_slice(&answer.body)
            && body.contains_key("value")
        {
            twist(&mut body);
            answer.body = Value::Object(body).to_string().into_bytes();
        }
        answer
    };
    let rule = Rule::always(Fault::Changed(Arc::new(change)));
    bench.sage.faults().add(rule.method("GET").path(resource));
}

fn in_camel_case(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(in_camel_case),
        Value::Object(map) => {
            let renamed = std::mem::take(map).into_iter().map(|(name, mut inner)| {
                in_camel_case(&mut inner);
                let (first, rest) = name.split_at(1);
                (format!("{}{rest}", first.to_lowercase()), inner)
            });
            *map = renamed.collect();
        }
        _ => {}
    }
}

fn rows(body: &mut Map<String, Value>) -> impl Iterator<Item = &mut Value> {
    body["value"].as_array_mut().unwrap().iter_mut()
}

fn orders_posted(bench: &Bench) -> usize {
    let requests = bench.sage.requests();
    let posts = requests.iter().filter(|one| one.method == "POST");
    posts.filter(|one| one.path.ends_with("OEOrders")).count()
}

#[test]
fn a_row_that_does_not_name_its_record_is_none_that_is_not_there() {
    let twists: [fn(&mut Value); 2] = [in_camel_case, |row| *row = json!({})];
    for twist in twists {
        // Of batches.
        let bench = ready();
        bench.run(&["-q", "post-settlements"]);
        let before = posts(&bench);
        assert!(before > 0);
        bench.forget("db.sqlite");
        bench.store_credentials();
        twisted(&bench, "GL/GLJournalBatches", move |body| {
            rows(body).for_each(twist)
        });
        let ran = bench.run(&["post-settlements"]);
        assert_eq!(ran.status, Some(4), "{ran:?}");
        assert_eq!(posts(&bench), before, "nothing is sent a second time");
        bench.sage.faults().clear();
        bench.run(&["-q", "pull-orders"]);
        bench.run(&["-q", "post-settlements"]);
        assert_ledger_is_right(&bench);
        // Of orders.
        let bench = Bench::small();
        bench.run(&["-q", "pull-orders"]).expect(3);
        let before = orders_posted(&bench);
        bench.forget("db.sqlite");
        bench.store_credentials();
        twisted(&bench, "OE/OEOrders", move |body| rows(body).for_each(twist));
        let ran = bench.run(&["pull-orders"]);
        assert_eq!(ran.status, Some(4), "{ran:?}");
        assert_eq!(orders_posted(&bench), before);
    }
}

#[test]
fn a_next_page_under_another_name_is_read() {
    for name in ["odata.nextLink", "@odata.nextlink", "@nextLink", "__next"] {
        let sage = SageSettings {
            page_size: 2,
            ..SageSettings::default()
        };
        let bench = bench_with(Company::demo(), sage);
        bench.run(&["-q", "pull-orders"]);
        let before = orders_posted(&bench);
        assert!(before > 4);
        bench.forget("db.sqlite");
        bench.store_credentials();
        twisted(&bench, "", move |body| {
            if let Some(link) = body.remove("@odata.nextLink") {
                body.insert(name.to_owned(), link);
            }
        });
        bench.run(&["-q", "pull-orders"]);
        assert_eq!(orders_posted(&bench), before, "{name}");
    }
}

#[test]
fn a_count_that_is_a_text_is_read() {
    let bench = crate::inventory::bench(crate::inventory::SECTION);
    twisted(&bench, "", |body| {
        if let Some(count) = body.get_mut("@odata.count") {
            *count = json!(count.to_string());
        }
    });
    bench.run(&["-q", "pull-orders"]);
    let ran = bench.run(&["push-inventory", "--allow-mass-change"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
}

#[test]
fn a_batch_of_a_person_without_a_description_stops_nothing() {
    let bench = ready();
    let batch = json!({
        "BatchNumber": "000900", "Description": null, "Status": "Open", "JournalHeaders": [],
    });
    bench.sage.company().add("GLJournalBatches", batch);
    let ran = bench.run(&["post-settlements"]);
    assert!(!ran.stderr.contains("cannot be read"), "{}", ran.stderr);
    assert!(posts(&bench) > 0);
}
