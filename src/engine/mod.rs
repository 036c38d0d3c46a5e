//! Symbols to verdict.
pub mod verdict;
pub use verdict::*;
