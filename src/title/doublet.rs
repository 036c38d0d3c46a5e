//! Doublets: of *Rédacteur / Rédactrice*, *chargé de projet – chargée de projet*, one stays.

use super::fold::Folded;
use super::token::{Gap, Noise, UNKNOWN};
use super::{Word, merge};

/// The longest expression that is looked for twice in a row, in words.
const LONGEST: usize = 4;

/// Drops every word that is the one just before it in another form, behind a slash, a dash or *ou* or in parentheses: *chargé
/// (chargée) de clientèle* is then an expression. `words` are the tokens of `folded`, one for one.
pub(crate) fn drop_words(folded: &Folded, words: &mut [Word]) {
    let joint = Gap::SLASH
        .with(Gap::HYPHEN)
        .with(Gap::OPEN)
        .with(Gap::AND)
        .with(Gap::MIDDLE_DOT);
    let mut last: Option<usize> = None;
    let mut gap = Gap::NONE;
    for at in 0..words.len() {
        gap = gap.with(words[at].gap);
        if words[at].noise.is_some() {
            continue;
        }
        let again = last.is_some_and(|last| {
            let same = words[last].symbol == words[at].symbol && words[at].symbol != UNKNOWN;
            same && gap.has(joint) && folded.word(&folded.tokens[last]) != folded.word(&folded.tokens[at])
        });
        if again {
            words[at].noise = Some(Noise::Doublet);
            words[at].gap = words[at].gap.only(Gap::OPEN.with(Gap::CLOSE));
        } else {
            last = Some(at);
        }
        gap = Gap::NONE;
    }
}

/// Drops every expression that repeats the one just before it.
pub(crate) fn drop(words: &mut [Word], kept: &mut Vec<Word>) {
    let mut at = 1;
    while at < kept.len() {
        match repeated(kept, at) {
            Some(length) => {
                let gap = kept[at].gap.only(Gap::OPEN);
                for word in kept.drain(at..at + length) {
                    mark(words, &word);
                }
                if let Some(next) = kept.get_mut(at) {
                    next.gap = merge(gap, next.gap);
                }
            }
            None => at += 1,
        }
    }
}

/// The length of the expression at `at`, if the words before it are the same.
fn repeated(kept: &[Word], at: usize) -> Option<usize> {
    (1..=LONGEST.min(at).min(kept.len() - at)).find(|length| {
        if [at - length, at, at + length].iter().any(|edge| is_inside(kept, *edge)) {
            return false;
        }
        let first = kept[at - length..at].iter().map(|word| word.symbol);
        let second = kept[at..at + length].iter().map(|word| word.symbol);
        first.clone().all(|symbol| symbol != UNKNOWN) && first.eq(second)
    })
}

/// Whether the words on both sides of a place were rewritten together: *web* repeats nothing in *web & communication
/// digitale*, although the latter is rewritten to two words of which one is *web*.
fn is_inside(kept: &[Word], at: usize) -> bool {
    at > 0 && at < kept.len() && kept[at - 1].raw == kept[at].raw
}

fn mark(words: &mut [Word], dropped: &Word) {
    for word in words
        .iter_mut()
        .filter(|word| word.raw == dropped.raw && word.noise.is_none())
    {
        word.noise = Some(Noise::Doublet);
    }
}
