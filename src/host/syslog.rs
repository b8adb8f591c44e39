//! The system's log on Unix: one datagram to `/dev/log`, where syslog or journald listens.

use std::io;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::Duration;

use super::severity::{SOURCE, Severity};

pub(super) fn tell(severity: Severity, status: u8, words: &str) {
    // Nobody listens in a container; that is no fault of the run.
    let _ = send(Path::new("/dev/log"), severity, status, words);
}

/// Facility "daemon" (3), severity 4 or 3, as RFC 3164 and systemd's journal read it.
fn send(to: &Path, severity: Severity, status: u8, words: &str) -> io::Result<()> {
    let priority = 3 * 8
        + match severity {
            Severity::Warning => 4,
            Severity::Error => 3,
        };
    let line = words.replace(['\r', '\n'], " ");
    let process = std::process::id();
    let message = format!("<{priority}>{SOURCE}[{process}]: status {status}: {line}");
    let socket = UnixDatagram::unbound()?;
    socket.set_write_timeout(Some(Duration::from_secs(1)))?;
    socket.send_to(message.as_bytes(), to).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_with_priority_and_status_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        assert!(send(&path, Severity::Error, 7, "nobody").is_err());
        let listener = UnixDatagram::bind(&path).unwrap();
        send(&path, Severity::Warning, 4, "pull-orders ended\nwith 4").unwrap();
        let mut bytes = [0; 200];
        let length = listener.recv(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
        let expect = format!(
            "<28>ml-connector[{}]: status 4: pull-orders ended with 4",
            std::process::id()
        );
        assert_eq!(text, expect);
    }
}
