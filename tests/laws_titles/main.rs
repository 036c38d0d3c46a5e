//! The laws of design.md that concern one title: 1 (spans), 2 (folding), 3 (case, accents, normal forms), 5 (noise),
//! 9 (no panic, linear time) and 12 (the same on every run), on composed titles, on titles made at random from the rules'
//! own words, and on the real ones where `METIERS_GOLD` names their folder.
//!
//! Laws 4, 6 and 7 need the rules' insides and stand beside them: `src/rules/laws.rs`, `src/engine/naive.rs`. Laws 8, 10
//! and 11 are the batch room's: `tests/laws_batch.rs`.

mod fixtures;
mod folding;
mod noise;

use cpu_time::ThreadTime;
use metiers::eval::{Gold, GoldRow};
use metiers::title::{Span, folded};
use metiers::{Classifier, Company, Scratch, Verdict, stages};
use proptest::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;
use unicode_normalization::UnicodeNormalization;

static CLASSIFIER: LazyLock<Classifier> = LazyLock::new(Classifier::builtin);

/// The folder of the real titles; tests say plainly when it is not there.
fn gold() -> Option<PathBuf> {
    let folder = std::env::var_os("METIERS_GOLD").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("METIERS_GOLD is not set: this law was tried on composed titles only");
    }
    folder
}

fn rows(file: &Path) -> Vec<GoldRow> {
    let open = File::open(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    Gold::from_reader(open)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
        .rows
}

/// Labelled titles: the composed ones, and the real ones where they are.
fn labelled() -> Vec<GoldRow> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut all = rows(&here.join("gold/composed.csv"));
    all.extend(rows(&here.join("titles/labelled.csv")));
    all.extend(gold().into_iter().flat_map(|folder| rows(&folder.join("dev.csv"))));
    all
}

