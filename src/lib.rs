//! Tells what a French e-commerce job really is.
pub mod batch;
pub mod classifier;
pub mod engine;
pub mod error;
pub mod eval;
pub mod rules;
#[doc(hidden)]
pub mod stages;
pub mod title;
pub use classifier::{Classifier, ClassifierBuilder, Scratch};
pub use engine::{
    Company, CompanyKind, Explanation, Family, Ground, Label, Reason, UnknownCompanyKind, UnknownLabel, Verdict,
};
pub use rules::{Diagnostic, Diagnostics, Severity};
