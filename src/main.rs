//! The process edge: arguments, logging, exit code. Everything else is in the library.

fn main() -> std::process::ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let code = match arguments
        .next()
        .as_deref()
        .and_then(std::ffi::OsStr::to_str)
    {
        // Before anything else of the process runs: it replaces itself or waits, nothing more.
        Some("supervise") => backend_factory::agent::process::supervise(arguments),
        Some("agent") => backend_factory::agent::rehearsal::main(arguments),
        Some("worker") => backend_factory::engine::worker::main(arguments),
        Some("attempt") => backend_factory::engine::runner::main(arguments),
        _ => 2,
    };
    std::process::ExitCode::from(u8::try_from(code).unwrap_or(1))
}
