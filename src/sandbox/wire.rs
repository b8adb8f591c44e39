//! HTTP/1.1 as bytes: reading a request, bounded on every side, and writing an answer.

use std::io::{self, BufRead, Read, Write};

use super::message::{Request, Response};

const MAX_HEAD: usize = 64 * 1024;
const MAX_HEADERS: usize = 100;
const MAX_BODY: usize = 64 * 1024 * 1024;

/// Why no request came out of a connection.
#[derive(Debug)]
pub(super) enum NoRequest {
    /// The other side closed it between two requests.
    Closed,
    /// What came is not HTTP, or too large: answered with this status, then closed.
    Bad(u16),
    /// The connection broke.
    Broken,
}

impl From<io::Error> for NoRequest {
    fn from(_: io::Error) -> Self {
        Self::Broken
    }
}

/// Reads one request; `greet` is called when the client waits for `100 Continue`.
pub(super) fn read_request<R: BufRead>(
    input: &mut R,
    greet: impl FnOnce() -> io::Result<()>,
) -> Result<Request, NoRequest> {
    let head = read_head(input)?;
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    match parsed.parse(&head) {
        Ok(httparse::Status::Complete(_)) => {}
        _ => return Err(NoRequest::Bad(400)),
    }
    let method = parsed.method.unwrap_or_default().to_owned();
    let target = parsed.path.unwrap_or_default().to_owned();
    let headers: Vec<(String, String)> = parsed
        .headers
        .iter()
        .map(|header| {
            (
                header.name.to_owned(),
                String::from_utf8_lossy(header.value).into_owned(),
            )
        })
        .collect();
    let mut request = Request::new(&method, &target, headers, Vec::new());
    if request
        .header("expect")
        .is_some_and(|value| value.eq_ignore_ascii_case("100-continue"))
    {
        greet()?;
    }
    request.body = read_body(input, &request)?;
    Ok(request)
}

fn read_head<R: BufRead>(input: &mut R) -> Result<Vec<u8>, NoRequest> {
    let mut head = Vec::new();
    loop {
        let start = head.len();
        let limit = u64::try_from(MAX_HEAD - start).unwrap_or(0);
        if input.by_ref().take(limit).read_until(b'\n', &mut head)? == 0 {
            let full = head.len() >= MAX_HEAD;
            return Err(if full {
                NoRequest::Bad(431)
            } else if head.is_empty() {
                NoRequest::Closed
            } else {
                NoRequest::Broken
            });
        }
        if matches!(&head[start..], b"\r\n" | b"\n") {
            return Ok(head);
        }
    }
}

fn read_body<R: BufRead>(input: &mut R, request: &Request) -> Result<Vec<u8>, NoRequest> {
    if request
        .header("transfer-encoding")
        .is_some_and(|value| value.eq_ignore_ascii_case("chunked"))
    {
        return read_chunks(input);
    }
    let length = match request.header("content-length") {
        None => 0,
        Some(text) => text.trim().parse::<usize>().map_err(|_| NoRequest::Bad(400))?,
    };
    if length > MAX_BODY {
        return Err(NoRequest::Bad(413));
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body)?;
    Ok(body)
}

fn read_chunks<R: BufRead>(input: &mut R) -> Result<Vec<u8>, NoRequest> {
    let mut body = Vec::new();
    loop {
        let line = read_line(input)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| NoRequest::Bad(400))?;
        if size > MAX_BODY - body.len() {
            return Err(NoRequest::Bad(413));
        }
        if size == 0 {
            while !read_line(input)?.is_empty() {}
            return Ok(body);
        }
        let start = body.len();
        body.resize(start + size, 0);
        input.read_exact(&mut body[start..])?;
        if !read_line(input)?.is_empty() {
            return Err(NoRequest::Bad(400));
        }
    }
}

fn read_line<R: BufRead>(input: &mut R) -> Result<String, NoRequest> {
    let mut line = Vec::new();
    input.by_ref().take(1024).read_until(b'\n', &mut line)?;
    if line.pop() != Some(b'\n') {
        return Err(NoRequest::Broken);
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    String::from_utf8(line).map_err(|_| NoRequest::Bad(400))
}

/// Writes an answer; `cut` sends half of the body that the head promises.
pub(super) fn write_response<W: Write>(
    output: &mut W,
    response: &Response,
    date: &str,
    keep_alive: bool,
    cut: bool,
) -> io::Result<()> {
    let mut head = format!(
        "HTTP/1.1 {} {}\r\nDate: {date}\r\n",
        response.status,
        reason(response.status)
    );
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n", response.body.len()));
    if !keep_alive {
        head.push_str("Connection: close\r\n");
    }
    head.push_str("\r\n");
    let kept = if cut {
        response.body.len() / 2
    } else {
        response.body.len()
    };
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&response.body[..kept]);
    output.write_all(&bytes)?;
    output.flush()
}

/// Writes a JSON string of so many bytes, piece by piece, so that nobody holds it whole.
pub(super) fn write_flood<W: Write>(output: &mut W, bytes: u64, date: &str) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Type: application/json\r\nContent-Length: {bytes}\r\n\
         Connection: close\r\n\r\n\""
    );
    output.write_all(head.as_bytes())?;
    let piece = [b'x'; 64 * 1024];
    let mut left = bytes.saturating_sub(2);
    while left > 0 {
        let some = usize::try_from(left).map_or(piece.len(), |left| left.min(piece.len()));
        output.write_all(&piece[..some])?;
        left -= some as u64;
    }
    output.write_all(b"\"")?;
    output.flush()
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        207 => "Multi-Status",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Payload Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
