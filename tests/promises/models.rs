//! Every request of every pass against the published words: Amazon's API models, and Sage's sample bodies.
//!
//! Both stand beside the project, not in it; where they are missing, the tests say so and pass.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use ml_connector::sandbox::Recorded;
use serde_json::Value;

use crate::harness::{Bench, shared};
use crate::passes::Pass;

const MODELS: [&str; 9] = [
    "orders_2026-01-01.json",
    "reports_2021-06-30.json",
    "financesV0.json",
    "finances_2024-06-19.json",
    "listingsItems_2021-08-01.json",
    "catalogItems_2022-04-01.json",
    "fbaInventory.json",
    "feeds_2021-06-30.json",
    "sellers.json",
];

/// Each pass as it goes when nothing is wrong.
const PASSES: [Pass; 8] = [
    Pass::Orders,
    Pass::Finances,
    Pass::Reports,
    Pass::Clearing,
    Pass::CreditNote,
    Pass::Patches,
    Pass::Feed,
    Pass::Check,
];

/// An operation of a model: its path in pieces, none where anything may stand, and its parameters.
struct Operation {
    name: String,
    method: String,
    path: Vec<Option<String>>,
    parameters: BTreeMap<String, BTreeSet<String>>,
    required: BTreeSet<String>,
    body: Option<Value>,
    model: Value,
}

fn operations() -> Option<Vec<Operation>> {
    let mut all = Vec::new();
    for name in MODELS {
        let path = shared(&format!("spapi-models/{name}"))?;
        let model: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        for (path, methods) in model["paths"].as_object().unwrap() {
            let pieces = path
                .split('/')
                .map(|piece| (!piece.starts_with('{')).then(|| piece.to_owned()));
            let pieces: Vec<_> = pieces.collect();
            for (method, operation) in methods.as_object().unwrap() {
                let Some(id) = operation["operationId"].as_str() else {
                    continue;
                };
                all.push(operation_of(id, method, pieces.clone(), operation, &model));
            }
        }
    }
    Some(all)
}

fn operation_of(
    id: &str,
    method: &str,
    path: Vec<Option<String>>,
    operation: &Value,
    model: &Value,
) -> Operation {
    let listed = operation["parameters"].as_array().cloned().unwrap_or_default();
    let listed: Vec<Value> = listed.iter().map(|one| followed(one, model)).collect();
    let query = || listed.iter().filter(|one| one["in"] == "query");
    let name = |one: &Value| one["name"].as_str().unwrap().to_owned();
    let words = |one: &Value| {
        let words = one["items"]["enum"].as_array().or(one["enum"].as_array());
        let words = words.into_iter().flatten();
        words
            .filter_map(|word| word.as_str().map(str::to_owned))
            .collect()
    };
    Operation {
        name: id.to_owned(),
        method: method.to_uppercase(),
        path,
        parameters: query().map(|one| (name(one), words(one))).collect(),
        required: query().filter(|one| one["required"] == true).map(name).collect(),
        body: listed
            .iter()
            .find(|one| one["in"] == "body")
            .map(|one| followed(&one["schema"], model)),
        model: model.clone(),
    }
}

/// What a reference points to.
fn followed(value: &Value, model: &Value) -> Value {
    let Some(reference) = value["$ref"].as_str() else {
        return value.clone();
    };
    let pieces = reference.trim_start_matches("#/").split('/');
    pieces.fold(model, |value, piece| &value[piece]).clone()
}

impl Operation {
    fn fits(&self, request: &Recorded) -> bool {
        let pieces: Vec<&str> = request.path.split('/').collect();
        request.method == self.method
            && pieces.len() == self.path.len()
            && pieces
                .iter()
                .zip(&self.path)
                .all(|(piece, known)| known.as_deref().is_none_or(|known| known == *piece))
    }

