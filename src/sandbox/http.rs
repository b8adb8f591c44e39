//! A small HTTP/1.1 server on loopback: threads, keep-alive, bounded; every request passes the faults first.
//!
//! It knows nothing of Amazon or Sage: a handler turns a [`Request`] into a [`Response`]. Under `/__sandbox` it
//! answers itself, so that a simulator that serves by hand can be looked into and broken. It speaks no TLS and
//! listens on 127.0.0.1 only.

use std::collections::HashMap;
use std::io::{self, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::json;

use super::faults::{Fault, Faults};
pub use super::message::{Request, Response};
use super::record::{Recorded, Recorder};
use super::wire::{self, NoRequest};
use super::{SandboxClock, locked};

type Handler = dyn Fn(&Request) -> Response + Send + Sync;

/// A running server; dropping it stops it and closes its connections.
pub struct Server {
    shared: Arc<Shared>,
    address: SocketAddr,
    accepting: Option<JoinHandle<()>>,
}

struct Shared {
    handler: Box<Handler>,
    about: String,
    clock: SandboxClock,
    faults: Faults,
    recorder: Recorder,
    stopped: Mutex<bool>,
    stop: Condvar,
    open: Mutex<HashMap<u64, TcpStream>>,
    /// Microseconds that pass before each answer.
    latency: AtomicU64,
}

const MAX_CONNECTIONS: usize = 256;

impl Server {
    /// Starts on a free port of 127.0.0.1 with the system's time.
    ///
    /// # Errors
    /// When no port can be opened.
    pub fn start(handler: impl Fn(&Request) -> Response + Send + Sync + 'static) -> io::Result<Self> {
        Self::start_on(0, SandboxClock::system(), "A simulator.", handler)
    }

    /// Starts on a port (0 for a free one); `about` is what `GET /__sandbox` says.
    ///
    /// # Errors
    /// When the port cannot be opened.
    pub fn start_on(
        port: u16,
        clock: SandboxClock,
        about: &str,
        handler: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            about: about.to_owned(),
            clock,
            faults: Faults::default(),
            recorder: Recorder::new(),
            stopped: Mutex::new(false),
            stop: Condvar::new(),
            open: Mutex::new(HashMap::new()),
            latency: AtomicU64::new(0),
        });
        let for_thread = Arc::clone(&shared);
        let accepting = std::thread::spawn(move || accept(&for_thread, &listener));
        Ok(Self {
            shared,
            address,
            accepting: Some(accepting),
        })
    }

    /// Where it listens: `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The faults, to add and clear.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// The recorder, to switch off or clear.
    pub fn recorder(&self) -> &Recorder {
        &self.shared.recorder
    }

    /// A copy of the requests recorded so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.recorder.requests()
    }

    /// How long each request from now on waits for its answer, as over a slow line or before a slow system.
    pub fn take(&self, latency: Duration) {
        let micros = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        self.shared.latency.store(micros, Ordering::SeqCst);
    }

    /// The clock that its `Date` headers tell.
    pub fn clock(&self) -> &SandboxClock {
        &self.shared.clock
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        *locked(&self.shared.stopped) = true;
        self.shared.stop.notify_all();
        // The accepting thread looks at the flag once more when a connection wakes it.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.accepting.take() {
            drop(thread.join());
        }
        for stream in locked(&self.shared.open).values() {
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}

fn accept(shared: &Arc<Shared>, listener: &TcpListener) {
    for (id, stream) in (0_u64..).zip(listener.incoming()) {
        if *locked(&shared.stopped) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let Ok(copy) = stream.try_clone() else { continue };
        if locked(&shared.open).len() >= MAX_CONNECTIONS {
            continue;
        }
        locked(&shared.open).insert(id, copy);
        let shared = Arc::clone(shared);
        std::thread::spawn(move || {
            shared.serve(&stream, id);
            // Dropping both handles closes it: an orderly end, or a reset where `serve` asked for one.
            locked(&shared.open).remove(&id);
        });
    }
}

/// What becomes of a connection after a request.
enum After {
    Keep,
    Close,
    Reset,
}

