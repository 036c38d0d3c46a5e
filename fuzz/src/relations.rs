//! What must hold for any bytes at all: relations between answers, not only that nothing panics.
//!
//! The same functions are run by cargo-fuzz (`fuzz_targets`) and, for a bounded time, by `cargo test --test fuzz`.

use metiers::batch::{Input, Options, Run, Summary};
use metiers::{Classifier, Company, Scratch};
use std::io::{self, Read};
use unicode_normalization::UnicodeNormalization;

/// A title: the same answer however it is asked for, and in every form of the same letters.
pub fn title(data: &[u8]) {
    let title = String::from_utf8_lossy(data);
    let classifier = Classifier::builtin();
    let company = Company::default();
    let verdict = classifier.classify(&title);
    let mut scratch = Scratch::default();
    // Buffers that have held another title must not show.
    classifier.classify_with(&mut scratch, "Rédacteur·rice web (H/F) - CDI", &company);
    assert_eq!(classifier.classify_with(&mut scratch, &title, &company), verdict);
    let mut evidence = String::new();
    let told = classifier.classify_with_evidence(&mut scratch, &title, &company, &mut evidence);
    assert_eq!(told, verdict);
    assert!((0.0..=1.0).contains(&verdict.confidence()));
    assert!(!classifier.explain(&title).to_string().is_empty());
    // A cut in another place of a long title may part a letter from its accent; and text that was encoded twice is known
    // by letters (Ã, Â, â) that are others once their accents are apart.
    if title.len() < 2000 && !title.contains(['Ã', 'Â', 'â', 'Å']) {
        let composed: String = title.nfc().collect();
        let apart: String = title.nfd().collect();
        assert_eq!(
            classifier.classify(&composed).label(),
            verdict.label(),
            "composed: {title:?}"
        );
        assert_eq!(classifier.classify(&apart).label(), verdict.label(), "apart: {title:?}");
    }
}

/// A rule file: it compiles, the same each time, or every fault has its place.
pub fn rules(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let build = || {
        let builder = Classifier::builder().without_builtin_rules();
        builder.rules_text("mine.toml", text.as_ref()).build()
    };
    match (build(), build()) {
        (Ok(one), Ok(two)) => {
            assert_eq!(one.fingerprint(), two.fingerprint());
            assert_eq!(one.check(), two.check());
            for concept in one.concepts() {
                assert!(!concept.forms.is_empty());
                assert_eq!(one.classify(&concept.forms[0]), two.classify(&concept.forms[0]));
            }
        }
        (Err(one), Err(two)) => {
            assert_eq!(one, two);
            assert!(one.errors() > 0);
            let lines = text.split('\n').count();
            for fault in one.iter() {
                assert!(fault.line <= lines && (fault.line == 0 || fault.column > 0), "{fault}");
                assert!(!fault.to_string().is_empty());
            }
        }
        _ => panic!("the same rules compiled once and not again"),
    }
}

/// A CSV or JSON stream: the same bytes whatever the threads, blocks and reads; no record is lost.
pub fn stream(data: &[u8]) {
    let Some((seed, text)) = data.split_first() else { return };
    let start: &[u8] = match seed % 3 {
        0 => b"id;titre;x\n",
        1 => b"{\"titre\":\"a\"}\n",
        _ => b"",
    };
    let text = [start, text].concat();
    let step = usize::from(seed % 7) * usize::from(seed % 5) + 1;
    let apart = seed & 64 > 0;
    let expected = outcome(&text, usize::MAX, 1, 1 << 18, apart);
    let other = outcome(&text, step, 1 + usize::from(seed & 1), 1 + usize::from(*seed), apart);
    assert_eq!(expected, other);
    if let (out, rejects, Ok(summary)) = &expected {
        assert_eq!(summary.written + summary.rejected, summary.records);
        assert_eq!(summary.reasons.values().sum::<u64>(), summary.records);
        assert!(apart || rejects.is_empty());
        assert!(summary.written == 0 || out.len() > text.len() / 4 || summary.rejected > 0);
    }
}

type Outcome = (Vec<u8>, Vec<u8>, Result<Summary, String>);

fn outcome(text: &[u8], step: usize, jobs: usize, block_bytes: usize, apart: bool) -> Outcome {
    let classifier = Classifier::builtin();
    let options = Options {
        jobs,
        block_bytes,
        max_record_bytes: 4096,
        ..Options::default()
    };
    let (mut out, mut rejects) = (Vec::new(), Vec::new());
    let mut run = Run::new(&classifier, &options);
    if apart {
        run = run.rejects(&mut rejects);
    }
    let summary = run.write([Input::new("in", Steps(text, step))], &mut out);
    if summary.is_err() {
        // What was written of a run that fails is thrown away.
        return (Vec::new(), Vec::new(), summary.map_err(|error| error.to_string()));
    }
    if !apart {
        rejects.clear();
    }
    (out, rejects, summary.map_err(|error| error.to_string()))
}

/// Gives so many bytes at a time.
struct Steps<'t>(&'t [u8], usize);

impl Read for Steps<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let step = self.1.min(room.len()) as u64;
        (&mut self.0).take(step).read(room)
    }
}
