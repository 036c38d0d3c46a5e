//! What folding may take away from a title without its answer changing: case, accents, ligatures, styled letters, and the
//! spelling of the spaces; not the marks.
//!
//! Invariant I5 of bad input (a title and its normal form get the same answer) holds for words and spaces only. Marks mean
//! something, and the folded text has none: *Chargé·e* is one word and *charge e* two, *(H/F)* a mark of gender, *- Lille*
//! another segment, *12/03* a date; and so do capitals where an acronym is a word otherwise (*COM*, *com*).

use super::{capitals_matter, none, title, titles, verdict};
use metiers::title::folded;
use proptest::prelude::*;

/// Whether a title is words and single spaces, with no mark that folding would take away.
fn is_unmarked(title: &str) -> bool {
    title.chars().all(|c| c.is_alphabetic() || c == ' ') && !capitals_matter(title)
}

/// The title with its marks and digits read as spaces.
fn unmarked(title: &str) -> String {
    let spaced = title.replace(|c: char| !c.is_alphabetic(), " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn invariant_5_a_title_without_marks_is_judged_as_its_folded_form() {
    let unmarked: Vec<String> = titles().into_iter().filter(|title| is_unmarked(title)).collect();
    assert!(unmarked.len() > 100, "{} titles have no mark", unmarked.len());
    let differs = |title: &&String| verdict(title) != verdict(&folded(title));
    none(unmarked.iter().filter(differs).cloned().collect());
}

/// What a slash parts are three things, and the same words without it are one.
#[test]
fn invariant_5_does_not_hold_for_marks() {
    let marked = "SEO / SEA / CRM";
    assert_eq!(folded(marked), folded(&unmarked(marked)));
    assert_ne!(verdict(marked).label(), verdict(&unmarked(marked)).label());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn invariant_5_holds_for_random_titles(title in title()) {
        let title = unmarked(&title);
        prop_assume!(!capitals_matter(&title));
        prop_assert_eq!(verdict(&folded(&title)), verdict(&title));
    }
}
