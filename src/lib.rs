//! Tells what a French e-commerce job really is.
//!
//! Employers invent titles: *Traffic Manager (H/F)*, *Chargé·e de webmarketing / SEO – CDI – Lille*, *Assistant(e)
//! e-commerce polyvalent*. A [`Classifier`] sorts any of them into one of five families of e-commerce jobs, or says that it
//! is excluded (graphic design, IT, leading people) or out of scope; by rules, so that it can always say why.
//!
//! ```
//! use metiers::{Classifier, Family, Reason};
//!
//! let classifier = Classifier::builtin();
//! let verdict = classifier.classify("Chargé·e de référencement / SEO (H/F) – CDI – Lille");
//! assert_eq!(verdict.family(), Some(Family::Acquisition));
//! assert_eq!(verdict.reason(), Reason::Evidence);
//!
//! let verdict = classifier.classify("Graphiste e-commerce");
//! assert_eq!((verdict.family(), verdict.reason()), (None, Reason::GraphicDesign));
//! ```
//!
//! Small companies hire generalists. Where the company is known, say so:
//!
//! ```
//! use metiers::{Classifier, Company, Family, Reason};
//!
//! let shop = Company::default().with_headcount(8);
//! let verdict = Classifier::builtin().classify_for("Assistant(e) marketing et communication", &shop);
//! assert_eq!((verdict.family(), verdict.reason()), (Some(Family::Generalist), Reason::Fallback));
//! ```
//!
//! And ask why; the answer prints for people and serializes for programs:
//!
//! ```
//! let why = metiers::Classifier::builtin().explain("Rédacteur·rice web SEO (H/F)");
//! assert!(why.decision.contains("names the trade"));
//! ```
//!
//! # How a title is read
//!
//! 1. [`title`]: bytes to folded words, words to symbols; gender marks, contract, place, pay and other noise are dropped,
//!    every form of a word becomes one, expressions and acronyms are rewritten to one.
//! 2. [`engine`]: phrases of the rules are found, weighed and decided upon.
//! 3. [`rules`]: what is looked for, as text files in `rules/`, compiled into the program; [`Classifier::builder`] adds a
//!    user's own.
//!
//! [`batch`] reads and writes files of many titles, [`eval`] scores the rules on labelled ones. Hot loops lend their buffers
//! with a [`Scratch`]: reading a title then allocates nothing, and one that was seen before is answered from memory.
//!
//! # Features
//!
//! `cli` is the command line, `serve` its page and JSON service, `xlsx` reads sheets of workbooks, `report` makes a page of what a
//! file holds; all are on by default, and a library that only classifies does without (`default-features = false`).
//!
//! # Limits
//!
//! Only the title counts, and the company's size and type where they are given. The vocabulary is that of French
//! e-commerce, in French and English; a trade that no rule knows is out of scope. Titles are read up to
//! [`classifier::LONGEST_TITLE`] bytes.

pub mod batch;
pub mod classifier;
pub mod columns;
pub mod engine;
pub mod error;
pub mod eval;
mod hidden;
mod memo;
mod memory;
#[cfg(feature = "report")]
pub mod report;
pub mod rules;
#[doc(hidden)]
pub mod stages;
#[cfg(test)]
mod testing;
pub mod title;
pub use classifier::{Classifier, ClassifierBuilder, Scratch};
pub use engine::{
    Company, CompanyKind, Explanation, Family, Ground, Label, Reason, UnknownCompanyKind, UnknownLabel, Verdict,
};
pub use hidden::is_hidden;
pub use rules::{Diagnostic, Diagnostics, Severity};

/// The example of the README, compiled and run with the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The built-in rules, compiled by `build.rs`.
const PACKED_RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));
