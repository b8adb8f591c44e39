//! Who may reach a file on Unix, from its owner, its group and its mode.
//!
//! Read here as numbers, so that it is tested on any system; only fetching them needs Unix. A list of further accounts
//! (`setfacl`) shows in the group's bits, which then are its widest entry.

/// What the file system says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode {
    /// The number of its owner.
    pub owner: u32,
    /// The number of its group.
    pub group: u32,
    /// The twelve bits.
    pub bits: u32,
}

/// Somebody who is neither the account itself nor root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// The owner, who may always change the mode.
    Owner(u32),
    /// Members of the group.
    Group(u32),
    /// Every account of the machine.
    Everyone,
}

/// In a folder with this bit only its owner and a file's owner may rename or delete what others put there.
const STICKY: u32 = 0o1000;

/// Everyone beside `own` and root whom the mode lets in, with whether they may change and read it.
pub fn others(mode: Mode, own: u32) -> Vec<(Other, bool, bool)> {
    let mut all = Vec::new();
    if mode.owner != own && mode.owner != 0 {
        all.push((Other::Owner(mode.owner), true, true));
    }
    // A group of the account's own number is by custom its private one.
    let is_private = mode.group == 0 || mode.group == own;
    for (who, shift, counts) in [
        (Other::Group(mode.group), 3, !is_private),
        (Other::Everyone, 0, true),
    ] {
        let (writes, reads) = (mode.bits >> shift & 0o2 != 0, mode.bits >> shift & 0o4 != 0);
        if counts && (writes || reads) {
            all.push((who, writes, reads));
        }
    }
    all
}

/// Whether somebody else may put another thing in the place of one that lies in a folder of this mode.
pub fn lets_others_replace(mode: Mode, own: u32) -> bool {
    let found = others(mode, own);
    let owner = found.iter().any(|(who, ..)| matches!(who, Other::Owner(_)));
    owner || mode.bits & STICKY == 0 && found.iter().any(|(_, writes, _)| *writes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(owner: u32, group: u32, bits: u32) -> Mode {
        Mode { owner, group, bits }
    }

    #[test]
    fn who_beside_the_account_and_root() {
        assert_eq!(others(mode(1_000, 1_000, 0o660), 1_000), []);
        assert_eq!(others(mode(0, 0, 0o770), 1_000), []);
        assert_eq!(
            others(mode(1_000, 100, 0o664), 1_000),
            [(Other::Group(100), true, true), (Other::Everyone, false, true)]
        );
        assert_eq!(
            others(mode(1_001, 1_000, 0o602), 1_000),
            [(Other::Owner(1_001), true, true), (Other::Everyone, true, false)]
        );
    }

    #[test]
    fn a_sticky_folder_lets_nobody_replace_what_another_put_there() {
        assert!(!lets_others_replace(mode(0, 0, 0o1777), 1_000));
        assert!(lets_others_replace(mode(0, 0, 0o777), 1_000));
        assert!(lets_others_replace(mode(0, 50, 0o775), 1_000));
        assert!(!lets_others_replace(mode(1_000, 50, 0o755), 1_000));
        assert!(lets_others_replace(mode(1_001, 1_001, 0o1755), 1_000));
    }
}
