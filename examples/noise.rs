//! How often noise changes the family of a title: a table, one line for each kind of noise.
//!
//! ```text
//! cargo run --release --example noise -- fixtures/gold/composed.csv
//! cargo run --release --example noise -- gold.csv --show "H/F in front"
//! ```
//!
//! For each kind, every title of the gold file is written in every way that the kind knows. *Changed* is the share of
//! those whose family is no longer the one of the title as it stands, *relabelled* of those whose label (of nine) is not;
//! *titles* counts the titles whose family changes in one way at least. The exit code is 1 where a kind is above its limit.

#[path = "../tests/laws_titles/noise.rs"]
mod noise;

use metiers::eval::{Gold, GoldRow};
use metiers::{Classifier, Label, Scratch, stages};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = arguments.first() else {
        eprintln!("usage: noise GOLD.csv [--show KIND]");
        return ExitCode::from(2);
    };
    let file = std::fs::File::open(path).map_err(|error| error.to_string());
    let gold = match file.and_then(|file| Gold::from_reader(file).map_err(|error| error.to_string())) {
        Ok(gold) => gold,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::from(2);
        }
    };
    let shown = match arguments.get(1).map(String::as_str) {
        Some("--show") => arguments.get(2).map(String::as_str),
        _ => None,
    };
    println!(
        "{:<30} {:>8} {:>8} {:>6} {:>7} {:>11}",
        "noise", "written", "changed", "limit", "titles", "relabelled"
    );
    let mut good = true;
    for kind in noise::KINDS.iter().chain([&noise::SLIP]) {
        good &= measure(kind, &gold.rows, shown == Some(kind.name));
    }
    if good { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// Counts a kind, prints its line, and says whether it is within its limit.
fn measure(kind: &noise::Kind, rows: &[GoldRow], show: bool) -> bool {
    let classifier = Classifier::builtin();
    let mut scratch = Scratch::default();
    let (mut written, mut changed, mut titles, mut relabelled) = (0_u32, 0_u32, 0_u32, 0_u32);
    let mut examples = Vec::new();
    for row in rows {
        let mut label = |title: &str| stages::verdict(&classifier, &mut scratch, title, &row.company()).label();
        let before = label(&row.title);
        let spoilt = (kind.spoil)(&row.title);
        written += spoilt.len() as u32;
        let labels = spoilt.into_iter().map(|title| (label(&title), title));
        let wrong: Vec<_> = labels.filter(|(after, _)| *after != before).collect();
        relabelled += wrong.len() as u32;
        let changes = wrong
            .iter()
            .filter(|(after, _)| after.family() != before.family())
            .count();
        changed += changes as u32;
        titles += u32::from(changes > 0);
        if show {
            let line = |(after, title): &(Label, String)| format!("    {before} → {after}: {}   «{title}»", row.title);
            examples.extend(wrong.iter().map(line));
        }
    }
    let share = 100.0 * f64::from(changed) / f64::from(written.max(1));
    let mark = if share > kind.limit { "  ← above" } else { "" };
    let labels = 100.0 * f64::from(relabelled) / f64::from(written.max(1));
    println!(
        "{:<30} {written:>8} {share:>7.2}% {:>5}% {titles:>7} {labels:>10.2}%{mark}",
        kind.name, kind.limit
    );
    for example in examples {
        println!("{example}");
    }
    share <= kind.limit
}
