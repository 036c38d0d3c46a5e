//! The tables that titles are read and weighed by: tries of phrases, the lexicon, the rules.

use super::expressions::{Table, rewritten};
use super::file::ConceptText;
use super::form;
use super::source::Sources;
use super::texts::{FormText, Texts};
use super::toml_reader::Located;
use crate::engine::calibration::Calibration;
use crate::engine::concept::{Concept, Form, Rules, Tags};
use crate::engine::trie::Trie;
use crate::engine::weights::Weights;
use crate::title::phrase::Rewrite;
use crate::title::spelling::Slips;
use crate::title::token::Symbol;
use crate::title::{Lexicon, Traits};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A phrase of the rules, as symbols, and the place of its form.
pub(crate) type Phrases = BTreeMap<Vec<Symbol>, Vec<u16>>;

impl Table<'_> {
    /// The rules' phrases, rewritten as titles are; and the forms of which nothing may be left.
    pub fn phrases(&mut self, texts: &Texts) -> (Phrases, Vec<u16>) {
        let mut phrases = Phrases::new();
        let mut empty = Vec::new();
        for (place, (concept, form)) in texts.concepts.iter().enumerate() {
            let spelt = form::phrases(&form.parts);
            if spelt.is_empty() {
                empty.push(place as u16);
            }
            for phrase in spelt {
                let symbols = phrase
                    .into_iter()
                    .flat_map(|word| self.lemmas.glued(word, &mut self.folded));
                let symbols: Vec<_> = symbols.collect();
                let symbols = self.joined(symbols);
                if symbols.is_empty() {
                    empty.push(place as u16);
                    continue;
                }
                let forms = phrases.entry(rewritten(&self.glue, symbols)).or_default();
                let same_concept = |form: &u16| texts.concepts[usize::from(*form)].0 == *concept;
                if !forms.iter().any(same_concept) {
                    forms.push(place as u16);
                }
            }
        }
        phrases.remove([].as_slice());
        (phrases, empty)
    }

    /// The long words of rules and expressions, with their spellings.
    pub fn slips(&self, phrases: &Phrases) -> Slips {
        let in_rules = phrases.keys().flatten();
        let in_expressions = self
            .glue
            .iter()
            .filter(|(_, rewrite)| matches!(rewrite, Rewrite::Words(_)))
            .flat_map(|(phrase, _)| phrase);
        let in_joints = self.joints.keys().flatten();
        let used: BTreeSet<Symbol> = in_rules.chain(in_expressions).chain(in_joints).copied().collect();
        let words = self.lemmas.spellings().filter(|(_, symbol)| used.contains(symbol));
        Slips::new(words.map(|(spelling, symbol)| (spelling.into(), symbol)))
    }

    /// What titles are read by, but for words, endings, patterns and slips.
    pub fn lexicon(&self, phrases: &Phrases) -> Lexicon {
        let noisy = self.noisy();
        let is_contested = |phrase: &&Vec<Symbol>| phrase.iter().any(|symbol| noisy.contains(symbol));
        let contested = phrases.keys().filter(is_contested);
        let contested: Vec<_> = contested.map(|phrase| (phrase.clone(), 0)).collect();
        let within = contested.iter().flat_map(|(phrase, _)| phrase).copied();
        let traits = self.traits(
            within.filter(|symbol| noisy.contains(symbol)),
            contested.iter().filter_map(|(phrase, _)| phrase.first().copied()),
        );
        let (glue, rewrites) = trie(&self.glue);
        let (joints, joined) = trie(&self.joints);
        let (slashes, unslashed) = trie(&self.slashes);
        Lexicon {
            traits: traits.into(),
            names: self.lemmas.names(),
            joints,
            joined,
            slashes,
            unslashed,
            glue,
            rewrites,
            contested: Trie::new(contested),
            ..Lexicon::default()
        }
    }

    /// The words that noise is made of.
    fn noisy(&self) -> BTreeSet<Symbol> {
        let is_noise = |(_, rewrite): &(_, &Rewrite)| !matches!(rewrite, Rewrite::Words(_));
        let noise = self.glue.iter().filter(is_noise).flat_map(|(phrase, _)| phrase);
        self.lemmas.numbers().chain(noise.copied()).collect()
    }

    /// What is known of each word by itself; `contested` are the words of noise that rules want too, `first` those that their
    /// phrases begin with.
    fn traits(&self, contested: impl Iterator<Item = Symbol>, first: impl Iterator<Item = Symbol>) -> Vec<Traits> {
        let begins = |phrases: &BTreeMap<Vec<Symbol>, Rewrite>| -> Vec<Symbol> {
            phrases.keys().filter_map(|phrase| phrase.first().copied()).collect()
        };
        let mut traits = vec![Traits::default(); self.lemmas.count];
        for (which, symbols) in [
            (Traits::LITTLE, self.little.iter().copied().collect()),
            (Traits::COORDINATES, self.coordinating.iter().copied().collect()),
            (Traits::LINKS, self.linking.iter().copied().collect()),
            (Traits::CONTESTED, contested.collect()),
            (Traits::BEGINS_SLASHED, begins(&self.slashes)),
            (Traits::BEGINS_JOINT, begins(&self.joints)),
            (Traits::BEGINS_GLUE, begins(&self.glue)),
            (Traits::BEGINS_CONTESTED, first.collect()),
        ] as [(_, Vec<Symbol>); 8]
        {
            for symbol in symbols {
                traits[usize::from(symbol)].add(which);
            }
        }
        traits
    }
}

