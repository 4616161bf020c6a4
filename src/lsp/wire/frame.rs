//! Bytes into messages: headers and bodies, bounded, and back in step after anything malformed.
//!
//! Pure and incremental: bytes are fed as they come, frames are taken as they are whole. It
//! deliberately does not parse JSON; the loop tells it when a body was none ([`Decoder::mend`]),
//! because a message that announced too great a length has swallowed the header of the next one.

use memchr::memmem;

/// A header block longer than this is none.
const HEADER_LIMIT: usize = 4 * 1024;
/// A body longer than this is read past, not kept.
pub const BODY_LIMIT: usize = 64 * 1024 * 1024;
/// A length above this is no length: waiting for so much would make the server deaf.
const LENGTH_LIMIT: u64 = 1024 * 1024 * 1024;
/// What is kept of a body that is read past, to know whose it was.
const HEAD: usize = 8 * 1024;

/// What came in.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    /// A whole body.
    Body(Vec<u8>),
    /// A body over the limit: its first bytes, and its announced length.
    TooLong {
        /// The first bytes, enough for method, id and address.
        head: Vec<u8>,
        /// Announced length.
        length: u64,
    },
    /// Something that is no message. The stream is in step again behind it.
    Garbage(&'static str),
}

#[derive(Debug)]
enum State {
    /// Between messages, or inside a header block.
    Header { length: Option<u64>, read: usize },
    /// Inside a body of this length.
    Body(usize),
    /// Inside a body that is not kept.
    Past {
        head: Vec<u8>,
        length: u64,
        left: u64,
    },
    /// Looking for the next header.
    Lost,
}

const START: State = State::Header {
    length: None,
    read: 0,
};

/// Cuts a byte stream into frames.
#[derive(Debug)]
pub struct Decoder {
    buffer: Vec<u8>,
    at: usize,
    state: State,
    limit: usize,
}

impl Default for Decoder {
    fn default() -> Self {
        Decoder::new(BODY_LIMIT)
    }
}

impl Decoder {
    /// A decoder that keeps bodies of up to `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Decoder {
            buffer: Vec::new(),
            at: 0,
            state: START,
            limit,
        }
    }

    /// Takes bytes as they came.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.at == self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
            // A large message must not keep its memory for the rest of the session.
            if self.buffer.capacity() > 256 * 1024 {
                self.buffer.shrink_to(8 * 1024);
            }
        } else if self.at > 64 * 1024 && self.at * 2 > self.buffer.len() {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole frame, if one is there.
    pub fn next(&mut self) -> Option<Frame> {
        loop {
            match &mut self.state {
                State::Header { .. } => match self.header() {
                    Step::More => return None,
                    Step::On => {}
                    Step::Give(frame) => return Some(frame),
                },
                State::Body(length) => {
                    let length = *length;
                    if self.buffer.len() - self.at < length {
                        return None;
                    }
                    let body = self.buffer[self.at..self.at + length].to_vec();
                    self.at += length;
                    self.state = START;
                    return Some(Frame::Body(body));
                }
                State::Past { head, length, left } => {
                    let here = &self.buffer[self.at..];
                    let take = (*left).min(here.len() as u64) as usize;
                    let keep = take.min(HEAD.saturating_sub(head.len()));
                    head.extend_from_slice(&here[..keep]);
                    *left -= take as u64;
                    self.at += take;
                    if *left > 0 {
                        return None;
                    }
                    let frame = Frame::TooLong {
                        head: std::mem::take(head),
                        length: *length,
                    };
                    self.state = START;
                    return Some(frame);
                }
                State::Lost => match find_header(&self.buffer[self.at..]) {
                    Some(found) => {
                        self.at += found;
                        self.state = START;
                    }
                    None => {
                        // The last bytes may be the beginning of a header's name.
                        let keep = (self.buffer.len() - self.at).min(NAME.len() - 1);
                        self.at = self.buffer.len() - keep;
                        return None;
                    }
                },
            }
        }
    }

    /// A body was no JSON: if it holds a header, its length was wrong and that header begins the
    /// next message. Line breaks inside JSON strings are escaped, so text cannot forge this.
    pub fn mend(&mut self, body: &[u8]) {
        let whole = find_header(body).filter(|found| {
            let line_end = body[*found..]
                .windows(2)
                .take(64)
                .position(|two| two == b"\r\n");
            line_end.is_some() || body.len() - found <= 64
        });
        // The body may also end in the middle of the name.
        let cut = || {
            let tail =
                |length: &usize| body[body.len() - length..].eq_ignore_ascii_case(&NAME[..*length]);
            let length = (1..NAME.len().min(body.len() + 1)).rev().find(tail)?;
            Some(body.len() - length)
        };
        let Some(found) = whole.or_else(cut) else {
            return;
        };
        let mut rest = body[found..].to_vec();
        rest.extend_from_slice(&self.buffer[self.at..]);
        self.buffer = rest;
        self.at = 0;
        self.state = START;
    }

    /// One header line.
    fn header(&mut self) -> Step {
        let State::Header { length, read } = &mut self.state else {
            return Step::On;
        };
        let here = &self.buffer[self.at..];
        let Some(end) = memchr::memchr(b'\n', here) else {
            if *read + here.len() > HEADER_LIMIT {
                return self.lose("a header without end");
            }
            return Step::More;
        };
        *read += end + 1;
        if *read > HEADER_LIMIT {
            return self.lose("a header without end");
        }
        let line = here[..end].strip_suffix(b"\r").unwrap_or(&here[..end]);
        if line.is_empty() {
            let length = length.take();
            let begun = *read > end + 1;
            self.at += end + 1;
            let Some(length) = length else {
                self.state = START;
                // Blank lines between messages harm nobody.
                return if begun {
                    self.lose("a header without Content-Length")
                } else {
                    Step::On
                };
            };
            self.state = if length <= self.limit as u64 {
                State::Body(length as usize)
            } else {
                State::Past {
                    head: Vec::new(),
                    length,
                    left: length,
                }
            };
            return Step::On;
        }
        if let Some(found) = find_header(line) {
            let value = &line[found + NAME.len()..];
            let value = std::str::from_utf8(value).ok().map(str::trim);
            let number = value
                .filter(|value| value.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|value| value.parse::<u64>().ok())
                .filter(|number| *number <= LENGTH_LIMIT);
            let known = *length;
            self.at += end + 1;
            return match number {
                Some(number) if known.is_none_or(|known| known == number) => {
                    *length = Some(number);
                    if found > 0 {
                        Step::Give(Frame::Garbage("bytes before a header"))
                    } else {
                        Step::On
                    }
                }
                _ => self.lose("a Content-Length that is no length"),
            };
        }
        let named = memchr::memchr(b':', line).is_some_and(|colon| {
            colon > 0
                && line[..colon]
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        });
        self.at += end + 1;
        if named {
            Step::On
        } else {
            self.lose("bytes that are no header")
        }
    }

    fn lose(&mut self, why: &'static str) -> Step {
        self.state = State::Lost;
        Step::Give(Frame::Garbage(why))
    }
}

