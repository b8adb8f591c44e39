//! Amazon's marketplaces of the three regions, and where each region's API answers.
//!
//! The table is the one of Amazon's own documentation; currencies are what a marketplace uses by default,
//! so a seller's `getMarketplaceParticipations` is trusted over it where it was read. Marketplaces outside
//! Amazon (multi-channel fulfilment) have ids of their own and are deliberately not here.

use crate::money::Currency;

/// Where Login with Amazon gives access tokens, for every region.
pub const TOKEN_ENDPOINT: &str = "https://api.amazon.com/auth/o2/token";

/// A region of the Selling Partner API: its sellers, refresh tokens and host are its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Region {
    /// North America and Brazil.
    Na,
    /// Europe, Middle East, Africa and India.
    Eu,
    /// Far East.
    Fe,
}

impl Region {
    /// The production host, without a path.
    pub const fn endpoint(self) -> &'static str {
        match self {
            Self::Na => "https://sellingpartnerapi-na.amazon.com",
            Self::Eu => "https://sellingpartnerapi-eu.amazon.com",
            Self::Fe => "https://sellingpartnerapi-fe.amazon.com",
        }
    }

    /// The word that the configuration uses: `na`, `eu` or `fe`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Na => "na",
            Self::Eu => "eu",
            Self::Fe => "fe",
        }
    }
}

/// One of Amazon's marketplaces.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marketplace {
    /// Amazon's marketplace id, such as `ATVPDKIKX0DER`.
    pub id: &'static str,
    /// ISO 3166 country code, such as `US`.
    pub country: &'static str,
    /// The name that orders and reports carry, such as `Amazon.com`.
    pub name: &'static str,
    /// The region whose API serves it.
    pub region: Region,
    currency: &'static str,
}

impl Marketplace {
    /// The currency it uses by default.
    pub fn currency(&self) -> Currency {
        Currency::parse(self.currency)
            .expect("each code of the table is three capital letters, as a test shows")
    }

    /// Whether the prices of goods hold their tax; `None` where nobody has shown it.
    ///
    /// In the United States and Canada the tax stands beside the price; in the European Union, the United Kingdom and Japan
    /// the price holds it.
    pub fn prices_hold_tax(&self) -> Option<bool> {
        match self.country {
            "US" | "CA" => Some(false),
            "IE" | "ES" | "GB" | "FR" | "BE" | "NL" | "DE" | "IT" | "SE" | "PL" | "JP" => Some(true),
            _ => None,
        }
    }

    /// All marketplaces, region by region.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The marketplace with this id, name or country code, whatever the case; `UK` is taken for `GB`.
    pub fn find(word: &str) -> Option<&'static Self> {
        let word = word.trim();
        let country = if word.eq_ignore_ascii_case("UK") {
            "GB"
        } else {
            word
        };
        ALL.iter().find(|market| {
            market.id.eq_ignore_ascii_case(word)
                || market.name.eq_ignore_ascii_case(word)
                || market.country.eq_ignore_ascii_case(country)
        })
    }
}

const fn market(
    region: Region,
    country: &'static str,
    id: &'static str,
    name: &'static str,
    currency: &'static str,
) -> Marketplace {
    Marketplace {
        id,
        country,
        name,
        region,
        currency,
    }
}

static ALL: [Marketplace; 23] = [
    market(Region::Na, "CA", "A2EUQ1WTGCTBG2", "Amazon.ca", "CAD"),
    market(Region::Na, "US", "ATVPDKIKX0DER", "Amazon.com", "USD"),
    market(Region::Na, "MX", "A1AM78C64UM0Y8", "Amazon.com.mx", "MXN"),
    market(Region::Na, "BR", "A2Q3Y263D00KWC", "Amazon.com.br", "BRL"),
    market(Region::Eu, "IE", "A28R8C7NBKEWEA", "Amazon.ie", "EUR"),
    market(Region::Eu, "ES", "A1RKKUPIHCS9HS", "Amazon.es", "EUR"),
    market(Region::Eu, "GB", "A1F83G8C2ARO7P", "Amazon.co.uk", "GBP"),
    market(Region::Eu, "FR", "A13V1IB3VIYZZH", "Amazon.fr", "EUR"),
    market(Region::Eu, "BE", "AMEN7PMS3EDWL", "Amazon.com.be", "EUR"),
    market(Region::Eu, "NL", "A1805IZSGTT6HS", "Amazon.nl", "EUR"),
    market(Region::Eu, "DE", "A1PA6795UKMFR9", "Amazon.de", "EUR"),
    market(Region::Eu, "IT", "APJ6JRA9NG5V4", "Amazon.it", "EUR"),
    market(Region::Eu, "SE", "A2NODRKZP88ZB9", "Amazon.se", "SEK"),
    market(Region::Eu, "ZA", "AE08WJ6YKNBMC", "Amazon.co.za", "ZAR"),
    market(Region::Eu, "PL", "A1C3SOZRARQ6R3", "Amazon.pl", "PLN"),
    market(Region::Eu, "EG", "ARBP9OOSHTCHU", "Amazon.eg", "EGP"),
    market(Region::Eu, "TR", "A33AVAJ2PDY3EV", "Amazon.com.tr", "TRY"),
    market(Region::Eu, "SA", "A17E79C6D8DWNP", "Amazon.sa", "SAR"),
    market(Region::Eu, "AE", "A2VIGQ35RCS4UG", "Amazon.ae", "AED"),
    market(Region::Eu, "IN", "A21TJRUUN4KGV", "Amazon.in", "INR"),
    market(Region::Fe, "SG", "A19VAU5U5O7RUS", "Amazon.sg", "SGD"),
    market(Region::Fe, "AU", "A39IBJ37TRP1C6", "Amazon.com.au", "AUD"),
    market(Region::Fe, "JP", "A1VC38T7YXB528", "Amazon.co.jp", "JPY"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_is_found_by_each_of_its_names_and_no_two_share_one() {
        let mut words = BTreeSet::new();
        for market in Marketplace::all() {
            for word in [market.id, market.country, market.name] {
                assert_eq!(Marketplace::find(&word.to_lowercase()), Some(market));
                assert!(words.insert(word), "{word} stands twice");
            }
        }
        assert_eq!(Marketplace::find("uk").map(|m| m.id), Some("A1F83G8C2ARO7P"));
        assert_eq!(Marketplace::find("A2ZV50J4W1RKNI"), None);
        assert_eq!(Marketplace::find(""), None);
    }

    #[test]
    fn the_yen_has_no_decimals_and_every_currency_reads() {
        for market in Marketplace::all() {
            assert_eq!(market.currency().code(), market.currency);
        }
        assert_eq!(Marketplace::find("JP").map(|m| m.currency().decimals()), Some(0));
    }
}
