//! Symbols to verdict: phrases of concepts are found, weighed, and decided upon.

pub mod calibration;
pub mod concept;
pub mod explain;
pub mod verdict;

pub(crate) mod hits;
pub(crate) mod interner;
#[cfg(test)]
mod naive;
pub(crate) mod recent;
pub(crate) mod score;
pub(crate) mod structure;
pub(crate) mod trie;
pub(crate) mod weights;

pub use calibration::Ground;
pub use concept::{ConceptSummary, Origin, Role};
pub use explain::{Colored, Explanation};
pub use verdict::*;
