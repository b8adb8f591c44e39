//! What the schedulers are told, element by element.

use std::fs;

use roxmltree::{Document, Node};

use crate::harness::{Bench, Ran, output_of};

const NAMESPACE: &str = "http://schemas.microsoft.com/windows/2004/02/mit/task";

/// Below a node, the one element of this path.
fn element<'a>(node: Node<'a, 'a>, path: &str) -> Node<'a, 'a> {
    path.split('/').fold(node, |node, name| {
        let found: Vec<_> = node
            .children()
            .filter(|child| child.has_tag_name((NAMESPACE, name)))
            .collect();
        assert_eq!(found.len(), 1, "{name} of {path}");
        found[0]
    })
}

fn text(node: Node<'_, '_>, path: &str) -> String {
    // A node of its own document each time keeps the lifetimes apart.
    let mut at = node;
    for name in path.split('/') {
        at = at
            .children()
            .find(|child| child.has_tag_name((NAMESPACE, name)))
            .unwrap_or_else(|| panic!("{name} of {path} is missing"));
    }
    at.text().unwrap_or_default().to_owned()
}

const WINDOWS: [&str; 8] = [
    "schedule",
    "print",
    "--for",
    "task-scheduler",
    "--account",
    r"FIRMA\svc-amazon",
    "--program",
    r"C:\Programme für Sage\ml-connector & mehr\ml-connector.exe",
];

#[test]
fn a_task_is_what_task_scheduler_needs_element_by_element() {
    let bench = Bench::small();
    let words: Vec<_> = WINDOWS
        .iter()
        .copied()
        .chain(["--every", "30m", "pull-orders", "push-inventory"])
        .collect();
    let out = bench.run(&words).expect(0).stdout;
    let document = Document::parse(&out).unwrap();
    let task = document.root_element();
    assert!(task.has_tag_name((NAMESPACE, "Task")));
    assert_eq!(task.attribute("version"), Some("1.2"));
    let names: Vec<_> = task
        .children()
        .filter(Node::is_element)
        .map(|child| child.tag_name().name())
        .collect();
    assert_eq!(
        names,
        [
            "RegistrationInfo",
            "Triggers",
            "Principals",
            "Settings",
            "Actions"
        ]
    );
    for (path, expect) in [
        ("RegistrationInfo/URI", r"\ml-connector"),
        (
            "RegistrationInfo/Description",
            "Amazon Seller Central to Sage 300: pull-orders, then push-inventory",
        ),
        ("Triggers/TimeTrigger/Repetition/Interval", "PT30M"),
        ("Triggers/TimeTrigger/Repetition/StopAtDurationEnd", "false"),
        // By the day that has begun in every time zone.
        ("Triggers/TimeTrigger/StartBoundary", "2026-03-18T00:00:00"),
        ("Triggers/TimeTrigger/Enabled", "true"),
        ("Principals/Principal/UserId", r"FIRMA\svc-amazon"),
        ("Principals/Principal/LogonType", "Password"),
        ("Principals/Principal/RunLevel", "LeastPrivilege"),
        ("Settings/MultipleInstancesPolicy", "IgnoreNew"),
        ("Settings/DisallowStartIfOnBatteries", "false"),
        ("Settings/StopIfGoingOnBatteries", "false"),
        ("Settings/AllowHardTerminate", "true"),
        ("Settings/StartWhenAvailable", "true"),
        ("Settings/RunOnlyIfNetworkAvailable", "false"),
        ("Settings/AllowStartOnDemand", "true"),
        ("Settings/Enabled", "true"),
        ("Settings/Hidden", "false"),
        ("Settings/RunOnlyIfIdle", "false"),
        ("Settings/WakeToRun", "false"),
        ("Settings/ExecutionTimeLimit", "PT4H"),
        ("Settings/Priority", "7"),
        (
            "Actions/Exec/Command",
            r"C:\Programme für Sage\ml-connector & mehr\ml-connector.exe",
        ),
    ] {
        assert_eq!(text(task, path), expect, "{path}");
    }
    let settings = element(task, "Settings")
        .children()
        .filter(Node::is_element)
        .count();
    assert_eq!(settings, 13, "a setting that no line above looks at");
    let author = element(task, "Principals/Principal").attribute("id");
    assert_eq!(author, element(task, "Actions").attribute("Context"));
    let arguments = text(task, "Actions/Exec/Arguments");
    let config = bench.path("config.toml");
    let absolute = std::path::absolute(&config).unwrap();
    assert_eq!(
        arguments,
        format!("--config {} run pull-orders push-inventory", absolute.display())
    );
    assert_eq!(
        text(task, "Actions/Exec/WorkingDirectory"),
        absolute.parent().unwrap().display().to_string()
    );
    assert_lines_of_the_administrator(&document, &absolute);
}

