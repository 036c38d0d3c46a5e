//! A title is classified without a heap allocation, once the buffers of a thread have seen the longest.

use metiers::{Classifier, Company, Scratch};

const COMPOSED: &str = include_str!("../fixtures/gold/composed.csv");

#[test]
fn no_title_allocates() {
    let classifier = Classifier::builtin();
    let company = Company::default().with_headcount(12);
    let rows = csv::Reader::from_reader(COMPOSED.as_bytes()).into_records();
    let mut titles: Vec<String> = rows.map(|row| row.expect("fixtures are CSV")[0].to_owned()).collect();
    titles.push("D&eacute;veloppeur ＳＥＯ Ã©ditorial – Réf. 123456 – 35 000 € – œuvre".to_owned());
    let mut scratch = Scratch::default();
    let mut classify = || -> usize {
        let verdict = |title: &String| classifier.classify_with(&mut scratch, title, &company);
        titles
            .iter()
            .map(verdict)
            .filter(|verdict| verdict.family().is_some())
            .count()
    };
    let families = classify();
    assert!(families > 50);
    let counted = allocation_counter::measure(|| assert_eq!(classify(), families));
    assert_eq!(counted.count_total, 0, "{} titles", titles.len());
    // The counter counts: a title of its own, with buffers of its own, does allocate.
    let counted = allocation_counter::measure(|| assert!(classifier.classify("Traffic manager").family().is_some()));
    assert!(counted.count_total > 0);
}
