//! How one document gets into Sage exactly once: the same street for every kind.
//!
//! ```text
//! settle what is open → look up → commit the intent → send → read back → write the end
//! ```
//!
//! [`settle`] and [`send`] are the two ways in; [`again`] and [`accept`] are a person's. A record is looked up before
//! it is sent, `sending` is committed before the first byte leaves, one place says what an answer means
//! (`answer`), one what absence allows (`absence`), and one writes what stands in Sage (`end`). A kind is a
//! [`Deliverable`]: a value that says where it goes, how it is asked for and compared, what its absence allows and
//! what hangs on its end. The street knows no kind; [`kinds`] lists them.

mod absence;
mod accept;
mod again;
mod answer;
mod batch;
mod conclude;
pub mod credit_note;
mod deleted;
mod deliverable;
mod edited;
mod end;
mod followed;
mod form;
mod found;
mod intent;
pub mod journal;
pub mod kinds;
mod lanes;
mod names;
mod next;
mod of;
pub mod order;
mod pace;
pub mod receipt_batch;
mod recheck;
mod result;
mod run;
mod send;
mod settle;
mod tally;
mod walk;
mod weigh;
mod witness;

pub use accept::{AS_PLANNED, accept, is_deleted, looked_up};
pub use again::{Again, again, deleted_kept, posted_again};
pub use batch::{NOT_POSTED, SageNumbers, ignored, numbers};
pub use deleted::tell_deleted;
use deliverable::one_by_one;
pub use deliverable::{Absence, Deliverable, Depth, Look};
pub use edited::tell_edited;
pub use followed::all_followed_since;
pub use form::Form;
pub use found::{Finds, Found, InSage, Opens};
pub use next::Next;
pub use of::Of;
pub use recheck::recheck;
pub use result::Result;
use result::stored;
pub use run::{Identity, Reach, Run, Terms};
pub use send::{Sending, along, send};
pub use settle::{settle, taken_in, taken_in_if};
pub use tally::Tally;
pub use weigh::{weigh, weigh_left};
pub use witness::moved_on_purpose;
