//! What `scripts/compare` measures metiers beside, and the files that it measures on.
//!
//! ```text
//! peers generate SHAPE ROWS         an export: lean, repeated or wide on standard output, the same in every run
//! peers copy FILE                   every record read and written by the csv crate
//! peers engines FILE TITLES         nanoseconds a title: metiers, Aho-Corasick, RegexSet, on the first titles of FILE; what stands
//!                                   beside metiers folds titles as most programs do (letters without marks, in lower case),
//!                                   and with metiers' own folding. The ratios are those of titles that metiers reads; beside them the
//!                                   time of titles that it has seen before, and of all titles of FILE as they come, each row once
//! peers read FILE ROUNDS            every title of FILE read by metiers, one after the other, so many times: what
//!                                   `scripts/instructions` counts
//! peers seen FILE ROUNDS            the same where all were seen before, as many as are remembered
//! ```

#[path = "../benches/support/exports.rs"]
mod exports;

use aho_corasick::{AhoCorasick, MatchKind};
use exports::Shape;
use metiers::stages::{self, Stages};
use metiers::title::folded;
use metiers::{Classifier, Company, Scratch, Verdict};
use regex::{RegexSet, RegexSetBuilder};
use std::error::Error;
use std::hint::black_box;
use std::io::{self, BufWriter, Write};
use std::time::Instant;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["generate", shape, rows] => generate(shape, rows.parse()?),
        ["copy", file] => copy(file),
        ["engines", file, count] => engines(&titles(file, usize::MAX)?, count.parse()?),
        ["read", file, rounds] => rounds_of(&titles(file, usize::MAX)?, rounds.parse()?, stages::verdict),
        ["seen", file, rounds] => rounds_of(&titles(file, usize::MAX)?, rounds.parse()?, Classifier::classify_with),
        _ => Err("see the top of examples/peers.rs".into()),
    }
}

fn generate(shape: &str, rows: usize) -> Result<(), Box<dyn Error>> {
    let shape = match shape {
        "lean" => Shape::Lean,
        "repeated" => Shape::Repeated,
        "wide" => Shape::Wide,
        _ => return Err("lean, repeated or wide".into()),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    exports::write(shape, rows, &mut out)?;
    Ok(out.flush()?)
}

fn copy(file: &str) -> Result<(), Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(file)?;
    let mut writer = csv::Writer::from_writer(io::stdout().lock());
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        writer.write_byte_record(&record)?;
    }
    Ok(writer.flush()?)
}

/// The first titles of a file with a column of that name.
fn titles(file: &str, count: usize) -> Result<Vec<String>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(file)?;
    let column = reader.headers()?.iter().position(|name| name == "title");
    let column = column.ok_or("no column is named title")?;
    let rows = reader.records().take(count);
    Ok(rows
        .map(|row| row.map(|row| row[column].to_owned()))
        .collect::<Result<_, _>>()?)
}

/// How a title is asked for: read, or with buffers that may remember it.
type Ask = fn(&Classifier, &mut Scratch, &str, &Company) -> Verdict;

fn rounds_of(titles: &[String], rounds: usize, ask: Ask) -> Result<(), Box<dyn Error>> {
    let classifier = Classifier::builtin();
    let mut scratch = warm(&classifier, titles);
    for title in (0..rounds).flat_map(|_| titles) {
        black_box(one_title(ask, &classifier, &mut scratch, title));
    }
    let bytes: usize = titles.iter().map(String::len).sum();
    let words: usize = titles.iter().map(|title| folded(title).split(' ').count()).sum();
    println!("{} {words} {bytes}", titles.len());
    Ok(())
}

/// One title, in a function whose instructions can be told from those of all the rest.
#[inline(never)]
fn one_title(ask: Ask, classifier: &Classifier, scratch: &mut Scratch, title: &str) -> Verdict {
    ask(classifier, scratch, title, &Company::default())
}

/// Buffers that have seen these titles, and those that remember them; what is remembered of a title is what it is read as.
fn warm(classifier: &Classifier, titles: &[String]) -> Scratch {
    /// More than are read before a memory is made.
    const MANY: usize = 10_000;
    let (mut scratch, company) = (Scratch::default(), Company::default());
    for title in titles.iter().cycle().take(titles.len() + MANY) {
        let read = stages::verdict(classifier, &mut scratch, title, &company);
        assert_eq!(classifier.classify_with(&mut scratch, title, &company), read, "{title}");
    }
    scratch
}

