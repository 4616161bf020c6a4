//! The process edge: arguments, logging, exit code. Everything else is in the library.

fn main() -> std::process::ExitCode {
    backend_factory::cli::main()
}