/// All titles, those of the nomenclature among them.
fn titles() -> Vec<String> {
    let mut all: Vec<String> = labelled().into_iter().map(|row| row.title).collect();
    if let Some(folder) = gold() {
        let file = folder.join("rome.csv");
        let mut reader = csv::Reader::from_path(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        all.extend(
            reader
                .records()
                .map(|record| record.expect("a sound record")[0].to_owned()),
        );
    }
    all
}

/// Words of the rules' forms, unknown words, numbers and marks of every kind, in any order.
fn title() -> impl Strategy<Value = String> {
    let forms = CLASSIFIER.concepts().flat_map(|concept| concept.forms);
    let words = forms.flat_map(|form| {
        let word = |part: &str| part.trim_matches(|c: char| "()[]{}|&".contains(c)).to_owned();
        form.split([' ', '|', '(', ')', '[', ']', '{', '}'])
            .map(word)
            .collect::<Vec<_>>()
    });
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    let word = prop_oneof![
        8 => prop::sample::select(words),
        1 => "[a-zàâéèêîôûç]{1,12}",
        1 => "[A-ZÉ]{2,5}|[0-9]{1,6}|[0-9]{2}-[0-9]{2} ?K?€",
        1 => prop::sample::select(vec!["H/F", "(h/f/x)", "CDI", "Lille (59)", "réf. 12-AB", "🔥", "·e", "(trice)"]).prop_map(str::to_owned),
    ];
    let gap = prop::sample::select(vec![
        " ", " ", " ", " ", " de ", " et ", "-", " - ", " – ", "/", " / ", ", ", " (", ") ", "·", "’", " d'", ".",
        " & ", "&amp;", "\u{A0}", "\u{200B}", "<b>", "|", "+",
    ]);
    prop::collection::vec((word, gap), 1..10)
        .prop_map(|parts| parts.into_iter().map(|(word, gap)| word + gap).collect())
}

/// The verdict on a title that is read, not remembered: a law of reading would hold of itself otherwise.
fn verdict(title: &str) -> Verdict {
    thread_local! {
        static SCRATCH: RefCell<Scratch> = RefCell::default();
    }
    SCRATCH.with_borrow_mut(|scratch| stages::verdict(&CLASSIFIER, scratch, title, &Company::default()))
}

/// Fails with every title that breaks a law, not only the first.
fn none(broken: Vec<String>) {
    assert!(broken.is_empty(), "{} titles:\n{}", broken.len(), broken.join("\n"));
}

/// What law 1 finds wrong in a title.
fn spans(title: &str) -> Option<String> {
    let why = CLASSIFIER.explain(title);
    let sound = |span: Span, text: &str| {
        let (start, end) = (span.start as usize, span.end as usize);
        start < end && title.is_char_boundary(start) && title.get(start..end) == Some(text)
    };
    let word = why.words.iter().find(|word| !sound(word.span, &word.text));
    let hit = why.hits.iter().find(|hit| !sound(hit.span, &hit.text));
    let order = why.words.windows(2).find(|pair| {
        let (a, b) = (pair[0].span, pair[1].span);
        // Two words can share a letter that is written as one: « ¼0 ».
        a.start > b.start || a.end > b.end
    });
    let inside = why.hits.iter().find(|hit| {
        let mut words = why.words.iter();
        !words.any(|word| hit.span.start <= word.span.start && word.span.end <= hit.span.end)
    });
    let wrong = word.is_some() || hit.is_some() || order.is_some() || inside.is_some();
    wrong.then(|| format!("{title:?}: {word:?} {hit:?} {order:?} {inside:?}"))
}

#[test]
fn law_01_spans_index_the_raw_title() {
    none(titles().iter().filter_map(|title| spans(title)).collect());
}

/// What is cut off a word is letters of the title, be they written in more bytes than one or with something unseen between.
#[test]
fn law_01_spans_index_words_that_a_gender_mark_is_glued_to() {
    let glued = [
        "webmasterHF",
        "RédactriceHF web",
        "webmasterH\u{AD}F",
        "webmasterĤ/F",
        "chargéĤ/F SEO",
        "webmasterＨＦ",
        "webmasterHḞ",
    ];
    none(glued.iter().filter_map(|title| spans(title)).collect());
}

#[test]
fn law_02_folding_twice_is_folding_once() {
    let twice = |title: &String| {
        let once = folded(title);
        (folded(&once) != once).then(|| format!("{title:?} → {once:?} → {:?}", folded(&once)))
    };
    none(titles().iter().filter_map(twice).collect());
}

/// A title in the spellings that law 3 holds to be one.
fn spellings(title: &str) -> Vec<String> {
    let upper = title.to_uppercase();
    vec![
        title.nfc().collect(),
        title.nfd().collect(),
        noise::bare(title),
        noise::bare(&upper),
        upper.nfd().collect(),
        upper,
    ]
}

/// The words that mean something else in capitals: a title with one may change with its case.
fn capitals_matter(title: &str) -> bool {
    static ACRONYMS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/vocabulary/acronyms.csv");
        let mut reader = csv::Reader::from_path(file).expect("the acronyms can be read");
        let records = reader.records().map(|record| record.expect("a sound record"));
        records
            .filter(|record| &record[2] == "upper")
            .map(|record| folded(&record[0]))
            .collect()
    });
    folded(title)
        .split(' ')
        .any(|word| ACRONYMS.iter().any(|acronym| acronym == word))
}

#[test]
fn law_03_case_accents_and_normal_forms_do_not_matter() {
    let mut broken = Vec::new();
    for title in titles().iter().filter(|title| !mojibake(title)) {
        let expected = verdict(title);
        let wrong = spellings(title).into_iter().filter(|spelling| {
            let cased = spelling.nfc().ne(title.nfc());
            verdict(spelling) != expected && !(cased && capitals_matter(title))
        });
        broken.extend(wrong.map(|spelling| format!("{title} → {spelling}")));
    }
    none(broken);
}

