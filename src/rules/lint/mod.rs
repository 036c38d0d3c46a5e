//! Rules that compile and yet do nothing, or not what they seem: unused, shadowed, conflicting.
//!
//! Each finding is a warning with a code of its own; `rules/README.md` lists them. Where a user's rules stand on the
//! built-in ones, only the user's are spoken of.

mod conflicting;
mod shadowed;
mod unused;

use super::diagnostic::{Diagnostic, Diagnostics};
use super::expressions::{Table, rewritten};
use super::file::{self, Concepts};
use super::form::Part;
use super::morphology::Morphology;
use super::pool::Pool;
use super::source::Sources;
use super::tables::Phrases;
use super::texts::{FormText, Texts};
use super::toml_reader::Located;
use super::vocabulary::{self, Vocabulary};
use super::words::gather;
use crate::classifier::Classifier;
use crate::title::token::Symbol;

/// What a rule set says, before it is tables.
struct Set<'a> {
    classifier: &'a Classifier,
    sources: &'a Sources,
    vocabulary: &'a Vocabulary,
    concepts: &'a Concepts,
    texts: &'a Texts,
    phrases: &'a Phrases,
    names: Pool,
}

/// What looks useless or contradictory in the rules of a classifier, in the order of the files.
pub(crate) fn warnings(classifier: &Classifier) -> Diagnostics {
    let sources = &classifier.rule_set().sources;
    // The set has been compiled, so that there is nothing to note.
    let mut noted = Diagnostics::default();
    let morphology = Morphology::read(sources, &mut noted);
    let vocabulary = vocabulary::read(sources, &mut noted);
    let concepts = file::read(sources, &mut noted);
    let texts = Texts::parse(sources, &vocabulary, &concepts, &mut noted);
    let Some((lemmas, _)) = gather(sources, &morphology, &vocabulary, &texts, &mut noted) else {
        return noted;
    };
    let mut table = Table::new(&lemmas, &vocabulary, &texts);
    let (phrases, _) = table.phrases(&texts);
    let set = Set {
        classifier,
        sources,
        vocabulary: &vocabulary,
        concepts: &concepts,
        texts: &texts,
        phrases: &phrases,
        names: lemmas.names(),
    };
    let mut found = unused::tags(&set);
    found.extend(unused::classes(&set));
    found.extend(unused::lookalikes(&set, &lemmas, &table.slips(&phrases)));
    found.extend(shadowed::forms(&set, &mut table));
    found.extend(shadowed::same_label(&set));
    found.extend(conflicting::labels(&set));
    found.extend(conflicting::expressions(&set, &mut table));
    found.extend(conflicting::acronyms(&set));
    in_order(found, sources)
}

/// Those of the user's own files, where there are any, in the order of files and lines.
fn in_order(mut found: Vec<(usize, Diagnostic)>, sources: &Sources) -> Diagnostics {
    let user = sources.files.iter().any(|file| file.layer > 0);
    found.retain(|(file, _)| !user || sources.files[*file].layer > 0);
    found.sort_by_key(|(file, warning)| (*file, warning.line, warning.column));
    let mut sorted = Diagnostics::default();
    sorted.extend(found.into_iter().map(|(_, warning)| warning.warning()));
    sorted.extend(sources.unread.iter().cloned().map(Diagnostic::warning));
    sorted
}

impl Set<'_> {
    /// A warning at a text of a file.
    fn warn(
        &self,
        code: &'static str,
        file: usize,
        text: &Located<String>,
        message: String,
        help: String,
    ) -> (usize, Diagnostic) {
        let fault = self.sources.files[file].fault(code, text.range.clone(), message);
        (file, fault.help(help))
    }

    /// `rules/families/redaction.toml:31`
    fn place(&self, file: usize, text: &Located<String>) -> String {
        let source = &self.sources.files[file];
        format!("{}:{}", source.name, source.line(text.range.start))
    }

    /// The words of a phrase.
    fn words(&self, phrase: &[Symbol]) -> String {
        let names = phrase.iter().map(|symbol| self.names.text(usize::from(*symbol)));
        names.collect::<Vec<_>>().join(" ")
    }

    fn same_layer(&self, a: usize, b: usize) -> bool {
        self.sources.files[a].layer == self.sources.files[b].layer
    }
}

/// The phrases of an expression as titles are read, and what they come to in the end.
fn claims(table: &mut Table<'_>, parts: &[Part], meaning: &FormText) -> (Vec<Vec<Symbol>>, Vec<Symbol>) {
    let spellings = table.spellings(parts).into_iter();
    let mut phrases: Vec<_> = spellings.map(|phrase| table.joined(phrase)).collect();
    phrases.retain(|phrase| !phrase.is_empty());
    let meaning = table.meaning(meaning);
    (phrases, rewritten(&table.glue, meaning))
}
