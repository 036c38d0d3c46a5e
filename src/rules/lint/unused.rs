//! What nobody asks for: tags, classes, look-alikes.

use super::Set;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::lemmas::Lemmas;
use crate::rules::source::Kind;
use crate::rules::toml_reader::Located;
use crate::title::folded;
use crate::title::spelling::Slips;
use std::collections::BTreeSet;

/// Tags that are given and that no concept needs or excludes; each at the first place where it is given.
pub(super) fn tags(set: &Set<'_>) -> Vec<(usize, Diagnostic)> {
    let concepts = &set.concepts.concepts;
    let asked: BTreeSet<&str> = concepts
        .iter()
        .flat_map(|concept| concept.needs.iter().chain(&concept.unless))
        .map(|tag| tag.value.as_str())
        .collect();
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for concept in concepts {
        for tag in &concept.gives {
            if !asked.contains(tag.value.as_str()) && told.insert(tag.value.as_str()) {
                let message = format!("no concept needs or excludes the tag « {} »", tag.value);
                let help = "leave it out, or name it in « needs » or « unless » of what it is to change";
                found.push(set.warn("R035", concept.file, tag, message, help.to_owned()));
            }
        }
    }
    found
}

/// Classes that no form and no other class names.
pub(super) fn classes(set: &Set<'_>) -> Vec<(usize, Diagnostic)> {
    let mut found = Vec::new();
    for (name, (file, _)) in &set.vocabulary.classes {
        let mark = format!("{{{name}}}");
        let named = |source: &crate::rules::source::Source| source.text.contains(&mark);
        if set.sources.files.iter().any(named) {
            continue;
        }
        let text = &set.sources.files[*file].text;
        let start = text.find(&format!("\"{name}\"")).unwrap_or(0);
        let place = Located {
            value: name.clone(),
            range: start..start + name.len() + 2,
        };
        let message = format!("no form names the class « {mark} »");
        let help = "leave it out, or name it in a form".to_owned();
        found.push(set.warn("R036", *file, &place, message, help));
    }
    found
}

/// Real words that no rule's word is near to, or that are a rule's word themselves: they are never mistaken.
pub(super) fn lookalikes(set: &Set<'_>, lemmas: &Lemmas, slips: &Slips) -> Vec<(usize, Diagnostic)> {
    let known: BTreeSet<&[u8]> = lemmas.spellings().map(|(spelling, _)| spelling).collect();
    let mut found = Vec::new();
    for entry in &set.vocabulary.lookalikes {
        debug_assert_eq!(set.sources.files[entry.file].kind, Kind::Lookalikes);
        let word = folded(&entry.form.value);
        let why = if known.contains(word.as_bytes()) {
            "is a word of the rules itself"
        } else if slips.find(word.as_bytes()).is_none() {
            "is one slip of the keyboard from no word of the rules, or from several"
        } else {
            continue;
        };
        let message = format!("the look-alike « {} » does nothing: it {why}", entry.form.value);
        found.push(set.warn("R037", entry.file, &entry.form, message, "leave it out".to_owned()));
    }
    found
}
