//! Folded words to symbols: one open-addressing table, built once, never grown.

use crate::title::token::{Symbol, UNKNOWN};
use std::collections::BTreeMap;

/// What a spelling stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The word, however it is written.
    pub symbol: Symbol,
    /// The word where it is written in capitals: differs for acronyms that are also ordinary words.
    pub upper: Symbol,
}

/// The table of all spellings.
#[derive(Default)]
pub(crate) struct Interner {
    slots: Box<[Slot]>,
    letters: Box<[u8]>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    /// The upper half of the hash; 0 marks a free slot.
    tag: u32,
    start: u32,
    length: u16,
    entry: Entry,
}

impl Interner {
    /// A table of the spellings given.
    pub fn new(spellings: &BTreeMap<Box<[u8]>, Entry>) -> Interner {
        let mut slots = vec![Slot::default(); (spellings.len() * 2).next_power_of_two().max(2)];
        let mut letters = Vec::new();
        for (spelling, entry) in spellings {
            let hash = hash(spelling);
            let mut at = hash as usize & (slots.len() - 1);
            while slots[at].tag != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            let start = letters.len() as u32;
            letters.extend_from_slice(spelling);
            slots[at] = Slot {
                tag: tag(hash),
                start,
                length: spelling.len() as u16,
                entry: *entry,
            };
        }
        Interner {
            slots: slots.into(),
            letters: letters.into(),
        }
    }

    /// What a folded word stands for, or `None` for a word that the table does not hold.
    #[inline]
    pub fn get(&self, word: &[u8]) -> Option<Entry> {
        let hash = hash(word);
        let wanted = tag(hash);
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            let slot = &self.slots[at];
            if slot.tag == 0 {
                return None;
            }
            if slot.tag == wanted && self.spelling(slot) == word {
                return Some(slot.entry);
            }
            at = (at + 1) & mask;
        }
    }

    fn spelling(&self, slot: &Slot) -> &[u8] {
        &self.letters[slot.start as usize..slot.start as usize + usize::from(slot.length)]
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
    (hash >> 32) as u32 | 1
}

/// A hash of eight bytes at a time: words are short, and no adversary gains from a collision, since spellings are compared.
#[inline]
pub(crate) fn hash(word: &[u8]) -> u64 {
    const PRIME: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = word.len() as u64;
    let (eights, rest) = word.as_chunks::<8>();
    for eight in eights {
        state = (state ^ u64::from_le_bytes(*eight)).wrapping_mul(PRIME);
        state ^= state >> 29;
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    state = (state ^ u64::from_le_bytes(last)).wrapping_mul(PRIME);
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
