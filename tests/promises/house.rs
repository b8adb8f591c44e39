//! The house keeps its shape: directions between rooms, crates in their rooms, no OpenSSL, no floats.

mod circles;

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn room_files(room: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let folder = root().join("src").join(room);
    if folder.is_dir() {
        sources(&folder, &mut files);
    } else {
        files.push(folder.with_extension("rs"));
    }
    assert!(!files.is_empty(), "the room {room} is gone");
    files
        .into_iter()
        .map(|path| {
            (
                path.clone(),
                without_comments(&fs::read_to_string(&path).unwrap()),
            )
        })
        .collect()
}

fn without_comments(text: &str) -> String {
    text.lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn rooms_use_only_the_rooms_below_them() {
    let rooms: &[(&str, &[&str])] = &[
        ("money", &[]),
        ("amazon", &["money"]),
        ("sage300", &["money"]),
        ("books", &["money", "amazon", "sage300"]),
        ("net", &["clock", "rehearsal"]),
        ("client", &["net", "amazon", "sage300", "money", "clock"]),
        ("store", &["books", "money", "clock", "rehearsal", "host"]),
        (
            "delivery",
            &[
                "store", "client", "books", "sage300", "amazon", "money", "terminal", "clock",
            ],
        ),
        ("vault", &["host"]),
        ("config", &["amazon", "books", "money", "vault", "host"]),
        ("terminal", &["clock", "host"]),
        ("host", &["clock"]),
        ("sandbox", &["money", "clock"]),
    ];
    let all = [
        "money", "amazon", "sage300", "books", "config", "net", "client", "store", "vault", "terminal",
        "sandbox", "delivery", "pass", "cli", "host",
    ];
    for (room, allowed) in rooms {
        for (path, text) in room_files(room) {
            for other in all {
                if other == *room || allowed.contains(&other) {
                    continue;
                }
                let name = format!("crate::{other}");
                let uses = text.match_indices(&name).any(|(at, _)| {
                    !text[at + name.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
                });
                assert!(!uses, "{} reaches into {other}", path.display());
            }
        }
    }
    for (path, text) in room_files("pass") {
        assert!(
            !text.contains("crate::cli::"),
            "{} reaches into cli",
            path.display()
        );
    }
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let folder = root().join("src");
    let mut files = Vec::new();
    sources(&folder, &mut files);
    let circles = circles::Source::read(&folder, &files).circles();
    // A simulator's answers all read and write the one state of the simulated system.
    let is_simulator = |arrows: &&Vec<String>| arrows.iter().all(|arrow| arrow.starts_with("sandbox/"));
    let bad: Vec<String> = circles
        .iter()
        .filter(|arrows| !is_simulator(arrows))
        .map(|arrows| arrows.join("\n  "))
        .collect();
    assert!(
        bad.is_empty(),
        "files use each other in a circle:\n  {}",
        bad.join("\n\n  ")
    );
}

#[test]
fn outside_crates_stay_in_one_room() {
    let homes: &[(&str, &[&str])] = &[
        ("reqwest", &["net"]),
        ("rustls", &["net"]),
        ("rusqlite", &["store"]),
        ("clap", &["cli"]),
        ("toml", &["config"]),
        ("anyhow", &["pass", "cli"]),
        ("indicatif", &["terminal"]),
        ("comfy_table", &["terminal"]),
        ("rust_xlsxwriter", &["terminal"]),
        ("textwrap", &["terminal"]),
        ("clap_complete", &["cli"]),
        ("clap_mangen", &["cli"]),
    ];
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    for path in files {
        let text = without_comments(&fs::read_to_string(&path).unwrap());
        let inside = path.strip_prefix(root().join("src")).unwrap();
        let room = inside
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy()
            .into_owned();
        for (name, rooms) in homes {
            if rooms.contains(&room.as_str()) || room == "main.rs" {
                continue;
            }
            for form in [format!("{name}::"), format!("use {name};")] {
                let used = text.match_indices(&form).any(|(at, _)| {
                    !text[..at]
                        .ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
                });
                assert!(!used, "{} uses {name}, which lives in {rooms:?}", path.display());
            }
        }
    }
}

#[test]
fn pure_rooms_know_no_file_socket_clock_or_environment() {
    for room in ["money", "amazon", "sage300", "books"] {
        for (path, text) in room_files(room) {
            for word in [
                "std::fs",
                "std::net",
                "std::env",
                "std::time",
                "Utc::now",
                "Instant::now",
            ] {
                assert!(!text.contains(word), "{} knows {word}", path.display());
            }
        }
    }
}

#[test]
fn there_is_one_crypto_provider_and_no_openssl() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for name in [
        "aws-lc-rs",
        "aws-lc-sys",
        "aws-lc-fips-sys",
        "openssl",
        "openssl-sys",
        "native-tls",
    ] {
        assert!(
            !lock.contains(&format!("name = \"{name}\"")),
            "{name} came back into Cargo.lock"
        );
    }
    assert!(lock.contains("name = \"ring\""));
}

#[test]
fn no_float_stands_in_the_source() {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    for path in files {
        let text = without_comments(&fs::read_to_string(&path).unwrap());
        for float in ["f32", "f64"] {
            let found = text.match_indices(float).any(|(at, _)| {
                let before = text[..at]
                    .chars()
                    .next_back()
                    .is_none_or(|c| !c.is_alphanumeric() && c != '_');
                let after = text[at + 3..]
                    .chars()
                    .next()
                    .is_none_or(|c| !c.is_alphanumeric() && c != '_');
                before && after
            });
            assert!(!found, "{} holds {float}", path.display());
        }
    }
}
