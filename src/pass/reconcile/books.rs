//! The records of one configuration: several configurations of one company are proven together.

use crate::config::Config;
use crate::store::Store;

/// A configuration and its database.
#[derive(Clone, Copy)]
pub(super) struct Books<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// Its database, to be read.
    pub store: &'a Store,
}
