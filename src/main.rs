//! The program: the command line of [`cli`] and nothing else, so that a binding can run the same.

mod cli;
#[cfg(feature = "serve")]
mod serve;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main(std::env::args_os())
}
