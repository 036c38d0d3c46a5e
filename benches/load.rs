//! How long until a program can classify: the built-in rules from their tables, the same from their files, a whole process.
//!
//! What paid: tables compiled by `build.rs` (4.7 ms against 134 ms from the files, on a busy machine), and the patterns of noise
//! built only when a title may need them. A dense automaton of the patterns was not tried.

use criterion::{Criterion, criterion_group, criterion_main};
use metiers::{Classifier, Family};
use std::process::Command;

/// The built-in rules and one more, which must be compiled together.
const MINE: &str =
    "label = \"redaction\"\n[[concept]]\nname = \"plume numérique\"\nrole = \"head\"\nforms = [\"plume numérique\"]\n";

fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    group.sample_size(20);
    group.bench_function("built-in rules", |bencher| {
        bencher.iter(|| {
            let classifier = Classifier::builder().build().expect("the built-in rules load");
            assert_eq!(
                classifier.classify("Traffic manager").family(),
                Some(Family::Acquisition)
            );
        });
    });
    group.bench_function("rules from their files", |bencher| {
        bencher.iter(|| {
            let classifier = Classifier::builder()
                .rules_text("mine.toml", MINE)
                .build()
                .expect("the rules compile");
            assert_eq!(
                classifier.classify("Plume numérique").family(),
                Some(Family::WebWriting)
            );
        });
    });
    for (name, title) in [
        ("process", "Traffic manager"),
        ("process, with patterns", "Traffic manager - Réf. 12345"),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let out = Command::new(env!("CARGO_BIN_EXE_metiers"))
                    .args(["explain", title])
                    .output();
                let out = out.expect("the program starts");
                assert!(String::from_utf8_lossy(&out.stdout).contains("acquisition"));
            });
        });
    }
    // The floor: a process that does nothing of ours.
    group.bench_function("process that says its usage", |bencher| {
        bencher.iter(|| {
            let out = Command::new(env!("CARGO_BIN_EXE_metiers"))
                .arg("--help")
                .output()
                .expect("the program starts");
            assert!(out.status.success());
        });
    });
    group.finish();
}

criterion_group!(load_benches, benches);
criterion_main!(load_benches);
