//! How much room is left where the database stands.

use super::Store;

impl Store {
    /// Free bytes that this user may still write beside the database; `None` where the system does not tell.
    pub fn free_space(&self) -> Option<u64> {
        let folder = self
            .path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or_else(|| ".".as_ref());
        fs4::available_space(folder).ok()
    }
}
