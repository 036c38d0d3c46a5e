//! What a title is cut into: words with their place in the raw title, and the gaps between them.

use super::pattern::Begins;
use crate::engine::interner::{Entry, Guess, Key};
use crate::rules::flat::flat;
use serde::{Deserialize, Serialize};

/// A word of the vocabulary, all its forms together. [`UNKNOWN`] is every other word.
pub type Symbol = u16;

/// The symbol of a word that the vocabulary does not hold.
pub const UNKNOWN: Symbol = 0;

/// A range of bytes of the raw title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The part of the title that the span covers.
    ///
    /// ```
    /// use metiers::title::Span;
    /// assert_eq!(Span { start: 0, end: 3 }.of("SEO manager"), "SEO");
    /// ```
    pub fn of(self, title: &str) -> &str {
        &title[self.start as usize..self.end as usize]
    }

    /// The bytes from `start` to `end`, without the latter.
    #[inline]
    pub(crate) fn between(start: usize, end: usize) -> Span {
        Span {
            start: start as u32,
            end: end as u32,
        }
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// What stands between a word and the one before it: a set of the marks seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap(u16);

impl Gap {
    /// White space and what counts as such: quotes, stars, emojis, control characters.
    pub const SPACE: Gap = Gap(1);
    /// Any dash.
    pub const HYPHEN: Gap = Gap(1 << 1);
    /// Any apostrophe.
    pub const APOSTROPHE: Gap = Gap(1 << 2);
    /// `/` and `\`.
    pub const SLASH: Gap = Gap(1 << 3);
    /// `,`
    pub const COMMA: Gap = Gap(1 << 4);
    /// `&`, `+`, *et*, *ou*, *and*, *or*.
    pub const AND: Gap = Gap(1 << 5);
    /// `.`
    pub const DOT: Gap = Gap(1 << 6);
    /// The inclusive middle dot and its look-alikes.
    pub const MIDDLE_DOT: Gap = Gap(1 << 7);
    /// An opening parenthesis, bracket or brace.
    pub const OPEN: Gap = Gap(1 << 8);
    /// A closing parenthesis, bracket or brace.
    pub const CLOSE: Gap = Gap(1 << 9);
    /// `|`, `:`, `;` and the end of a line.
    pub const BREAK: Gap = Gap(1 << 10);

    /// What a title is cut at.
    pub const PARTS: Gap = Gap::SPACE.with(Gap::HYPHEN).with(Gap::OPEN).with(Gap::BREAK);

    /// Nothing between, as between the parts of `H24`.
    pub const NONE: Gap = Gap(0);

    /// Whether any mark of `other` is in the gap.
    pub const fn has(self, other: Gap) -> bool {
        self.0 & other.0 != 0
    }

    /// Both gaps together.
    pub const fn with(self, other: Gap) -> Gap {
        Gap(self.0 | other.0)
    }

    /// The gap without the marks of `other`.
    pub const fn without(self, other: Gap) -> Gap {
        Gap(self.0 & !other.0)
    }

    /// The marks of the gap that are in `other` too.
    pub const fn only(self, other: Gap) -> Gap {
        Gap(self.0 & other.0)
    }

    /// The marks as bits, for keys.
    pub(crate) const fn bits(self) -> u16 {
        self.0
    }

    /// Whether nothing but space is in the gap, as in most.
    #[inline]
    const fn is_space(self) -> bool {
        self.0 == Gap::SPACE.0
    }

    /// Whether a new segment starts here: a dash with a space, a bar, a colon, a parenthesis.
    #[inline]
    pub const fn is_segment(self) -> bool {
        !self.is_space()
            && (self.has(Gap::BREAK.with(Gap::OPEN).with(Gap::CLOSE))
                || (self.has(Gap::SPACE) && self.has(Gap::HYPHEN.with(Gap::MIDDLE_DOT))))
    }

    /// Whether a new item of an enumeration starts here: a segment, a comma, a slash, *et*, *ou*.
    #[inline]
    pub const fn is_item(self) -> bool {
        !self.is_space() && (self.is_segment() || self.has(Gap::SLASH.with(Gap::COMMA).with(Gap::AND)))
    }

    /// Whether a phrase may run across: words of one expression stand on both sides.
    #[inline]
    pub const fn is_bridge(self) -> bool {
        self.is_space() || (!self.is_segment() && !self.has(Gap::SLASH.with(Gap::COMMA)))
    }

    /// Whether a word written with a slash may run across: `a/b`.
    #[inline]
    pub fn is_slash_or_bridge(self) -> bool {
        self == Gap::SLASH || self.is_bridge()
    }

    /// Whether the word is glued to the one before, so that it can be its ending (`chargé·e`).
    #[inline]
    pub const fn is_joint(self) -> bool {
        !self.is_space()
            && self.has(
                Gap::DOT
                    .with(Gap::MIDDLE_DOT)
                    .with(Gap::HYPHEN)
                    .with(Gap::SLASH)
                    .with(Gap::OPEN),
            )
            && (!self.has(Gap::SPACE) || self.has(Gap::OPEN))
            && !self.has(Gap::BREAK.with(Gap::COMMA).with(Gap::AND))
    }
}

/// What a word may be in a gender mark: a set of sexes, or both run together (`HF`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sexes(u8);

flat!(Sexes(u8));

impl Sexes {
    /// No part of a mark.
    pub const NONE: Sexes = Sexes(0);
    /// *homme*, `H`, `M`.
    pub const MALE: Sexes = Sexes(1);
    /// *femme*, `F`, `W`.
    pub const FEMALE: Sexes = Sexes(1 << 1);
    /// Neither, or any: `X`, `D`, *autre*.
    pub const OTHER: Sexes = Sexes(1 << 2);
    /// A whole mark: `HF`, `FH`.
    pub const RUN_TOGETHER: Sexes = Sexes(1 << 3);

    /// Whether any of `other` is among them.
    pub const fn has(self, other: Sexes) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    pub const fn with(self, other: Sexes) -> Sexes {
        Sexes(self.0 | other.0)
    }
}

/// Why a word says nothing of the trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noise {
    /// A gender mark: `H/F`, `m/w/d`.
    Gender,
    /// The ending of inclusive writing: `·e`, `(trice)`.
    Ending,
    /// The second half of a doublet: `Rédacteur / Rédactrice`.
    Doublet,
    /// A little word: *de*, *la*, *the*.
    LittleWord,
    /// A number by itself.
    Number,
    /// Contract, stage, apprenticeship.
    Contract,
    /// Seniority, diploma.
    Level,
    /// Length, date.
    Duration,
    /// Working hours.
    Hours,
    /// Remote work.
    Remote,
    /// Hiring phrase.
    Hiring,
    /// Pay.
    Pay,
    /// Kind of company.
    Company,
    /// Town, department, region, country.
    Place,
    /// Reference of the ad.
    Reference,
    /// A link or an address.
    Link,
    /// Anything else that says nothing of the trade.
    Other,
}

