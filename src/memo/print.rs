//! What a title is remembered by: a hash of its bytes and of all else that changes its verdict, long numbers apart.

use crate::engine::Company;
use crate::title::tail::{End, Side};
use wide::{i8x16, u8x16};

/// Longer titles are seldom repeated.
pub const LONGEST: usize = 120;

/// Numbers of so many digits say nothing: no word of the built-in rules and no slip of one has so many (a test holds them to it),
/// and what patterns make of them is noise of one kind or another. Titles that differ by a reference alone are then one.
const LONG_NUMBER: usize = 6;

/// The bit of what stands before tails; no length has it.
const HEAD: u16 = 1 << 15;

/// What a title is looked for by.
#[derive(Clone, Copy, Debug)]
pub struct Print {
    pub hash: u64,
    /// How long the title is, and whether the company is small: nothing else about it changes a verdict. Also whether it is what stands
    /// before the tails of others, and is not to be taken for a title that was seen.
    pub first: u16,
    /// Whether there is a long number in the title, which is remembered as zeros.
    numbered: bool,
    /// The front of the tails that were cut off, if any were.
    pub tails: Option<Side>,
}

impl Print {
    /// What a title of a company is looked for by, its long numbers left out or not; `None` where it is too long.
    #[inline]
    pub fn of(title: &[u8], company: &Company, numbers_alike: bool) -> Option<Print> {
        if title.len() > LONGEST {
            return None;
        }
        Some(Print::of_sized(title, company.is_small(), numbers_alike))
    }

    /// What a title is looked for by that is not too long.
    #[inline]
    fn of_sized(title: &[u8], small: bool, numbers_alike: bool) -> Print {
        let first = (title.len() as u16) << 1 | u16::from(small);
        let numbered = numbers_alike && long_numbers(title) != 0;
        let hash = if numbered {
            hash(without_numbers(title, &mut [0; LONGEST]), first)
        } else {
            hash(title, first)
        };
        Print {
            hash,
            first,
            numbered,
            tails: None,
        }
    }

    /// The same of what stands before these tails; told apart from the title of the same letters or not.
    #[inline]
    pub fn with_tails(self, tails: Option<Side>, apart: bool) -> Print {
        let first = if apart { self.first | HEAD } else { self.first };
        Print { first, tails, ..self }
    }

    /// The same of a title with its tails, where it is not told apart from what stands before them.
    pub fn of_whole(&self, title: &[u8], numbers_alike: bool) -> Option<Print> {
        (title.len() <= LONGEST && self.first & HEAD == 0)
            .then(|| Print::of_sized(title, self.first & 1 != 0, numbers_alike))
    }

    /// The title without the tails that were cut off.
    #[inline]
    pub fn head<'t>(&self, title: &'t [u8]) -> &'t [u8] {
        &title[..usize::from((self.first & !HEAD) >> 1)]
    }

    /// The end of a title as it is remembered: what stands for many numbers is not known to end as each of them.
    pub fn end(&self, end: End) -> End {
        if self.numbered { End::Open } else { end }
    }

    /// Does something with what is remembered of the title.
    #[inline]
    pub fn with_text<T>(&self, title: &[u8], act: impl FnOnce(&Text<'_>) -> T) -> T {
        // No room is made, nor filled with zeros, for the many titles without a long number.
        if self.numbered {
            act(&Text::of(without_numbers(self.head(title), &mut [0; LONGEST])))
        } else {
            act(&Text::of(self.head(title)))
        }
    }
}

/// Whether a title may have another's verdict, but for the other's number.
#[inline]
pub fn has_long_number(title: &[u8]) -> bool {
    title.len() <= LONGEST && long_numbers(title) != 0
}

#[inline]
fn hash(title: &[u8], first: u16) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(ODD);
    let text = Text::of(title);
    let words = text.words.iter().map(|word| u64::from_le_bytes(*word));
    mix(words.fold(first.into(), mix), text.last)
}

/// Which bytes of a title of at most [`LONGEST`] are digits of a number of [`LONG_NUMBER`] digits or more.
#[inline]
fn long_numbers(title: &[u8]) -> u128 {
    let digits = |bytes: &[u8; 16]| {
        let bytes = u8x16::new(*bytes).cast_signed();
        let digits = bytes.simd_gt(i8x16::splat(b'0' as i8 - 1)) & i8x16::splat(b'9' as i8 + 1).simd_gt(bytes);
        u128::from(digits.to_bitmask())
    };
    let (parts, _) = title.as_chunks::<16>();
    let mut all = 0;
    for (part, bytes) in parts.iter().enumerate() {
        let some = digits(bytes);
        if some != 0 {
            all |= some << (16 * part);
        }
    }
    // The last bytes once more, with those before them that the parts had already.
    match title.last_chunk() {
        Some(last) => all |= digits(last) << (title.len() - 16),
        None => {
            let mut last = [0; 16];
            last[..title.len()].copy_from_slice(title);
            all = digits(&last);
        }
    }
    if all == 0 {
        return 0;
    }
    let starts = (1..LONG_NUMBER).fold(all, |starts, at| starts & all >> at);
    (1..LONG_NUMBER).fold(starts, |covered, at| covered | starts << at)
}

/// A title with zeros for its long numbers.
pub fn without_numbers<'r>(title: &[u8], room: &'r mut [u8; LONGEST]) -> &'r [u8] {
    let room = &mut room[..title.len()];
    room.copy_from_slice(title);
    let mut numbers = long_numbers(title);
    while numbers != 0 {
        room[numbers.trailing_zeros() as usize] = b'0';
        numbers &= numbers - 1;
    }
    room
}

/// A title as it is compared.
pub struct Text<'t> {
    pub words: &'t [[u8; 8]],
    /// The last eight bytes, some of which the words have too; all bytes where there are fewer.
    pub last: u64,
}

impl Text<'_> {
    #[inline]
    pub fn of(title: &[u8]) -> Text<'_> {
        let (words, _) = title.as_chunks::<8>();
        let last = match title.last_chunk::<8>() {
            Some(last) => u64::from_le_bytes(*last),
            None => title.iter().fold(0, |last, byte| last << 8 | u64::from(*byte)),
        };
        Text { words, last }
    }

    /// Whether the words of the log that start here are the title's.
    #[inline]
    pub fn is(&self, log: &[u64]) -> bool {
        let words = self.words.iter().map(|word| u64::from_le_bytes(*word));
        log.get(self.words.len()) == Some(&self.last) && words.zip(log).all(|(mine, theirs)| mine == *theirs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_found_wherever_they_stand() {
        for length in 0..=LONGEST {
            for digits in [5, 6, 7, 20] {
                for start in 0..=length.saturating_sub(digits) {
                    let mut title = vec![b'-'; length];
                    title.iter_mut().skip(start).take(digits).for_each(|byte| *byte = b'7');
                    let found = title.len().min(digits);
                    let expected = if found < LONG_NUMBER {
                        0
                    } else {
                        ((1 << found) - 1) << start
                    };
                    assert_eq!(long_numbers(&title), expected, "{digits} at {start} of {length}");
                }
            }
        }
    }
}
