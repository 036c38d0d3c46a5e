//! What is not words: references, pay, dates, hours, links, found by the patterns of `vocabulary/patterns.toml`.
//!
//! All patterns run together, over the folded text, and only where a digit or a mark makes one possible. They are those of the
//! `regex` crate; its automaton is called directly so that every thread owns its cache, and from each place where a pattern may
//! begin: most words begin none, and their letters would only drive half a megabyte of tables through the processor's caches.

use super::text::Folded;
use super::token::{Noise, Token};
use memchr::memchr;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::hybrid::{BuildError, LazyStateID};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Hir, HirKind};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The largest compiled size of all patterns, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// The patterns and the kind of noise that each finds. Those that come ready with the program are built when the first
/// title may need them: that takes longer than everything else at the start.
#[derive(Serialize, Deserialize)]
pub(crate) struct Patterns {
    sources: Box<[Box<str>]>,
    kinds: Box<[Noise]>,
    /// Those that find something without an `@`.
    #[serde(skip)]
    plain: OnceLock<Automaton>,
    /// All of them: an address may begin with any word.
    #[serde(skip)]
    all: OnceLock<Automaton>,
}

/// Some patterns, run together.
struct Automaton {
    /// Told from all others of the process by it.
    number: u64,
    dfa: DFA,
    kinds: Box<[Noise]>,
    /// Whether one may begin with a byte, by the byte.
    first: Box<[bool]>,
    /// Whether one may begin inside a word.
    inside: bool,
}

/// What the automata of one thread work in. They may be lent to one set of patterns after another.
#[derive(Default)]
pub(crate) struct Caches {
    plain: Room,
    all: Room,
}

/// What one automaton works in, with its number.
#[derive(Default)]
struct Room(Option<(u64, Cache)>);

impl Room {
    /// The cache of an automaton; another's would lead it astray.
    #[inline]
    fn of(&mut self, automaton: &Automaton) -> &mut Cache {
        if self.0.as_ref().is_none_or(|(number, _)| *number != automaton.number) {
            self.0 = Some((automaton.number, automaton.dfa.create_cache()));
        }
        match &mut self.0 {
            Some((_, cache)) => cache,
            None => unreachable!("it was just made"),
        }
    }
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Begins(u8);

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
    pub fn new(patterns: &[(&str, Noise)]) -> Result<Patterns, Box<BuildError>> {
        let patterns = Patterns {
            sources: patterns.iter().map(|(source, _)| (*source).into()).collect(),
            kinds: patterns.iter().map(|(_, kind)| *kind).collect(),
            plain: OnceLock::new(),
            all: OnceLock::new(),
        };
        let (plain, all) = (patterns.build(false)?, patterns.build(true)?);
        Ok(Patterns {
            plain: plain.into(),
            all: all.into(),
            ..patterns
        })
    }

    /// The automaton of all patterns, or of those that need no `@`.
    fn build(&self, all: bool) -> Result<Automaton, Box<BuildError>> {
        let patterns = self
            .sources
            .iter()
            .map(|source| &**source)
            .zip(self.kinds.iter().copied());
        let wanted: Vec<_> = patterns.filter(|(source, _)| all || !needs_at(source)).collect();
        Automaton::new(&wanted)
    }

    fn plain(&self) -> &Automaton {
        self.plain.get_or_init(|| self.build(false).expect(BUILT_BEFORE))
    }

    fn all(&self) -> &Automaton {
        self.all.get_or_init(|| self.build(true).expect(BUILT_BEFORE))
    }

    /// Makes noise of the words that a pattern covers.
    pub fn mask(&self, folded: &mut Folded, caches: &mut Caches) {
        if memchr(b'@', folded.text()).is_some() {
            folded
                .tokens
                .iter_mut()
                .for_each(|token| token.begins = Begins::ANYWHERE);
            self.all().mask(folded, caches.all.of(self.all()));
        } else {
            self.plain().mask(folded, caches.plain.of(self.plain()));
        }
    }

    /// The same, of a text behind which a tail may stand (`tail::cut`); how far patterns reach in it.
    pub fn mask_to_cut(&self, folded: &mut Folded, caches: &mut Caches) -> Reach {
        // An address may begin with any word, and go on with any.
        if memchr(b'@', folded.text()).is_some() {
            if folded.patterned {
                self.mask(folded, caches);
            }
            return Reach::Unknown;
        }
        let automaton = self.plain();
        let cache = caches.plain.of(automaton);
        let reach = automaton.reach(folded, cache);
        if folded.patterned {
            automaton.mask(folded, cache);
        }
        reach
    }

    /// Where a pattern may begin with a word, if the text holds no `@`.
    pub fn begin_with(&self, word: &[u8], caches: &mut Caches) -> Begins {
        let automaton = self.plain();
        let cache = caches.plain.of(automaton);
        // At the start of a text, and behind something else.
        let texts = [(word, 0), (&[b" ", word].concat(), 1)];
        let begins = texts.map(|(text, at)| automaton.begins(text, at, cache).0);
        Begins(begins[0] | begins[1])
    }
}

const BUILT_BEFORE: &str = "these patterns were built before they were stored";

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

