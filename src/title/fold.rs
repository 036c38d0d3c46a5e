//! Raw bytes to folded words: case, accents, ligatures, styled letters, look-alikes, typographic marks, HTML, mojibake.
//!
//! One pass over the bytes. ASCII goes through one table; Latin letters with accents through a second one; everything
//! else through Unicode's compatibility decomposition. Folded words are ASCII wherever the letter has a Latin base.

use super::token::{Gap, Span, Token, UNKNOWN};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a title and its folded text, which the tokens point into.
#[derive(Default)]
pub(crate) struct Folded {
    /// The folded title, separators included, so that patterns can be looked for in it.
    pub text: Vec<u8>,
    /// The words, in order.
    pub tokens: Vec<Token>,
    /// Whether a digit or a mark (`€ # @ °`) was seen: only then can a pattern match.
    pub patterned: bool,
}

/// Folds `raw` into `out`, whose buffers are reused.
pub(crate) fn fold(raw: &str, out: &mut Folded) {
    out.text.resize(raw.len() + SLACK, 0);
    out.tokens.clear();
    out.patterned = false;
    let mut folder = Folder {
        raw: raw.as_bytes(),
        out,
        length: 0,
        open: false,
        word: Word::default(),
        gap: Gap::NONE,
    };
    let mut at = 0;
    while at < raw.len() {
        let class = CLASS[usize::from(folder.raw[at])];
        at = match class {
            LETTER | CAPITAL | DIGIT => folder.letters(at),
            ENTITY => folder.ampersand(raw, at),
            TAG => folder.less_than(at),
            DOTTED => folder.dot(at),
            SIGN => folder.sign(at),
            WIDE if folder.accented(at).is_some() => folder.letters(at),
            WIDE => folder.wide(raw, at),
            gap => {
                folder.separate(Gap::SPACE_TO_BREAK[usize::from(gap - FIRST_GAP)], folder.raw[at]);
                at + 1
            }
        };
    }
    folder.close();
    let length = folder.length;
    out.text.truncate(length);
}

/// Room behind the text, so that it seldom grows.
const SLACK: usize = 16;

/// The folded words of a title, joined by single spaces: what every other step works on.
///
/// ```
/// use metiers::title::folded;
/// assert_eq!(folded("Chargé·e d’Ｅ-mailing"), "charge e d e mailing");
/// assert_eq!(folded("D&eacute;veloppeur C++"), "developpeur c++");
/// ```
pub fn folded(raw: &str) -> String {
    let mut out = Folded::default();
    fold(raw, &mut out);
    let words: Vec<_> = out
        .tokens
        .iter()
        .map(|token| String::from_utf8_lossy(out.word(token)))
        .collect();
    words.join(" ")
}

impl Folded {
    /// The folded letters of a word.
    pub fn word(&self, token: &Token) -> &[u8] {
        &self.text[token.text.start as usize..token.text.end as usize]
    }
}

impl Gap {
    /// The gaps of ASCII marks, in the order of their classes.
    const SPACE_TO_BREAK: [Gap; 9] = [
        Gap::SPACE,
        Gap::HYPHEN,
        Gap::APOSTROPHE,
        Gap::SLASH,
        Gap::COMMA,
        Gap::AND,
        Gap::OPEN,
        Gap::CLOSE,
        Gap::BREAK,
    ];
}

const LETTER: u8 = 0;
const CAPITAL: u8 = 1;
const DIGIT: u8 = 2;
const ENTITY: u8 = 3;
const TAG: u8 = 4;
const DOTTED: u8 = 5;
const SIGN: u8 = 6;
const WIDE: u8 = 7;
const FIRST_GAP: u8 = 8;

