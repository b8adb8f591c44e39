//! A task for Windows' Task Scheduler, version 1.2 of its schema.
//!
//! Never two at once (the second would only wait for the lock), started when a time was missed, ended after its
//! limit, whether somebody is logged on or not, and not held back by a battery.

use std::time::Duration;

use super::plan::{Moment, Plan, not_its_own, parent};
use crate::host::is_shared_folder;

/// The task, with the lines that register it in a comment before it.
pub(super) fn xml(plan: &Plan) -> String {
    let comment: Vec<String> = lines(plan).into_iter().map(in_a_comment).collect();
    let comment = comment.join("\n");
    let (account, logon) = principal(&plan.account);
    let logon = logon.map_or_else(String::new, |logon| {
        format!("\n      <LogonType>{logon}</LogonType>")
    });
    format!(
        r#"<?xml version="1.0"?>
<!--
{comment}
-->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{description}</Description>
    <URI>\{name}</URI>
  </RegistrationInfo>
  <Triggers>
{trigger}
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{account}</UserId>{logon}
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>{limit}</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>"#,
        description = escaped(&plan.description()),
        name = escaped(&plan.name),
        trigger = trigger(plan),
        account = escaped(&account),
        limit = iso(plan.limit),
        program = escaped(&plan.program),
        arguments = escaped(&arguments(plan)),
        folder = escaped(plan.folder()),
    )
}

/// Two hyphens would end a comment in the eyes of an XML reader, and a line that is bent would name another folder.
fn in_a_comment(line: String) -> String {
    if line.contains("--") {
        return "(A line with two hyphens, which end a comment, is left out here: print the schedule into a folder to see it.)"
            .to_owned();
    }
    line
}

/// What a trigger holds has an order in the schema: whether, since when, how often.
fn trigger(plan: &Plan) -> String {
    match plan.moment {
        Moment::Every(minutes) => format!(
            "    <TimeTrigger>\n      <Enabled>true</Enabled>\n      <StartBoundary>{}T00:00:00</StartBoundary>\n      \
             <Repetition>\n        <Interval>PT{minutes}M</Interval>\n        \
             <StopAtDurationEnd>false</StopAtDurationEnd>\n      </Repetition>\n    </TimeTrigger>",
            plan.today
        ),
        Moment::Daily(time) => format!(
            "    <CalendarTrigger>\n      <Enabled>true</Enabled>\n      <StartBoundary>{}T{}</StartBoundary>\n      \
             <ScheduleByDay>\n        <DaysInterval>1</DaysInterval>\n      </ScheduleByDay>\n    </CalendarTrigger>",
            plan.today,
            time.format("%H:%M:%S")
        ),
    }
}

/// The account as the task names it, and how it logs on. With `Password` Windows keeps the password, or asks the
/// domain for that of a group managed service account; `S4U` would leave the task without network and DPAPI.
fn principal(account: &str) -> (String, Option<&'static str>) {
    match well_known(account) {
        Some(sid) => (sid.to_owned(), None),
        None => (account.to_owned(), Some("Password")),
    }
}

/// The accounts that Windows itself has, which log on without a password.
fn well_known(account: &str) -> Option<&'static str> {
    let name = account
        .rsplit('\\')
        .next()
        .unwrap_or(account)
        .to_ascii_uppercase();
    match name.as_str() {
        "SYSTEM" | "S-1-5-18" => Some("S-1-5-18"),
        "LOCAL SERVICE" | "LOCALSERVICE" | "S-1-5-19" => Some("S-1-5-19"),
        "NETWORK SERVICE" | "NETWORKSERVICE" | "S-1-5-20" => Some("S-1-5-20"),
        _ => None,
    }
}

fn is_managed(account: &str) -> bool {
    account.ends_with('$')
}

/// The arguments as Windows programs split them.
fn arguments(plan: &Plan) -> String {
    let words = plan.words();
    let quoted = words.iter().map(|word| match word.contains([' ', '\t']) {
        true => format!("\"{word}\""),
        false => (*word).to_owned(),
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// What an administrator runs and grants, once.
pub(super) fn lines(plan: &Plan) -> Vec<String> {
    let mut lines = vec![
        "In Windows PowerShell, as an administrator, beside this file:".to_owned(),
        registration(plan),
    ];
    if is_managed(&plan.account) {
        lines.push(format!(
            "If that asks for a password: $scheduler = New-Object -ComObject Schedule.Service; $scheduler.Connect(); \
             $scheduler.GetFolder('\\').RegisterTask({}, (Get-Content -Raw -LiteralPath {}), 6, {}, $null, 1)",
            quoted(&plan.name),
            quoted(&format!("{}.xml", plan.name)),
            quoted(&plan.account)
        ));
    }
    lines.push("New-EventLog -LogName Application -Source ml-connector".to_owned());
    lines.extend(rights(plan));
    if well_known(&plan.account).is_none() {
        lines.push(format!(
            "The account {} needs the right \"Log on as a batch job\" (secpol.msc, Local Policies, User Rights Assignment).",
            plan.account
        ));
    }
    lines
}

fn registration(plan: &Plan) -> String {
    let account = quoted(&plan.account);
    let sign_in = if well_known(&plan.account).is_some() || is_managed(&plan.account) {
        String::new()
    } else {
        format!(" -Password (Get-Credential {account}).GetNetworkCredential().Password")
    };
    format!(
        "Register-ScheduledTask -TaskName {} -Xml (Get-Content -Raw -LiteralPath {}) -User {account}{sign_in}",
        quoted(&plan.name),
        quoted(&format!("{}.xml", plan.name))
    )
}

/// A word for PowerShell as it stands: between double quotation marks it would look for variables, as in `gmsa$:`. It
/// takes the typographic apostrophes for the plain one.
fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            out.push(c);
        }
        out.push(c);
    }
    out.push('\'');
    out
}

/// Who may read and write each folder: the system, the administrators and the account; the program only they alone.
fn rights(plan: &Plan) -> Vec<String> {
    let account = match well_known(&plan.account) {
        Some(sid) => format!("*{sid}"),
        // An account of this machine, which `icacls` knows by its bare name only.
        None => plan.account.trim_start_matches(".\\").to_owned(),
    };
    let program = parent(&plan.program).to_owned();
    let mut lines = Vec::new();
    if !plan.folders.contains(&program) {
        lines.push(icacls(&program, &account, "RX"));
    }
    lines.extend(plan.folders.iter().map(|folder| icacls(folder, &account, "M")));
    lines
}

/// By their numbers, since Windows names groups in its own language.
fn icacls(folder: &str, account: &str, may: &str) -> String {
    if is_shared_folder(folder) {
        return not_its_own(folder);
    }
    format!(
        "icacls {} /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' {}",
        quoted(folder),
        quoted(&format!("{account}:(OI)(CI){may}"))
    )
}

/// A length of time as XML Schema writes it.
fn iso(length: Duration) -> String {
    let minutes = length.as_secs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("PT{minutes}M"),
        (hours, 0) => format!("PT{hours}H"),
        (hours, minutes) => format!("PT{hours}H{minutes}M"),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
