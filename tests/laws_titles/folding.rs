//! What folding may take away from a title without its answer changing: case, accents, ligatures, styled letters, and the
//! spelling of the spaces; not the marks.
//!
//! Invariant I5 of bad input (a title and its normal form get the same answer) holds for words and spaces only. Marks mean
//! something, and the folded text has none: *Chargé·e* is one word and *charge e* two, *(H/F)* a mark of gender, *- Lille*
//! another segment, *12/03* a date; and so do capitals where an acronym is a word otherwise (*COM*, *com*).

use super::{CLASSIFIER, capitals_matter, none, title, titles, verdict};
use metiers::title::folded;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

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

/// What stands around a character that is read: words, gender marks, acronyms, tags, entities, what patterns look at.
const SURROUNDINGS: &[(&str, &str)] = &[
    ("web", "seo"),
    ("traffic ", " manager"),
    ("réf.", "édacteur web"),
    ("s.", ".o. manager"),
    ("s", "o.c#community manager"),
    ("rédacteur/", "rice web"),
    ("rédactriceH", " web"),
    ("<b", " traffic manager>boulanger"),
    ("traf\u{1b}[1", "mfic manager"),
    ("", "b>seo"),
    ("r&eacute", "dacteur web"),
    ("seo &amp", " sea"),
    ("responsable ", " site web, SEA"),
    ("www.a", "seo manager 12"),
    ("réf. AB", "12-seo manager"),
    ("35", "h seo manager"),
    ("seo 30 ", "40 k€ manager"),
];

/// Every character that Unicode composes or writes otherwise: the Greek question mark is a semicolon, `≮` a `<` with a stroke.
#[test]
fn law_03_every_character_is_read_alike_in_every_normal_form() {
    let mut wrong = Vec::new();
    let differ = |c: &char| c.nfd().ne([*c]) || c.nfc().ne([*c]);
    // Ã, Â, Å, Ì and â begin what was encoded twice, and are others once their accents are apart; the K of degrees is no letter of
    // an acronym. Hangul and Chinese characters, which are most of them, are no words of ours.
    let ours = |c: &char| {
        let far = matches!(c, '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..);
        !far && !"ÃÂÅÌâ\u{212A}".contains(*c)
    };
    for character in ('\u{80}'..=char::MAX).filter(ours).filter(differ) {
        for (before, behind) in SURROUNDINGS {
            let title = format!("{before}{character}{behind}");
            let read = |title: &str| (folded(title), verdict(title).label());
            let forms: [String; 2] = [title.nfc().collect(), title.nfd().collect()];
            wrong.extend(forms.iter().filter(|form| read(form) != read(&title)).map(|form| {
                format!(
                    "{title:?} U+{:04X}: {:?}, {form:?}: {:?}",
                    character as u32,
                    read(&title),
                    read(form)
                )
            }));
        }
    }
    none(wrong);
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

/// The letters of a glued mark may be written in several bytes, or have something between them that nobody sees.
#[test]
fn law_03_a_glued_gender_mark_is_one_however_its_letters_are_written() {
    for (title, plain, word) in [
        ("webmasterH\u{AD}F", "webmasterHF", "webmaster"),
        ("webmasterH\u{200B}\u{200D}\u{202E}F", "webmasterHF", "webmaster"),
        ("webmaster\u{FEFF}HF", "webmasterHF", "webmaster\u{FEFF}"),
        ("webmasterH&shy;F", "webmasterHF", "webmaster"),
        ("webmasterH\u{1B}[31mF", "webmasterHF", "webmaster"),
        ("webmasterＨＦ", "webmasterHF", "webmaster"),
        ("webmasterH&#70;", "webmasterHF", "webmaster"),
        ("webmasterHḞ", "webmasterHF", "webmaster"),
        ("webmasterH\u{302}F\u{307}", "webmasterHF", "webmaster"),
        ("RédactriceＨF web", "RédactriceHF web", "Rédactrice"),
        ("chargé\u{AD}Ｈ/F SEO", "chargéH/F SEO", "chargé\u{AD}"),
        ("chargéĤ/F SEO", "chargéH/F SEO", "chargé"),
    ] {
        assert_eq!(CLASSIFIER.explain(title).words[0].text, word, "{title:?}");
        assert_eq!(verdict(title), verdict(plain), "{title:?}");
        assert_ne!(verdict(plain), verdict("webmasterhft"), "{plain:?}");
    }
    // Dots are seen, and a character of two letters cannot be cut between them.
    for (title, word) in [("S.E.O.H.F", "seo"), ("cr㎜/F", "crm")] {
        let first = &CLASSIFIER.explain(title).words[0];
        assert_ne!(first.read_as.as_deref(), Some(word), "{title:?}");
    }
}

/// Signs that have other codes make patterns be tried as they do themselves.
#[test]
fn law_03_an_address_or_a_number_is_one_however_its_sign_is_written() {
    for (title, plain) in [
        ("Boulanger web＠seo.fr", "Boulanger web@seo.fr"),
        ("Boulanger web﹫seo.fr", "Boulanger web@seo.fr"),
        ("Boulanger web&#64;seo.fr", "Boulanger web@seo.fr"),
        ("Boulanger web&#x40;seo.fr", "Boulanger web@seo.fr"),
        ("Boulanger ＃web-１２３", "Boulanger #web-123"),
        ("Boulanger à ５０％ SEO", "Boulanger à 50% SEO"),
    ] {
        let words = |title: &str| CLASSIFIER.explain(title).words;
        let noise = |title: &str| words(title).iter().map(|word| word.noise).collect::<Vec<_>>();
        assert_eq!(
            (verdict(title), noise(title)),
            (verdict(plain), noise(plain)),
            "{title}"
        );
        assert!(
            noise(title).iter().filter(|noise| noise.is_some()).count() >= 2,
            "{title}"
        );
    }
}