impl Shared {
    fn serve(&self, stream: &TcpStream, connection: u64) {
        drop(stream.set_nodelay(true));
        let mut input = BufReader::new(stream);
        let mut output = stream;
        loop {
            let greet = || (&mut &*stream).write_all(b"HTTP/1.1 100 Continue\r\n\r\n");
            let after = match wire::read_request(&mut input, greet) {
                Ok(request) => {
                    let request = super::message::Request {
                        connection,
                        ..request
                    };
                    self.answer(&request, &mut output)
                }
                Err(NoRequest::Bad(status)) => self.write(
                    &mut output,
                    &Response::html(status, "<h1>Bad request</h1>"),
                    false,
                ),
                Err(NoRequest::Closed | NoRequest::Broken) => After::Close,
            };
            match after {
                After::Keep => {}
                After::Close => return,
                After::Reset => {
                    // With no time to linger, closing sends a reset instead of an orderly end.
                    drop(socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO)));
                    return;
                }
            }
            if *locked(&self.stopped) {
                return;
            }
        }
    }

    fn answer(&self, request: &Request, output: &mut impl Write) -> After {
        let keep = !request
            .header("connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("close"));
        if request.segments.first().is_some_and(|first| first == "__sandbox") {
            return self.write(output, &self.control(request), keep);
        }
        self.recorder.add(request);
        let latency = self.latency.load(Ordering::SeqCst);
        if latency > 0 {
            self.wait(Duration::from_micros(latency));
        }
        let Some(fault) = self.faults.strike(request) else {
            return self.write(output, &(self.handler)(request), keep);
        };
        self.answer_badly(request, &fault, keep, output)
    }

    fn answer_badly(&self, request: &Request, fault: &Fault, keep: bool, output: &mut impl Write) -> After {
        match fault {
            Fault::Refuse => return After::Close,
            Fault::ResetBefore => return After::Reset,
            Fault::Html503 => {
                let page = "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>";
                return self.write(output, &Response::html(503, page), keep);
            }
            Fault::Status(status, body) => {
                let media_type = if body.starts_with('<') {
                    "text/html"
                } else {
                    "application/json"
                };
                return self.write(output, &Response::new(*status, media_type, body.as_str()), keep);
            }
            Fault::Flood(bytes) => {
                drop(wire::write_flood(output, *bytes, &self.date()));
                return After::Close;
            }
            Fault::Raw(script) => {
                let written = script(request, output);
                drop(written.and_then(|()| output.flush()));
                return After::Close;
            }
            Fault::Delay(wait) => self.wait(*wait),
            Fault::Before(hook) => hook(request),
            _ => {}
        }
        let response = (self.handler)(request);
        match fault {
            Fault::ResetAfter => After::Reset,
            Fault::TimeoutAfter(wait) => {
                self.wait(*wait);
                After::Close
            }
            Fault::CutOff => {
                let date = self.date();
                drop(wire::write_response(output, &response, &date, keep, true));
                After::Close
            }
            Fault::Garbage => self.write(
                output,
                &Response::new(200, "application/json", "{\"half\": [1, "),
                keep,
            ),
            Fault::Changed(rewrite) => self.write(output, &rewrite(request, response), keep),
            Fault::After(hook) => {
                hook(request);
                self.write(output, &response, keep)
            }
            _ => self.write(output, &response, keep),
        }
    }

    fn write(&self, output: &mut impl Write, response: &Response, keep: bool) -> After {
        match wire::write_response(output, response, &self.date(), keep, false) {
            Ok(()) if keep => After::Keep,
            _ => After::Close,
        }
    }

    fn date(&self) -> String {
        self.clock.now().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// Waits that long, or until the server stops.
    fn wait(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut stopped = locked(&self.stopped);
        while !*stopped {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            stopped = self
                .stop
                .wait_timeout(stopped, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn control(&self, request: &Request) -> Response {
        match (request.method.as_str(), request.route().as_slice()) {
            ("GET", ["__sandbox"]) => Response::json(
                200,
                &json!({
                    "about": self.about, "now": self.clock.now().to_rfc3339(), "requests": self.recorder.count(),
                    "control": ["GET|POST|DELETE /__sandbox/faults", "GET|DELETE /__sandbox/requests"],
                }),
            ),
            ("GET", ["__sandbox", "faults"]) => Response::json(200, &self.faults.shown()),
            ("POST", ["__sandbox", "faults"]) => match self.faults.add_json(&request.body) {
                Ok(()) => Response::json(200, &self.faults.shown()),
                Err(why) => Response::json(400, &json!({"error": why})),
            },
            ("DELETE", ["__sandbox", "faults"]) => {
                self.faults.clear();
                Response::empty(204)
            }
            ("GET", ["__sandbox", "requests"]) => Response::json(200, &self.recorder.shown()),
            ("DELETE", ["__sandbox", "requests"]) => {
                self.recorder.clear();
                Response::empty(204)
            }
            _ => Response::json(404, &json!({"error": "no such control"})),
        }
    }
}

#[cfg(test)]
#[path = "http_tests.rs"]
mod tests;
