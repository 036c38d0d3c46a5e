//! The laws that need to know how rules are written: 4 (masculine, feminine, inclusive and doublet forms are one) and
//! 6 (every form of every rule matches itself).

use super::diagnostic::Diagnostics;
use super::form;
use super::morphology::{Morphology, hyphenated};
use super::vocabulary::{self, Vocabulary};
use crate::classifier::{Classifier, Scratch};
use crate::engine::hits::Hit;
use crate::engine::{Company, Verdict};
use crate::testing;
use crate::title::{Noise, folded};
use std::collections::{BTreeMap, BTreeSet};

/// What the built-in rules say, as text.
struct Texts {
    morphology: Morphology,
    vocabulary: Vocabulary,
    classifier: Classifier,
}

impl Texts {
    fn builtin() -> Texts {
        let classifier = Classifier::builtin();
        let mut faults = Diagnostics::default();
        let sources = &classifier.rule_set().sources;
        let texts = Texts {
            morphology: Morphology::read(sources, &mut faults),
            vocabulary: vocabulary::read(sources, &mut faults),
            classifier: classifier.clone(),
        };
        assert_eq!(faults.errors(), 0, "{faults}");
        texts
    }

    /// Every phrase of a form, its words as the rules write them.
    fn phrases(&self, text: &str) -> Vec<Vec<String>> {
        let parts = form::parse(text, &self.vocabulary.classes).expect("a built-in form is sound");
        let phrases = form::phrases(&parts);
        phrases
            .into_iter()
            .map(|phrase| phrase.into_iter().map(str::to_owned).collect())
            .collect()
    }

    /// Whether a word is an acronym that is another word in lower case.
    fn counts_in_capitals_only(&self, word: &str) -> bool {
        let mut acronyms = self.vocabulary.acronyms.iter();
        acronyms.any(|acronym| acronym.value.upper_only && folded(&acronym.form.value) == folded(word))
    }

    /// A word of a form with one of its inclusive endings worked out: 0 the masculine, 1 the feminine.
    fn gendered(&self, word: &str, feminine: bool) -> String {
        let part = |part: &str| {
            let (masculine, tails) = part.split_once('·').unwrap_or((part, ""));
            let tail = tails.split('·').next().filter(|tail| feminine && !tail.is_empty());
            let feminine = tail.and_then(|tail| self.morphology.feminine(masculine, tail));
            feminine.unwrap_or_else(|| masculine.to_owned())
        };
        hyphenated(word).into_iter().map(part).collect::<Vec<_>>().join("-")
    }
}

impl Texts {
    /// How a phrase may be written: in each gender, inclusive, its hyphens as gaps or left out.
    fn written(&self, phrase: &[String]) -> BTreeSet<String> {
        let write = |how: &dyn Fn(&str) -> String| phrase.iter().map(|word| how(word)).collect::<Vec<_>>().join(" ");
        BTreeSet::from([
            write(&|word| self.gendered(word, false)),
            write(&|word| self.gendered(word, true)),
            write(&|word| word.to_owned()),
            write(&|word| self.gendered(word, false).replace('-', " ")),
            write(&|word| self.gendered(word, false).replace('-', "")),
        ])
    }

    /// Whether a title is all of it a form of the concept.
    fn is_all_of(&self, concept: u16, title: &str, scratch: &mut Scratch) -> bool {
        self.classifier.decide(scratch, title, &Company::default());
        let concepts = &self.classifier.rule_set().rules.form_concepts;
        let end = scratch.reading.kept.len();
        let whole = |hit: &&Hit| hit.start == 0 && usize::from(hit.end) == end;
        let mut hits = scratch.hits.iter().filter(whole);
        // « (tv|radio) & (tv|radio) » stands for « tv & tv » too, which nobody writes.
        let mut words = scratch.reading.words.iter();
        words.any(|word| word.noise == Some(Noise::Doublet))
            || hits.any(|hit| concepts[usize::from(hit.form)] == concept)
    }
}

#[test]
fn law_06_every_form_matches_itself() {
    let texts = Texts::builtin();
    let rules = &texts.classifier.rule_set().rules;
    let mut scratch = Scratch::default();
    let (mut tried, mut missed) = (0_u32, Vec::new());
    for (place, form) in rules.forms.iter().enumerate() {
        for phrase in texts.phrases(rules.form_texts.text(place)) {
            let acronym = phrase.iter().any(|word| texts.counts_in_capitals_only(word));
            for title in texts.written(&phrase) {
                tried += 1;
                let mut matches = |title: &str| texts.is_all_of(rules.form_concepts[place], title, &mut scratch);
                let matched = matches(&title) || (acronym && matches(&title.to_uppercase()));
                if !matched {
                    let file = &rules.files[usize::from(form.file)];
                    missed.push(format!("« {title} » of {file}:{}", form.line));
                }
            }
        }
    }
    assert!(tried > 1_000);
    let (count, missed) = (missed.len(), missed.join("\n"));
    assert!(count == 0, "{count} of {tried} do not match:\n{missed}");
}

