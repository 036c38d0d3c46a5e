//! Folded words to symbols: one open-addressing table, built once, never grown.

use crate::title::token::{Symbol, UNKNOWN};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a spelling stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The word, however it is written.
    pub symbol: Symbol,
    /// The word where it is written in capitals: differs for acronyms that are also ordinary words.
    pub upper: Symbol,
}

/// The table of all spellings.
///
/// Words that stand for nothing are answered by `slots` alone, four bytes a place, which stay in the second-level cache.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Interner {
    /// Open addressing: the upper half of a place is a tag of the hash, the lower half a place in `words`, plus one; 0 is free.
    slots: Box<[u32]>,
    words: Box<[Spelling]>,
    letters: Box<[u8]>,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Spelling {
    start: u32,
    length: u16,
    entry: Entry,
}

impl Interner {
    /// How many spellings a table can hold.
    pub const MOST: usize = u16::MAX as usize;

    /// A table of the spellings given, [`Interner::MOST`] at most.
    pub fn new(spellings: &BTreeMap<Box<[u8]>, Entry>) -> Interner {
        let mut slots = vec![0_u32; (spellings.len() * 2).next_power_of_two().max(2)];
        let mut words = Vec::with_capacity(spellings.len());
        let mut letters = Vec::new();
        for ((spelling, entry), number) in spellings.iter().zip(1_u16..) {
            let hash = hash(spelling);
            let mut at = hash as usize & (slots.len() - 1);
            while slots[at] != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = tag(hash) | u32::from(number);
            words.push(Spelling {
                start: letters.len() as u32,
                length: spelling.len() as u16,
                entry: *entry,
            });
            letters.extend_from_slice(spelling);
        }
        Interner {
            slots: slots.into(),
            words: words.into(),
            letters: letters.into(),
        }
    }

    /// What a folded word stands for, or `None` for a word that the table does not hold.
    #[inline]
    pub fn get(&self, word: &[u8]) -> Option<Entry> {
        const NUMBER: u32 = 0xFFFF;
        let hash = hash(word);
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at & mask];
            if slot == 0 {
                return None;
            }
            if slot & !NUMBER == tag(hash) {
                let found = &self.words[(slot & NUMBER) as usize - 1];
                let start = found.start as usize;
                if same(&self.letters[start..start + usize::from(found.length)], word) {
                    return Some(found.entry);
                }
            }
            at += 1;
        }
    }
}

impl Entry {
    /// The word that a token is, by whether it is written in capitals.
    pub fn read(self, upper: bool) -> Symbol {
        if upper && self.upper != UNKNOWN {
            self.upper
        } else {
            self.symbol
        }
    }
}

fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32 & 0xFFFF_0000
}

/// The first and the last bytes of a word of up to sixteen, in two loads that may overlap: calls to copy or to compare so few
/// bytes cost more than the work itself.
#[inline]
fn ends(word: &[u8]) -> (u64, u64) {
    let four = |at: usize| u64::from(u32::from_le_bytes([word[at], word[at + 1], word[at + 2], word[at + 3]]));
    match (word.first_chunk::<8>(), word.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ if word.len() >= 4 => (four(0), four(word.len() - 4)),
        _ => match word {
            [] => (0, 0),
            _ => {
                let middle = u64::from(word[word.len() / 2]) << 8;
                (u64::from(word[0]) | middle, u64::from(word[word.len() - 1]))
            }
        },
    }
}

#[inline]
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && if a.len() <= 16 { ends(a) == ends(b) } else { a == b }
}

/// A hash of sixteen bytes at a time: words are short, and no adversary gains from a collision, since spellings are compared.
#[inline]
pub(crate) fn hash(word: &[u8]) -> u64 {
    const PRIME: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = word.len() as u64;
    let mut rest = word;
    while let (Some((chunk, longer)), true) = (rest.split_first_chunk::<16>(), rest.len() > 16) {
        let (first, last) = ends(chunk);
        state = (state ^ first).wrapping_mul(PRIME).rotate_left(29) ^ last;
        rest = longer;
    }
    let (first, last) = ends(rest);
    state = (state ^ first).wrapping_mul(PRIME);
    state = (state.rotate_left(29) ^ last).wrapping_mul(PRIME);
    state ^ (state >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_put_in_and_nothing_else() {
        let words: Vec<String> = (0..5000).map(|n| format!("mot{n}")).collect();
        let spellings = words
            .iter()
            .zip(1..)
            .map(|(word, symbol)| (word.as_bytes().into(), Entry { symbol, upper: 0 }));
        let table = Interner::new(&spellings.collect());
        for (word, symbol) in words.iter().zip(1..) {
            assert_eq!(table.get(word.as_bytes()).map(|entry| entry.symbol), Some(symbol));
        }
        assert_eq!(table.get(b"mot5000"), None);
        assert_eq!(table.get(b""), None);
        assert_eq!(Interner::default().get(b"mot"), None);
    }

    #[test]
    fn capitals_choose_the_acronym() {
        let entry = Entry { symbol: 3, upper: 7 };
        assert_eq!((entry.read(false), entry.read(true)), (3, 7));
        assert_eq!(
            Entry {
                symbol: 3,
                upper: UNKNOWN
            }
            .read(true),
            3
        );
    }
}
