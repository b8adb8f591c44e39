//! Connections are kept for the next request, and no post is ever sent again by itself.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::{Failure, Http, Method, Request, Timeouts, Trust};

/// What a server does with a request on a connection, by how many came on it before.
#[derive(Clone, Copy)]
enum Manner {
    Answers,
    AnswersAndCloses,
    ResetsAfterReading,
}

struct Server {
    url: String,
    connections: Arc<AtomicUsize>,
    arrivals: Arc<AtomicUsize>,
}

/// A server that treats the n-th request of each connection in the n-th manner, and those after it in the last.
fn server(manners: &'static [Manner]) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (connections, arrivals) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (opened, came) = (Arc::clone(&connections), Arc::clone(&arrivals));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            opened.fetch_add(1, Ordering::SeqCst);
            let came = Arc::clone(&came);
            std::thread::spawn(move || serve(stream, manners, &came));
        }
    });
    Server {
        url,
        connections,
        arrivals,
    }
}

fn serve(mut stream: TcpStream, manners: &[Manner], came: &AtomicUsize) {
    for at in 0.. {
        let mut read = Vec::new();
        let mut piece = [0; 1024];
        // Each request of these tests ends with this text.
        while !read.ends_with(b"the end") {
            match stream.read(&mut piece) {
                Ok(0) | Err(_) => return,
                Ok(count) => read.extend_from_slice(&piece[..count]),
            }
        }
        came.fetch_add(1, Ordering::SeqCst);
        let answer = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}";
        match manners.get(at).or(manners.last()) {
            Some(Manner::ResetsAfterReading) => {
                let _ = stream.shutdown(Shutdown::Both);
                return;
            }
            Some(Manner::AnswersAndCloses) => {
                stream.write_all(answer).unwrap();
                let _ = stream.shutdown(Shutdown::Both);
                return;
            }
            _ => stream.write_all(answer).unwrap(),
        }
    }
}

fn http() -> Http {
    let second = Duration::from_secs(1);
    let timeouts = Timeouts {
        connect: second,
        read: 5 * second,
        write: 5 * second,
    };
    Http::new(timeouts, Trust::Platform, "test").unwrap()
}

fn post(http: &Http, server: &Server) -> Result<super::Answer, Failure> {
    http.send(&Request {
        method: Method::Post,
        url: server.url.clone(),
        headers: Vec::new(),
        body: Some(("application/json", b"the end".as_slice().into())),
    })
}

#[test]
fn many_posts_share_a_connection() {
    let (server, http) = (server(&[Manner::Answers]), http());
    for _ in 0..50 {
        assert_eq!(post(&http, &server).unwrap().status, 201);
    }
    assert_eq!(server.arrivals.load(Ordering::SeqCst), 50);
    assert_eq!(server.connections.load(Ordering::SeqCst), 1);
}

#[test]
fn a_kept_connection_that_breaks_after_the_commit_arrives_once() {
    let server = server(&[Manner::Answers, Manner::ResetsAfterReading]);
    let http = http();
    assert_eq!(post(&http, &server).unwrap().status, 201);
    let broken = post(&http, &server).unwrap_err();
    assert!(matches!(broken, Failure::Unknown(_)), "{broken:?}");
    std::thread::park_timeout(Duration::from_millis(200));
    assert_eq!(
        server.arrivals.load(Ordering::SeqCst),
        2,
        "each document arrived once"
    );
}

#[test]
fn a_connection_that_the_server_closed_meanwhile_is_replaced() {
    let (server, http) = (server(&[Manner::AnswersAndCloses]), http());
    for count in 1..=5 {
        assert_eq!(post(&http, &server).unwrap().status, 201);
        std::thread::park_timeout(Duration::from_millis(100));
        assert_eq!(server.arrivals.load(Ordering::SeqCst), count);
    }
}
