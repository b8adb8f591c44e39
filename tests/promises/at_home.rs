//! Where it runs: its key's command, the ways to keep a key, zones by their Windows names, paths, the way to each system.

use std::fs;

use crate::harness::Bench;

#[cfg(unix)]
#[test]
fn a_key_command_is_found_from_the_configuration_s_folder_wherever_the_program_starts() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::small();
    let key = fs::read_to_string(bench.path("key")).unwrap();
    fs::create_dir(bench.path("bin")).unwrap();
    bench.write("secret", &key);
    bench.write("bin/print-key", "#!/bin/sh\ncat secret\n");
    fs::set_permissions(bench.path("bin/print-key"), fs::Permissions::from_mode(0o700)).unwrap();
    let text = bench
        .configuration("")
        .replace("key_file = \"key\"", "key_command = [\"bin/print-key\"]");
    bench.write("config.toml", &text);
    let config = bench.path("config.toml").display().to_string();
    let output = bench
        .command_with(&config, &["pull-orders"])
        .current_dir("/")
        .output()
        .unwrap();
    crate::harness::Ran::of(output).expect(3);
    // And back to a file of the program's own.
    let ran = bench
        .run(&["credentials", "rotate-key", "--to", "key-file"])
        .expect(0);
    assert!(ran.stdout.contains("the key command"), "{}", ran.stdout);
    let text = fs::read_to_string(bench.path("config.toml")).unwrap();
    assert!(
        text.contains("key_file = \"ml-connector.key\"\n#key_command = "),
        "{text}"
    );
    bench.run(&["pull-orders"]).expect(3);
}

#[test]
fn a_key_that_moved_is_removed_from_its_old_place_with_a_word() {
    let bench = Bench::small();
    let before = fs::read_to_string(bench.path("config.toml")).unwrap();
    let ran = bench
        .run(&["credentials", "rotate-key", "--to", "key-file"])
        .expect(0);
    // It is kept so already: only the key itself is new.
    assert_eq!(fs::read_to_string(bench.path("config.toml")).unwrap(), before);
    assert!(bench.path("key").exists(), "{}", ran.stdout);
    bench.run(&["pull-orders"]).expect(3);
    if cfg!(not(windows)) {
        let ran = bench
            .run(&["credentials", "rotate-key", "--to", "dpapi-machine"])
            .expect(2);
        assert!(ran.stderr.contains("only on Windows"), "{}", ran.stderr);
        bench.run(&["pull-orders"]).expect(3);
    }
}

#[test]
fn a_path_with_backslashes_says_how_to_write_it() {
    let bench = Bench::small();
    for path in [
        r"C:\temp\db.sqlite",
        r"C:\sage\db.sqlite",
        r"C:\bücher\db.sqlite",
        r"C:\new\x.db",
        r"\\server\files\x.db",
    ] {
        bench.write(
            "config.toml",
            &bench
                .configuration("")
                .replace("\"db.sqlite\"", &format!("\"{path}\"")),
        );
        let ran = bench.run(&["pull-orders"]);
        if path.starts_with(r"\\s") && cfg!(not(windows)) {
            continue;
        }
        let ran = ran.expect(2);
        assert!(ran.stderr.contains("config.toml:2:"), "{path}: {}", ran.stderr);
        assert!(ran.stderr.contains(r"'C:\folder\file'"), "{path}: {}", ran.stderr);
    }
}

#[test]
fn zones_by_windows_name_are_understood_and_fixed_ones_are_warned_of() {
    let bench = Bench::small();
    let with = |zone: &str| {
        bench.write(
            "config.toml",
            &bench.configuration("").replace("America/New_York", zone),
        );
        bench.run(&["check"])
    };
    let out = with("Eastern Standard Time").stdout;
    assert!(
        out.lines()
            .any(|line| line.contains("time zone") && line.contains("America/New_York")),
        "{out}"
    );
    let ran = with("EST");
    assert!(
        ran.stdout
            .lines()
            .any(|line| line.starts_with("warning") && line.contains("no summer time")),
        "{}",
        ran.stdout
    );
    let ran = bench.run(&["pull-orders", "--dry-run"]);
    assert!(ran.stderr.contains("`EST` has no summer time"), "{}", ran.stderr);
    with("Easter Standard Time").expect(2);
}

