//! A title is classified without a heap allocation, seen before or not, once the buffers of a thread have seen the longest.

use metiers::{Classifier, Company, Scratch};

const COMPOSED: &str = include_str!("../fixtures/gold/composed.csv");

/// More titles than are read before buffers begin to remember them.
const MANY: usize = 10_000;

#[test]
fn no_title_allocates() {
    let classifier = Classifier::builtin();
    let company = Company::default().with_headcount(12);
    let rows = csv::Reader::from_reader(COMPOSED.as_bytes()).into_records();
    let mut titles: Vec<String> = rows.map(|row| row.expect("fixtures are CSV")[0].to_owned()).collect();
    titles.push("D&eacute;veloppeur ＳＥＯ Ã©ditorial – Réf. 123456 – 35 000 € – œuvre".to_owned());
    // Numbers of so few digits are not taken for one another.
    let numbered = |from: usize| -> Vec<String> {
        let title = |number: usize| format!("{} {number}", titles[number % titles.len()]);
        (from..9_000).step_by(2).map(title).collect()
    };
    let (mut seen, unseen) = (numbered(1_000), numbered(1_001));
    seen.extend(titles);
    let mut scratch = Scratch::default();
    let mut classify = |titles: &[String]| -> usize {
        let verdict = |title: &String| classifier.classify_with(&mut scratch, title, &company);
        titles
            .iter()
            .map(verdict)
            .filter(|verdict| verdict.family().is_some())
            .count()
    };
    let families = classify(&seen);
    assert!(families > 1_000);
    for _ in 0..MANY / seen.len() {
        assert_eq!(classify(&seen), families);
    }
    for (titles, name) in [(&seen, "seen"), (&unseen, "never seen")] {
        let mut families = 0;
        let counted = allocation_counter::measure(|| families = classify(titles));
        assert_eq!(counted.count_total, 0, "{} titles {name}", titles.len());
        assert!(families > 1_000);
    }
    // The counter counts: a title of its own, with buffers of its own, does allocate.
    let counted = allocation_counter::measure(|| assert!(classifier.classify("Traffic manager").family().is_some()));
    assert!(counted.count_total > 0);
}