impl Automaton {
    fn new(patterns: &[(&str, Noise)]) -> Result<Automaton, Box<BuildError>> {
        let sources: Vec<_> = patterns.iter().map(|(source, _)| *source).collect();
        let dfa = DFA::builder()
            .thompson(thompson::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).utf8(false))
            .syntax(syntax::Config::new().utf8(false).unicode(false))
            .build_many(&sources)
            .map_err(Box::new)?;
        let mut cache = dfa.create_cache();
        let letters = || (0..=u8::MAX).filter(u8::is_ascii_alphanumeric);
        let mut begins = |before: &[u8], byte| {
            let input = Input::new(before).range(before.len()..).anchored(Anchored::Yes);
            let start = dfa.start_state_forward(&mut cache, &input).expect(NEVER_GIVES_UP);
            !dfa.next_state(&mut cache, start, byte).expect(NEVER_GIVES_UP).is_dead()
        };
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        Ok(Automaton {
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            first: (0..=u8::MAX)
                .map(|byte| begins(b"", byte) || begins(b" ", byte) || begins(b"a", byte))
                .collect(),
            inside: letters().any(|letter| begins(b"a", letter)),
            dfa,
            kinds: patterns.iter().map(|(_, kind)| *kind).collect(),
        })
    }

    /// Makes noise of what patterns cover: they begin at marks and at the words that may begin one.
    fn mask(&self, folded: &mut Folded, cache: &mut Cache) {
        let mut from = 0;
        self.for_each_start(folded, |folded, at| {
            // What begins within something else is part of it.
            if at >= from
                && let Some((end, kind)) = self.find_at(folded.text(), cache, at)
            {
                cover(&mut folded.tokens, at as u32, end as u32, kind);
                from = end;
            }
        });
    }

    /// How far the patterns reach that begin in a text.
    fn reach(&self, folded: &mut Folded, cache: &mut Cache) -> Reach {
        // What begins with the space of a cut depends on what stands before it.
        let mut reach = if self.first[usize::from(b' ')] {
            Reach::Unknown
        } else {
            Reach::Within
        };
        self.for_each_start(folded, |folded, at| {
            let found = self.find_at(folded.text(), cache, at);
            if found.is_some() && !folded.patterned {
                reach = Reach::Unknown;
            }
            // What cannot go on behind the text finds the same whatever stands there.
            if reach == Reach::Within && self.follow(folded.text(), cache, at).is_some() {
                let text = folded.text_to_cut();
                if found != self.find_at(text, cache, at) || self.runs_on(text, cache, at) {
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
        self.first[usize::from(text[at])] && (self.inside || !inside())
    }

    /// Whether what begins at a place may go on behind the text, where a tail begins (`tail::cut`): a dash, a bracket or the
    /// first half of a gender mark.
    fn runs_on(&self, text: &[u8], cache: &mut Cache, at: usize) -> bool {
        let cleared = cache.clear_count();
        let Some(state) = self.follow(text, cache, at) else {
            return false;
        };
        // A state is another one once the cache was cleared: nothing is known then.
        let mut goes_on = |bytes: &[u8]| cache.clear_count() != cleared || self.go_on(state, cache, bytes).is_some();
        (b'a'..=b'z').any(|letter| goes_on(&[letter, b'/'])) || b"-|(".iter().any(|mark| goes_on(&[*mark]))
    }

    /// The state at the end of a text of what begins at a place; `None` where it has ended before.
    fn follow(&self, text: &[u8], cache: &mut Cache, at: usize) -> Option<LazyStateID> {
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        let start = self.dfa.start_state_forward(cache, &input).expect(NEVER_GIVES_UP);
        self.go_on(start, cache, &text[at..])
    }

    /// The state some bytes further; `None` where nothing goes on with them.
    #[inline]
    fn go_on(&self, from: LazyStateID, cache: &mut Cache, bytes: &[u8]) -> Option<LazyStateID> {
        let mut state = from;
        for byte in bytes {
            state = self.dfa.next_state(cache, state, *byte).expect(NEVER_GIVES_UP);
            if state.is_dead() {
                return None;
            }
        }
        Some(state)
    }

    /// The end of what begins at a place, and what it is.
    #[inline(never)]
    fn find_at(&self, text: &[u8], cache: &mut Cache, at: usize) -> Option<(usize, Noise)> {
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        let found = self.dfa.try_search_fwd(cache, &input).expect(NEVER_GIVES_UP)?;
        // What a user's pattern finds without a letter covers nothing.
        (found.offset() > at).then(|| (found.offset(), self.kinds[found.pattern().as_usize()]))
    }

    /// Where what begins at a place of a text may go on behind it, or end with it.
    fn begins(&self, text: &[u8], at: usize, cache: &mut Cache) -> Begins {
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        let mut state = self.dfa.start_state_forward(cache, &input).expect(NEVER_GIVES_UP);
        for byte in &text[at..] {
            state = self.dfa.next_state(cache, state, *byte).expect(NEVER_GIVES_UP);
            if state.is_match() {
                return Begins::ANYWHERE;
            }
        }
        let ends = self.dfa.next_eoi_state(cache, state).expect(NEVER_GIVES_UP).is_match();
        let mut goes_on = |byte| !self.dfa.next_state(cache, state, byte).expect(NEVER_GIVES_UP).is_dead();
        let others = (0..=u8::MAX).filter(|byte| !byte.is_ascii_alphanumeric() && goes_on(*byte));
        let places = others.map(|byte| Begins::before(Some(byte)));
        let end = ends.then_some(Begins::SPACED);
        places
            .chain(end)
            .fold(Begins::default(), |all, place| Begins(all.0 | place.0))
    }
}

const NEVER_GIVES_UP: &str = "an automaton whose cache may be cleared at any time reads every text to its end";

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