#[test]
fn check_shows_the_way_and_the_environment_s_proxy_does_not_catch_simulators() {
    let bench = Bench::small();
    let output = bench
        .command(&["check"])
        .env("HTTP_PROXY", "http://ada:hunter2@127.0.0.1:9")
        .env("HTTPS_PROXY", "http://ada:hunter2@127.0.0.1:9")
        .output()
        .unwrap();
    let ran = crate::harness::Ran::of(output);
    assert!(matches!(ran.status, Some(0 | 3)), "{}", ran.stdout);
    assert_eq!(
        ran.stdout.matches("directly (it is on this machine)").count(),
        2,
        "{}",
        ran.stdout
    );
    bench.write(
        "config.toml",
        &bench.configuration("[network]\nproxy = \"http://127.0.0.1:9\"\n"),
    );
    let ran = bench.run(&["check", "--max-wait", "1s"]).expect(4);
    assert!(
        ran.stdout
            .contains("through the proxy http://127.0.0.1:9 ([network] proxy)"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("the proxy http://127.0.0.1:9 was not reached"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("company SAMLTD"),
        "Sage on this machine was asked through it: {}",
        ran.stdout
    );
    bench.write(
        "config.toml",
        &bench.configuration("[network]\nproxy = \"http://ada:hunter2@p:8080\"\n"),
    );
    let ran = bench.run(&["check"]).expect(2);
    assert!(
        ran.stderr.contains("HTTPS_PROXY") && !ran.stderr.contains("hunter2"),
        "{}",
        ran.stderr
    );
}

#[test]
fn check_shows_the_way_of_the_environment_and_never_its_password() {
    let bench = Bench::small();
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let proxy = format!("http://ada:hunter2@{nowhere}");
    let lines: Vec<String> = bench
        .configuration("[log]\nfolder = \"log\"\n")
        .lines()
        .filter(|line| !line.starts_with("endpoint =") && !line.starts_with("token_endpoint ="))
        .map(|line| match line.starts_with("url =") {
            true => "url = \"https://sage.invalid/Sage300WebApi\"".to_owned(),
            false => line.to_owned(),
        })
        .collect();
    bench.write("config.toml", &lines.join("\n"));
    let check = |variables: &[(&str, &str)]| {
        let mut command = bench.command(&["check", "--max-wait", "0s"]);
        // No rehearsal: these hosts are not on this machine.
        command.env_remove("ML_CONNECTOR_NOW");
        for name in [
            "HTTPS_PROXY",
            "HTTP_PROXY",
            "ALL_PROXY",
            "NO_PROXY",
            "https_proxy",
            "http_proxy",
            "all_proxy",
            "no_proxy",
        ] {
            command.env_remove(name);
        }
        command.envs(variables.iter().copied());
        let ran = crate::harness::Ran::of(command.output().unwrap());
        let mut told = format!("{}{}", ran.stdout, ran.stderr);
        for file in fs::read_dir(bench.path("log")).into_iter().flatten() {
            told += &fs::read_to_string(file.unwrap().path()).unwrap();
        }
        assert!(!told.contains("hunter2"), "{told}");
        ran.stdout
    };
    let through = |name: &str| format!("through the proxy http://{nowhere} (the environment's {name})");
    for name in ["HTTPS_PROXY", "ALL_PROXY"] {
        let out = check(&[(name, proxy.as_str())]);
        assert_eq!(out.matches(&through(name)).count(), 2, "{out}");
    }
    // Both ask by https.
    let out = check(&[
        ("HTTP_PROXY", proxy.as_str()),
        ("HTTPS_PROXY", proxy.as_str()),
        ("NO_PROXY", "localhost, .invalid"),
    ]);
    assert_eq!(out.matches(&through("HTTPS_PROXY")).count(), 1, "{out}");
    assert!(out.contains("directly (it stands in no_proxy)"), "{out}");
    let out = check(&[("HTTPS_PROXY", "http://ada:hunter2 @@:::")]);
    assert!(out.contains("names a proxy that cannot be read"), "{out}");
}

#[test]
fn proposals_are_written_to_a_file() {
    let bench = Bench::small();
    let printed = bench.run(&["items", "suggest"]).expect(0).stdout;
    let ran = bench
        .run(&["items", "suggest", "--output", "proposals.csv"])
        .expect(0);
    let written = fs::read_to_string(bench.path("proposals.csv"))
        .unwrap()
        .replace("\r\n", "\n");
    assert_eq!(written, printed.replace("\r\n", "\n"));
    assert!(ran.stdout.contains("proposals.csv"), "{}", ran.stdout);
    // A person may have worked on it since.
    bench.write("proposals.csv", "mine");
    let again = ["items", "suggest", "--output", "proposals.csv"];
    let ran = bench.run(&again).expect(2);
    assert!(ran.stderr.contains("--replace"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(bench.path("proposals.csv")).unwrap(), "mine");
    bench.run(&[&again[..], &["--replace"]].concat()).expect(0);
    let replaced = fs::read_to_string(bench.path("proposals.csv")).unwrap();
    assert_eq!(replaced.replace("\r\n", "\n"), printed.replace("\r\n", "\n"));
}

/// The command with its signals as at a terminal: what a script or `nohup` starts in the background ignores some, so do all
/// tests then, and the program leaves every one of them as it is where one is ignored.
#[cfg(unix)]
fn heeding_ctrl_c(command: std::process::Command) -> std::process::Command {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let (hang_up, interrupt, terminate) = (1 << 0, 1 << 1, 1 << 14);
    if mask.unwrap_or(0) & (hang_up | interrupt | terminate) == 0 {
        return command;
    }
    let mut heeding = std::process::Command::new("env");
    heeding
        .arg("--default-signal=HUP,INT,TERM")
        .arg(command.get_program());
    heeding.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => heeding.env(name, value),
            None => heeding.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        heeding.current_dir(folder);
    }
    heeding
}

/// Waits until a program that was started catches Ctrl-C and has come to its lock: on a busy machine that takes a while.
#[cfg(unix)]
fn until_ctrl_c_is_caught(child: u32) {
    let caught = || {
        let status = fs::read_to_string(format!("/proc/{child}/status")).ok()?;
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:"))?;
        let mask = u64::from_str_radix(mask.trim(), 16).ok()?;
        Some(mask & 0b10 != 0)
    };
    // Where the system does not tell, the pause below has to do.
    for _ in 0..600 {
        if caught().unwrap_or(true) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    std::thread::sleep(std::time::Duration::from_secs(2));
}

#[cfg(unix)]
#[test]
fn ctrl_c_while_waiting_for_another_pass_is_an_interruption() {
    use std::process::Stdio;
    let bench = Bench::small();
    let lock = ml_connector::store::PassLock::take(
        &bench.path("db.sqlite"),
        std::time::Duration::ZERO,
        &ml_connector::clock::Clock::system(),
    )
    .unwrap();
    let mut command = heeding_ctrl_c(bench.command(&["pull-orders"]));
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    until_ctrl_c_is_caught(child.id());
    std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    let ran = crate::harness::Ran::of(child.wait_with_output().unwrap()).expect(130);
    assert!(ran.stderr.contains("Ctrl-C again ends at once"), "{}", ran.stderr);
    drop(lock);
}
