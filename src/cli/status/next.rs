//! One to three commands to run next, the most pressing first.

use anyhow::Result;

use super::passes::{Standing, scheduled};
use crate::books::exception::{DELETED_IN_SAGE, needs_its_word};
use crate::books::reason;
use crate::books::record::{State, as_word};
use crate::cli::common::Common;
use crate::config::Config;
use crate::exit::Exit;
use crate::pass::secrets;
use crate::store::{Count, OpenException, Store};

/// The commands as they must be typed here.
pub(super) fn steps(
    config: &Config,
    common: &Common,
    store: &Store,
    open: &[Count],
    exceptions: &[OpenException],
    standings: &[Standing],
) -> Result<Vec<String>> {
    let stored = store.credentials()?;
    let mut next: Vec<String> = secrets::System::ALL
        .into_iter()
        .filter(|system| !stored.iter().any(|one| one.system == system.word()))
        .map(|system| format!("credentials set {}", system.word()))
        .collect();
    if next.is_empty() {
        // What stopped a pass for a reason that no further run mends is found by `check`.
        if standings
            .iter()
            .any(|standing| matches!(standing.exit, Exit::Denied | Exit::Usage))
        {
            next.push("check".to_owned());
        }
        next.extend(for_a_person(open, exceptions));
        next.extend(passes(config, store)?);
    }
    next.truncate(3);
    Ok(next.iter().map(|words| common.typed(words)).collect())
}

/// What only a person can do, at most two steps: the passes must stand there too.
fn for_a_person(open: &[Count], exceptions: &[OpenException]) -> Vec<String> {
    let mut steps = Vec::new();
    if let Some(first) = exceptions.first() {
        steps.push("audit list --exceptions".to_owned());
        let key = as_word(&first.key);
        let word = if needs_its_word(&first.kind) {
            " --accept-sage"
        } else if first.kind == DELETED_IN_SAGE.code {
            // Closed alone, it would stay in Sage here and be missed there.
            " --skip"
        } else {
            ""
        };
        steps.push(format!("resolve {key}{word} --because \"…\""));
    }
    let any = |fits: &dyn Fn(&Count) -> bool| open.iter().any(fits);
    if any(&|count| count.state == State::Failed && !reason::is_transient(&count.reason)) {
        steps.push("audit list --state failed".to_owned());
    }
    if any(&|count| count.state == State::Held) {
        steps.push("audit list --state held".to_owned());
    }
    steps.truncate(2);
    steps
}

fn passes(config: &Config, store: &Store) -> Result<Vec<String>> {
    let never = store.first_run_at()?.is_none();
    let first = if never { " --dry-run" } else { "" };
    let passes = scheduled(config);
    Ok(passes
        .iter()
        .map(|pass| format!("{}{first}", pass.word()))
        .collect())
}
