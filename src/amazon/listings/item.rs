//! A listing as `searchListingsItems` and `getListingsItem` show it.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The channel code of stock that the seller ships.
pub const DEFAULT_CHANNEL: &str = "DEFAULT";

/// How the channel codes of Amazon's own warehouses begin: `AMAZON_NA`, `AMAZON_EU`, `AMAZON_JP` and others.
const AMAZON_CHANNELS: &str = "AMAZON_";

/// A page of `searchListingsItems`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemsPage {
    /// How many fit the search, over all pages.
    #[serde(default)]
    pub number_of_results: Option<i64>,
    /// The listings of the page; a page without the list says nothing.
    pub items: Vec<Item>,
    /// Where the next page is.
    #[serde(default)]
    pub pagination: Option<Pagination>,
}

/// Amazon's pointer to the next page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Pagination {
    /// Sent as `pageToken`.
    pub next_token: Option<String>,
}

/// A listing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The seller's own id of the offer.
    pub sku: String,
    /// What it is, a row a marketplace.
    #[serde(default, deserialize_with = "nullable")]
    pub summaries: Vec<Summary>,
    /// Its product types, a row a marketplace, where asked for.
    #[serde(default, deserialize_with = "nullable")]
    pub product_types: Vec<ProductType>,
    /// Its channels; `None` when Amazon did not say, which is not the same as having none.
    #[serde(default)]
    pub fulfillment_availability: Option<Vec<Availability>>,
}

/// What a listing is in one marketplace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Summary {
    /// The marketplace.
    pub marketplace_id: String,
    /// Amazon's product id.
    pub asin: Option<String>,
    /// Amazon's product type, which a patch must repeat.
    pub product_type: Option<String>,
}

/// A product type in one marketplace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProductType {
    /// The marketplace.
    pub marketplace_id: String,
    /// The product type.
    pub product_type: Option<String>,
}

/// A channel and what it offers; Amazon's own channels show no quantity.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Availability {
    /// `DEFAULT`, or `AMAZON_NA`, `AMAZON_EU`, …
    pub fulfillment_channel_code: String,
    /// Units on offer; a figure that is no whole number is none, and hides no other listing.
    #[serde(default, deserialize_with = "units")]
    pub quantity: Option<i64>,
}

/// Who ships a listing: decides whether it may be touched at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Channels {
    /// Only the seller; with the quantity shown.
    Default(Option<i64>),
    /// Only Amazon.
    Amazon(String),
    /// The seller and someone else.
    Both(Vec<String>),
    /// Codes of which it is not known who ships under them; empty where Amazon shows none or does not say.
    Unknown(Vec<String>),
}

impl Item {
    /// The product type of a marketplace, else of any: a patch needs the listing's own.
    pub fn product_type(&self, marketplace: &str) -> Option<&str> {
        let summaries = self.summaries.iter();
        let summaries = summaries.map(|one| (one.marketplace_id.as_str(), one.product_type.as_deref()));
        let types = self.product_types.iter();
        let types = types.map(|one| (one.marketplace_id.as_str(), one.product_type.as_deref()));
        let told: Vec<(&str, &str)> = summaries
            .chain(types)
            .filter_map(|(market, word)| Some((market, word.filter(|word| !word.is_empty())?)))
            .collect();
        let here = told.iter().find(|(market, _)| *market == marketplace);
        here.or(told.first()).map(|(_, word)| *word)
    }

    /// Who ships it. A code that is neither the seller's nor Amazon's says nothing, also beside Amazon's.
    pub fn channels(&self) -> Channels {
        let all = self.fulfillment_availability.as_deref().unwrap_or_default();
        let others: Vec<_> = all
            .iter()
            .map(|one| one.fulfillment_channel_code.clone())
            .filter(|code| code != DEFAULT_CHANNEL)
            .collect();
        let own = all
            .iter()
            .find(|one| one.fulfillment_channel_code == DEFAULT_CHANNEL);
        match (own, others.as_slice()) {
            (Some(own), []) => Channels::Default(own.quantity),
            (Some(_), _) => Channels::Both(others),
            (None, [first, ..]) if others.iter().all(|code| code.starts_with(AMAZON_CHANNELS)) => {
                Channels::Amazon(first.clone())
            }
            (None, _) => Channels::Unknown(others),
        }
    }
}

