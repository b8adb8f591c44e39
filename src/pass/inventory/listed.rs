//! What Amazon shows of each SKU: its channels, its quantity, its product type, over all marketplaces.
//!
//! One SKU has one quantity per seller, so a channel that shows in any marketplace counts for all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use anyhow::Result;

use crate::amazon::listings::{Availability, Channels, Item};
use crate::books::quantities::Listed;
use crate::client::amazon::AmazonClient;
use crate::client::sage300::Beside;
use crate::pass::session::Session;

/// SKUs of one search.
const MOST: usize = 20;

/// A SKU as Amazon shows it.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// The first configured marketplace that lists it: a change is sent there.
    pub marketplace: &'static str,
    /// Amazon's product id, of a SKU that the items table does not have.
    pub asin: Option<Box<str>>,
    /// What a verdict needs.
    pub listed: Listed,
}

impl Shown {
    /// Whether Amazon ships it, alone or beside the seller.
    pub(super) fn is_shipped_by_amazon(&self) -> bool {
        matches!(self.listed.channels, Channels::Amazon(_) | Channels::Both(_))
    }
}

/// What the marketplaces show of a SKU, the first one first; no item where Amazon refuses to say.
type Found = BTreeMap<String, (&'static str, Option<Item>)>;

/// Reads SKUs in every configured marketplace, while Sage is read beside: an entry for each SKU, and none for one that is
/// listed nowhere. Once the reading beside has failed no more is read, and the entries are of no use.
pub(super) fn read(
    session: &Session<'_>,
    skus: &[String],
    in_feed: &BTreeSet<String>,
    beside: &Beside<'_>,
) -> Result<Vec<Option<Shown>>> {
    let mut reading = Reading {
        session,
        in_feed,
        product_types: Vec::new(),
        shown: vec![None; skus.len()],
    };
    let marketplaces = &session.config.amazon.marketplaces;
    let all = (skus.len() * marketplaces.len()) as u64;
    let progress = session.terminal.progress("SKUs looked up at Amazon", all);
    // A comma cannot stand in a list of SKUs.
    let (listable, awkward): (Vec<usize>, Vec<usize>) =
        (0..skus.len()).partition(|at| !skus[*at].contains(','));
    let searches = listable.chunks(MOST).chain(awkward.chunks(1));
    for some in searches {
        let mut found = Found::new();
        for marketplace in marketplaces {
            if !beside.goes_on() {
                return Ok(reading.shown);
            }
            search(session.amazon()?, marketplace.id, (skus, some), &mut found)?;
            progress.advance(some.len() as u64);
        }
        reading.keep((skus, some), found)?;
    }
    Ok(reading.shown)
}

/// What was read, as it is kept.
struct Reading<'a> {
    session: &'a Session<'a>,
    in_feed: &'a BTreeSet<String>,
    product_types: Vec<Rc<str>>,
    shown: Vec<Option<Shown>>,
}

impl Reading<'_> {
    /// Keeps what was found of some SKUs.
    fn keep(&mut self, (skus, some): (&[String], &[usize]), mut found: Found) -> Result<()> {
        let table = self.session.items_table()?;
        for at in some {
            let sku = &skus[*at];
            let Some((marketplace, item)) = found.remove(sku) else {
                continue;
            };
            let product_type = item.as_ref().and_then(|item| item.product_type(marketplace));
            let listed = Listed {
                channels: item
                    .as_ref()
                    .map_or_else(|| Channels::Unknown(Vec::new()), Item::channels),
                product_type: product_type.map(|word| self.shared(word)),
                in_feed: self.in_feed.contains(sku),
            };
            let asins = item.into_iter().flat_map(|item| item.summaries);
            let asin = asins.filter_map(|one| one.asin).next();
            self.shown[*at] = Some(Shown {
                marketplace,
                asin: asin
                    .filter(|_| table.get(sku).is_none())
                    .map(String::into_boxed_str),
                listed,
            });
        }
        Ok(())
    }

    /// A product type as one text for all that have it: Amazon has some thousands, a seller a few.
    fn shared(&mut self, product_type: &str) -> Rc<str> {
        let known = self
            .product_types
            .binary_search_by(|known| (**known).cmp(product_type));
        match known {
            Ok(at) => Rc::clone(&self.product_types[at]),
            Err(at) => {
                let new: Rc<str> = product_type.into();
                self.product_types.insert(at, Rc::clone(&new));
                new
            }
        }
    }
}

/// Looks some SKUs up in a marketplace: in one search, or one that cannot stand in a search by itself.
fn search(
    amazon: &AmazonClient,
    marketplace: &'static str,
    (skus, some): (&[String], &[usize]),
    found: &mut Found,
) -> Result<()> {
    if let [at] = some
        && skus[*at].contains(',')
    {
        return one(amazon, marketplace, &skus[*at], found);
    }
    let some: Vec<&str> = some.iter().map(|at| skus[*at].as_str()).collect();
    for item in amazon.listed_items(marketplace, &some)? {
        if some.contains(&item.sku.as_str()) {
            take_in(found, marketplace, item);
        }
    }
    Ok(())
}

fn one(amazon: &AmazonClient, marketplace: &'static str, sku: &str, found: &mut Found) -> Result<()> {
    match amazon.listed_item(marketplace, sku) {
        Ok(Some(item)) => take_in(found, marketplace, item),
        Ok(None) => {}
        // Only the path of this SKU is refused: it is there or not, nobody can say.
        Err(error) if error.is_denied() => {
            found.entry(sku.to_owned()).or_insert((marketplace, None));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Adds what one marketplace shows: channels add up, the first marketplace's quantity and type stand.
fn take_in(found: &mut Found, marketplace: &'static str, item: Item) {
    let Some((_, Some(known))) = found.get_mut(&item.sku) else {
        found.insert(item.sku.clone(), (marketplace, Some(item)));
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
