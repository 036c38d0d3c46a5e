//! Raw bytes to folded words: case, accents, ligatures, styled letters, look-alikes, typographic marks, HTML, mojibake.
//!
//! One pass over the bytes. ASCII letters are found 64 at a time and folded eight at a time; Latin letters with accents go through
//! a table; everything else through Unicode's compatibility decomposition. Folded words are ASCII wherever the letter has a
//! Latin base.

use super::character::{
    AFTER_C3, ESCAPE, GAPS, has_mark, homoglyph, is_ignorable, latin, ligature, normal, seen, typographic,
};
use super::entity::{entity, mojibake};
use super::text::{Folded, SLACK};
use super::token::{Gap, Span, Token};
use super::window::Window;
use crate::engine::interner::Key;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds `raw` into `out`, whose buffers are reused.
pub(crate) fn fold(raw: &str, out: &mut Folded) {
    out.clear(raw.len());
    let mut folder = Folder {
        raw: raw.as_bytes(),
        window: Window::new(raw.as_bytes()),
        out,
        length: 0,
        open: false,
        word: Word::default(),
        gap: Gap::NONE,
    };
    let mut at = 0;
    while let Some(&byte) = folder.raw.get(at) {
        let gap = GAPS[usize::from(byte)];
        if gap != Gap::NONE {
            folder.separate(gap, byte);
            at += 1;
            continue;
        }
        at = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => folder.words(at),
            128.. if folder.accented(at).is_some() => folder.letters(at),
            128.. => folder.wide(raw, at),
            b'&' => folder.ampersand(raw, at),
            b'<' => folder.less_than(raw, at),
            b'.' => folder.dot(raw, at),
            ESCAPE => folder.escape(raw, at),
            _ => folder.sign(raw, at),
        };
    }
    folder.close();
    let Folder { length, gap, .. } = folder;
    (out.length, out.behind) = (length, gap);
}

/// The word being read.
#[derive(Clone, Copy, Default)]
struct Word {
    text: usize,
    raw: usize,
    end: usize,
    letters: u32,
    has_lower: bool,
    /// Where its last letter begins in the title, and the last but one: a gender mark may be glued to it (`lookup`).
    lasts: [Option<usize>; 2],
}

struct Folder<'a> {
    raw: &'a [u8],
    window: Window,
    out: &'a mut Folded,
    /// How much of `out.room` is written. There is always room for what is left of `raw`, and some.
    length: usize,
    /// Whether `word` is being read.
    open: bool,
    word: Word,
    gap: Gap,
}

