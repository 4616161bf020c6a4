//! Just enough of HTTP/1.1: one request line, no body, one answer.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::router::Router;

/// Longest request head that is read, in bytes.
const LIMIT: u64 = 8 * 1024;

/// What a client asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, `DELETE`.
    pub method: String,
    /// `/sessions/7`.
    pub path: String,
}

/// What we answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Plain text.
    pub body: String,
}

impl Response {
    /// An answer with this status and text.
    pub fn new(status: u16, body: impl Into<String>) -> Response {
        Response {
            status,
            body: body.into(),
        }
    }
}

/// Reads the request line: `GET /sessions/7 HTTP/1.1`.
pub fn parse(line: &str) -> Option<Request> {
    let mut words = line.split_whitespace();
    let (method, path, version) = (words.next()?, words.next()?, words.next()?);
    let known = version.starts_with("HTTP/1.") && path.starts_with('/') && words.next().is_none();
    known.then(|| Request {
        method: method.to_owned(),
        path: path.to_owned(),
    })
}

/// Reads one request, answers it, and closes.
pub fn serve(mut stream: TcpStream, router: &mut Router) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut line = String::new();
    BufReader::new(stream.try_clone()?.take(LIMIT)).read_line(&mut line)?;
    let response = match parse(&line) {
        Some(request) => router.answer(&request),
        None => Response::new(400, "this is no request\n"),
    };
    write!(
        stream,
        "HTTP/1.1 {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{}",
        response.status,
        response.body.len(),
        response.body
    )
}
