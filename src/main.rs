//! The command line of metiers.
//!
//! Exit policy, for all commands: `0` when done, a closed pipe too; `1` when done but a gate that was asked for
//! failed; `2` for bad usage, rules, input or output, with one line on stderr (rule files: one paragraph a fault) that says
//! what, where and how to mend it; `130` and `143` on signals (see `cli::signals`), but `0` for `serve`, which a signal
//! stops in peace. A panic is always a bug.

mod cli;
#[cfg(feature = "serve")]
mod serve;

use metiers::batch;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) if error.is::<metiers::Diagnostics>() => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::from(2)
        }
        Err(error) => {
            // What has no name of its own came of writing to standard output.
            let error = match error.chain().count() {
                1 if error.is::<io::Error>() => error.context("the output cannot be written"),
                _ => error,
            };
            // Nobody may be listening, which is no reason to panic.
            let _ = writeln!(io::stderr(), "metiers: {}", cli::one_line(&format!("{error:#}")));
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of our output has gone, as `head` does once it has seen enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let cause = match error.downcast_ref::<batch::Error>() {
        Some(batch::Error::Write(cause)) => Some(cause),
        Some(_) => None,
        None => error.downcast_ref::<io::Error>(),
    };
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
