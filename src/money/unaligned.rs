//! `UnalignedAmount`: an amount among many, in rows that would otherwise grow by half for its alignment.

use super::Amount;

/// An [`Amount`], as exact, that may lie anywhere in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnalignedAmount([u8; 16]);

impl From<Amount> for UnalignedAmount {
    fn from(amount: Amount) -> Self {
        Self(amount.units().to_ne_bytes())
    }
}

impl From<UnalignedAmount> for Amount {
    fn from(amount: UnalignedAmount) -> Self {
        Self::from_units(i128::from_ne_bytes(amount.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_comes_out_as_it_went_in() {
        for text in [
            "0",
            "-0.0000000001",
            "12.34",
            "999999999999999",
            "-999999999999999.9999999999",
        ] {
            let amount = Amount::parse(text).unwrap();
            assert_eq!(Amount::from(UnalignedAmount::from(amount)), amount);
        }
        assert_eq!(Amount::from(UnalignedAmount::default()), Amount::ZERO);
        assert_eq!(align_of::<UnalignedAmount>(), 1);
    }
}
