//! Records to tables: from what the files say to what titles are read and weighed by.

use super::diagnostic::{self, Diagnostic, Diagnostics};
use super::expressions::Table;
use super::file::{self, ConceptText, Example};
use super::morphology::Morphology;
use super::source::Sources;
use super::tables::rules;
use super::texts::Texts;
use super::vocabulary::{self, Vocabulary};
use super::weights;
use super::words::gather;
use crate::engine::concept::{Rules, Tags};
use crate::title::Lexicon;
use crate::title::gender::Endings;
use crate::title::pattern::Patterns;
use std::collections::BTreeSet;

/// A compiled rule set.
pub(crate) struct Compiled {
    pub lexicon: Lexicon,
    pub rules: Rules,
    pub examples: Vec<Example>,
}

/// Compiles the files.
///
/// # Errors
/// Every fault of every file.
pub(crate) fn compile(sources: &Sources) -> Result<Compiled, Diagnostics> {
    let mut faults = Diagnostics::default();
    let morphology = Morphology::read(sources, &mut faults);
    let vocabulary = vocabulary::read(sources, &mut faults);
    let concepts = file::read(sources, &mut faults);
    let weights = weights::weights(sources, &mut faults);
    let calibration = weights::calibration(sources, &mut faults);
    let patterns = patterns(sources, &vocabulary, &mut faults);
    let texts = Texts::parse(sources, &vocabulary, &concepts, &mut faults);
    let tags = tags(sources, &concepts.concepts, &mut faults);
    let gathered = gather(sources, &morphology, &vocabulary, &texts, &mut faults);
    let Some((lemmas, real)) = gathered.filter(|_| faults.errors() == 0) else {
        return Err(faults);
    };

    let mut table = Table::new(&lemmas, &vocabulary, &texts);
    let phrases = table.phrases(&texts);
    let rules = rules(
        sources,
        &concepts.concepts,
        &texts,
        &phrases,
        &tags,
        weights,
        calibration,
    );
    let lexicon = Lexicon {
        words: lemmas.interner(real),
        endings: Endings::new(morphology.tails()),
        patterns,
        slips: table.slips(&phrases),
        ..table.lexicon(&phrases)
    };
    Ok(Compiled {
        lexicon,
        rules,
        examples: concepts.examples,
    })
}

fn patterns(sources: &Sources, vocabulary: &Vocabulary, faults: &mut Diagnostics) -> Patterns {
    let list: Vec<_> = vocabulary
        .patterns
        .iter()
        .map(|entry| (entry.form.value.as_str(), entry.value))
        .collect();
    Patterns::new(&list).unwrap_or_else(|error| {
        let place = vocabulary.patterns.first().map_or(0, |entry| entry.file);
        if faults.errors() == 0 {
            faults.push(sources.files[place].fault("R010", 0..0, format!("the patterns together: {error}")));
        }
        Patterns::default()
    })
}

/// The tags, each with its bit; a tag that no concept gives is a fault.
fn tags(sources: &Sources, concepts: &[ConceptText], faults: &mut Diagnostics) -> Vec<Box<str>> {
    let given: BTreeSet<&str> = concepts
        .iter()
        .flat_map(|concept| &concept.gives)
        .map(|tag| tag.value.as_str())
        .collect();
    for concept in concepts {
        let source = &sources.files[concept.file];
        for tag in concept
            .needs
            .iter()
            .chain(&concept.unless)
            .filter(|tag| !given.contains(tag.value.as_str()))
        {
            let fault = source.fault(
                "R014",
                tag.range.clone(),
                format!("no concept gives the tag « {} »", tag.value),
            );
            let known = given.iter().copied().collect::<Vec<_>>().join(", ");
            faults.push(match diagnostic::nearest(&tag.value, given.iter().copied()) {
                Some(meant) => fault.help(format!("did you mean « {meant} »?")),
                None => fault.help(format!("tags given: {known}")),
            });
        }
    }
    if given.len() > Tags::MOST {
        faults.push(Diagnostic::of_file(
            "R015",
            "rules",
            format!("{} tags: at most {}", given.len(), Tags::MOST),
        ));
    }
    given.into_iter().map(Box::from).collect()
}
