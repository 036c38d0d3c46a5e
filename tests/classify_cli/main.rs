//! What `metiers classify` writes: columns, shapes, messages, statistics, several inputs. What it does with bad input is
//! told by the cases (`tests/cases`).
//!
//! Nothing here depends on what the rules say of a title.

mod formats;
mod work;
