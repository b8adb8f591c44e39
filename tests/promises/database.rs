//! What may become of the database file: each gets a clear message and status 7 or 2, nothing is made worse, and
//! once the cause is gone the pass goes on.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::harness::{Bench, Ran};
use crate::orders::assert_books_are_right;

/// A bench that has made a pass and was closed in good order.
fn lived() -> Bench {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    bench
}

/// Every file beside the database, as bytes; the lock file, which is empty, aside.
fn folder(bench: &Bench) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(bench.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() && !name.ends_with(".lock") {
            files.insert(name, fs::read(path).unwrap());
        }
    }
    files
}

const COMMANDS: [&[&str]; 6] = [
    &["pull-orders"],
    &["replay"],
    &["status"],
    &["audit", "verify"],
    &["audit", "list"],
    &["credentials", "list"],
];

/// Every command refuses with this status and these words and leaves the folder as it is; then all is well again.
#[track_caller]
fn refused(bench: &Bench, break_it: impl Fn(&Path), status: i32, words: &str) {
    let path = bench.path("db.sqlite");
    let good = fs::read(&path).unwrap();
    break_it(&path);
    let before = folder(bench);
    let sent = bench.sage.requests().len();
    for command in COMMANDS {
        let ran = bench.run(command);
        assert_eq!(ran.status, Some(status), "{command:?}: {ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains(words), "{command:?} does not say `{words}`: {said}");
        assert!(said.contains("hint:"), "{command:?} says nothing to do: {said}");
        let after = folder(bench);
        // A reader's own shared memory and an empty log may appear; they say nothing.
        let says_nothing = |name: &str, bytes: &[u8]| name.ends_with("-shm") || bytes.is_empty();
        let changed: Vec<_> = after
            .iter()
            .filter(|(name, bytes)| match before.get(*name) {
                Some(was) => was != *bytes,
                None => !says_nothing(name, bytes),
            })
            .map(|(name, _)| name)
            .collect();
        assert!(changed.is_empty(), "{command:?} changed {changed:?}");
    }
    assert_eq!(bench.sage.requests().len(), sent, "nothing is asked of Sage");
    if path.is_dir() {
        fs::remove_dir(&path).unwrap();
    }
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(bench.path(&format!("db.sqlite{end}")));
    }
    fs::write(&path, good).unwrap();
    bench.run(&["pull-orders"]).expect(3);
    assert_books_are_right(bench);
}

#[test]
fn a_damaged_header_is_refused_untouched() {
    let damage = |path: &Path| {
        let mut bytes = fs::read(path).unwrap();
        bytes[..64].fill(0x2a);
        fs::write(path, bytes).unwrap();
    };
    refused(&lived(), damage, 7, "damaged");
}

#[test]
fn a_damaged_page_anywhere_is_refused_untouched() {
    let bench = lived();
    let bytes = fs::read(bench.path("db.sqlite")).unwrap();
    // As the file's own header has it.
    let size = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
    let pages = bytes.len() / size;
    for page in [1, 2, pages / 3, pages / 2, pages - 2] {
        let damage = |path: &Path| {
            let mut bytes = fs::read(path).unwrap();
            bytes[page * size..page * size + 2048].fill(0x2a);
            fs::write(path, bytes).unwrap();
        };
        refused(&bench, damage, 7, "damaged");
    }
}

#[test]
fn a_file_that_was_cut_short_is_refused_untouched() {
    let cut = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    };
    refused(&lived(), cut, 7, "damaged");
}

#[test]
fn a_newer_schema_is_refused_untouched() {
    let newer = |path: &Path| {
        let database = Connection::open(path).unwrap();
        database.pragma_update(None, "journal_mode", "DELETE").unwrap();
        database.pragma_update(None, "user_version", 999).unwrap();
    };
    refused(&lived(), newer, 2, "999");
}

#[test]
fn a_foreign_database_is_refused_untouched() {
    let foreign = |path: &Path| {
        fs::remove_file(path).unwrap();
        let database = Connection::open(path).unwrap();
        database
            .execute_batch("CREATE TABLE payroll (name TEXT); INSERT INTO payroll VALUES ('x');")
            .unwrap();
    };
    refused(&lived(), foreign, 2, "not one of this program's");
}

