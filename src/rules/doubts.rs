//! What is odd about forms that can be read: too many of them, nothing left of one, two labels that claim one.

use super::diagnostic::{Diagnostic, Diagnostics};
use super::file::{ConceptText, Concepts};
use super::form;
use super::morphology::hyphenated;
use super::source::Sources;
use super::tables::Phrases;
use super::texts::{FormText, Texts};
use super::vocabulary::Vocabulary;
use crate::engine::concept::Tags;
use std::collections::BTreeSet;

/// What the tables have places for.
const MOST: usize = u16::MAX as usize - 1;
/// The most phrases of all forms: four times as many as the built-in rules have.
const MOST_PHRASES: usize = 250_000;

/// Whether the tables can count what there is; too much of something is a fault.
pub(crate) fn are_countable(
    concepts: &Concepts,
    vocabulary: &Vocabulary,
    texts: &Texts,
    tags: &[Box<str>],
    faults: &mut Diagnostics,
) -> bool {
    let phrases = texts
        .concepts
        .iter()
        .map(|(_, form)| form::extent(&form.parts, &|_| 1).0);
    // An expression is looked for with its words with hyphens glued and split, and so is a place.
    let spellings = |word: &str| 1 + usize::from(hyphenated(word).len() > 1);
    let noise = texts.noise.iter().map(|(_, form)| form);
    let expressions = noise.chain(texts.anglicisms.iter().map(|(_, form)| form));
    let expressions = expressions.map(|form| form::extent(&form.parts, &spellings).0);
    let acronyms = texts.acronyms.iter().map(|(_, text)| {
        let words = text.value.split(' ').map(spellings);
        words.fold(1, usize::saturating_mul)
    });
    let expressions = expressions.chain(acronyms).chain(vocabulary.places.iter().map(|_| 2));
    let counts = [
        ("concepts", concepts.concepts.len(), MOST),
        ("forms", texts.concepts.len(), MOST),
        ("phrases of forms", phrases.fold(0, usize::saturating_add), MOST_PHRASES),
        (
            "phrases of the vocabulary",
            expressions.fold(0, usize::saturating_add),
            MOST,
        ),
        ("tags", tags.len(), Tags::MOST),
    ];
    let wrong: Vec<_> = counts.into_iter().filter(|(_, count, most)| count > most).collect();
    faults.extend(
        wrong
            .iter()
            .map(|(what, count, most)| too_many(&format!("{count} {what}"), *most)),
    );
    wrong.is_empty()
}

/// Whether the sets of forms that stand for one phrase can be counted.
pub(crate) fn have_countable_sets(phrases: &Phrases, faults: &mut Diagnostics) -> bool {
    let sets = if phrases.len() > MOST {
        phrases.values().collect::<BTreeSet<_>>().len()
    } else {
        0
    };
    faults.extend((sets > MOST).then(|| too_many(&format!("{sets} sets of forms that stand for one phrase"), MOST)));
    sets <= MOST
}

/// The fault of rules that have too many of something, which is no fault of one file.
pub(crate) fn too_many(what: &str, most: usize) -> Diagnostic {
    let fault = Diagnostic::of_file("R015", "rules", format!("{what}: at most {most}"));
    fault.help("fewer files with --rules, or fewer forms")
}

/// Notes the forms of which nothing may be left: they would be in no title, or in every one.
pub(crate) fn empty_forms(sources: &Sources, texts: &Texts, empty: &[u16], faults: &mut Diagnostics) {
    let places: BTreeSet<u16> = empty.iter().copied().collect();
    for place in places {
        let (_, form) = &texts.concepts[usize::from(place)];
        let message = format!("nothing may be left of the form « {} »", form.text.value);
        let fault = sources.files[form.file].fault("R012", form.text.range.clone(), message);
        faults.push(fault.help("little words and marks do not count: give it a word that must be there"));
    }
}

/// Notes the forms that speak for two labels and that nothing tells apart: one concept would have them all. That a rule of the user's
/// takes a form from a built-in one is no doubt.
pub(crate) fn claimed_twice(
    sources: &Sources,
    concepts: &[ConceptText],
    texts: &Texts,
    phrases: &Phrases,
    faults: &mut Diagnostics,
) {
    let mut told = BTreeSet::new();
    for forms in phrases.values() {
        let plain = forms.iter().filter_map(|form| {
            let (place, form) = &texts.concepts[usize::from(*form)];
            let concept = &concepts[*place];
            concept.speaks_always().then_some((concept, form))
        });
        let is_own = |(_, form): &(_, &FormText)| sources.files[form.file].layer > 0;
        let any_own = plain.clone().any(|claim| is_own(&claim));
        let mut plain = plain.filter(|claim| is_own(claim) == any_own);
        let Some((first, earlier)) = plain.next() else { continue };
        for (other, form) in plain.filter(|(other, _)| other.label != first.label) {
            if !told.insert((form.file, form.text.range.start)) {
                continue;
            }
            let labels = (first.label, other.label);
            let message = format!(
                "the form « {} » stands for {} and for {}",
                form.text.value, labels.0, labels.1
            );
            let file = &sources.files[earlier.file];
            let place = format!("{}:{}", file.name, file.line(earlier.text.range.start));
            let help = format!("the other is at {place}: keep one, or tell them apart by « needs » and « unless »");
            let fault = sources.files[form.file].fault("R032", form.text.range.clone(), message);
            faults.push(fault.help(help).warning());
        }
    }
}
