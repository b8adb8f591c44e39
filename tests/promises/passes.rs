//! Each pass made ready to be troubled: a bench, the words that start it, and what must be true in the end.

use std::sync::OnceLock;
use std::time::Duration;

use ml_connector::sandbox::Faults;
use ml_connector::sandbox::amazon::{Lag, Settings as AmazonSettings};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;

use crate::credit_notes;
use crate::harness::{Bench, Ran, now};
use crate::inventory::SECTION;
use crate::orders::assert_books_are_right;
use crate::receivables;
use crate::settlements::{assert_ledger_is_right, section};

/// A pass, with the source or the way that makes its requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pass {
    /// `pull-orders`
    Orders,
    /// `post-settlements` from Amazon's finances
    Finances,
    /// `post-settlements` from Amazon's reports
    Reports,
    /// `post-settlements` with invoices to be cleared in A/R
    Clearing,
    /// `resolve --credit-note`
    CreditNote,
    /// `push-inventory` by patches
    Patches,
    /// `push-inventory` by a feed
    Feed,
    /// `check`
    Check,
}

/// How many listings the quantities are pushed of.
const LISTINGS: u64 = 3;

/// A database and a company as an earlier pass left them, so that not every case begins with that pass.
struct Template {
    database: Vec<u8>,
    company: Company,
}

impl Template {
    fn of(bench: &Bench) -> Self {
        bench
            .run(&["-q", "pull-orders"])
            .expect(if bench.amazon.world().orders.is_empty() {
                0
            } else {
                3
            });
        let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
        database.execute("DELETE FROM credential", []).unwrap();
        drop(database);
        Self {
            database: std::fs::read(bench.path("db.sqlite")).unwrap(),
            company: bench.sage.company().clone(),
        }
    }

    fn open(&self, world: World) -> Bench {
        let settings = AmazonSettings {
            listings_take: Lag::Seconds(60),
            feeds_take: Lag::Reads(0),
            ..AmazonSettings::unthrottled()
        };
        let bench =
            Bench::without_credentials(world, self.company.clone(), settings, SageSettings::default());
        std::fs::write(bench.path("db.sqlite"), &self.database).unwrap();
        bench.store_credentials();
        bench
    }
}

fn small() -> World {
    World::small(7, now())
}

fn listed() -> World {
    World::with_listings(5, now(), LISTINGS)
}

fn settled_template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| Template::of(&Bench::small()))
}

fn listed_template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let mut company = Company::demo();
        for index in 0..LISTINGS {
            company.add_item(&format!("SKU-{index:05}"), "1.00");
        }
        Template::of(&Bench::new(
            listed(),
            company,
            AmazonSettings::unthrottled(),
            SageSettings::default(),
        ))
    })
}

impl Pass {
    /// A bench on which this pass has everything to do, with timeouts short enough to be waited for.
    pub fn bench(self) -> Bench {
        let (bench, further) = match self {
            Self::Orders | Self::Check => {
                let bench = Bench::small();
                let further = format!("{}{SECTION}", section(&bench, &[]));
                (bench, further)
            }
            Self::Finances => {
                let bench = settled_template().open(small());
                let further = section(&bench, &[]);
                (bench, further)
            }
            Self::Reports => {
                let bench = settled_template().open(small());
                let further = section(&bench, &[("bank_account", "source = \"report\"\nbank_account")]);
                (bench, further)
            }
            Self::Clearing => {
                let bench = settled_template().open(small());
                receivables::evening(&bench);
                let further = format!("{}{}", section(&bench, &[]), receivables::BY_ADJUSTMENT);
                (bench, further)
            }
            Self::CreditNote => {
                let bench = settled_template().open(small());
                let further = section(&bench, &[]);
                (bench, further)
            }
            Self::Patches => (listed_template().open(listed()), SECTION.to_owned()),
            Self::Feed => {
                let bench = listed_template().open(listed());
                (bench, format!("{SECTION}feed_threshold = 2\n"))
            }
        };
        if matches!(self, Self::Patches | Self::Feed) {
            bench.write("items.csv", "seller_sku,item\n");
        }
        let text = bench
            .configuration(&further)
            .replace("\"3 s\"", "\"2 s\"")
            .replace("\"5 s\"", "\"2 s\"");
        bench.write("config.toml", &text);
        bench
    }

