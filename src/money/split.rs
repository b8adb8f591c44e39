//! Splitting a sum so that the parts add up by construction.

use super::{Amount, Currency};

/// A line total as whole units at whole-minor-unit prices: `low_count` at `low`, `high_count` one minor unit more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitSplit {
    /// Units at the lower price; never zero.
    pub low_count: i64,
    /// The lower unit price.
    pub low: Amount,
    /// Units at the higher price; zero when the total divides.
    pub high_count: i64,
    /// The higher unit price, one minor unit above the lower.
    pub high: Amount,
}

/// Splits a total for `count` units into at most two unit prices that add up to it exactly (design, section 7).
///
/// `None` when the total is negative, finer than the currency, or there are no units.
pub fn split_units(total: Amount, count: i64, currency: Currency) -> Option<UnitSplit> {
    let minor = total.minor(currency)?;
    if minor < 0 || count <= 0 {
        return None;
    }
    let (price, rest) = (minor / i128::from(count), minor % i128::from(count));
    let high_count = i64::try_from(rest).ok()?;
    let price = i64::try_from(price).ok()?;
    Some(UnitSplit {
        low_count: count - high_count,
        low: Amount::from_minor(price, currency),
        high_count,
        high: Amount::from_minor(price.checked_add(1)?, currency),
    })
}

/// Shares a total over weights in whole minor units by the largest remainder; equally when all weights are zero.
///
/// The parts sum to the total. Ties go to the earlier part, so that the same input always gives the same parts.
/// `None` when there is nothing to share over, a weight is negative, or the total is finer than the currency.
pub fn share(total: Amount, weights: &[Amount], currency: Currency) -> Option<Vec<Amount>> {
    let minor = total.minor(currency)?;
    if weights.is_empty() || weights.iter().any(|weight| weight.is_negative()) {
        return None;
    }
    // Weights are compared in millionths, which keeps the products within the type.
    let mut scaled: Vec<i128> = weights.iter().map(|weight| weight.units() / 10_000).collect();
    if scaled.iter().all(|weight| *weight == 0) {
        scaled = vec![1; weights.len()];
    }
    let whole: i128 = scaled.iter().sum();
    let size = minor.abs();
    let mut parts = Vec::with_capacity(scaled.len());
    let mut rests = Vec::with_capacity(scaled.len());
    for (index, weight) in scaled.iter().enumerate() {
        let product = size.checked_mul(*weight)?;
        parts.push(product / whole);
        rests.push((product % whole, index));
    }
    let short = usize::try_from(size - parts.iter().sum::<i128>()).ok()?;
    rests.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, index) in rests.iter().take(short) {
        parts[*index] += 1;
    }
    let sign = if minor < 0 { -1 } else { 1 };
    parts
        .into_iter()
        .map(|part| {
            i64::try_from(part * sign)
                .ok()
                .map(|p| Amount::from_minor(p, currency))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn unit_prices_add_up_to_the_total(minor in 0_i64..10_000_000, count in 1_i64..5_000) {
            let total = Amount::from_minor(minor, Currency::USD);
            let split = split_units(total, count, Currency::USD).unwrap();
            prop_assert_eq!(split.low_count + split.high_count, count);
            prop_assert!(split.low_count > 0);
            let sum = split.low.times(split.low_count).unwrap() + split.high.times(split.high_count).unwrap();
            prop_assert_eq!(sum, total);
        }

        #[test]
        fn shares_add_up_to_the_whole(minor in -1_000_000_i64..1_000_000, weights in prop::collection::vec(0_i64..100_000, 1..9)) {
            let weights: Vec<_> = weights.into_iter().map(|w| Amount::from_minor(w, Currency::USD)).collect();
            let total = Amount::from_minor(minor, Currency::USD);
            let parts = share(total, &weights, Currency::USD).unwrap();
            prop_assert_eq!(parts.iter().sum::<Amount>(), total);
        }

        #[test]
        fn text_round_trips(units in -1_000_000_000_000_i64..1_000_000_000_000, cents in 0_u32..1_000_000) {
            let text = format!("{units}.{cents:06}");
            let amount = Amount::parse(&text).unwrap();
            prop_assert_eq!(Amount::parse(&amount.to_string()).unwrap(), amount);
            let json = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,80}") {
            let _ = Amount::parse(&text);
            let _ = super::super::Quantity::parse(&text);
        }
    }

    #[test]
    fn refuses_what_it_cannot_keep() {
        for text in ["", ".", "-", "1.2.3", "NaN", "1e", "0x1", "1,5", "١"] {
            assert!(Amount::parse(text).is_err(), "{text}");
        }
        assert!(Amount::parse("0.00000000001").is_err());
        assert!(Amount::parse("1000000000000001").is_err());
        assert!(Amount::parse(&"9".repeat(60)).is_err());
        assert_eq!(Amount::parse("1e3").unwrap().to_string(), "1000.00");
        assert_eq!(
            serde_json::to_string(&Amount::parse("18.10").unwrap()).unwrap(),
            "18.1"
        );
    }
}
