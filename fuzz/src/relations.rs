//! What must hold for any bytes at all: relations between answers, not only that nothing panics.
//!
//! The same functions are run by cargo-fuzz (`fuzz_targets`) and, for a bounded time, by `cargo test --test fuzz`.

mod outcome;

use metiers::batch::{Options, OutputFormat};
use metiers::{Classifier, ClassifierBuilder, Company, Scratch, stages};
use outcome::{outcome, records};
use std::cell::RefCell;
use unicode_normalization::UnicodeNormalization;

/// What ads put behind a title.
const TAILS: [&str; 3] = [" - CDI", " (H/F) - Lille (59)", " F/H - Réf. 204417"];

thread_local! {
    /// Buffers that have had so many titles that they remember.
    static REMEMBERING: RefCell<Scratch> = {
        let (classifier, mut scratch) = (Classifier::builtin(), Scratch::default());
        for _ in 0..3_000 {
            classifier.classify_with(&mut scratch, "Traffic manager", &Company::default());
        }
        RefCell::new(scratch)
    };
}

/// A title: the same answer however it is asked for, read or remembered, and in every form of the same letters.
pub fn title(data: &[u8]) {
    let title = String::from_utf8_lossy(data);
    let classifier = Classifier::builtin();
    let company = Company::default();
    let mut scratch = Scratch::default();
    let verdict = stages::verdict(&classifier, &mut scratch, &title, &company);
    // Buffers that have held another title must not show.
    stages::verdict(&classifier, &mut scratch, "Rédacteur·rice web (H/F) - CDI", &company);
    assert_eq!(stages::verdict(&classifier, &mut scratch, &title, &company), verdict);
    let mut evidence = String::new();
    let told = classifier.classify_with_evidence(&mut scratch, &title, &company, &mut evidence);
    assert_eq!(told, verdict);
    let mut read = |title: &str| stages::verdict(&classifier, &mut scratch, title, &company);
    // Who has many titles, at once or one after the other, remembers what stands before their tails.
    let tailed = TAILS.map(|tail| format!("{title}{tail}"));
    let titles = [&tailed[..], &[title.clone().into_owned()]].concat();
    let alone: Vec<_> = titles.iter().map(|title| read(title)).collect();
    assert_eq!(classifier.classify_batch(&titles), alone, "{title:?}");
    let remember = |title| REMEMBERING.with_borrow_mut(|scratch| classifier.classify_with(scratch, title, &company));
    for _ in ["read, but for what was remembered of others", "remembered"] {
        let remembered: Vec<_> = titles.iter().map(|title| remember(title)).collect();
        assert_eq!(remembered, alone, "{title:?}");
    }
    assert!((0.0..=1.0).contains(&verdict.confidence()));
    assert!(!classifier.explain(&title).to_string().is_empty());
    // A cut in another place of a long title may part a letter from its accent; and text that was encoded twice is known
    // by letters (Ã, Â, â, Ì) that are others once their accents are apart; the K of degrees is a plain K then.
    let composed: String = title.nfc().collect();
    if title.len() < 2000 && !title.contains('\u{212A}') && !composed.contains(['Ã', 'Â', 'â', 'Å', 'Ì']) {
        let apart: String = title.nfd().collect();
        assert_eq!(read(&composed).label(), verdict.label(), "composed: {title:?}");
        assert_eq!(read(&apart).label(), verdict.label(), "apart: {title:?}");
    }
}

/// The names that rule files may have: what a file holds is told by its name.
const RULE_FILES: [&str; 11] = [
    "mine.toml",
    "noise.csv",
    "places.csv",
    "acronyms.csv",
    "anglicisms.csv",
    "lookalikes.csv",
    "classes.toml",
    "patterns.toml",
    "morphology.toml",
    "weights.toml",
    "calibration.csv",
];

