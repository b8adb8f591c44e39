//! The documents of A/R that were met: each counts once, and names its customer in the ledger.

use std::collections::{BTreeSet, HashMap};

/// Documents by number, each with its customer.
#[derive(Debug, Default)]
pub(super) struct Documents {
    customers: Vec<String>,
    /// By number in capitals, the first customer that has it.
    first: HashMap<Box<str>, u16>,
    /// Further customers with a document of the same number.
    further: BTreeSet<(String, u16)>,
}

impl Documents {
    /// Takes in a document; false when it was met before.
    pub fn take(&mut self, customer: &str, number: &str) -> bool {
        let (customer, number) = (self.position(customer), number.to_ascii_uppercase());
        match self.first.get(number.as_str()) {
            None => {
                self.first.insert(number.into_boxed_str(), customer);
                true
            }
            Some(known) if *known == customer => false,
            Some(_) => self.further.insert((number, customer)),
        }
    }

    fn position(&mut self, customer: &str) -> u16 {
        let known = self.customers.iter().position(|one| one == customer);
        let at = known.unwrap_or_else(|| {
            self.customers.push(customer.to_owned());
            self.customers.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    /// Whether this document of this customer was met.
    pub fn holds(&self, customer: &str, number: &str) -> bool {
        let number = number.to_ascii_uppercase();
        let Some(at) = self.customers.iter().position(|one| one == customer) else {
            return false;
        };
        let at = u16::try_from(at).unwrap_or(u16::MAX);
        self.first.get(number.as_str()) == Some(&at) || self.further.contains(&(number, at))
    }

    /// Whether a text in capitals is the number of one.
    pub fn is_named(&self, text: &str) -> bool {
        self.first.contains_key(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_counts_once_for_each_customer() {
        let mut documents = Documents::default();
        assert!(documents.take("A", "in1"));
        assert!(!documents.take("A", "IN1"));
        assert!(documents.take("B", "IN1"));
        assert!(!documents.take("B", "IN1"));
        assert!(documents.holds("A", "IN1") && documents.holds("B", "in1"));
        assert!(!documents.holds("C", "IN1") && !documents.holds("A", "IN2"));
        assert!(documents.is_named("IN1") && !documents.is_named("IN2"));
    }
}