#[test]
fn a_folder_or_a_text_in_its_place_is_refused_untouched() {
    let bench = lived();
    let directory = |path: &Path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    };
    refused(&bench, directory, 2, "cannot be opened");
    let text = |path: &Path| fs::write(path, "dear diary\n".repeat(900)).unwrap();
    refused(&bench, text, 7, "damaged");
}

#[test]
fn an_empty_file_beside_a_log_with_changes_is_refused_untouched() {
    let bench = lived();
    let emptied = |path: &Path| {
        fs::write(path, "").unwrap();
        fs::write(path.with_extension("sqlite-wal"), [0x37; 8_192]).unwrap();
    };
    refused(&bench, emptied, 7, "damaged");
}

#[test]
fn an_empty_file_becomes_a_new_database_by_check_and_posts_nothing_again() {
    let bench = lived();
    fs::write(bench.path("db.sqlite"), "").unwrap();
    let ran = bench.run(&["pull-orders"]).expect(2);
    assert!(
        ran.stderr.contains("is empty") && ran.stderr.contains("check"),
        "{}",
        ran.stderr
    );
    bench.run(&["check"]).expect(2);
    let ran = bench.run(&["pull-orders"]).expect(2);
    assert!(ran.stderr.contains("credentials set"), "{}", ran.stderr);
    bench.store_credentials();
    let before = bench.sage.rows("OEInvoices").len();
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(bench.sage.rows("OEInvoices").len(), before);
    assert_books_are_right(&bench);
}

/// Dies in the middle of a pass, so that committed changes stand in the write-ahead log only.
fn died(bench: &Bench) {
    let died = bench
        .command(&["pull-orders"])
        .env("ML_CONNECTOR_DIE_AT", "90")
        .output()
        .unwrap();
    // Unix ends it by a signal; Windows gives such an end a code of its own, which no run has.
    let of_a_run = |code: i32| matches!(code, 0..=7 | 130);
    let by_itself = died
        .status
        .code()
        .is_none_or(|code| cfg!(windows) && !of_a_run(code));
    assert!(by_itself, "{:?}", Ran::of(died));
    assert!(fs::metadata(bench.path("db.sqlite-wal")).unwrap().len() > 10_000);
}

#[test]
fn a_lost_or_damaged_write_ahead_log_posts_nothing_twice() {
    type Damage = fn(&Path);
    let damages: [Damage; 4] = [
        |wal| fs::remove_file(wal).unwrap(),
        |wal| fs::write(wal, "").unwrap(),
        |wal| {
            let mut bytes = fs::read(wal).unwrap();
            let half = bytes.len() / 2;
            bytes[half..half + 500].fill(0x2a);
            fs::write(wal, bytes).unwrap();
        },
        |wal| {
            let bytes = fs::read(wal).unwrap();
            fs::write(wal, &bytes[..bytes.len() - 3_000]).unwrap();
        },
    ];
    for damage in damages {
        let bench = Bench::small();
        died(&bench);
        damage(&bench.path("db.sqlite-wal"));
        let _ = fs::remove_file(bench.path("db.sqlite-shm"));
        for _ in 0..2 {
            bench.run(&["pull-orders"]).expect(3);
        }
        assert_books_are_right(&bench);
        bench.run(&["audit", "verify"]).expect(0);
    }
}

/// The program as an account that owns the folder and its files but is not root, whom no permission stops.
#[cfg(unix)]
fn run_as_a_user(bench: &Bench, words: &[&str]) -> Ran {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;
    let folder = bench.folder.path();
    if fs::metadata(folder).unwrap().uid() != 0 {
        return bench.run(words);
    }
    // The build's folder may be closed to others, and the owner's own rights are what is tried here.
    let program = bench.path("ml-connector-copy");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_ml-connector"), &program).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    chown(folder, Some(NOBODY), Some(NOBODY)).unwrap();
    let template = bench.command(words);
    let mut command = std::process::Command::new(program);
    command
        .args(template.get_args())
        .envs(
            template
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .current_dir(folder)
        .stdin(std::process::Stdio::null())
        .uid(NOBODY)
        .gid(NOBODY);
    let ran = Ran::of(command.output().unwrap());
    chown(folder, Some(0), Some(0)).unwrap();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        chown(path, Some(0), Some(0)).unwrap();
    }
    ran
}