/// Whether a title, or the same in capitals, may be UTF-8 that was encoded twice: its letters are bytes then, which have no other case
/// nor accents.
fn mojibake(title: &str) -> bool {
    let twice = |text: &String| {
        let mut pairs = text.chars().zip(text.chars().skip(1));
        pairs.any(|(first, next)| "ÃÂÅâÌ".contains(first) && !next.is_ascii())
    };
    let forms = [title.nfc().collect(), title.to_uppercase().nfc().collect()];
    forms.iter().any(twice)
}

/// Law 5 holds for every noise, save where a word that is noise in one trade is the trade in another: of the titles spoilt
/// in all ways of a kind, fewer than one in two hundred may change, as `examples/noise.rs` prints.
#[test]
fn law_05_noise_changes_no_family() {
    let rows = labelled();
    let mut scratch = Scratch::default();
    let mut broken = Vec::new();
    for kind in noise::KINDS.iter().chain([&noise::SLIP]) {
        let (mut written, mut changed) = (0_u32, 0_u32);
        for row in &rows {
            let mut family = |title: &str| stages::verdict(&CLASSIFIER, &mut scratch, title, &row.company()).family();
            let before = family(&row.title);
            for spoilt in (kind.spoil)(&row.title) {
                written += 1;
                changed += u32::from(family(&spoilt) != before);
            }
        }
        let share = 100.0 * f64::from(changed) / f64::from(written);
        if share > kind.limit {
            broken.push(format!("{}: {changed} of {written}", kind.name));
        }
    }
    none(broken);
}

/// A job that is not of the field does not enter it by its noise.
#[test]
fn law_05_noise_gives_no_family_to_other_trades() {
    let mut scratch = Scratch::default();
    let mut family = |title: &str| stages::verdict(&CLASSIFIER, &mut scratch, title, &Company::default()).family();
    let (mut written, mut broken) = (0, Vec::new());
    for (number, title) in titles().iter().enumerate() {
        if family(title).is_some() {
            continue;
        }
        // One way of each kind for each title, another one for the next.
        for kind in &noise::KINDS {
            let spoilt = (kind.spoil)(title);
            let Some(spoilt) = spoilt.get(number % spoilt.len().max(1)) else {
                continue;
            };
            written += 1;
            if family(spoilt).is_some() {
                broken.push(format!("{}: {spoilt}", kind.name));
            }
        }
    }
    assert!(
        broken.len() * 1_000 <= written,
        "{} of {written}:\n{}",
        broken.len(),
        broken.join("\n")
    );
}

/// Letters, marks and words that each step could go over again and again.
const REPEATED: [&str; 18] = [
    "a",
    "é",
    "𝐀",
    "(",
    "h/f ",
    "·e",
    "en ",
    "e-",
    "&eacute;",
    "Ã©",
    "<",
    "&",
    "community ",
    "chef de projet en ",
    "réf. 1-",
    "1 000 ",
    "·s",
    "e\u{301}",
];

#[test]
fn law_09_time_is_linear_in_the_bytes() {
    let mut scratch = Scratch::default();
    for part in REPEATED {
        let mut time = |bytes: usize| {
            let title = part.repeat(bytes / part.len());
            let runs = (0..5).map(|_| {
                let start = ThreadTime::now();
                stages::verdict(&CLASSIFIER, &mut scratch, &title, &Company::default());
                start.elapsed()
            });
            runs.min().unwrap_or_default()
        };
        let (short, long) = (time(1_000), time(4_000));
        // Four times the bytes: four times as long, and a margin for caches that others on the machine empty.
        assert!(
            long < short * 12 + Duration::from_micros(500),
            "{part:?}: {short:?} for 1,000 bytes, {long:?} for 4,000"
        );
        let beyond = time(4_000_000);
        assert!(
            beyond < long * 4 + Duration::from_millis(20),
            "{part:?}: {beyond:?} for 4,000,000 bytes"
        );
    }
}

