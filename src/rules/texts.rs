//! The forms of all records, parsed: what concepts, noise and expressions are written as.

use super::diagnostic::Diagnostics;
use super::file::Concepts;
use super::form::{self, Part};
use super::source::Sources;
use super::toml_reader::Located;
use super::vocabulary::{NoiseKind, Vocabulary};

/// A form and where it comes from.
pub(crate) struct FormText {
    pub text: Located<String>,
    pub file: usize,
    pub parts: Vec<Part>,
}

/// The forms of all records, parsed, in the records' order; faulty ones are left out.
#[derive(Default)]
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
        let mut parser = Parser {
            sources,
            vocabulary,
            faults,
        };
        let mut texts = Texts::default();
        for (place, concept) in concepts.concepts.iter().enumerate() {
            let forms = concept.forms.iter().filter_map(|form| parser.form(concept.file, form));
            texts.concepts.extend(forms.map(|form| (place, form)));
        }
        for entry in &vocabulary.noise {
            let form = parser.form(entry.file, &entry.form);
            texts.noise.extend(form.map(|form| (entry.value, form)));
        }
        for entry in &vocabulary.acronyms {
            if let Some(meaning) = parser.form(entry.file, &entry.value.text) {
                texts.acronyms.push((texts.meanings.len(), entry.form.clone()));
                texts.meanings.push(meaning);
            }
        }
        for entry in &vocabulary.anglicisms {
            let meaning = parser.form(entry.file, &entry.value.text);
            let form = parser.form(entry.file, &entry.form);
            if let (Some(meaning), Some(form)) = (meaning, form) {
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

/// What forms are parsed with, and where their faults go.
struct Parser<'a> {
    sources: &'a Sources,
    vocabulary: &'a Vocabulary,
    faults: &'a mut Diagnostics,
}

impl Parser<'_> {
    fn form(&mut self, file: usize, text: &Located<String>) -> Option<FormText> {
        let fault = match form::parse(&text.value, &self.vocabulary.classes) {
            Ok(parts) => {
                return Some(FormText {
                    text: text.clone(),
                    file,
                    parts,
                });
            }
            Err(fault) => fault,
        };
        // TOML texts have their quotes in their range.
        let quoted = usize::from(text.range.len() > text.value.len());
        let range = text.range.start + quoted + fault.at..text.range.end - quoted;
        self.faults
            .push(self.sources.files[file].fault("R012", range, fault.message));
        None
    }
}
