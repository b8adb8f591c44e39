//! The one formula, exactly, with what each step gave.
//!
//! Quantities have four decimals and so have factors between units, so a SKU's need has eight; everything is a
//! whole number of those, and the only rounding is the one floor.

use crate::money::Quantity;

/// Which figure of Sage counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// On hand.
    OnHand,
    /// On hand less committed.
    Available,
}

/// An item's stock over the named locations, in its stocking unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stock {
    /// On hand.
    pub on_hand: Quantity,
    /// Committed to orders in Sage.
    pub committed: Quantity,
}

/// What a SKU needs of one item, and what there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The Sage item.
    pub item: String,
    /// How many of `unit` go into one SKU; above zero.
    pub units_per_sku: Quantity,
    /// Stocking units in one of those units; above zero.
    pub factor: Quantity,
    /// What Sage holds.
    pub stock: Stock,
    /// Units sold on Amazon that Sage cannot know yet, in stocking units, rounded up.
    pub unknown_to_sage: Quantity,
}

/// How available stock becomes an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Which figure counts.
    pub basis: Basis,
    /// The share that may be offered, above 0 and at most 1.
    pub ratio: Quantity,
    /// Units kept back.
    pub buffer: u32,
    /// The most units ever offered.
    pub cap: Option<u32>,
}

/// What each step of the formula gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// Available by item, in stocking units.
    pub available: Vec<(String, Quantity)>,
    /// The item of which there is least, as SKUs.
    pub scarcest: String,
    /// SKUs that the scarcest item makes, cut to four decimals: for people only.
    pub makes: Quantity,
    /// After ratio and floor; may be below zero.
    pub floored: i64,
    /// After the buffer; may be below zero.
    pub buffered: i64,
    /// What is offered.
    pub offered: u32,
    /// Whether Sage's stock was below zero, which is offered as zero.
    pub was_negative: bool,
}

impl Share {
    /// What there is of the item for Amazon.
    pub fn available(&self, basis: Basis) -> Quantity {
        let committed = match basis {
            Basis::OnHand => Quantity::ZERO,
            Basis::Available => self.stock.committed,
        };
        self.stock.on_hand - committed - self.unknown_to_sage
    }

    /// Units of one SKU in hundred-millionths of the stocking unit.
    fn need(&self) -> i128 {
        self.units_per_sku.ten_thousandths() * self.factor.ten_thousandths()
    }
}

/// Applies the formula; `None` when there is no component, or one of which a SKU needs nothing: then nothing
/// can be said about how many SKUs there are.
pub fn compute(rule: &Rule, shares: &[Share]) -> Option<Computed> {
    if shares.is_empty() || shares.iter().any(|share| share.need() <= 0) {
        return None;
    }
    let mut scarcest: Option<(&Share, i128)> = None;
    for share in shares {
        let floored = floored(share, rule);
        if scarcest.is_none_or(|(_, least)| floored < least) {
            scarcest = Some((share, floored));
        }
    }
    let (share, least) = scarcest?;
    let floored = i64::try_from(least).unwrap_or(if least < 0 { i64::MIN } else { i64::MAX });
    let buffered = floored.saturating_sub(i64::from(rule.buffer));
    let capped = rule.cap.map_or(buffered, |cap| buffered.min(i64::from(cap)));
    Some(Computed {
        available: shares
            .iter()
            .map(|share| (share.item.clone(), share.available(rule.basis)))
            .collect(),
        scarcest: share.item.clone(),
        makes: makes(share, rule.basis),
        floored,
        buffered,
        offered: u32::try_from(capped.max(0)).unwrap_or(u32::MAX).min(MOST),
        was_negative: shares
            .iter()
            .any(|share| share.available(rule.basis).is_negative()),
    })
}

/// More than anybody stocks; Amazon takes a 32-bit whole number.
const MOST: u32 = 999_999_999;

/// `floor(available ÷ need × ratio)`: 10⁻⁴ × 10⁻⁴ over 10⁻⁸ is a plain whole division.
fn floored(share: &Share, rule: &Rule) -> i128 {
    let offered = share
        .available(rule.basis)
        .ten_thousandths()
        .saturating_mul(rule.ratio.ten_thousandths());
    offered.div_euclid(share.need())
}

