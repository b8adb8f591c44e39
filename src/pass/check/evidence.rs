//! What only a real company can tell, for support: names, templates, and how this Sage answers.
//!
//! Metadata and templates hold no records; of records that must be asked for only property names and the shape
//! of the answer are kept, so no customer's data and no secret can be in it. Nothing is written to Sage.

use serde_json::{Map, Value, json};

use super::Findings;
use crate::client::sage300::{Probe, SageClient};
use crate::pass::session::Session;

/// The posting resources whose defaults support needs to see.
const TEMPLATES: [&str; 8] = [
    "OE/OEOrders",
    "OE/OECreditDebitNotes",
    "GL/GLJournalBatches",
    "GL/GLPostJournal",
    "AR/ARInvoiceBatches",
    "AR/ARReceiptAndAdjustmentBatches",
    "AR/ARPostInvoices",
    "IC/ICDayEndProcessing",
];

/// Questions that a status and a shape answer: a name, a resource and a query.
const QUESTIONS: [(&str, &str, &str); 10] = [
    (
        "orders filter by date",
        "OE/OEOrders",
        "$filter=OrderDate%20ge%202999-01-01T00:00:00Z&$select=OrderNumber",
    ),
    (
        "orders filter by reference",
        "OE/OEOrders",
        "$filter=OrderReference%20eq%20'ml-connector-none'&$select=OrderNumber",
    ),
    (
        "filters take brackets",
        "OE/OEOrders",
        "$filter=(OrderNumber%20eq%20'ml-connector-none')&$select=OrderNumber",
    ),
    (
        "filters take contains",
        "OE/OEOrders",
        "$filter=contains(OrderNumber,'ml-connector-none')&$select=OrderNumber",
    ),
    (
        "lists are counted",
        "OE/OEOrders",
        "$count=true&$top=1&$select=OrderNumber",
    ),
    (
        "lists are ordered",
        "OE/OEOrders",
        "$orderby=OrderNumber&$top=1&$select=OrderNumber",
    ),
    (
        "journal batches filter by description",
        "GL/GLJournalBatches",
        "$filter=Description%20eq%20'ml-connector-none'&$select=BatchNumber",
    ),
    (
        "posted lines filter by reference",
        "GL/GLPostedTransactions",
        "$filter=JournalDetailReference%20eq%20'ml-connector-none'&$select=AccountNumber",
    ),
    (
        "invoice batches filter by status",
        "AR/ARInvoiceBatches",
        "$filter=BatchStatus%20ne%20'Posted'&$top=1&$select=BatchNumber",
    ),
    (
        "quantities by location are shown",
        "IC/ICLocationDetails",
        "$top=1&$select=ItemNumber",
    ),
];

/// Resources whose property names no document tells.
const UNTOLD: [&str; 8] = [
    "CS/CSFiscalCalendars",
    "CS/CSCompanyProfile",
    "CS/CSCurrencyRates",
    "GL/GLSourceCodes",
    "IC/ICLocations",
    "OE/OEMiscellaneousCharges",
    "TX/TXTaxGroups",
    "BK/BKBanks",
];

/// The evidence as one document.
pub fn gather(session: &Session<'_>, findings: &Findings) -> Value {
    let list: Vec<_> = findings
        .0
        .iter()
        .map(|finding| json!({ "level": finding.level.word(), "what": finding.what }))
        .collect();
    let mut document = json!({
        "version": 2, "program": env!("CARGO_PKG_VERSION"), "at": session.clock.now(), "findings": list,
    });
    match session.sage() {
        Ok(client) => {
            session.terminal.step("gathering evidence from Sage 300");
            document["modules"] = metadata(client);
            document["templates"] = templates(client);
            document["answers"] = answers(client);
            document["property_names"] = property_names(client);
        }
        Err(error) => document["error"] = json!(format!("{error:#}")),
    }
    document
}

fn metadata(client: &SageClient) -> Value {
    let one = |module: &str| match client.metadata(module) {
        Ok(text) => json!({ "metadata": text }),
        Err(error) => json!({ "error": error.to_string() }),
    };
    let modules = ["GL", "OE", "IC", "AR", "CS", "TX", "BK"];
    Value::Object(
        modules
            .map(|module| (module.to_owned(), one(module)))
            .into_iter()
            .collect(),
    )
}

/// What Sage fills in by itself; who is signed in is none of support's business.
fn templates(client: &SageClient) -> Value {
    let one = |resource: &str| {
        let mut probe = client.template(resource);
        blank_users(&mut probe.body);
        json!({ "status": probe.status, "code": probe.code, "template": probe.body })
    };
    let all: Map<_, _> = TEMPLATES
        .iter()
        .map(|resource| ((*resource).to_owned(), one(resource)))
        .collect();
    Value::Object(all)
}

fn blank_users(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let of_a_user = name.contains("EnteredBy") || name.contains("User");
                if of_a_user && value.is_string() {
                    *value = json!("");
                }
                blank_users(value);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(blank_users),
        _ => {}
    }
}

fn answers(client: &SageClient) -> Value {
    let mut answers: Map<String, Value> = QUESTIONS
        .iter()
        .map(|(name, resource, query)| ((*name).to_owned(), shape(&client.probe(resource, query))))
        .collect();
    answers.insert("an order by its key".to_owned(), by_key(client));
    let wrong = client.probe_company("NOSUCH");
    answers.insert("a company that is not there".to_owned(), shape(&wrong));
    Value::Object(answers)
}

/// Status, code, form and link of an answer; of its rows only how many there are.
fn shape(probe: &Probe) -> Value {
    let form = match (&probe.body, &probe.body["value"]) {
        (_, Value::Array(_)) => "feed",
        (Value::Object(_), _) => "bare record",
        _ => "no JSON",
    };
    let link = probe.body["@odata.nextLink"].as_str().map(link_form);
    json!({
        "status": probe.status, "code": probe.code, "content_type": probe.content_type, "form": form,
        "rows": probe.body["value"].as_array().map(Vec::len), "count_is_there": probe.body.get("@odata.count").is_some(),
        "next_link": link,
    })
}

/// A link without the host's name: absolute or not, and which options it carries.
fn link_form(link: &str) -> Value {
    let options: Vec<_> = link
        .split_once('?')
        .map(|(_, query)| query)
        .unwrap_or_default()
        .split('&')
        .filter_map(|option| option.split_once('=').map(|(name, _)| name))
        .collect();
    json!({ "absolute": link.contains("://"), "options": options })
}

/// Any order asked for by its key: is the answer a bare record or a feed?
fn by_key(client: &SageClient) -> Value {
    let first = client.probe("OE/OEOrders", "$top=1&$select=OrderUniquifier");
    let key = match &first.body["value"][0]["OrderUniquifier"] {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return json!("there is no order to ask for"),
    };
    shape(&client.probe(&format!("OE/OEOrders({key})"), "$select=OrderUniquifier"))
}

fn property_names(client: &SageClient) -> Value {
    let one = |resource: &str| match client.property_names(resource) {
        Ok(names) => json!(names),
        Err(error) => json!({ "error": error.to_string() }),
    };
    let all: Map<_, _> = UNTOLD
        .iter()
        .map(|resource| ((*resource).to_owned(), one(resource)))
        .collect();
    Value::Object(all)
}
