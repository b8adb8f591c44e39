//! What an administrator makes and names: installations side by side, hints to copy, what `check` and `status` tell of.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::harness::{Bench, Ran, output_of, temporary_folder};

/// Runs the program in a folder, with nothing set in its environment.
fn run(folder: &Path, words: &[&str]) -> Ran {
    Ran::of(output_of(&mut command(folder, words)))
}

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ml-connector"));
    command
        .current_dir(folder)
        .env("COLUMNS", "1000")
        .env_remove("ML_CONNECTOR_CONFIG")
        .args(words);
    command
}

/// `init` of a company, with the configuration under this name.
fn init(folder: &Path, config: &str, company: &str) -> Ran {
    let answers = "--non-interactive --region na --seller-id A2EXAMPLE --marketplace US --time-zone America/New_York \
                   --url http://127.0.0.1:9/Sage300WebApi --start 2026-01-01";
    let words = ["--config", config, "init", "--company", company];
    let words: Vec<_> = words.into_iter().chain(answers.split_whitespace()).collect();
    run(folder, &words)
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn a_second_company_in_a_folder_gets_a_database_a_key_and_an_items_table_of_its_own() {
    let folder = temporary_folder();
    let folder = folder.path();
    init(folder, "config.toml", "SAMLTD").expect(0);
    let first = text(folder, "ml-connector.key");
    let ran = init(folder, "other.toml", "OTHLTD").expect(0);
    let made = text(folder, "other.toml");
    for (line, file) in [
        ("path = \"other.db\"", "other.db"),
        ("key_file = \"other.key\"", "other.key"),
        ("table = \"other-items.csv\"", "other-items.csv"),
    ] {
        assert!(made.contains(&format!("\n{line}\n")), "{line} in {made}");
        assert!(folder.join(file).is_file(), "{file}");
        assert!(ran.stdout.contains(file), "{}", ran.stdout);
    }
    assert!(ran.stdout.contains("SAMLTD"), "{}", ran.stdout);
    assert_eq!(text(folder, "ml-connector.key"), first);
    // Made once more after its configuration was taken away, it is the same installation.
    fs::remove_file(folder.join("other.toml")).unwrap();
    let ran = init(folder, "other.toml", "OTHLTD").expect(0);
    assert!(text(folder, "other.toml").contains("\npath = \"other.db\"\n"));
    assert!(ran.stdout.contains("was there already"), "{}", ran.stdout);
    // A name of its own that a third one has taken is refused before anything is made.
    let taken = text(folder, "other.toml").replace("OTHLTD", "THIRD");
    fs::write(folder.join("third.toml"), taken).unwrap();
    fs::remove_file(folder.join("other.toml")).unwrap();
    let ran = init(folder, "other.toml", "OTHLTD").expect(2);
    assert!(
        ran.stderr.contains("other.db") && ran.stderr.contains("THIRD") && ran.stderr.contains("hint:"),
        "{}",
        ran.stderr
    );
    assert!(!folder.join("other.toml").exists());
}

#[test]
fn a_second_configuration_of_the_same_company_works_on_its_database_and_says_so() {
    let folder = temporary_folder();
    init(folder.path(), "config.toml", "SAMLTD").expect(0);
    let ran = init(folder.path(), "again.toml", "SAMLTD").expect(0);
    assert!(text(folder.path(), "again.toml").contains("\npath = \"ml-connector.db\"\n"));
    assert!(ran.stdout.contains("was there already"), "{}", ran.stdout);
}

#[test]
fn init_names_every_file_that_it_made_and_whether_it_left_any_behind() {
    let folder = temporary_folder();
    let folder = folder.path();
    let ran = init(folder, "config.toml", "SAMLTD").expect(0);
    for file in ["config.toml", "items.csv", "ml-connector.key", "ml-connector.db"] {
        assert!(
            ran.stdout.contains(&format!("made {file}\n")),
            "{file}: {}",
            ran.stdout
        );
    }
    let ran = init(folder, "none/config.toml", "SAMLTD").expect(2);
    assert!(
        ran.stderr.contains("the folder `none` is not there") && ran.stderr.contains("hint:"),
        "{}",
        ran.stderr
    );
    // A key that cannot be made leaves no database behind.
    fs::create_dir_all(folder.join("bad/ml-connector.key")).unwrap();
    let ran = init(folder, "bad/config.toml", "SAMLTD").expect(2);
    assert!(ran.stderr.contains("ml-connector.key"), "{}", ran.stderr);
    let left: Vec<_> = fs::read_dir(folder.join("bad")).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn credentials_of_another_company_or_seller_are_not_touched() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let own = bench.configuration("");
    let seller = bench.amazon.world().seller_id.clone();
    let key = fs::read_to_string(bench.path("key")).unwrap();
    let before: Vec<_> = bench.store().credentials().unwrap();
    for (mine, others) in [("SAMLTD", "OTHLTD"), (seller.as_str(), "A9SOMEBODYELSE")] {
        let named = |word: &str| format!("\"{word}\"");
        let changed = own.replace(&named(mine), &named(others));
        assert_ne!(changed, own);
        bench.write("other.toml", &changed);
        for words in [
            &["credentials", "list"][..],
            &["credentials", "remove", "amazon"],
            &["credentials", "rotate-key"],
            &["credentials", "set", "sage300", "--stdin"],
            &["audit", "prune"],
        ] {
            let ran = Ran::of(output_of(&mut bench.command_with("other.toml", words))).expect(2);
            for word in [mine, others, "db.sqlite", "hint:"] {
                assert!(ran.stderr.contains(word), "{words:?} {word}: {}", ran.stderr);
            }
        }
    }
    assert_eq!(fs::read_to_string(bench.path("key")).unwrap(), key);
    assert_eq!(
        format!("{before:?}"),
        format!("{:?}", bench.store().credentials().unwrap())
    );
    bench.run(&["credentials", "list"]).expect(0);
}

#[test]
fn an_items_table_that_is_not_there_yet_is_proposed_whole() {
    let bench = Bench::small();
    fs::remove_file(bench.path("items.csv")).unwrap();
    let ran = bench.run(&["check", "--online-only", "sage300"]);
    let advice = "`ml-connector items suggest --output items.csv`";
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(said.contains(advice), "{said}");
    bench
        .run(&["items", "suggest", "--output", "items.csv"])
        .expect(0);
    assert!(text(bench.folder.path(), "items.csv").lines().count() > 1);
    bench.run(&["items", "suggest"]).expect(0);
    bench.run(&["pull-orders"]).expect(3);
}

#[test]
fn a_folder_of_the_log_that_cannot_be_written_is_found_by_check() {
    let bench = Bench::small();
    bench.write("config.toml", &bench.configuration("[log]\nfolder = \"log\"\n"));
    let ran = bench.run(&["check"]);
    let line = |ran: &Ran| {
        let lines = ran.stdout.lines();
        lines
            .filter(|line| line.contains("folder of [log]"))
            .map(str::to_owned)
            .collect::<String>()
    };
    assert!(line(&ran).starts_with("ok"), "{}", ran.stdout);
    let sound = ran.status;
    fs::remove_dir_all(bench.path("log")).unwrap();
    bench.write("log", "a file");
    let ran = bench.run(&["check"]);
    assert!(
        line(&ran).starts_with("warning") && line(&ran).contains("`log`"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.status == Some(3) || ran.status == sound && sound != Some(0),
        "{ran:?}"
    );
}

#[test]
fn flags_of_a_report_that_is_not_written_are_refused() {
    let bench = Bench::small();
    bench.write("config.toml", &bench.configuration(crate::inventory::SECTION));
    for flag in [
        &["--bom"][..],
        &["--replace"],
        &["--format", "xlsx"],
        &["--decimal", ","],
    ] {
        let words: Vec<_> = ["push-inventory", "--dry-run"]
            .iter()
            .chain(flag)
            .copied()
            .collect();
        let ran = bench.run(&words).expect(2);
        assert!(ran.stderr.contains("--report"), "{flag:?}: {}", ran.stderr);
    }
}

/// Every hint that is a line to be copied names the configuration that the command was given.
#[test]
fn a_hint_names_the_configuration_that_the_command_was_given() {
    let bench = Bench::without_credentials(
        ml_connector::sandbox::world::World::small(7, crate::harness::now()),
        ml_connector::sandbox::sage300::Company::demo(),
        ml_connector::sandbox::amazon::Settings::unthrottled(),
        ml_connector::sandbox::sage300::Settings::default(),
    );
    let text = bench.configuration("");
    bench.write("its own.toml", &text);
    fs::remove_file(bench.path("config.toml")).unwrap();
    let run = |words: &[&str]| Ran::of(output_of(&mut bench.command_with("its own.toml", words)));
    let named = "`ml-connector --config \"its own.toml\" ";
    let ran = run(&["pull-orders"]).expect(2);
    assert!(
        ran.stderr.contains(&format!("{named}check` makes a new one")),
        "{}",
        ran.stderr
    );
    run(&["check"]);
    let ran = run(&["credentials", "list"]).expect(0);
    for system in ["amazon", "sage300"] {
        let whole = format!("{named}credentials set {system}`");
        assert!(ran.stdout.contains(&whole), "{}", ran.stdout);
    }
    let ran = run(&["--json", "pull-orders"]).expect(2);
    let error = ran.json()["error"].to_string().replace("\\\"", "\"");
    assert!(error.contains(named), "{error}");
    // Of the environment as well, and a missing one is made by the line that is shown.
    let mut command = command(bench.folder.path(), &["status"]);
    let ran = Ran::of(output_of(command.env("ML_CONNECTOR_CONFIG", "new.toml"))).expect(2);
    assert!(
        ran.stderr.contains("`ml-connector --config new.toml init`"),
        "{}",
        ran.stderr
    );
    let ran = run_plain(&bench, &["status"]);
    assert!(ran.stderr.contains("`ml-connector init`"), "{}", ran.stderr);
}

fn run_plain(bench: &Bench, words: &[&str]) -> Ran {
    run(bench.folder.path(), words).expect(2)
}

#[test]
fn a_new_installation_is_not_told_to_a_monitor_as_all_is_well() {
    let folder = temporary_folder();
    let folder = folder.path();
    init(folder, "config.toml", "SAMLTD").expect(0);
    let words = "no credentials of amazon and sage300 are stored, so no pass can run";
    for status in [&["status"][..], &["status", "--brief"]] {
        let ran = run(folder, status).expect(3);
        assert!(ran.stdout.contains(words), "{}", ran.stdout);
    }
    let bench = Bench::small();
    let ran = bench.run(&["status"]).expect(0);
    assert!(
        ran.stdout.contains("status 0: nothing has run yet"),
        "{}",
        ran.stdout
    );
}
