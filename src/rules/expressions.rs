//! Expressions as symbols: what split spellings, anglicisms, acronyms, noise and places are rewritten to.
//!
//! Split spellings are joined before anything else, in titles as in the phrases here. Then the first to claim a phrase has
//! it: anglicisms and acronyms, then noise, then places.

use super::form::{self, Part};
use super::lemmas::Lemmas;
use super::texts::{FormText, Texts};
use super::vocabulary::{NoiseKind, Vocabulary};
use crate::title::phrase::Rewrite;
use crate::title::text::Folded;
use crate::title::token::{Noise, Symbol};
use std::collections::{BTreeMap, BTreeSet};

/// The expressions of the vocabulary, as symbols.
pub(crate) struct Table<'a> {
    pub lemmas: &'a Lemmas,
    pub folded: Folded,
    /// Split spellings, and the one word that each is.
    pub joints: BTreeMap<Vec<Symbol>, Rewrite>,
    /// Those of words that rules write with a slash: `a/b`.
    pub slashes: BTreeMap<Vec<Symbol>, Rewrite>,
    /// All other expressions, their split spellings joined.
    pub glue: BTreeMap<Vec<Symbol>, Rewrite>,
    pub little: BTreeSet<Symbol>,
    pub coordinating: BTreeSet<Symbol>,
    pub linking: BTreeSet<Symbol>,
}

