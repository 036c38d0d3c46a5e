//! Titles that the laws are tried on: the composed ones always, the real ones where `METIERS_GOLD` names their folder.

use std::path::{Path, PathBuf};

/// All titles.
pub(crate) fn titles() -> Vec<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![
        here.join("fixtures/gold/composed.csv"),
        here.join("fixtures/titles/labelled.csv"),
    ];
    match std::env::var_os("METIERS_GOLD").map(PathBuf::from) {
        Some(folder) => files.extend(["dev.csv", "rome.csv"].map(|name| folder.join(name))),
        None => eprintln!("METIERS_GOLD is not set: this law was tried on composed titles only"),
    }
    let read = |file: &PathBuf| {
        let mut reader = csv::Reader::from_path(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let records: Result<Vec<_>, _> = reader.records().collect();
        records.unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    files.iter().flat_map(read).map(|record| record[0].to_owned()).collect()
}