/// Reads a whole number of units, also one that stands in quotation marks; all else is none, so that one listing's figure
/// stops none of the others.
pub(super) fn units<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(match Option::<Value>::deserialize(deserializer)? {
        Some(Value::Number(figure)) => figure.as_str().parse().ok(),
        Some(Value::String(figure)) => figure.trim().parse().ok(),
        _ => None,
    })
}

/// Takes `null` where a list is meant.
fn nullable<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_that_is_no_whole_number_hides_no_other_listing() {
        let listed = |quantity: &str| {
            format!(
                r#"{{"sku":"A","fulfillmentAvailability":[{{"fulfillmentChannelCode":"DEFAULT","quantity":{quantity}}}]}}"#
            )
        };
        for (figure, units) in [
            ("5", Some(5)),
            ("\"7\"", Some(7)),
            ("\" 0 \"", Some(0)),
            ("\"many\"", None),
            ("2.5", None),
            ("1e99", None),
            ("true", None),
            ("{}", None),
            ("null", None),
        ] {
            let page = format!(r#"{{"items":[{},{}]}}"#, listed(figure), listed("3"));
            let page: ItemsPage = serde_json::from_str(&page).unwrap();
            assert_eq!(page.items[0].channels(), Channels::Default(units), "{figure}");
            assert_eq!(page.items[1].channels(), Channels::Default(Some(3)), "{figure}");
        }
    }

    #[test]
    fn only_a_lone_default_channel_is_the_sellers() {
        let check = |json: &str, expect: Channels| {
            let item: Item = serde_json::from_str(json).unwrap();
            assert_eq!(item.channels(), expect, "{json}");
        };
        check(
            r#"{"sku":"A","fulfillmentAvailability":[{"fulfillmentChannelCode":"DEFAULT","quantity":3}]}"#,
            Channels::Default(Some(3)),
        );
        check(
            r#"{"sku":"A","fulfillmentAvailability":[{"fulfillmentChannelCode":"DEFAULT"}]}"#,
            Channels::Default(None),
        );
        check(
            r#"{"sku":"A","fulfillmentAvailability":[{"fulfillmentChannelCode":"AMAZON_NA"}]}"#,
            Channels::Amazon("AMAZON_NA".into()),
        );
        check(
            r#"{"sku":"A","fulfillmentAvailability":[{"fulfillmentChannelCode":"AMAZON_NA"},{"fulfillmentChannelCode":"DEFAULT","quantity":1}]}"#,
            Channels::Both(vec!["AMAZON_NA".into()]),
        );
        let unknown =
            |codes: &[&str]| Channels::Unknown(codes.iter().map(|code| (*code).to_owned()).collect());
        check(r#"{"sku":"A","fulfillmentAvailability":[]}"#, unknown(&[]));
        check(r#"{"sku":"A","summaries":null,"further":1}"#, unknown(&[]));
        for code in ["MFN", "Default", "AMAZON", "amazon_na", "WAREHOUSE_7", ""] {
            let json =
                format!(r#"{{"sku":"A","fulfillmentAvailability":[{{"fulfillmentChannelCode":"{code}"}}]}}"#);
            check(&json, unknown(&[code]));
        }
        check(
            r#"{"sku":"A","fulfillmentAvailability":[{"fulfillmentChannelCode":"AMAZON_NA"},{"fulfillmentChannelCode":"MFN"}]}"#,
            unknown(&["AMAZON_NA", "MFN"]),
        );
    }

    #[test]
    fn the_product_type_is_the_listings_own() {
        let item: Item = serde_json::from_str(
            r#"{"sku":"A","summaries":[{"marketplaceId":"X","productType":"SHOES"},{"marketplaceId":"Y","productType":"BOOTS"}]}"#,
        )
        .unwrap();
        assert_eq!(item.product_type("Y"), Some("BOOTS"));
        assert_eq!(item.product_type("Z"), Some("SHOES"));
        let item: Item =
            serde_json::from_str(r#"{"sku":"A","productTypes":[{"productType":"HAT"}]}"#).unwrap();
        assert_eq!(item.product_type("Z"), Some("HAT"));
    }
}