    /// The words that start it, with little patience.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Orders => &["pull-orders", "--max-wait", "1s"],
            Self::Finances | Self::Reports | Self::Clearing => &["post-settlements", "--max-wait", "1s"],
            // Its order's credit note is asked for by `run`; this brings it to its end.
            Self::CreditNote => &["pull-orders", "--max-wait", "1s"],
            Self::Patches | Self::Feed => &["push-inventory", "--allow-mass-change", "--max-wait", "1s"],
            Self::Check => &["check"],
        }
    }

    pub fn run(self, bench: &Bench) -> Ran {
        if self == Self::CreditNote {
            let order = credit_notes::an_order(bench);
            let words = ["resolve", &order, "--credit-note", "--because", "cancelled"];
            return bench.run(&words);
        }
        bench.run(self.words())
    }

    /// Time passes, the pass runs until it has nothing to do, and everything is as if nothing had happened.
    #[track_caller]
    pub fn assert_it_mends(self, bench: &Bench) {
        // A 429 empties Amazon's budget, and a batch whose fate is unknown waits half an hour: both pass with time.
        for _ in 0..2 {
            bench.advance(Duration::from_secs(3_600));
            if matches!(self, Self::Patches | Self::Feed) {
                bench.run(&["-q", "pull-orders"]);
            }
            bench.run(self.words());
            // What was refused for good is a person's to send again, once its cause is mended.
            bench.run(&["-q", "replay"]);
        }
        let ran = bench.run(self.words());
        assert!(matches!(ran.status, Some(0 | 3)), "it does not mend: {ran:?}");
        match self {
            Self::Orders => assert_books_are_right(bench),
            Self::Finances | Self::Reports => assert_ledger_is_right(bench),
            Self::Clearing => {
                assert_ledger_is_right(bench);
                receivables::assert_cleared(bench);
            }
            Self::CreditNote => {
                // What was refused before anything was decided is said once more.
                self.run(bench);
                credit_notes::assert_given_back_once(bench, &credit_notes::an_order(bench));
            }
            Self::Patches | Self::Feed => assert_all_are_offered(bench),
            Self::Check => {}
        }
    }
}

#[track_caller]
fn assert_all_are_offered(bench: &Bench) {
    let world = bench.amazon.world();
    for index in 0..LISTINGS {
        let listing = world.listing(&format!("SKU-{index:05}")).unwrap();
        assert_eq!(listing.quantity(), Some(100), "{}", listing.sku);
    }
    drop(world);
    assert!(bench.store().verify_audit().unwrap().is_ok());
}

/// A kind of request of a pass.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    pub pass: Pass,
    /// Amazon, else Sage.
    pub amazon: bool,
    pub method: &'static str,
    pub path: &'static str,
}

impl Kind {
    pub fn faults(self, bench: &Bench) -> &Faults {
        if self.amazon {
            bench.amazon.faults()
        } else {
            bench.sage.faults()
        }
    }

    /// How many requests of this kind arrived.
    pub fn asked(self, bench: &Bench) -> usize {
        let requests = if self.amazon {
            bench.amazon.requests()
        } else {
            bench.sage.requests()
        };
        requests
            .iter()
            .filter(|one| one.method == self.method && one.path.contains(self.path.trim_start_matches('^')))
            .count()
    }
}

const fn amazon(name: &'static str, pass: Pass, method: &'static str, path: &'static str) -> Kind {
    Kind {
        name,
        pass,
        amazon: true,
        method,
        path,
    }
}

const fn sage(name: &'static str, pass: Pass, method: &'static str, path: &'static str) -> Kind {
    Kind {
        name,
        pass,
        amazon: false,
        method,
        path,
    }
}

