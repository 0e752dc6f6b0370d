//! The program `enishi-server`; everything is in the library.

use std::process::ExitCode;

/// Small buffers of many connections lie closer together than with the allocator of the C library.
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    enishi_server::cli::main()
}
