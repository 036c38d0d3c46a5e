//! The cases of bad input: every folder of `fixtures/cases` is one, run by one harness and counted.
//!
//! A case holds its input files, its commands and what they must give: standard output, messages, files and exit
//! status. Each command is run with one and with two threads, from the file and from a pipe that gives 1, 7 and 4096
//! bytes at a time: the answer must be the same. What a table cannot say (signals, terminals, full disks) is an act, a
//! function that the case names. The layout is told in `fixtures/cases/README.md`.
//!
//! `cargo test --test cases -- 037` runs some, `-- --ignored` the slow ones; `METIERS_BLESS=1` writes what the program
//! gives as what it must give, to be read before it is kept.

mod acts;
mod case;
mod make;
mod pipe;
mod program;

use case::Case;
use libtest_mimic::{Arguments, Failed, Trial};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases");
    let cases = Case::all(&folder).expect("the cases can be read");
    let (slow, all) = (cases.iter().filter(|case| case.slow).count(), cases.len());
    let trials = cases.into_iter().map(trial).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        let runs = program::RUNS.load(Ordering::Relaxed);
        println!("{all} cases of bad input ({slow} of them slow), {runs} runs of the program in this pass");
    }
    conclusion.exit_code()
}

fn trial(case: Case) -> Trial {
    let (name, slow) = (case.name.clone(), case.slow);
    let run = move || case.check().map_err(Failed::from);
    Trial::test(name, run).with_ignored_flag(slow)
}
