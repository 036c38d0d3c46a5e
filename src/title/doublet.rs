//! Doublets: of *Rédacteur / Rédactrice*, *chargé de projet – chargée de projet*, one stays.

use super::Word;
use super::token::{Noise, UNKNOWN};

/// The longest expression that is looked for twice in a row, in words.
const LONGEST: usize = 4;

/// Drops every expression that repeats the one just before it.
pub(crate) fn drop(words: &mut [Word], kept: &mut Vec<Word>) {
    let mut at = 1;
    while at < kept.len() {
        match repeated(kept, at) {
            Some(length) => {
                for word in kept.drain(at..at + length) {
                    mark(words, &word);
                }
            }
            None => at += 1,
        }
    }
}

/// The length of the expression at `at`, if the words before it are the same.
fn repeated(kept: &[Word], at: usize) -> Option<usize> {
    (1..=LONGEST.min(at).min(kept.len() - at)).find(|length| {
        let first = kept[at - length..at].iter().map(|word| word.symbol);
        let second = kept[at..at + length].iter().map(|word| word.symbol);
        first.clone().all(|symbol| symbol != UNKNOWN) && first.eq(second)
    })
}

fn mark(words: &mut [Word], dropped: &Word) {
    for word in words
        .iter_mut()
        .filter(|word| word.raw == dropped.raw && word.noise.is_none())
    {
        word.noise = Some(Noise::Doublet);
    }
}
