//! systemd's service and timer, and a line for cron.

use chrono::Timelike;

use super::plan::{Moment, Plan, not_its_own};
use crate::host::is_shared_folder;

/// The service: one start of the program.
pub(super) fn service(plan: &Plan) -> String {
    // Nothing is replaced in the program's own path, so a $ stands there once.
    let program = for_systemd(&plan.program).replace("$$", "$");
    let words = plan.words().into_iter().map(for_systemd);
    let words: Vec<String> = std::iter::once(program).chain(words).collect();
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
        plan.name,
    )
}

/// How long after its limit a start that does not end by itself is killed: the document on its way may take a while.
const GRACE: &str = "600";

/// A line of a crontab. Results, warnings and errors are mailed by cron; with a log of its own, results are not. Cron ends
/// nothing by itself, so `timeout` asks a start to end when its limit is over, which it does at the next safe point.
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
    let limit = plan.limit.as_secs().to_string();
    let mut words = vec!["timeout", "-k", GRACE, &limit, plan.program.as_str(), "-q"];
    words.extend(plan.words());
    let command: Vec<String> = words.into_iter().map(for_shell).collect();
    let end = if plan.quiet { " >/dev/null" } else { "" };
    // A bare % is a line end to cron.
    Ok(format!("{when} {}{end}", command.join(" ").replace('%', "\\%")))
}

/// Whose crontab the line is for, as a comment above it.
pub(super) fn for_whom(plan: &Plan) -> String {
    format!(
        "# For the crontab of {0}: crontab -u {0} -e",
        for_shell(&plan.account)
    )
}

const BESIDE: &str = "As root, in the folder of what was made:";

/// What an administrator runs, once, to have systemd's timer going.
pub(super) fn lines_of_systemd(plan: &Plan) -> Vec<String> {
    let mut lines = vec![BESIDE.to_owned()];
    lines.extend(rights(plan));
    let units = format!("{0}.service {0}.timer", plan.name);
    lines.extend([
        format!("cp {units} /etc/systemd/system/"),
        "systemctl daemon-reload".to_owned(),
        format!("systemctl enable --now {}.timer", plan.name),
    ]);
    lines
}

/// What an administrator runs, once, to add cron's line to those that the account has.
pub(super) fn lines_of_cron(plan: &Plan) -> Vec<String> {
    let (account, file) = (
        for_shell(&plan.account),
        for_shell(&format!("{}.cron", plan.name)),
    );
    let mut lines = vec![BESIDE.to_owned()];
    lines.extend(rights(plan));
    lines.push(format!(
        "(crontab -u {account} -l 2>/dev/null; cat {file}) | crontab -u {account} -"
    ));
    lines
}

fn rights(plan: &Plan) -> Vec<String> {
    let (shared, own): (Vec<_>, Vec<_>) = plan.folders.iter().partition(|folder| is_shared_folder(folder));
    let mut lines: Vec<String> = shared.into_iter().map(|folder| not_its_own(folder)).collect();
    if !own.is_empty() {
        let own: Vec<String> = own.into_iter().map(|folder| for_shell(folder)).collect();
        lines.push(format!("chown -R {} {}", for_shell(&plan.account), own.join(" ")));
        lines.push(format!("chmod 700 {}", own.join(" ")));
    }
    lines
}

/// A word as systemd splits them: quoted unless it is plain, and with nothing for it to replace.
fn for_systemd(word: &str) -> String {
    let escaped = word
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('%', "%%")
        .replace('$', "$$");
    if is_plain(word) {
        escaped
    } else {
        format!("\"{escaped}\"")
    }
}

fn is_plain(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@,+=".contains(c);
    !word.is_empty() && word.chars().all(plain)
}

fn for_shell(word: &str) -> String {
    if is_plain(word) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
