//! The relations of the fuzz targets, for a bounded time: on the corpus, on its files altered, and on bytes at random.
//!
//! How to run the targets themselves, for as long as one likes, is told in `fuzz/README.md`.

#[path = "../fuzz/src/relations.rs"]
mod relations;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::fs;
use std::path::Path;

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(folder).expect("the corpus is there");
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    files
        .iter()
        .map(|file| fs::read(file).expect("a file of the corpus can be read"))
        .collect()
}

/// A file of the corpus with some pieces cut out, doubled or replaced.
fn altered(corpus: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let change = (
        any::<prop::sample::Index>(),
        0..40_usize,
        prop::collection::vec(any::<u8>(), 0..6),
        any::<bool>(),
    );
    let changes = prop::collection::vec(change, 0..5);
    (prop::sample::select(corpus), changes).prop_map(|(mut bytes, changes)| {
        for (place, length, new, doubled) in changes {
            let start = place.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            let piece = if doubled { bytes[start..end].repeat(2) } else { new };
            bytes.splice(start..end, piece);
        }
        bytes
    })
}

fn hold(target: &str, cases: u32, relation: fn(&[u8])) {
    let corpus = corpus(target);
    assert!(corpus.len() >= 5);
    corpus.iter().for_each(|file| relation(file));
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    };
    let any_bytes = prop_oneof![4 => altered(corpus), 1 => prop::collection::vec(any::<u8>(), 0..200)];
    let held = TestRunner::new(config).run(&any_bytes, |bytes| {
        relation(&bytes);
        Ok(())
    });
    held.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn titles_of_any_bytes() {
    hold("title", 3000, relations::title);
}

#[test]
fn rule_files_of_any_bytes() {
    hold("rules", 1000, relations::rules);
}

#[test]
fn streams_of_any_bytes() {
    hold("stream", 1500, relations::stream);
}
