//! The edge: what IIS and the Web API answer before a view is asked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::schema::{self, Schema};
use super::state::State;
use super::{credit_notes, day_end, ledger, locked, metadata, odata, order_entry, receivables};
use crate::sandbox::{Request, Response};

/// The longest query string that IIS lets through.
const LONGEST_QUERY: usize = 2_048;

pub(super) fn answer(state: &State, request: &Request) -> Response {
    let language = locked(&state.settings).language;
    let judged = judged(state, request).map_err(|refusal| refusal.said_in(language));
    match judged {
        Ok(response) => response,
        Err(refusal) if locked(&state.settings).aspnet_refusals => refusal.bare(),
        Err(refusal) => refusal.response(),
    }
}

fn judged(state: &State, request: &Request) -> Result<Response, Refusal> {
    let route = request.route();
    if route.as_slice() == ["Sage300WebApi", "v1.0", "-", "Companies"]
        && locked(&state.settings).lists_companies
    {
        let row = json!({ "Id": locked(&state.company).name, "Name": "Simulated" });
        return Ok(Response::json(200, &json!({ "value": [row] })));
    }
    let ["Sage300WebApi", "v1.0", "-", company, module, rest @ ..] = route.as_slice() else {
        return Ok(Response::html(
            404,
            "<html><body><h1>404 - File or directory not found.</h1></body></html>",
        ));
    };
    if request.raw_query.len() > LONGEST_QUERY {
        return Ok(Response::html(
            404,
            "<html><body><h1>404.15 - Query String Too Long</h1></body></html>",
        ));
    }
    if let Some(refused) = sign_in(state, request, module) {
        return Ok(refused);
    }
    if let Some((status, code, message)) = locked(&state.settings).session_refusal.clone() {
        return Err(Refusal {
            status,
            code,
            message,
        });
    }
    // Demanded on every request, reads too; without it the real server answers 500.
    let json = request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/json"));
    if !json {
        return Ok(Response::html(500, "<html><body>Server Error</body></html>"));
    }
    if *company != locked(&state.company).name {
        let message = format!("The company {company} could not be found.");
        return Err(Refusal {
            status: 404,
            code: "ResourceNotFound",
            message,
        });
    }
    let [resource] = rest else {
        return Err(Refusal {
            status: 404,
            code: "ResourceNotFound",
            message: "No such resource.".into(),
        });
    };
    if *resource == "$metadata" {
        let document = metadata::document(module, &locked(&state.settings));
        return Ok(Response::new(200, "application/xml", document));
    }
    routed(state, request, module, resource)
}

fn sign_in(state: &State, request: &Request, module: &str) -> Option<Response> {
    let settings = locked(&state.settings);
    let pair = request
        .header("authorization")
        .and_then(|header| header.strip_prefix("Basic "));
    let text = |bytes: Vec<u8>| match settings.basic_is_utf8 {
        true => String::from_utf8(bytes).ok(),
        false => Some(bytes.into_iter().map(char::from).collect()),
    };
    let pair = pair.and_then(|pair| STANDARD.decode(pair).ok()).and_then(text);
    let expected = format!("{}:{}", settings.user, settings.password);
    if pair.as_deref() != Some(expected.as_str()) || settings.user == "ADMIN" {
        if settings.html_refusals {
            return Some(Response::html(
                401,
                "<html><body>401 - Unauthorized</body></html>",
            ));
        }
        let refusal = Refusal {
            status: 401,
            code: "Unauthorized",
            message: "Authorization has been denied.".into(),
        };
        return Some(refusal.response());
    }
    if settings.denied_modules.iter().any(|denied| denied == module) {
        let message = format!("The user does not have the Sage 300 Web API right for {module}.");
        return Some(
            Refusal {
                status: 403,
                code: "Forbidden",
                message,
            }
            .response(),
        );
    }
    None
}

