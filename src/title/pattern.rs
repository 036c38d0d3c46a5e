//! What is not words: references, pay, dates, hours, links, found by the patterns of `vocabulary/patterns.toml`.
//!
//! All patterns run together ([`automaton`](super::automaton)), over the folded text, and only where a digit or a mark makes one possible;
//! from each place where a pattern may begin: most words begin none, and their letters would only drive the table through the
//! processor's caches.

use super::automaton::{Automaton, State};
use super::text::Folded;
use super::token::{Noise, Token};
use crate::rules::flat::{self, flat};
use memchr::memchr;
use regex_syntax::hir::{Hir, HirKind};
use serde::{Deserialize, Serialize};
use std::error::Error;

/// The patterns and the kind of noise that each finds.
#[derive(Serialize, Deserialize)]
pub(crate) struct Patterns {
    /// Those that find something without an `@`.
    plain: Set,
    /// All of them: an address may begin with any word.
    all: Set,
}

/// Some patterns, run together.
#[derive(Serialize, Deserialize)]
struct Set {
    automaton: Automaton,
    kinds: Box<[Noise]>,
    /// Whether one may begin with a byte (1) or not (0), by the byte.
    #[serde(with = "flat")]
    first: Box<[u8]>,
    /// Whether one may begin inside a word.
    inside: bool,
}

/// How far the patterns reach that begin in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// They find the same whatever stands behind it.
    Within,
    /// One may go on behind it, or end otherwise.
    Beyond,
    /// One would find something if there were anything, elsewhere, that makes patterns be tried.
    Unknown,
}

/// Where a pattern may begin with a word: a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Begins(u8);

flat!(Begins(u8));

impl Begins {
    /// Where a space follows, or nothing.
    const SPACED: Begins = Begins(1);
    /// Where a dash follows.
    const DASHED: Begins = Begins(1 << 1);
    /// Where another mark follows.
    const GLUED: Begins = Begins(1 << 2);
    /// Wherever it stands.
    pub const ANYWHERE: Begins = Begins(Begins::SPACED.0 | Begins::DASHED.0 | Begins::GLUED.0);

    /// Where a word stands that is followed by a byte, or by nothing.
    fn before(next: Option<u8>) -> Begins {
        match next {
            None | Some(b' ') => Begins::SPACED,
            Some(b'-' | b'_') => Begins::DASHED,
            Some(_) => Begins::GLUED,
        }
    }
}

impl Default for Patterns {
    fn default() -> Self {
        Patterns::new(&[]).expect("no pattern is a valid set of patterns")
    }
}

impl Patterns {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn new(patterns: &[(&str, Noise)]) -> Result<Patterns, Box<dyn Error>> {
        let plain: Vec<_> = patterns
            .iter()
            .copied()
            .filter(|(source, _)| !needs_at(source))
            .collect();
        Ok(Patterns {
            plain: Set::new(&plain)?,
            all: Set::new(patterns)?,
        })
    }

    /// Makes noise of the words that a pattern covers.
    pub fn mask(&self, folded: &mut Folded) {
        if memchr(b'@', folded.text()).is_some() {
            folded
                .tokens
                .iter_mut()
                .for_each(|token| token.begins = Begins::ANYWHERE);
            self.all.mask(folded);
        } else {
            self.plain.mask(folded);
        }
    }

    /// The same, of a text behind which a tail may stand (`tail::cut`); how far patterns reach in it.
    pub fn mask_to_cut(&self, folded: &mut Folded) -> Reach {
        // An address may begin with any word, and go on with any.
        if memchr(b'@', folded.text()).is_some() {
            if folded.patterned {
                self.mask(folded);
            }
            return Reach::Unknown;
        }
        let reach = self.plain.reach(folded);
        if folded.patterned {
            self.plain.mask(folded);
        }
        reach
    }

    /// Where a pattern may begin with a word, if the text holds no `@`.
    pub fn begin_with(&self, word: &[u8]) -> Begins {
        // At the start of a text, and behind something else.
        let texts = [(word, 0), (&[b" ", word].concat(), 1)];
        let begins = texts.map(|(text, at)| self.plain.begins(text, at).0);
        Begins(begins[0] | begins[1])
    }
}

/// Whether a pattern finds nothing in a text without an `@`.
fn needs_at(source: &str) -> bool {
    fn needs(hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Literal(literal) => literal.0.contains(&b'@'),
            HirKind::Concat(parts) => parts.iter().any(needs),
            HirKind::Alternation(parts) => parts.iter().all(needs),
            HirKind::Capture(group) => needs(&group.sub),
            HirKind::Repetition(part) => part.min > 0 && needs(&part.sub),
            HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) => false,
        }
    }
    let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
    parser.parse(source).is_ok_and(|hir| needs(&hir))
}

impl Set {
    fn new(patterns: &[(&str, Noise)]) -> Result<Set, Box<dyn Error>> {
        let sources: Vec<_> = patterns.iter().map(|(source, _)| *source).collect();
        let automaton = Automaton::new(&sources)?;
        let letters = || (0..=u8::MAX).filter(u8::is_ascii_alphanumeric);
        let begins = |before: &[u8], byte| {
            let start = automaton.start(before, before.len());
            !automaton.next(start, byte).is_dead()
        };
        Ok(Set {
            first: (0..=u8::MAX)
                .map(|byte| u8::from(begins(b"", byte) || begins(b" ", byte) || begins(b"a", byte)))
                .collect(),
            inside: letters().any(|letter| begins(b"a", letter)),
            kinds: patterns.iter().map(|(_, kind)| *kind).collect(),
            automaton,
        })
    }

