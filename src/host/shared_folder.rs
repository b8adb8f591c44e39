//! Folders that hold more than one program's files: their rights are nobody's to change for the sake of one program.

/// Below a drive's root, by name in lower case.
const OF_WINDOWS: [&str; 8] = [
    "",
    "windows",
    "windows\\system32",
    "windows\\syswow64",
    "program files",
    "program files (x86)",
    "programdata",
    "users",
];

const OF_UNIX: [&str; 22] = [
    "/",
    "/bin",
    "/boot",
    "/dev",
    "/dev/shm",
    "/etc",
    "/home",
    "/lib",
    "/media",
    "/mnt",
    "/opt",
    "/sbin",
    "/srv",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/local",
    "/usr/local/bin",
    "/usr/sbin",
    "/var",
    "/var/lib",
    "/var/log",
];

/// Whether a folder, written as either system writes it, is one of those that a system comes with: a drive's root,
/// `C:\Windows`, `/etc`.
pub fn is_shared_folder(folder: &str) -> bool {
    let bytes = folder.as_bytes();
    if bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' {
        let below = folder[2..].to_lowercase().replace('/', "\\");
        return OF_WINDOWS.contains(&below.trim_matches('\\'));
    }
    let plain = folder.trim_end_matches('/');
    folder.starts_with('/') && (plain.is_empty() || OF_UNIX.contains(&plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_that_a_system_comes_with() {
        for folder in [
            r"C:\",
            "d:",
            r"C:\Windows",
            r"C:\WINDOWS\System32\",
            r"C:\Program Files",
            "/",
            "/etc",
            "/usr/local/bin/",
        ] {
            assert!(is_shared_folder(folder), "{folder}");
        }
        for folder in [
            r"C:\ml-connector",
            r"C:\Program Files\ml-connector",
            "/etc/ml-connector",
            "/opt/x",
            "etc",
            "",
        ] {
            assert!(!is_shared_folder(folder), "{folder}");
        }
    }
}
