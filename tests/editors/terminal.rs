//! An editor in a terminal, by the keys that a person presses and the screen that they see (tmux).
//!
//! Nothing here sleeps for a while and hopes: every step waits for what the screen shows next. The
//! screens that a test wants a person to look at are kept with their colours; `tests/editors/pictures`
//! makes pictures of them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::place::Place;

/// How long a step may take on a loaded machine; a phase of a run builds and tests a crate.
pub const PATIENCE: Duration = Duration::from_secs(150);
/// How often the screen is read.
const GLANCE: Duration = Duration::from_millis(60);

/// A tmux server of its own with one window.
pub struct Terminal<'a> {
    place: &'a Place,
    name: &'static str,
    socket: PathBuf,
}

impl<'a> Terminal<'a> {
    /// Starts a program in a window of 120 columns and 32 lines.
    pub fn start(place: &'a Place, name: &'static str, program: &mut Command) -> Self {
        let socket = place.folder.path().join("tmux");
        let terminal = Terminal {
            place,
            name,
            socket,
        };
        // As most people's terminals are; without the language the hints' signs are question marks.
        program
            .env("TERM", "tmux-256color")
            .env("COLORTERM", "truecolor")
            .env("LANG", "C.UTF-8")
            .env("LC_ALL", "C.UTF-8");
        place.clean(program);
        let mut tmux = terminal.tmux();
        tmux.args([
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "120",
            "-y",
            "32",
            "-c",
        ])
        .arg(place.folder.path().join("repo"));
        for (key, value) in program.get_envs() {
            let mut pair = key.to_owned();
            pair.push("=");
            pair.push(value.unwrap_or_default());
            tmux.arg("-e").arg(pair);
        }
        tmux.arg("--")
            .arg(program.get_program())
            .args(program.get_args());
        let started = tmux.output().expect("tmux starts");
        assert!(
            started.status.success(),
            "{}",
            String::from_utf8_lossy(&started.stderr)
        );
        terminal
    }

    /// Presses keys by tmux's names for them: `Enter`, `Space`, `C-x`, or a letter.
    pub fn press(&self, keys: &[&str]) -> &Self {
        self.run(&[&["send-keys"], keys].concat());
        self
    }

    /// Types words as they are.
    pub fn write(&self, words: &str) -> &Self {
        self.run(&["send-keys", "-l", words]);
        self
    }

    /// What is on the screen.
    pub fn screen(&self) -> String {
        self.run(&["capture-pane", "-p"])
    }

    /// Waits until the screen is as it should be.
    #[track_caller]
    pub fn until(&self, what: &str, is: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if is(&screen) {
                return screen;
            }
            assert!(
                Instant::now() < deadline,
                "{}: never seen: {what}\n--- the screen\n{screen}",
                self.name
            );
            thread::sleep(GLANCE); // a screen has no event to wait for
        }
    }

    /// Whether the screen is as it should be before this time is over.
    pub fn within(&self, time: Duration, is: impl Fn(&str) -> bool) -> bool {
        let deadline = Instant::now() + time;
        while Instant::now() < deadline {
            if is(&self.screen()) {
                return true;
            }
            thread::sleep(GLANCE); // a screen has no event to wait for
        }
        false
    }

    /// Waits until the words are on the screen.
    #[track_caller]
    pub fn sees(&self, words: &str) -> &Self {
        self.until(words, |screen| screen.contains(words));
        self
    }

    /// Waits until the words are gone.
    #[track_caller]
    pub fn sees_no_more(&self, words: &str) -> &Self {
        self.until(&format!("no `{words}` any more"), |screen| {
            !screen.contains(words)
        });
        self
    }

    /// Keeps the screen, with its colours, for a person to look at.
    pub fn picture(&self, state: &str) -> &Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editor-shots");
        fs::create_dir_all(&folder).expect("a folder for pictures");
        let seen = self.run(&["capture-pane", "-e", "-p"]);
        let file = format!("{}-{state}.ansi", self.name);
        fs::write(folder.join(file), seen).expect("a screen is written");
        self
    }

    fn run(&self, words: &[&str]) -> String {
        let output = self.tmux().args(words).output().expect("tmux runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{}: tmux {words:?}: {error}",
            self.name
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn tmux(&self) -> Command {
        let mut tmux = Command::new("tmux");
        self.place.clean(&mut tmux);
        tmux.env("LC_ALL", "C.UTF-8")
            .arg("-u")
            .arg("-S")
            .arg(&self.socket);
        tmux
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        // The server of this terminal only: it has its own socket.
        let _ = self.tmux().arg("kill-server").output();
    }
}

/// Whether terminals can be had.
pub fn is_there() -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&paths).any(|folder| folder.join("tmux").exists())
}