/// Rule files, parted by NUL bytes, the first byte of each being its kind: they compile, the same each time, or every fault
/// has its place.
pub fn rules(data: &[u8]) {
    let files: Vec<(&str, String)> = data.split(|byte| *byte == 0).filter_map(rule_file).collect();
    let build = || {
        let builder = Classifier::builder().without_builtin_rules();
        let add = |builder: ClassifierBuilder, (name, text): &(&str, String)| builder.rules_text(name, text.as_str());
        files.iter().fold(builder, add).build()
    };
    match (build(), build()) {
        (Ok(one), Ok(two)) => {
            assert_eq!(one.fingerprint(), two.fingerprint());
            assert_eq!(one.check(), two.check());
            let (mut scratch, company) = (Scratch::default(), Company::default());
            for concept in one.concepts() {
                assert!(!concept.forms.is_empty());
                let [first, second] =
                    [&one, &two].map(|rules| stages::verdict(rules, &mut scratch, &concept.forms[0], &company));
                assert_eq!(first, second);
            }
        }
        (Err(one), Err(two)) => {
            assert_eq!(one, two);
            assert!(one.errors() > 0);
            for fault in one.iter() {
                let named = files.iter().filter(|(name, _)| *name == fault.file);
                let most = named.map(|(_, text)| text.split('\n').count()).max();
                assert!(most.is_some_and(|most| fault.line <= most), "{fault}");
                assert!(fault.line == 0 || fault.column > 0, "{fault}");
                assert!(!fault.to_string().is_empty());
            }
        }
        _ => panic!("the same rules compiled once and not again"),
    }
}

fn rule_file(piece: &[u8]) -> Option<(&'static str, String)> {
    let (kind, text) = piece.split_first()?;
    let name = RULE_FILES[usize::from(*kind) % RULE_FILES.len()];
    Some((name, String::from_utf8_lossy(text).into_owned()))
}

/// A CSV or JSON stream: the same bytes whatever the threads, blocks and reads; no record is lost, and every field comes
/// back. The first byte says how the stream starts and is read, the second what is asked for.
pub fn stream(data: &[u8]) {
    let [seed, wish, text @ ..] = data else { return };
    let start: &[u8] = match seed % 4 {
        0 => b"id;titre;x\n",
        1 => b"{\"titre\":\"a\"}\n",
        2 => b"titre,effectif,type\n",
        _ => b"",
    };
    let text = [start, text].concat();
    let step = usize::from(seed % 7) * usize::from(seed % 5) + 1;
    let apart = seed & 64 > 0;
    let options = wished(*wish);
    let expected = outcome(&text, usize::MAX, &options, apart);
    let pieces = Options {
        jobs: 1 + usize::from(seed & 1),
        block_bytes: 1 + usize::from(*seed),
        ..options.clone()
    };
    assert_eq!(expected, outcome(&text, step, &pieces, apart));
    if let Ok(summary) = &expected.summary {
        assert_eq!(summary.written + summary.rejected, summary.records);
        assert_eq!(summary.reasons.values().sum::<u64>(), summary.records);
        assert!(apart || expected.rejects.is_empty());
        let as_is = options.output_format == OutputFormat::AsInput && options.has_header;
        if as_is && !apart && seed % 4 == 0 && text.is_ascii() && summary.inputs[0].delimiter == Some(';') {
            fields_come_back(&text, &expected.out);
        }
    }
}

/// What a byte asks for.
fn wished(wish: u8) -> Options {
    let formats = [
        OutputFormat::AsInput,
        OutputFormat::Jsonl,
        OutputFormat::Excel,
        OutputFormat::Table,
    ];
    Options {
        explain: wish & 1 > 0,
        keep_ragged: wish & 2 > 0,
        strict: wish & 4 > 0,
        has_header: wish & 8 == 0,
        output_format: formats[usize::from(wish >> 4) % formats.len()],
        jobs: 1,
        block_bytes: 1 << 18,
        max_record_bytes: 4096,
        ..Options::default()
    }
}

/// The fields of all records that fit the header, as the csv crate reads them, before and after.
fn fields_come_back(text: &[u8], out: &[u8]) {
    let (before, after) = (records(text), records(out));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after).filter(|(before, _)| before.len() <= 3) {
        assert!(
            before.iter().eq(after.iter().take(before.len())),
            "{before:?} → {after:?}"
        );
    }
}
