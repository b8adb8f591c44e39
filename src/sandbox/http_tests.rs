use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::Rule;
use super::*;

fn talk(server: &Server, bytes: &str) -> (Vec<u8>, Option<io::ErrorKind>) {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let end = stream.read_to_end(&mut answer).err().map(|error| error.kind());
    (answer, end)
}

fn echo() -> (Server, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&runs);
    let server = Server::start(move |request| {
        counter.fetch_add(1, Ordering::SeqCst);
        let body = json!({"segments": request.segments, "query": request.query, "body": request.body.len()});
        Response::json(200, &body)
    });
    (server.unwrap(), runs)
}

const CLOSE: &str = "Connection: close\r\n\r\n";

#[test]
fn decodes_once_and_keeps_connections_open() {
    let (server, runs) = echo();
    let two = format!(
        "GET /a/b%2Fc%20d?x=1%2C2&y=a+b HTTP/1.1\r\nHost: h\r\n\r\n\
         POST /z HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n{CLOSE}3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
    );
    let (answer, _) = talk(&server, &two);
    let text = String::from_utf8(answer).unwrap();
    assert!(text.contains(r#""segments":["a","b/c d"]"#), "{text}");
    assert!(text.contains(r#""query":[["x","1,2"],["y","a b"]]"#), "{text}");
    assert!(text.contains(r#""body":5"#), "{text}");
    assert_eq!(text.matches("Date: ").count(), 2);
    assert_eq!(runs.load(Ordering::SeqCst), 2);
}

#[test]
fn faults_strike_where_they_are_told() {
    let (server, runs) = echo();
    let get = format!("GET /x HTTP/1.1\r\nHost: h\r\n{CLOSE}");
    let add = |fault| server.faults().add(Rule::once(fault).path("/x"));
    add(Fault::ResetBefore);
    assert!(talk(&server, &get).0.is_empty());
    assert_eq!(runs.load(Ordering::SeqCst), 0);
    add(Fault::ResetAfter);
    let (answer, end) = talk(&server, &get);
    assert!(answer.is_empty());
    assert_eq!(end, Some(io::ErrorKind::ConnectionReset));
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    add(Fault::CutOff);
    let (answer, _) = talk(&server, &get);
    assert!(answer.starts_with(b"HTTP/1.1 200") && !answer.ends_with(b"}"));
    server
        .faults()
        .add(Rule::once(Fault::Html503).skip(1).method("GET"));
    assert!(talk(&server, &get).0.starts_with(b"HTTP/1.1 200"));
    assert!(talk(&server, &get).0.starts_with(b"HTTP/1.1 503"));
    assert!(talk(&server, &get).0.starts_with(b"HTTP/1.1 200"));
}

#[test]
fn faults_and_requests_can_be_set_by_hand() {
    let (server, _) = echo();
    let rule = r#"{"path":"/y","times":1,"fault":{"kind":"status","status":429,"body":{"errors":[]}}}"#;
    let length = rule.len();
    let post =
        format!("POST /__sandbox/faults HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\n{CLOSE}{rule}");
    assert!(talk(&server, &post).0.starts_with(b"HTTP/1.1 200"));
    let get = format!("GET /y HTTP/1.1\r\nHost: h\r\nAuthorization: Basic abc\r\n{CLOSE}");
    assert!(talk(&server, &get).0.starts_with(b"HTTP/1.1 429"));
    assert!(talk(&server, &get).0.starts_with(b"HTTP/1.1 200"));
    let seen = server.requests();
    assert_eq!(seen.len(), 2);
    assert!(!format!("{seen:?}").contains("Basic abc"));
}

#[test]
fn a_dropped_server_stops() {
    let (server, _) = echo();
    let address = server.address;
    server
        .faults()
        .add(Rule::always(Fault::TimeoutAfter(Duration::from_secs(60))));
    let mut hanging = TcpStream::connect(address).unwrap();
    hanging.write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
    drop(server);
    assert!(TcpStream::connect(address).is_err());
}
