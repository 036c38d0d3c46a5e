#![no_main]
//! See `relations.rs`.

#[path = "../src/relations.rs"]
#[allow(dead_code, reason = "each target uses one of the relations")]
mod relations;

libfuzzer_sys::fuzz_target!(|data: &[u8]| relations::stream(data));
