//! systemd's service and timer, and a line for cron.

use chrono::Timelike;

use super::plan::{Moment, Plan};

/// The service: one start of the program.
pub(super) fn service(plan: &Plan) -> String {
    let words: Vec<String> = std::iter::once(plan.program.as_str())
        .chain(plan.words())
        .map(for_systemd)
        .collect();
    format!(
        "[Unit]\nDescription={}\nWants=network-online.target\nAfter=network-online.target\n\n\
         [Service]\nType=oneshot\nUser={}\nWorkingDirectory={}\nExecStart={}\nTimeoutStartSec={}\nUMask=0077\n\
         NoNewPrivileges=true\n",
        plan.description().replace('%', "%%"),
        plan.account,
        plan.folder().replace('%', "%%"),
        words.join(" "),
        plan.limit.as_secs(),
    )
}

/// The timer of that service; a start that was missed is made up for.
pub(super) fn timer(plan: &Plan) -> String {
    let when = match plan.moment {
        Moment::Daily(time) => format!("OnCalendar=*-*-* {}\nPersistent=true", time.format("%H:%M:%S")),
        Moment::Every(60) => "OnCalendar=*:00\nPersistent=true".to_owned(),
        Moment::Every(minutes) if 60 % minutes == 0 => format!("OnCalendar=*:0/{minutes}\nPersistent=true"),
        Moment::Every(1_440) => "OnCalendar=*-*-* 00:00:00\nPersistent=true".to_owned(),
        Moment::Every(minutes) if minutes % 60 == 0 && 24 % (minutes / 60) == 0 => {
            format!("OnCalendar=0/{}:00\nPersistent=true", minutes / 60)
        }
        Moment::Every(minutes) => format!("OnBootSec={minutes}min\nOnUnitActiveSec={minutes}min"),
    };
    format!(
        "[Unit]\nDescription={}\n\n[Timer]\n{when}\nUnit={}.service\n\n[Install]\nWantedBy=timers.target\n",
        plan.description().replace('%', "%%"),
        plan.name.replace(' ', "\\x20"),
    )
}

/// A line of a crontab. What is said is mailed by cron; with a log of its own, only errors are.
pub(super) fn cron(plan: &Plan) -> Result<String, String> {
    let when = match plan.moment {
        Moment::Daily(time) => format!("{} {} * * *", time.minute(), time.hour()),
        Moment::Every(60) => "0 * * * *".to_owned(),
        Moment::Every(1_440) => "0 0 * * *".to_owned(),
        Moment::Every(1) => "* * * * *".to_owned(),
        Moment::Every(minutes) if minutes < 60 && 60 % minutes == 0 => format!("*/{minutes} * * * *"),
        Moment::Every(minutes) if minutes % 60 == 0 && 24 % (minutes / 60) == 0 => {
            format!("0 */{} * * *", minutes / 60)
        }
        Moment::Every(minutes) => {
            return Err(format!(
                "cron cannot start every {minutes} min at even distances: give a part of an hour or of a day"
            ));
        }
    };
    let mut words = vec![plan.program.as_str()];
    if plan.quiet {
        words.push("-q");
    }
    words.extend(plan.words());
    let command: Vec<String> = words.into_iter().map(for_shell).collect();
    let end = if plan.quiet { " >/dev/null" } else { "" };
    // A bare % is a line end to cron.
    Ok(format!("{when} {}{end}", command.join(" ").replace('%', "\\%")))
}

/// What an administrator runs, once.
pub(super) fn lines(plan: &Plan) -> Vec<String> {
    let folders: Vec<String> = plan.folders.iter().map(|folder| for_shell(folder)).collect();
    vec![
        format!("chown -R {} {}", for_shell(&plan.account), folders.join(" ")),
        format!("chmod 700 {}", folders.join(" ")),
        format!(
            "systemctl enable --now {}",
            for_shell(&format!("{}.timer", plan.name))
        ),
    ]
}

fn for_systemd(word: &str) -> String {
    let escaped = word
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('%', "%%")
        .replace('$', "$$");
    if escaped.contains(char::is_whitespace) {
        format!("\"{escaped}\"")
    } else {
        escaped
    }
}

fn for_shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@,+=".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
