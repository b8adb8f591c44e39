//! A pass that is asked to stop ends at the next safe point, however it was started.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ml_connector::sandbox::{Fault, Rule};

use crate::harness::Bench;

/// A pass that waits for an answer of Sage, started by a shell in which these signals are ignored, as `nohup` and `&` have it.
fn started(bench: &Bench, ignored: &str) -> Child {
    let program = bench.command(&["pull-orders"]);
    let mut shell = Command::new("sh");
    shell
        .current_dir(program.get_current_dir().unwrap())
        .args(["-c", &format!("trap '' {ignored}; exec \"$@\""), "sh"])
        .arg(program.get_program())
        .args(program.get_args())
        .envs(
            program
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = shell.spawn().unwrap();
    let is_sent = || {
        let requests = bench.sage.requests();
        requests.iter().any(|request| request.method == "POST")
    };
    for _ in 0..400 {
        if is_sent() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    if !is_sent() {
        let _ = child.kill();
        panic!("nothing was sent to Sage: {:?}", child.wait());
    }
    child
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// A pass whose every order takes a while in Sage.
fn bench() -> Bench {
    let bench = Bench::small();
    bench.sage.faults().add(
        Rule::always(Fault::Delay(Duration::from_millis(700)))
            .method("POST")
            .path("OEOrders"),
    );
    bench
}

#[test]
fn a_pass_that_is_asked_to_end_does_so_at_the_next_safe_point_under_nohup_and_in_the_background() {
    for (ignored, sent) in [
        ("HUP", "TERM"),
        ("HUP", "INT"),
        ("INT QUIT", "TERM"),
        ("HUP INT QUIT", "INT"),
    ] {
        let bench = bench();
        let mut child = started(&bench, ignored);
        signal(&child, sent);
        let status = child.wait().unwrap();
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(status.code(), Some(130), "{ignored} ignored, {sent} sent: {said}");
        let known = bench.sage.rows("OEOrders").len();
        assert!(known > 0, "what was on its way is finished");
        // Nothing is left in doubt, and the next pass sends the rest once.
        bench.run(&["pull-orders"]).expect(3);
        crate::orders::assert_books_are_right(&bench);
        assert!(bench.sage.rows("OEOrders").len() > known);
    }
}

#[test]
fn a_terminal_that_goes_away_does_not_stop_a_pass_under_nohup() {
    let bench = bench();
    let mut child = started(&bench, "HUP");
    signal(&child, "HUP");
    let status = child.wait().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(status.code(), Some(3), "{said}");
}
