//! Finds the bytes that part fields and records: the delimiter, the quote, CR and LF, 64 bytes at a time.
//!
//! One pass finds all four. A search for each record's end, then for its delimiters, then for the next quote costs three
//! starts a record, and a start costs more than the few dozen bytes that it searches.

use wide::u8x16;

/// Walks the places of the marks of a text, first to last.
pub struct Marks<'t> {
    text: &'t [u8],
    delimiter: u8,
    /// Where the 64 bytes at hand start.
    base: usize,
    /// Their marks that were not given yet, one bit each.
    found: u64,
    /// Which of the 64 bytes are delimiters, unless these are line ends.
    delimiters: u64,
}

/// So many bytes are looked at together.
const STEP: usize = 64;

impl<'t> Marks<'t> {
    /// The marks of a text from the place `at` on.
    pub fn new(text: &'t [u8], delimiter: u8, at: usize) -> Marks<'t> {
        let mut marks = Marks {
            text,
            delimiter,
            base: 0,
            found: 0,
            delimiters: 0,
        };
        marks.seek(at);
        marks
    }

    /// Goes on with the marks from the place `at` on.
    pub fn seek(&mut self, at: usize) {
        self.base = at;
        self.look();
    }

    /// The place of the next mark; the length of the text behind the last.
    #[inline]
    pub fn next(&mut self) -> usize {
        while self.found == 0 {
            if !self.go_on() {
                return self.text.len();
            }
        }
        let at = self.base + self.found.trailing_zeros() as usize;
        self.found &= self.found - 1;
        at
    }

    /// Passes the delimiters that stand before the next other mark; how many they were. Where delimiters are line ends none is.
    #[inline]
    pub fn pass_delimiters(&mut self) -> usize {
        let mut passed = 0;
        loop {
            let others = self.found & !self.delimiters;
            // All bits below the first other mark; all where there is none.
            let before = self.found & (others.wrapping_sub(1) & !others);
            passed += before.count_ones() as usize;
            self.found ^= before;
            if others != 0 || !self.go_on() {
                return passed;
            }
        }
    }

    /// Looks at the next bytes, if there are any.
    #[inline]
    fn go_on(&mut self) -> bool {
        self.base += STEP;
        let more = self.base < self.text.len();
        if more {
            self.look();
        }
        more
    }

    #[inline]
    fn look(&mut self) {
        let rest = self.text.get(self.base..).unwrap_or_default();
        let [found, delimiters] = match rest.first_chunk() {
            Some(step) => found(step, self.delimiter),
            None => {
                let mut step = [0; STEP];
                step[..rest.len()].copy_from_slice(rest);
                // A NUL behind the end is none of the text's, be it the delimiter.
                found(&step, self.delimiter).map(|bits| bits & ((1 << rest.len()) - 1))
            }
        };
        let are_line_ends = self.delimiter == b'\n';
        (self.found, self.delimiters) = (found, if are_line_ends { 0 } else { delimiters });
    }
}

/// Which of 64 bytes are marks and which are delimiters, the first by the lowest bit.
#[inline]
fn found(step: &[u8; STEP], delimiter: u8) -> [u64; 2] {
    let (parts, _) = step.as_chunks::<16>();
    parts.iter().enumerate().fold([0; 2], |all, (part, bytes)| {
        let bytes = u8x16::new(*bytes);
        let are = |mark: u8| bytes.simd_eq(u8x16::splat(mark));
        let delimiters = are(delimiter);
        let marks = delimiters | are(b'"') | are(b'\r') | are(b'\n');
        let bits = |bytes: u8x16| u64::from(bytes.to_bitmask()) << (16 * part);
        [all[0] | bits(marks), all[1] | bits(delimiters)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marks(text: &[u8], delimiter: u8, from: usize) -> Vec<usize> {
        let mut marks = Marks::new(text, delimiter, from);
        std::iter::from_fn(|| Some(marks.next()).filter(|at| *at < text.len())).collect()
    }

    proptest! {
        #[test]
        fn every_mark_is_found(text in prop::collection::vec(prop::sample::select(b"\";\n\ra\0\x8A\xBB"), 0..200), from in 0..200_usize) {
            for delimiter in [b';', b'\n', 0] {
                let is_mark = |at: &usize| text[*at] == delimiter || b"\"\r\n".contains(&text[*at]);
                let expected: Vec<usize> = (from..text.len()).filter(is_mark).collect();
                prop_assert_eq!(marks(&text, delimiter, from), expected);
            }
        }
    }
}
