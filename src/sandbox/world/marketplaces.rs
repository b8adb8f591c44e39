//! Amazon's marketplaces: ids, currencies and domains (facts, section 6), and how prices are shown there.

use crate::money::{Amount, Currency};

/// A marketplace as the simulated Amazon knows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Marketplace {
    /// The region: `NA`, `EU` or `FE`.
    pub region: &'static str,
    /// ISO country.
    pub country: &'static str,
    /// Amazon's id.
    pub id: &'static str,
    /// ISO currency.
    pub currency: &'static str,
    /// Language tag.
    pub language: &'static str,
    /// The shop's domain, without `www`.
    pub domain: &'static str,
}

impl Marketplace {
    /// The currency as a type.
    ///
    /// # Panics
    /// Never: the table holds three capital letters in every row.
    pub fn money(&self) -> Currency {
        Currency::parse(self.currency).expect("the table holds currency codes only")
    }

    /// So many hundredths of the currency's unit as money: whole units where it has no decimals.
    pub fn cents(&self, cents: i64) -> Amount {
        Amount::from_minor(cents, self.money())
    }

    /// The name orders and settlements show, such as `Amazon.com`.
    pub fn name(&self) -> String {
        let mut name = self.domain.to_owned();
        name.replace_range(..1, "A");
        name
    }

    /// Whether prices hold the tax already (everywhere but North America).
    pub fn prices_hold_tax(&self) -> bool {
        !matches!(self.country, "US" | "CA")
    }

    /// The channel code of stock that Amazon ships itself.
    pub fn amazon_channel(&self) -> &'static str {
        match self.region {
            "NA" => "AMAZON_NA",
            "EU" => "AMAZON_EU",
            _ => "AMAZON_JP",
        }
    }
}

/// Finds a marketplace by id.
pub fn by_id(id: &str) -> Option<&'static Marketplace> {
    MARKETPLACES.iter().find(|marketplace| marketplace.id == id)
}

/// Finds a marketplace by ISO country.
///
/// # Panics
/// When the country has none: a mistake in a test.
pub fn by_country(country: &str) -> &'static Marketplace {
    MARKETPLACES
        .iter()
        .find(|marketplace| marketplace.country == country)
        .expect("a country with a marketplace")
}

const fn row(
    region: &'static str,
    country: &'static str,
    id: &'static str,
    currency: &'static str,
    language: &'static str,
    domain: &'static str,
) -> Marketplace {
    Marketplace {
        region,
        country,
        id,
        currency,
        language,
        domain,
    }
}

/// Every marketplace of the three regions.
pub static MARKETPLACES: [Marketplace; 23] = [
    row("NA", "CA", "A2EUQ1WTGCTBG2", "CAD", "en_CA", "amazon.ca"),
    row("NA", "US", "ATVPDKIKX0DER", "USD", "en_US", "amazon.com"),
    row("NA", "MX", "A1AM78C64UM0Y8", "MXN", "es_MX", "amazon.com.mx"),
    row("NA", "BR", "A2Q3Y263D00KWC", "BRL", "pt_BR", "amazon.com.br"),
    row("EU", "IE", "A28R8C7NBKEWEA", "EUR", "en_IE", "amazon.ie"),
    row("EU", "ES", "A1RKKUPIHCS9HS", "EUR", "es_ES", "amazon.es"),
    row("EU", "GB", "A1F83G8C2ARO7P", "GBP", "en_GB", "amazon.co.uk"),
    row("EU", "FR", "A13V1IB3VIYZZH", "EUR", "fr_FR", "amazon.fr"),
    row("EU", "BE", "AMEN7PMS3EDWL", "EUR", "fr_BE", "amazon.com.be"),
    row("EU", "NL", "A1805IZSGTT6HS", "EUR", "nl_NL", "amazon.nl"),
    row("EU", "DE", "A1PA6795UKMFR9", "EUR", "de_DE", "amazon.de"),
    row("EU", "IT", "APJ6JRA9NG5V4", "EUR", "it_IT", "amazon.it"),
    row("EU", "SE", "A2NODRKZP88ZB9", "SEK", "sv_SE", "amazon.se"),
    row("EU", "ZA", "AE08WJ6YKNBMC", "ZAR", "en_ZA", "amazon.co.za"),
    row("EU", "PL", "A1C3SOZRARQ6R3", "PLN", "pl_PL", "amazon.pl"),
    row("EU", "EG", "ARBP9OOSHTCHU", "EGP", "ar_EG", "amazon.eg"),
    row("EU", "TR", "A33AVAJ2PDY3EV", "TRY", "tr_TR", "amazon.com.tr"),
    row("EU", "SA", "A17E79C6D8DWNP", "SAR", "ar_SA", "amazon.sa"),
    row("EU", "AE", "A2VIGQ35RCS4UG", "AED", "ar_AE", "amazon.ae"),
    row("EU", "IN", "A21TJRUUN4KGV", "INR", "en_IN", "amazon.in"),
    row("FE", "SG", "A19VAU5U5O7RUS", "SGD", "en_SG", "amazon.sg"),
    row("FE", "AU", "A39IBJ37TRP1C6", "AUD", "en_AU", "amazon.com.au"),
    row("FE", "JP", "A1VC38T7YXB528", "JPY", "ja_JP", "amazon.co.jp"),
];
