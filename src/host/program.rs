//! Whether a program that somebody named is there and may be started, without starting it.

use std::path::{Path, PathBuf};

/// Why a program could not be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotStartable {
    /// Nothing of that name is there, or it is no file.
    Missing,
    /// A bare name that is in no folder in which the system looks for programs.
    NotOnThePath,
    /// The file is there, and this account may not run it.
    Refused,
}

/// Looks for a program as the system does that starts it: where its name says, or, by a bare name, along the path.
///
/// # Errors
/// Why it could not be started.
pub fn find_program(name: &str) -> Result<PathBuf, NotStartable> {
    let named = Path::new(name);
    if named.components().count() > 1 {
        let spelled = spellings(named).into_iter().find(|file| file.is_file());
        return runnable(spelled.ok_or(NotStartable::Missing)?);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = before_the_path()
        .into_iter()
        .chain(std::env::split_paths(&path))
        .flat_map(|folder| spellings(&folder.join(named)));
    let mut refused = None;
    for file in found.filter(|file| file.is_file()) {
        match runnable(file) {
            Err(why) => refused = Some(why),
            found => return found,
        }
    }
    Err(refused.unwrap_or(NotStartable::NotOnThePath))
}

/// Folders in which Windows looks first: the program's own, and its own ones.
#[cfg(windows)]
fn before_the_path() -> Vec<PathBuf> {
    let own = std::env::current_exe().ok();
    let own = own.and_then(|program| program.parent().map(Path::to_owned));
    let windows = std::env::var_os("SystemRoot").map(PathBuf::from);
    let system = windows
        .iter()
        .flat_map(|folder| [folder.join("System32"), folder.clone()]);
    own.into_iter().chain(system).collect()
}

#[cfg(not(windows))]
fn before_the_path() -> Vec<PathBuf> {
    Vec::new()
}

/// The names under which a program is looked for: Windows adds `.exe` where the name has no ending.
fn spellings(file: &Path) -> Vec<PathBuf> {
    let mut names = Vec::new();
    if cfg!(windows) && file.extension().is_none() {
        names.push(file.with_extension("exe"));
    }
    names.push(file.to_owned());
    names
}

#[cfg(not(unix))]
fn runnable(file: PathBuf) -> Result<PathBuf, NotStartable> {
    Ok(file)
}

#[cfg(unix)]
fn runnable(file: PathBuf) -> Result<PathBuf, NotStartable> {
    if super::files::may_run(&file) {
        Ok(file)
    } else {
        Err(NotStartable::Refused)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_program_is_found_where_it_is_named_and_by_its_bare_name_along_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tell");
        let name = file.display().to_string();
        assert_eq!(find_program(&name), Err(NotStartable::Missing));
        fs::write(&file, "#!/bin/sh\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(find_program(&name), Err(NotStartable::Refused));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(find_program(&name), Ok(file));
        let folder = folder.path().display().to_string();
        assert_eq!(find_program(&folder), Err(NotStartable::Missing));
        assert!(find_program("sh").unwrap().is_absolute());
        assert_eq!(
            find_program("no-such-program-anywhere"),
            Err(NotStartable::NotOnThePath)
        );
    }
}
