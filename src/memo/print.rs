//! What a title is remembered by: a hash of its bytes and of all else that changes its verdict, long numbers apart.

use crate::title::padded::{LONGEST, Padded, Title};
use crate::title::tail::{Cut, End, Side};
use memchr::memchr;
use wide::{i8x16, u8x16};

/// Of numbers of so many digits the first ones tell a department, and the others say nothing.
const SHORTEST: usize = 5;
const DEPARTMENT: usize = 2;

/// Numbers of more digits say nothing at all: no word of the built-in rules and no slip of one has so many (a test holds them to it),
/// and what patterns make of them is noise of one kind or another. Titles that differ by a reference alone are then one.
const LONG: usize = SHORTEST + 1;

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
    /// How long the title is with the first of several tails, and the front of the others.
    but_first: Option<(u16, Side)>,
}

impl Print {
    /// What a title of a small company or another is looked for by, of which so many bytes are left and these digits left out.
    #[inline(always)] // Not given back through memory, where it would be waited for.
    pub fn of(title: Padded<'_>, length: usize, small: bool, digits: u128) -> Print {
        let first = (length as u16) << 1 | u16::from(small);
        let numbered = digits != 0 && digits & BELOW[length] != 0;
        let hash = if numbered {
            hash_without(title, digits, length, first)
        } else {
            hash(title, length, first)
        };
        Print {
            hash,
            first,
            numbered,
            tails: None,
            but_first: None,
        }
    }

    /// The same of what stands before the tails that were cut off; told apart from the title of the same letters or not.
    #[inline]
    pub fn with_tails(self, cut: Cut, apart: bool) -> Print {
        let first = if apart { self.first | HEAD } else { self.first };
        Print {
            first,
            tails: cut.tails,
            but_first: cut.but_first.map(|(length, tails)| (length as u16, tails)),
            ..self
        }
    }

    /// The same of what stands before all tails but the first of several.
    pub fn with_first_tail(&self, title: Padded<'_>, digits: u128) -> Option<Print> {
        let (length, tails) = self.but_first?;
        let print = Print::of(title, length.into(), self.first & 1 != 0, digits);
        Some(Print {
            first: print.first | self.first & HEAD,
            tails: Some(tails),
            ..print
        })
    }

    /// The same of a title with its tails, where it is not told apart from what stands before them.
    pub fn of_whole(&self, title: Padded<'_>, digits: u128) -> Option<Print> {
        (self.first & HEAD == 0).then(|| Print::of(title, title.length, self.first & 1 != 0, digits))
    }

    /// How long the title is without the tails that were cut off.
    #[inline]
    pub fn length(&self) -> usize {
        usize::from((self.first & !HEAD) >> 1)
    }

    /// The end of a title as it is remembered: what stands for many numbers is not known to end as each of them.
    pub fn end(&self, end: End) -> End {
        if self.numbered { End::Open } else { end }
    }

    /// Does something with what is remembered of the title.
    #[inline]
    pub fn with_text<T>(&self, title: &Title<'_>, act: impl FnOnce(&Text<'_>) -> T) -> Option<T> {
        let length = self.length();
        title.padded(|title| {
            let mut room = None;
            // Nothing is copied for the many titles without a long number.
            let title = if self.numbered {
                title.zeroed(long_numbers(title), &mut room)
            } else {
                title
            };
            act(&Text { title, length })
        })
    }
}

#[inline]
fn hash(title: Padded<'_>, length: usize, first: u16) -> u64 {
    let hash = mixed::<WORDS>(title.words(0, length.min(SEEN)), first.into());
    if length > SEEN {
        mixed::<WORDS>(title.words(SEEN, length - SEEN), hash)
    } else {
        hash
    }
}

#[inline(never)] // Most titles have no long number.
fn hash_without(title: Padded<'_>, digits: u128, length: usize, first: u16) -> u64 {
    title.with_zeros(digits & BELOW[length], |title| hash(title, length, first))
}

/// So many bytes are mixed, or looked at, together.
const SEEN: usize = 64;
const WORDS: usize = SEEN / 8;

const ODD: [u64; WORDS] = [
    0x9E37_79B9_7F4A_7C15,
    0xD6E8_FEB8_6659_FD93,
    0xA076_1D64_78BD_642F,
    0xE703_7ED1_A0B4_28DB,
    0x8EBC_6AF0_9C88_C6E3,
    0x5899_65CC_7537_4CC3,
    0x1D8E_4E27_C47D_124F,
    0xEB44_ACCA_B455_D165,
];

