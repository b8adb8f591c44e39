//! The simulators stay up, for a person to try the commands by hand.

use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::clock::Clock;
use crate::sandbox::amazon::{Amazon, Settings as AmazonSettings};
use crate::sandbox::sage300::{Sage, Settings as SageSettings};
use crate::terminal::Terminal;

/// The commands to go on with in the demonstration's own folder.
pub(super) fn commands_to_try(folder: &Path, terminal: &Terminal) {
    let config = folder.join("config.toml");
    terminal.say("\nIn another terminal, try:");
    for words in [
        "pull-orders",
        "pull-orders --dry-run --since 2020-01-01",
        "push-inventory --dry-run",
        "post-settlements --dry-run",
        "reconcile",
        "status",
        "audit verify",
        "credentials list",
    ] {
        to_copy(
            &format!(
                "  {} --config {} {words}",
                program(),
                quoted(&config.display().to_string())
            ),
            terminal,
        );
    }
}

/// What a person needs to begin as on the first day: one line for `init`, and what the simulators know as secrets.
pub(super) fn first_day(
    amazon: &Amazon,
    settings: &AmazonSettings,
    sage: &Sage,
    clock: &Clock,
    terminal: &Terminal,
) {
    let start = (clock.now() - TimeDelta::days(30)).date_naive();
    let seller = amazon.world().seller_id.clone();
    terminal.say("A simulated Amazon and a simulated Sage 300 are up, and nothing is in Sage yet.");
    terminal.say("\nIn another terminal, in an empty folder:\n");
    let init = format!(
        "  {} init --non-interactive --region na --seller-id {seller} --marketplace Amazon.com --url {} \
         --company SAMLTD --time-zone America/New_York --start {start} --amazon-endpoint {}",
        program(),
        sage.url(),
        amazon.url()
    );
    to_copy(&init, terminal);
    let known = SageSettings::default();
    let first = settings
        .client_secrets
        .first()
        .map(String::as_str)
        .unwrap_or_default();
    let token = settings.refresh_token.as_deref().unwrap_or_default();
    let both: [(&str, &[(&str, &str)]); 2] = [
        (
            "amazon",
            &[
                ("client_id", &settings.client_id),
                ("client_secret", first),
                ("refresh_token", token),
            ],
        ),
        ("sage300", &[("user", &known.user), ("password", &known.password)]),
    ];
    for (system, values) in both {
        terminal.say(format!("\nWhat `credentials set {system}` asks for:\n"));
        for (name, value) in values {
            terminal.say(format!("  {name:<14} {value}"));
        }
    }
}

/// Keeps the simulators up until Ctrl-C; Enter is the company's evening.
pub(super) fn serve(sage: Sage, terminal: &Terminal, clock: &Clock) {
    terminal.say(
        "\nEnter runs the company's evening: day end, and the bookkeeper posts every open batch. Ctrl-C ends.",
    );
    let sage = Arc::new(sage);
    let evening = Arc::clone(&sage);
    let (told, voice) = (terminal.voice(), terminal.is_json());
    // A thread that waits for a line cannot be called off; it ends with the process.
    std::thread::spawn(move || {
        let terminal = Terminal::new(told, voice);
        for _ in std::io::stdin().lock().lines().map_while(Result::ok) {
            evening.post_everything();
            terminal.say("it is evening: day end has run, and every open batch is posted");
        }
    });
    while clock.sleep(Duration::from_secs(3_600)) {}
}

/// A line that is to be copied: in one piece, however narrow the screen is.
fn to_copy(line: &str, terminal: &Terminal) {
    if !terminal.is_json() {
        terminal.write(line);
    }
}

/// How this very program is typed: between quotation marks PowerShell takes it for a program only behind `&`.
fn program() -> String {
    let path =
        std::env::current_exe().map_or_else(|_| "ml-connector".into(), |path| path.display().to_string());
    match quoted(&path) {
        quoted if cfg!(windows) && quoted != path => format!("& {quoted}"),
        quoted => quoted,
    }
}

/// A path as both shells take it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || r"-_./:\@,+=~".contains(c);
    if path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("\"{path}\"")
    }
}
