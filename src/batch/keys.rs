//! By what titles, places and companies are told apart: what is left of them once case, accents and marks are gone, as a hash.
//!
//! Made for every record, so without looking at a letter twice and without a place in memory that grows. Two texts are one where
//! their hashes are: of 64 bits, from a seed that is drawn when the program starts, which nobody foresees.

use super::letters::{LATIN, Letters, MORE, PART};
use foldhash::fast::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// One for all threads: they must make the same keys.
static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::default);

/// A number that depends on all bytes of a name; where two are alike, one is forgotten sooner.
#[inline]
fn mixed(bytes: &[u8; NAMED]) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    let mix = |all: u64, word: &[u8; 8]| (all ^ u64::from_le_bytes(*word)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (words.iter().fold(0, mix) >> 48) as usize
}

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
    /// The names made last, each in the place that its bytes tell: a file names few places and companies, each often.
    names: Vec<Named>,
}

/// A name as it stood in the file, and its key.
#[derive(Clone, Copy, Debug, Default)]
struct Named {
    length: usize,
    bytes: [u8; NAMED],
    key: u64,
}

/// The longest names that are remembered, and how many.
const NAMED: usize = 32;
const NAMES: usize = 256;

impl Keys {
    /// The key of a place or a company: its letters and digits, without case and accents. 0 where it has none.
    #[inline]
    pub fn name(&mut self, name: &[u8]) -> u64 {
        if name.is_empty() || name.len() > NAMED {
            return self.new_name(name);
        }
        let mut bytes = [0; NAMED];
        bytes[..name.len()].copy_from_slice(name);
        let place = mixed(&bytes) % NAMES;
        match self.names.get(place) {
            Some(known) if known.length == name.len() && known.bytes == bytes => known.key,
            _ => {
                let (length, key) = (name.len(), self.new_name(name));
                self.names.resize(NAMES, Named::default());
                self.names[place] = Named { length, bytes, key };
                key
            }
        }
    }

    #[inline(never)]
    fn new_name(&mut self, name: &[u8]) -> u64 {
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
        // No letter becomes more than three times as long, and runs are copied in parts.
        if self.room.len() < 4 * text.len() + 4 + PART {
            self.room.resize(4 * text.len() + 4 + PART, 0);
        }
        let room = self.room.as_mut_slice();
        self.used = match Letters::of(text) {
            Some(letters) => letters.write(room, left_out, apart),
            None => write(text, room, left_out, apart),
        };
    }
}

/// Writes the words of any text, byte by byte; how long they are together.
fn write(text: &[u8], room: &mut [u8], left_out: impl Fn(&[u8]) -> bool, apart: bool) -> usize {
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
    end - usize::from(end > 0 && end == start)
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

    /// What texts are made of below: the first eighteen as most titles are, the others odd.
    const PIECES: [&[u8]; 26] = [
        b"Traffic",
        b"a",
        b"H",
        b"/",
        b"F",
        b"(",
        b" ",
        b" - ",
        b"h/f",
        b"mf",
        b"42",
        b"0123456789abcdefghijk",
        "é".as_bytes(),
        "É".as_bytes(),
        "×".as_bytes(),
        "ß".as_bytes(),
        "–".as_bytes(),
        "’".as_bytes(),
        "œ".as_bytes(),
        "e\u{301}".as_bytes(),
        "가".as_bytes(),
        b"\xC3",
        b"\xE2\x80",
        b"\xE9",
        b"@",
        b"[",
    ];

    #[test]
    fn sixteen_bytes_at_a_time_are_one_at_a_time() {
        let (mut keys, mut quick, mut state) = (Keys::default(), 0, 1_u64);
        for round in 0..20_000 {
            let mut text = Vec::new();
            for _ in 0..round % 24 {
                state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
                let most = if state >> 40 & 3 == 0 { PIECES.len() } else { 18 };
                text.extend_from_slice(PIECES[(state >> 33) as usize % most]);
            }
            quick += usize::from(Letters::of(&text).is_some());
            for (left_out, apart) in [(true, true), (false, true), (false, false)] {
                let left_out = |word: &[u8]| left_out && is_gender(word);
                keys.read(&text, left_out, apart);
                let mut room = vec![0; 4 * text.len() + 4];
                let used = write(&text, &mut room, left_out, apart);
                assert_eq!(keys.room[..keys.used], room[..used], "{}", text.escape_ascii());
            }
        }
        assert!(quick > 5_000, "{quick}");
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
        for _ in 0..2 {
            for name in [
                "Lyon",
                "Lyon\0",
                "L",
                "Nantes",
                "Saint-Germain-en-Laye (Yvelines) 78100",
            ] {
                assert_eq!(keys.name(name.as_bytes()), keys.new_name(name.as_bytes()), "{name}");
            }
        }
        assert_eq!(keys.name(b"--"), 0);
    }
}
