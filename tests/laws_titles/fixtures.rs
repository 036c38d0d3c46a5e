//! Every row of `fixtures/titles/`, and the order of the word lists.

use super::verdict;
use metiers::Verdict;
use metiers::title::folded;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// The records of a CSV file, with their lines.
fn records(file: &str) -> Vec<(u64, csv::StringRecord)> {
    let mut reader = csv::Reader::from_path(path(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let records = reader
        .records()
        .map(|record| record.unwrap_or_else(|error| panic!("{file}: {error}")));
    let records: Vec<_> = records
        .map(|record| (record.position().map_or(0, csv::Position::line), record))
        .collect();
    assert!(!records.is_empty(), "{file} has no row");
    records
}

fn none(file: &str, wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{file}, {} rows:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn folding_does_what_its_table_says() {
    let file = "fixtures/titles/fold.csv";
    let wrong = records(file).into_iter().filter(|(_, row)| folded(&row[0]) != row[1]);
    none(
        file,
        wrong
            .map(|(line, row)| {
                format!(
                    "{line}: {:?} is {:?}, not {:?} ({})",
                    &row[0],
                    folded(&row[0]),
                    &row[1],
                    &row[2]
                )
            })
            .collect(),
    );
}

/// Family, reason and all but the confidence, which the amount of evidence moves.
fn essence(verdict: Verdict) -> impl PartialEq {
    (verdict.label(), verdict.reason())
}

#[test]
fn pairs_that_are_the_same_get_the_same_verdict() {
    let file = "fixtures/titles/same.csv";
    let differ = |row: &csv::StringRecord| essence(verdict(&row[0])) != essence(verdict(&row[1]));
    let wrong = records(file).into_iter().filter(|(_, row)| differ(row));
    none(
        file,
        wrong
            .map(|(line, row)| format!("{line}: {} | {} ({})", &row[0], &row[1], &row[2]))
            .collect(),
    );
}

#[test]
fn pairs_that_look_alike_get_different_labels() {
    let file = "fixtures/titles/different.csv";
    let equal = |row: &csv::StringRecord| verdict(&row[0]).label() == verdict(&row[1]).label();
    let wrong = records(file).into_iter().filter(|(_, row)| equal(row));
    none(
        file,
        wrong
            .map(|(line, row)| format!("{line}: {} | {} ({})", &row[0], &row[1], &row[2]))
            .collect(),
    );
}

/// What a list is sorted by: without case or accents, then as it is written.
fn key(word: &str) -> (String, String) {
    (folded(word), word.to_owned())
}

/// A linking word may be noise besides.
#[test]
fn word_lists_hold_no_word_twice() {
    for file in ["acronyms", "anglicisms", "lookalikes", "noise", "places"] {
        let file = format!("rules/vocabulary/{file}.csv");
        let mut seen = BTreeSet::new();
        let twice = records(&file).into_iter().filter(|(_, row)| {
            !seen.insert((
                row[0].to_lowercase(),
                matches!(&row[1], "liaison" | "lien").then(|| row[1].to_owned()),
            ))
        });
        none(
            &file,
            twice.map(|(line, row)| format!("{line}: {} again", &row[0])).collect(),
        );
    }
}

/// By their first column, within each kind where a file has kinds.
#[test]
fn word_lists_are_sorted() {
    for (file, kind) in [("lookalikes", None), ("noise", Some(1)), ("places", Some(1))] {
        let file = format!("rules/vocabulary/{file}.csv");
        let rows = records(&file);
        let kind = |row: &csv::StringRecord| kind.map(|column| row[column].to_owned());
        let unsorted = rows.windows(2).filter(|pair| {
            let ((_, before), (_, after)) = (&pair[0], &pair[1]);
            kind(before) == kind(after) && key(&before[0]) > key(&after[0])
        });
        none(
            &file,
            unsorted
                .map(|pair| format!("{}: {} stands before {}", pair[0].0, &pair[0].1[0], &pair[1].1[0]))
                .collect(),
        );
        let mut kinds: Vec<_> = rows.iter().map(|(_, row)| kind(row)).collect();
        kinds.dedup();
        let apart = kinds.len();
        kinds.sort();
        kinds.dedup();
        assert_eq!(apart, kinds.len(), "{file}: a kind stands in two places");
    }
}

#[test]
fn every_class_and_pattern_has_a_name_of_its_own() {
    for file in ["rules/vocabulary/classes.toml", "rules/vocabulary/patterns.toml"] {
        let text = std::fs::read_to_string(path(file)).expect("a rule file");
        let names: Vec<_> = text.lines().filter(|line| line.starts_with("name = ")).collect();
        let apart: BTreeSet<_> = names.iter().collect();
        assert_eq!(apart.len(), names.len(), "{file}");
    }
}
