//! Tells what a French e-commerce job really is.
pub mod batch;
pub mod classifier;
pub mod engine;
pub mod error;
pub mod eval;
pub use classifier::{Classifier, Scratch};
pub use engine::{Company, CompanyKind, Family, Label, Reason, UnknownCompanyKind, UnknownLabel, Verdict};
