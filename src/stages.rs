//! A title read up to a given step, or whole without a look into the memory, for benchmarks and laws of reading: no part of the public
//! contract.
//!
//! The steps work in place on what the step before made, so a step alone cannot be run twice; the time of one is
//! the difference between two neighbours.

use crate::classifier::{Classifier, Scratch};
use crate::engine::{Company, Label, Verdict, hits, score};
use crate::title;
use crate::title::token::UNKNOWN;

/// How far a title is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Bytes to folded words.
    Fold,
    /// Words to symbols, slips of the keyboard forgiven.
    Lookup,
    /// References, pay, dates, gender marks and inclusive endings made noise.
    Marks,
    /// Expressions rewritten, noise phrases and doublets dropped.
    Phrases,
    /// Rules found and weighed.
    Decide,
}

/// What a title has come to after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// How many words there are.
    Words(usize),
    /// How many of them the rules know.
    Known(usize),
    /// How many of them are noise.
    Noise(usize),
    /// How many words the rules see.
    Kept(usize),
    /// What the title is.
    Label(Label),
}

/// Reads titles up to a step, with buffers that are reused.
#[derive(Debug)]
pub struct Stages {
    classifier: Classifier,
    scratch: Scratch,
}

impl Stages {
    /// Stages of a classifier.
    pub fn new(classifier: &Classifier) -> Stages {
        Stages {
            classifier: classifier.clone(),
            scratch: Scratch::default(),
        }
    }

    /// The phrases of the rules, folded, each word by its shortest spelling: what a keyword engine would be given.
    pub fn phrases(&self) -> Vec<String> {
        let set = self.classifier.rule_set();
        let text = |phrase: &Vec<_>| {
            let words: Vec<&str> = phrase
                .iter()
                .map(|word| set.lexicon.names.text(usize::from(*word)))
                .collect();
            words.join(" ")
        };
        set.rules
            .trie
            .phrases()
            .iter()
            .map(|(phrase, _)| text(phrase))
            .collect()
    }

    /// Reads a title up to a step.
    pub fn read(&mut self, title: &str, step: Step) -> Outcome {
        let set = self.classifier.rule_set();
        let Scratch { reading, hits, .. } = &mut self.scratch;
        if step == Step::Fold {
            title::fold::fold(title, &mut reading.folded);
            return Outcome::Words(reading.folded.tokens.len());
        }
        if step == Step::Lookup {
            title::fold::fold(title, &mut reading.folded);
            title::lookup::lookup(&set.lexicon, &mut reading.folded);
            let known = reading.folded.tokens.iter().filter(|token| token.symbol != UNKNOWN);
            return Outcome::Known(known.count());
        }
        if step == Step::Marks {
            set.lexicon.read_marks(title, reading);
            let noise = reading.folded.tokens.iter().filter(|token| token.noise.is_some());
            return Outcome::Noise(noise.count());
        }
        set.lexicon.read(title, reading);
        if step == Step::Phrases {
            return Outcome::Kept(reading.kept.len());
        }
        hits::find(&set.rules, &reading.kept, hits);
        Outcome::Label(score::decide(&set.rules, &reading.kept, hits, &Company::default()).label)
    }
}

/// The verdict on a title that is read for it, whatever the buffers remember: what laws and benchmarks of reading ask.
pub fn verdict(classifier: &Classifier, scratch: &mut Scratch, title: &str, company: &Company) -> Verdict {
    classifier.classify_anew(scratch, title, company)
}