/// A word of a title.
#[derive(Clone, Copy, Debug, Default)]
pub struct Token {
    /// Where it stands in the raw title.
    pub raw: Span,
    /// Where its folded letters stand in the folded text.
    pub(crate) text: Span,
    /// What it is looked up by.
    pub(crate) key: Key,
    /// What it may be, before it is looked up.
    pub(crate) guess: Guess,
    /// What separates it from the word before.
    pub(crate) gap: Gap,
    /// The word it is, once looked up.
    pub(crate) symbol: Symbol,
    /// Why it is dropped, if it is.
    pub(crate) noise: Option<Noise>,
    /// Written in capitals, two letters or more.
    pub(crate) upper: bool,
    /// Digits alone.
    pub(crate) number: bool,
    /// How many bytes before its end in the raw title its last letter begins, and the last but one, which may be cut off; 0 where that
    /// is not known.
    pub(crate) lasts: [u16; 2],
    /// Mistyped: `symbol` is that of the word at one slip.
    pub(crate) mistyped: bool,
    /// What it may be in a gender mark, once looked up.
    pub(crate) sexes: Sexes,
    /// Where a pattern may begin with it, once looked up.
    pub(crate) begins: Begins,
}

impl Token {
    /// Makes it the word of an entry.
    #[inline]
    pub(crate) fn stands_for(&mut self, entry: &Entry) {
        self.symbol = entry.read(self.upper);
        (self.sexes, self.begins) = (entry.sexes, entry.begins);
    }
}
