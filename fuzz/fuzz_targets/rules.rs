//! Rule files of any bytes; what must hold of it stands in `src/relations.rs`.

#![no_main]

#[path = "../src/relations.rs"]
#[allow(dead_code, reason = "each target uses one of the relations")]
mod relations;

libfuzzer_sys::fuzz_target!(|data: &[u8]| relations::rules(data));
