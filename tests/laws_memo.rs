//! What is remembered of titles, of what stands before their tails and of the same with other numbers is what reading each of them gives: in the
//! output and in what a survey finds, and to whoever asks for one title at a time.
//!
//! Who is told of every title remembers none: a run with a listener reads each.

use encoding_rs::WINDOWS_1252;
use metiers::batch::{Findings, Input, Options, Run, Survey};
use metiers::{Classifier, Company, Scratch, stages};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::sync::LazyLock;

/// What may stand between the parts of a title, and what its parts may be besides numbers: tails, and what is none beside another.
const GAPS: &str = " - | – | (|) | |/|, | -|-| n°| +| €|€ - | h - |) - ";
const PARTS: &str = "CDI|CDD|H/F|F/H|(H/F)|H|F|h|59|(59)|Lille|Paris 9e|Paris|75|(75)|Réf.|Réf. AB-|temps plein|35 h|39 h|12 mois|\
    alternance|à|et|ou|de|recrutement|SEO|web|e-commerce|B2B|Cedex 9|Cedex|brut|K€|par an|stage|H/F)|e|trice|(e)|CDI et|basé à|Bac+3|\
    01/09/2026|<b|a@b.fr|web＠seo.fr|web&#64;seo.fr|r&#00233;dacteur|S&amp;#00069;O|secteur|dpt 69|F-|JR|M|a/a|d/b";

/// Titles that others begin with.
fn heads() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/gold/composed.csv");
    let mut reader = csv::Reader::from_path(path).expect("the titles can be read");
    let titles = reader
        .records()
        .map(|record| record.expect("a sound record")[0].to_owned());
    titles.filter(|title| !title.contains([';', '"'])).collect()
}

/// A part of a title: a word of its own, a number, or both.
fn part() -> impl Strategy<Value = String> {
    let number = || {
        select(vec![1, 2, 4, 5, 5, 5, 6, 7, 10])
            .prop_flat_map(|digits| "[0-9]{10}".prop_map(move |all| all[..digits].to_owned()))
    };
    let word = || select(PARTS.split('|').collect::<Vec<_>>()).prop_map(str::to_owned);
    prop_oneof![
        5 => word(),
        2 => number(),
        2 => (word(), select(vec![" ", "", "-"]), number()).prop_map(|(word, gap, number)| word + gap + &number),
    ]
}

/// Titles of a few heads, each of them several times, with other digits and with the first of its parts alone.
fn titles() -> impl Strategy<Value = Vec<String>> {
    let gap = prop_oneof![Just(" - "), select(GAPS.split('|').collect::<Vec<_>>())];
    let tails = prop::collection::vec((gap, part()), 0..5);
    let some = prop::collection::vec((any::<Index>(), tails), 200);
    let order = prop::collection::vec((any::<Index>(), 0..6_usize, any::<u8>()), 1_500);
    let heads = prop::collection::vec(select(heads()), 8);
    (heads, some, order).prop_map(|(heads, some, order)| {
        let title = |(which, parts, turn): (Index, usize, u8)| {
            let (head, tails) = which.get::<(Index, Vec<(&str, String)>)>(&some);
            let tails = tails.iter().take(parts);
            let title = tails.fold(head.get::<String>(&heads).clone(), |title, (gap, part)| {
                title + gap + part
            });
            turned(&title, turn)
        };
        order.into_iter().map(title).collect()
    })
}

/// A title with every digit as many further.
fn turned(title: &str, turn: u8) -> String {
    let turn = u32::from(turn / 16 % 3 * (turn % 10));
    let further = |letter: char| {
        letter
            .to_digit(10)
            .and_then(|digit| char::from_digit((digit + turn) % 10, 10))
    };
    title.chars().map(|letter| further(letter).unwrap_or(letter)).collect()
}

/// The output of a file on one thread, and what a survey found.
fn run(text: &[u8], options: &Options, read_each: bool, surveyed: bool) -> (Vec<u8>, Option<Findings>) {
    let classifier = Classifier::builtin();
    let (mut survey, mut out) = (Survey::new(&classifier), Vec::new());
    let mut run = Run::new(&classifier, options);
    if read_each {
        run = run.listener(|_, _, _| ());
    }
    if surveyed {
        run = run.survey(&mut survey);
    }
    run.write([Input::new("in", text)], &mut out)
        .expect("the file can be read");
    (out, surveyed.then(|| survey.findings()))
}

