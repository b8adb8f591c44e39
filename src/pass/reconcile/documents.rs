//! The documents of A/R that were met: each counts once, and names its customer in the ledger.

use std::collections::BTreeSet;

use crate::books::reconciliation::Texts;

/// Documents by number, each with its customer.
#[derive(Debug, Default)]
pub(super) struct Documents {
    customers: Vec<String>,
    /// In capitals.
    numbers: Texts,
    /// By number, the first customer that has it.
    first: Vec<u16>,
    /// Further customers with a document of the same number.
    further: BTreeSet<(u32, u16)>,
}

impl Documents {
    /// Takes in a document; false when it was met before.
    pub fn take(&mut self, customer: &str, number: &str) -> bool {
        let customer = self.position(customer);
        let number = self.numbers.put(&number.to_ascii_uppercase());
        match self.first.get(number as usize) {
            None => {
                self.first.push(customer);
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
        let at = self.customers.iter().position(|one| one == customer);
        let at = at.and_then(|at| u16::try_from(at).ok());
        let number = self.numbers.find(&number.to_ascii_uppercase());
        at.zip(number).is_some_and(|(at, number)| {
            self.first.get(number as usize) == Some(&at) || self.further.contains(&(number, at))
        })
    }

    /// Whether a text in capitals is the number of one.
    pub fn is_named(&self, text: &str) -> bool {
        self.numbers.find(text).is_some()
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
