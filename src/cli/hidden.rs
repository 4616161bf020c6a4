//! Commands that only we give: a run's worker, an attempt's runner, a process tree's supervisor.
//! They are taken before clap sees them, because what follows them belongs to other programs.

use std::{env, ffi::OsString, process::ExitCode};

use super::logging;

/// Carries out one of them, if the arguments name one.
pub(super) fn perform() -> Option<ExitCode> {
    let mut arguments = env::args_os().skip(1);
    let name = arguments.next()?;
    let arguments: Vec<OsString> = arguments.collect();
    let code = match name.to_str()? {
        // First, because it prepares its process before anything else has threads in it.
        "supervise" => crate::agent::process::supervise(arguments),
        "worker" => {
            let _logs = logging::in_background();
            crate::engine::worker::main(arguments)
        }
        "attempt" => {
            let _logs = logging::in_background();
            crate::engine::runner::main(arguments)
        }
        _ => return None,
    };
    Some(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}
