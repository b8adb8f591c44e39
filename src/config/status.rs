//! `[status]`: how long each scheduled pass may not have done its work before `status` says so.

use std::collections::BTreeMap;
use std::time::Duration;

use toml::de::DeValue;

use super::problem::shown;
use super::read::{days, parse_duration};
use super::sheet::{Read, Section};

/// A pass that a scheduler runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pass {
    /// Orders become invoices.
    PullOrders,
    /// Settlements become journals.
    PostSettlements,
    /// Quantities become listings.
    PushInventory,
}

impl Pass {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::PullOrders, Self::PostSettlements, Self::PushInventory];

    /// The subcommand.
    pub fn word(self) -> &'static str {
        match self {
            Self::PullOrders => "pull-orders",
            Self::PostSettlements => "post-settlements",
            Self::PushInventory => "push-inventory",
        }
    }
}

/// `[status]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The longest that a pass may not have done its work.
    pub max_age: BTreeMap<Pass, Duration>,
}

/// How old the last whole run of a pass may be where nothing else is said: a missed night is seen, a long one is not.
const USUAL: Duration = days(2);

pub(super) fn status(section: &Section<'_>) -> Status {
    let mut max_age: BTreeMap<Pass, Duration> = Pass::ALL.into_iter().map(|pass| (pass, USUAL)).collect();
    max_age.extend(section.list("max_age", age).into_iter().map(|(_, age)| age));
    Status { max_age }
}

fn age(value: &DeValue<'_>) -> Read<(Pass, Duration)> {
    match value {
        DeValue::String(text) => parse_max_age(text),
        other => Err(format!(
            "write a pass and a time, such as \"pull-orders=2 h\", not {}",
            other.type_str()
        )),
    }
}

/// Reads a pass and how old its last run may be: `pull-orders=2h`.
///
/// # Errors
/// What is wrong with it, in words.
pub fn parse_max_age(text: &str) -> Result<(Pass, Duration), String> {
    let Some((name, length)) = text.split_once('=') else {
        return Err(format!(
            "`{}` is not a pass and a time, such as `pull-orders=2h`",
            shown(text)
        ));
    };
    let pass = Pass::ALL.into_iter().find(|pass| pass.word() == name.trim());
    let pass = pass.ok_or_else(|| {
        format!(
            "`{}` is no scheduled pass; there are pull-orders, post-settlements and push-inventory",
            shown(name.trim())
        )
    })?;
    let length = parse_duration(length)?;
    if length.is_zero() || length > days(3_650) {
        return Err(format!("`{}` is not between a second and ten years", shown(text)));
    }
    Ok((pass, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_and_a_time_are_read_and_nothing_else() {
        assert_eq!(
            parse_max_age("pull-orders=2h"),
            Ok((Pass::PullOrders, Duration::from_secs(7_200)))
        );
        assert!(parse_max_age(" push-inventory = 30 min").is_ok());
        for text in [
            "pull-orders",
            "pull_orders=2h",
            "replay=2h",
            "pull-orders=2",
            "pull-orders=",
            "=2h",
            "pull-orders=0s",
            "pull-orders=-2h",
            "pull-orders=9999999 days",
        ] {
            assert!(parse_max_age(text).is_err(), "{text}");
        }
    }
}