/// A word that has a feminine: how both genders and inclusive writing put it.
struct Gendered {
    masculine: String,
    feminine: String,
    tail: String,
}

impl Gendered {
    /// Every way to write the word, doublets included.
    fn ways(&self) -> Vec<String> {
        let Gendered {
            masculine: m,
            feminine: f,
            tail: t,
        } = self;
        vec![
            m.clone(),
            f.clone(),
            format!("{m}·{t}"),
            format!("{m}•{t}"),
            format!("{m}.{t}"),
            format!("{m}-{t}"),
            format!("{m}/{t}"),
            format!("{m}({t})"),
            format!("{m} ({t})"),
            format!("{m}s·{t}s"),
            format!("{m}·{t}·s"),
            format!("{m}({t})s"),
            format!("{m} / {f}"),
            format!("{f}/{m}"),
            format!("{m} ou {f}"),
            format!("{m} - {f}"),
            format!("{m} ({f})"),
        ]
    }
}

/// The words that the rules write with an inclusive ending, by their folded masculine and feminine.
fn gendered_words(texts: &Texts) -> BTreeMap<String, Gendered> {
    let mut words = BTreeMap::new();
    let rules = &texts.classifier.rule_set().rules;
    for place in 0..rules.form_texts.len() {
        let phrases = texts.phrases(rules.form_texts.text(place));
        for word in phrases
            .iter()
            .flatten()
            .filter(|word| word.contains('·') && !word.contains('-'))
        {
            let (masculine, feminine) = (texts.gendered(word, false), texts.gendered(word, true));
            let tail = word.split('·').nth(1).unwrap_or_default().to_owned();
            for key in [&masculine, &feminine] {
                let (masculine, feminine, tail) = (masculine.clone(), feminine.clone(), tail.clone());
                words.entry(folded(key)).or_insert(Gendered {
                    masculine,
                    feminine,
                    tail,
                });
            }
        }
    }
    words
}

#[test]
fn law_04_all_genders_are_one() {
    let texts = Texts::builtin();
    let words = gendered_words(&texts);
    let mut scratch = Scratch::default();
    let mut verdict = |title: &str| texts.classifier.classify_anew(&mut scratch, title, &Company::default());
    let (mut tried, mut split) = (0_u32, Vec::new());
    for title in testing::titles() {
        for (before, word, after) in gendered_in(&title, &words) {
            let expected: Verdict = verdict(&format!("{before}{}{after}", word.masculine));
            for way in word.ways() {
                tried += 1;
                let title = format!("{before}{way}{after}");
                let found = verdict(&title);
                if found.label() != expected.label() || found.reason() != expected.reason() {
                    split.push(format!("{} not {}: {title}", found.label(), expected.label()));
                }
            }
        }
    }
    assert!(tried > 1_000);
    assert!(
        split.is_empty(),
        "{} of {tried} differ:\n{}",
        split.len(),
        split.join("\n")
    );
}

/// The words of a title that have two genders, each with the text before and after it; a word with an ending or a
/// doublet of its own is left alone.
fn gendered_in<'t>(title: &'t str, words: &'t BTreeMap<String, Gendered>) -> Vec<(&'t str, &'t Gendered, &'t str)> {
    let mut found = Vec::new();
    let mut start = 0;
    for (end, c) in title.char_indices().chain([(title.len(), ' ')]) {
        if c.is_alphabetic() {
            continue;
        }
        let (before, word, after) = (&title[..start], &title[start..end], &title[end..]);
        let joined = |text: Option<char>| text.is_some_and(|c| !c.is_whitespace() && c != ',');
        let alone = !joined(before.chars().next_back()) && !joined(after.chars().next());
        let doubled =
            after.trim_start().starts_with(['/', '(', '-', '–', '·']) || before.trim_end().ends_with(['/', '-', '–']);
        if alone
            && !doubled
            && let Some(known) = words.get(&folded(word))
        {
            found.push((before, known, after));
        }
        start = end + c.len_utf8();
    }
    found
}
