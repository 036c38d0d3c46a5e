//! Words to hits: the phrases of the rules in a title, longest first.
//!
//! The longest phrase at each word is a hit. One inside an earlier, longer one is hidden, and a head that runs into a
//! speciality is cut back to what stands before it: of *chargé de production de contenus*, *chargé* and *production de
//! contenus*. Two trades never share a word: in *traffic manager e-commerce* the manager is taken.

use super::concept::{Role, Rules};
use super::trie::Node;
use crate::title::Word;

/// A phrase of the rules in a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub form: u16,
    /// The first word, and the one after the last, among the kept ones.
    pub start: u16,
    pub end: u16,
    /// The item of the enumeration that it starts in.
    pub item: u16,
    /// The segment that it starts in: what dashes, bars and parentheses part.
    pub segment: u16,
    pub state: State,
    /// What it brings to its label, bonus included.
    pub points: u16,
}

/// Whether a hit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Active,
    /// The title lacks what it needs.
    Unmet,
    /// The title has what it excludes.
    Vetoed,
}

/// Finds the hits of a title: the longest at each word, none inside an earlier one, none that runs into a speciality.
pub(crate) fn find(rules: &Rules, words: &[Word], hits: &mut Vec<Hit>) {
    hits.clear();
    let (mut reach, mut item, mut segment) = (0, 0, 0);
    for (start, word) in words.iter().enumerate() {
        if start > 0 {
            item += u16::from(word.gap.is_item());
            segment += u16::from(word.gap.is_segment());
        }
        let Some((end, leaf)) = longest(rules, words, start) else {
            continue;
        };
        if end <= reach {
            continue;
        }
        if start < reach {
            let forms = rules.forms_of(leaf);
            if is_trade(rules, forms) && hits.last().is_some_and(|last| is_trade(rules, &[last.form])) {
                continue;
            }
            if is_complement(rules, forms) && !ends_in_complement(rules, hits) {
                cut_back(rules, words, start, hits);
            }
        }
        reach = end;
        let hit = |form: &u16| Hit {
            form: *form,
            start: start as u16,
            end: end as u16,
            item,
            segment,
            state: State::Active,
            points: 0,
        };
        hits.extend(rules.forms_of(leaf).iter().map(hit));
    }
}

/// Whether a phrase names a trade, in every sense that it has.
fn is_trade(rules: &Rules, forms: &[u16]) -> bool {
    forms.iter().all(|form| rules.concept_of(*form).role == Role::Head)
}

/// Whether a phrase is what a job is about, in every sense that it has.
fn is_complement(rules: &Rules, forms: &[u16]) -> bool {
    let about = |form: &u16| matches!(rules.concept_of(*form).role, Role::Speciality | Role::Plain);
    forms.iter().all(about)
}

/// Whether the last hits are what a job is about, too.
fn ends_in_complement(rules: &Rules, hits: &[Hit]) -> bool {
    hits.last().is_some_and(|hit| is_complement(rules, &[hit.form]))
}

/// Cuts the last hits back to the longest phrase that ends before `limit`, or drops them where there is none.
fn cut_back(rules: &Rules, words: &[Word], limit: usize, hits: &mut Vec<Hit>) {
    let Some(last) = hits.last().copied() else { return };
    while hits.last().is_some_and(|hit| hit.start == last.start) {
        hits.pop();
    }
    if let Some((end, leaf)) = longest(rules, &words[..limit], usize::from(last.start)) {
        let shorter = |form: &u16| Hit {
            form: *form,
            end: end as u16,
            ..last
        };
        hits.extend(rules.forms_of(leaf).iter().map(shorter));
    }
}

/// The longest phrase at a word. A linking word is looked through where the phrase does not have it, so that
/// *technicien en informatique* is *technicien informatique* while *en ligne* stays itself.
#[inline]
fn longest(rules: &Rules, words: &[Word], start: usize) -> Option<(usize, u16)> {
    let node = rules.trie.root(words[start].symbol)?;
    let best = rules.trie.value(node).map(|leaf| (start + 1, leaf));
    // Most words stand alone, or before one that no phrase has behind them.
    let goes_on = |next: &Word| next.gap.is_bridge() && (rules.trie.may_step(node, next.symbol) || next.links());
    if !words.get(start + 1).is_some_and(goes_on) {
        return best;
    }
    let words = &words[..words.len().min(start + LONGEST_EXPRESSION)];
    follow(rules, words, node, start + 1, best)
}

/// How far an expression may reach, in words, those that it looks through included: the time for a title stays linear.
pub(crate) const LONGEST_EXPRESSION: usize = 16;

/// Follows the phrases that go on from a node with the words from a place on, and gives the one that reaches furthest, or the best
/// one before; of two that reach as far, the one that has the linking words.
fn follow(
    rules: &Rules,
    words: &[Word],
    mut node: Node,
    from: usize,
    best: Option<(usize, u16)>,
) -> Option<(usize, u16)> {
    let mut best = best;
    for (word, end) in words[from..].iter().zip(from + 1..) {
        if !word.gap.is_bridge() {
            break;
        }
        match rules.trie.step(node, word.symbol) {
            Some(next) => {
                if word.links() {
                    best = follow(rules, words, node, end, best);
                }
                node = next;
            }
            None if word.links() => continue,
            None => break,
        }
        if let Some(leaf) = rules.trie.value(node)
            && best.is_none_or(|(furthest, _)| furthest <= end)
        {
            best = Some((end, leaf));
        }
    }
    best
}
