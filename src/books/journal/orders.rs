//! What is known of a settlement's orders, packed: 250,000 of them are a few megabytes.

use std::collections::HashMap;

use super::facts::{OrderFacts, OrderStanding};
use super::included_tax::IncludedTax;
use super::keys::is_order_id;
use crate::money::Amount;

/// Orders by their Amazon ids.
#[derive(Debug, Clone, Default)]
pub struct Orders {
    /// Sorted by the digits of the id.
    packed: Vec<Packed>,
    sorted: bool,
    /// What earlier settlements put against invoices, in millionths by the digits of the id: against most, nothing.
    settled: HashMap<u64, i64>,
    /// Ids of another shape, and sums that are too large or too fine to be packed.
    rest: HashMap<String, OrderFacts>,
    marketplaces: Vec<String>,
    /// Of orders that gave something back and were invoiced with the tax in their prices.
    taxes: HashMap<String, IncludedTax>,
    /// Of orders with a credit note of less than their invoice: what of it no refund has met yet.
    rooms: HashMap<String, Amount>,
}

#[derive(Debug, Clone, Copy)]
struct Packed {
    digits: u64,
    invoiced: i64,
    standing: u8,
    credited: bool,
    /// A place in the list of marketplaces, from one; zero is none.
    marketplace: u16,
}

impl Orders {
    /// Adds what is known of an order, in the place of what was known before.
    pub fn insert(&mut self, id: &str, facts: OrderFacts) {
        match self.pack(id, &facts) {
            Some((packed, settled)) => {
                self.sorted &= self.packed.last().is_none_or(|last| last.digits < packed.digits);
                self.packed.push(packed);
                match settled {
                    0 => self.settled.remove(&packed.digits),
                    _ => self.settled.insert(packed.digits, settled),
                };
            }
            None => {
                self.rest.insert(id.to_owned(), facts);
            }
        }
    }

    /// Adds the tax that lies in the prices of an order's invoice.
    pub fn insert_tax(&mut self, id: &str, tax: IncludedTax) {
        self.taxes.insert(id.to_owned(), tax);
    }

    /// The tax in the prices of an order's invoice, where there is any and something was given back.
    pub(super) fn included_tax(&self, id: &str) -> Option<&IncludedTax> {
        self.taxes.get(id)
    }

    /// Bounds what an order's credit note gives back: refunds beyond it go to their own accounts.
    pub fn bound_note(&mut self, id: &str, room: Amount) {
        self.rooms.insert(id.to_owned(), room);
    }

    /// What of an order's credit note no refund has met yet; none where it is not bounded.
    pub(super) fn note_room(&self, id: &str) -> Option<Amount> {
        self.rooms.get(id).copied()
    }

    /// Whether any credit note is bounded.
    pub(super) fn any_bounded(&self) -> bool {
        !self.rooms.is_empty()
    }

    /// Must follow the last [`Orders::insert`] before anything is asked; the later of two words counts.
    pub fn seal(&mut self) {
        if !self.sorted {
            self.packed.sort_by_key(|packed| packed.digits);
            self.packed.dedup_by(|next, kept| {
                let same = next.digits == kept.digits;
                if same {
                    *kept = *next;
                }
                same
            });
        }
        self.sorted = true;
    }

    /// What is known of an order.
    pub fn get(&self, id: &str) -> Option<OrderFacts> {
        let Some(packed) = self.find(id) else {
            return self.rest.get(id).cloned();
        };
        let invoiced = Amount::from_millionths(packed.invoiced);
        Some(OrderFacts {
            standing: standing_of(packed.standing, invoiced),
            marketplace: self.name(packed).map(str::to_owned),
            settled_before: self.settled_before(packed),
            credited: packed.credited,
        })
    }

    /// Where an order stands.
    pub(super) fn standing(&self, id: &str) -> Option<OrderStanding> {
        match self.find(id) {
            Some(packed) => Some(standing_of(
                packed.standing,
                Amount::from_millionths(packed.invoiced),
            )),
            None => self.rest.get(id).map(|facts| facts.standing),
        }
    }

    /// Where an order stands, and what earlier settlements put against its invoice.
    pub(super) fn so_far(&self, id: &str) -> Option<(OrderStanding, Amount)> {
        match self.find(id) {
            Some(packed) => Some((
                standing_of(packed.standing, Amount::from_millionths(packed.invoiced)),
                self.settled_before(packed),
            )),
            None => self
                .rest
                .get(id)
                .map(|facts| (facts.standing, facts.settled_before)),
        }
    }

    /// Whether any order has a credit note.
    pub fn any_credited(&self) -> bool {
        let packed = self.packed.iter().any(|one| one.credited);
        packed || self.rest.values().any(|facts| facts.credited)
    }

    /// Whether a credit note of ours exists.
    pub fn credited(&self, id: &str) -> bool {
        match self.find(id) {
            Some(packed) => packed.credited,
            None => self.rest.get(id).is_some_and(|facts| facts.credited),
        }
    }

