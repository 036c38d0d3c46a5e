//! Two meanings for one text: a form of two labels, an expression rewritten in two ways, an acronym that stands twice.

use super::shadowed::set_of;
use super::{Set, claims};
use crate::rules::diagnostic::Diagnostic;
use crate::rules::expressions::Table;
use crate::rules::form::Part;
use crate::rules::texts::FormText;
use crate::rules::toml_reader::Located;
use crate::title::token::Symbol;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Forms that two labels claim under the same conditions: the first concept has them all.
pub(super) fn labels(set: &Set<'_>) -> Vec<(usize, Diagnostic)> {
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for (phrase, forms) in set.phrases {
        for (at, form) in forms.iter().enumerate() {
            let (concept, text) = &set.texts.concepts[usize::from(*form)];
            let own = &set.concepts.concepts[*concept];
            let rival = forms[..at].iter().find(|other| {
                let theirs = &set.concepts.concepts[set.texts.concepts[usize::from(**other)].0];
                let conditioned = !own.needs.is_empty() || !own.unless.is_empty();
                let speak = own.role.speaks() && theirs.role.speaks() && own.label != theirs.label;
                let together =
                    set_of(&own.needs) == set_of(&theirs.needs) && set_of(&own.unless) == set_of(&theirs.unless);
                // Without any condition it is a fault of its own, found when the rules are compiled.
                speak && together && conditioned
            });
            let Some(rival) = rival.filter(|_| told.insert(*form)) else {
                continue;
            };
            let (theirs, other) = &set.texts.concepts[usize::from(*rival)];
            let (phrase, theirs) = (set.words(phrase), &set.concepts.concepts[*theirs]);
            let message = format!("« {phrase} » stands for {} and for {}", theirs.label, own.label);
            let place = set.place(other.file, &other.text);
            let help = format!("the other is at {place}, with the same « needs » and « unless »: tell them apart");
            found.push(set.warn("R032", text.file, &text.text, message, help));
        }
    }
    found
}

/// What an entry of the vocabulary claims.
#[derive(Clone)]
struct Claim<'a> {
    file: usize,
    text: &'a Located<String>,
    meaning: Vec<Symbol>,
}

/// Anglicisms and acronyms that do nothing, or that an earlier one contradicts.
pub(super) fn expressions(set: &Set<'_>, table: &mut Table<'_>) -> Vec<(usize, Diagnostic)> {
    let used: BTreeSet<Symbol> = set.phrases.keys().flatten().copied().collect();
    let mut claimed: HashMap<Vec<Symbol>, Claim<'_>> = HashMap::new();
    let mut found = Vec::new();
    for (file, text, parts, meaning, upper_only) in entries(set) {
        let (phrases, meaning) = claims(table, &parts, meaning);
        // What counts in capitals only parts a word from its look-alike, whatever it is rewritten to.
        let mut useful = upper_only;
        let mut taken = None;
        for phrase in phrases {
            match claimed.get(&phrase) {
                // Another spelling of the same entry takes nothing from it.
                Some(earlier) if std::ptr::eq(earlier.text, text) => {}
                Some(earlier) => taken = taken.or(Some(earlier.clone())),
                None => {
                    useful |= phrase != meaning;
                    let meaning = meaning.clone();
                    claimed.insert(phrase, Claim { file, text, meaning });
                }
            }
        }
        let earlier = taken.filter(|earlier| set.same_layer(earlier.file, file));
        let known = meaning.iter().any(|symbol| used.contains(symbol));
        let own = Claim { file, text, meaning };
        let earlier = earlier.as_ref();
        let doubt = contradiction(set, &own, earlier)
            .or_else(|| (!useful).then(|| useless(set, &own, earlier)))
            .or_else(|| (!known).then(|| meaningless(set, &own)));
        found.extend(doubt);
    }
    found
}

/// An earlier entry that means something else by the same words.
fn contradiction(set: &Set<'_>, own: &Claim<'_>, earlier: Option<&Claim<'_>>) -> Option<(usize, Diagnostic)> {
    let earlier = earlier.filter(|earlier| earlier.meaning != own.meaning)?;
    let (here, there) = (set.words(&own.meaning), set.words(&earlier.meaning));
    let message = format!("« {} » means « {here} » here and « {there} » elsewhere", own.text.value);
    let place = set.place(earlier.file, earlier.text);
    let help = format!("the first has it, at {place}: keep one");
    Some(set.warn("R038", own.file, own.text, message, help))
}

/// An entry without which every title would be read the same.
fn useless(set: &Set<'_>, own: &Claim<'_>, earlier: Option<&Claim<'_>>) -> (usize, Diagnostic) {
    let text = &own.text.value;
    let (message, help) = match earlier {
        Some(earlier) => {
            let place = set.place(earlier.file, earlier.text);
            (
                format!("« {text} » adds nothing: an earlier entry says the same"),
                format!("the earlier one is at {place}: keep one"),
            )
        }
        None => {
            let meaning = set.words(&own.meaning);
            (
                format!("« {text} » adds nothing: it is read as « {meaning} » anyway"),
                "leave it out".to_owned(),
            )
        }
    };
    set.warn("R037", own.file, own.text, message, help)
}

/// An entry whose meaning no concept knows.
fn meaningless(set: &Set<'_>, own: &Claim<'_>) -> (usize, Diagnostic) {
    let (text, meaning) = (&own.text.value, set.words(&own.meaning));
    let message = format!("« {text} » means « {meaning} », of which no concept has a word");
    let help = "give a concept that form, or leave the entry out".to_owned();
    set.warn("R037", own.file, own.text, message, help)
}

/// File, text, parts and meaning of an entry, and whether it counts in capitals only.
type Entry<'a> = (usize, &'a Located<String>, Vec<Part>, &'a FormText, bool);

/// All entries in the order in which they claim.
fn entries<'a>(set: &Set<'a>) -> Vec<Entry<'a>> {
    let texts = set.texts;
    let anglicisms = texts.anglicisms.iter().map(|(meaning, form)| {
        let meaning = &texts.meanings[*meaning];
        (form.file, &form.text, form.parts.clone(), meaning, false)
    });
    let written = texts.acronyms.iter().zip(&set.vocabulary.acronyms);
    let acronyms = written.map(|((meaning, text), entry)| {
        let meaning = &texts.meanings[*meaning];
        let words = text.value.split(' ').map(|word| Part::Word(word.to_owned()));
        (meaning.file, text, words.collect(), meaning, entry.value.upper_only)
    });
    anglicisms.chain(acronyms).collect()
}

/// Acronyms that stand twice in one layer.
pub(super) fn acronyms(set: &Set<'_>) -> Vec<(usize, Diagnostic)> {
    let mut seen: BTreeMap<String, (usize, &Located<String>)> = BTreeMap::new();
    let mut found = Vec::new();
    for entry in &set.vocabulary.acronyms {
        let key = entry.form.value.to_lowercase();
        match seen.get(&key).filter(|(file, _)| set.same_layer(*file, entry.file)) {
            Some((file, text)) => {
                let message = format!("the acronym « {} » stands twice", entry.form.value);
                let help = format!("the first has it, at {}: keep one", set.place(*file, text));
                found.push(set.warn("R039", entry.file, &entry.form, message, help));
            }
            None => {
                seen.insert(key, (entry.file, &entry.form));
            }
        }
    }
    found
}
