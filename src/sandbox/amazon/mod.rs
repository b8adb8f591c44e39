//! The simulated Amazon: sign-in and the Selling Partner APIs over a [`World`], as strict as the real ones.
//!
//! It refuses what Amazon is known to refuse, in Amazon's words, and asks for no more than Amazon does. What is
//! under-documented can be turned either way in [`Settings`]. A file an API; `gate` is what every call passes.

mod answers;
mod asked_list;
mod balances;
mod bucket;
mod catalog;
mod documents;
mod fba;
mod feeds;
mod finances;
mod finances_json;
mod gate;
mod listings;
mod lwa;
mod operations;
mod order_json;
mod orders;
mod orders_report;
mod pages;
mod params;
mod patch;
mod reports;
mod sellers;
mod settings;
mod settlement_report;
mod shipments_report;
mod signed;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

pub use settings::{DiscountSign, Lag, OddFile, Quirks, Settings, Throttle};

use super::faults::Faults;
use super::http::Server;
use super::record::{Recorded, Recorder};
use super::world::World;
use super::{SandboxClock, locked};

/// A running simulated Amazon; dropping it stops it.
pub struct Amazon {
    state: Arc<State>,
    server: Server,
}

/// What the APIs share while they serve.
struct State {
    world: Mutex<World>,
    settings: Mutex<Settings>,
    clock: SandboxClock,
    tokens: lwa::Tokens,
    buckets: bucket::Buckets,
    pages: pages::Pages,
    documents: signed::Documents,
    asked: Mutex<Vec<reports::Asked>>,
    changes: Mutex<Vec<patch::Change>>,
    desk: Mutex<feeds::Desk>,
}

const ABOUT: &str = "The simulated Amazon of ml-connector: Login with Amazon and the Selling Partner API.";

impl Amazon {
    /// Starts on a free port of loopback, with a clock that starts at the world's `now`.
    ///
    /// # Errors
    /// When no port can be opened.
    pub fn start(world: World, settings: Settings) -> io::Result<Self> {
        let clock = SandboxClock::at(world.now);
        Self::start_on(0, clock, world, settings)
    }

    /// Starts on a port (0 for a free one) with a clock of one's own.
    ///
    /// # Errors
    /// When the port cannot be opened.
    pub fn start_on(port: u16, clock: SandboxClock, world: World, settings: Settings) -> io::Result<Self> {
        let state = Arc::new(State {
            world: Mutex::new(world),
            settings: Mutex::new(settings),
            clock: clock.clone(),
            tokens: lwa::Tokens::default(),
            buckets: bucket::Buckets::default(),
            pages: pages::Pages::default(),
            documents: signed::Documents::default(),
            asked: Mutex::default(),
            changes: Mutex::default(),
            desk: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        let server = Server::start_on(port, clock, ABOUT, move |request| gate::answer(&shared, request))?;
        Ok(Self { state, server })
    }

    /// Where the Selling Partner API answers, without a slash at the end.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Where Login with Amazon answers.
    pub fn token_url(&self) -> String {
        format!("{}/auth/o2/token", self.server.url())
    }

    /// The world, to read and to change.
    pub fn world(&self) -> MutexGuard<'_, World> {
        locked(&self.state.world)
    }

    /// The settlement report of a settlement, as a person downloads it from Seller Central.
    pub fn settlement_report(&self, settlement_id: &str) -> Option<Vec<u8>> {
        let world = self.world();
        let settlement = world
            .settlements
            .iter()
            .find(|one| one.settlement_id == settlement_id)?;
        let text = settlement_report::text(&world, settlement, false);
        Some(settlement_report::encode(&text, settlement.marketplace))
    }

    /// The settings, to change while it serves.
    pub fn settings(&self) -> MutexGuard<'_, Settings> {
        locked(&self.state.settings)
    }

    /// The clock.
    pub fn clock(&self) -> &SandboxClock {
        &self.state.clock
    }

    /// The faults, to add and clear.
    pub fn faults(&self) -> &Faults {
        self.server.faults()
    }

    /// The recorder, to switch off or clear.
    pub fn recorder(&self) -> &Recorder {
        self.server.recorder()
    }

    /// A copy of the requests recorded so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.server.requests()
    }

    /// Makes every access token given out so far invalid.
    pub fn revoke_access_tokens(&self) {
        self.state.tokens.revoke();
    }
}

#[cfg(test)]
mod tests;
