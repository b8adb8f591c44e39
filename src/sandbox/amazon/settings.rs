//! How the simulated Amazon behaves where the real one may behave in several ways.

/// How calls are throttled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Throttle {
    /// Not at all.
    Off,
    /// At Amazon's documented rates.
    Documented,
    /// At so many times the documented rates; the header tells the rate that is applied.
    Times(u32),
}

/// The sign of discounts in proceeds, which Amazon does not document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscountSign {
    /// Below zero.
    Negative,
    /// Above zero.
    Positive,
}

/// What is wrong with the bulk report of orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OddFile {
    /// Nothing.
    #[default]
    No,
    /// It is cancelled, whatever there is to report.
    Cancelled,
    /// It fails.
    Fatal,
    /// It has no row.
    HeaderOnly,
    /// It ends in the middle of its last row.
    CutOff,
    /// Half of its rows are missing.
    CutBetweenRows,
    /// A column has another name.
    Without(&'static str),
    /// It is written in Latin-1.
    Latin1,
    /// It begins with a byte order mark.
    Marked,
    /// Its rows are in no order.
    Scattered,
    /// Every seventh name of a product has a tab, between quotes.
    TabInQuotes,
    /// Every fifth order stands in it once more, at its end, as it was a day before.
    Repeated,
    /// It has no byte.
    Nothing,
    /// It is a web page.
    Page,
    /// The prices of one shop are others than in the shop.
    OtherPrices(&'static str),
}

/// How long something takes that Amazon does in its own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lag {
    /// It is done once its state has been read so many times.
    Reads(u32),
    /// It is done so many seconds later by the simulator's clock.
    Seconds(i64),
    /// It is never done.
    Never,
}

impl Lag {
    /// Whether it is done, `seconds` later and after so many reads.
    pub(super) fn is_over(self, seconds: i64, reads: u32) -> bool {
        match self {
            Self::Reads(enough) => reads >= enough,
            Self::Seconds(enough) => seconds >= enough,
            Self::Never => false,
        }
    }
}

/// Oddities of real answers, all off at first.
#[derive(Debug, Clone, Default)]
pub struct Quirks {
    /// The second page of a listing repeats the first page's orders.
    pub duplicate_page: bool,
    /// From the second page on, the next token is the one just used.
    pub repeated_token: bool,
    /// Each page's orders come in another order than by time.
    pub out_of_order: bool,
    /// Each page begins with the last orders of the page before it.
    pub growing_pages: bool,
    /// The first page is empty and has a token.
    pub empty_first_page: bool,
    /// Times without milliseconds.
    pub whole_seconds: bool,
    /// The first order of every listing has a status that no documentation knows.
    pub unknown_status: bool,
    /// Objects have fields that no documentation knows.
    pub unknown_fields: bool,
    /// Listings come without summaries, as live ones have.
    pub no_summaries: bool,
    /// A refusal for a right is the gateway's `{"message":"Forbidden"}` and nothing else.
    pub bare_forbidden: bool,
    /// Every call is answered with 200 and a web page.
    pub pages: bool,
}

/// The settings of a simulated Amazon.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The client id that signs in.
    pub client_id: String,
    /// The client secrets that sign in; more than one while one is being rotated.
    pub client_secrets: Vec<String>,
    /// The refresh token that signs in; `None` once it is revoked.
    pub refresh_token: Option<String>,
    /// The deadline of the secret has passed: sign-in works, every API call is a 403.
    pub secret_expired: bool,
    /// How long an access token lives, in seconds.
    pub token_life: i64,
    /// How calls are throttled.
    pub throttle: Throttle,
    /// Datasets of orders that the seller's roles do not allow: a 403 when one is asked for.
    pub refused_datasets: Vec<String>,
    /// The largest page of orders that is given, whatever was asked for.
    pub largest_page: usize,
    /// The sign of discounts.
    pub discount_sign: DiscountSign,
    /// Oddities.
    pub quirks: Quirks,
    /// Transactions on a page of `listTransactions`.
    pub transactions_page: usize,
    /// `listTransactions` answers inside `payload`, as the model says, or without it, as seen in code.
    pub wrap_transactions: bool,
    /// Transactions of closed groups carry the settlement id of the report.
    pub link_settlements: bool,
    /// The seller may ask for summaries.
    pub summaries: bool,
    /// The seller may ask for balances.
    pub balances: bool,
    /// Every row of a settlement report repeats the settlement's dates and total.
    pub repeat_report_head: bool,
    /// The bulk report of orders names who collects a tax, in columns that not every file has.
    pub report_names_collectors: bool,
    /// What is wrong with the bulk report of orders.
    pub odd_orders_report: OddFile,
    /// How long reports that are asked for take.
    pub reports_take: Lag,
    /// How long an accepted change of a listing takes until it shows.
    pub listings_take: Lag,
    /// How long a feed takes, once the feeds before it are done.
    pub feeds_take: Lag,
    /// Paths with an encoded `/` or `#` in the SKU are refused with a 403.
    pub refuse_awkward_skus: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            client_id: "amzn1.application-oa2-client.simulated".into(),
            client_secrets: vec!["amzn1.oa2-cs.v1.simulated-secret".into()],
            refresh_token: Some("Atzr|simulated-refresh-token".into()),
            secret_expired: false,
            token_life: 3_600,
            throttle: Throttle::Documented,
            refused_datasets: Vec::new(),
            largest_page: 100,
            discount_sign: DiscountSign::Negative,
            quirks: Quirks::default(),
            transactions_page: 100,
            wrap_transactions: true,
            link_settlements: true,
            balances: true,
            summaries: true,
            repeat_report_head: false,
            report_names_collectors: false,
            odd_orders_report: OddFile::No,
            reports_take: Lag::Reads(1),
            listings_take: Lag::Reads(1),
            feeds_take: Lag::Reads(2),
            refuse_awkward_skus: false,
        }
    }
}

impl Settings {
    /// The defaults without throttling, for tests that are not about it.
    pub fn unthrottled() -> Self {
        Self {
            throttle: Throttle::Off,
            ..Self::default()
        }
    }
}
