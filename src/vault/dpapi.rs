//! Windows' own protection: keys sealed for an account or a machine, and files with a tight access list.
//!
//! The only unsafe code of the program. Machine scope lets any local account decrypt, so the file's access
//! list guards it as well.

use std::fs::File;
use std::os::windows::ffi::OsStrExt;
use std::os::windows::io::FromRawHandle;
use std::path::Path;
use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::{GENERIC_WRITE, GetLastError, INVALID_HANDLE_VALUE, LocalFree};
use windows_sys::Win32::Security::Authorization::{
    ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1,
};
use windows_sys::Win32::Security::Cryptography::{
    CRYPT_INTEGER_BLOB, CRYPTPROTECT_LOCAL_MACHINE, CRYPTPROTECT_UI_FORBIDDEN, CryptProtectData,
    CryptUnprotectData,
};
use windows_sys::Win32::Security::SECURITY_ATTRIBUTES;
use windows_sys::Win32::Storage::FileSystem::{CREATE_NEW, CreateFileW, FILE_ATTRIBUTE_NORMAL};
use zeroize::{Zeroize, Zeroizing};

use super::{DpapiScope, VaultError};

/// Mixed into the protection, so that nothing else of the account opens the key by accident.
const ENTROPY: &[u8] = b"ml-connector key v1";

/// Full access for the owner, the system and the administrators; nothing inherited.
const OWNER_ONLY: &str = "D:P(A;;FA;;;OW)(A;;FA;;;SY)(A;;FA;;;BA)";

fn blob(bytes: &[u8]) -> CRYPT_INTEGER_BLOB {
    let length = u32::try_from(bytes.len()).unwrap_or(0);
    CRYPT_INTEGER_BLOB {
        cbData: length,
        pbData: bytes.as_ptr().cast_mut(),
    }
}

/// Copies what Windows allocated, wipes it there and frees it.
fn take(given: CRYPT_INTEGER_BLOB) -> Zeroizing<Vec<u8>> {
    let length = usize::try_from(given.cbData).unwrap_or(0);
    // SAFETY: after success Windows gives a block of `cbData` bytes at `pbData` that is ours alone until it
    // is freed with LocalFree, which happens exactly once, here.
    unsafe {
        let bytes = std::slice::from_raw_parts_mut(given.pbData, length);
        let copy = Zeroizing::new(bytes.to_vec());
        bytes.zeroize();
        LocalFree(given.pbData.cast());
        copy
    }
}

pub(super) fn protect(scope: DpapiScope, plain: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let machine = match scope {
        DpapiScope::User => 0,
        DpapiScope::Machine => CRYPTPROTECT_LOCAL_MACHINE,
    };
    let (input, entropy, mut output) = (blob(plain), blob(ENTROPY), CRYPT_INTEGER_BLOB::default());
    let flags = CRYPTPROTECT_UI_FORBIDDEN | machine;
    // SAFETY: both inputs outlive the call and are only read; `output` is written by the call.
    let done = unsafe { CryptProtectData(&input, null(), &entropy, null(), null(), flags, &mut output) };
    if done == 0 {
        Err(refused("protect the key"))
    } else {
        Ok(take(output))
    }
}

pub(super) fn unprotect(sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (input, entropy, mut output) = (blob(sealed), blob(ENTROPY), CRYPT_INTEGER_BLOB::default());
    let flags = CRYPTPROTECT_UI_FORBIDDEN;
    // SAFETY: both inputs outlive the call and are only read; `output` is written by the call.
    let done =
        unsafe { CryptUnprotectData(&input, null_mut(), &entropy, null(), null(), flags, &mut output) };
    if done == 0 {
        Err(refused("open the protected key"))
    } else {
        Ok(take(output))
    }
}

fn refused(what: &'static str) -> VaultError {
    // SAFETY: reads the calling thread's own last error.
    VaultError::Protection(what, unsafe { GetLastError() })
}

/// Creates a file that must not exist yet, readable by its owner, the system and the administrators only.
pub(super) fn create_private(path: &Path) -> std::io::Result<File> {
    let name: Vec<u16> = path.as_os_str().encode_wide().chain([0]).collect();
    let rights: Vec<u16> = OWNER_ONLY.encode_utf16().chain([0]).collect();
    let mut descriptor = null_mut();
    // SAFETY: `rights` ends in zero and outlives the call; the descriptor is freed below.
    let made = unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            rights.as_ptr(),
            SDDL_REVISION_1,
            &mut descriptor,
            null_mut(),
        )
    };
    if made == 0 {
        return Err(std::io::Error::last_os_error());
    }
    let attributes = SECURITY_ATTRIBUTES {
        nLength: u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).unwrap_or(0),
        lpSecurityDescriptor: descriptor,
        bInheritHandle: 0,
    };
    // SAFETY: `name` ends in zero; `attributes` and the descriptor it points to outlive the call.
    let handle = unsafe {
        CreateFileW(
            name.as_ptr(),
            GENERIC_WRITE,
            0,
            &attributes,
            CREATE_NEW,
            FILE_ATTRIBUTE_NORMAL,
            null_mut(),
        )
    };
    let error = std::io::Error::last_os_error();
    // SAFETY: the descriptor was allocated by the conversion above and is used no more.
    unsafe { LocalFree(descriptor) };
    if handle == INVALID_HANDLE_VALUE {
        return Err(error);
    }
    // SAFETY: a fresh handle that nothing else owns.
    Ok(unsafe { File::from_raw_handle(handle) })
}
