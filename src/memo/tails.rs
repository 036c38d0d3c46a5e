//! The tails of the titles seen last (`title::tail`): the same few stand behind most of them.

use super::print::{BELOW, mixed};
use crate::title::padded::Padded;
use crate::title::tail::{self, Cut, LONGEST, Tail};

/// So many parts are in each set.
const SET: usize = 4;

/// The last parts of titles that were looked at, tails or not, each in the set that its bytes tell; the newest of a set first.
pub struct Tails {
    /// Some bits of each part's hash, so that but one of the parts is compared. They stand together, where the processor's caches keep
    /// all of them: the memory is waited for once for a part, not twice.
    tags: Box<[[u32; SET]]>,
    places: Box<[[Place; SET]]>,
}

/// A part, and what it is as a tail: one line of the caches.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
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
    /// Knows none yet, and remembers so many, a power of two.
    pub fn new(places: usize) -> Tails {
        Tails {
            tags: vec![[0; SET]; places / SET].into(),
            places: vec![<[Place; SET]>::default(); places / SET].into(),
        }
    }

    /// Cuts off a title's tails; parts that were not seen of late are read, as UTF-8: in another encoding only those of ASCII are
    /// looked at. These digits of the title say nothing.
    #[inline]
    pub fn cut(
        &mut self,
        title: Padded<'_>,
        utf_8: bool,
        digits: u128,
        mut read: impl FnMut(&str) -> Option<Tail>,
    ) -> Cut {
        tail::cut(title, |start, end| {
            let bytes = &title.own()[start..end];
            let known = utf_8 || bytes.is_ascii();
            let numbered = digits != 0 && digits & (BELOW[end] ^ BELOW[start]) != 0;
            let part = if numbered {
                Part::without(title, digits, start, bytes.len())
            } else {
                Part::of(title, start, bytes.len())
            };
            known.then(|| self.tail(bytes, &part, numbered, &mut read)).flatten()
        })
    }

    /// A part as a tail, if it is one; what it is with a long number in it, it is with any other.
    #[inline]
    fn tail(
        &mut self,
        bytes: &[u8],
        part: &Part,
        numbered: bool,
        read: impl FnOnce(&str) -> Option<Tail>,
    ) -> Option<Tail> {
        let hash = part.hash();
        let (set, tag) = ((hash >> 40) as usize & (self.tags.len() - 1), hash as u32);
        let (tags, places) = (&mut self.tags[set], &mut self.places[set]);
        // No branch for each: nobody foresees which one it is.
        let alike = (0..SET).fold(0, |alike, at| alike | u32::from(tags[at] == tag) << at);
        if let Some(place) = places.get(alike.trailing_zeros() as usize)
            && place.part.is(part)
        {
            return place.tail;
        }
        let tail = std::str::from_utf8(bytes).ok().and_then(read);
        // What stands for many numbers is not known to go on as each of them.
        let tail = tail.map(|tail| if numbered { tail.last() } else { tail });
        tags.rotate_right(1);
        places.rotate_right(1);
        (tags[0], places[0]) = (tag, Place { part: *part, tail });
        tail
    }
}

impl Part {
    #[inline]
    fn of(title: Padded<'_>, start: usize, length: usize) -> Part {
        Part {
            words: title.words(start, length),
            length: length as u64,
        }
    }

    /// The same with zeros for the digits that say nothing.
    #[inline(never)] // Most parts have none.
    fn without(title: Padded<'_>, digits: u128, start: usize, length: usize) -> Part {
        title.with_zeros(digits, |title| Part::of(title, start, length))
    }

    /// Whether it is another one, without a call for so few bytes.
    #[inline]
    fn is(&self, other: &Part) -> bool {
        let pairs = self.words.iter().zip(&other.words);
        pairs.fold(self.length ^ other.length, |apart, (one, other)| apart | one ^ other) == 0
    }

    #[inline]
    fn hash(&self) -> u64 {
        let [a, b, c, d, e] = self.words;
        mixed([a, b, c, d, e, self.length], 0)
    }
}