fn routed(state: &State, request: &Request, module: &str, resource: &str) -> Result<Response, Refusal> {
    let settings = locked(&state.settings).clone();
    let mut company = locked(&state.company);
    let (name, key) = match resource.split_once('(') {
        Some((name, key)) => (name, Some(key.trim_end_matches(')'))),
        None => (resource, None),
    };
    if request.method == "POST" && key.map(|key| key.trim_matches('\'')) == Some("$process") {
        match name {
            "ICDayEndProcessing" => day_end::run(&mut company, &settings),
            "ARPostInvoices" => day_end::post_invoices(&mut company),
            "ARPostReceiptsAndAdjustments" => receivables::post_ready(&mut company, &settings),
            _ => {
                return Err(Refusal {
                    status: 405,
                    code: "MethodNotAllowed",
                    message: "No such process.".into(),
                });
            }
        }
        return Ok(Response::empty(204));
    }
    if request.method == "POST" && key.map(|key| key.trim_matches('\'')) == Some("$template") {
        return template(module, name);
    }
    let shown = !settings.missing_resources.iter().any(|missing| missing == name);
    let Some(schema) = schema::of(module, name).filter(|_| shown) else {
        let message = format!("The resource {name} could not be found.");
        return Err(Refusal {
            status: 404,
            code: "ResourceNotFound",
            message,
        });
    };
    match (request.method.as_str(), name) {
        ("GET", _) => read(&company, request, schema, key, &settings),
        ("PATCH", "ARReceiptAndAdjustmentBatches") => {
            let body = body_of(request, schema, &settings)?;
            receivables::patch(&mut company, key.unwrap_or_default(), &body)?;
            Ok(Response::empty(204))
        }
        (
            "POST",
            "OEOrders" | "OECreditDebitNotes" | "GLJournalBatches" | "ARReceiptAndAdjustmentBatches",
        ) => {
            if settings.day_end_running && name.starts_with("OE") {
                let message = "Day End Processing is running. Try again later.".to_owned();
                return Err(Refusal::business("RecordDuplicate", message));
            }
            if settings.held_writes > 0 {
                locked(&state.settings).held_writes -= 1;
                let message = "The record could not be updated because another user has modified it.";
                return Err(Refusal::business("General", message.to_owned()));
            }
            let body = body_of(request, schema, &settings)?;
            let created = match name {
                "OEOrders" => order_entry::create(&mut company, &settings, &body)?,
                "OECreditDebitNotes" => credit_notes::create(&mut company, &settings, &body)?,
                "ARReceiptAndAdjustmentBatches" => receivables::create(&mut company, &settings, &body)?,
                _ => ledger::create(&mut company, &settings, &body)?,
            };
            let status = if settings.created_is_201 { 201 } else { 200 };
            Ok(Response::json(status, &created))
        }
        _ => Err(Refusal {
            status: 405,
            code: "MethodNotAllowed",
            message: "The verb is not supported.".into(),
        }),
    }
}

/// Every property at its default: what a client may look at before it posts. No record is made.
fn template(module: &str, name: &str) -> Result<Response, Refusal> {
    let Some(schema) = schema::of(module, name) else {
        let message = format!("The resource {name} could not be found.");
        return Err(Refusal {
            status: 404,
            code: "ResourceNotFound",
            message,
        });
    };
    let of = |kind: &str| match kind {
        "n" => json!(0),
        "b" => json!(false),
        "d" => Value::Null,
        "s" => json!(""),
        _ => json!([]),
    };
    let all = schema.properties().into_iter();
    let body: serde_json::Map<_, _> = all.map(|(name, kind)| (name, of(kind))).collect();
    Ok(Response::json(200, &Value::Object(body)))
}

fn read(
    company: &super::Company,
    request: &Request,
    schema: &Schema,
    key: Option<&str>,
    settings: &super::Settings,
) -> Result<Response, Refusal> {
    let rows = company.rows(schema.resource);
    if let Some(key) = key {
        let row = rows.iter().find(|row| schema.is_key(row, key));
        let missing = || Refusal {
            status: 404,
            code: "RecordNotFound",
            message: "A Record cannot be found.".into(),
        };
        return row.map(|row| Response::json(200, row)).ok_or_else(missing);
    }
    let host = if settings.internal_next_link {
        "http://sage-internal"
    } else {
        ""
    };
    let link = format!("{host}{}", request.path);
    let mut feed = odata::feed(company, &request.query, schema, settings, &link)?;
    if settings.unknown_properties {
        for row in feed["value"].as_array_mut().into_iter().flatten() {
            row["PartnerField"] = json!({ "anything": [1, "two"] });
        }
    }
    Ok(Response::json(200, &feed))
}

/// The body, of which every name must exist at its place and every value must be of its kind.
fn body_of(request: &Request, schema: &Schema, settings: &super::Settings) -> Result<Value, Refusal> {
    let body = request
        .json()
        .map_err(|_| Refusal::payload("The payload is not valid JSON.".into()))?;
    check(&body, schema, settings)?;
    Ok(body)
}

fn check(value: &Value, schema: &Schema, settings: &super::Settings) -> Result<(), Refusal> {
    let Some(object) = value.as_object() else {
        return Err(Refusal::payload("An object was expected.".into()));
    };
    for (name, value) in object {
        let kind = schema.kind(name);
        let Some(kind) = kind.filter(|_| settings.has_property(schema.type_name, name)) else {
            return Err(Refusal::payload(format!(
                "The property '{name}' does not exist on type 'Sage.CA.SBS.ERP.Sage300.{}.WebApi.Models.{}'.",
                schema.module, schema.type_name
            )));
        };
        let fits = match kind {
            "n" => value.is_number(),
            "b" => value.is_boolean(),
            "s" => value.is_string(),
            "d" => value.as_str().is_some_and(|day| day.len() >= 10) || value.is_null(),
            word if word.starts_with('#') => {
                let members = schema::members(word.trim_start_matches('#'), &settings.receipt_types);
                value
                    .as_str()
                    .is_some_and(|value| members.iter().any(|member| member == value))
            }
            nested => {
                let schema = schema::nested(nested.trim_matches(['[', ']']));
                for row in value.as_array().into_iter().flatten() {
                    schema.map_or(Ok(()), |schema| check(row, schema, settings))?;
                }
                value.is_array()
            }
        };
        if !fits {
            return Err(Refusal::payload(format!(
                "The value of the property '{name}' is not of its type."
            )));
        }
    }
    Ok(())
}
