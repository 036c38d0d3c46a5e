//! Records to tables: from what the files say to what titles are read and weighed by.

use super::diagnostic::{self, Diagnostics};
use super::doubts;
use super::expressions::Table;
use super::file::{self, ConceptText, Example};
use super::layers;
use super::morphology::Morphology;
use super::source::Sources;
use super::tables::rules;
use super::texts::Texts;
use super::vocabulary::{self, Vocabulary};
use super::weights;
use super::words::gather;
use crate::engine::concept::Rules;
use crate::title::Lexicon;
use crate::title::gender::Endings;
use crate::title::pattern::Patterns;
use crate::title::token::Noise;
use std::collections::BTreeSet;

/// A compiled rule set.
pub(crate) struct Compiled {
    pub lexicon: Lexicon,
    pub rules: Rules,
    pub examples: Vec<Example>,
    /// What is doubtful in rules that compile.
    pub warnings: Diagnostics,
}

/// Compiles the files.
///
/// # Errors
/// Every fault of every file.
pub(crate) fn compile(sources: &Sources) -> Result<Compiled, Diagnostics> {
    let mut faults = Diagnostics::default();
    let compiled = compile_noting(sources, &mut faults);
    faults.sort(sources.files.iter().map(|file| file.name.as_str()));
    match compiled.filter(|_| faults.errors() == 0) {
        Some(compiled) => Ok(Compiled {
            warnings: faults,
            ..compiled
        }),
        // Doubts can wait until there is a rule set to doubt.
        None => Err(faults.only_errors()),
    }
}

/// Compiles the files as far as it can, noting what is wrong with them.
fn compile_noting(sources: &Sources, faults: &mut Diagnostics) -> Option<Compiled> {
    let morphology = Morphology::read(sources, faults);
    let vocabulary = vocabulary::read(sources, faults);
    let concepts = file::read(sources, faults);
    let weights = weights::weights(sources, faults);
    let calibration = weights::calibration(sources, faults);
    let patterns = patterns(sources, &vocabulary, faults);
    let texts = Texts::parse(sources, &vocabulary, &concepts, faults);
    let tags = tags(sources, &concepts.concepts, faults);
    let gathered = gather(sources, &morphology, &vocabulary, &texts, faults);
    // Tables that cannot be counted cannot be made; all other faults leave some to look for more in.
    let countable = doubts::are_countable(&concepts, &vocabulary, &texts, &tags, faults);
    let (lemmas, real) = gathered.filter(|_| countable)?;

    let mut table = Table::new(&lemmas, &vocabulary, &texts);
    let (mut phrases, empty) = table.phrases(&texts);
    doubts::empty_forms(sources, &texts, &empty, faults);
    doubts::claimed_twice(sources, &concepts.concepts, &texts, &phrases, faults);
    layers::later_ones_win(sources, &concepts.concepts, &texts, &mut phrases);
    doubts::have_countable_sets(&phrases, faults).then_some(())?;
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
        words: lemmas.interner(real, &patterns),
        endings: Endings::new(morphology.tails()),
        patterns,
        slips: table.slips(&phrases),
        ..table.lexicon(&phrases)
    };
    Some(Compiled {
        lexicon,
        rules,
        examples: concepts.examples,
        warnings: Diagnostics::default(),
    })
}

fn patterns(sources: &Sources, vocabulary: &Vocabulary, faults: &mut Diagnostics) -> Patterns {
    let list: Vec<_> = vocabulary
        .patterns
        .iter()
        .map(|entry| (entry.form.value.as_str(), entry.value))
        .collect();
    Patterns::new(&list).unwrap_or_else(|error| {
        if faults.errors() == 0 {
            let (place, message) = too_much(&list, &error.to_string());
            let entry = &vocabulary.patterns[place];
            let fault = sources.files[entry.file].fault("R010", entry.form.range.clone(), message);
            faults.push(fault.help("bound what it repeats"));
        }
        Patterns::default()
    })
}

/// Of patterns that do not compile together, the place of the first that does not with those before it, and what is wrong.
fn too_much(patterns: &[(&str, Noise)], error: &str) -> (usize, String) {
    let lengths: Vec<usize> = (1..=patterns.len()).collect();
    let place = lengths.partition_point(|length| Patterns::new(&patterns[..*length]).is_ok());
    let place = place.min(patterns.len() - 1);
    let alone = Patterns::new(&patterns[place..=place]).is_err();
    let beside = if alone { "" } else { " beside those before it" };
    (place, format!("the pattern is too much{beside}: {error}"))
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
                None if given.is_empty() => fault.help("no concept gives any: see « gives » in rules/README.md"),
                None => fault.help(format!("tags given: {known}")),
            });
        }
    }
    given.into_iter().map(Box::from).collect()
}