impl Table<'_> {
    /// The table of a vocabulary.
    pub fn new<'a>(lemmas: &'a Lemmas, vocabulary: &Vocabulary, texts: &Texts) -> Table<'a> {
        let mut table = Table {
            lemmas,
            folded: Folded::default(),
            joints: BTreeMap::new(),
            slashes: BTreeMap::new(),
            glue: BTreeMap::new(),
            little: BTreeSet::new(),
            coordinating: BTreeSet::new(),
            linking: BTreeSet::new(),
        };
        table.little_words(texts);
        table.split_spellings();
        table.expressions(texts);
        table.settle();
        table.noise(texts);
        table.places(vocabulary);
        table
    }

    fn little_words(&mut self, texts: &Texts) {
        for (kind, form) in &texts.noise {
            form::for_each_word(&form.parts, &mut |word| {
                let symbols = self.lemmas.glued(word, &mut self.folded);
                match kind {
                    NoiseKind::Little(coordinates) => {
                        self.little.extend(&symbols);
                        if *coordinates {
                            self.coordinating.extend(&symbols);
                        }
                    }
                    NoiseKind::Linking => self.linking.extend(&symbols),
                    NoiseKind::Word(_) | NoiseKind::Segment(_) | NoiseKind::Front(_) | NoiseKind::Alone(_) => {}
                }
            });
        }
    }

    fn split_spellings(&mut self) {
        for compound in &self.lemmas.compounds {
            let glued = self.lemmas.glued(compound, &mut self.folded);
            let parts = self.lemmas.split(compound, &mut self.folded);
            let [glued, parts] = [glued, parts].map(|words| self.without_little_words(words));
            if parts != glued && !parts.is_empty() {
                let slash = compound.contains('/');
                let joints = if slash { &mut self.slashes } else { &mut self.joints };
                joints.entry(parts).or_insert(Rewrite::Words(glued.into()));
            }
        }
    }

    fn expressions(&mut self, texts: &Texts) {
        for (meaning, form) in &texts.anglicisms {
            let meaning = self.meaning(&texts.meanings[*meaning]);
            for phrase in self.spellings(&form.parts) {
                self.claim(phrase, Rewrite::Words(meaning.clone().into()));
            }
        }
        for (meaning, acronym) in &texts.acronyms {
            let meaning = self.meaning(&texts.meanings[*meaning]);
            let phrase = self.words(&acronym.value);
            self.claim(phrase, Rewrite::Words(meaning.into()));
        }
    }

    fn noise(&mut self, texts: &Texts) {
        for (kind, form) in &texts.noise {
            let rewrite = match kind {
                NoiseKind::Little(_) | NoiseKind::Linking => continue,
                NoiseKind::Word(noise) => Rewrite::Noise(*noise),
                NoiseKind::Segment(noise) => Rewrite::NoiseToSegmentEnd(*noise),
                NoiseKind::Front(noise) => Rewrite::NoiseInFront(*noise),
                NoiseKind::Alone(noise) => Rewrite::NoiseAlone(*noise),
            };
            for phrase in self.spellings(&form.parts) {
                self.claim(phrase, rewrite.clone());
            }
        }
    }

    fn places(&mut self, vocabulary: &Vocabulary) {
        for place in &vocabulary.places {
            let glued = self.words(&place.form.value);
            let split = place.form.value.split(' ');
            let split = split
                .flat_map(|word| self.lemmas.split(word, &mut self.folded))
                .collect();
            for phrase in [glued, split] {
                self.claim(phrase, Rewrite::Noise(Noise::Place));
            }
        }
    }

    /// The symbols of a text without the marks of forms; words with hyphens are glued.
    pub fn words(&mut self, text: &str) -> Vec<Symbol> {
        text.split(' ')
            .flat_map(|word| self.lemmas.glued(word, &mut self.folded))
            .collect()
    }

    /// Gives a phrase its rewrite, unless it has one or says nothing.
    fn claim(&mut self, phrase: Vec<Symbol>, rewrite: Rewrite) {
        let phrase = self.joined(phrase);
        let same = matches!(&rewrite, Rewrite::Words(words) if **words == *phrase);
        if !phrase.is_empty() && !same {
            self.glue.entry(phrase).or_insert(rewrite);
        }
    }

    fn without_little_words(&self, mut phrase: Vec<Symbol>) -> Vec<Symbol> {
        phrase.retain(|symbol| !self.little.contains(symbol));
        phrase
    }

    /// A phrase without its little words, its split spellings joined.
    pub fn joined(&self, phrase: Vec<Symbol>) -> Vec<Symbol> {
        let phrase = rewritten(&self.slashes, self.without_little_words(phrase));
        rewritten(&self.joints, phrase)
    }

    /// The canonical expression of a meaning: its first phrase.
    pub fn meaning(&mut self, meaning: &FormText) -> Vec<Symbol> {
        let phrases = form::phrases(&meaning.parts);
        let words = phrases.first().into_iter().flatten();
        let symbols = words
            .flat_map(|word| self.lemmas.glued(word, &mut self.folded))
            .collect();
        self.joined(symbols)
    }

    /// Rewrites what expressions mean by the other expressions, until nothing changes.
    fn settle(&mut self) {
        const LONGEST_CHAIN: usize = 8;
        for _ in 0..LONGEST_CHAIN {
            let before = self.glue.clone();
            for (phrase, rewrite) in &mut self.glue {
                if let Rewrite::Words(words) = rewrite {
                    let settled = rewritten(&before, words.to_vec());
                    // An expression that comes back to itself stays as it is.
                    if settled != *phrase {
                        *words = settled.into();
                    }
                }
            }
            if before == self.glue {
                return;
            }
        }
    }

    /// Every way to spell a form in the vocabulary: words with hyphens both glued and split.
    pub fn spellings(&mut self, parts: &[Part]) -> Vec<Vec<Symbol>> {
        let mut all = Vec::new();
        for phrase in form::phrases(parts) {
            let mut spellings = vec![Vec::new()];
            for word in phrase {
                let glued = self.lemmas.glued(word, &mut self.folded);
                let split = self.lemmas.split(word, &mut self.folded);
                let mut longer: Vec<Vec<Symbol>> = spellings
                    .iter()
                    .map(|start: &Vec<Symbol>| [start.as_slice(), &split].concat())
                    .collect();
                spellings.iter_mut().for_each(|start| start.extend(&glued));
                spellings.append(&mut longer);
                spellings.sort();
                spellings.dedup();
            }
            all.append(&mut spellings);
        }
        all
    }
}

/// A phrase with its expressions replaced, the longest at each word first: what [`crate::title::phrase`] does to titles.
pub(crate) fn rewritten(glue: &BTreeMap<Vec<Symbol>, Rewrite>, phrase: Vec<Symbol>) -> Vec<Symbol> {
    let mut out = Vec::with_capacity(phrase.len());
    let mut at = 0;
    while at < phrase.len() {
        let longest = (at + 1..=phrase.len())
            .rev()
            .find_map(|end| match glue.get(&phrase[at..end]) {
                Some(Rewrite::Words(words)) => Some((end, words)),
                _ => None,
            });
        match longest {
            Some((end, words)) => {
                out.extend(words.iter());
                at = end;
            }
            None => {
                out.push(phrase[at]);
                at += 1;
            }
        }
    }
    out
}
