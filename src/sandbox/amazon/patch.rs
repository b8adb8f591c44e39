//! What a patch does to a listing's fulfilment: checked first, applied some time later.
//!
//! `merge` changes what it names of the channel it names; `replace` puts its value in place of the whole attribute,
//! so that a lead time that is not repeated is gone; both create a channel that was not there.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::State;
use crate::sandbox::locked;
use crate::sandbox::world::{Channel, Fate, Listing};

const PATH: &str = "/attributes/fulfillment_availability";

/// A change that was accepted and waits.
#[derive(Debug, Clone)]
pub(super) struct Change {
    sku: String,
    patches: Vec<(String, Vec<Channel>, Vec<bool>)>,
    accepted: DateTime<Utc>,
    reads: u32,
}

/// Something wrong with a submission.
pub(super) fn issue(code: &str, message: &str) -> Value {
    json!({
        "code": code, "message": message, "severity": "ERROR", "attributeNames": ["fulfillment_availability"],
        "categories": ["INVALID_ATTRIBUTE"],
    })
}

/// Checks the patches of a submission against its listing; gives the change, or the issues.
pub(super) fn check(listing: &Listing, body: &Value, now: DateTime<Utc>) -> Result<Change, Vec<Value>> {
    let kind = body["productType"].as_str().unwrap_or_default();
    let mut issues = Vec::new();
    if kind != listing.product_type && kind != "PRODUCT" {
        issues.push(issue(
            "99010",
            &format!("The product type '{kind}' is not the listing's."),
        ));
    }
    if listing.fate == Fate::Invalid {
        issues.push(issue(
            "90220",
            "'[batteries_required]' is required but not supplied.",
        ));
    }
    let mut patches = Vec::new();
    for patch in body["patches"].as_array().into_iter().flatten() {
        let op = patch["op"].as_str().unwrap_or_default();
        if patch["path"] != PATH {
            // Amazon's names have no capitals: one with capitals is no attribute of any product type.
            if patch["path"]
                .as_str()
                .is_some_and(|path| path.bytes().any(|byte| byte.is_ascii_uppercase()))
            {
                issues.push(issue("90000900", "The attributes are invalid."));
            }
            continue;
        }
        match channels(patch) {
            Ok((channels, quantities)) => patches.push((op.to_owned(), channels, quantities)),
            Err(message) => issues.push(issue("99022", &message)),
        }
    }
    if !issues.is_empty() {
        return Err(issues);
    }
    Ok(Change {
        sku: listing.sku.clone(),
        patches,
        accepted: now,
        reads: 0,
    })
}

/// The channels a patch names, and for each whether it names a quantity.
fn channels(patch: &Value) -> Result<(Vec<Channel>, Vec<bool>), String> {
    let mut channels = Vec::new();
    let mut quantities = Vec::new();
    for value in patch["value"].as_array().into_iter().flatten() {
        let code = value["fulfillment_channel_code"].as_str();
        let code = code.ok_or("'fulfillment_channel_code' is required but not supplied.")?;
        let whole = |name: &str| match &value[name] {
            Value::Null => Ok(None),
            number => match number.as_i64().filter(|number| *number >= 0) {
                Some(number) => Ok(Some(number)),
                None => Err(format!("The value of '{name}' is not a whole number from 0.")),
            },
        };
        let (quantity, lead_time) = (whole("quantity")?, whole("lead_time_to_ship_max_days")?);
        if quantity.is_some() && code != "DEFAULT" {
            return Err(format!("A quantity cannot be given for the channel '{code}'."));
        }
        if lead_time.is_some_and(|days| days > 30) {
            return Err("The value of 'lead_time_to_ship_max_days' is above 30.".into());
        }
        quantities.push(quantity.is_some());
        channels.push(Channel {
            code: code.to_owned(),
            quantity: quantity.unwrap_or(0),
            lead_time,
        });
    }
    Ok((channels, quantities))
}

fn apply(listing: &mut Listing, change: &Change, now: DateTime<Utc>) {
    for (op, channels, quantities) in &change.patches {
        match op.as_str() {
            "replace" => listing.channels.clone_from(channels),
            "delete" => listing
                .channels
                .retain(|own| !channels.iter().any(|named| named.code == own.code)),
            _ => {
                for (named, has_quantity) in channels.iter().zip(quantities) {
                    merge(&mut listing.channels, named, *has_quantity);
                }
            }
        }
    }
    listing.updated = now;
}

fn merge(channels: &mut Vec<Channel>, named: &Channel, has_quantity: bool) {
    let Some(own) = channels.iter_mut().find(|own| own.code == named.code) else {
        channels.push(named.clone());
        return;
    };
    if has_quantity {
        own.quantity = named.quantity;
    }
    own.lead_time = named.lead_time.or(own.lead_time);
}

impl State {
    /// Accepts a change; what becomes of it shows later.
    pub(super) fn accept(&self, change: Change) {
        locked(&self.changes).push(change);
        let at_once = locked(&self.settings).listings_take.is_over(0, 0);
        if at_once {
            self.apply_due(None);
        }
    }

    /// Applies the changes that are due; `read` counts as a read of these SKUs, after it has been answered.
    pub(super) fn apply_due(&self, read: Option<&[String]>) {
        let (lag, now) = (locked(&self.settings).listings_take, self.clock.now());
        let mut changes = locked(&self.changes);
        let mut world = locked(&self.world);
        changes.retain_mut(|change| {
            if read.is_some_and(|skus| skus.contains(&change.sku)) {
                change.reads += 1;
            }
            if !lag.is_over((now - change.accepted).num_seconds(), change.reads) {
                return true;
            }
            let listing = world
                .listing_mut(&change.sku)
                .filter(|listing| listing.fate == Fate::Applied);
            if let Some(listing) = listing {
                apply(listing, change, now);
            }
            false
        });
    }
}
