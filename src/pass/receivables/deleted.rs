//! Settlements whose journal a person deleted in Sage: nothing is cleared against it until a person says what becomes of it.

use anyhow::Result;

use crate::books::exception;
use crate::books::record::Kind;
use crate::store::Store;

/// The key of a part of a settlement that was told to be deleted in Sage, while nobody has decided about it.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn deleted_journal(store: &Store, settlement: &str) -> Result<Option<String>> {
    for part in store.parts(Kind::Journal, settlement)? {
        let open = store.open_exceptions_on(part.id)?;
        if open.iter().any(|one| one.kind == exception::DELETED_IN_SAGE.code) {
            return Ok(Some(part.key));
        }
    }
    Ok(None)
}