#[test]
fn law_12_the_same_titles_give_the_same_verdicts() {
    let titles = titles();
    let fresh = Classifier::builder().build().expect("the built-in rules compile");
    assert_eq!(fresh.fingerprint(), CLASSIFIER.fingerprint());
    let mut scratch = Scratch::default();
    let first: Vec<Verdict> = titles.iter().map(|title| verdict(title)).collect();
    // Another classifier, other threads, used buffers, the opposite order.
    let again = std::thread::spawn({
        let titles = titles.clone();
        move || {
            let verdicts = titles
                .iter()
                .rev()
                .map(|title| stages::verdict(&fresh, &mut scratch, title, &Company::default()));
            let mut verdicts: Vec<Verdict> = verdicts.collect();
            verdicts.reverse();
            verdicts
        }
    });
    assert!(first == again.join().expect("no title panics"));
}

/// Verdicts that no platform, compiler or hash seed may change: the counts of every label over the composed titles are
/// the same in a second classifier made from the same rules in another order of files.
#[test]
fn law_12_labels_do_not_depend_on_the_run() {
    let count = |classifier: &Classifier| {
        let mut labels: BTreeMap<String, u32> = BTreeMap::new();
        for title in titles() {
            *labels.entry(classifier.explain(&title).to_string()).or_default() += 1;
        }
        labels
    };
    let fresh = Classifier::builder().build().expect("the built-in rules compile");
    assert!(count(&CLASSIFIER) == count(&fresh));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, max_global_rejects: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn law_01_spans_index_random_titles(title in title()) {
        prop_assert_eq!(spans(&title), None);
    }

    #[test]
    fn law_01_spans_index_any_text(title in any::<String>()) {
        prop_assert_eq!(spans(&title), None);
    }

    #[test]
    fn law_02_folding_twice_is_folding_once_on_any_text(title in any::<String>()) {
        let once = folded(&title);
        prop_assert_eq!(folded(&once), once);
    }

    #[test]
    fn law_03_normal_forms_do_not_matter_in_random_titles(title in title()) {
        prop_assume!(!mojibake(&title));
        prop_assert_eq!(verdict(&title.nfd().collect::<String>()), verdict(&title.nfc().collect::<String>()));
    }

    #[test]
    fn law_03_case_does_not_matter_in_random_titles(title in title()) {
        prop_assume!(!capitals_matter(&title) && !mojibake(&title) && !title.contains("&amp;"));
        prop_assert_eq!(verdict(&title.to_uppercase()).label(), verdict(&title.to_lowercase()).label());
    }

    #[test]
    fn law_03_marks_that_nobody_sees_do_not_matter(title in title(), place in any::<prop::sample::Index>()) {
        // Within an entity, a tag or a letter that was encoded twice they are letters like others.
        prop_assume!(!title.contains(['&', '<']) && !mojibake(&title));
        let unseen = ['\u{200B}', '\u{200D}', '\u{202E}', '\u{AD}', '\u{FEFF}'];
        let at = title.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
        let (before, after) = title.split_at(*place.get(&at));
        for mark in unseen {
            prop_assert_eq!(verdict(&format!("{before}{mark}{after}")), verdict(&title), "{:?}", mark);
        }
    }

    #[test]
    fn law_12_a_reading_leaves_nothing_in_the_buffers(titles in prop::collection::vec(title(), 2..12)) {
        let mut scratch = Scratch::default();
        let used: Vec<_> = titles.iter().map(|title| stages::verdict(&CLASSIFIER, &mut scratch, title, &Company::default())).collect();
        let fresh: Vec<_> = titles.iter().map(|title| verdict(title)).collect();
        prop_assert_eq!(CLASSIFIER.classify_batch(&titles), fresh.clone());
        prop_assert_eq!(used, fresh);
    }

    #[test]
    fn law_09_no_text_panics(title in any::<String>(), part in title()) {
        verdict(&title);
        verdict(&format!("{part}{title}{part}"));
        let _ = CLASSIFIER.explain(&title).to_string();
    }
}
