//! The transport below the protocol library: bounded lines, noise kept away, everything written down.
//!
//! The library reads lines without a limit and answers each line of noise with an error; agents
//! print both. Deliberately no knowledge of methods, except the one place where usage is reported
//! outside the stable schema.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
    sync::{Arc, Mutex},
    time::Instant,
};

use agent_client_protocol::Lines;
use futures::{Sink, Stream};
use serde::de::IgnoredAny;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{ChildStdin, ChildStdout},
};

use super::shared::Shared;

/// Longest piece of one line in the transcript.
const PIECE: usize = 64 * 1024;

/// The wire, written down: one line a message, bounded in all.
pub struct Transcript {
    file: Option<Mutex<(BufWriter<File>, u64)>>,
    begin: Instant,
}

impl Transcript {
    /// Begins a file; without one (a full disk) the attempt goes on unrecorded.
    pub fn create(path: &Path, limit: u64) -> Transcript {
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        let file = made.and_then(|()| File::create(path)).ok();
        Transcript {
            file: file.map(|file| Mutex::new((BufWriter::new(file), limit))),
            begin: Instant::now(),
        }
    }

    /// Adds a line; `mark` says where it comes from.
    pub fn note(&self, mark: &str, line: &str) {
        let Some(file) = &self.file else { return };
        let Ok(mut guard) = file.lock() else { return };
        let (file, left) = &mut *guard;
        if *left == 0 {
            return;
        }
        let shown = &line[..line.floor_char_boundary(PIECE)];
        let cut = line.len() - shown.len();
        let cut = if cut > 0 {
            format!(" … {cut} bytes more")
        } else {
            String::new()
        };
        let at = self.begin.elapsed().as_secs_f64();
        let entry = format!(
            "{at:10.3} {mark} {}{cut}\n",
            shown.trim_end_matches(['\r', '\n'])
        );
        let _ = match left.checked_sub(entry.len() as u64) {
            Some(rest) => {
                *left = rest;
                file.write_all(entry.as_bytes())
            }
            None => {
                *left = 0;
                file.write_all("… the transcript's limit is reached\n".as_bytes())
            }
        };
    }

    /// Brings all of it to the file.
    pub fn flush(&self) {
        if let Some(Ok(mut guard)) = self.file.as_ref().map(Mutex::lock) {
            let _ = guard.0.flush();
        }
    }
}

/// What the library may see of a line.
fn is_message(line: &str) -> bool {
    line.starts_with('{')
        && line.contains("\"jsonrpc\"")
        && serde_json::from_str::<IgnoredAny>(line).is_ok()
}

/// Both directions of an agent's standard streams.
pub fn transport(
    stdin: ChildStdin,
    stdout: ChildStdout,
    shared: Arc<Shared>,
) -> Lines<
    impl Sink<String, Error = io::Error> + Send + 'static,
    impl Stream<Item = io::Result<String>> + Send + 'static,
> {
    let outgoing = futures::sink::unfold(
        (stdin, shared.clone()),
        async |(mut stdin, shared): (ChildStdin, Arc<Shared>), mut line: String| {
            shared.transcript.note("->", &line);
            line.push('\n');
            stdin.write_all(line.as_bytes()).await?;
            stdin.flush().await?;
            Ok::<_, io::Error>((stdin, shared))
        },
    );
    let reader = BufReader::with_capacity(64 * 1024, stdout);
    let incoming = futures::stream::unfold(
        (reader, shared, 0_u64),
        async |(mut reader, shared, mut seen)| {
            loop {
                let line = match next_line(&mut reader, shared.limits.line).await {
                    Ok(Some(line)) => line,
                    Ok(None) => return None,
                    Err(problem) => {
                        shared.fault(problem.to_string());
                        return Some((Err(problem), (reader, shared, seen)));
                    }
                };
                shared.traffic();
                seen += line.len() as u64;
                if seen > shared.limits.turn {
                    let problem = io::Error::other(format!(
                        "it said more than {} MiB in one attempt",
                        shared.limits.turn >> 20
                    ));
                    shared.fault(problem.to_string());
                    return Some((Err(problem), (reader, shared, seen)));
                }
                let text = String::from_utf8_lossy(&line);
                let text = text.trim();
                if text.is_empty() {
                    continue;
                }
                if !is_message(text) {
                    shared.transcript.note("##", text);
                    continue;
                }
                shared.transcript.note("<-", text);
                shared.usage_beside_schema(text);
                return Some((Ok(text.to_owned()), (reader, shared, seen)));
            }
        },
    );
    Lines::new(Box::pin(outgoing), Box::pin(incoming))
}

/// The next line without its end; none at the end of the stream.
async fn next_line(
    reader: &mut BufReader<ChildStdout>,
    limit: usize,
) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    loop {
        let chunk = reader.fill_buf().await?;
        if chunk.is_empty() {
            return Ok((!line.is_empty()).then_some(line));
        }
        let end = memchr::memchr(b'\n', chunk);
        let part = end.unwrap_or(chunk.len());
        if line.len() + part > limit {
            return Err(io::Error::other(format!(
                "it sent a line of more than {} MiB",
                limit >> 20
            )));
        }
        line.extend_from_slice(&chunk[..part]);
        reader.consume(part + usize::from(end.is_some()));
        if end.is_some() {
            return Ok(Some(line));
        }
    }
}
