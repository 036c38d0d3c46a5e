//! Bytes to symbols: how a title is read before any rule looks at it.
//!
//! The steps, in order; each is one file, and each leaves the raw title's places in what it makes.
//!
//! 1. [`fold`]: bytes to folded words, with the gaps between them. *Law: folding twice is folding once.*
//! 2. [`lookup`]: words to symbols; a long unknown word at one slip of the keyboard is that word ([`spelling`]).
//! 3. [`pattern`]: references, pay, dates, hours, links become noise; tried only where a digit or a mark was seen.
//! 4. [`gender`]: gender marks (`H/F`) and inclusive endings (`·rice`) become noise.
//! 5. [`phrase`]: expressions and acronyms are rewritten to one canonical expression, split spellings are joined, and
//!    noise phrases are dropped, save where a rule's own phrase covers them.
//! 6. [`doublet`]: of *Rédacteur / Rédactrice* one stays.
//!
//! [`tail`] tells what a title may end with and mean the same, for those who remember titles.
//!
//! *Law: spans index the raw title, whatever the step.*

mod automaton;
mod character;
pub(crate) mod doublet;
mod entity;
pub(crate) mod fold;
pub(crate) mod gender;
pub(crate) mod lookup;
pub(crate) mod padded;
pub(crate) mod pattern;
pub(crate) mod phrase;
pub(crate) mod spelling;
pub(crate) mod tail;
pub(crate) mod text;
pub(crate) mod token;
mod window;

pub(crate) use entity::is_twice_encoded;
pub use text::folded;
pub use token::{Noise, Span};

use crate::engine::interner::Interner;
use crate::engine::trie::Trie;
use crate::rules::flat::{self, flat};
use crate::rules::pool::Pool;
use serde::{Deserialize, Serialize};
use text::Folded;
use token::{Gap, Symbol};

/// Everything that reading a title needs to know, made from the vocabulary once.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Lexicon {
    /// Spellings to symbols.
    pub words: Interner,
    /// What each symbol is, by symbol.
    #[serde(with = "flat")]
    pub traits: Box<[Traits]>,
    /// What explanations call each symbol: its shortest spelling.
    pub names: Pool,
    /// Split spellings, and the words that they are, by value.
    pub joints: Trie,
    pub joined: Box<[phrase::Rewrite]>,
    /// Words written with a slash, and the words that they are, by value.
    pub slashes: Trie,
    pub unslashed: Box<[phrase::Rewrite]>,
    /// Expressions to rewrite or to drop.
    pub glue: Trie,
    /// What the expressions of `glue` become, by value.
    pub rewrites: Box<[phrase::Rewrite]>,
    /// The rules' phrases that hold a noise word: they keep it.
    pub contested: Trie,
    /// Inclusive endings.
    pub endings: gender::Endings,
    /// What is not words.
    pub patterns: pattern::Patterns,
    /// Long words, findable at one slip.
    pub slips: spelling::Slips,
}

/// What a symbol is besides a word: a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits(u8);

flat!(Traits(u8));

impl Traits {
    /// Little words and numbers are dropped everywhere.
    pub const LITTLE: Traits = Traits(1);
    /// *et*, *ou*: little words that coordinate.
    pub const COORDINATES: Traits = Traits(1 << 1);
    /// *en*, *pour*, *in*: looked through where no phrase of the rules has them.
    pub const LINKS: Traits = Traits(1 << 2);
    /// Stands in some phrase of `contested` and in some noise.
    pub const CONTESTED: Traits = Traits(1 << 3);
    /// Begins a word written with a slash. Most words begin nothing, and no trie is asked about them.
    pub const BEGINS_SLASHED: Traits = Traits(1 << 4);
    /// Begins a split spelling.
    pub const BEGINS_JOINT: Traits = Traits(1 << 5);
    /// Begins an expression.
    pub const BEGINS_GLUE: Traits = Traits(1 << 6);
    /// Begins a phrase of `contested`.
    pub const BEGINS_CONTESTED: Traits = Traits(1 << 7);

    /// Adds others.
    pub fn add(&mut self, others: Traits) {
        self.0 |= others.0;
    }

    /// Whether any of `others` is among them.
    #[inline]
    pub const fn has(self, others: Traits) -> bool {
        self.0 & others.0 != 0
    }
}

/// A word of the title as rules see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// What it is.
    pub symbol: Symbol,
    /// What separates it from the kept word before.
    pub gap: Gap,
    /// Where it stands in the raw title.
    pub raw: Span,
    /// Why it is dropped, if it is.
    pub noise: Option<Noise>,
    /// Whether it was read through a slip of the keyboard.
    pub mistyped: bool,
    /// What its symbol is besides.
    pub traits: Traits,
}

impl Word {
    /// Whether it is a linking word: *en*, *pour*, *in*.
    #[inline]
    pub fn links(&self) -> bool {
        self.traits.has(Traits::LINKS)
    }
}

/// A title being read: buffers that are reused from title to title.
#[derive(Default)]
pub(crate) struct Reading {
    pub folded: Folded,
    /// Every word, the dropped ones too.
    pub words: Vec<Word>,
    /// The words that rules see.
    pub kept: Vec<Word>,
}

impl Lexicon {
    /// Reads a title.
    pub fn read(&self, title: &str, reading: &mut Reading) {
        self.read_marks(title, reading);
        self.read_words(reading);
    }

    /// Reads a title up to its marks: words with their symbols, those of references, pay and gender made noise.
    pub fn read_marks(&self, title: &str, reading: &mut Reading) {
        fold::fold(title, &mut reading.folded);
        lookup::lookup(self, &mut reading.folded);
        if reading.folded.patterned {
            self.patterns.mask(&mut reading.folded);
        }
        gender::mask(self, &mut reading.folded);
    }

    /// From a title's marks to the words that rules see.
    fn read_words(&self, reading: &mut Reading) -> phrase::Rewritten {
        let rewritten = phrase::rewrite(self, &reading.folded, &mut reading.words);
        if keep(&reading.words, &mut reading.kept) {
            doublet::drop(&mut reading.words, &mut reading.kept);
        }
        rewritten
    }

    /// What a symbol is.
    #[inline]
    pub fn of(&self, symbol: Symbol) -> Traits {
        self.traits.get(usize::from(symbol)).copied().unwrap_or_default()
    }
}

/// The words that are not noise, each with all that separates it from the one before; whether a known one stands twice so near
/// that a doublet is possible.
fn keep(words: &[Word], kept: &mut Vec<Word>) -> bool {
    kept.clear();
    let mut gap = Gap::NONE;
    let (mut last, mut again) = (doublet::Last::default(), false);
    for word in words {
        gap = merge(gap, word.gap);
        if word.noise.is_none() {
            kept.push(Word { gap, ..*word });
            gap = Gap::NONE;
            again |= last.holds(word.symbol);
        }
    }
    again
}

/// The gap across a dropped word: parentheses that held nothing else go with it.
#[inline]
fn merge(before: Gap, after: Gap) -> Gap {
    if before.has(Gap::OPEN) && after.has(Gap::CLOSE) {
        before
            .without(Gap::OPEN)
            .with(after.without(Gap::CLOSE))
            .with(Gap::SPACE)
    } else {
        before.with(after)
    }
}
