//! Forms that are never reached, and forms that another of the same label makes useless.

use super::Set;
use crate::classifier::Scratch;
use crate::engine::Company;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::expressions::{Table, rewritten};
use crate::rules::file::ConceptText;
use crate::rules::form;
use crate::rules::texts::FormText;
use crate::rules::toml_reader::Located;
use std::collections::{BTreeMap, BTreeSet};

/// Forms that are written as the rules have them and yet not found: an expression, noise or a longer form takes them.
/// And forms that stand twice in one concept.
pub(super) fn forms(set: &Set<'_>, table: &mut Table<'_>) -> Vec<(usize, Diagnostic)> {
    let filed: BTreeSet<u16> = set.phrases.values().flatten().copied().collect();
    let mut scratch = Scratch::default();
    let mut found = Vec::new();
    for (place, (concept, form)) in set.texts.concepts.iter().enumerate() {
        let name = &set.concepts.concepts[*concept].name.value;
        if !filed.contains(&(place as u16)) {
            let message = format!("« {} » adds nothing to the other forms of « {name} »", form.text.value);
            let help = match same_words(set, table, form, *concept) {
                Some(place) => format!("the form at {place} comes to the same words: keep one"),
                None => "other forms of the concept come to the same words: leave it out".to_owned(),
            };
            found.push(set.warn("R033", form.file, &form.text, message, help));
            continue;
        }
        let phrases = form::phrases(&form.parts);
        let reached = phrases
            .iter()
            .any(|phrase| reaches(set, &mut scratch, phrase, *concept));
        if !reached {
            let message = format!("the form « {} » is never reached", form.text.value);
            let help = hidden_by(set, &mut scratch, &phrases);
            found.push(set.warn("R034", form.file, &form.text, message, help));
        }
    }
    found
}

/// Where the concept has the first phrase of a form already.
fn same_words(set: &Set<'_>, table: &mut Table<'_>, form: &FormText, concept: usize) -> Option<String> {
    let phrases = form::phrases(&form.parts);
    let symbols = table.words(&phrases.first()?.join(" "));
    let forms = set.phrases.get(&rewritten(&table.glue, table.joined(symbols)))?;
    let mut others = forms.iter().map(|other| &set.texts.concepts[usize::from(*other)]);
    let (_, other) = others.find(|(other, _)| *other == concept)?;
    Some(set.place(other.file, &other.text))
}

/// Whether a title of these words has a hit of the concept, written small or in capitals.
fn reaches(set: &Set<'_>, scratch: &mut Scratch, phrase: &[&str], concept: usize) -> bool {
    let title = title(phrase);
    hits(set, scratch, &title, concept) || hits(set, scratch, &title.to_uppercase(), concept)
}

fn hits(set: &Set<'_>, scratch: &mut Scratch, title: &str, concept: usize) -> bool {
    set.classifier.decide(scratch, title, &Company::default());
    let rules = &set.classifier.rule_set().rules;
    let mut concepts = scratch
        .hits
        .iter()
        .map(|hit| usize::from(rules.form_concepts[usize::from(hit.form)]));
    concepts.any(|other| other == concept)
}

/// The words as an ad would have them, in the masculine.
fn title(phrase: &[&str]) -> String {
    let masculine = |word: &&str| {
        let parts = word.split('-').map(|part| part.split('·').next().unwrap_or_default());
        parts.collect::<Vec<_>>().join("-")
    };
    phrase.iter().map(masculine).collect::<Vec<_>>().join(" ")
}

/// What is found in a title of these words instead.
fn hidden_by(set: &Set<'_>, scratch: &mut Scratch, phrases: &[Vec<&str>]) -> String {
    let Some(phrase) = phrases.first() else {
        return "nothing is left of it: give it a word that is no little word".to_owned();
    };
    let title = title(phrase);
    set.classifier.decide(scratch, &title, &Company::default());
    let rules = &set.classifier.rule_set().rules;
    match scratch.hits.first() {
        Some(hit) => {
            let form = &rules.forms[usize::from(hit.form)];
            let file = &rules.files[usize::from(form.file)];
            let text = rules.form_texts.text(hit.form.into());
            format!("« {title} » is « {text} » of {file}:{}", form.line)
        }
        None => format!("see `metiers explain \"{title}\"`: a word of it is noise, or rewritten"),
    }
}

/// Forms whose every phrase is, in another concept of the same label that counts whenever they do, worth as much.
pub(super) fn same_label(set: &Set<'_>) -> Vec<(usize, Diagnostic)> {
    let mut keys: BTreeMap<u16, Vec<&Vec<u16>>> = BTreeMap::new();
    for forms in set.phrases.values() {
        for form in forms {
            keys.entry(*form).or_default().push(forms);
        }
    }
    let mut found = Vec::new();
    for (place, sharing) in keys {
        let (concept, form) = &set.texts.concepts[usize::from(place)];
        let own = &set.concepts.concepts[*concept];
        let covers = |other: &u16| {
            let theirs = &set.concepts.concepts[set.texts.concepts[usize::from(*other)].0];
            *other < place && makes_useless(theirs, own)
        };
        let cover: Vec<_> = sharing
            .iter()
            .map(|forms| forms.iter().find(|form| covers(form)))
            .collect();
        if let Some(other) = cover
            .first()
            .copied()
            .flatten()
            .filter(|_| cover.iter().all(Option::is_some))
        {
            let (theirs, other) = &set.texts.concepts[usize::from(*other)];
            let name = &set.concepts.concepts[*theirs].name.value;
            let message = format!(
                "« {} » is a form of « {name} » too, which does all that it does",
                form.text.value
            );
            let help = format!("the other is at {}: keep one", set.place(other.file, &other.text));
            found.push(set.warn("R033", form.file, &form.text, message, help));
        }
    }
    found
}

/// Whether `own` adds nothing wherever `theirs` is found too.
fn makes_useless(theirs: &ConceptText, own: &ConceptText) -> bool {
    let gives = set_of(&theirs.gives);
    theirs.label == own.label
        && theirs.role == own.role
        && theirs.tier as usize >= own.tier as usize
        && set_of(&theirs.needs) == set_of(&own.needs)
        && set_of(&theirs.unless) == set_of(&own.unless)
        && set_of(&own.gives).is_subset(&gives)
}

pub(super) fn set_of(tags: &[Located<String>]) -> BTreeSet<&str> {
    tags.iter().map(|tag| tag.value.as_str()).collect()
}
