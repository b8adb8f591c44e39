//! Looking where orders can be while they are still being planned: the places are read one after the other, since a document
//! moves from one to the next, and that takes as long as the planning.

use chrono::{DateTime, Utc};

use crate::books::record::Kind;
use crate::client::sage300::{SageClient, SageError};
use crate::delivery::names::{MANY, Unposted};
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
    let wants_unposted = run.found_unknown()? || !run.store.has_posted(Kind::Order)?;
    let clock = run.clock.clone();
    let (invoices, receivables) = (&mut *invoices, &mut *receivables);
    let read = move |sage: &SageClient| -> std::result::Result<Option<(DateTime<Utc>, Unposted)>, SageError> {
        let is_whole = invoices.read_ahead(sage, clock.now(), coming)?
            && receivables.read_ahead(sage, clock.now(), coming)?;
        if !is_whole || !wants_unposted {
            return Ok(None);
        }
        let at = clock.now();
        Ok(Some((at, unposted(sage)?)))
    };
    let (read, worked) = sage.beside(read, |_| Ok::<T, std::convert::Infallible>(work()));
    if let Ok(read) = read {
        names.unposted.set(read);
    }
    let Ok(worked) = worked;
    Ok(worked)
}

/// Reads the invoice batches that are not posted.
pub(super) fn unposted(sage: &SageClient) -> std::result::Result<Unposted, SageError> {
    let mut all = Unposted::new();
    for invoice in sage.unposted_invoices()? {
        for name in [&invoice.order_number, &invoice.po_number].into_iter().flatten() {
            all.insert(
                name.trim().to_uppercase(),
                (invoice.order_number.clone(), invoice.facts()),
            );
        }
    }
    Ok(all)
}
