//! In a dry run of a replay: pairs that the real run would set free, since it gives up the batches that they are frozen into.

use anyhow::Result;

use crate::books::record::State;
use crate::delivery::receipt_batch::ReceiptContent;
use crate::store::Record;

/// Whether a pair is frozen into one of these batches.
///
/// # Errors
/// When the stored text is not what this program wrote.
pub(super) fn is_in(receipt: &Record, batches: &[String]) -> Result<bool> {
    let is_frozen = matches!(receipt.state, State::Ready | State::Posted);
    if batches.is_empty() || !is_frozen {
        return Ok(false);
    }
    let batch = ReceiptContent::of(receipt)?.batch;
    Ok(batch.is_some_and(|key| batches.contains(&key)))
}
