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

const OF_UNIX: [&str; 34] = [
    "/",
    "/bin",
    "/boot",
    "/dev",
    "/dev/shm",
    "/etc",
    "/etc/cron.d",
    "/etc/systemd",
    "/etc/systemd/system",
    "/home",
    "/lib",
    "/media",
    "/mnt",
    "/opt",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/srv",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/etc",
    "/usr/local/lib",
    "/usr/local/sbin",
    "/usr/sbin",
    "/usr/share",
    "/var",
    "/var/lib",
    "/var/log",
    "/var/spool",
    "/var/tmp",
];

/// Whether a folder, written as either system writes it, is one of those that a system comes with: a drive's root,
/// `C:\Windows`, `/etc`; or a person's home.
pub fn is_shared_folder(folder: &str) -> bool {
    let bytes = folder.as_bytes();
    if bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' {
        let below = folder[2..].to_lowercase().replace('/', "\\");
        let below = plain(&below, '\\');
        return OF_WINDOWS.contains(&below.as_str()) || is_just_below(&below, "users\\");
    }
    let below = plain(folder, '/');
    let is_home = || is_just_below(&below, "home/") || is_just_below(&below, "Users/");
    folder.starts_with('/') && (OF_UNIX.contains(&format!("/{below}").as_str()) || is_home())
}

/// A path below its root without what leads nowhere: `a/./b/../c` is `a/c`.
fn plain(path: &str, separator: char) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in path.split(separator) {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join(separator.to_string().as_str())
}

fn is_just_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|name| !name.contains(['/', '\\']))
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
            "/etc/ml-connector/..",
            "/etc//./",
            "/root",
            "/home/alice/",
            r"C:\Users\alice",
            r"D:\x\..",
        ] {
            assert!(is_shared_folder(folder), "{folder}");
        }
        for folder in [
            r"C:\ml-connector",
            r"C:\Program Files\ml-connector",
            "/etc/ml-connector",
            "/opt/x",
            "/etc/../opt/x",
            "/home/alice/ml-connector",
            r"C:\Users\alice\ml-connector",
            "etc",
            "",
        ] {
            assert!(!is_shared_folder(folder), "{folder}");
        }
    }
}
