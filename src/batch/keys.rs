//! By what titles, places and companies are told apart: what is left of them once case, accents and marks are gone, as a hash.
//!
//! Made for every record, so without looking at a letter twice and without a place in memory that grows. Two texts are one where
//! their hashes are: of 64 bits, from a seed that is drawn when the program starts, which nobody foresees.

use foldhash::fast::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// One for all threads: they must make the same keys.
static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::default);

/// The hash of a text, never 0.
#[inline]
pub fn hash(text: &[u8]) -> u64 {
    HASHER.hash_one(text).max(1)
}

/// Makes keys, in a room that is used again.
#[derive(Debug, Default)]
pub struct Keys {
    room: Vec<u8>,
    used: usize,
}

impl Keys {
    /// The key of a place or a company: its letters and digits, without case and accents. 0 where it has none.
    pub fn name(&mut self, name: &[u8]) -> u64 {
        self.hashed(|keys| keys.read(name, |_| false, false))
    }

    /// The key of a title: its words without case and accents, and without `H/F`. 0 where it has none.
    pub fn title(&mut self, title: &[u8]) -> u64 {
        match self.hashed(|keys| keys.read(title, is_gender, true)) {
            // A title of nothing else is told by what it has.
            0 => self.hashed(|keys| keys.read(title, |_| false, true)),
            key => key,
        }
    }

    /// The letters and digits of a text, without case and accents.
    pub fn letters(&mut self, text: &[u8]) -> &[u8] {
        self.read(text, |_| false, false);
        &self.room[..self.used]
    }

    #[inline]
    fn hashed(&mut self, read: impl FnOnce(&mut Keys)) -> u64 {
        read(self);
        if self.used == 0 {
            0
        } else {
            hash(&self.room[..self.used])
        }
    }

    /// Writes letters and digits, words apart or not, but for the words that are to be left out.
    #[inline]
    fn read(&mut self, text: &[u8], left_out: impl Fn(&[u8]) -> bool, apart: bool) {
        // No letter becomes more than three times as long.
        if self.room.len() < 4 * text.len() + 4 {
            self.room.resize(4 * text.len() + 4, 0);
        }
        let room = self.room.as_mut_slice();
        let (mut start, mut end, mut at) = (0, 0, 0);
        while at < text.len() {
            let length = short_letters(&text[at..], &mut room[end..]);
            (at, end) = (at + length, end + length);
            let Some(&byte) = text.get(at) else {
                break;
            };
            let mut letter = LETTERS[usize::from(byte)];
            at += 1;
            if letter == MORE {
                let (found, length) = beyond_ascii(&text[at - 1..], &mut room[end..]);
                at += length - 1;
                end += found.written;
                letter = found.letter;
            }
            if letter > b' ' {
                room[end] = letter;
                end += 1;
            } else if letter == b' ' && end > start {
                if left_out(&room[start..end]) {
                    end = start;
                } else if apart {
                    room[end] = b' ';
                    end += 1;
                    start = end;
                }
            }
        }
        if left_out(&room[start..end]) {
            end = start;
        }
        // No space at the end.
        self.used = end - usize::from(end > 0 && end == start);
    }
}

/// Writes the letters of one byte that a text begins with, as nearly all are, and gives their number.
#[inline]
fn short_letters(text: &[u8], room: &mut [u8]) -> usize {
    for (at, (byte, place)) in text.iter().zip(&mut *room).enumerate() {
        *place = LETTERS[usize::from(*byte)];
        if *place <= b' ' {
            return at;
        }
    }
    text.len().min(room.len())
}

/// What stands for a character: a letter, a space for a mark, or nothing more than what was written already.
struct Found {
    letter: u8,
    written: usize,
}

/// What stands for the character beyond ASCII that a text starts with, and how long it is.
#[inline]
fn beyond_ascii(text: &[u8], room: &mut [u8]) -> (Found, usize) {
    let one = |letter| Found { letter, written: 0 };
    // Nearly all are accented letters, long dashes and round quotes.
    match *text {
        [0xC3, second, ..] if LATIN[usize::from(second & 0x3F)] != MORE => (one(LATIN[usize::from(second & 0x3F)]), 2),
        [0xE2, 0x80, _, ..] => (one(b' '), 3),
        _ => spelt(text, room),
    }
}