/// What each byte is.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [FIRST_GAP; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => LETTER,
            b'A'..=b'Z' => CAPITAL,
            b'0'..=b'9' => DIGIT,
            b'&' => ENTITY,
            b'<' => TAG,
            b'.' => DOTTED,
            b'+' | b'#' | b'@' => SIGN,
            b'-' => FIRST_GAP + 1,
            b'\'' | b'`' => FIRST_GAP + 2,
            b'/' | b'\\' => FIRST_GAP + 3,
            b',' => FIRST_GAP + 4,
            b'(' | b'[' | b'{' => FIRST_GAP + 6,
            b')' | b']' | b'}' => FIRST_GAP + 7,
            b'|' | b':' | b';' | b'\n' | b'\r' => FIRST_GAP + 8,
            128.. => WIDE,
            _ => FIRST_GAP,
        };
        byte += 1;
    }
    table
}

const LETTER_BIT: u16 = 1 << 8;
const DIGIT_BIT: u16 = 1 << 9;
const LOWER_BIT: u16 = 1 << 10;

/// ASCII letters and digits: what they fold to, and what they are in the upper half.
static PLAIN: [u16; 256] = plain();

const fn plain() -> [u16; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let letter = byte as u8;
        table[byte] = match letter {
            b'a'..=b'z' => letter as u16 | LETTER_BIT | LOWER_BIT,
            b'A'..=b'Z' => letter.to_ascii_lowercase() as u16 | LETTER_BIT,
            b'0'..=b'9' => letter as u16 | DIGIT_BIT,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// The base letters of U+00C0 to U+017F; `?` where there is none or more than one.
static LATIN: &[u8; 192] = b"aaaaaa?ceeeeiiiidnooooo?ouuuuy??aaaaaa?ceeeeiiiidnooooo?ouuuuy?y\
aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkklllllll\
lllnnnnnnnnnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// The letters of the second bytes after 0xC3, é to ÿ: the base in lower case, or 0 where there is none, more than one,
/// or where the text may have been encoded twice.
static AFTER_C3: [u8; 64] = after_c3();

const fn after_c3() -> [u8; 64] {
    let mut table = [0; 64];
    let mut at = 0;
    while at < 64 {
        // Ã, Â, Å and â begin what was encoded twice.
        if LATIN[at] != b'?' && !matches!(at, 0x02 | 0x03 | 0x05 | 0x22) {
            table[at] = LATIN[at];
        }
        at += 1;
    }
    table
}

/// The word being read.
#[derive(Clone, Copy, Default)]
struct Word {
    text: usize,
    raw: usize,
    end: usize,
    letters: u32,
    has_lower: bool,
}

struct Folder<'a> {
    raw: &'a [u8],
    out: &'a mut Folded,
    /// How much of `out.text` is written.
    length: usize,
    /// Whether `word` is being read.
    open: bool,
    word: Word,
    gap: Gap,
}

impl Folder<'_> {
    /// Reads ASCII letters and digits, and the accented letters among them.
    fn letters(&mut self, start: usize) -> usize {
        let mut word = self.opened(start);
        let mut at = start;
        loop {
            let rest = &self.raw[at..];
            self.make_room(rest.len());
            let mut seen = 0;
            let mut count = 0;
            let mut letters = 0;
            for (byte, slot) in rest.iter().zip(&mut self.out.text[self.length..]) {
                let plain = PLAIN[usize::from(*byte)];
                if plain & (LETTER_BIT | DIGIT_BIT) == 0 {
                    break;
                }
                *slot = plain as u8;
                seen |= plain;
                letters += u32::from(plain >> 8 & 1);
                count += 1;
            }
            self.length += count;
            at += count;
            word.letters += letters;
            word.has_lower |= seen & LOWER_BIT != 0;
            self.out.patterned |= seen & DIGIT_BIT != 0;
            let Some((base, lower)) = self.accented(at) else { break };
            self.out.text[self.length] = base;
            self.length += 1;
            at += 2;
            word.letters += 1;
            word.has_lower |= lower;
        }
        word.end = at;
        self.word = word;
        at
    }

    /// Makes sure of room for so many bytes and one more.
    fn make_room(&mut self, bytes: usize) {
        if self.out.text.len() < self.length + bytes + SLACK {
            self.out.text.resize(self.length + bytes + 4 * SLACK, 0);
        }
    }

    /// The base of an accented letter of two bytes, and whether it is in lower case.
    #[inline]
    fn accented(&self, at: usize) -> Option<(u8, bool)> {
        match self.raw.get(at..at + 2) {
            Some([0xC3, second]) => {
                let place = second & 0x3F;
                let base = AFTER_C3[usize::from(place)];
                (base != 0).then_some((base, place >= 0x1F))
            }
            _ => None,
        }
    }

    /// The word being read, or a new one; it is open then.
    fn opened(&mut self, at: usize) -> Word {
        if self.open {
            return self.word;
        }
        self.open = true;
        Word {
            text: self.length,
            raw: at,
            end: at,
            letters: 0,
            has_lower: false,
        }
    }

    /// Writes folded text.
    fn put(&mut self, text: &[u8]) {
        self.make_room(text.len());
        let end = self.length + text.len();
        self.out.text[self.length..end].copy_from_slice(text);
        self.length = end;
    }

    /// Adds one letter, already folded.
    fn letter(&mut self, folded: &[u8], lower: bool, at: usize, end: usize) {
        let mut word = self.opened(at);
        word.letters += 1;
        word.has_lower |= lower;
        word.end = end;
        self.put(folded);
        self.word = word;
    }

    /// Ends the open word.
    fn close(&mut self) {
        if !std::mem::take(&mut self.open) {
            return;
        }
        let word = self.word;
        let text = Span {
            start: word.text as u32,
            end: self.length as u32,
        };
        self.out.tokens.push(Token {
            raw: Span {
                start: word.raw as u32,
                end: word.end as u32,
            },
            text,
            gap: self.gap,
            symbol: UNKNOWN,
            noise: None,
            upper: word.letters >= 2 && !word.has_lower,
            number: word.letters == 0,
            mistyped: false,
        });
        self.gap = Gap::NONE;
    }

    fn separate(&mut self, gap: Gap, shown: u8) {
        self.close();
        self.gap = self.gap.with(gap);
        self.make_room(1);
        self.out.text[self.length] = shown;
        self.length += 1;
    }

    /// `.` joins the single letters of an acronym (`S.E.O.`), and separates everything else.
    fn dot(&mut self, at: usize) -> usize {
        let single = self.open && self.is_acronym(&self.word, at);
        let letter = |at: usize| self.raw.get(at).is_some_and(u8::is_ascii_alphabetic);
        if single && letter(at + 1) && !letter(at + 2) {
            return at + 1;
        }
        self.separate(Gap::DOT, b'.');
        at + 1
    }

    /// Whether the open word is made of single letters with dots, and no ending of a longer word.
    fn is_acronym(&self, word: &Word, at: usize) -> bool {
        let dotted = (word.raw..at).all(|at| self.raw[at].is_ascii_alphabetic() == (at - word.raw).is_multiple_of(2));
        dotted && (at - word.raw) % 2 == 1 && (self.out.tokens.is_empty() || self.gap.has(Gap::SPACE))
    }

    /// `+` and `#` belong to a language's name (`C++`, `C#`); elsewhere `+` coordinates.
    fn sign(&mut self, at: usize) -> usize {
        let byte = self.raw[at];
        if self.open {
            let text = &self.out.text[self.word.text..self.length];
            let next = self.raw.get(at + 1).copied();
            let named = match byte {
                b'+' => (text.len() == 1 && next == Some(b'+')) || (text.len() == 2 && text[1] == b'+'),
                b'#' => text.len() == 1 && text[0].is_ascii_alphabetic(),
                _ => false,
            };
            if named {
                self.word.end = at + 1;
                self.put(&[byte]);
                return at + 1;
            }
        }
        self.out.patterned |= byte != b'+';
        self.separate(if byte == b'+' { Gap::AND } else { Gap::SPACE }, byte);
        at + 1
    }

    /// `<b>` and `</b>` are HTML; a bare `<` is a bracket.
    fn less_than(&mut self, at: usize) -> usize {
        const LONGEST_TAG: usize = 100;
        let rest = &self.raw[at + 1..self.raw.len().min(at + LONGEST_TAG)];
        let named = rest
            .first()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/');
        let end = rest.iter().position(|byte| *byte == b'>').filter(|_| named);
        self.separate(if end.is_some() { Gap::SPACE } else { Gap::OPEN }, b' ');
        at + 1 + end.map_or(0, |end| end + 1)
    }

    /// `&` opens an HTML entity or coordinates; an export may have escaped it again (`&amp;eacute;`).
    fn ampersand(&mut self, raw: &str, at: usize) -> usize {
        let mut name = at + 1;
        loop {
            match entity(&raw[name..]) {
                Some(('&', end)) => name += end,
                Some((character, end)) => {
                    self.character(character, at, name + end);
                    return name + end;
                }
                None => {
                    self.separate(Gap::AND, b'&');
                    return name;
                }
            }
        }
    }

    /// A character outside ASCII.
    fn wide(&mut self, raw: &str, at: usize) -> usize {
        let rest = &raw[at..];
        let Some(character) = rest.chars().next() else {
            return raw.len();
        };
        if matches!(character, 'Ã' | 'Â' | 'Å' | 'â')
            && let Some((meant, end)) = mojibake(rest)
        {
            self.character(meant, at, at + end);
            return at + end;
        }
        let end = at + character.len_utf8();
        self.character(character, at, end);
        end
    }

    /// One character, wherever it comes from.
    fn character(&mut self, character: char, at: usize, end: usize) {
        if let Some(base) = latin(character) {
            return self.letter(&[base], character.is_lowercase(), at, end);
        }
        if let Some(letters) = ligature(character) {
            return self.letter(letters, character.is_lowercase(), at, end);
        }
        if let Some(gap) = typographic(character) {
            return self.separate(gap, if gap == Gap::HYPHEN { b'-' } else { b' ' });
        }
        if is_ignorable(character) || is_combining_mark(character) {
            return;
        }
        match character {
            '€' | '°' => {
                self.out.patterned = true;
                self.close();
                self.gap = self.gap.with(Gap::SPACE);
                self.put(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            _ => self.decomposed(character, at, end),
        }
    }

    /// The slow path: Unicode's compatibility decomposition, without its marks, in lower case.
    fn decomposed(&mut self, character: char, at: usize, end: usize) {
        let lower = character.is_lowercase();
        for part in std::iter::once(character).nfkd().flat_map(char::to_lowercase).nfkd() {
            if is_combining_mark(part) || is_ignorable(part) {
                continue;
            }
            let part = homoglyph(part);
            if let Some(base) = latin(part) {
                self.letter(&[base], lower, at, end);
            } else if let Some(letters) = ligature(part) {
                self.letter(letters, lower, at, end);
            } else if part.is_ascii_alphabetic() {
                self.letter(&[part as u8], lower, at, end);
            } else if part.is_ascii_digit() {
                self.out.patterned = true;
                self.letter(&[part as u8], true, at, end);
            } else if part.is_ascii() {
                let class = CLASS[part as usize];
                let gap = if class >= FIRST_GAP {
                    Gap::SPACE_TO_BREAK[usize::from(class - FIRST_GAP)]
                } else {
                    Gap::SPACE
                };
                self.separate(gap, part as u8);
            } else if part.is_alphanumeric() {
                self.letter(part.encode_utf8(&mut [0; 4]).as_bytes(), lower, at, end);
            } else {
                self.separate(Gap::SPACE, b' ');
            }
        }
    }
}

fn latin(character: char) -> Option<u8> {
    let place = (character as u32).checked_sub(0xC0)?;
    LATIN.get(place as usize).copied().filter(|base| *base != b'?')
}

/// The letters that a ligature is made of.
fn ligature(character: char) -> Option<&'static [u8]> {
    match character {
        'æ' | 'Æ' => Some(b"ae"),
        'œ' | 'Œ' => Some(b"oe"),
        'ß' => Some(b"ss"),
        _ => None,
    }
}

/// Marks of typography that separate words.
fn typographic(character: char) -> Option<Gap> {
    Some(match character {
        '’' | '‘' | '‛' | 'ʼ' | 'ʹ' | '′' | '´' | '＇' => Gap::APOSTROPHE,
        '‐'..='―' | '−' | '⁃' | '﹘' | '﹣' | '－' => Gap::HYPHEN,
        '·' | '•' | '∙' | '⋅' | '‧' | '・' | '･' | '●' | '▪' | '►' | '▶' | '➤' => Gap::MIDDLE_DOT,
        '⁄' | '∕' | '／' => Gap::SLASH,
        '…' | '\u{2028}' | '\u{2029}' | '¦' | '│' | '➔' | '→' => Gap::BREAK,
        _ if character.is_whitespace() || character.is_control() => Gap::SPACE,
        _ => return None,
    })
}

/// Characters without a shape of their own: soft hyphens, joiners, marks of direction, selectors.
fn is_ignorable(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Cyrillic and Greek letters that look like Latin ones.
fn homoglyph(character: char) -> char {
    match character {
        'а' | 'α' => 'a',
        'с' | 'ϲ' => 'c',
        'е' | 'ε' => 'e',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'у' | 'υ' => 'u',
        'х' | 'χ' => 'x',
        'м' => 'm',
        'н' => 'h',
        'в' => 'b',
        other => other,
    }
}

/// The character of an HTML entity whose name (`eacute;`) is at the start of `text`, and the name's length in bytes.
fn entity(text: &str) -> Option<(char, usize)> {
    const LONGEST: usize = 9;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &text[..end];
    let character = match name.strip_prefix('#') {
        Some(number) => numeric(number)?,
        None => named(name)?,
    };
    Some((character, end + 1))
}

fn numeric(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "nbsp" | "ensp" | "emsp" | "thinsp" | "quot" | "laquo" | "raquo" | "ldquo" | "rdquo" | "reg" | "copy"
        | "trade" => ' ',
        "apos" | "rsquo" | "lsquo" => '’',
        "ndash" | "mdash" => '–',
        "middot" | "bull" => '·',
        "hellip" => '…',
        "euro" => '€',
        "deg" => '°',
        "shy" | "zwj" | "zwnj" => '\u{AD}',
        "lt" => '(',
        "gt" => ')',
        "oelig" => 'œ',
        "OElig" => 'Œ',
        "aelig" => 'æ',
        "AElig" => 'Æ',
        "szlig" => 'ß',
        _ => {
            let mut letters = name.chars();
            let base = letters.next().filter(char::is_ascii_alphabetic)?;
            let accent = letters.as_str();
            let mark = ACCENTS.iter().find(|(name, _)| *name == accent)?.1;
            unicode_normalization::char::compose(base, mark)?
        }
    })
}

