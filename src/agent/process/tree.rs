//! The tree below a process, and its end. Deliberately knows no programs, only process ids.

use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use std::time::{Duration, Instant};

/// Every living process whose chain of parents leads to `root`, without `root`.
/// Empty where the system has no `/proc` (there the process group must do).
pub fn descendants(root: Pid) -> Vec<Pid> {
    let mut parents: Vec<(i32, i32)> = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse::<i32>().ok()) else {
            continue;
        };
        // `pid (comm) state ppid …`; comm may hold anything, so cut behind its last parenthesis.
        let Ok(stat) = std::fs::read(entry.path().join("stat")) else {
            continue;
        };
        let stat = String::from_utf8_lossy(&stat);
        let Some((_, rest)) = stat.rsplit_once(')') else {
            continue;
        };
        let mut words = rest.split_ascii_whitespace();
        let (state, parent) = (words.next(), words.next());
        if let Some(parent) = parent.and_then(|word| word.parse().ok())
            && state != Some("X")
        {
            parents.push((pid, parent));
        }
    }
    let mut found = vec![root.as_raw_nonzero().get()];
    let mut at = 0;
    while at < found.len() {
        let parent = found[at];
        found.extend(
            parents
                .iter()
                .filter(|(pid, of)| *of == parent && !found.contains(pid))
                .map(|(pid, _)| *pid)
                .collect::<Vec<_>>(),
        );
        at += 1;
    }
    found
        .into_iter()
        .skip(1)
        .filter_map(Pid::from_raw)
        .collect()
}

/// Kills everything below the calling process, which must be a subreaper without children of
/// other interest, and reaps it. Returns whether nothing is left.
pub fn kill_everything_below_us(limit: Duration) -> bool {
    let us = rustix::process::getpid();
    let end = Instant::now() + limit;
    let mut pause = Duration::from_micros(500);
    loop {
        // A zombie is a descendant until it is reaped: reap first, then look.
        while let Ok(Some(_)) = waitpid(None, WaitOptions::NOHANG) {}
        let left = descendants(us);
        if left.is_empty() {
            return true;
        }
        for pid in left {
            let _ = kill_process(pid, Signal::KILL);
        }
        if Instant::now() > end {
            return false;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}
