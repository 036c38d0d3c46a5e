//! Folded words to symbols: one open-addressing table, built once, never grown.

use crate::rules::flat::{self, flat};
use crate::rules::pool::Pool;
use crate::title::pattern::Begins;
use crate::title::token::{Sexes, Symbol, UNKNOWN};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a spelling stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The word, however it is written.
    pub symbol: Symbol,
    /// The word where it is written in capitals: differs for acronyms that are also ordinary words.
    pub upper: Symbol,
    /// What it may be in a gender mark.
    pub sexes: Sexes,
    /// Where a pattern of noise may begin with it.
    pub begins: Begins,
}

flat!(Entry {
    symbol: Symbol,
    upper: Symbol,
    sexes: Sexes,
    begins: Begins
});

/// The letters of a word in two registers, zeros behind the last; of a longer one the first letters and a hash of the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key([u64; 2]);

flat!(Key([u64; 2]));

/// The table of all spellings.
///
/// Words that stand for nothing are answered by `slots` alone, four bytes a place, which stay in the second-level cache; most
/// others by one place of `spellings` more.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Interner {
    /// Open addressing: the upper half of a place is a tag of the hash, the lower half a place in `spellings`; 0 is free.
    #[serde(with = "flat")]
    slots: Box<[u32]>,
    /// By number; the first one is none.
    #[serde(with = "flat")]
    spellings: Box<[Spelling]>,
    /// Spellings that no key holds whole.
    long: Pool,
}

/// The word that stands where one is looked for first, if it may be that one: its number in the table; or 0.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Guess(u16);

#[derive(Clone, Copy, Default)]
struct Spelling {
    key: Key,
    /// The place in `long` plus one; 0 for a word that its key holds.
    long: u16,
    entry: Entry,
}

flat!(Spelling {
    key: Key,
    long: u16,
    entry: Entry
});

impl Interner {
    /// How many spellings a table can hold.
    pub const MOST: usize = u16::MAX as usize;

    /// A table of the spellings given, [`Interner::MOST`] at most.
    pub fn new(entries: &BTreeMap<Box<[u8]>, Entry>) -> Interner {
        let mut slots = vec![0_u32; (entries.len() * 2).next_power_of_two().max(2)];
        let mut spellings = Vec::with_capacity(entries.len() + 1);
        spellings.push(Spelling {
            key: Key::NONE,
            ..Spelling::default()
        });
        let mut long = Vec::new();
        for ((word, entry), number) in entries.iter().zip(1_u16..) {
            let key = Key::of(word);
            let hash = key.hash();
            let mut at = hash as usize & (slots.len() - 1);
            while slots[at] != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = tag(hash) | u32::from(number);
            if word.len() > Key::LETTERS {
                long.push(word);
            }
            spellings.push(Spelling {
                key,
                long: if word.len() > Key::LETTERS {
                    long.len() as u16
                } else {
                    0
                },
                entry: *entry,
            });
        }
        Interner {
            slots: slots.into(),
            spellings: spellings.into(),
            long: long.iter().collect(),
        }
    }

    /// Looks at the place where a key would stand. To look for many words at once and only then to ask for each lets the memory
    /// answer all of them together.
    #[inline]
    pub fn look(&self, key: Key) -> Guess {
        let hash = key.hash();
        let slot = self.slots.get(hash as usize & self.slots.len().wrapping_sub(1));
        let slot = slot.copied().unwrap_or(0) ^ tag(hash);
        // No branch: nobody foresees which words the table holds.
        Guess(slot as u16 * u16::from(slot <= NUMBER))
    }

    /// What a word stands for, if the guess is right and the key holds its letters, as mostly.
    #[inline]
    pub fn guessed(&self, key: Key, guess: Guess) -> Option<&Entry> {
        let spelling = self.spellings.get(usize::from(guess.0))?;
        ((spelling.key == key) & (spelling.long == 0)).then_some(&spelling.entry)
    }

    /// What a folded word of this key stands for, or `None` for a word that the table does not hold.
    pub fn find(&self, key: Key, word: &[u8]) -> Option<&Entry> {
        let (hash, last) = (key.hash(), self.slots.len().checked_sub(1)?);
        let mut at = hash as usize & last;
        while self.slots[at] != 0 {
            let slot = self.slots[at] ^ tag(hash);
            if slot <= NUMBER {
                let found = &self.spellings[slot as usize];
                if found.key == key && (found.long == 0 || self.long.bytes(usize::from(found.long) - 1) == word) {
                    return Some(&found.entry);
                }
            }
            at = (at + 1) & last;
        }
        None
    }

    /// What a folded word stands for.
    pub fn get(&self, word: &[u8]) -> Option<&Entry> {
        self.find(Key::of(word), word)
    }
}

impl Entry {
    /// The word that a token is, by whether it is written in capitals.
    #[inline]
    pub fn read(&self, upper: bool) -> Symbol {
        if upper & (self.upper != UNKNOWN) {
            self.upper
        } else {
            self.symbol
        }
    }
}

impl Key {
    /// So many letters are held whole.
    pub const LETTERS: usize = 16;

