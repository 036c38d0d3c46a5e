//! One slip of the keyboard: a long unknown word at one insertion, deletion, substitution or swap from a rule's word.
//!
//! Every word is filed under its own hash and the hashes of the words that miss one of its letters; a mistyped word meets it under
//! one of *its* own. A bit set answers most words that meet nothing. Real words that stand at one slip of a rule's word are
//! in `vocabulary/lookalikes.csv` and never come here.

use super::token::Symbol;
use crate::rules::flat;
use crate::rules::pool::Pool;
use serde::{Deserialize, Serialize};

/// Words shorter than this are never corrected: too many real words are one slip apart.
const SHORTEST: usize = 7;
/// Longer words than any real one are not looked at.
const LONGEST: usize = 31;
const BASE: u64 = 0x9E37_79B9_7F4A_7C15 | 1;

/// The long words of the rules, findable at one slip.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Slips {
    words: Pool,
    /// What each of them is.
    #[serde(with = "flat")]
    symbols: Box<[Symbol]>,
    /// Hashes of words and of words less one letter, sorted.
    #[serde(with = "flat")]
    hashes: Box<[u32]>,
    /// The place in `words` of the word of each hash.
    #[serde(with = "flat")]
    places: Box<[u16]>,
    /// The hashes, as a bit set.
    #[serde(with = "flat")]
    seen: Box<[u64]>,
}

impl Slips {
    /// Files the words that are long enough.
    pub fn new(words: impl IntoIterator<Item = (Box<[u8]>, Symbol)>) -> Slips {
        let long = |word: &[u8]| (SHORTEST..=LONGEST).contains(&word.len());
        let words: Vec<_> = words
            .into_iter()
            .filter(|(word, _)| long(word))
            .take(usize::from(u16::MAX))
            .collect();
        let mut files = Vec::with_capacity(words.len() * 12);
        for (place, (word, _)) in words.iter().enumerate() {
            for_each_hash(word, |hash| files.push((hash, place as u16)));
        }
        files.sort_unstable();
        files.dedup();
        let bits = (files.len() * 8).next_power_of_two().max(64);
        let mut seen = vec![0_u64; bits / 64];
        let (hashes, places): (Vec<_>, Vec<_>) = files.into_iter().unzip();
        for hash in &hashes {
            let bit = *hash as usize & (bits - 1);
            seen[bit / 64] |= 1 << (bit % 64);
        }
        Slips {
            words: words.iter().map(|(word, _)| word).collect(),
            symbols: words.iter().map(|(_, symbol)| *symbol).collect(),
            hashes: hashes.into(),
            places: places.into(),
            seen: seen.into(),
        }
    }

    /// The one word that `word` is a slip of; `None` where there is none, or more than one.
    pub fn find(&self, word: &[u8]) -> Option<Symbol> {
        if !(SHORTEST..=LONGEST).contains(&word.len()) || self.seen.is_empty() {
            return None;
        }
        let mut found = None;
        let mut ambiguous = false;
        for_each_hash(word, |hash| {
            if self.may_hold(hash) {
                for (place, symbol) in self.filed(hash).map(|place| (place, self.symbols[place])) {
                    if is_one_slip(word, self.words.bytes(place)) {
                        ambiguous |= found.is_some_and(|found| found != symbol);
                        found = Some(symbol);
                    }
                }
            }
        });
        found.filter(|_| !ambiguous)
    }

    /// The words that can be meant, for tests.
    #[cfg(test)]
    pub fn words(&self) -> impl Iterator<Item = (&[u8], Symbol)> {
        self.words.iter().zip(self.symbols.iter().copied())
    }

    fn may_hold(&self, hash: u32) -> bool {
        let bit = hash as usize & (self.seen.len() * 64 - 1);
        self.seen[bit / 64] & 1 << (bit % 64) != 0
    }

    fn filed(&self, hash: u32) -> impl Iterator<Item = usize> {
        let from = self.hashes.partition_point(|filed| *filed < hash);
        let filed = self.hashes[from..].iter().zip(&self.places[from..]);
        filed
            .take_while(move |(filed, _)| **filed == hash)
            .map(|(_, place)| usize::from(*place))
    }
}

/// Calls back with the hash of the word and of every word that misses one of its letters.
fn for_each_hash(word: &[u8], mut each: impl FnMut(u32)) {
    // before[i] hashes the letters before i; after and power are built from the end.
    let mut before = [0_u64; LONGEST + 1];
    for (at, letter) in word.iter().enumerate() {
        before[at + 1] = before[at].wrapping_mul(BASE).wrapping_add(u64::from(*letter));
    }
    let mix = |hash: u64| (hash ^ (hash >> 31)).wrapping_mul(BASE).wrapping_shr(32) as u32;
    each(mix(before[word.len()]));
    let (mut after, mut power) = (0_u64, 1_u64);
    for at in (0..word.len()).rev() {
        each(mix(before[at].wrapping_mul(power).wrapping_add(after)));
        after = after.wrapping_add(power.wrapping_mul(u64::from(word[at])));
        power = power.wrapping_mul(BASE);
    }
}

/// Whether one insertion, deletion, substitution or swap of neighbours makes one word the other; the first letter is
/// never the wrong one, since people see that.
fn is_one_slip(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    if same == 0 || long.len() - short.len() > 1 {
        return false;
    }
    if short.len() < long.len() {
        return short[same..] == long[same + 1..];
    }
    if same == short.len() {
        return false;
    }
    let substituted = short[same + 1..] == long[same + 1..];
    let swapped = same + 1 < short.len()
        && short[same] == long[same + 1]
        && short[same + 1] == long[same]
        && short[same + 2..] == long[same + 2..];
    substituted || swapped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slips() -> Slips {
        let words = ["referencement", "community", "communaute", "redacteur", "seo"];
        Slips::new(
            words
                .iter()
                .zip(1..)
                .map(|(word, symbol)| (word.as_bytes().into(), symbol)),
        )
    }

    #[test]
    fn forgives_one_slip_of_each_kind() {
        let slips = slips();
        for (typed, meant) in [
            ("referencemnt", 1),
            ("referencementt", 1),
            ("refeerncement", 1),
            ("referencemant", 1),
            ("comunity", 2),
            ("commmunity", 2),
            ("redactuer", 4),
        ] {
            assert_eq!(slips.find(typed.as_bytes()), Some(meant), "{typed}");
        }
    }

    #[test]
    fn leaves_other_words_alone() {
        let slips = slips();
        for word in ["deferencement", "comnity", "redaction", "so", "se0", "xommunity", ""] {
            assert_eq!(slips.find(word.as_bytes()), None, "{word}");
        }
        assert_eq!(Slips::default().find(b"referencement"), None);
    }

    /// Of all the rules' words, so that some bits of the set stand alone among their neighbours.
    #[test]
    fn what_is_filed_is_never_said_not_to_be() {
        let classifier = crate::Classifier::builtin();
        let slips = &classifier.rule_set().lexicon.slips;
        assert!(slips.hashes.len() > 10_000 && slips.hashes.iter().all(|hash| slips.may_hold(*hash)));
        for (word, symbol) in slips.words() {
            for_each_hash(word, |hash| {
                assert!(slips.filed(hash).any(|place| slips.symbols[place] == symbol));
            });
        }
    }

    #[test]
    fn a_word_between_two_is_neither() {
        let slips = Slips::new([(b"marketing".as_slice().into(), 1), (b"marketinh".as_slice().into(), 2)]);
        assert_eq!(slips.find(b"marketink"), None);
    }
}
