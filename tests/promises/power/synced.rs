//! Preloaded into the program (Linux): whenever it syncs a file, what the disk then holds is copied aside.
//!
//! Not part of the test crate: `power.rs` compiles it by itself when the tests run. The program under it is the
//! one that ships, with nothing in it that knows of this.

use std::ffi::{c_int, c_long};
use std::path::PathBuf;

#[cfg(target_arch = "x86_64")]
const NUMBERS: (c_long, c_long) = (74, 75);
#[cfg(target_arch = "aarch64")]
const NUMBERS: (c_long, c_long) = (82, 83);

unsafe extern "C" {
    fn syscall(number: c_long, ...) -> c_long;
}

/// In the place of the C library's.
#[unsafe(no_mangle)]
pub extern "C" fn fsync(file: c_int) -> c_int {
    synced(NUMBERS.0, file)
}

/// In the place of the C library's.
#[unsafe(no_mangle)]
pub extern "C" fn fdatasync(file: c_int) -> c_int {
    synced(NUMBERS.1, file)
}

fn synced(number: c_long, file: c_int) -> c_int {
    let answer = unsafe { syscall(number, file) };
    if answer == 0 {
        let _ = keep(file);
    }
    answer as c_int
}

/// The copy appears whole or not at all.
fn keep(file: c_int) -> Option<()> {
    let copies = PathBuf::from(std::env::var_os("SYNCED_COPIES")?);
    let path = std::fs::read_link(format!("/proc/self/fd/{file}")).ok()?;
    if !path.is_file() {
        return None;
    }
    let part = copies.join("part");
    std::fs::copy(&path, &part).ok()?;
    std::fs::rename(part, copies.join(path.file_name()?)).ok()
}
