//! Files that are their owner's alone, and who else may do what with a file, on either system.

use std::fs::File;
use std::io;
use std::path::Path;

/// Somebody who may change, or read, a file that should be the account's alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The account or group, as this system names it.
    pub who: String,
    /// Whether it may change it.
    pub writes: bool,
    /// Whether it may read it.
    pub reads: bool,
}

/// Creates a file that must not exist yet for the account that runs this, the system and the administrators; with
/// `like` with the rights (and the owner) of that file instead.
///
/// # Errors
/// When it is there, or cannot be made.
#[cfg(windows)]
pub fn create_private(path: &Path, like: Option<&Path>) -> io::Result<File> {
    use super::windows::access;
    let list = match like.filter(|file| file.exists()) {
        Some(file) => access::list_of(file, false)?,
        // By the account's own number: "the owner" would be the administrators when one of them makes it.
        None => format!("D:P(A;;FA;;;{})(A;;FA;;;SY)(A;;FA;;;BA)", access::own_account()?),
    };
    access::create_with(path, &list)
}

/// Creates a file that must not exist yet for its owner alone; with `like` for the owner of that file.
///
/// # Errors
/// When it is there, or cannot be made.
#[cfg(unix)]
pub fn create_private(path: &Path, like: Option<&Path>) -> io::Result<File> {
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
    let file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    if let Some(old) = like.and_then(|like| std::fs::metadata(like).ok()) {
        let new = file.metadata()?;
        if (old.uid(), old.gid()) != (new.uid(), new.gid()) {
            // Only root can, and only root needs to: whoever else reads the old file owns it.
            let _ = fchown(&file, Some(old.uid()), Some(old.gid()));
        }
    }
    Ok(file)
}

/// Everyone beside this account, the system and the administrators who may read or change a file or folder.
///
/// # Errors
/// When its list cannot be read.
#[cfg(windows)]
pub fn who_else(path: &Path) -> io::Result<Vec<Reach>> {
    use super::rights::others;
    use super::windows::access;
    let list = access::list_of(path, true)?;
    let found = others(&list, &access::own_account()?);
    Ok(found
        .into_iter()
        .map(|one| Reach {
            who: access::name_of(&one.who).map_or(one.who.clone(), |name| format!("{name} ({})", one.who)),
            writes: one.writes,
            reads: one.reads,
        })
        .collect())
}

/// Everyone beside this account and root who may read or change a file or folder.
///
/// # Errors
/// When its mode cannot be read.
#[cfg(unix)]
pub fn who_else(path: &Path) -> io::Result<Vec<Reach>> {
    use super::modes::{Other, others};
    let mode = mode_of(path)?;
    let named = |file: &str, number: u32, what: &str| match name_in(Path::new(file), number) {
        Some(name) => format!("{what} {name}"),
        None => format!("{what} {number}"),
    };
    let found = others(mode, own_account(mode));
    Ok(found
        .into_iter()
        .map(|(who, writes, reads)| Reach {
            who: match who {
                Other::Owner(number) => named("/etc/passwd", number, "its owner"),
                Other::Group(number) => named("/etc/group", number, "the group"),
                Other::Everyone => "every account".to_owned(),
            },
            writes,
            reads,
        })
        .collect())
}

/// This account as `icacls` takes it: by its number, which is the same in every shell and domain.
#[cfg(windows)]
pub fn account_for_icacls() -> String {
    let number = super::windows::access::own_account();
    number.map_or_else(|_| whoami::username(), |number| format!("*{number}"))
}

/// The nearest folder above a path in which somebody else may put another thing in its place; the path's own folder is
/// for the caller to ask about. Windows inherits the rights of folders to what lies in them, so nothing is asked there.
#[cfg(windows)]
pub fn replaceable_above(_path: &Path) -> Option<std::path::PathBuf> {
    None
}

/// The nearest folder above a path in which somebody else may put another thing in its place; the path's own folder is
/// for the caller to ask about.
#[cfg(unix)]
pub fn replaceable_above(path: &Path) -> Option<std::path::PathBuf> {
    use super::modes::lets_others_replace;
    let whole = std::fs::canonicalize(path).ok()?;
    let exposed =
        |folder: &&Path| mode_of(folder).is_ok_and(|mode| lets_others_replace(mode, own_account(mode)));
    whole.ancestors().skip(2).find(exposed).map(Path::to_owned)
}

/// Whether this account may run a file as a program: the bits that count are its owner's, or else those of the others.
#[cfg(unix)]
pub(super) fn may_run(path: &Path) -> bool {
    let Ok(mode) = mode_of(path) else { return false };
    let own = own_account(mode);
    let counting = match own {
        // Root may run what anybody may.
        0 => 0o111,
        _ if own == mode.owner => 0o100,
        // Which groups the account is in is not asked.
        _ => 0o011,
    };
    mode.bits & counting != 0
}

#[cfg(unix)]
fn mode_of(path: &Path) -> io::Result<super::modes::Mode> {
    use std::os::unix::fs::MetadataExt;
    let found = std::fs::metadata(path)?;
    Ok(super::modes::Mode {
        owner: found.uid(),
        group: found.gid(),
        bits: found.mode() & 0o7777,
    })
}

/// The number of the account that runs this; where the system does not tell, that of the file's owner.
#[cfg(unix)]
fn own_account(of: super::modes::Mode) -> u32 {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").map_or(of.owner, |own| own.uid())
}

/// The name of a number in a file of accounts or groups, `name:x:number:…`.
#[cfg(unix)]
fn name_in(file: &Path, number: u32) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let number = number.to_string();
    let mut names = text.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_owned())
    });
    names.next()
}

/// Whether a path lies on a share of another machine: by its name, or by a drive letter that stands for one.
#[cfg(windows)]
pub fn is_remote(path: &Path) -> bool {
    super::windows::drive::is_remote(path)
}

/// Whether a path lies on a share of another machine: only Windows tells by the path.
#[cfg(not(windows))]
pub fn is_remote(_path: &Path) -> bool {
    false
}
