//! What is to be done about one SKU: the value is compared with what Amazon shows now, never with a memory.

use std::rc::Rc;

use super::rule::Computed;
use crate::amazon::listings::Channels;
use crate::books::invoice::Hold;
use crate::books::reason::{self, Reason};

/// What Amazon shows of a SKU, as far as a quantity depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Who ships it.
    pub channels: Channels,
    /// Its product type, which many share.
    pub product_type: Option<Rc<str>>,
    /// Whether an open feed holds it.
    pub in_feed: bool,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Amazon shows the right quantity.
    Same(u32),
    /// Send a quantity.
    Send {
        /// What Amazon shows now; nothing for a listing that never had a quantity.
        old: Option<i64>,
        /// What it should show.
        new: u32,
        /// The listing's own product type.
        product_type: Rc<str>,
    },
    /// Not to be touched, and that is as it should be.
    Leave(Reason),
    /// Cannot be sent; a person must act.
    Held(Hold),
}

/// Decides about one SKU; `listed` is `None` when Amazon has no such listing.
pub fn verdict(listed: Option<&Listed>, push: bool, computed: Result<&Computed, &Hold>) -> Verdict {
    let Some(listed) = listed else {
        return Verdict::Leave(reason::NOT_LISTED);
    };
    let old = match &listed.channels {
        Channels::Amazon(_) => return Verdict::Leave(reason::AMAZON_FULFILLED),
        // Of what is not to be pushed nothing is asked, whoever ships it.
        _ if !push => return Verdict::Leave(reason::PUSH_NO),
        Channels::Both(others) => {
            return held(
                reason::BOTH_CHANNELS,
                format!(
                    "offered under DEFAULT and under {}: nothing is sent",
                    others.join(", ")
                ),
            );
        }
        Channels::Unknown(codes) => return held(reason::CHANNEL_UNKNOWN, unknown(codes)),
        Channels::Default(old) => *old,
    };
    if listed.in_feed {
        return Verdict::Leave(reason::IN_FEED);
    }
    let computed = match computed {
        Ok(computed) => computed,
        Err(hold) => return Verdict::Held(hold.clone()),
    };
    let new = computed.offered;
    if old == Some(i64::from(new)) {
        return Verdict::Same(new);
    }
    match &listed.product_type {
        Some(product_type) => Verdict::Send {
            old,
            new,
            product_type: Rc::clone(product_type),
        },
        None => held(
            reason::NO_PRODUCT_TYPE,
            "Amazon shows no product type for it".to_owned(),
        ),
    }
}

fn unknown(codes: &[String]) -> String {
    if codes.is_empty() {
        return "Amazon does not show who ships it".to_owned();
    }
    let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    format!(
        "offered under {}, which is neither DEFAULT nor Amazon's alone: nothing is sent",
        codes.join(" and ")
    )
}

fn held(reason: Reason, detail: String) -> Verdict {
    Verdict::Held(Hold::new(reason, detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Quantity;
    use proptest::prelude::*;

    fn computed(offered: u32) -> Computed {
        Computed {
            available: Vec::new(),
            scarcest: "A".into(),
            makes: Quantity::ZERO,
            floored: 0,
            buffered: 0,
            offered,
            was_negative: false,
        }
    }

    fn listed(channels: Channels) -> Listed {
        Listed {
            channels,
            product_type: Some("SHOES".into()),
            in_feed: false,
        }
    }

    #[test]
    fn only_real_differences_are_sent() {
        let own = listed(Channels::Default(Some(3)));
        assert_eq!(verdict(Some(&own), true, Ok(&computed(3))), Verdict::Same(3));
        assert!(matches!(
            verdict(Some(&own), true, Ok(&computed(0))),
            Verdict::Send {
                old: Some(3),
                new: 0,
                ..
            }
        ));
        assert_eq!(
            verdict(Some(&own), false, Ok(&computed(0))),
            Verdict::Leave(reason::PUSH_NO)
        );
        assert_eq!(
            verdict(None, true, Ok(&computed(0))),
            Verdict::Leave(reason::NOT_LISTED)
        );
        let feeding = Listed {
            in_feed: true,
            ..own.clone()
        };
        assert_eq!(
            verdict(Some(&feeding), true, Ok(&computed(0))),
            Verdict::Leave(reason::IN_FEED)
        );
        let untyped = Listed {
            product_type: None,
            ..own
        };
        assert!(matches!(
            verdict(Some(&untyped), true, Ok(&computed(0))),
            Verdict::Held(_)
        ));
    }

    fn some_channels() -> impl Strategy<Value = Channels> {
        prop_oneof![
            prop::option::of(0_i64..20).prop_map(Channels::Default),
            Just(Channels::Amazon("AMAZON_NA".into())),
            Just(Channels::Both(vec!["AMAZON_NA".into()])),
            Just(Channels::Unknown(Vec::new())),
            Just(Channels::Unknown(vec!["MFN".into()])),
        ]
    }

    proptest! {
        #[test]
        fn nothing_is_sent_to_amazons_channels_nor_for_what_is_absent(
            channels in some_channels(), push: bool, in_feed: bool, offered in prop::option::of(0_u32..20),
        ) {
            let listed = Listed { in_feed, ..listed(channels.clone()) };
            let absent = Hold::new(reason::ITEM_ABSENT, String::new());
            let known = offered.map(computed);
            let verdict = verdict(Some(&listed), push, known.as_ref().ok_or(&absent));
            if let Verdict::Send { old, new, .. } = verdict {
                prop_assert_eq!(channels, Channels::Default(old));
                prop_assert!(push && !in_feed);
                prop_assert_eq!(Some(new), offered);
                prop_assert_ne!(old, Some(i64::from(new)));
            }
        }
    }
}