/// The comment before the task holds what an administrator runs.
fn assert_lines_of_the_administrator(document: &Document<'_>, config: &std::path::Path) {
    let comment = document
        .root()
        .children()
        .find(Node::is_comment)
        .unwrap()
        .text()
        .unwrap();
    for line in [
        r"Register-ScheduledTask -TaskName 'ml-connector' -Xml (Get-Content -Raw -LiteralPath 'ml-connector.xml') -User 'FIRMA\svc-amazon' -Password (Get-Credential 'FIRMA\svc-amazon').GetNetworkCredential().Password",
        "New-EventLog -LogName Application -Source ml-connector",
        r"icacls 'C:\Programme für Sage\ml-connector & mehr' /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' 'FIRMA\svc-amazon:(OI)(CI)RX'",
        "Log on as a batch job",
    ] {
        assert!(comment.contains(line), "{line}\nis not in\n{comment}");
    }
    let own = format!("icacls '{}' ", config.parent().unwrap().display());
    assert!(
        comment.contains(&own) && comment.contains(r"svc-amazon:(OI)(CI)M"),
        "{comment}"
    );
}

/// The children of an element by name, in their order.
fn names(node: Node<'_, '_>) -> Vec<String> {
    let elements = node.children().filter(Node::is_element);
    elements.map(|child| child.tag_name().name().to_owned()).collect()
}

/// The schema gives what a trigger holds an order; everywhere else any order will do.
#[test]
fn triggers_have_the_order_of_the_schema() {
    let bench = Bench::small();
    for (when, kind, expect) in [
        (
            ["--every", "15m"],
            "TimeTrigger",
            ["Enabled", "StartBoundary", "Repetition"],
        ),
        (
            ["--daily", "06:10"],
            "CalendarTrigger",
            ["Enabled", "StartBoundary", "ScheduleByDay"],
        ),
    ] {
        let words: Vec<_> = WINDOWS.iter().copied().chain(when).collect();
        let out = bench.run(&words).expect(0).stdout;
        let document = Document::parse(&out).unwrap();
        let trigger = element(document.root_element(), &format!("Triggers/{kind}"));
        assert_eq!(names(trigger), expect);
    }
}