#[cfg(unix)]
#[test]
fn a_read_only_file_or_folder_is_refused_untouched() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let bench = lived();
    let file = bench.path("db.sqlite");
    for (what, tight, usual) in [
        (file.as_path(), 0o400, 0o600),
        (bench.folder.path(), 0o500, 0o700),
    ] {
        let before = fs::read(&file).unwrap();
        mode(what, tight);
        let ran = run_as_a_user(&bench, &["pull-orders"]);
        mode(what, usual);
        assert_eq!(ran.status, Some(2), "{}: {ran:?}", what.display());
        assert!(
            ran.stderr.contains("hint:") && ran.stderr.contains("write"),
            "{}",
            ran.stderr
        );
        assert_eq!(fs::read(&file).unwrap(), before);
        let ran = run_as_a_user(&bench, &["pull-orders"]);
        assert_eq!(ran.status, Some(3), "{ran:?}");
        assert_books_are_right(&bench);
    }
}

/// The program as an account that does not own the files.
#[cfg(unix)]
fn run_as_a_stranger(bench: &Bench, words: &[&str]) -> Ran {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let program = bench.path("ml-connector-copy");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_ml-connector"), &program).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let template = bench.command(words);
    let variables = template
        .get_envs()
        .filter_map(|(name, value)| Some((name, value?)));
    let mut command = std::process::Command::new(program);
    command
        .args(template.get_args())
        .envs(variables)
        .current_dir(bench.folder.path())
        .stdin(std::process::Stdio::null())
        .uid(65_534)
        .gid(65_534);
    Ran::of(command.output().unwrap())
}

/// What lies beside the database, by name and owner.
#[cfg(unix)]
fn beside(bench: &Bench) -> Vec<(String, u32)> {
    use std::os::unix::fs::MetadataExt;
    let files = fs::read_dir(bench.folder.path()).unwrap().map(Result::unwrap);
    let mut files: Vec<_> = files
        .map(|file| {
            (
                file.file_name().to_string_lossy().into_owned(),
                file.metadata().unwrap().uid(),
            )
        })
        .filter(|(name, _)| name.starts_with("db.sqlite-"))
        .collect();
    files.sort();
    files
}

#[cfg(unix)]
#[test]
fn who_may_only_read_the_database_leaves_nothing_beside_it() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let bench = lived();
    if fs::metadata(bench.folder.path()).unwrap().uid() != 0 {
        eprintln!("skipped: only root can run the program as another account");
        return;
    }
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(bench.folder.path(), 0o777);
    mode(&bench.path("db.sqlite"), 0o644);
    let before = beside(&bench);
    for words in [&["status"][..], &["audit", "list"], &["audit", "verify"]] {
        let ran = run_as_a_stranger(&bench, words);
        assert!(matches!(ran.status, Some(0 | 3)), "{words:?}: {ran:?}");
        assert_eq!(beside(&bench), before, "{words:?}");
    }
    // Neither where a killed pass has left its changes in the log.
    let bench = Bench::small();
    died(&bench);
    mode(bench.folder.path(), 0o777);
    mode(&bench.path("db.sqlite"), 0o644);
    for name in ["db.sqlite-wal", "db.sqlite-shm"] {
        mode(&bench.path(name), 0o644);
    }
    let (before, left) = (beside(&bench), folder(&bench));
    for words in [&["status"][..], &["audit", "list"], &["audit", "verify"]] {
        let ran = run_as_a_stranger(&bench, words);
        assert!(matches!(ran.status, Some(0 | 3 | 4)), "{words:?}: {ran:?}");
        assert_eq!(beside(&bench), before, "{words:?}");
        let now = folder(&bench);
        assert!(
            left.iter().all(|(name, bytes)| now.get(name) == Some(bytes)),
            "{words:?}"
        );
    }
    for name in ["db.sqlite-wal", "db.sqlite-shm"] {
        mode(&bench.path(name), 0o600);
    }
    bench.run(&["pull-orders"]).expect(3);
    assert_books_are_right(&bench);
}

