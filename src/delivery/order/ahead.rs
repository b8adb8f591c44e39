//! Looking where orders can be while they are still being planned: the places are read one after the other, since a document
//! moves from one to the next, and that takes as long as the planning.

use super::lookup::surely_knows_nothing;
use crate::client::sage300::{SageClient, SageError};
use crate::delivery::names::MANY;
use crate::delivery::{Result, Run};

/// Does work, which asks Sage too, while the places are read where so many orders may be that come after it.
///
/// Once in a run at the most, and only where Sage may be asked two things at once. What could not be read is read, or each
/// order asked for, when it is needed.
///
/// # Errors
/// When Sage cannot be asked at all, or the database be read.
pub fn while_names_are_read<T>(run: &Run<'_>, coming: usize, work: impl FnOnce() -> T) -> Result<T> {
    let (sage, names) = (run.sage()?, &run.names);
    let (mut orders, mut invoices) = (names.orders.borrow_mut(), names.invoices.borrow_mut());
    let mut receivables = names.receivables.borrow_mut();
    let are_new = orders.are_new() && invoices.are_new() && receivables.are_new();
    // The first question is asked alone: name and password are tried by it.
    let begins = coming >= MANY && are_new && sage.may_ask_beside();
    if !begins || !orders.read_ahead(sage, run.clock.now(), coming)? {
        drop((orders, invoices, receivables));
        return Ok(work());
    }
    // Whatever may not be known here is known to be in one of these places; what was never sent anything knows nothing.
    let wants_unposted = surely_knows_nothing(run)?;
    let clock = run.clock.clone();
    let (mut unposted, invoices, receivables) =
        (names.unposted.borrow_mut(), &mut *invoices, &mut *receivables);
    let unposted = &mut *unposted;
    let read = move |sage: &SageClient| -> std::result::Result<(), SageError> {
        if !invoices.read_ahead(sage, clock.now(), coming)? {
            return Ok(());
        }
        if wants_unposted {
            unposted.are_read(sage, (clock.now(), None))?;
        }
        receivables.read_ahead(sage, clock.now(), coming)?;
        Ok(())
    };
    let (_, worked) = sage.beside(read, |_| Ok::<T, std::convert::Infallible>(work()));
    let Ok(worked) = worked;
    Ok(worked)
}
