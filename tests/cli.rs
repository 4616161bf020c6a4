//! The real binary, as a black box: exit codes, data on stdout, words on stderr, bad input, whole
//! runs. Each test has a home folder of its own and touches nothing outside it.

#[path = "cli/bad_input.rs"]
mod bad_input;
#[path = "cli/demo.rs"]
mod demo;
#[path = "cli/detect.rs"]
mod detect;
#[path = "cli/home.rs"]
mod home;
#[path = "cli/log.rs"]
mod log;
#[path = "cli/manual.rs"]
mod manual;
mod person;
#[cfg(unix)]
#[path = "cli/pty.rs"]
mod pty;
#[path = "cli/runs.rs"]
mod runs;
#[path = "cli/schema.rs"]
mod schema;
#[path = "cli/settings.rs"]
mod settings;
