//! The built-in rules as bytes: `build.rs` compiles them when the program is compiled, by the code that compiles a user's
//! rules at run time, and the program reads the tables back in a small part of the time.

use crate::engine::concept::Rules;
use crate::title::Lexicon;

/// The tables of a rule set, and its fingerprint; `build.rs` packs them.
pub(crate) type Tables = (Lexicon, Rules, String);

/// The tables from their bytes, which are the same on every platform.
///
/// # Errors
/// The bytes are not those of tables.
pub(crate) fn unpack(bytes: &[u8]) -> postcard::Result<Tables> {
    postcard::from_bytes(bytes)
}
