//! Who may read and write a file on Windows, from its access list as text (SDDL).
//!
//! The text is read here, on any system, so that it is tested on any; only fetching it needs Windows.

/// One more than the account itself, the system and the administrators who may do something with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// The account or group by its number (`S-1-5-11`) or Windows' two letters for it (`AU`).
    pub who: String,
    /// Whether it may change the file or its list.
    pub writes: bool,
    /// Whether it may read it.
    pub reads: bool,
}

/// Bits of a mask with which a file, or what lies in a folder, can be changed: write, append, delete a child, delete,
/// change the list, take ownership, all, generic write.
const WRITING: u32 = 0x2 | 0x4 | 0x40 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x1000_0000 | 0x4000_0000;
/// Read, all, generic read.
const READING: u32 = 0x1 | 0x1000_0000 | 0x8000_0000;

/// The system, the administrators, Windows' own installer, and the owner, who is looked at by name.
const TRUSTED: [&str; 7] = [
    "SY",
    "S-1-5-18",
    "BA",
    "S-1-5-32-544",
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
    "OW",
    "S-1-3-4",
];

/// Everyone beside the trusted and `own` whom a list lets in, each once.
pub fn others(sddl: &str, own: &str) -> Vec<Other> {
    let mut all: Vec<Other> = Vec::new();
    let mut add = |who: &str, mask: u32| {
        let (writes, reads) = (mask & WRITING != 0, mask & READING != 0);
        if TRUSTED.contains(&who) || who == own || !(writes || reads) {
            return;
        }
        match all.iter_mut().find(|one| one.who == who) {
            Some(one) => (one.writes, one.reads) = (one.writes || writes, one.reads || reads),
            None => all.push(Other {
                who: who.to_owned(),
                writes,
                reads,
            }),
        }
    };
    if let Some(owner) = owner(sddl) {
        // An owner may always change the list.
        add(owner, 0x4_0000);
    }
    match list(sddl) {
        // No list at all lets everyone do everything.
        None => add("WD", u32::MAX),
        Some(list) => {
            for entry in list.split('(').skip(1) {
                if let Some((who, mask)) = allowed(entry) {
                    add(who, mask);
                }
            }
        }
    }
    all
}

/// The owner's part, `O:BAG:…`.
fn owner(sddl: &str) -> Option<&str> {
    let rest = sddl.strip_prefix("O:")?;
    let end = rest.find([':']).map_or(rest.len(), |colon| colon - 1);
    rest.get(..end).filter(|owner| !owner.is_empty())
}

/// The list's part, `D:PAI(A;;FA;;;SY)…`; none when there is no list.
fn list(sddl: &str) -> Option<&str> {
    let at = sddl.find("D:")?;
    let rest = &sddl[at + 2..];
    let end = rest
        .find("S:")
        .filter(|at| rest[..*at].ends_with(')'))
        .unwrap_or(rest.len());
    let list = &rest[..end];
    (!list.starts_with("NO_ACCESS_CONTROL")).then_some(list)
}

/// Whom an entry lets do what here; none for entries that forbid, or that only children inherit.
fn allowed(entry: &str) -> Option<(&str, u32)> {
    let entry = entry.split(')').next()?;
    let fields: Vec<&str> = entry.split(';').collect();
    let [kind, flags, rights, _, _, who, ..] = fields.as_slice() else {
        return None;
    };
    let inherit_only = flags.as_bytes().chunks(2).any(|flag| flag == b"IO");
    (*kind == "A" && !inherit_only).then(|| (*who, mask(rights)))
}

fn mask(rights: &str) -> u32 {
    if let Some(digits) = rights.strip_prefix("0x") {
        // What cannot be read counts as everything.
        return u32::from_str_radix(digits, 16).unwrap_or(u32::MAX);
    }
    let pairs = rights.as_bytes().chunks(2);
    pairs.map(bits).fold(0, |all, bits| all | bits)
}

fn bits(pair: &[u8]) -> u32 {
    match pair {
        b"FA" => 0x1f_01ff,
        b"FR" => 0x12_0089,
        b"FW" => 0x12_0116,
        b"FX" => 0x12_00a0,
        b"GA" => 0x1000_0000,
        b"GX" => 0x2000_0000,
        b"GW" => 0x4000_0000,
        b"GR" => 0x8000_0000,
        b"CC" => 0x1,
        b"DC" => 0x2,
        b"LC" => 0x4,
        b"SW" => 0x8,
        b"RP" => 0x10,
        b"WP" => 0x20,
        b"DT" => 0x40,
        b"LO" => 0x80,
        b"CR" => 0x100,
        b"SD" => 0x1_0000,
        b"RC" => 0x2_0000,
        b"WD" => 0x4_0000,
        b"WO" => 0x8_0000,
        _ => u32::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "S-1-5-21-1-2-3-1001";

    fn found(sddl: &str) -> Vec<(String, bool, bool)> {
        others(sddl, OWN)
            .into_iter()
            .map(|one| (one.who, one.writes, one.reads))
            .collect()
    }

    #[test]
    fn a_tight_list_lets_nobody_else_in() {
        let tight = format!("O:{OWN}G:{OWN}D:P(A;;FA;;;{OWN})(A;;FA;;;SY)(A;;FA;;;BA)");
        assert_eq!(found(&tight), []);
        assert_eq!(found("O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"), []);
    }

    #[test]
    fn a_folder_made_under_c_lets_every_local_user_write() {
        // What Windows gives such a folder: users read, and may add; authenticated users may change.
        let folder = "O:BAG:SYD:AI(A;OICIID;FA;;;BA)(A;OICIID;FA;;;SY)(A;OICIID;0x1200a9;;;BU)(A;ID;0x1301bf;;;AU)\
                      (A;OICIIOID;SDGXGWGR;;;AU)";
        assert_eq!(
            found(folder),
            [("BU".to_owned(), false, true), ("AU".to_owned(), true, true)]
        );
    }

    #[test]
    fn forbidding_entries_children_s_entries_missing_lists_and_foreign_owners() {
        assert_eq!(found("O:SYG:SYD:(D;;FA;;;WD)(A;OICIIO;FA;;;WD)"), []);
        assert_eq!(
            found("O:SYG:SYD:NO_ACCESS_CONTROL"),
            [("WD".to_owned(), true, true)]
        );
        assert_eq!(found("O:SYG:SY"), [("WD".to_owned(), true, true)]);
        let foreign =
            "O:S-1-5-21-9-9-9-500G:SYD:P(A;;FA;;;SY)(A;;FR;;;S-1-5-21-9-9-9-500)S:AI(AU;SAFA;FA;;;WD)";
        assert_eq!(found(foreign), [("S-1-5-21-9-9-9-500".to_owned(), true, true)]);
    }
}