#[cfg(unix)]
#[test]
fn what_another_account_left_beside_the_database_is_named_with_what_ends_it() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let bench = lived();
    if fs::metadata(bench.folder.path()).unwrap().uid() != 0 {
        eprintln!("skipped: only root can run the program as another account");
        return;
    }
    for name in ["db.sqlite-shm", "db.sqlite-wal"] {
        let left = bench.path(name);
        // Everything becomes that account's but for the one file.
        run_as_a_user(&bench, &["status"]);
        let files: Vec<_> = fs::read_dir(bench.folder.path())
            .unwrap()
            .map(|one| one.unwrap().path())
            .collect();
        for path in &files {
            chown(path, Some(65_534), Some(65_534)).unwrap();
        }
        chown(bench.folder.path(), Some(65_534), Some(65_534)).unwrap();
        fs::write(&left, "").unwrap();
        fs::set_permissions(&left, fs::Permissions::from_mode(0o600)).unwrap();
        let ran = run_as_a_stranger(&bench, &["pull-orders"]);
        assert_eq!(ran.status, Some(2), "{name}: {ran:?}");
        for said in [name, "another account", "chown", "hint:"] {
            assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
        }
        // The advice.
        chown(&left, Some(65_534), Some(65_534)).unwrap();
        let ran = run_as_a_stranger(&bench, &["pull-orders"]);
        assert_eq!(ran.status, Some(3), "{name}: {ran:?}");
    }
}

#[test]
fn a_copy_kept_as_evidence_is_read_and_stays_as_it_is() {
    let bench = Bench::small();
    died(&bench);
    fs::create_dir(bench.path("evidence")).unwrap();
    for name in ["db.sqlite", "db.sqlite-wal"] {
        fs::copy(bench.path(name), bench.path("evidence").join(name)).unwrap();
    }
    let kept = || {
        let of = |name: &str| fs::read(bench.path("evidence").join(name)).ok();
        (of("db.sqlite"), of("db.sqlite-wal"))
    };
    let before = kept();
    for words in [
        &["audit", "list"][..],
        &["audit", "verify"],
        &["audit", "list", "--state", "posted"],
    ] {
        bench
            .run(&[words, &["--database", "evidence/db.sqlite"]].concat())
            .expect(0);
        assert!(kept() == before, "{words:?}");
    }
    // `status` of the database itself leaves its log to the next pass.
    let log = fs::read(bench.path("db.sqlite-wal")).unwrap();
    bench.run(&["status"]);
    assert!(fs::read(bench.path("db.sqlite-wal")).unwrap() == log);
    bench.run(&["pull-orders"]).expect(3);
    bench.run(&["audit", "verify"]).expect(0);
    let left: Vec<_> = folder(&bench)
        .into_keys()
        .filter(|name| name.ends_with("-wal"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert_books_are_right(&bench);
}

/// A small file system in memory, taken down when dropped; none where this account may not make one.
#[cfg(target_os = "linux")]
struct Small(tempfile::TempDir);

#[cfg(target_os = "linux")]
impl Small {
    fn mounted(kibibytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={kibibytes}k"), "tmpfs"])
            .arg(folder.path())
            .output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self(folder)),
            _ => None,
        }
    }

    /// Fills what is left.
    fn fill(&self) {
        use std::io::Write;
        let mut file = fs::File::create(self.0.path().join("ballast")).unwrap();
        while file.write_all(&[7; 512]).is_ok() {}
    }

    fn make_room(&self) {
        fs::remove_file(self.0.path().join("ballast")).unwrap();
    }
}

#[cfg(target_os = "linux")]
impl Drop for Small {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0.path()).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_nothing_is_lost_or_doubled() {
    for left in [0_usize, 60, 200, 400] {
        let Some(disk) = Small::mounted(6_000) else {
            eprintln!("skipped: a small file system can only be mounted by root");
            return;
        };
        let bench = Bench::small();
        let path = disk.0.path().join("db.sqlite");
        bench.run(&["status"]).expect(0);
        fs::copy(bench.path("db.sqlite"), &path).unwrap();
        let text = bench
            .configuration("")
            .replace("path = \"db.sqlite\"", &format!("path = \"{}\"", path.display()));
        bench.write("config.toml", &text);
        let reserve = disk.0.path().join("reserve");
        fs::write(&reserve, vec![1; left * 1024]).unwrap();
        disk.fill();
        fs::remove_file(reserve).unwrap();
        let ran = bench.run(&["pull-orders"]);
        assert_eq!(ran.status, Some(7), "{left} KiB left: {ran:?}");
        assert!(
            ran.stderr.contains("disk is full"),
            "{left} KiB left: {}",
            ran.stderr
        );
        disk.make_room();
        for _ in 0..2 {
            bench.run(&["pull-orders"]).expect(3);
        }
        bench.run(&["audit", "verify"]).expect(0);
        fs::copy(&path, bench.path("db.sqlite")).unwrap();
        assert_books_are_right(&bench);
    }
}