fn engines(all: &[String], count: usize) -> Result<(), Box<dyn Error>> {
    let titles = &all[..count.min(all.len())];
    let classifier = Classifier::builtin();
    let phrases = Stages::new(&classifier).phrases();
    let keywords = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(&phrases)?;
    let patterns = phrases.iter().map(|phrase| format!(r"\b{}\b", regex::escape(phrase)));
    let set: RegexSet = RegexSetBuilder::new(patterns).size_limit(1 << 30).build()?;
    let (mut scratch, company) = (warm(&classifier, titles), Company::default());
    let mut ask = |ask: Ask| {
        let mut has_family = |title: &str| ask(&classifier, &mut scratch, title, &company).family().is_some();
        (time(titles, &mut has_family), median(titles, &mut has_family))
    };
    let (ours, read) = ask(stages::verdict);
    let (remembered, seen) = ask(Classifier::classify_with);
    // A set of so many patterns falls back to its slowest engine: a thousandth of the titles tells as much.
    let few = &titles[..(titles.len() / 1000).max(1)];
    println!(
        "{} titles, {} phrases; nanoseconds a title: metiers {ours:.0} (read), {remembered:.0} (seen before)",
        titles.len(),
        phrases.len()
    );
    println!("each title by itself, the median: metiers {read} (read), {seen} (seen before)");
    let (mean, median) = as_they_come(&classifier, all);
    println!(
        "all {} titles as they come: metiers {mean:.0}, the median {median}",
        all.len()
    );
    for (folding, fold) in [("naive", naive as fn(&str) -> String), ("metiers' own", folded)] {
        let keywords = time(titles, |title| keywords.find_iter(&fold(title)).count() > 0);
        let set = time(few, |title| set.matches(&fold(title)).matched_any());
        println!(
            "with {folding} folding: Aho-Corasick {keywords:.0}, ratio {:.2}; RegexSet {set:.0}, ratio {:.5}",
            ours / keywords,
            ours / set
        );
    }
    Ok(())
}

/// A title as most programs fold one.
fn naive(title: &str) -> String {
    let letters = title.nfkd().filter(|letter| !is_combining_mark(*letter));
    letters.flat_map(char::to_lowercase).collect()
}

/// The best of three passes, in nanoseconds a title; some titles have a hit, and not all.
fn time(titles: &[String], mut hit: impl FnMut(&str) -> bool) -> f64 {
    let mut pass = || {
        let start = Instant::now();
        let hits = titles.iter().filter(|title| black_box(hit(title))).count();
        assert!(hits > titles.len() / 10 && hits <= titles.len(), "{hits} hits");
        start.elapsed().as_nanos() as f64 / titles.len() as f64
    };
    (0..3).map(|_| pass()).fold(f64::INFINITY, f64::min)
}

/// What titles cost that are asked for one by one, in the order of the rows and once each, by buffers that have seen none: the mean and the
/// median, in nanoseconds.
fn as_they_come(classifier: &Classifier, titles: &[String]) -> (f64, u64) {
    let company = Company::default();
    let verdict = |scratch: &mut Scratch, title: &str| classifier.classify_with(scratch, title, &company);
    let mut scratch = Scratch::default();
    let start = Instant::now();
    let families = titles
        .iter()
        .filter(|title| verdict(&mut scratch, title).family().is_some());
    let families = families.count();
    let mean = start.elapsed().as_nanos() as f64 / titles.len() as f64;
    let mut scratch = Scratch::default();
    let mut again = 0;
    let median = median_of(titles, 1, &mut |title| {
        let has_family = verdict(&mut scratch, title).family().is_some();
        again += usize::from(has_family);
        has_family
    });
    assert_eq!(families, again);
    (mean, median)
}

/// The median over the titles of the best of five passes, in nanoseconds.
fn median(titles: &[String], mut hit: impl FnMut(&str) -> bool) -> u64 {
    median_of(titles, 5, &mut hit)
}

/// The median over the titles of the best of so many passes, in nanoseconds; what a look at the clock takes is left out.
fn median_of(titles: &[String], passes: usize, hit: &mut dyn FnMut(&str) -> bool) -> u64 {
    let of_each = |act: &mut dyn FnMut(&str) -> bool| {
        let mut best = vec![u64::MAX; titles.len()];
        for _ in 0..passes {
            for (title, best) in titles.iter().zip(&mut best) {
                let start = Instant::now();
                black_box(act(black_box(title)));
                *best = (start.elapsed().as_nanos() as u64).min(*best);
            }
        }
        best.sort_unstable();
        best[best.len() / 2]
    };
    let clock = of_each(&mut |_| true);
    of_each(hit).saturating_sub(clock)
}
