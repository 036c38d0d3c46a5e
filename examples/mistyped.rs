//! The words of a file of titles that are taken for misspelt words of the rules: real words among them belong in
//! `rules/vocabulary/lookalikes.csv`.
//!
//! ```text
//! cargo run --release --example mistyped -- titles.csv
//! ```
//!
//! The file is a CSV with the titles in its first column. Each line printed is a word, what it is taken for, how many
//! titles have it, and one of them.

use metiers::Classifier;
use std::collections::BTreeMap;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: mistyped TITLES.csv")?;
    let classifier = Classifier::builtin();
    let mut words: BTreeMap<(String, String), (u32, String)> = BTreeMap::new();
    for record in csv::Reader::from_path(path)?.records() {
        let title = record?.get(0).unwrap_or_default().to_owned();
        for word in classifier
            .explain(&title)
            .words
            .into_iter()
            .filter(|word| word.mistyped)
        {
            let read_as = word.read_as.unwrap_or_default();
            let (titles, _) = words
                .entry((word.text.to_lowercase(), read_as))
                .or_insert((0, title.clone()));
            *titles += 1;
        }
    }
    for ((word, read_as), (titles, title)) in words {
        println!("{word} → {read_as} ({titles}): {title}");
    }
    Ok(())
}