impl Folder<'_> {
    /// Reads words as far as they are plain, and the letters of one that is not.
    fn words(&mut self, start: usize) -> usize {
        let end = self.plain_words(start);
        match self.raw.get(end) {
            Some(byte) if byte.is_ascii_alphanumeric() => self.letters(end),
            _ => end,
        }
    }

    /// Reads words of at most sixteen ASCII letters and digits and the marks behind them, as most of a title is, without a byte of
    /// a word being looked at alone; gives the place to go on from.
    #[expect(
        clippy::too_many_lines,
        reason = "one loop whose parts share what is held in registers"
    )]
    fn plain_words(&mut self, start: usize) -> usize {
        if self.open {
            return start;
        }
        let (raw, out) = (self.raw, &mut *self.out);
        let (mut at, mut text, mut gap) = (start, self.length, self.gap);
        while at < raw.len() {
            let length = self.window.length(raw, at);
            let end = at + length;
            // The end of the title parts as a space does.
            let mark = raw.get(end).copied().unwrap_or(b' ');
            let behind = GAPS[usize::from(mark)];
            if behind == Gap::NONE || length == 0 || length > Key::LETTERS {
                break;
            }
            let run = self.window.run(at, length);
            let eights = self.window.eights(at);
            let Some(room) = out.room[text..].first_chunk_mut::<SLACK>() else {
                break;
            };
            room[..8].copy_from_slice(&eights[0].to_le_bytes());
            room[8..16].copy_from_slice(&eights[1].to_le_bytes());
            room[length] = mark;
            out.tokens.push(Token {
                raw: Span::between(at, end),
                text: Span::between(text, text + length),
                key: Key::of_letters(eights, length),
                gap,
                upper: run.has_letters() && !run.has_lower,
                number: !run.has_letter(),
                lasts: [1, 2],
                ..Token::default()
            });
            out.patterned |= run.has_digit;
            out.marks = out.marks.with(gap);
            (at, text, gap) = (end + 1, text + length + 1, behind);
            // More marks may stand behind the first one.
            while let Some(&mark) = raw.get(at)
                && GAPS[usize::from(mark)] != Gap::NONE
            {
                gap = gap.with(GAPS[usize::from(mark)]);
                out.room[text] = mark;
                (at, text) = (at + 1, text + 1);
            }
        }
        // There is no mark behind the end.
        self.length = text - at.saturating_sub(raw.len()).min(1);
        self.gap = gap;
        at
    }

    /// Reads ASCII letters and digits, and the accented letters among them.
    fn letters(&mut self, start: usize) -> usize {
        let mut word = self.opened(start);
        let mut at = start;
        loop {
            let length = self.window.length(self.raw, at);
            if length > 0 {
                self.copy(at, length);
                let run = self.window.run(at, length);
                // One or several: more need not be told apart.
                word.letters += u32::from(run.has_letter()) + u32::from(run.has_letters());
                word.has_lower |= run.has_lower;
                let end = at + length;
                word.lasts = [Some(end - 1), if length > 1 { Some(end - 2) } else { word.lasts[0] }];
                self.out.patterned |= run.has_digit;
                at += length;
            }
            if length == Window::LONGEST {
                continue;
            }
            let Some((base, lower)) = self.accented(at) else { break };
            self.out.room[self.length] = base;
            self.length += 1;
            word.lasts = [Some(at), word.lasts[0]];
            at += 2;
            word.letters += 1;
            word.has_lower |= lower;
        }
        word.end = at;
        self.word = word;
        at
    }

    /// Copies so many letters and digits in lower case to the text.
    fn copy(&mut self, at: usize, length: usize) {
        for step in (0..length).step_by(16) {
            let room = &mut self.out.room[self.length + step..][..16];
            room.copy_from_slice(self.window.eights(at + step).map(u64::to_le_bytes).as_flattened());
        }
        self.length += length;
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
    #[inline]
    fn opened(&mut self, at: usize) -> Word {
        if self.open {
            return self.word;
        }
        self.open = true;
        Word {
            text: self.length,
            raw: at,
            ..Word::default()
        }
    }

    /// Makes room for so many bytes that stand for fewer in the title, and for what may follow.
    fn make_room(&mut self, bytes: usize) {
        let needed = self.length + bytes + self.raw.len() + SLACK;
        if self.out.room.len() < needed {
            self.out.room.resize(needed, 0);
        }
    }

    /// Writes folded text that stands for something else, and may be longer than it.
    fn put(&mut self, text: &[u8]) {
        self.make_room(text.len());
        let end = self.length + text.len();
        self.out.room[self.length..end].copy_from_slice(text);
        self.length = end;
    }

    /// Adds one letter, already folded.
    fn letter(&mut self, folded: &[u8], lower: bool, at: usize, end: usize) {
        let mut word = self.opened(at);
        word.letters += 1;
        word.has_lower |= lower;
        // What stands for several letters cannot be cut between them.
        word.lasts = if folded.len() == 1 && word.end != end {
            [Some(at), word.lasts[0]]
        } else {
            [None; 2]
        };
        word.end = end;
        self.put(folded);
        self.word = word;
    }

    /// Ends the word being read, if one is.
    #[inline]
    fn close(&mut self) {
        if std::mem::take(&mut self.open) {
            self.end_word();
        }
    }

    fn end_word(&mut self) {
        let word = self.word;
        self.out.tokens.push(Token {
            raw: Span::between(word.raw, word.end),
            text: Span::between(word.text, self.length),
            key: Key::within(&self.out.room, word.text..self.length),
            gap: self.gap,
            upper: word.letters >= 2 && !word.has_lower,
            number: word.letters == 0,
            lasts: word
                .lasts
                .map(|at| at.map_or(0, |at| (word.end - at).try_into().unwrap_or(0))),
            ..Token::default()
        });
        self.out.marks = self.out.marks.with(self.gap);
        self.gap = Gap::NONE;
    }

    #[inline]
    fn separate(&mut self, gap: Gap, shown: u8) {
        self.close();
        self.gap = self.gap.with(gap);
        self.out.room[self.length] = shown;
        self.length += 1;
    }

    /// `.` joins the single letters of an acronym (`S.E.O.`), and separates everything else.
    fn dot(&mut self, raw: &str, at: usize) -> usize {
        if self.open && self.is_acronym(raw, at) {
            let mut behind = seen(&raw[at + 1..]);
            let letter = behind.next().is_some_and(|next| next.is_ascii_alphabetic());
            // `f.référencement` goes on with a word; an accent that stands apart makes another letter of it.
            let goes_on = |next: char| next.is_alphabetic() || is_combining_mark(next);
            if letter && !behind.next().is_some_and(goes_on) {
                // A mark is not parted by dots.
                self.word.lasts = [None; 2];
                return at + 1;
            }
        }
        self.separate(Gap::DOT, b'.');
        at + 1
    }

    /// Whether the open word, which ends there, is made of single letters with dots, and no ending of a longer word.
    fn is_acronym(&self, raw: &str, end: usize) -> bool {
        let mut letter = false;
        let alternate = |next: char| {
            letter = !letter;
            if letter {
                next.is_ascii_alphabetic()
            } else {
                next == '.'
            }
        };
        seen(&raw[self.word.raw..end]).all(alternate)
            && letter
            && (self.out.tokens.is_empty() || self.gap.has(Gap::SPACE))
    }

    /// `+` and `#` belong to a language's name (`C++`, `C#`); elsewhere `+` coordinates.
    fn sign(&mut self, raw: &str, at: usize) -> usize {
        let byte = self.raw[at];
        if self.open {
            let text = &self.out.room[self.word.text..self.length];
            let named = match byte {
                b'+' => {
                    (text.len() == 1 && seen(&raw[at + 1..]).next() == Some('+'))
                        || (text.len() == 2 && text[1] == b'+')
                }
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

    /// `<b>` and `</b>` are HTML, of ASCII only, so that accents are the same when they stand apart; a bare `<` is a bracket.
    fn less_than(&mut self, raw: &str, at: usize) -> usize {
        /// With its brackets.
        const LONGEST_TAG: usize = 100;
        let inside = &raw[at + 1..];
        let named = inside.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/');
        let mut letters = inside.char_indices().take(LONGEST_TAG - 1);
        let end = letters.find(|(_, letter)| *letter == '>' || !normal(*letter).is_ascii());
        let end = end
            .filter(|(_, last)| named && *last == '>')
            .map(|(end, _)| at + 1 + end + 1);
        let end = end.filter(|end| !has_mark(raw, *end));
        self.separate(if end.is_some() { Gap::SPACE } else { Gap::OPEN }, b' ');
        end.unwrap_or(at + 1)
    }

    /// `ESC [ 31 m` colours the text of a terminal: nobody sees it, and no word ends there.
    fn escape(&mut self, raw: &str, at: usize) -> usize {
        let code = raw[at + 1..].strip_prefix('[').unwrap_or_default();
        let behind = code.trim_start_matches(|letter| matches!(normal(letter), '0'..='?'));
        let last = behind.chars().next().filter(|last| matches!(normal(*last), '@'..='~'));
        let end = last.map(|last| raw.len() - behind.len() + last.len_utf8());
        if let Some(end) = end.filter(|end| !has_mark(raw, *end)) {
            return end;
        }
        self.separate(Gap::SPACE, b' ');
        at + 1
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
        if let Some((meant, end)) = mojibake(rest) {
            self.character(meant, at, at + end);
            return at + end;
        }
        let end = at + character.len_utf8();
        self.character(character, at, end);
        end
    }

    /// One character, wherever it comes from.
    fn character(&mut self, character: char, at: usize, end: usize) {
        // What patterns see of it, too, is the same in every normal form.
        let character = normal(character);
        if let Some(base) = latin(character) {
            return self.letter(&[base], character.is_lowercase(), at, end);
        }
        if let Some(letters) = ligature(character) {
            return self.letter(letters, character.is_lowercase(), at, end);
        }
        if let Some(gap) = typographic(character) {
            return self.separate(gap, if gap == Gap::HYPHEN { b'-' } else { b' ' });
        }
        if is_combining_mark(character) || is_ignorable(character) {
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
            self.make_room(1);
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
                // As a bare `<` is.
                let (gap, shown) = if part == '<' {
                    (Gap::OPEN, ' ')
                } else {
                    (GAPS[part as usize], part)
                };
                self.out.patterned |= gap == Gap::NONE && part != '+';
                self.separate(if gap == Gap::NONE { Gap::SPACE } else { gap }, shown as u8);
            } else if part.is_alphanumeric() {
                self.letter(part.encode_utf8(&mut [0; 4]).as_bytes(), lower, at, end);
            } else {
                self.separate(typographic(part).unwrap_or(Gap::SPACE), b' ');
            }
        }
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
