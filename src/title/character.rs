//! What one character folds to: the letter that it is but for its accent, the letters that it is made of, or the mark of
//! typography that it stands for.

use super::token::Gap;
use unicode_normalization::char::is_combining_mark;

/// The base letters of U+00C0 to U+017F; `?` where there is none or more than one.
static LATIN: &[u8; 192] = b"aaaaaa?ceeeeiiiidnooooo?ouuuuy??aaaaaa?ceeeeiiiidnooooo?ouuuuy?y\
aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkklllllll\
lllnnnnnnnnnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// The letters of the second bytes after 0xC3, é to ÿ: the base in lower case, or 0 where there is none, more than one,
/// or where the text may have been encoded twice.
pub(super) static AFTER_C3: [u8; 64] = after_c3();

const fn after_c3() -> [u8; 64] {
    let mut table = [0; 64];
    let mut at = 0;
    while at < 64 {
        // Ã, Â, Å, Ì and â begin what was encoded twice.
        if LATIN[at] != b'?' && !matches!(at, 0x02 | 0x03 | 0x05 | 0x0C | 0x22) {
            table[at] = LATIN[at];
        }
        at += 1;
    }
    table
}

/// What a code for terminals begins with.
pub(super) const ESCAPE: u8 = 0x1B;

/// What a byte says as a gap; nothing where it is a letter, a digit or one that has to be looked at.
pub(super) static GAPS: [Gap; 256] = gaps();

const fn gaps() -> [Gap; 256] {
    let mut table = [Gap::SPACE; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | 128.. => Gap::NONE,
            b'&' | b'<' | b'.' | b'+' | b'#' | b'@' | ESCAPE => Gap::NONE,
            b'-' => Gap::HYPHEN,
            b'\'' | b'`' => Gap::APOSTROPHE,
            b'/' | b'\\' => Gap::SLASH,
            b',' => Gap::COMMA,
            b'(' | b'[' | b'{' => Gap::OPEN,
            b')' | b']' | b'}' => Gap::CLOSE,
            b'|' | b':' | b';' | b'\n' | b'\r' => Gap::BREAK,
            _ => Gap::SPACE,
        };
        byte += 1;
    }
    table
}

/// The base of a Latin letter with an accent.
pub(super) fn latin(character: char) -> Option<u8> {
    let place = (character as u32).checked_sub(0xC0)?;
    LATIN.get(place as usize).copied().filter(|base| *base != b'?')
}

/// The letters that a ligature is made of.
pub(super) fn ligature(character: char) -> Option<&'static [u8]> {
    match character {
        'æ' | 'Æ' => Some(b"ae"),
        'œ' | 'Œ' => Some(b"oe"),
        'ß' => Some(b"ss"),
        _ => None,
    }
}

/// Marks of typography that separate words.
pub(super) fn typographic(character: char) -> Option<Gap> {
    Some(match character {
        '’' | '‘' | '‛' | 'ʼ' | 'ʹ' | '\u{374}' | '′' | '´' | '\u{1FFD}' | '＇' => Gap::APOSTROPHE,
        '‐'..='―' | '−' | '⁃' | '﹘' | '﹣' | '－' => Gap::HYPHEN,
        '·' | '\u{387}' | '•' | '∙' | '⋅' | '‧' | '・' | '･' | '●' | '▪' | '►' | '▶' | '➤' => {
            Gap::MIDDLE_DOT
        }
        '⁄' | '∕' | '／' => Gap::SLASH,
        '…' | '\u{2028}' | '\u{2029}' | '¦' | '│' | '➔' | '→' => Gap::BREAK,
        _ if character.is_whitespace() || character.is_control() => Gap::SPACE,
        _ => return None,
    })
}

/// Characters without a shape of their own: soft hyphens, joiners, marks of direction, selectors.
pub(super) fn is_ignorable(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether the next character is put upon the one that ends there.
pub(super) fn has_mark(raw: &str, end: usize) -> bool {
    raw[end..].chars().next().is_some_and(is_combining_mark)
}

/// The character that one with a code of its own is in every normal form, where that is ASCII: the Greek question mark, the Greek
/// grave accent, the K of degrees.
pub(super) fn normal(character: char) -> char {
    match character {
        '\u{37E}' => ';',
        '\u{1FEF}' => '`',
        '\u{212A}' => 'K',
        other => other,
    }
}

/// The characters of a text but for what nobody sees.
pub(super) fn seen(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|character| !is_ignorable(*character))
}

/// Cyrillic and Greek letters that look like Latin ones.
pub(super) fn homoglyph(character: char) -> char {
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
