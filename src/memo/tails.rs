//! The tails of the titles seen last (`title::tail`): the same few stand behind most of them.

use super::print::{self, has_long_number, without_numbers};
use crate::title::tail::{self, Cut, LONGEST, Tail};

/// How many parts are remembered, 256 KiB: the towns and departments of a country, with the contracts; so many in each set.
const PLACES: usize = 4 << 10;
const SET: usize = 4;

/// The last parts of titles that were looked at, tails or not, each in the set that its bytes tell.
pub struct Tails {
    /// The newest of each set first.
    sets: Box<[[Place; SET]]>,
}

/// A part, and what it is as a tail.
#[derive(Clone, Copy, Default)]
struct Place {
    part: Part,
    tail: Option<Tail>,
}

/// The bytes of a part, zeros behind them, and their number; none where nothing is remembered.
#[derive(Clone, Copy, Default)]
struct Part {
    words: [u64; LONGEST / 8],
    length: u64,
}

impl Tails {
    /// Knows none yet.
    pub fn new() -> Tails {
        Tails {
            sets: vec![<[Place; SET]>::default(); PLACES / SET].into(),
        }
    }

    /// Cuts off a title's tails; parts that were not seen of late are read, as UTF-8: in another encoding only those of ASCII are
    /// looked at.
    #[inline]
    pub fn cut(
        &mut self,
        title: &[u8],
        utf_8: bool,
        numbers_alike: bool,
        mut read: impl FnMut(&str) -> Option<Tail>,
    ) -> Cut {
        tail::cut(title, |part| {
            let known = utf_8 || part.is_ascii();
            known.then(|| self.tail(part, numbers_alike, &mut read)).flatten()
        })
    }

    /// A part as a tail, if it is one; what it is with a long number in it, it is with any other.
    #[inline]
    fn tail(&mut self, bytes: &[u8], numbers_alike: bool, read: impl FnOnce(&str) -> Option<Tail>) -> Option<Tail> {
        let numbered = numbers_alike && has_long_number(bytes);
        let part = if numbered {
            Part::of(without_numbers(bytes, &mut [0; print::LONGEST]))
        } else {
            Part::of(bytes)
        };
        let set = &mut self.sets[part.set()];
        if let Some(place) = set.iter().find(|place| place.part.is(&part)) {
            return place.tail;
        }
        let tail = std::str::from_utf8(bytes).ok().and_then(read);
        // What stands for many numbers is not known to go on as each of them.
        let tail = tail.map(|tail| if numbered { tail.last() } else { tail });
        set.rotate_right(1);
        set[0] = Place { part, tail };
        tail
    }
}

impl Part {
    #[inline]
    fn of(bytes: &[u8]) -> Part {
        let mut part = Part {
            length: bytes.len() as u64,
            ..Part::default()
        };
        let (whole, rest) = bytes.as_chunks::<8>();
        for (word, bytes) in part.words.iter_mut().zip(whole) {
            *word = u64::from_le_bytes(*bytes);
        }
        if let Some(word) = part.words.get_mut(whole.len()).filter(|_| !rest.is_empty()) {
            *word = match bytes.last_chunk() {
                // Some of them are in the word before.
                Some(last) => u64::from_le_bytes(*last) >> (u64::BITS as usize - 8 * rest.len()),
                None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
            };
        }
        part
    }

    /// Whether it is another one, without a call for so few bytes.
    #[inline]
    fn is(&self, other: &Part) -> bool {
        let pairs = self.words.iter().zip(&other.words);
        pairs.fold(self.length ^ other.length, |apart, (one, other)| apart | one ^ other) == 0
    }

    #[inline]
    fn set(&self) -> usize {
        const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
        let mix = |hash: u64, word: &u64| (hash.rotate_left(23) ^ word).wrapping_mul(ODD);
        (self.words.iter().fold(self.length, mix) >> 40) as usize % (PLACES / SET)
    }
}
