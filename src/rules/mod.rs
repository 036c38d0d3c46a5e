//! Text to rule set: the files of `rules/` are read, checked and compiled into what titles are read and weighed by.
//!
//! 1. [`source`]: which files, built in or the user's, in which order.
//! 2. [`file`], [`vocabulary`], [`weights`]: their text to records, each with its place; nothing is skipped in silence.
//! 3. [`form`]: the little syntax of forms; [`texts`]: the forms of all records, parsed.
//! 4. [`morphology`]: the forms of a word; [`words`], [`lemmas`]: spellings to symbols.
//! 5. [`expressions`]: what phrases are rewritten to; [`tables`]: records to tries; [`compile`]: the steps in order.
//! 6. [`packed`]: the built-in rules, compiled when the program is, and read back at its start: tables ([`flat`]) and texts ([`pool`])
//!    as they lie.
//! 7. [`doubts`]: forms that can be read and are odd; [`check`]: the files' own examples; [`lint`]: rules that are
//!    unused, shadowed, conflicting.
//!
//! Every fault of a set is found in one run and shown with its file, line, column and a way out: [`Diagnostic`].

mod builtin;
pub(crate) mod check;
pub(crate) mod compile;
pub(crate) mod diagnostic;
mod doubts;
mod expressions;
mod file;
pub(crate) mod flat;
mod form;
#[cfg(test)]
mod laws;
mod layers;
mod lemmas;
pub(crate) mod lint;
mod morphology;
pub(crate) mod packed;
pub(crate) mod pool;
mod source;
mod tables;
mod texts;
mod toml_reader;
mod vocabulary;
mod weights;
mod words;

pub(crate) use compile::compile;
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub(crate) use source::Sources;
