//! Characters written as something else: HTML entities (`&eacute;`), and text that was encoded twice (`Ã©`).

use super::character::normal;
use memchr::memchr_iter;

/// The character of an HTML entity whose name (`eacute;`) is at the start of `text`, and the name's length in bytes.
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
    const LONGEST: usize = 9;
    let mut letters = text.char_indices().take(LONGEST);
    let (end, last) = letters.find(|(_, letter)| normal(*letter) == ';')?;
    let name = &text[..end];
    let character = match name.strip_prefix('#') {
        Some(number) => numeric(number)?,
        None => named(name)?,
    };
    Some((character, end + last.len_utf8()))
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

/// Whether anything in `text` was encoded twice, and is read as what it was before.
pub(crate) fn is_twice_encoded(text: &str) -> bool {
    // All letters that such a character starts with are written with this byte first, as most accented letters are.
    memchr_iter(0xC3, text.as_bytes()).any(|at| mojibake(&text[at..]).is_some())
}

/// The character that was encoded twice (`Ã©` for é) at the start of `text`, and its length in bytes there.
#[inline]
pub(super) fn mojibake(text: &str) -> Option<(char, usize)> {
    // What French letters, accents apart (`Ì`), and typographic marks start with.
    if text.starts_with(['Ã', 'Â', 'Å', 'â', 'Ì']) {
        read_back(text)
    } else {
        None
    }
}

/// The character whose bytes were read as Windows-1252, one letter a byte.
fn read_back(text: &str) -> Option<(char, usize)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_encoded_twice_is_told_from_one_that_was_not() {
        assert!(is_twice_encoded("Chargé de fidÃ©litÃ©"));
        for once in ["", "Chargé de fidélité", "Ãgua", "São Paulo"] {
            assert!(!is_twice_encoded(once), "{once}");
        }
    }
}