/// SKUs that one item makes, without the ratio, cut to four decimals.
fn makes(share: &Share, basis: Basis) -> Quantity {
    let tenths = share
        .available(basis)
        .ten_thousandths()
        .saturating_mul(100_000_000)
        .div_euclid(share.need());
    let text = |whole: i128, rest: i128| format!("{whole}.{rest:04}");
    let (sign, size) = if tenths < 0 { ("-", -tenths) } else { ("", tenths) };
    Quantity::parse(&format!("{sign}{}", text(size / 10_000, size % 10_000))).unwrap_or(Quantity::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn share(on_hand: &str, committed: &str, unknown: &str, units: &str, factor: &str) -> Share {
        let quantity = |text: &str| Quantity::parse(text).unwrap();
        Share {
            item: "A".into(),
            units_per_sku: quantity(units),
            factor: quantity(factor),
            stock: Stock {
                on_hand: quantity(on_hand),
                committed: quantity(committed),
            },
            unknown_to_sage: quantity(unknown),
        }
    }

    fn rule(ratio: &str, buffer: u32, cap: Option<u32>) -> Rule {
        Rule {
            basis: Basis::Available,
            ratio: Quantity::parse(ratio).unwrap(),
            buffer,
            cap,
        }
    }

    #[test]
    fn the_worked_example() {
        let computed = compute(&rule("0.9", 1, Some(8)), &[share("25.5", "3", "2", "2", "1")]).unwrap();
        assert_eq!(computed.available[0].1, Quantity::parse("20.5").unwrap());
        assert_eq!(computed.makes, Quantity::parse("10.25").unwrap());
        assert_eq!((computed.floored, computed.buffered, computed.offered), (9, 8, 8));
    }

    #[test]
    fn cases() {
        let check = |share: Share, rule: Rule, offered: u32| {
            assert_eq!(
                compute(&rule, std::slice::from_ref(&share)).unwrap().offered,
                offered,
                "{share:?}"
            );
        };
        check(share("2.9", "0", "0", "1", "1"), rule("1", 0, None), 2);
        check(share("2.9", "0", "0", "1", "1"), rule("1", 2, None), 0);
        check(share("1", "0", "0", "1", "1"), rule("1", 5, None), 0);
        check(share("-4", "0", "0", "1", "1"), rule("1", 0, None), 0);
        // One SKU is half a case of twelve.
        check(share("30", "0", "0", "0.5", "12"), rule("1", 0, None), 5);
        // A third of the stocking unit: exact where a rounded factor would lose one.
        check(share("1", "0", "0", "0.25", "1"), rule("1", 0, None), 4);
        let on_hand = Rule {
            basis: Basis::OnHand,
            ..rule("1", 0, None)
        };
        check(share("10", "8", "0", "1", "1"), on_hand, 10);
        check(share("10", "8", "0", "1", "1"), rule("1", 0, None), 2);
    }

    #[test]
    fn a_kit_is_worth_its_scarcest_item_and_nothing_can_be_said_of_none() {
        let mut scarce = share("7", "0", "0", "2", "1");
        scarce.item = "B".into();
        let computed = compute(&rule("1", 0, None), &[share("100", "0", "0", "1", "1"), scarce]).unwrap();
        assert_eq!((computed.offered, computed.scarcest.as_str()), (3, "B"));
        assert_eq!(compute(&rule("1", 0, None), &[]), None);
        assert_eq!(
            compute(&rule("1", 0, None), &[share("1", "0", "0", "0", "1")]),
            None
        );
    }

    fn some_share() -> impl Strategy<Value = Share> {
        let units = prop_oneof![1_i64..200_000, Just(10_000)];
        (
            -500_000_i64..5_000_000,
            0_i64..500_000,
            0_i64..500_000,
            units,
            1_i64..500_000,
        )
            .prop_map(|(on_hand, committed, unknown, units, factor)| {
                let quantity = |units: i64| Quantity::parse(&format!("{units}e-4")).unwrap();
                Share {
                    item: "A".into(),
                    units_per_sku: quantity(units),
                    factor: quantity(factor),
                    stock: Stock {
                        on_hand: quantity(on_hand),
                        committed: quantity(committed),
                    },
                    unknown_to_sage: quantity(unknown),
                }
            })
    }

    fn some_rule() -> impl Strategy<Value = Rule> {
        let basis = prop_oneof![Just(Basis::OnHand), Just(Basis::Available)];
        (basis, 1_i64..=10_000, 0_u32..50, prop::option::of(0_u32..500)).prop_map(
            |(basis, ratio, buffer, cap)| Rule {
                basis,
                ratio: Quantity::parse(&format!("{ratio}e-4")).unwrap(),
                buffer,
                cap,
            },
        )
    }

    proptest! {
        #[test]
        fn the_floor_is_exact_and_comes_before_the_buffer(rule in some_rule(), share in some_share()) {
            let computed = compute(&rule, std::slice::from_ref(&share)).unwrap();
            let (have, need) = (
                share.available(rule.basis).ten_thousandths() * rule.ratio.ten_thousandths(),
                share.units_per_sku.ten_thousandths() * share.factor.ten_thousandths(),
            );
            let floored = i128::from(computed.floored);
            prop_assert!(floored * need <= have && have < (floored + 1) * need);
            prop_assert_eq!(computed.buffered, computed.floored - i64::from(rule.buffer));
            prop_assert!(i64::from(computed.offered) <= computed.buffered.max(0));
            prop_assert!(rule.cap.is_none_or(|cap| computed.offered <= cap));
        }

        #[test]
        fn more_stock_never_offers_less(rule in some_rule(), share in some_share(), more in 0_i64..100_000) {
            let mut richer = share.clone();
            richer.stock.on_hand = richer.stock.on_hand + Quantity::parse(&format!("{more}e-4")).unwrap();
            let offered = |share: &Share| compute(&rule, std::slice::from_ref(share)).unwrap().offered;
            prop_assert!(offered(&richer) >= offered(&share));
            let mut sold = share.clone();
            sold.unknown_to_sage = sold.unknown_to_sage + Quantity::parse(&format!("{more}e-4")).unwrap();
            prop_assert!(offered(&sold) <= offered(&share));
        }

        #[test]
        fn another_component_never_offers_more(rule in some_rule(), shares in prop::collection::vec(some_share(), 1..5)) {
            let all = compute(&rule, &shares).unwrap().offered;
            let least = shares.iter().map(|share| compute(&rule, std::slice::from_ref(share)).unwrap().offered).min();
            prop_assert_eq!(Some(all), least);
        }
    }
}
