//! Which orders of a plan do not simply prove: those that their lines in this settlement do not settle as a whole.

use std::collections::HashSet;

use super::facts::OrderStanding;
use super::orders::Orders;
use super::settings::Role;
use super::settlement_plan::SettlementPlan;
use crate::books::settlement::SettlementLines;
use crate::money::Amount;

impl SettlementPlan {
    /// The invoiced orders that have to be judged by themselves once this plan is in the books: all but those of which it
    /// settles the invoice, no more goes to `clearing`, no other settlement (`elsewhere`) has lines, and no credit note
    /// gives anything back.
    ///
    /// The lines and the orders must be those it was planned from.
    pub fn unproven(
        &self,
        lines: &SettlementLines,
        orders: &Orders,
        elsewhere: &HashSet<String>,
    ) -> Vec<String> {
        let shares = self
            .settled(lines)
            .filter(|share| matches!(share.role, Role::Clearing | Role::OrderVariance));
        let mut unproven = Vec::new();
        let mut close = |(order, settled, cleared): (&str, Amount, Amount)| {
            // What is not invoiced is judged when it is.
            if let Some(OrderStanding::Invoiced(invoiced)) = orders.standing(order)
                && (cleared > invoiced
                    || settled < invoiced
                    || elsewhere.contains(order)
                    || orders.credited(order))
            {
                unproven.push(order.to_owned());
            }
        };
        // The shares of one order follow each other.
        let mut last = ("", Amount::ZERO, Amount::ZERO);
        for share in shares {
            if share.order != last.0 {
                close(std::mem::replace(
                    &mut last,
                    (share.order, Amount::ZERO, Amount::ZERO),
                ));
            }
            last.1 += share.amount;
            if share.role == Role::Clearing {
                last.2 += share.amount;
            }
        }
        close(last);
        unproven
    }
}
