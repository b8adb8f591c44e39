//! What Amazon shows of each SKU: its channels, its quantity, its product type, over all marketplaces.
//!
//! One SKU has one quantity per seller, so a channel that shows in any marketplace counts for all of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use crate::amazon::listings::{Availability, Channels, Item};
use crate::books::quantities::Listed;
use crate::client::amazon::AmazonClient;
use crate::pass::session::Session;

/// SKUs of one search.
const MOST: usize = 20;

/// A SKU as Amazon shows it.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// The first configured marketplace that lists it: a change is sent there.
    pub marketplace: String,
    /// Amazon's product id.
    pub asin: Option<String>,
    /// What a verdict needs.
    pub listed: Listed,
}

/// Reads SKUs in every configured marketplace; one that is listed in none is left out.
pub(super) fn read(
    session: &Session<'_>,
    skus: &[String],
    in_feed: &BTreeSet<String>,
) -> Result<BTreeMap<String, Shown>> {
    let amazon = session.amazon()?;
    let mut found: BTreeMap<String, (String, Option<Item>)> = BTreeMap::new();
    let progress = session
        .terminal
        .progress("SKUs looked up at Amazon", skus.len() as u64);
    for marketplace in &session.config.amazon.marketplaces {
        // A comma cannot stand in a list of SKUs.
        let (listable, awkward): (Vec<&String>, Vec<&String>) =
            skus.iter().partition(|sku| !sku.contains(','));
        for some in listable.chunks(MOST) {
            let some: Vec<&str> = some.iter().map(|sku| sku.as_str()).collect();
            for item in amazon.listed_items(marketplace.id, &some)? {
                if some.contains(&item.sku.as_str()) {
                    take_in(&mut found, marketplace.id, item);
                }
            }
            progress.advance(some.len() as u64);
        }
        for sku in awkward {
            one(amazon, marketplace.id, sku, &mut found)?;
            progress.advance(1);
        }
    }
    let shown = found.into_iter().map(|(sku, (marketplace, item))| {
        let listed = Listed {
            channels: item.as_ref().map_or(Channels::Unknown, Item::channels),
            product_type: item
                .as_ref()
                .and_then(|item| item.product_type(&marketplace))
                .map(str::to_owned),
            in_feed: in_feed.contains(&sku),
        };
        let asin = item.and_then(|item| item.summaries.into_iter().find_map(|one| one.asin));
        let shown = Shown {
            marketplace,
            asin,
            listed,
        };
        (sku, shown)
    });
    Ok(shown.collect())
}

fn one(
    amazon: &AmazonClient,
    marketplace: &str,
    sku: &str,
    found: &mut BTreeMap<String, (String, Option<Item>)>,
) -> Result<()> {
    match amazon.listed_item(marketplace, sku) {
        Ok(Some(item)) => take_in(found, marketplace, item),
        Ok(None) => {}
        // Only the path of this SKU is refused: it is there or not, nobody can say.
        Err(error) if error.is_denied() => {
            found
                .entry(sku.to_owned())
                .or_insert_with(|| (marketplace.to_owned(), None));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Adds what one marketplace shows: channels add up, the first marketplace's quantity and type stand.
fn take_in(found: &mut BTreeMap<String, (String, Option<Item>)>, marketplace: &str, item: Item) {
    let Some((_, Some(known))) = found.get_mut(&item.sku) else {
        found.insert(item.sku.clone(), (marketplace.to_owned(), Some(item)));
        return;
    };
    let more = item.fulfillment_availability.unwrap_or_default();
    let channels: &mut Vec<Availability> = known.fulfillment_availability.get_or_insert_default();
    for channel in more {
        let same = |own: &Availability| own.fulfillment_channel_code == channel.fulfillment_channel_code;
        if !channels.iter().any(same) {
            channels.push(channel);
        }
    }
    known.summaries.extend(item.summaries);
    known.product_types.extend(item.product_types);
}
