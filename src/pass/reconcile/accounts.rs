//! The names of the accounts that only this program should move, and the numbers they are configured for.

use crate::pass::session::Session;
use crate::sage300::ledger::unformatted;

pub(super) const CLEARING: &str = "clearing";
pub(super) const RESERVE: &str = "reserve";
pub(super) const BALANCE: &str = "amazon_balance";
pub(super) const FORWARD: &str = "carried_forward";

/// Each account once, with the roles it is configured for.
pub(super) fn of_roles(session: &Session<'_>) -> Vec<(Vec<&'static str>, String)> {
    let Some(settings) = &session.config.settlements else {
        return Vec::new();
    };
    let roles = [
        (CLEARING, settings.clearing.as_ref()),
        (RESERVE, Some(&settings.reserve)),
        (BALANCE, Some(&settings.amazon_balance)),
        (FORWARD, Some(&settings.carried_forward)),
    ];
    let mut accounts: Vec<(Vec<&'static str>, String)> = Vec::new();
    for (role, number) in roles {
        let Some(number) = number else { continue };
        match accounts
            .iter_mut()
            .find(|(_, known)| unformatted(known) == unformatted(number))
        {
            Some((names, _)) => names.push(role),
            None => accounts.push((vec![role], number.clone())),
        }
    }
    accounts
}