/// Rules of one's own: what is a tail to the built-in rules names a trade, and so does a number.
static OWN: LazyLock<Classifier> = LazyLock::new(|| {
    let rules = "label = \"redaction\"\n[[concept]]\nname = \"plume\"\nrole = \"head\"\n\
        forms = [\"plume\", \"temps plein\", \"agent 700700\"]\n";
    let builder = Classifier::builder().rules_text("mine.toml", rules);
    builder.build().expect("sound rules")
});

/// Titles that others do not look like: empty, longer than is remembered, of letters and marks that hold a trap.
const ODD: [&str; 18] = [
    "",
    " ",
    "\0",
    "Traffic\0manager - CDI",
    "Plume",
    "Plume - CDI",
    "Agent - temps plein",
    "Agent H/F - CDI - temps plein",
    "Agent 123456",
    "Agent 700700",
    "Re\u{301}dacteur web - CDI",
    "Rédacteur web <b",
    "<b>Rédacteur web</b> (H/F)",
    "RÃ©dacteur web - CDI",
    "Traffic manager - Réf. 20441799887766",
    "Traffic manager \u{1b}[1m - CDI",
    "Responsable marketing digital et e-commerce pour une marque de mode en pleine croissance internationale et ses boutiques - CDI",
    "Community manager pour les réseaux sociaux d'une fédération sportive nationale et de ses clubs locaux (H/F) - CDI - Lille 59",
];

/// Who is asked, title by title: one's own rules or the built-in ones, now in turn, now so often that what the buffers remember changes
/// hands; and whether the company is small.
fn turns() -> impl Strategy<Value = Vec<(bool, bool)>> {
    let run = (any::<bool>(), select(vec![1, 1, 2, 50, 2_500]), any::<u8>());
    let turns = |(own, length, small): (bool, usize, u8)| {
        (0..length).map(move |at| (own, (at as u8).wrapping_mul(37).wrapping_add(small) > 150))
    };
    prop::collection::vec(run, 40).prop_map(move |runs| runs.into_iter().flat_map(turns).collect())
}

/// The rules do change what titles are, and what may be cut off them.
#[test]
fn rules_of_ones_own_see_other_tails() {
    let (mut scratch, company) = (Scratch::default(), Company::default());
    let mut has_family = |classifier: &Classifier, title: &str| {
        let verdict = stages::verdict(classifier, &mut scratch, title, &company);
        verdict.family().is_some()
    };
    for title in ["Plume", "Agent - temps plein", "Agent 700700"] {
        let have = [&*OWN, &Classifier::builtin()].map(|classifier| has_family(classifier, title));
        assert_eq!(have, [true, false], "{title}");
    }
    assert!(!has_family(&OWN, "Agent 123456"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn buffers_remember_what_would_be_read(titles in titles(), turns in turns(), step in 1..40_usize) {
        let builtin = Classifier::builtin();
        let (mut remembering, mut reading) = (Scratch::default(), Scratch::default());
        // Some soon again, some when all others were asked for.
        let titles: Vec<&str> = titles.iter().map(String::as_str).chain(ODD.into_iter().cycle().take(200)).collect();
        for (at, (own, small)) in turns.into_iter().enumerate() {
            let title = titles[(at * step + at / 3) % titles.len()];
            let classifier = if own { &*OWN } else { &builtin };
            let company = Company::new(small.then_some(8), None);
            let remembered = classifier.classify_with(&mut remembering, title, &company);
            let read = stages::verdict(classifier, &mut reading, title, &company);
            prop_assert_eq!(remembered, read, "{:?}, own rules: {}, small: {}", title, own, small);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_remembered_is_what_would_be_read(titles in titles(), block_bytes in select(vec![256, 4 << 10, 64 << 10])) {
        let text = ["intitulé", &titles.join("\n"), ""].join("\n");
        let options = Options { jobs: 1, block_bytes, delimiter: Some(b';'), ..Options::default() };
        for text in [text.as_bytes(), &WINDOWS_1252.encode(&text).0] {
            for surveyed in [false, true] {
                let [(out, found), (expected, expected_found)] = [false, true].map(|each| run(text, &options, each, surveyed));
                let lines = |out: &[u8]| String::from_utf8_lossy(out).lines().map(str::to_owned).collect::<Vec<_>>();
                for (line, expected) in lines(&out).iter().zip(lines(&expected)) {
                    prop_assert_eq!(line, &expected);
                }
                prop_assert_eq!(out.len(), expected.len());
                prop_assert!(found == expected_found, "the survey found something else");
            }
        }
    }
}
