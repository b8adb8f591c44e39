//! Sellers: the marketplaces a seller takes part in, with store name and currency.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::call::Call;
use super::{AmazonClient, AmazonError, limits};
use crate::money::Currency;

/// One marketplace of a seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participation {
    /// The marketplace id.
    pub marketplace_id: String,
    /// The currency Amazon says it sells in.
    pub currency: Option<Currency>,
    /// The name of the seller's store there.
    pub store_name: Option<String>,
    /// Whether the seller takes part.
    pub is_participating: bool,
    /// Whether Amazon has suspended listings.
    pub has_suspended_listings: bool,
}

#[derive(Deserialize)]
struct Answer {
    payload: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    marketplace: Marketplace,
    participation: Flags,
    #[serde(default)]
    store_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Marketplace {
    id: String,
    #[serde(default)]
    default_currency_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Flags {
    is_participating: bool,
    #[serde(default)]
    has_suspended_listings: bool,
}

impl AmazonClient {
    /// `getMarketplaceParticipations`.
    ///
    /// # Errors
    /// [`AmazonError`].
    pub fn marketplace_participations(&self) -> Result<Vec<Participation>, AmazonError> {
        Ok(self.participations_and_time()?.0)
    }

    /// The same, with Amazon's own time by the `Date` of the answer.
    ///
    /// # Errors
    /// [`AmazonError`].
    pub fn participations_and_time(
        &self,
    ) -> Result<(Vec<Participation>, Option<DateTime<Utc>>), AmazonError> {
        let call = Call::get(limits::PARTICIPATIONS, "/sellers/v1/marketplaceParticipations");
        let answered = self.ask(&call)?;
        let answer: Answer = self.parse(&call, &answered)?;
        let one = |row: Row| Participation {
            marketplace_id: row.marketplace.id,
            currency: row
                .marketplace
                .default_currency_code
                .and_then(|code| Currency::parse(&code).ok()),
            store_name: row.store_name.filter(|name| !name.trim().is_empty()),
            is_participating: row.participation.is_participating,
            has_suspended_listings: row.participation.has_suspended_listings,
        };
        Ok((answer.payload.into_iter().map(one).collect(), answered.date))
    }
}