    /// Makes noise of what patterns cover: they begin at marks and at the words that may begin one.
    fn mask(&self, folded: &mut Folded) {
        let mut from = 0;
        self.for_each_start(folded, |folded, at| {
            // What begins within something else is part of it.
            if at >= from
                && let Some((end, kind)) = self.find_at(folded.text(), at)
            {
                cover(&mut folded.tokens, at as u32, end as u32, kind);
                from = end;
            }
        });
    }

    /// How far the patterns reach that begin in a text.
    fn reach(&self, folded: &mut Folded) -> Reach {
        // What begins with the space of a cut depends on what stands before it.
        let mut reach = if self.begins_with(b' ') {
            Reach::Unknown
        } else {
            Reach::Within
        };
        self.for_each_start(folded, |folded, at| {
            let found = self.find_at(folded.text(), at);
            if found.is_some() && !folded.patterned {
                reach = Reach::Unknown;
            }
            // What cannot go on behind the text finds the same whatever stands there.
            if reach == Reach::Within && self.follow(folded.text(), at).is_some() {
                let text = folded.text_to_cut();
                if found != self.find_at(text, at) || self.runs_on(text, at) {
                    reach = Reach::Beyond;
                }
            }
        });
        reach
    }

    /// Calls back with each place where a pattern may begin, in their order.
    #[inline]
    fn for_each_start(&self, folded: &mut Folded, mut act: impl FnMut(&mut Folded, usize)) {
        let mut try_at = |folded: &mut Folded, at: usize| {
            if self.may_begin_at(folded.text(), at) {
                act(folded, at);
            }
        };
        let mut before = 0;
        for at in 0..folded.tokens.len() {
            let Token { text, begins, .. } = folded.tokens[at];
            let (start, end) = (text.start as usize, text.end as usize);
            (before..start).for_each(|place| try_at(folded, place));
            let next = Begins::before(folded.text().get(end).copied());
            if begins.0 & next.0 != 0 || self.inside {
                (start..end).for_each(|place| try_at(folded, place));
            }
            before = end;
        }
        (before..folded.text().len()).for_each(|place| try_at(folded, place));
    }

    /// Whether a pattern may begin with the byte at a place, for what stands before it.
    #[inline]
    fn may_begin_at(&self, text: &[u8], at: usize) -> bool {
        let inside = || at > 0 && text[at].is_ascii_alphanumeric() && text[at - 1].is_ascii_alphanumeric();
        self.begins_with(text[at]) && (self.inside || !inside())
    }

    /// Whether a pattern may begin with a byte.
    #[inline]
    fn begins_with(&self, byte: u8) -> bool {
        self.first[usize::from(byte)] != 0
    }

    /// Whether what begins at a place may go on behind the text, where a tail begins (`tail::cut`): a dash, a bracket or the
    /// first half of a gender mark.
    fn runs_on(&self, text: &[u8], at: usize) -> bool {
        let Some(state) = self.follow(text, at) else {
            return false;
        };
        let goes_on = |bytes: &[u8]| self.go_on(state, bytes).is_some();
        (b'a'..=b'z').any(|letter| goes_on(&[letter, b'/'])) || b"-|(".iter().any(|mark| goes_on(&[*mark]))
    }

    /// The state at the end of a text of what begins at a place; `None` where it has ended before.
    fn follow(&self, text: &[u8], at: usize) -> Option<State> {
        self.go_on(self.automaton.start(text, at), &text[at..])
    }

    /// The state some bytes further; `None` where nothing goes on with them.
    #[inline]
    fn go_on(&self, from: State, bytes: &[u8]) -> Option<State> {
        let mut state = from;
        for byte in bytes {
            state = self.automaton.next(state, *byte);
            if state.is_dead() {
                return None;
            }
        }
        Some(state)
    }

    /// The end of what begins at a place, and what it is.
    fn find_at(&self, text: &[u8], at: usize) -> Option<(usize, Noise)> {
        let (end, pattern) = self.automaton.find_at(text, at)?;
        // What a user's pattern finds without a letter covers nothing.
        (end > at).then(|| (end, self.kinds[usize::from(pattern)]))
    }

    /// Where what begins at a place of a text may go on behind it, or end with it.
    fn begins(&self, text: &[u8], at: usize) -> Begins {
        let automaton = &self.automaton;
        let mut state = automaton.start(text, at);
        for byte in &text[at..] {
            state = automaton.next(state, *byte);
            if automaton.found(state).is_some() {
                return Begins::ANYWHERE;
            }
        }
        let ends = automaton.found(automaton.end(state)).is_some();
        let goes_on = |byte| !automaton.next(state, byte).is_dead();
        let others = (0..=u8::MAX).filter(|byte| !byte.is_ascii_alphanumeric() && goes_on(*byte));
        let places = others.map(|byte| Begins::before(Some(byte)));
        let end = ends.then_some(Begins::SPACED);
        places
            .chain(end)
            .fold(Begins::default(), |all, place| Begins(all.0 | place.0))
    }
}

/// Makes noise of the words that share a byte with a part of the text.
fn cover(tokens: &mut [Token], start: u32, end: u32, kind: Noise) {
    for token in tokens {
        if token.text.start < end && token.text.end > start {
            token.noise = Some(kind);
        }
    }
}

#[cfg(test)]
#[path = "pattern_tests.rs"]
mod tests;
