//! A title seen through a window of 64 bytes: which of them are letters, which are in lower case and which are digits, found by
//! vector comparisons and answered by arithmetic in one register instead of a look at each byte.

use crate::engine::interner::Key;
use wide::{i8x16, u8x16};

/// So many bytes are seen at once.
const WIDTH: usize = 64;

/// Room behind the window, so that sixteen bytes may be taken from each of its places.
const BEHIND: usize = Key::LETTERS;

/// The bytes of a title from a place on, zeros behind its end, and what they are: one bit each, the first one lowest.
pub(super) struct Window {
    start: usize,
    bytes: [u8; WIDTH + BEHIND],
    letters: u64,
    lower: u64,
    /// Letters and digits.
    words: u64,
}

/// ASCII letters and digits side by side.
#[derive(Clone, Copy)]
pub(super) struct Run {
    /// Which of them are letters.
    letters: u64,
    /// Whether one is in lower case.
    pub has_lower: bool,
    /// Whether one is a digit.
    pub has_digit: bool,
}

impl Run {
    /// Whether there is a letter.
    #[inline]
    pub fn has_letter(self) -> bool {
        self.letters != 0
    }

    /// Whether there are several letters.
    #[inline]
    pub fn has_letters(self) -> bool {
        self.letters & self.letters.wrapping_sub(1) != 0
    }
}

impl Window {
    /// The longest run that is seen whole.
    pub const LONGEST: usize = WIDTH;

    /// A window at the start of a title.
    #[inline]
    pub fn new(raw: &[u8]) -> Window {
        let mut window = Window {
            start: 0,
            bytes: [0; WIDTH + BEHIND],
            letters: 0,
            lower: 0,
            words: 0,
        };
        window.see(raw, 0);
        window
    }

    /// Moves the window to a place of the title.
    fn see(&mut self, raw: &[u8], at: usize) {
        self.start = at;
        let rest = raw.get(at..).unwrap_or_default();
        match rest.first_chunk::<{ WIDTH + BEHIND }>() {
            Some(bytes) => self.bytes = *bytes,
            None => {
                self.bytes = [0; WIDTH + BEHIND];
                self.bytes[..rest.len()].copy_from_slice(rest);
            }
        }
        (self.letters, self.lower, self.words) = (0, 0, 0);
        let (parts, _) = self.bytes.as_chunks::<16>();
        for (part, bytes) in parts[..WIDTH / 16].iter().enumerate() {
            let [letters, lower, digits] = kinds(*bytes).map(|bits| u64::from(bits) << (16 * part));
            self.letters |= letters;
            self.lower |= lower;
            self.words |= letters | digits;
        }
    }

    /// How many letters and digits stand side by side from a place on; [`Window::LONGEST`] where there may be more.
    #[inline]
    pub fn length(&mut self, raw: &[u8], at: usize) -> usize {
        let offset = at - self.start;
        if offset < WIDTH {
            // Zeros come in from above: a run that reaches the end of the window may go on behind it.
            let length = (self.words >> offset).trailing_ones() as usize;
            if offset + length < WIDTH {
                return length;
            }
        }
        self.see(raw, at);
        self.words.trailing_ones() as usize
    }

    /// What so many letters and digits from a place on are, as [`length`](Window::length) found them; at least one.
    #[inline]
    pub fn run(&self, at: usize, length: usize) -> Run {
        let offset = at - self.start;
        let all = u64::MAX >> (WIDTH - length);
        let letters = self.letters >> offset & all;
        Run {
            letters,
            has_lower: self.lower >> offset & all != 0,
            has_digit: letters != all,
        }
    }

    /// Eight bytes from a place on that the last run covered, and the next eight, in lower case if they are letters or digits.
    #[inline]
    pub fn eights(&self, at: usize) -> [u64; 2] {
        let offset = (at - self.start).min(WIDTH);
        let (eights, _) = self.bytes[offset..offset + BEHIND].as_chunks();
        [0, 1].map(|half| u64::from_le_bytes(eights[half]) | LOWER)
    }
}

/// The bit that tells small letters from capitals; digits have it.
const LOWER: u64 = u64::from_ne_bytes([0x20; 8]);

/// Which of sixteen bytes are letters, small letters, digits. What is beyond ASCII is below zero here.
#[inline]
fn kinds(bytes: [u8; 16]) -> [u16; 3] {
    let bytes = u8x16::new(bytes).cast_signed();
    let between = |bytes: i8x16, first: u8, last: u8| {
        bytes.simd_gt(i8x16::splat(first as i8 - 1)) & i8x16::splat(last as i8 + 1).simd_gt(bytes)
    };
    let letters = between(bytes | i8x16::splat(0x20), b'a', b'z');
    let lower = between(bytes, b'a', b'z');
    let digits = between(bytes, b'0', b'9');
    [letters, lower, digits].map(|mask| mask.to_bitmask() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place_is_what_it_is() {
        let title: Vec<u8> = (0..150_usize).map(|at| b"aZ09zAbC"[at * at % 8]).collect();
        for place in 0..title.len() {
            for byte in 0..=u8::MAX {
                let mut title = title.clone();
                title[place] = byte;
                let mut window = Window::new(&title);
                for at in [0, place.saturating_sub(9), place, (place + 1).min(title.len())] {
                    let rest = title[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric());
                    let length = rest.count().min(Window::LONGEST);
                    assert_eq!(window.length(&title, at), length, "{byte} at {place}");
                    if length == 0 {
                        continue;
                    }
                    let (word, run) = (&title[at..at + length], window.run(at, length));
                    let letters = word.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
                    assert_eq!((run.has_letter(), run.has_letters()), (letters > 0, letters > 1));
                    assert_eq!(run.has_lower, word.iter().any(u8::is_ascii_lowercase));
                    assert_eq!(run.has_digit, word.iter().any(u8::is_ascii_digit));
                }
            }
        }
    }

    #[test]
    fn sixteen_letters_are_folded_and_zeros_stand_behind_the_end() {
        let title = b"Traffic MANAGER2 seo";
        let mut window = Window::new(title);
        for at in 0..title.len() {
            window.length(title, at);
            let mut sixteen = [0; 16];
            let rest = &title[at..title.len().min(at + 16)];
            sixteen[..rest.len()].copy_from_slice(rest);
            let folded = u128::from_le_bytes(sixteen.map(|byte| byte | 0x20));
            assert_eq!(window.eights(at), [folded as u64, (folded >> 64) as u64], "{at}");
        }
    }
}
