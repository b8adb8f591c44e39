//! Whether a path lies on another machine.

use std::path::{Component, Path, Prefix};

use windows_sys::Win32::Storage::FileSystem::GetDriveTypeW;

use super::wide;

/// Windows' number for a drive that another machine gives.
const REMOTE: u32 = 4;

/// A share by its name, or a drive letter that stands for one.
pub(in crate::host) fn is_remote(path: &Path) -> bool {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let Some(Component::Prefix(prefix)) = path.components().next() else {
        return false;
    };
    match prefix.kind() {
        Prefix::UNC(..) | Prefix::VerbatimUNC(..) => true,
        Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => {
            let root = wide(&format!("{}:\\", char::from(letter)));
            // SAFETY: the text ends in zero and outlives the call.
            unsafe { GetDriveTypeW(root.as_ptr()) == REMOTE }
        }
        _ => false,
    }
}
