//! Patterns in one table: which state follows each state with each byte.
//!
//! All states are made when rules are compiled, by the `regex-automata` crate. To walk them is one look a byte and takes no memory of a
//! thread's own, and those of the built-in patterns come ready with the program. The table has two bytes for each step and a column for each
//! kind of byte that the patterns tell apart: a quarter of what the crate's own has, since it is to stay in the processor's caches.

use crate::rules::flat;
use regex_automata::Anchored;
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::error::Error;

/// The largest compiled size of all patterns, in bytes, before their states are made.
const SIZE_LIMIT: usize = 1 << 20;

/// The largest size of the states, in bytes, when they are made: six times that of the built-in patterns'.
const STATES_LIMIT: usize = 8 << 20;

/// What more memory may be used to make them, in bytes.
const WORK_LIMIT: usize = 32 << 20;

/// How far patterns have been followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State(u16);

impl State {
    /// Nothing goes on from here.
    const DEAD: State = State(0);

    /// Whether nothing goes on from here.
    #[inline]
    pub fn is_dead(self) -> bool {
        self == State::DEAD
    }
}

/// Some patterns, followed together from one place; where several fit, the first one of them is found.
#[derive(Serialize, Deserialize)]
pub(super) struct Automaton {
    /// The column of each byte.
    #[serde(with = "flat")]
    columns: Box<[u8]>,
    /// How many columns there are; the last one is for the end of the text.
    width: u16,
    /// The states that follow each state, a row of columns each. The first state is the dead one.
    #[serde(with = "flat")]
    followers: Box<[u16]>,
    /// Where to start at the beginning of a text, then where to start behind each byte.
    #[serde(with = "flat")]
    starts: Box<[u16]>,
    /// What is found in the states behind the dead one, all of them that find something: the place of a pattern.
    #[serde(with = "flat")]
    found: Box<[u16]>,
}

impl Automaton {
    /// The automaton of some patterns of bytes.
    ///
    /// # Errors
    /// What is wrong with them, or that they are too much.
    pub fn new(patterns: &[&str]) -> Result<Automaton, Box<dyn Error>> {
        let states = dense::Config::new()
            .start_kind(StartKind::Anchored)
            .accelerate(false)
            .dfa_size_limit(Some(STATES_LIMIT))
            .determinize_size_limit(Some(WORK_LIMIT));
        let dfa = dense::Builder::new()
            .configure(states)
            .thompson(thompson::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).utf8(false))
            .syntax(syntax::Config::new().utf8(false).unicode(false))
            .build_many(patterns)?;
        Automaton::of(&dfa)
    }

    /// The states of an automaton of the crate's that can be reached.
    fn of(dfa: &dense::DFA<Vec<u32>>) -> Result<Automaton, Box<dyn Error>> {
        let columns: Box<[u8]> = (0..=u8::MAX).map(|byte| dfa.byte_classes().get(byte)).collect();
        // A byte of each column.
        let width = dfa.byte_classes().alphabet_len();
        let bytes: Vec<u8> = (0..width)
            .filter_map(|column| columns.iter().position(|of_byte| usize::from(*of_byte) == column))
            .map(|byte| byte as u8)
            .collect();
        let row = |state| {
            let steps = bytes.iter().map(move |byte| dfa.next_state(state, *byte));
            steps.chain([dfa.next_eoi_state(state)])
        };
        let start = |before| {
            let config = start::Config::new().anchored(Anchored::Yes).look_behind(before);
            dfa.start_state(&config)
        };
        let befores = std::iter::once(None).chain((0..=u8::MAX).map(Some));
        let starts: Vec<StateID> = befores.map(start).collect::<Result<_, _>>()?;
        let states = reached(&starts, |state| dfa.is_dead_state(state), row);
        // Those that find something stand in front.
        let (finding, others): (Vec<_>, Vec<_>) = states.into_iter().partition(|state| dfa.is_match_state(*state));
        let found = finding.iter().map(|state| dfa.match_pattern(*state, 0).as_u32() as u16);
        let all: Vec<StateID> = finding.iter().chain(&others).copied().collect();
        if all.len() >= usize::from(u16::MAX) {
            return Err("they have more than 65,535 states".into());
        }
        let numbers: HashMap<StateID, u16> = all.iter().copied().zip(1..).collect();
        let number = |state: StateID| numbers.get(&state).copied().unwrap_or(State::DEAD.0);
        let dead = std::iter::repeat_n(State::DEAD.0, width);
        Ok(Automaton {
            width: width as u16,
            followers: dead
                .chain(all.iter().flat_map(|state| row(*state).map(number)))
                .collect(),
            starts: starts.iter().copied().map(number).collect(),
            found: found.collect(),
            columns,
        })
    }

    /// Where to start at a place of a text, for what stands before it.
    #[inline]
    pub fn start(&self, text: &[u8], at: usize) -> State {
        let before = at.checked_sub(1).map_or(0, |before| usize::from(text[before]) + 1);
        State(self.starts[before])
    }

    /// The state one byte further.
    #[inline]
    pub fn next(&self, state: State, byte: u8) -> State {
        self.follower(state, self.columns[usize::from(byte)].into())
    }

    /// The state where the text ends.
    #[inline]
    pub fn end(&self, state: State) -> State {
        self.follower(state, usize::from(self.width) - 1)
    }

    #[inline]
    fn follower(&self, state: State, column: usize) -> State {
        State(self.followers[usize::from(state.0) * usize::from(self.width) + column])
    }

    /// The pattern that has ended before the byte, or the end, that led to a state.
    #[inline]
    pub fn found(&self, state: State) -> Option<u16> {
        self.found.get(usize::from(state.0).wrapping_sub(1)).copied()
    }

    /// The end of what begins at a place of a text, and which pattern it is.
    #[inline(never)]
    pub fn find_at(&self, text: &[u8], at: usize) -> Option<(usize, u16)> {
        let (mut state, mut last) = (self.start(text, at), None);
        for (place, byte) in text.iter().enumerate().skip(at) {
            state = self.next(state, *byte);
            if state.is_dead() {
                return last;
            }
            last = self.found(state).map(|pattern| (place, pattern)).or(last);
        }
        let at_end = self.found(self.end(state)).map(|pattern| (text.len(), pattern));
        at_end.or(last)
    }
}

