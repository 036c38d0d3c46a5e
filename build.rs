//! Compiles the built-in rules to the tables that the program starts with.
//!
//! The modules are the library's own: rules are compiled in one way only. A fault in a rule file stops the build, with all the
//! faults of all files.

#![allow(dead_code, reason = "the tables are made here and used elsewhere")]
#![allow(unused_imports, reason = "what the library makes public")]

#[path = "src/classifier.rs"]
mod classifier;
#[path = "src/engine/mod.rs"]
mod engine;
#[path = "src/hidden.rs"]
mod hidden;
#[path = "src/memo/mod.rs"]
mod memo;
#[path = "src/memory.rs"]
mod memory;
#[path = "src/rules/mod.rs"]
mod rules;
#[path = "src/title/mod.rs"]
mod title;

/// Nothing is compiled yet.
const PACKED_RULES: &[u8] = &[];

fn main() {
    for path in [
        "rules",
        "build.rs",
        "src/classifier.rs",
        "src/engine",
        "src/hidden.rs",
        "src/memo",
        "src/memory.rs",
        "src/rules",
        "src/title",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    let set = classifier::RuleSet::compile(rules::Sources::builtin()).unwrap_or_else(|faults| {
        eprintln!("{faults}");
        std::process::exit(1)
    });
    let packed = postcard::to_allocvec(&(&set.lexicon, &set.rules, &set.fingerprint)).expect("there is memory");
    let folder = std::env::var_os("OUT_DIR").expect("cargo names the folder");
    std::fs::write(std::path::Path::new(&folder).join("rules.bin"), packed).expect("the folder can be written to");
}
