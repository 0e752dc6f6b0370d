//! The program `enishi-server`; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    enishi_server::cli::main()
}
