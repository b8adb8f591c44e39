//! Every account that the configuration names: by which names, and what people may book on it.

use super::books::Books;
use crate::books::reconciliation::Hands;
use crate::config::Settlements;
use crate::sage300::ledger::unformatted;

pub(super) const CLEARING: &str = "clearing";
pub(super) const RESERVE: &str = "reserve";
pub(super) const BALANCE: &str = "amazon_balance";
pub(super) const FORWARD: &str = "carried_forward";
pub(super) const BANK: &str = "bank_account";
pub(super) const UNMATCHED: &str = "unmatched";
pub(super) const PRE_CUTOVER: &str = "pre_cutover";
const VARIANCE: &str = "order_variance";
const ROUNDING: &str = "rounding";

/// An account with all its names.
#[derive(Debug)]
pub(super) struct Account {
    /// Keys of `[settlements]`, and of `[settlements.accounts]`.
    pub names: Vec<String>,
    /// The account.
    pub number: String,
    /// What people may book on it.
    pub hands: Hands,
}

impl Account {
    /// Whether it is configured under a name.
    pub fn is(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
    }

    /// What a line is called.
    pub fn title(&self) -> String {
        self.names.join(" + ")
    }

    /// Tax that the marketplace collects and withholds again: nothing may stay on it.
    pub fn nets_to_zero(&self) -> bool {
        self.names.iter().all(|name| name.contains("marketplace-tax"))
    }
}

/// Each account once, over every configuration that is proven together.
pub(super) fn configured(all: &[Books<'_>]) -> Vec<Account> {
    let mut accounts: Vec<Account> = Vec::new();
    let settings = all.iter().filter_map(|books| books.config.settlements.as_ref());
    settings.for_each(|settings| of(settings, &mut accounts));
    accounts
}

fn of(settings: &Settlements, accounts: &mut Vec<Account>) {
    let mut add = |name: &str, number: &str, hands: Hands| {
        let known = accounts
            .iter_mut()
            .find(|known| unformatted(&known.number) == unformatted(number));
        match known {
            // The stricter of two names counts.
            Some(known) => {
                known.hands = known.hands.min(hands);
                if !known.is(name) {
                    known.names.push(name.to_owned());
                }
            }
            None => accounts.push(Account {
                names: vec![name.to_owned()],
                number: number.to_owned(),
                hands,
            }),
        }
    };
    let roles = [
        (CLEARING, settings.clearing.as_ref(), Hands::None),
        (RESERVE, Some(&settings.reserve), Hands::None),
        (BALANCE, Some(&settings.amazon_balance), Hands::Taking),
        (FORWARD, Some(&settings.carried_forward), Hands::None),
        (UNMATCHED, settings.unmatched.as_ref(), Hands::Taking),
        (PRE_CUTOVER, settings.pre_cutover.as_ref(), Hands::Taking),
        (VARIANCE, settings.order_variance.as_ref(), Hands::Any),
        (ROUNDING, settings.rounding.as_ref(), Hands::Any),
    ];
    for (role, number, hands) in roles {
        if let Some(number) = number {
            add(role, number, hands);
        }
    }
    for number in settings.bank_account.all() {
        add(BANK, number, Hands::Taking);
    }
    for (name, number) in &settings.accounts {
        let hands = if name.contains("marketplace-tax") {
            Hands::None
        } else {
            Hands::Any
        };
        add(name, number, hands);
    }
}
