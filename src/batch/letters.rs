//! The letters and digits of a short text, seen sixteen bytes at a time: nearly all titles, places and companies. It gives what
//! `keys` finds byte by byte, which has the rest.

use wide::{i8x16, u8x16};

/// Not in a table.
pub const MORE: u8 = 0;

/// What stands for each character from À to ÿ.
pub const LATIN: [u8; 64] = *b"aaaaaa\0ceeeeiiii\0nooooo \0uuuuy\0\0aaaaaa\0ceeeeiiii\0nooooo \0uuuuy\0y";

/// So many bytes are looked at and copied at once.
pub const PART: usize = 16;

/// The longest text that is seen at once.
const LONGEST: usize = 120;

/// A short text of ASCII and letters that stand in the table, seen sixteen bytes at a time.
pub struct Letters {
    /// In lower case, marks as they were.
    bytes: [u8; 128 + PART],
    /// Which of them are letters and digits: one bit each, the first one lowest.
    letters: u128,
}

impl Letters {
    /// `None` for a text that is too long, or that holds other characters.
    #[inline]
    pub fn of(text: &[u8]) -> Option<Letters> {
        if text.len() > LONGEST {
            return None;
        }
        let mut bytes = [0; 128 + PART];
        bytes[..text.len()].copy_from_slice(text);
        let beyond = each(&mut bytes, text.len(), |part| (part, part.cast_signed().to_bitmask()));
        let length = match beyond {
            0 => text.len(),
            beyond => without_accents(&mut bytes, text.len(), beyond)?,
        };
        let letters = each(&mut bytes, length, lower);
        Some(Letters {
            bytes,
            // What was there before is still there behind the end.
            letters: letters & ((1 << length) - 1),
        })
    }

    /// Writes its words, apart or not, but for those that are left out; how long they are together.
    #[inline]
    pub fn write(&self, room: &mut [u8], left_out: impl Fn(&[u8]) -> bool, apart: bool) -> usize {
        let (mut letters, mut written) = (self.letters, 0);
        while letters != 0 {
            let start = letters.trailing_zeros() as usize;
            // The sum carries through the first word: its lowest bit is where that ends.
            let behind = letters.wrapping_add(letters & letters.wrapping_neg());
            let end = behind.trailing_zeros() as usize;
            letters &= behind;
            if left_out(&self.bytes[start..end]) {
                continue;
            }
            if apart && written > 0 {
                room[written] = b' ';
                written += 1;
            }
            // Nearly all words are shorter than a part; what is copied too much is written over.
            let (mut part, mut to) = (start, written);
            loop {
                room[to..to + PART].copy_from_slice(&self.bytes[part..part + PART]);
                (part, to) = (part + PART, to + PART);
                if part >= end {
                    break;
                }
            }
            written += end - start;
        }
        written
    }
}

/// Does something to the first bytes, sixteen at once, and gathers the bits that are found for them.
#[inline]
fn each(bytes: &mut [u8; 128 + PART], length: usize, act: impl Fn(u8x16) -> (u8x16, u32)) -> u128 {
    let (parts, _) = bytes.as_chunks_mut::<PART>();
    let parts = parts.iter_mut().take(length.div_ceil(PART)).enumerate();
    parts.fold(0, |all, (number, part)| {
        let (made, bits) = act(u8x16::new(*part));
        *part = made.to_array();
        all | u128::from(bits) << (PART * number)
    })
}

/// Sixteen bytes in lower case, and which of them are letters and digits. What is beyond ASCII is below zero here.
#[inline]
fn lower(bytes: u8x16) -> (u8x16, u32) {
    let bytes = bytes.cast_signed();
    let between = |bytes: i8x16, first: u8, last: u8| {
        bytes.simd_gt(i8x16::splat(first as i8 - 1)) & i8x16::splat(last as i8 + 1).simd_gt(bytes)
    };
    let lower = bytes | (between(bytes, b'A', b'Z') & i8x16::splat(0x20));
    let letters = between(lower, b'a', b'z') | between(lower, b'0', b'9');
    (lower.cast_unsigned(), letters.to_bitmask())
}

/// Puts one byte in the place of each character beyond ASCII; how long the text is then. `None` where one is not in the table.
fn without_accents(bytes: &mut [u8], length: usize, mut beyond: u128) -> Option<usize> {
    let (mut read, mut written) = (0, 0);
    while beyond != 0 {
        let at = beyond.trailing_zeros() as usize;
        let (letter, long) = match bytes[at..length] {
            [0xC3, second, ..] => (LATIN[usize::from(second & 0x3F)], 2),
            [0xE2, 0x80, _, ..] => (b' ', 3),
            _ => (MORE, 0),
        };
        if letter == MORE {
            return None;
        }
        bytes.copy_within(read..at, written);
        written += at - read;
        bytes[written] = letter;
        written += 1;
        read = at + long;
        beyond = beyond >> read << read;
    }
    bytes.copy_within(read..length, written);
    Some(written + length - read)
}
