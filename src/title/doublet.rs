//! Doublets: of *Rédacteur / Rédactrice*, *chargé de projet – chargée de projet*, one stays.

use super::text::Folded;
use super::token::{Gap, Noise, Symbol, UNKNOWN};
use super::{Word, merge};

/// The longest expression that is looked for twice in a row, in words.
const LONGEST: usize = 4;

/// What may stand between a word and its other form.
pub(crate) const JOINTS: Gap = Gap::SLASH
    .with(Gap::HYPHEN)
    .with(Gap::OPEN)
    .with(Gap::AND)
    .with(Gap::MIDDLE_DOT);

/// Drops every word that is the one just before it in another form, behind a slash, a dash or *ou* or in parentheses: *chargé
/// (chargée) de clientèle* is then an expression. `words` are the tokens of `folded`, one for one.
pub(crate) fn drop_words(folded: &Folded, words: &mut [Word]) {
    let mut last: Option<usize> = None;
    let mut gap = Gap::NONE;
    for at in 0..words.len() {
        gap = gap.with(words[at].gap);
        if words[at].noise.is_some() {
            continue;
        }
        let again = last.is_some_and(|last| {
            let same = words[last].symbol == words[at].symbol && words[at].symbol != UNKNOWN;
            same && gap.has(JOINTS) && folded.word(&folded.tokens[last]) != folded.word(&folded.tokens[at])
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

/// Drops every expression that repeats the one just before it. The `kept` words are those of `words` that are no noise.
pub(crate) fn drop(words: &mut [Word], kept: &mut Vec<Word>) {
    let mut heard = words.iter_mut().filter(|word| word.noise.is_none());
    let (mut out, mut at, mut gap) = (0, 0, Gap::NONE);
    while at < kept.len() {
        let (before, after) = kept.split_at(at);
        match repeated(&before[..out], after) {
            Some(length) => {
                heard
                    .by_ref()
                    .take(length)
                    .for_each(|word| word.noise = Some(Noise::Doublet));
                gap = merge(gap, kept[at].gap.only(Gap::OPEN));
                at += length;
            }
            None => {
                heard.next();
                kept[out] = kept[at];
                kept[out].gap = merge(std::mem::take(&mut gap), kept[at].gap);
                (out, at) = (out + 1, at + 1);
            }
        }
    }
    kept.truncate(out);
}

/// The last [`LONGEST`] symbols, in one register: in most titles none stands twice, and no doublet is looked for.
#[derive(Default)]
pub(crate) struct Last(u64);

impl Last {
    /// Takes up a symbol; whether it is known and among the last ones.
    #[inline]
    pub fn holds(&mut self, symbol: Symbol) -> bool {
        const EACH: u64 = 0x0001_0001_0001_0001;
        let symbol = u64::from(symbol);
        // A part that is zero is the symbol's; the classic test for one.
        let parts = self.0 ^ (symbol * EACH);
        let found = parts.wrapping_sub(EACH) & !parts & (EACH << 15) != 0;
        self.0 = self.0 << Symbol::BITS | symbol;
        found && symbol != u64::from(UNKNOWN)
    }
}

/// The length of the expression at the start of `after`, if `before` ends in the same.
fn repeated(before: &[Word], after: &[Word]) -> Option<usize> {
    (1..=LONGEST.min(before.len()).min(after.len())).find(|length| {
        let (rest, first) = before.split_at(before.len() - length);
        let (second, next) = after.split_at(*length);
        let same = first
            .iter()
            .zip(second)
            .all(|(a, b)| a.symbol == b.symbol && a.symbol != UNKNOWN);
        same && !is_torn(rest, first) && !is_torn(first, second) && !is_torn(second, next)
    })
}

/// Whether the words on both sides of a place were rewritten together: *web* repeats nothing in *web & communication
/// digitale*, although the latter is rewritten to two words of which one is *web*.
fn is_torn(before: &[Word], after: &[Word]) -> bool {
    matches!((before.last(), after.first()), (Some(a), Some(b)) if a.raw == b.raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_symbol_is_among_the_last_four_or_it_is_not() {
        let symbols: Vec<Symbol> = vec![UNKNOWN, 1, 2, 0x00FF, 0x0100, 0x7FFF, 0x8000, 0xFFFF];
        let (mut last, mut seen) = (Last::default(), Vec::new());
        for step in 0..2_000_usize {
            let symbol = symbols[step * step / 5 % 11 % symbols.len()];
            let among = seen.iter().rev().take(LONGEST).any(|earlier| *earlier == symbol);
            assert_eq!(
                last.holds(symbol),
                among && symbol != UNKNOWN,
                "{seen:?}, then {symbol}"
            );
            seen.push(symbol);
        }
    }
}
