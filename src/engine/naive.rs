//! The engine again, written in the most obvious way: the oracle that the fast one must equal on every title (law 7).
//!
//! Every phrase of the rules is tried at every word, the one that reaches furthest wins; needs and vetoes are looked up tag by tag; a
//! mistyped word is compared with every word. It shares with the fast engine what rules *are* ([`Rules`]) and nothing of
//! how they are found. How points make a decision is not written twice: it has no clever form to be checked.

use super::concept::{Role, Rules, Tags};
use super::hits::{Hit, LONGEST_EXPRESSION, State};
use crate::title::Word;
use crate::title::token::{Gap, Symbol};
use std::collections::BTreeMap;

/// A phrase of the rules and the forms that it is.
type Phrase = (Vec<Symbol>, Vec<u16>);

/// Every phrase of the rules, by its first word.
pub(crate) struct Naive<'r> {
    rules: &'r Rules,
    phrases: BTreeMap<Symbol, Vec<Phrase>>,
}

impl<'r> Naive<'r> {
    /// Lists the phrases of the rules.
    pub fn new(rules: &'r Rules) -> Naive<'r> {
        let mut phrases: BTreeMap<Symbol, Vec<Phrase>> = BTreeMap::new();
        for (phrase, leaf) in rules.trie.phrases() {
            let forms = rules.forms_of(leaf).to_vec();
            phrases.entry(phrase[0]).or_default().push((phrase, forms));
        }
        Naive { rules, phrases }
    }

    /// The hits, each on or off by its tags: at each word the longest phrase, unless an earlier one ends no sooner; one that
    /// runs into a complement gives way to the longest that ends before it.
    pub fn find(&self, words: &[Word]) -> Vec<Hit> {
        let mut found: Vec<Vec<Hit>> = Vec::new();
        let mut ends: Vec<usize> = Vec::new();
        for start in 0..words.len() {
            let hits = self.longest(words, start, words.len());
            let Some(end) = hits.first().map(|hit| usize::from(hit.end)) else {
                continue;
            };
            if ends.iter().any(|earlier| *earlier >= end) {
                continue;
            }
            let overlaps = ends.iter().any(|earlier| *earlier > start);
            let is_trade = |hits: &[Hit]| {
                let mut roles = hits.iter().map(|hit| self.rules.concept_of(hit.form).role);
                roles.all(|role| role == Role::Head)
            };
            let last = found.last().and_then(|hits| hits.last());
            if overlaps && is_trade(&hits) && last.is_some_and(|hit| is_trade(&[*hit])) {
                continue;
            }
            let after_complement = found
                .last()
                .and_then(|hits| hits.last())
                .is_some_and(|hit| self.is_complement(&[*hit]));
            if overlaps && self.is_complement(&hits) && !after_complement {
                let before = found.pop().unwrap_or_default();
                let shorter = before
                    .first()
                    .map(|hit| self.longest(words, usize::from(hit.start), start));
                found.extend(shorter.filter(|hits| !hits.is_empty()));
            }
            ends.push(end);
            found.push(hits);
        }
        let mut hits = found.concat();
        let given: Vec<Tags> = hits.iter().map(|hit| self.rules.concept_of(hit.form).gives).collect();
        for hit in &mut hits {
            hit.state = self.state(hit.form, &given);
        }
        hits
    }

    /// The hits of the phrase that starts at a word and reaches furthest, up to a limit.
    fn longest(&self, words: &[Word], start: usize, limit: usize) -> Vec<Hit> {
        let phrases = self.phrases.get(&words[start].symbol).into_iter().flatten();
        let standing =
            phrases.filter_map(|(phrase, forms)| Some((end_of(phrase, &words[..limit], start)?, phrase.len(), forms)));
        let Some((end, _, forms)) = standing.max_by_key(|(end, length, _)| (*end, *length)) else {
            return Vec::new();
        };
        let parts = |ends: fn(Gap) -> bool| words[1..=start].iter().filter(|word| ends(word.gap)).count() as u16;
        let hit = |form: &u16| Hit {
            form: *form,
            start: start as u16,
            end: end as u16,
            item: parts(Gap::is_item),
            segment: parts(Gap::is_segment),
            state: State::Active,
            points: 0,
        };
        forms.iter().map(hit).collect()
    }

    /// Whether all senses of a phrase are what a job is about.
    fn is_complement(&self, hits: &[Hit]) -> bool {
        let roles = hits.iter().map(|hit| self.rules.concept_of(hit.form).role);
        roles
            .into_iter()
            .all(|role| role == Role::Speciality || role == Role::Plain)
    }

    /// Whether a form counts in a title with the tags given.
    fn state(&self, form: u16, given: &[Tags]) -> State {
        let concept = self.rules.concept_of(form);
        let has = |tag: u32| given.iter().any(|tags| tags.0 >> tag & 1 == 1);
        let any_of = |wanted: Tags| (0..u64::BITS).any(|tag| wanted.0 >> tag & 1 == 1 && has(tag));
        match (
            any_of(concept.unless),
            concept.needs == Tags::default() || any_of(concept.needs),
        ) {
            (true, _) => State::Vetoed,
            (false, true) => State::Active,
            (false, false) => State::Unmet,
        }
    }
}

/// Where a phrase that starts at a word ends, if it stands there: its words follow each other, nothing that ends an
/// expression between them, and no other word than linking ones (*en*, *pour*).
fn end_of(phrase: &[Symbol], words: &[Word], start: usize) -> Option<usize> {
    let mut wanted = phrase.iter().peekable();
    for (at, word) in words.iter().enumerate().skip(start).take(LONGEST_EXPRESSION) {
        if at > start && !word.gap.is_bridge() {
            return None;
        }
        if wanted.next_if_eq(&&word.symbol).is_none() && !word.links() {
            return None;
        }
        if wanted.peek().is_none() {
            return Some(at + 1);
        }
    }
    None
}

/// The one word at one slip of the keyboard from `typed`, the first letter right: every word is tried with every slip.
pub(crate) fn meant(typed: &[u8], words: &[(&[u8], Symbol)]) -> Option<Symbol> {
    let one_slip = |word: &[u8]| {
        let deleted = (0..typed.len()).any(|at| [&typed[..at], &typed[at + 1..]].concat() == word);
        let inserted = (0..word.len()).any(|at| [&word[..at], &word[at + 1..]].concat() == typed);
        let changed = typed.len() == word.len()
            && (0..typed.len()).any(|at| typed[at + 1..] == word[at + 1..] && typed[..at] == word[..at]);
        let swapped = (1..typed.len()).any(|at| {
            let mut letters = typed.to_vec();
            letters.swap(at - 1, at);
            letters == word
        });
        deleted || inserted || changed || swapped
    };
    let near = words
        .iter()
        .filter(|(word, _)| word.first() == typed.first() && **word != *typed && one_slip(word));
    let mut symbols: Vec<_> = near.map(|(_, symbol)| *symbol).collect();
    symbols.sort_unstable();
    symbols.dedup();
    match symbols[..] {
        [symbol] => Some(symbol),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::{Classifier, Scratch};
    use crate::engine::Company;
    use crate::testing;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static CLASSIFIER: LazyLock<Classifier> = LazyLock::new(Classifier::builtin);
    static NAIVE: LazyLock<Naive<'static>> = LazyLock::new(|| Naive::new(&CLASSIFIER.rule_set().rules));

    fn assert_equal(title: &str, scratch: &mut Scratch) {
        CLASSIFIER.decide(scratch, title, &Company::default());
        let mut fast = scratch.hits.clone();
        fast.iter_mut().for_each(|hit| hit.points = 0);
        assert_eq!(fast, NAIVE.find(&scratch.reading.kept), "{title}");
    }

    /// Words of the rules, unknown words and numbers, between separators of all kinds.
    fn title() -> impl Strategy<Value = String> {
        let names = &CLASSIFIER.rule_set().lexicon.names;
        let known = (0..names.len()).map(|symbol| names.text(symbol));
        let known: Vec<&str> = known.filter(|name| !name.is_empty()).collect();
        let word = prop_oneof![
            8 => prop::sample::select(known).prop_map(str::to_owned),
            1 => "[a-zé]{1,9}",
            1 => "[A-Z]{2,4}|[0-9]{1,5}",
        ];
        let gap = prop::sample::select(vec![
            " ", " ", " ", " ", " de ", " et ", "-", " - ", "/", ", ", " (", ") ", "·", " d'", ".", " & ",
        ]);
        prop::collection::vec((word, gap), 1..12)
            .prop_map(|parts| parts.into_iter().map(|(word, gap)| word + gap).collect())
    }

    /// Long words of the rules with one or two letters dropped, doubled, changed or swapped.
    fn mistyped() -> impl Strategy<Value = Vec<u8>> {
        let words: Vec<Vec<u8>> = CLASSIFIER
            .rule_set()
            .lexicon
            .slips
            .words()
            .map(|(word, _)| word.to_vec())
            .collect();
        let slip = (0_usize..4, any::<prop::sample::Index>(), b'a'..=b'z');
        (prop::sample::select(words), prop::collection::vec(slip, 1..3)).prop_map(|(mut word, slips)| {
            for (way, at, letter) in slips {
                let at = at.index(word.len());
                match way {
                    0 => drop(word.remove(at)),
                    1 => word.insert(at, letter),
                    2 => word[at] = letter,
                    _ => word.swap(at, at.saturating_sub(1)),
                }
            }
            // Words that are too short to be corrected are another test's.
            word.resize(word.len().max(7), b'e');
            word
        })
    }

    /// Words of phrases of the rules, in their order more often than not, so that long phrases and parts of them meet.
    fn words() -> impl Strategy<Value = Vec<Word>> {
        let phrases: Vec<Vec<Symbol>> = CLASSIFIER
            .rule_set()
            .rules
            .trie
            .phrases()
            .into_iter()
            .map(|(phrase, _)| phrase)
            .collect();
        let part = (prop::sample::select(phrases), 0_usize..3, 0_usize..3).prop_map(|(phrase, from, less)| {
            let from = from.min(phrase.len() - 1);
            phrase[from..]
                .iter()
                .take(phrase.len().saturating_sub(less).max(1))
                .copied()
                .collect::<Vec<_>>()
        });
        let gaps = [Gap::HYPHEN, Gap::SLASH, Gap::COMMA, Gap::AND, Gap::OPEN];
        let gap = prop_oneof![4 => Just(Gap::SPACE), 5 => prop::sample::select(gaps.to_vec())];
        let word = |(symbol, gap)| Word {
            symbol,
            gap,
            raw: Default::default(),
            noise: None,
            mistyped: false,
            traits: CLASSIFIER.rule_set().lexicon.of(symbol),
        };
        (prop::collection::vec(part, 1..5), prop::collection::vec(gap, 40)).prop_map(move |(parts, gaps)| {
            parts
                .concat()
                .into_iter()
                .zip(gaps.into_iter().cycle())
                .map(word)
                .collect()
        })
    }

    #[test]
    fn law_07_fast_is_naive_on_real_titles() {
        let mut scratch = Scratch::default();
        for title in testing::titles() {
            assert_equal(&title, &mut scratch);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn law_07_fast_is_naive_on_random_titles(title in title()) {
            assert_equal(&title, &mut Scratch::default());
        }

        #[test]
        fn law_07_fast_is_naive_on_mistyped_words(typed in mistyped()) {
            let slips = &CLASSIFIER.rule_set().lexicon.slips;
            let words: Vec<_> = slips.words().collect();
            prop_assert_eq!(slips.find(&typed), meant(&typed, &words));
        }

        #[test]
        fn law_07_fast_is_naive_on_random_words(words in words()) {
            let rules = &CLASSIFIER.rule_set().rules;
            let mut fast = Vec::new();
            crate::engine::hits::find(rules, &words, &mut fast);
            let naive = NAIVE.find(&words).into_iter().map(|hit| Hit { state: State::Active, ..hit });
            prop_assert_eq!(fast, naive.collect::<Vec<_>>());
        }
    }
}
