//! What only Windows has: files that another program keeps to itself, access lists, DPAPI, its zones and line ends.

use std::fs::{self, File, OpenOptions};
use std::os::windows::fs::OpenOptionsExt;
use std::path::Path;

use crate::harness::{Bench, Program};

/// A file as a program has it open that lets nobody else in.
fn hold(path: &Path) -> File {
    OpenOptions::new()
        .read(true)
        .write(true)
        .share_mode(0)
        .open(path)
        .unwrap()
}

#[test]
fn a_file_that_another_program_has_open_is_temporary_and_named() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    for name in ["db.sqlite", "db.lock", "key", "items.csv"] {
        let held = hold(&bench.path(name));
        let ran = bench.run(&["pull-orders"]).expect(4);
        assert!(
            ran.stderr.contains("another program has this file open"),
            "{name}: {}",
            ran.stderr
        );
        assert!(ran.stderr.contains(name), "{name}: {}", ran.stderr);
        drop(held);
        bench.run(&["pull-orders"]).expect(3);
    }
}

#[test]
fn a_file_that_is_let_go_within_seconds_is_waited_for() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let held = hold(&bench.path("key"));
    let letting_go = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_secs(2));
        drop(held);
    });
    bench.run(&["pull-orders"]).expect(3);
    letting_go.join().unwrap();
}

#[test]
fn an_export_that_a_spreadsheet_shows_is_temporary() {
    let bench = Bench::small();
    bench.run(&["audit", "export", "--output", "out.csv"]).expect(0);
    let held = hold(&bench.path("out.csv"));
    let again = ["audit", "export", "--output", "out.csv", "--replace"];
    let ran = bench.run(&again).expect(4);
    assert!(
        ran.stderr.contains("another program has this file open"),
        "{}",
        ran.stderr
    );
    drop(held);
    bench.run(&again).expect(0);
    let left = fs::read_dir(bench.folder.path()).unwrap();
    assert!(
        !left
            .map(|entry| entry.unwrap().path())
            .any(|path| path.extension().is_some_and(|end| end == "part"))
    );
}

#[test]
fn a_key_moves_to_the_data_protection_and_back() {
    let bench = Bench::small();
    for (kind, line) in [
        ("dpapi-machine", "dpapi = \"machine\""),
        ("dpapi-user", "dpapi = \"user\""),
        ("key-file", "key_file = \"ml-connector.key\""),
    ] {
        let ran = bench.run(&["credentials", "rotate-key", "--to", kind]).expect(0);
        let config = fs::read_to_string(bench.path("config.toml")).unwrap();
        assert!(
            config.lines().any(|one| one == line),
            "{kind}: {config}\n{}",
            ran.stdout
        );
        if kind == "dpapi-machine" {
            assert!(
                !bench.path("key").exists() && ran.stdout.contains("was removed"),
                "{}",
                ran.stdout
            );
        }
        bench.run(&["pull-orders"]).expect(3);
    }
    assert!(!bench.path("ml-connector.dpapi").exists());
}

#[test]
fn a_damaged_protected_key_has_words_of_its_own() {
    let bench = Bench::small();
    bench
        .run(&["credentials", "rotate-key", "--to", "dpapi-machine"])
        .expect(0);
    let file = bench.path("ml-connector.dpapi");
    fs::write(&file, [7; 200]).unwrap();
    let ran = bench.run(&["pull-orders"]).expect(2);
    assert!(!ran.stderr.contains("dpapi = \"user\""), "{}", ran.stderr);
    assert!(ran.stderr.contains("protected key"), "{}", ran.stderr);
}

#[test]
fn init_writes_lines_that_every_editor_shows_and_can_choose_the_protection() {
    let program = Program::new("");
    fs::remove_file(program.path("config.toml")).unwrap();
    let mut words = crate::tools::INIT.to_vec();
    words.extend(["--key", "dpapi-machine"]);
    program.run(&words).expect(0);
    let text = fs::read_to_string(program.path("config.toml")).unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.contains("dpapi = \"machine\"\r\n") && program.path("ml-connector.dpapi").exists());
    assert!(!program.path("ml-connector.key").exists());
}

#[test]
fn a_database_on_a_share_is_refused() {
    let bench = Bench::small();
    let text = bench
        .configuration("")
        .replace("\"db.sqlite\"", r"'\\server\share\db.sqlite'");
    bench.write("config.toml", &text);
    for words in [&["pull-orders"][..], &["credentials", "list"]] {
        let ran = bench.run(words).expect(2);
        assert!(ran.stderr.contains("network share"), "{}", ran.stderr);
    }
}

#[test]
fn check_looks_at_the_rights_of_what_runs_and_what_is_secret() {
    let bench = Bench::small();
    let out = bench.run(&["check"]).stdout;
    for what in [
        "rights: program",
        "rights: database",
        "rights: key",
        "rights: folder of the program",
    ] {
        assert!(out.contains(what), "{what}: {out}");
    }
}