#[cold]
fn spelt(text: &[u8], room: &mut [u8]) -> (Found, usize) {
    let start = &text[..text.len().min(4)];
    let Some(chunk) = start.utf8_chunks().next() else {
        return (
            Found {
                letter: b' ',
                written: 0,
            },
            1,
        );
    };
    let Some(c) = chunk.valid().chars().next() else {
        // What is no letter of the encoding parts words.
        return (
            Found {
                letter: b' ',
                written: 0,
            },
            chunk.invalid().len(),
        );
    };
    let mut written = 0;
    let mut write = |bytes: &[u8]| {
        if let Some(room) = room.get_mut(written..written + bytes.len()) {
            room.copy_from_slice(bytes);
            written += bytes.len();
        }
    };
    let letter = plain(c).unwrap_or_else(|| {
        decompose_canonical(c, |part| match plain(part) {
            Some(letter) => write(&[letter]),
            None if is_combining_mark(part) => {}
            None => part
                .to_lowercase()
                .for_each(|c| write(c.encode_utf8(&mut [0; 4]).as_bytes())),
        });
        MORE
    });
    (Found { letter, written }, c.len_utf8())
}

#[inline]
fn is_gender(word: &[u8]) -> bool {
    word.len() <= 2 && matches!(word, b"h" | b"f" | b"m" | b"x" | b"w" | b"hf" | b"fh" | b"mf")
}

/// Not in a table.
const MORE: u8 = 0;

/// What stands for each byte: the small letter, the digit, a space for a mark.
const LETTERS: [u8; 256] = {
    let mut table = [MORE; 256];
    let mut at: u8 = 0;
    while at < 128 {
        table[at as usize] = if at.is_ascii_alphanumeric() {
            at.to_ascii_lowercase()
        } else {
            b' '
        };
        at += 1;
    }
    table
};

/// What stands for each character from À to ÿ.
const LATIN: [u8; 64] = *b"aaaaaa\0ceeeeiiii\0nooooo \0uuuuy\0\0aaaaaa\0ceeeeiiii\0nooooo \0uuuuy\0y";

/// The small letter or digit that stands for a character, a space for a mark; `None` where more must be known.
fn plain(c: char) -> Option<u8> {
    Some(match c {
        '\0'..='\x7F' => LETTERS[c as usize],
        'à'..='å' | 'À'..='Å' => b'a',
        'ç' | 'Ç' => b'c',
        'è'..='ë' | 'È'..='Ë' => b'e',
        'ì'..='ï' | 'Ì'..='Ï' => b'i',
        'ñ' | 'Ñ' => b'n',
        'ò'..='ö' | 'Ò'..='Ö' => b'o',
        'ù'..='ü' | 'Ù'..='Ü' => b'u',
        'ÿ' | 'ý' | 'Ý' => b'y',
        c if c.is_alphanumeric() || is_combining_mark(c) => return None,
        _ => b' ',
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_ways_are_the_long_way() {
        for (letter, c) in LATIN.into_iter().zip('À'..='ÿ') {
            assert_eq!(Some(letter).filter(|letter| *letter != MORE), plain(c), "{c}");
        }
        for c in '\u{2000}'..='\u{203F}' {
            assert_eq!(plain(c), Some(b' '), "{c:?}");
        }
    }

    #[test]
    fn titles_are_one_but_for_case_marks_and_gender() {
        let mut keys = Keys::default();
        let mut key = |title: &str| keys.title(title.as_bytes());
        assert_eq!(key("Rédacteur WEB (H/F)"), key("redacteur web"));
        assert_eq!(key("(H/F) Rédacteur - web F"), key("redacteur web"));
        assert_eq!(key("Rédacteur – web"), key("redacteur web"));
        assert_eq!(key("Re\u{301}dacteur"), key("Rédacteur"));
        assert_ne!(key("Шеф"), key("Повар"));
        assert_eq!(key("Шеф"), key("шеф"));
        assert_ne!(key("Rédactrice web"), key("Rédacteur web"));
        assert_ne!(key("Chef 12"), key("Chef 1 2"));
        assert_ne!(key("H/F"), key("F"));
        assert_eq!((key("…"), key(" \u{301}")), (0, 0));
        assert_eq!(keys.title(b"Chef \xE9\xE8 web"), keys.title(b"chef web"));
    }

    #[test]
    fn names_are_their_letters() {
        let mut keys = Keys::default();
        assert_eq!(
            keys.letters("Aix-en-Provence, ß가İ ".as_bytes()),
            "aixenprovenceß\u{1100}\u{1161}i".as_bytes()
        );
        assert_eq!(
            keys.name("SAINT ÉTIENNE (42)".as_bytes()),
            keys.name("Saint-Étienne 42".as_bytes())
        );
        assert_ne!(keys.name(b"Lyon h"), keys.name(b"Lyon"));
        assert_eq!(keys.name(b"--"), 0);
    }
}