    fn assert_knows(&self, request: &Recorded) {
        for (name, value) in &request.query {
            let words = self.parameters.get(name);
            let words = words.unwrap_or_else(|| panic!("{} knows no parameter {name}", self.name));
            for word in value.split(',').filter(|_| !words.is_empty()) {
                assert!(words.contains(word), "{}: {name} knows no {word}", self.name);
            }
        }
        // A page token stands in the place of all other parameters.
        let given: BTreeSet<&str> = request.query.iter().map(|(name, _)| name.as_str()).collect();
        let pages = given.iter().any(|name| name.to_lowercase().ends_with("token"));
        for name in self.required.iter().filter(|_| !pages) {
            assert!(given.contains(name.as_str()), "{} demands {name}", self.name);
        }
        if let Some(schema) = &self.body {
            assert_shape(&request.json(), schema, &self.model, &self.name);
        }
    }
}

/// Every name of a body stands in the model at its place, and everything that is demanded is there.
fn assert_shape(value: &Value, schema: &Value, model: &Value, place: &str) {
    let schema = followed(schema, model);
    if let Some(rows) = value.as_array() {
        for row in rows {
            assert_shape(row, &schema["items"], model, place);
        }
        return;
    }
    let (Some(object), Some(known)) = (value.as_object(), schema["properties"].as_object()) else {
        return;
    };
    for (name, value) in object {
        let schema = known
            .get(name)
            .unwrap_or_else(|| panic!("{place} knows no {name}"));
        assert_shape(value, schema, model, &format!("{place}.{name}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap();
        assert!(object.contains_key(name), "{place} demands {name}");
    }
}

#[test]
fn every_request_of_every_pass_is_one_of_amazon_s_models() {
    let Some(operations) = operations() else { return };
    let mut met = BTreeSet::new();
    for pass in PASSES {
        let bench = pass.bench();
        pass.run(&bench);
        for request in bench.amazon.requests() {
            let path = request.path.as_str();
            // The token server and the storage are no part of the models.
            if path == "/auth/o2/token" || path.starts_with("/documents/") {
                continue;
            }
            let operation = operations.iter().find(|operation| operation.fits(&request));
            let operation = operation.unwrap_or_else(|| panic!("{} {path} is in no model", request.method));
            operation.assert_knows(&request);
            met.insert(operation.name.clone());
        }
    }
    for name in [
        "searchOrders",
        "listFinancialEventGroups",
        "listTransactions",
        "getReports",
        "getReportDocument",
        "searchListingsItems",
        "patchListingsItem",
        "createFeedDocument",
        "createFeed",
        "getMarketplaceParticipations",
    ] {
        assert!(met.contains(name), "no pass asked for {name}: {met:?}");
    }
}

/// Names in the order of their first appearance.
fn names_in_order(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, from)) = rest.split_once('"') {
        let Some((name, after)) = from.split_once('"') else {
            break;
        };
        if after.trim_start().starts_with(':') && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = after;
    }
    names
}

#[test]
fn every_document_keeps_to_the_order_of_sage_s_samples() {
    let samples = [
        ("/OE/OEOrders", "OEOrders_WithShipmentsandInvoice.json"),
        ("/OE/OECreditDebitNotes", "OECreditDebitNotes.json"),
        ("/GL/GLJournalBatches", "GLJournalBatches.json"),
        (
            "/AR/ARReceiptAndAdjustmentBatches",
            "ARReceiptAndAdjustmentBatches_Adjustment.json",
        ),
    ];
    let benches: Vec<Bench> = PASSES
        .into_iter()
        .map(|pass| {
            let bench = pass.bench();
            pass.run(&bench);
            bench
        })
        .collect();
    for (resource, sample) in samples {
        let Some(path) = shared(&format!("sage300-payloads/{sample}")) else {
            return;
        };
        let sample = names_in_order(&fs::read_to_string(path).unwrap());
        let mut compared = 0;
        for request in benches.iter().flat_map(|bench| bench.sage.requests()) {
            if request.method != "POST" || !request.path.ends_with(resource) {
                continue;
            }
            let text = String::from_utf8(request.body).unwrap();
            let both = |one: &[String], other: &[String]| -> Vec<String> {
                one.iter().filter(|name| other.contains(name)).cloned().collect()
            };
            let ours = names_in_order(&text);
            assert_eq!(both(&ours, &sample), both(&sample, &ours), "{resource}: {text}");
            compared += 1;
        }
        assert!(compared > 0, "no pass posts to {resource}");
    }
}
