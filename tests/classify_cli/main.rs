//! `metiers classify` as a user meets it: the cases of bad input, each by its number where it has one.
//!
//! Nothing here depends on what the rules say of a title.

mod bytes;
mod files;
mod formats;
mod shape;
mod work;
