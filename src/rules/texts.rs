//! The forms of all records, parsed: what concepts, noise and expressions are written as.

use super::diagnostic::Diagnostics;
use super::file::Concepts;
use super::form::{self, FormFault, Part};
use super::source::Sources;
use super::toml_reader::Located;
use super::vocabulary::{Meaning, NoiseKind, Vocabulary};

/// A form and where it comes from.
pub(crate) struct FormText {
    pub text: Located<String>,
    pub file: usize,
    pub parts: Vec<Part>,
}

/// The forms of all records, parsed, in the records' order; faulty ones are left out.
pub(crate) struct Texts {
    /// With the place of their concept.
    pub concepts: Vec<(usize, FormText)>,
    pub noise: Vec<(NoiseKind, FormText)>,
    /// Expressions and what they mean: the place in `meanings`.
    pub anglicisms: Vec<(usize, FormText)>,
    pub acronyms: Vec<(usize, Located<String>)>,
    pub meanings: Vec<FormText>,
}

impl Texts {
    /// Parses every form; faulty ones are noted.
    pub fn parse(sources: &Sources, vocabulary: &Vocabulary, concepts: &Concepts, faults: &mut Diagnostics) -> Texts {
        let mut parse = |file: usize, text: &Located<String>| parse_form(sources, vocabulary, file, text, faults);
        let mut texts = Texts {
            concepts: Vec::new(),
            noise: Vec::new(),
            anglicisms: Vec::new(),
            acronyms: Vec::new(),
            meanings: Vec::new(),
        };
        for (place, concept) in concepts.concepts.iter().enumerate() {
            texts.concepts.extend(
                concept
                    .forms
                    .iter()
                    .filter_map(|form| Some((place, parse(concept.file, form)?))),
            );
        }
        for entry in &vocabulary.noise {
            texts
                .noise
                .extend(parse(entry.file, &entry.form).map(|form| (entry.value, form)));
        }
        let mut meaning = |meaning: &Meaning, file: usize, range: &std::ops::Range<usize>| {
            parse(
                file,
                &Located {
                    value: meaning.text.clone(),
                    range: range.clone(),
                },
            )
        };
        for entry in &vocabulary.acronyms {
            if let Some(form) = meaning(&entry.value, entry.file, &entry.form.range) {
                texts.acronyms.push((texts.meanings.len(), entry.form.clone()));
                texts.meanings.push(form);
            }
        }
        let meanings: Vec<_> = vocabulary
            .anglicisms
            .iter()
            .map(|entry| meaning(&entry.value, entry.file, &entry.form.range))
            .collect();
        for (entry, meaning) in vocabulary.anglicisms.iter().zip(meanings) {
            if let (Some(meaning), Some(form)) = (meaning, parse(entry.file, &entry.form)) {
                texts.anglicisms.push((texts.meanings.len(), form));
                texts.meanings.push(meaning);
            }
        }
        texts
    }

    /// Every form, with all its words.
    pub fn all(&self) -> impl Iterator<Item = &FormText> {
        let concepts = self.concepts.iter().map(|(_, form)| form);
        let noise = self.noise.iter().map(|(_, form)| form);
        concepts
            .chain(noise)
            .chain(self.anglicisms.iter().map(|(_, form)| form))
            .chain(&self.meanings)
    }
}

fn parse_form(
    sources: &Sources,
    vocabulary: &Vocabulary,
    file: usize,
    text: &Located<String>,
    faults: &mut Diagnostics,
) -> Option<FormText> {
    let fault = match form::parse(&text.value, &vocabulary.classes) {
        Ok(parts) if form::phrases(&parts).is_some() => {
            return Some(FormText {
                text: text.clone(),
                file,
                parts,
            });
        }
        Ok(_) => FormFault {
            message: format!("this form stands for more than {} phrases", form::MOST_PHRASES),
            at: 0,
        },
        Err(fault) => fault,
    };
    // TOML texts have their quotes in their range.
    let quoted = usize::from(text.range.len() > text.value.len());
    let range = text.range.start + quoted + fault.at..text.range.end - quoted;
    faults.push(sources.files[file].fault("R012", range, fault.message));
    None
}