    /// The key of a folded word.
    pub fn of(word: &[u8]) -> Key {
        let (short, rest) = word.split_at(word.len().min(Key::LETTERS));
        let mut key = Key([0, 1].map(|half| eight(short.get(8 * half..).unwrap_or_default())));
        for letters in rest.chunks(8) {
            key.0[1] = Key([key.0[1], eight(letters)]).hash() | Key::LONG;
        }
        key
    }

    /// Set in the keys of long words, so that none is that of a short one: no letter is the byte 0xFF.
    const LONG: u64 = 0xFF << 56;

    /// The key of no word, for the same reason.
    const NONE: Key = Key([u64::MAX; 2]);

    /// The key of a word of so many letters, [`Key::LETTERS`] at most, from its first eight and the next, the first ones lowest;
    /// what stands behind the word is left out.
    #[inline]
    pub fn of_letters(eights: [u64; 2], length: usize) -> Key {
        let [first, others] = WITHIN[length];
        Key([eights[0] & first, eights[1] & others])
    }

    /// The key of a word in a text.
    #[inline]
    pub fn within(text: &[u8], word: std::ops::Range<usize>) -> Key {
        match text[word.start..].first_chunk::<{ Key::LETTERS }>() {
            Some(letters) if word.len() <= Key::LETTERS => {
                let (eights, _) = letters.as_chunks::<8>();
                Key::of_letters([0, 1].map(|at| u64::from_le_bytes(eights[at])), word.len())
            }
            _ => Key::of(&text[word]),
        }
    }

    /// Every letter has a part in every bit: *manager*, *managers* and *manageur* have places of their own. No adversary gains from a
    /// collision, since keys are compared.
    #[inline]
    fn hash(self) -> u64 {
        const ODD: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93];
        let product = u128::from(self.0[0] ^ ODD[0]) * u128::from(self.0[1] ^ ODD[1]);
        (product >> 64) as u64 ^ product as u64
    }
}

/// All bits of the first letters of two registers, by how many they are.
static WITHIN: [[u64; 2]; Key::LETTERS + 1] = within();

const fn within() -> [[u64; 2]; Key::LETTERS + 1] {
    let mut masks = [[0; 2]; Key::LETTERS + 1];
    let mut length = 1;
    while length <= Key::LETTERS {
        masks[length] = if length <= 8 {
            [u64::MAX >> (64 - 8 * length), 0]
        } else {
            [u64::MAX, u64::MAX >> (128 - 8 * length)]
        };
        length += 1;
    }
    masks
}

/// Up to eight bytes, the first one lowest.
fn eight(letters: &[u8]) -> u64 {
    letters
        .iter()
        .take(8)
        .rev()
        .fold(0, |all, letter| all << 8 | u64::from(*letter))
}

/// The half of a slot that is a number.
const NUMBER: u32 = 0xFFFF;

/// The half of a slot that is of the hash.
fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32 & !NUMBER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_put_in_and_nothing_else() {
        let words: Vec<String> = (0..5000).map(|n| format!("mot{n}")).collect();
        let spellings = words.iter().zip(1..).map(|(word, symbol)| {
            (
                word.as_bytes().into(),
                Entry {
                    symbol,
                    ..Entry::default()
                },
            )
        });
        let table = Interner::new(&spellings.collect());
        let guessed = |word: &str| {
            let key = Key::of(word.as_bytes());
            table.guessed(key, table.look(key)).map(|entry| entry.symbol)
        };
        let mut right = 0;
        for (word, symbol) in words.iter().zip(1..) {
            assert_eq!(table.get(word.as_bytes()).map(|entry| entry.symbol), Some(symbol));
            assert!(guessed(word).is_none_or(|guessed| guessed == symbol));
            right += usize::from(guessed(word).is_some());
        }
        assert!(right > words.len() * 3 / 4, "{right}");
        assert_eq!((guessed("mot5000"), guessed("")), (None, None));
        assert_eq!(table.get(b"mot5000"), None);
        assert_eq!(table.get(b""), None);
        assert_eq!(Interner::default().get(b"mot"), None);
    }

    #[test]
    fn words_of_other_letters_have_other_keys() {
        let word = b"referencementsnaturelsreferencement";
        let keys: Vec<Key> = (0..=word.len()).map(|length| Key::of(&word[..length])).collect();
        for (length, key) in keys.iter().enumerate() {
            assert!(!keys[..length].contains(key), "{length}");
        }
        assert_eq!(keys[10], Key::of_letters([eight(b"referenc"), eight(b"ementsna")], 10));
        for (length, key) in keys.iter().enumerate() {
            assert_eq!(*key, Key::within(word, 0..length));
            assert_eq!(*key, Key::within(&[b"le ", &word[..length]].concat(), 3..3 + length));
        }
    }

    #[test]
    fn capitals_choose_the_acronym() {
        let entry = Entry {
            symbol: 3,
            upper: 7,
            ..Entry::default()
        };
        assert_eq!((entry.read(false), entry.read(true)), (3, 7));
        assert_eq!(
            Entry {
                symbol: 3,
                ..Entry::default()
            }
            .read(true),
            3
        );
    }
}
