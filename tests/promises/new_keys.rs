//! A new key for what is sealed, of every kind of key, by the way that the advice names.

use std::io::Write as _;
use std::process::Stdio;

use crate::harness::{Bench, Ran};

/// What prints a new key on this system.
const MAKES_A_KEY: &str = if cfg!(windows) {
    "RandomNumberGenerator"
} else {
    "`openssl rand -base64 32`"
};

/// A key as that prints one.
fn some_key(byte: u8) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode([byte; 32])
}

#[test]
fn a_new_key_is_taken_by_the_way_that_the_advice_names_for_every_kind_of_key() {
    let bench = Bench::small();
    let text = bench.configuration("");
    let run = |key: &str, words: &[&str], stdin: &str| {
        let mut command = bench.command(words);
        let mut child = command
            .env("MLC_TEST_KEY", key)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        Ran::of(child.wait_with_output().unwrap())
    };
    let rotate = ["credentials", "rotate-key"];
    let from_stdin = ["credentials", "rotate-key", "--stdin"];
    // The key file: the program makes the key itself, and a key that a person made takes its place.
    run("", &rotate, "").expect(0);
    run("", &from_stdin, &some_key(1)).expect(0);
    run("", &["pull-orders"], "").expect(3);
    run("", &rotate, "").expect(0);
    run("", &from_stdin, &some_key(2)).expect(0);
    run("", &["pull-orders"], "").expect(3);
    // An environment variable: the old key opens, the new one comes on stdin, and only then the variable changes.
    bench.write(
        "config.toml",
        &text.replace("key_file = \"key\"", "key_env = \"MLC_TEST_KEY\""),
    );
    let ran = run(&some_key(2), &rotate, "").expect(2);
    for word in [
        "MLC_TEST_KEY",
        "still",
        "`ml-connector credentials rotate-key --stdin`",
        "openssl rand -base64 32",
    ] {
        assert!(ran.stderr.contains(word), "{word}: {}", ran.stderr);
    }
    let ran = run(&some_key(2), &from_stdin, "").expect(2);
    assert!(
        ran.stderr.contains("stdin") && ran.stderr.contains(MAKES_A_KEY) && !ran.stderr.contains("backup"),
        "{}",
        ran.stderr
    );
    let ran = run(&some_key(2), &from_stdin, &some_key(3)).expect(0);
    assert!(ran.stdout.contains("MLC_TEST_KEY"), "{}", ran.stdout);
    run(&some_key(2), &["pull-orders"], "").expect(2);
    run(&some_key(3), &["pull-orders"], "").expect(3);
    // Who changed the variable first is told to go back to the old key.
    let ran = run(&some_key(4), &from_stdin, &some_key(4)).expect(2);
    assert!(
        ran.stderr.contains("MLC_TEST_KEY") && ran.stderr.contains("old key"),
        "{}",
        ran.stderr
    );
    run(&some_key(3), &from_stdin, &some_key(4)).expect(0);
    // A command: the same.
    let print = if cfg!(windows) {
        "key_command = [\"cmd\", \"/c\", \"type secret\"]"
    } else {
        "key_command = [\"cat\", \"secret\"]"
    };
    bench.write("config.toml", &text.replace("key_file = \"key\"", print));
    bench.write("secret", &some_key(4));
    let ran = run("", &rotate, "").expect(2);
    assert!(
        ran.stderr.contains("still") && ran.stderr.contains("--stdin"),
        "{}",
        ran.stderr
    );
    run("", &from_stdin, &some_key(5)).expect(0);
    bench.write("secret", &some_key(5));
    run("", &["pull-orders"], "").expect(3);
}

#[test]
fn a_variable_without_a_key_says_how_one_is_made() {
    let bench = Bench::small();
    let text = bench.configuration("");
    bench.write(
        "config.toml",
        &text.replace("key_file = \"key\"", "key_env = \"MLC_NO_SUCH_KEY\""),
    );
    let ran = bench
        .run(&["credentials", "rotate-key", "--to", "key-file"])
        .expect(2);
    assert!(
        ran.stderr.contains("MLC_NO_SUCH_KEY") && ran.stderr.contains(MAKES_A_KEY),
        "{}",
        ran.stderr
    );
}
