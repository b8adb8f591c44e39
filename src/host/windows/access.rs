//! Access lists of files, as text, and the accounts in them.

use std::fs::File;
use std::io;
use std::os::windows::ffi::OsStrExt;
use std::os::windows::io::FromRawHandle;
use std::path::Path;
use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::{CloseHandle, GENERIC_WRITE, HANDLE, INVALID_HANDLE_VALUE, LocalFree};
use windows_sys::Win32::Security::Authorization::{
    ConvertSecurityDescriptorToStringSecurityDescriptorW, ConvertSidToStringSidW,
    ConvertStringSecurityDescriptorToSecurityDescriptorW, ConvertStringSidToSidW, GetNamedSecurityInfoW,
    SDDL_REVISION_1, SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{
    DACL_SECURITY_INFORMATION, GetTokenInformation, LookupAccountSidW, OWNER_SECURITY_INFORMATION,
    PSECURITY_DESCRIPTOR, PSID, SECURITY_ATTRIBUTES, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows_sys::Win32::Storage::FileSystem::{CREATE_NEW, CreateFileW, FILE_ATTRIBUTE_NORMAL};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

use super::wide;

/// What Windows allocated and wants back with `LocalFree`.
struct Local(*mut core::ffi::c_void);

impl Drop for Local {
    fn drop(&mut self) {
        // SAFETY: made by a call that says to free it so, and freed nowhere else.
        unsafe { LocalFree(self.0) };
    }
}

/// A text of Windows' that ends in zero.
fn text_of(text: *const u16) -> String {
    let mut length = 0;
    // SAFETY: Windows gives texts that end in zero.
    unsafe {
        while *text.add(length) != 0 {
            length += 1;
        }
        String::from_utf16_lossy(std::slice::from_raw_parts(text, length))
    }
}

fn path_of(path: &Path) -> Vec<u16> {
    path.as_os_str().encode_wide().chain([0]).collect()
}

/// The number (SID) of the account that runs this process.
pub(in crate::host) fn own_account() -> io::Result<String> {
    let mut token: HANDLE = null_mut();
    // SAFETY: a fresh handle of our own process, closed below.
    if unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &mut token) } == 0 {
        return Err(io::Error::last_os_error());
    }
    // Room for the structure and the longest SID behind it, aligned as the structure wants it.
    let mut room = [0_u64; 64];
    let mut length = 0;
    let size = u32::try_from(size_of_val(&room)).unwrap_or(0);
    // SAFETY: the room is as long as is said, and outlives the use of the SID within it.
    let done = unsafe { GetTokenInformation(token, TokenUser, room.as_mut_ptr().cast(), size, &mut length) };
    let error = io::Error::last_os_error();
    // SAFETY: the handle from above.
    unsafe { CloseHandle(token) };
    if done == 0 {
        return Err(error);
    }
    // SAFETY: after success the room begins with this structure.
    let sid = unsafe { (*room.as_ptr().cast::<TOKEN_USER>()).User.Sid };
    let mut text = null_mut();
    // SAFETY: the SID lies in the room.
    if unsafe { ConvertSidToStringSidW(sid, &mut text) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let text = (Local(text.cast()), text);
    Ok(text_of(text.1))
}

/// Owner and access list of a file or folder, in Windows' text form.
pub(in crate::host) fn list_of(path: &Path, with_owner: bool) -> io::Result<String> {
    let name = path_of(path);
    let owner = if with_owner { OWNER_SECURITY_INFORMATION } else { 0 };
    let wanted = DACL_SECURITY_INFORMATION | owner;
    let mut descriptor: PSECURITY_DESCRIPTOR = null_mut();
    // SAFETY: the name ends in zero; the descriptor is freed below.
    let failed = unsafe {
        GetNamedSecurityInfoW(
            name.as_ptr(),
            SE_FILE_OBJECT,
            wanted,
            null_mut(),
            null_mut(),
            null_mut(),
            null_mut(),
            &mut descriptor,
        )
    };
    if failed != 0 {
        return Err(io::Error::from_raw_os_error(i32::try_from(failed).unwrap_or(0)));
    }
    let descriptor = Local(descriptor);
    let mut text = null_mut();
    // SAFETY: the descriptor is whole; the text is freed below.
    let done = unsafe {
        ConvertSecurityDescriptorToStringSecurityDescriptorW(
            descriptor.0,
            SDDL_REVISION_1,
            wanted,
            &mut text,
            null_mut(),
        )
    };
    if done == 0 {
        return Err(io::Error::last_os_error());
    }
    let text = (Local(text.cast()), text);
    Ok(text_of(text.1))
}

/// The name of an account or group in this system's language, when it knows it.
pub(in crate::host) fn name_of(who: &str) -> Option<String> {
    let text = wide(who);
    let mut sid: PSID = null_mut();
    // SAFETY: the text ends in zero; two letters are taken as well as numbers; the SID is freed below.
    if unsafe { ConvertStringSidToSidW(text.as_ptr(), &mut sid) } == 0 {
        return None;
    }
    let sid = Local(sid);
    let (mut name, mut domain) = ([0_u16; 256], [0_u16; 256]);
    let (mut name_room, mut domain_room, mut kind) = (256, 256, 0);
    // SAFETY: both rooms are as long as is said.
    let done = unsafe {
        LookupAccountSidW(
            null(),
            sid.0,
            name.as_mut_ptr(),
            &mut name_room,
            domain.as_mut_ptr(),
            &mut domain_room,
            &mut kind,
        )
    };
    if done == 0 {
        return None;
    }
    let (name, domain) = (text_of(name.as_ptr()), text_of(domain.as_ptr()));
    Some(if domain.is_empty() {
        name
    } else {
        format!("{domain}\\{name}")
    })
}

/// Creates a file that must not exist yet, with this access list from its first byte on.
pub(in crate::host) fn create_with(path: &Path, list: &str) -> io::Result<File> {
    let (name, rights) = (path_of(path), wide(list));
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
        return Err(io::Error::last_os_error());
    }
    let descriptor = Local(descriptor);
    let attributes = SECURITY_ATTRIBUTES {
        nLength: u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).unwrap_or(0),
        lpSecurityDescriptor: descriptor.0,
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
    if handle == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: a fresh handle that nothing else owns.
    Ok(unsafe { File::from_raw_handle(handle) })
}