/// Every kind of request of every pass.
pub const KINDS: [Kind; 39] = [
    amazon("sign-in to Amazon", Pass::Orders, "POST", "/auth/o2/token"),
    amazon("searchOrders", Pass::Orders, "GET", "/orders/2026-01-01/orders"),
    amazon("searchCatalogItems", Pass::Orders, "GET", "/catalog/"),
    sage("read items", Pass::Orders, "GET", "/IC/ICItems"),
    sage("read the customer", Pass::Orders, "GET", "/AR/ARCustomers"),
    sage("read the calendar", Pass::Orders, "GET", "/CS/CSFiscalCalendars"),
    sage("look up orders", Pass::Orders, "GET", "/OE/OEOrders"),
    sage("post an order", Pass::Orders, "POST", "/OE/OEOrders"),
    sage("read invoices", Pass::Orders, "GET", "/OE/OEInvoices"),
    amazon("event groups", Pass::Finances, "GET", "/financialEventGroups"),
    amazon("transactions", Pass::Finances, "GET", "/transactions"),
    amazon("summary", Pass::Finances, "GET", "/summary"),
    sage("read accounts", Pass::Finances, "GET", "/GL/GLAccounts"),
    sage("look up batches", Pass::Finances, "GET", "/GL/GLJournalBatches"),
    sage(
        "look up posted lines",
        Pass::Finances,
        "GET",
        "/GL/GLPostedTransactions",
    ),
    sage("post a batch", Pass::Finances, "POST", "/GL/GLJournalBatches"),
    amazon(
        "list reports",
        Pass::Reports,
        "GET",
        "/reports/2021-06-30/reports",
    ),
    amazon(
        "locate a report",
        Pass::Reports,
        "GET",
        "/reports/2021-06-30/documents/",
    ),
    amazon("download a report", Pass::Reports, "GET", "^/documents/"),
    sage(
        "post a batch (report)",
        Pass::Reports,
        "POST",
        "/GL/GLJournalBatches",
    ),
    sage(
        "A/R: posted documents",
        Pass::Clearing,
        "GET",
        "/AR/ARPostedDocuments",
    ),
    sage("A/R: $metadata", Pass::Clearing, "GET", "/AR/$metadata"),
    sage(
        "A/R: look up batches",
        Pass::Clearing,
        "GET",
        "/AR/ARReceiptAndAdjustmentBatches",
    ),
    sage(
        "A/R: post a batch",
        Pass::Clearing,
        "POST",
        "/AR/ARReceiptAndAdjustmentBatches",
    ),
    sage("O/E: $metadata", Pass::CreditNote, "GET", "/OE/$metadata"),
    sage(
        "look up credit notes",
        Pass::CreditNote,
        "GET",
        "/OE/OECreditDebitNotes",
    ),
    sage(
        "post a credit note",
        Pass::CreditNote,
        "POST",
        "/OE/OECreditDebitNotes",
    ),
    amazon(
        "search listings",
        Pass::Patches,
        "GET",
        "/listings/2021-08-01/items/",
    ),
    amazon(
        "patch a listing",
        Pass::Patches,
        "PATCH",
        "/listings/2021-08-01/items/",
    ),
    sage("read stock", Pass::Patches, "GET", "/IC/ICLocationDetails"),
    sage("read items for stock", Pass::Patches, "GET", "/IC/ICItems"),
    amazon("feed document", Pass::Feed, "POST", "/feeds/2021-06-30/documents"),
    amazon("upload a feed", Pass::Feed, "PUT", "/documents/"),
    amazon("create a feed", Pass::Feed, "POST", "/feeds/2021-06-30/feeds"),
    amazon("look for feeds", Pass::Feed, "GET", "/feeds/2021-06-30/feeds"),
    amazon(
        "locate a feed's report",
        Pass::Feed,
        "GET",
        "/feeds/2021-06-30/documents/",
    ),
    sage("stock for a feed", Pass::Feed, "GET", "/IC/ICLocationDetails"),
    amazon(
        "check: participations",
        Pass::Check,
        "GET",
        "/marketplaceParticipations",
    ),
    sage("check: $metadata", Pass::Check, "GET", "/$metadata"),
];

/// Runs `one` for every case on several threads and returns the results in order, a failure as its words.
pub fn all_at_once<C: Sync, R: Send>(cases: &[C], one: impl Fn(&C) -> R + Sync) -> Vec<Result<R, String>> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let done = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        // Wine starts few processes at once.
        let lanes = if cfg!(windows) { 4 } else { 16 };
        for _ in 0..lanes {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    let Some(case) = cases.get(at) else { break };
                    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| one(case)));
                    let result = result.map_err(|words| match words.downcast::<String>() {
                        Ok(words) => *words,
                        Err(words) => words
                            .downcast::<&str>()
                            .map_or_else(|_| String::new(), |s| s.to_string()),
                    });
                    done.lock().unwrap().push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(at, _)| *at);
    assert_eq!(done.len(), cases.len());
    done.into_iter().map(|(_, result)| result).collect()
}