enum Step {
    More,
    On,
    Give(Frame),
}

const NAME: &[u8] = b"content-length:";

/// Where the next `Content-Length:` stands, in any case of letters.
fn find_header(bytes: &[u8]) -> Option<usize> {
    // Everybody writes it so; the slow way is for the rest.
    let exact = memmem::find(bytes, b"Content-Length:");
    let any = || {
        bytes
            .windows(NAME.len())
            .position(|window| window.eq_ignore_ascii_case(NAME))
    };
    match exact {
        Some(found) => any_before(&bytes[..found]).or(Some(found)),
        None if bytes.len() <= HEADER_LIMIT * 16 => any(),
        None => None,
    }
}

fn any_before(bytes: &[u8]) -> Option<usize> {
    if bytes.len() > HEADER_LIMIT {
        return None;
    }
    bytes
        .windows(NAME.len())
        .position(|window| window.eq_ignore_ascii_case(NAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    /// What arrives of `input`, however it is cut.
    fn check(input: &[u8], want: &[&str]) {
        for cut in [1, 2, 7, 64, input.len().max(1)] {
            let mut decoder = Decoder::new(1000);
            let mut got = Vec::new();
            for piece in input.chunks(cut) {
                decoder.feed(piece);
                while let Some(frame) = decoder.next() {
                    if let Frame::Body(body) = frame {
                        if body.first() == Some(&b'{') && body.last() == Some(&b'}') {
                            got.push(String::from_utf8(body).unwrap());
                        } else {
                            decoder.mend(&body);
                        }
                    }
                }
            }
            let shown = String::from_utf8_lossy(&input[..input.len().min(60)]);
            assert_eq!(got, want, "cut into {cut} bytes: {shown}");
        }
    }

    #[test]
    fn well_formed_messages_arrive() {
        let two = message("{1}") + &message("{2}");
        check(two.as_bytes(), &["{1}", "{2}"]);
        check(b"content-length:3\n\n{1}", &["{1}"]);
        check(
            b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 3\r\nX-A: b\r\n\r\n{1}",
            &["{1}"],
        );
        check(b"\r\n\r\nContent-Length: 3\r\n\r\n{1}", &["{1}"]);
    }

    #[test]
    fn after_every_malformed_input_the_next_message_arrives() {
        let long = "x".repeat(5000);
        let cases: Vec<Vec<u8>> = vec![
            b"garbage".to_vec(),
            b"garbage\r\n".to_vec(),
            b"garbage\r\n\r\n".to_vec(),
            b"a: b\r\n\r\n".to_vec(),
            b"\xff\xfe\x00\x01\n".to_vec(),
            b"Content-Length: -5\r\n\r\n".to_vec(),
            b"Content-Length: 99999999999999999999\r\n\r\n".to_vec(),
            b"Content-Length: 8796093022208\r\n\r\n".to_vec(),
            b"Content-Length: ten\r\n\r\n0123456789".to_vec(),
            b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n".to_vec(),
            b"Content-Length: 3\r\n\r\n{12345}".to_vec(),
            b"Content-Length: 20\r\n\r\n{short".to_vec(),
            format!("X: {long}{long}").into_bytes(),
            format!("Content-Length: 5000\r\n\r\n{long}").into_bytes(),
            message("not json").into_bytes(),
        ];
        for mut case in cases {
            case.extend_from_slice(message("{\"next\":1}").as_bytes());
            check(&case, &["{\"next\":1}"]);
        }
    }

    #[test]
    fn a_body_over_the_limit_is_read_past_but_named() {
        let body = format!("{{\"method\":\"m\"{}", "x".repeat(20_000));
        let mut decoder = Decoder::new(1000);
        for piece in message(&body).as_bytes().chunks(100) {
            decoder.feed(piece);
            if let Some(Frame::TooLong { head, length }) = decoder.next() {
                assert_eq!(length, body.len() as u64);
                assert!(head.starts_with(b"{\"method\":\"m\"") && head.len() <= HEAD);
                assert!(decoder.buffer.capacity() < 64 * 1024);
                return;
            }
        }
        panic!("no frame came");
    }
}