/// Expressions as a trie, and what they become, by value.
fn trie(expressions: &BTreeMap<Vec<Symbol>, Rewrite>) -> (Trie, Box<[Rewrite]>) {
    let phrases = expressions.keys().zip(0..);
    let phrases = phrases.map(|(phrase, place)| (phrase.clone(), place)).collect();
    (Trie::new(phrases), expressions.values().cloned().collect())
}

/// The tables that hits are found and weighed by.
pub(crate) fn rules(
    sources: &Sources,
    concepts: &[ConceptText],
    texts: &Texts,
    phrases: &Phrases,
    tags: &[Box<str>],
    weights: Weights,
    calibration: Calibration,
) -> Rules {
    let bits = |names: &[Located<String>]| {
        let bit = |name: &Located<String>| tags.iter().position(|tag| **tag == *name.value);
        let bits = names.iter().filter_map(bit).map(|place| 1 << place);
        Tags(bits.fold(0, |set, bit| set | bit))
    };
    let concept = |text: &ConceptText| Concept {
        name: text.name.value.as_str().into(),
        label: text.label,
        role: text.role,
        points: weights.of(text.role, text.tier),
        gives: bits(&text.gives),
        needs: bits(&text.needs),
        unless: bits(&text.unless),
    };
    let form = |(_, form): &(usize, FormText)| Form {
        file: form.file as u16,
        line: sources.files[form.file].line(form.text.range.start),
    };
    let mut leaves = Leaves::default();
    let found = phrases.iter().map(|(phrase, forms)| (phrase.clone(), leaves.of(forms)));
    let trie = Trie::new(found.collect());
    Rules {
        trie,
        leaves: leaves.ranges.into(),
        leaf_forms: leaves.forms.into(),
        forms: texts.concepts.iter().map(form).collect(),
        form_texts: texts.concepts.iter().map(|(_, form)| &*form.text.value).collect(),
        form_concepts: texts.concepts.iter().map(|(place, _)| *place as u16).collect(),
        concepts: concepts.iter().map(concept).collect(),
        files: sources.files.iter().map(|file| file.name.as_str().into()).collect(),
        tags: tags.into(),
        weights,
        calibration,
    }
}

/// The sets of forms that phrases stand for, each once.
#[derive(Default)]
struct Leaves {
    known: HashMap<Vec<u16>, u16>,
    ranges: Vec<(u32, u32)>,
    forms: Vec<u16>,
}

impl Leaves {
    fn of(&mut self, forms: &[u16]) -> u16 {
        if let Some(place) = self.known.get(forms) {
            return *place;
        }
        let start = self.forms.len() as u32;
        self.forms.extend(forms);
        self.ranges.push((start, self.forms.len() as u32));
        let place = (self.ranges.len() - 1) as u16;
        self.known.insert(forms.to_vec(), place);
        place
    }
}
