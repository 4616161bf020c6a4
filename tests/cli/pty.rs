//! At a terminal of its own (a pty): what an agent asks is asked there, and nothing is written over the
//! question.

use std::{
    fs::File,
    io::{Read, Write},
    os::fd::{AsFd, OwnedFd},
    process::{Child, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::Value;

use crate::home::Home;

const ASKED: &str = "Allow it? yes, always (in this run), no: ";
const PATIENCE: Duration = Duration::from_secs(60);

/// A program at a terminal.
struct AtTerminal {
    child: Child,
    keys: File,
    shown: Arc<Mutex<String>>,
}

impl AtTerminal {
    fn start(home: &Home, script: &str, args: &[&str]) -> AtTerminal {
        home.write("script.toml", script);
        let keys = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&keys).unwrap();
        unlockpt(&keys).unwrap();
        let name = ptsname(&keys, Vec::new()).unwrap();
        let there = File::options()
            .read(true)
            .write(true)
            .open(name.to_str().unwrap())
            .unwrap();
        let end = || Stdio::from(OwnedFd::from(there.try_clone().unwrap()));
        let child = home
            .command(args)
            .env("BACKEND_FACTORY_REHEARSAL", home.path("script.toml"))
            .env("TERM", "xterm-256color")
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        let mut read = File::from(keys.as_fd().try_clone_to_owned().unwrap());
        let shown = Arc::new(Mutex::new(String::new()));
        let screen = shown.clone();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // An error is how the end of a terminal is told.
            while let Ok(count @ 1..) = read.read(&mut bytes) {
                let text = String::from_utf8_lossy(&bytes[..count]).into_owned();
                screen.lock().unwrap().push_str(&text);
            }
        });
        AtTerminal {
            child,
            keys: File::from(keys),
            shown,
        }
    }

    fn shown(&self) -> String {
        self.shown.lock().unwrap().clone()
    }

    /// Without what only moves the cursor and colours.
    fn plain(&self) -> String {
        anstream::adapter::strip_str(&self.shown()).to_string()
    }

    fn types(&mut self, line: &str) {
        self.keys.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    #[track_caller]
    fn until(&self, what: &str, is: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is(&self.plain()) {
            assert!(Instant::now() < deadline, "never: {what}\n{}", self.shown());
            thread::sleep(Duration::from_millis(10)); // a screen has no event to wait for
        }
    }

    #[track_caller]
    fn asked(&self, times: usize) {
        self.until(&format!("asked {times} times"), |screen| {
            screen.matches(ASKED).count() == times
        });
    }

    fn ends(&mut self) -> Option<i32> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            if Instant::now() > deadline {
                let _ = self.child.kill();
                panic!("it does not end\n{}", self.shown());
            }
            thread::sleep(Duration::from_millis(10)); // a child has no event to wait for with a deadline
        }
    }
}

/// What was denied in a run, by its view.
fn denied(home: &Home) -> usize {
    let view: Value = home.run(&["show", "--json"]).json();
    let phases = view["phases"].as_array().unwrap().iter();
    let findings = phases.flat_map(|phase| phase["findings"].as_array().unwrap().clone());
    findings.filter(|it| it["code"] == "denied").count()
}

const SCRIPT: &str =
    "[phase.plan]\nask = \"printf hello\"\n[phase.implement]\nask = \"printf hello\"\n";
const RUN: [&str; 8] = [
    "run",
    "add OAuth to the API",
    "--phases",
    "2,3",
    "--agent",
    "rehearsal",
    "--set",
    "approval=submit",
];

#[test]
fn a_question_is_asked_where_the_run_is_shown() {
    let home = Home::with_clone();
    let mut terminal = AtTerminal::start(&home, SCRIPT, &RUN);
    terminal.asked(1);
    // Nothing moves while it is asked: what stands last on the screen is the question.
    let before = terminal.shown();
    thread::sleep(Duration::from_millis(600)); // as many looks at the run as draw a spinner ten times
    assert_eq!(terminal.shown(), before);
    terminal.types("perhaps");
    terminal.asked(2);
    terminal.types("always");
    terminal.ends();
    let screen = terminal.plain();
    assert!(
        screen.contains("asks whether it may run printf hello"),
        "{screen}"
    );
    assert!(!screen.contains("in another terminal"), "{screen}");
    // The second phase wants the same, which was allowed for the run.
    assert_eq!(screen.matches(ASKED).count(), 2, "{screen}");
    assert_eq!(denied(&home), 0);
}

#[test]
fn no_is_an_answer_too() {
    let home = Home::with_clone();
    let mut terminal = AtTerminal::start(&home, SCRIPT, &RUN);
    terminal.asked(1);
    terminal.types("no");
    // An attempt of another phase asks again.
    terminal.asked(2);
    terminal.types("n");
    terminal.ends();
    assert!(denied(&home) > 0, "{}", terminal.plain());
}

#[test]
fn an_answer_from_elsewhere_takes_the_question_away() {
    let home = Home::with_clone();
    let mut terminal = AtTerminal::start(&home, SCRIPT, &RUN);
    terminal.asked(1);
    home.run(&["allow", "--always"]).code(0);
    terminal.until("that it was answered", |screen| {
        screen.contains("answered elsewhere")
    });
    terminal.ends();
    assert_eq!(terminal.plain().matches(ASKED).count(), 1);
    assert_eq!(denied(&home), 0);
}

#[test]
fn who_wants_json_is_not_asked() {
    let home = Home::with_clone();
    let args = [&RUN[..], &["--json"]].concat();
    let mut terminal = AtTerminal::start(&home, SCRIPT, &args);
    terminal.until("the hint", |screen| screen.contains("in another terminal"));
    home.run(&["allow", "--always"]).code(0);
    terminal.ends();
    assert!(!terminal.plain().contains(ASKED), "{}", terminal.plain());
}