/// Words in one: each has a part in every bit, and none waits for another. No adversary gains from a collision, since titles are
/// compared.
#[inline]
pub fn mixed<const WORDS: usize>(words: [u64; WORDS], seed: u64) -> u64 {
    let (pairs, _) = words.as_chunks::<2>();
    let (odd, _) = ODD.as_chunks::<2>();
    let pairs = pairs.iter().zip(odd).map(|([a, b], [c, d])| folded(a ^ c, b ^ d));
    folded(pairs.fold(seed, |all, pair| all ^ pair), ODD[0])
}

/// Both halves of a product in one.
#[inline]
fn folded(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product >> 64) as u64 ^ product as u64
}

/// The bits of so many first bytes of a title: looked up, since a shift of so many bits takes a dozen steps.
pub static BELOW: [u128; LONGEST + 1] = {
    let (mut below, mut length) = ([0; LONGEST + 1], 0);
    while length <= LONGEST {
        below[length] = (1 << length) - 1;
        length += 1;
    }
    below
};

/// Which bytes of a title are digits that say nothing.
#[inline]
pub fn long_numbers(title: Padded<'_>) -> u128 {
    // Both halves, though many titles have but one: nobody foresees which.
    let all = u128::from(digits(title.from(0))) | u128::from(digits(title.from(SEEN))) << SEEN;
    let all = all & BELOW[title.length];
    let pairs = all & all >> 1;
    let fours = pairs & pairs >> 2;
    if fours & all >> (SHORTEST - 1) == 0 || names_characters(title.own()) {
        0
    } else {
        long(all)
    }
}

/// Whether a title may name characters by numbers (`&#233;`, or escaped again `&amp;#233;`), each of which says which one it is.
fn names_characters(title: &[u8]) -> bool {
    memchr(b'#', title).is_some() && memchr(b'&', title).is_some()
}

/// Which of the bytes are digits, the first one lowest.
#[inline]
fn digits(bytes: &[u8; SEEN]) -> u64 {
    let (parts, _) = bytes.as_chunks::<16>();
    parts.iter().rev().fold(0, |all, bytes| {
        let bytes = u8x16::new(*bytes).cast_signed();
        let digits = bytes.simd_gt(i8x16::splat(b'0' as i8 - 1)) & i8x16::splat(b'9' as i8 + 1).simd_gt(bytes);
        all << 16 | u64::from(digits.to_bitmask())
    })
}

/// Of some digits those that say nothing.
fn long(digits: u128) -> u128 {
    // All that stand in a row of so many.
    let in_rows = |length| {
        let starts = (1..length).fold(digits, |starts, at| starts & digits >> at);
        (1..length).fold(starts, |covered, at| covered | starts << at)
    };
    let long = in_rows(LONG);
    let short = in_rows(SHORTEST) & !long;
    let start = short & !(short << 1);
    let department = (1..DEPARTMENT).fold(start, |department, at| department | start << at);
    long | short & !department
}

/// What is remembered of a title: of so many of its bytes.
pub struct Text<'t> {
    title: Padded<'t>,
    length: usize,
}

