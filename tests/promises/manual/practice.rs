//! The README's first chapter, walked through as a newcomer would: the demo in one terminal, an empty folder in another.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::user::words;
use super::whole;
use crate::harness::Ran;

/// The demo, with what it printed.
struct Demo {
    child: Child,
    printed: Vec<String>,
}

impl Demo {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ml-connector"))
            .args(["demo", "--serve", "--fresh"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let mut printed = Vec::new();
        for line in lines {
            let last = line.contains("Ctrl-C");
            printed.push(line);
            if last {
                break;
            }
        }
        Self { child, printed }
    }

    /// The flags of the one line for `init`.
    fn init(&self) -> Vec<String> {
        let line = self.printed.iter().find(|line| line.contains(" init ")).unwrap();
        let (_, flags) = line.split_once(" init ").unwrap();
        std::iter::once("init".to_owned()).chain(words(flags)).collect()
    }

    fn secret(&self, name: &str) -> String {
        let line = self
            .printed
            .iter()
            .find(|line| line.trim().starts_with(name))
            .unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    }

    fn secrets(&self, system: &str) -> String {
        let names: &[&str] = match system {
            "amazon" => &["client_id", "client_secret", "refresh_token"],
            _ => &["user", "password"],
        };
        names
            .iter()
            .map(|name| format!("{name}={}\n", self.secret(name)))
            .collect()
    }

    fn evening(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
        // The bookkeeper needs a moment; what is asked next shows whether the evening came.
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(folder: &Path, variable: Option<(&str, &str)>, words: &[String], stdin: &str) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ml-connector"));
    command
        .current_dir(folder)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.envs(variable);
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    Ran::of(child.wait_with_output().unwrap())
}

/// The run before was killed where the chapter says: a batch was on its way, and it stands there once.
fn assert_a_batch_was_on_its_way(ran: &Ran) {
    assert!(
        ran.stderr.contains("which an earlier run left open"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stdout.contains("6 now in Sage, open; 1 found there already"),
        "{}",
        ran.stdout
    );
}

#[test]
fn the_first_chapter_can_be_walked_through_from_an_empty_folder() {
    let mut demo = Demo::start();
    let folder = crate::harness::temporary_folder();
    let folder = folder.path();
    run(folder, None, &demo.init(), "").expect(0);
    let manual = whole();
    let (_, chapter) = manual.split_once("\n## Practise\n").unwrap();
    let (chapter, _) = chapter.split_once("\n## ").unwrap();
    let mut blocks = chapter.split("```sh\n").skip(2);
    let mut block = |count: usize| {
        let lines: Vec<String> = blocks
            .next()
            .unwrap()
            .split("```")
            .next()
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect();
        assert_eq!(lines.len(), count, "{lines:#?}");
        lines
    };
    let typed = |demo: &Demo, line: &str| {
        let line = line.split(" #").next().unwrap();
        let (line, target) = line.split_once(" > ").unwrap_or((line, ""));
        let mut words = words(line);
        let variable = words[0]
            .split_once('=')
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        words.drain(..if variable.is_some() { 2 } else { 1 });
        let mut stdin = String::new();
        if let ["credentials", "set", system] =
            words.iter().map(String::as_str).collect::<Vec<_>>().as_slice()
        {
            stdin = demo.secrets(system);
            words.push("--stdin".to_owned());
        }
        let variable = variable
            .as_ref()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let ran = run(folder, variable, &words, &stdin);
        if !target.trim().is_empty() {
            fs::write(folder.join(target.trim()), &ran.stdout).unwrap();
        }
        ran
    };
    let first = block(5);
    for line in &first[..2] {
        typed(&demo, line).expect(0);
    }
    let dry = typed(&demo, &first[2]);
    assert!(matches!(dry.status, Some(0 | 3)), "{dry:#?}");
    assert!(
        dry.stdout.contains("49.99") && dry.stdout.contains("nothing was sent"),
        "{}",
        dry.stdout
    );
    typed(&demo, &first[3]).expect(0);
    let pulled = typed(&demo, &first[4]).expect(3);
    assert!(pulled.stdout.contains("NO-MAP-77"), "{}", pulled.stdout);
    let items = folder.join("items.csv");
    let line = chapter.split("add `").nth(1).unwrap().split('`').next().unwrap();
    fs::write(&items, format!("{}{line}\n", fs::read_to_string(&items).unwrap())).unwrap();
    let again = run(folder, None, &["pull-orders".to_owned()], "").expect(3);
    assert!(!again.stdout.contains("NO-MAP-77"), "{}", again.stdout);
    let killed = block(2);
    let ran = typed(&demo, &killed[0]);
    assert!(!matches!(ran.status, Some(0 | 2 | 3)), "{ran:#?}");
    let ran = typed(&demo, &killed[1]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:#?}");
    assert_a_batch_was_on_its_way(&ran);
    // An account of one region: nothing is held there that this configuration could not know.
    assert!(
        !ran.stdout.contains("marketplace-not-configured"),
        "{}",
        ran.stdout
    );
    assert!(chapter.contains("six closed settlements"));
    let status = run(folder, None, &["status".to_owned()], "").expect(3).stdout;
    assert!(
        status.contains("settlements: 7 known, 6 in Sage, 1 staged"),
        "{status}"
    );
    demo.evening();
    let last = block(5);
    for line in &last {
        let ran = typed(&demo, line);
        assert!(matches!(ran.status, Some(0 | 3)), "{line}: {ran:#?}");
    }
}