#[test]
fn powershell_takes_every_line_as_it_stands() {
    let bench = Bench::small();
    let lines = |account: &str, program: &str| {
        let words = [
            "--json",
            "schedule",
            "print",
            "--for",
            "task-scheduler",
            "--account",
            account,
            "--program",
            program,
        ];
        let document = bench.run(&words).expect(0).json();
        let lines = document["lines"].as_array().unwrap().iter();
        lines
            .map(|line| line.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    // Between double quotation marks PowerShell would look for a variable behind each dollar.
    let managed = lines(r"FIRMA\gmsa-amazon$", r"D:\O’Neill's $tore\ml-connector.exe");
    let icacls = managed
        .iter()
        .find(|line| line.starts_with("icacls 'D:"))
        .unwrap();
    assert!(
        icacls.starts_with(r"icacls 'D:\O’’Neill''s $tore' /inheritance:r"),
        "{icacls}"
    );
    assert!(icacls.ends_with(r"'FIRMA\gmsa-amazon$:(OI)(CI)RX'"), "{icacls}");
    assert!(
        !managed.iter().any(|line| line.contains("\"FIRMA")),
        "{managed:#?}"
    );
    assert!(
        managed.iter().any(
            |line| line.contains("Schedule.Service") && line.contains(r"'FIRMA\gmsa-amazon$', $null, 1)")
        ),
        "{managed:#?}"
    );
    let local = lines(r".\svc", r"D:\ml-connector\ml-connector.exe");
    assert!(
        local.iter().any(|line| line.ends_with(" 'svc:(OI)(CI)RX'")),
        "{local:#?}"
    );
    // What belongs to the whole machine is not taken away from it.
    for program in [r"C:\ml-connector.exe", r"C:\Windows\System32\ml-connector.exe"] {
        let lines = lines(r"FIRMA\svc", program);
        assert!(
            lines.iter().any(|line| line.contains("holds more than this")),
            "{lines:#?}"
        );
        assert!(
            !lines.iter().any(|line| line.starts_with("icacls 'C:")),
            "{lines:#?}"
        );
    }
    let long = format!(r"C:\{}\ml-connector.exe", "x".repeat(300));
    let words = ["schedule", "print", "--for", "task-scheduler", "--program", &long];
    let ran = bench.run(&words).expect(2);
    assert!(ran.stderr.contains("260"), "{}", ran.stderr);
}

#[test]
fn a_line_that_would_end_the_comment_is_left_out_and_not_bent() {
    let bench = Bench::small();
    let words = [
        "schedule",
        "print",
        "--for",
        "task-scheduler",
        "--program",
        r"D:\my--files\ml-connector.exe",
    ];
    let out = bench.run(&words).expect(0).stdout;
    Document::parse(&out).unwrap();
    assert!(
        !out.contains("my- -files") && out.contains("left out here"),
        "{out}"
    );
}

#[test]
fn daily_managed_and_system_accounts_and_paths_with_blanks() {
    let bench = Bench::small();
    fs::create_dir(bench.path("ein Ordner ü")).unwrap();
    let config = "ein Ordner ü/my config.toml";
    let text_of = bench
        .configuration("")
        .replace("\"key\"", "\"../key\"")
        .replace("items.csv", "../items.csv");
    bench.write(config, &text_of);
    let task = |account: &str| {
        let words = [
            "schedule",
            "print",
            "--for",
            "task-scheduler",
            "--account",
            account,
            "--daily",
            "06:10",
        ];
        let output = bench
            .command_with(config, &words)
            .args(["--limit", "90m", "post-settlements"])
            .output()
            .unwrap();
        crate::harness::Ran::of(output).expect(0).stdout
    };
    let managed = task(r"FIRMA\gmsa-amazon$");
    let document = Document::parse(&managed).unwrap();
    let root = document.root_element();
    assert_eq!(text(root, "Principals/Principal/LogonType"), "Password");
    assert_eq!(
        text(root, "Triggers/CalendarTrigger/StartBoundary"),
        "2026-03-18T06:10:00"
    );
    assert_eq!(
        text(root, "Triggers/CalendarTrigger/ScheduleByDay/DaysInterval"),
        "1"
    );
    assert_eq!(text(root, "Settings/ExecutionTimeLimit"), "PT1H30M");
    assert_eq!(text(root, "RegistrationInfo/URI"), r"\ml-connector-daily");
    assert!(
        !managed.contains("-Password"),
        "a managed account has no password to give: {managed}"
    );
    let path = std::path::absolute(bench.path("ein Ordner ü").join("my config.toml")).unwrap();
    let arguments = text(root, "Actions/Exec/Arguments").replace('\\', "/");
    let expect = format!("--config \"{}\" run post-settlements", path.display()).replace('\\', "/");
    assert_eq!(arguments, expect);
    let system = task("SYSTEM");
    let document = Document::parse(&system).unwrap();
    assert_eq!(
        text(document.root_element(), "Principals/Principal/UserId"),
        "S-1-5-18"
    );
    assert!(
        !system.contains("LogonType") && !system.contains("batch job"),
        "{system}"
    );
}

#[test]
fn another_ones_schedule_is_not_replaced_without_a_word() {
    let bench = Bench::small();
    bench.write("other.toml", &bench.configuration(""));
    let print = |config: &str, further: &[&str]| {
        let words = [
            &[
                "schedule",
                "print",
                "--for",
                "systemd",
                "--account",
                "books",
                "--output",
                ".",
            ],
            further,
        ]
        .concat();
        Ran::of(output_of(&mut bench.command_with(config, &words)))
    };
    print("config.toml", &[]).expect(0);
    let unit = || fs::read_to_string(bench.path("ml-connector.service")).unwrap();
    let first = unit();
    // The same again says nothing new.
    print("config.toml", &[]).expect(0);
    let ran = print("other.toml", &[]).expect(2);
    for said in [
        "ml-connector.service",
        "--name",
        "--replace",
        "nothing was written",
    ] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
    assert_eq!(unit(), first);
    // The timer alone differs: neither of the two is written.
    fs::remove_file(bench.path("ml-connector.service")).unwrap();
    print("config.toml", &["--daily", "06:10", "--name", "ml-connector"]).expect(2);
    assert!(!bench.path("ml-connector.service").exists());
    print("other.toml", &["--name", "other"]).expect(0);
    print("other.toml", &["--replace"]).expect(0);
    assert!(unit().contains("other.toml"));
}

#[test]
fn the_file_is_what_powershell_reads() {
    let bench = Bench::small();
    let words: Vec<_> = WINDOWS.iter().copied().chain(["--output", "."]).collect();
    let ran = bench.run(&words).expect(0);
    assert!(ran.stdout.contains("Register-ScheduledTask"), "{}", ran.stdout);
    let bytes = fs::read(bench.path("ml-connector.xml")).unwrap();
    assert_eq!(bytes[..2], [0xff, 0xfe]);
    let units: Vec<u16> = bytes
        .chunks(2)
        .map(|two| u16::from_le_bytes([two[0], two[1]]))
        .collect();
    let text = String::from_utf16(&units).unwrap();
    assert!(text.ends_with("</Task>\r\n"), "{text}");
    Document::parse(text.trim_start_matches('\u{feff}')).unwrap();
}

#[test]
fn lines_to_be_copied_stay_in_one_piece_on_a_narrow_screen() {
    let bench = Bench::small();
    let words: Vec<_> = WINDOWS.iter().copied().chain(["--output", "."]).collect();
    let output = bench.command(&words).env("COLUMNS", "80").output().unwrap();
    let narrow = String::from_utf8(output.stdout).unwrap();
    let json = [&["--json"][..], &words, &["--name", "again"]].concat();
    let document = bench.run(&json).expect(0).json();
    let lines = document["lines"].as_array().unwrap();
    assert!(lines.len() > 3, "{document}");
    for line in lines {
        let line = line.as_str().unwrap().replace("again", "ml-connector");
        assert!(
            narrow.lines().any(|one| one == line),
            "{line}\nis not in\n{narrow}"
        );
    }
}

#[test]
fn systemd_gets_a_service_and_a_timer_and_cron_a_line() {
    let bench = Bench::small();
    let print = |scheduler: &str, more: &[&str]| {
        let words = [
            "schedule",
            "print",
            "--for",
            scheduler,
            "--account",
            "amazon",
            "--program",
            "/opt/ml connector/ml-connector",
        ];
        let words: Vec<_> = words.iter().chain(more).copied().collect();
        bench.run(&words)
    };
    if cfg!(windows) {
        return;
    }
    let config = bench.path("config.toml");
    let config = std::path::absolute(&config).unwrap().display().to_string();
    let units = print("systemd", &["pull-orders", "push-inventory"])
        .expect(0)
        .stdout;
    for line in [
        "# /etc/systemd/system/ml-connector.service",
        "Type=oneshot",
        "User=amazon",
        "TimeoutStartSec=14400",
        "# /etc/systemd/system/ml-connector.timer",
        "OnCalendar=*:0/30",
        "Persistent=true",
        "Unit=ml-connector.service",
        "WantedBy=timers.target",
    ] {
        assert!(units.lines().any(|one| one == line), "{line}\nis not in\n{units}");
    }
    let start = format!(
        "ExecStart=\"/opt/ml connector/ml-connector\" --config {config} run pull-orders push-inventory"
    );
    assert!(units.contains(&start), "{units}");
    let cron = print("cron", &["--daily", "06:10", "pull-orders", "post-settlements"])
        .expect(0)
        .stdout;
    let line = format!(
        "# For the crontab of amazon: crontab -u amazon -e\n\
         10 6 * * * timeout -k 600 14400 '/opt/ml connector/ml-connector' -q --config {config} run pull-orders \
         post-settlements\n"
    );
    assert_eq!(cron, line);
    bench.write("config.toml", &bench.configuration("[log]\nfolder = \"log\"\n"));
    let cron = print("cron", &["--every", "2h", "--limit", "90m"])
        .expect(0)
        .stdout;
    assert!(
        cron.contains("\n0 */2 * * * timeout -k 600 5400 ") && cron.ends_with(" >/dev/null\n"),
        "{cron}"
    );
    let document = print("cron", &["--output", "."]).expect(0).stdout;
    assert!(
        document.contains("(crontab -u amazon -l 2>/dev/null; cat ml-connector.cron) | crontab -u amazon -")
            && !document.contains("systemctl"),
        "{document}"
    );
    let document = print("systemd", &["--output", "."]).expect(0).stdout;
    for line in [
        "cp ml-connector.service ml-connector.timer /etc/systemd/system/",
        "systemctl enable --now ml-connector.timer",
    ] {
        assert!(document.lines().any(|one| one == line), "{document}");
    }
    print("systemd", &["--name", "a b"]).expect(2);
    let quoted = [
        "schedule",
        "print",
        "--for",
        "systemd",
        "--program",
        "/opt/o'neil/ml-connector",
    ];
    bench.run(&quoted).expect(2);
    print("cron", &["--every", "45m"]).expect(2);
    print("systemd", &["--every", "90s"]).expect(2);
    print("systemd", &["--name", "a/b"]).expect(2);
}

/// The line of cron starts the passes that it names, from any working directory.
#[cfg(unix)]
#[test]
fn what_cron_is_told_runs() {
    let bench = Bench::small();
    let line = bench
        .run(&["schedule", "print", "--for", "cron", "pull-orders"])
        .expect(0)
        .stdout;
    let command = line.trim().splitn(6, ' ').nth(5).unwrap().to_owned();
    let output = std::process::Command::new("sh")
        .args(["-c", &command])
        .current_dir("/")
        .env("ML_CONNECTOR_NOW", bench.now.to_rfc3339())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{command}: {output:?}");
    assert!(!bench.sage.rows("OEInvoices").is_empty());
}
