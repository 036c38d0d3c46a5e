//! The Python package `metiers`: the library's verdicts on titles, lists and Arrow columns, and its command line.
//!
//! It rests on the library's public interface alone. Titles are classified where they lie, in Arrow buffers or in Python
//! texts, on all cores and without the interpreter's lock; verdicts leave as Arrow. What is Python only (the functions by the
//! built-in rules, Spark) is in `python/metiers`.

mod capsules;
mod classifier;
// The program's own command line, so that `python -m metiers` is the same.
#[path = "../../../src/cli/mod.rs"]
mod cli;
mod column;
mod companies;
mod scratches;
mod table;
mod threads;
mod titles;
mod verdict;

use pyo3::prelude::*;

#[pymodule]
mod _metiers {
    #[pymodule_export]
    use super::classifier::Classifier;
    use super::cli;
    #[pymodule_export]
    use super::table::VerdictTable;
    #[pymodule_export]
    use super::verdict::Verdict;
    use pyo3::prelude::*;
    use std::ffi::OsString;
    use std::process::ExitCode;

    /// Runs the command line with these arguments, the program's name first, and gives its exit status.
    #[pyfunction]
    fn run_command_line(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
        let code = py.detach(|| cli::main(arguments));
        // The only way to read a status back; there is always one.
        let status = (0..=u8::MAX).find(|status| ExitCode::from(*status) == code);
        status.unwrap_or(u8::MAX)
    }

    /// Gives the module the package's version.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