/// The accents of named entities, and their combining marks.
const ACCENTS: [(&str, char); 7] = [
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circ", '\u{302}'),
    ("uml", '\u{308}'),
    ("cedil", '\u{327}'),
    ("tilde", '\u{303}'),
    ("ring", '\u{30A}'),
];

/// The character that was encoded twice (`Ã©` for é) at the start of `text`, and its length in bytes there.
fn mojibake(text: &str) -> Option<(char, usize)> {
    let mut characters = text.char_indices();
    let first = windows_1252(characters.next()?.1)?;
    let length = if first >= 0xE0 { 3 } else { 2 };
    let mut bytes = [first, 0, 0];
    for byte in &mut bytes[1..length] {
        *byte = windows_1252(characters.next()?.1).filter(|byte| (0x80..0xC0).contains(byte))?;
    }
    let meant = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    Some((meant, characters.offset()))
}

/// The byte of a character in Windows-1252, as browsers decode it.
fn windows_1252(character: char) -> Option<u8> {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    let code = character as u32;
    if (0xA0..0x100).contains(&code) || (0x80..0xA0).contains(&code) {
        return Some(code as u8);
    }
    FROM_80
        .iter()
        .position(|known| *known == character)
        .map(|place| 0x80 + place as u8)
}

/// The folded text of a title, separators included: what patterns are looked for in.
pub(crate) fn text(raw: &str) -> Vec<u8> {
    let mut out = Folded::default();
    fold(raw, &mut out);
    out.text
}
