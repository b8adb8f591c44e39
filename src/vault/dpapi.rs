//! Windows' own protection: keys sealed for an account or a machine.
//!
//! Machine scope lets any local account decrypt, so the file's access list guards it as well.

use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::{GetLastError, LocalFree};
use windows_sys::Win32::Security::Cryptography::{
    CRYPT_INTEGER_BLOB, CRYPTPROTECT_LOCAL_MACHINE, CRYPTPROTECT_UI_FORBIDDEN, CryptProtectData,
    CryptUnprotectData,
};
use zeroize::{Zeroize, Zeroizing};

use super::VaultError;
use super::source::DpapiScope;

/// Mixed into the protection, so that nothing else of the account opens the key by accident.
const ENTROPY: &[u8] = b"ml-connector key v1";

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
        // SAFETY: reads the calling thread's own last error.
        Err(VaultError::NotProtected(unsafe { GetLastError() }))
    } else {
        Ok(take(output))
    }
}

/// Opens a protected key; whether a failure is damage or another account's key, Windows' number and the scope tell.
pub(super) fn unprotect(scope: DpapiScope, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (input, entropy, mut output) = (blob(sealed), blob(ENTROPY), CRYPT_INTEGER_BLOB::default());
    let flags = CRYPTPROTECT_UI_FORBIDDEN;
    // SAFETY: both inputs outlive the call and are only read; `output` is written by the call.
    let done =
        unsafe { CryptUnprotectData(&input, null_mut(), &entropy, null(), null(), flags, &mut output) };
    if done == 0 {
        // SAFETY: reads the calling thread's own last error.
        Err(refused(scope, unsafe { GetLastError() }))
    } else {
        Ok(take(output))
    }
}

/// `ERROR_INVALID_DATA` and `ERROR_INVALID_PARAMETER`: these bytes are no protected key, or no longer.
const DAMAGED: [u32; 2] = [13, 87];

fn refused(scope: DpapiScope, error: u32) -> VaultError {
    match scope {
        _ if DAMAGED.contains(&error) => VaultError::ProtectedDamaged(error),
        DpapiScope::User => VaultError::ProtectedForAnother(error),
        DpapiScope::Machine => VaultError::ProtectedElsewhere(error),
    }
}