    /// The same as if no order had a credit note; none where none has one.
    pub fn without_credit_notes(&self) -> Option<Self> {
        if !self.any_credited() {
            return None;
        }
        let mut without = self.clone();
        without.packed.iter_mut().for_each(|one| one.credited = false);
        without.rest.values_mut().for_each(|facts| facts.credited = false);
        Some(without)
    }

    /// The marketplace's name, where known.
    pub(super) fn marketplace(&self, id: &str) -> Option<&str> {
        match self.find(id) {
            Some(packed) => self.name(packed),
            None => self.rest.get(id)?.marketplace.as_deref(),
        }
    }

    fn name(&self, packed: &Packed) -> Option<&str> {
        let at = usize::from(packed.marketplace).checked_sub(1)?;
        self.marketplaces.get(at).map(String::as_str)
    }

    fn find(&self, id: &str) -> Option<&Packed> {
        let digits = digits_of(id)?;
        let at = self
            .packed
            .binary_search_by_key(&digits, |packed| packed.digits)
            .ok()?;
        self.packed.get(at)
    }

    fn settled_before(&self, packed: &Packed) -> Amount {
        let settled = self.settled.get(&packed.digits);
        Amount::from_millionths(settled.copied().unwrap_or(0))
    }

    /// The order, and what earlier settlements put against its invoice.
    fn pack(&mut self, id: &str, facts: &OrderFacts) -> Option<(Packed, i64)> {
        let (standing, invoiced) = match facts.standing {
            OrderStanding::Invoiced(amount) => (0, amount),
            OrderStanding::WillInvoice => (1, Amount::ZERO),
            OrderStanding::BeforeCutover => (2, Amount::ZERO),
            OrderStanding::Skipped => (3, Amount::ZERO),
            OrderStanding::Unknown => (4, Amount::ZERO),
        };
        let settled = facts.settled_before.millionths()?;
        let packed = Packed {
            digits: digits_of(id)?,
            invoiced: invoiced.millionths()?,
            standing,
            credited: facts.credited,
            marketplace: match &facts.marketplace {
                Some(name) => self.number(name)?,
                None => 0,
            },
        };
        Some((packed, settled))
    }

    fn number(&mut self, name: &str) -> Option<u16> {
        let known = self.marketplaces.iter().position(|known| known == name);
        let at = known.unwrap_or_else(|| {
            self.marketplaces.push(name.to_owned());
            self.marketplaces.len() - 1
        });
        u16::try_from(at + 1).ok()
    }
}

fn standing_of(standing: u8, invoiced: Amount) -> OrderStanding {
    match standing {
        0 => OrderStanding::Invoiced(invoiced),
        1 => OrderStanding::WillInvoice,
        2 => OrderStanding::BeforeCutover,
        3 => OrderStanding::Skipped,
        _ => OrderStanding::Unknown,
    }
}

/// The 17 digits of an order id as one number.
fn digits_of(id: &str) -> Option<u64> {
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| u64::from(byte - b'0'));
    is_order_id(id).then(|| {
        let digits = id.as_bytes().iter().filter_map(digit);
        digits.fold(0, |number, digit| number * 10 + digit)
    })
}

impl<'a> FromIterator<(&'a str, OrderFacts)> for Orders {
    fn from_iter<I: IntoIterator<Item = (&'a str, OrderFacts)>>(known: I) -> Self {
        let mut orders = Self::default();
        known.into_iter().for_each(|(id, facts)| orders.insert(id, facts));
        orders.seal();
        orders
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(standing: OrderStanding, settled: &str) -> OrderFacts {
        OrderFacts {
            standing,
            marketplace: Some("Amazon.de".to_owned()),
            settled_before: Amount::parse(settled).unwrap(),
            credited: true,
        }
    }

    #[test]
    fn what_went_in_comes_out_whatever_its_shape() {
        let invoiced = |text: &str| OrderStanding::Invoiced(Amount::parse(text).unwrap());
        let known = [
            ("333-1234567-7654321", facts(invoiced("12.34"), "1")),
            ("111-1234567-7654321", facts(OrderStanding::Skipped, "0")),
            (
                "222-0000000-0000000",
                facts(invoiced("999999999999999"), "0.0000001"),
            ),
            ("S01-1234567-7654321", facts(OrderStanding::Unknown, "-3")),
        ];
        let orders: Orders = known.iter().cloned().collect();
        for (id, facts) in &known {
            assert_eq!(orders.get(id).as_ref(), Some(facts), "{id}");
            assert_eq!(orders.standing(id), Some(facts.standing));
            assert_eq!(orders.marketplace(id), Some("Amazon.de"));
            assert!(orders.credited(id));
        }
        assert_eq!(orders.get("111-1234567-7654322"), None);
        assert_eq!(size_of::<Packed>(), 24);
    }

    #[test]
    fn the_later_word_counts() {
        let mut orders: Orders = [("111-1234567-7654321", facts(OrderStanding::Unknown, "0"))]
            .into_iter()
            .collect();
        for settled in ["5", "0"] {
            let later = facts(OrderStanding::WillInvoice, settled);
            orders.insert("111-1234567-7654321", later.clone());
            orders.seal();
            assert_eq!(orders.get("111-1234567-7654321"), Some(later));
        }
    }
}
