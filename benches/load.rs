//! How long until a program can classify: the built-in rules from their tables, the same from their files, a whole process.
//!
//! What paid: tables compiled by `build.rs`, laid out as they are read back (`rules::flat`), and the states of the patterns of noise made
//! then, too, instead of when a title first needs them: a whole `classify` of twenty rows took 64.8 million instructions and took 18.7 then. Names,
//! forms and the long words of the rules, 31,000 pieces of memory, made three pools (`rules::pool`), and numbers read back many at
//! once: 8.8 million, 1,850 pages asked for where it were 2,505, a tenth to a sixth less time. From their files the rules take
//! 140 ms and more, of which the states are some 30.

use criterion::{Criterion, criterion_group, criterion_main};
use metiers::{Classifier, Family};
use std::process::Command;

/// The built-in rules and one more, which must be compiled together.
const MINE: &str =
    "label = \"redaction\"\n[[concept]]\nname = \"plume numérique\"\nrole = \"head\"\nforms = [\"plume numérique\"]\n";

/// What whole processes are started with, and what they say; the last does nothing of ours: it is the floor.
const PROCESSES: [(&str, &[&str], &str); 3] = [
    ("process", &["explain", "Traffic manager"], "acquisition"),
    (
        "process, with patterns",
        &["explain", "Traffic manager - Réf. 12345"],
        "acquisition",
    ),
    ("process that says its usage", &["--help"], "Usage"),
];

fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    group.sample_size(20);
    group.bench_function("built-in rules", |bencher| {
        bencher.iter(|| {
            let classifier = Classifier::builder().build().expect("the built-in rules load");
            let verdict = classifier.classify("Traffic manager");
            assert_eq!(verdict.family(), Some(Family::Acquisition));
        });
    });
    group.bench_function("rules from their files", |bencher| {
        bencher.iter(|| {
            let builder = Classifier::builder().rules_text("mine.toml", MINE);
            let verdict = builder.build().expect("the rules compile").classify("Plume numérique");
            assert_eq!(verdict.family(), Some(Family::WebWriting));
        });
    });
    for (name, arguments, said) in PROCESSES {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let out = Command::new(env!("CARGO_BIN_EXE_metiers")).args(arguments).output();
                let out = out.expect("the program starts");
                assert!(String::from_utf8_lossy(&out.stdout).contains(said));
            });
        });
    }
    group.finish();
}

criterion_group!(load_benches, benches);
criterion_main!(load_benches);