impl Text<'_> {
    /// So many words are written and compared together.
    const STEP: usize = 4;

    /// How many words it takes.
    #[inline]
    pub fn words(&self) -> usize {
        self.length.div_ceil(8 * Text::STEP) * Text::STEP
    }

    /// Whether the words of the log that start here are its own.
    #[inline]
    pub fn is(&self, log: &[u64]) -> bool {
        match log.first_chunk() {
            Some(log) if self.length <= SEEN => self.title.begins_with(log, self.length),
            _ => self.is_long(log),
        }
    }

    /// The same of a long title, or at the end of the log.
    #[inline(never)] // Few are.
    fn is_long(&self, log: &[u64]) -> bool {
        let Some(log) = log.get(..self.words()) else {
            return false;
        };
        let (log, _) = log.as_chunks::<{ Text::STEP }>();
        log.iter().enumerate().all(|(step, theirs)| self.step(step) == *theirs)
    }

    /// Writes its words.
    pub fn write(&self, log: &mut [u64]) {
        let (log, _) = log.as_chunks_mut::<{ Text::STEP }>();
        for (step, room) in log.iter_mut().enumerate() {
            *room = self.step(step);
        }
    }

    #[inline]
    fn step(&self, step: usize) -> [u64; Text::STEP] {
        const BYTES: usize = 8 * Text::STEP;
        self.title.words(BYTES * step, (self.length - BYTES * step).min(BYTES))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::Classifier;
    use crate::rules::Sources;

    #[test]
    fn no_rule_has_a_long_number() {
        let vocabulary = Sources::builtin().files;
        let words = vocabulary.iter().filter(|file| {
            !["sources.toml", "calibration.csv", "patterns.toml"]
                .iter()
                .any(|name| file.name.ends_with(name))
        });
        let longest = |text: &str| text.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max();
        for file in words {
            assert!(longest(&file.text) < Some(SHORTEST), "{}", file.name);
        }
        // Nor has a word at one slip of theirs.
        for (word, _) in Classifier::builtin().rule_set().lexicon.slips.words() {
            let word = String::from_utf8_lossy(word);
            assert!(longest(&word) < Some(SHORTEST - 1), "{word}");
        }
    }

    /// A title with what is remembered for its long numbers.
    fn alike(title: &str) -> Option<String> {
        let zeros = |title: Padded<'_>| title.with_zeros(long_numbers(title), |zeros| zeros.own().to_vec());
        String::from_utf8(Title::alone(title.as_bytes()).padded(zeros)?).ok()
    }

    const NUMBERS: [&str; 22] = [
        "Réf. 204417",
        "0612345678",
        "+33612345678",
        "20261231",
        "AB-204417",
        "204417€",
        "204417 Cedex 9",
        "JR750081",
        "Réf. 32169",
        "59133",
        "Lille 59133 Cedex 9",
        "F-59133",
        "H/F-59133",
        "H/F 99133",
        "75108 Paris",
        "12345 € brut",
        "23941€-25941€",
        "AB-20441",
        "20441H",
        "+33612 345 678",
        "01234 56789",
        "01/02/20261",
    ];

    #[test]
    fn long_numbers_say_nothing() {
        assert_eq!(alike("F-59133, 204417").as_deref(), Some("F-59000, 000000"));
        for other in ["R&#00233;dacteur", "S&amp;#00069;O manager", "&#x10003; 204417"] {
            assert_eq!(alike(other).as_deref(), Some(other));
        }
        let classifier = Classifier::builtin();
        let titles = crate::testing::titles();
        let (mut scratch, company) = (crate::Scratch::default(), crate::Company::default());
        // Who remembers takes them for one.
        let mut read = |title: &str| classifier.classify_anew(&mut scratch, title, &company);
        for (title, number) in titles.iter().flat_map(|title| NUMBERS.map(|number| (title, number))) {
            let middle = title.find(' ').unwrap_or(title.len());
            let (first, rest) = title.split_at(middle);
            for title in [
                format!("{title} {number}"),
                format!("{number} {title}"),
                format!("{first} {number}{rest}"),
            ] {
                if let Some(alike) = alike(&title) {
                    assert_eq!(read(&title), read(&alike), "{title}");
                }
            }
        }
    }

    #[test]
    fn long_numbers_are_found_wherever_they_stand() {
        for length in 0..=LONGEST {
            for digits in [4, 5, 6, 7, 20] {
                for start in 0..=length.saturating_sub(digits) {
                    let mut title = vec![b'-'; length];
                    title.iter_mut().skip(start).take(digits).for_each(|byte| *byte = b'7');
                    let found = length.min(digits);
                    let expected = match found {
                        0..5 => 0,
                        5 => 0b11100 << start,
                        _ => ((1 << found) - 1) << start,
                    };
                    let behind = [title.as_slice(), &[b'7'; 200]].concat();
                    for title in [Title::alone(&title), Title::in_front_of(&behind, length)] {
                        assert_eq!(
                            title.padded(long_numbers),
                            Some(expected),
                            "{digits} at {start} of {length}"
                        );
                    }
                }
            }
        }
        let several = Title::alone(b"12345 123456 1234 67890").padded(long_numbers);
        assert_eq!(several, Some(0b111 << 2 | 0b11_1111 << 6 | 0b111 << 20));
    }
}