/// All states that are reached from some, but the dead one.
fn reached<R: Iterator<Item = StateID>>(
    starts: &[StateID],
    is_dead: impl Fn(StateID) -> bool,
    row: impl Fn(StateID) -> R,
) -> Vec<StateID> {
    let mut seen = std::collections::HashSet::new();
    let mut states: Vec<StateID> = starts
        .iter()
        .copied()
        .filter(|state| !is_dead(*state) && seen.insert(*state))
        .collect();
    let mut at = 0;
    while let Some(state) = states.get(at) {
        let followers = row(*state).filter(|next| !is_dead(*next) && seen.insert(*next));
        states.extend(followers.collect::<Vec<_>>());
        at += 1;
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex_automata::Input;
    use regex_automata::nfa::thompson::pikevm::PikeVM;

    /// What the crate's plainest search finds at a place.
    fn plainly(patterns: &[&str]) -> impl Fn(&[u8], usize) -> Option<(usize, u16)> {
        let vm = PikeVM::builder()
            .thompson(thompson::Config::new().utf8(false))
            .syntax(syntax::Config::new().utf8(false).unicode(false))
            .build_many(patterns)
            .unwrap();
        move |text, at| {
            let input = Input::new(text).range(at..).anchored(Anchored::Yes);
            let found = vm.find(&mut vm.create_cache(), input)?;
            Some((found.end(), found.pattern().as_u32() as u16))
        }
    }

    const PATTERNS: [&str; 7] = [
        r"\bref ?[0-9]{2,4}\b",
        r"\b[a-z]{1,3}-[0-9]+",
        r"^poste [0-9]+|(?:a|ab)(?:c|bcd)?",
        r"[0-9]+ h$",
        r"[0-9]+\xE2\x82\xAC|b*",
        r"\Ba+?b?",
        r"[^ ]* ?1",
    ];

    proptest! {
        #[test]
        fn finds_what_the_plainest_search_finds(
            text in prop::collection::vec(prop::sample::select(&b"abcdref posth012-\n\xE2\x82\xAC"[..]), 0..40),
            first in 0..PATTERNS.len(), count in 1..PATTERNS.len(),
        ) {
            let patterns: Vec<&str> = PATTERNS.iter().cycle().skip(first).take(count).copied().collect();
            let (automaton, plainly) = (Automaton::new(&patterns).unwrap(), plainly(&patterns));
            for at in 0..=text.len() {
                prop_assert_eq!(automaton.find_at(&text, at), plainly(&text, at), "{:?} at {}", patterns, at);
            }
        }
    }

    #[test]
    fn no_pattern_finds_nothing() {
        let none = Automaton::new(&[]).unwrap();
        assert_eq!((none.find_at(b"ref 12", 0), none.find_at(b"", 0)), (None, None));
        assert!(none.next(none.start(b"a", 0), b'a').is_dead());
    }

    #[test]
    fn what_is_too_much_is_told() {
        let too_many_states = r"[ab]*a[ab]{20}c";
        let error = Automaton::new(&[too_many_states]).err().unwrap();
        assert!(
            error.to_string().contains("states") || error.to_string().contains("limit"),
            "{error}"
        );
        assert!(Automaton::new(&["("]).is_err());
    }
}
