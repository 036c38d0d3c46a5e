//! Which encoding a text is in, and how its titles become UTF-8.
//!
//! A mark at the start decides; then valid UTF-8; then `chardetng` told that the text is French. The bytes before the
//! first one that is not ASCII say nothing, so nothing is decided until it comes, be it after a gigabyte: until then
//! every encoding read here writes the same bytes. What decides is the [`EVIDENCE`] bytes from there on, wherever the
//! reads and blocks happen to fall.

use crate::error::Error;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// How many bytes from the first one that is not ASCII are weighed.
pub const EVIDENCE: usize = 64 << 10;

/// The encoding of a text.
///
/// ```
/// use metiers::batch::Charset;
/// assert_eq!(Charset::for_label("latin1").unwrap().name(), "windows-1252");
/// assert!(Charset::for_label("cp850").unwrap_err().to_string().contains("not supported"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Charset {
    /// UTF-8.
    pub const UTF_8: Charset = Charset(UTF_8);

    /// The encoding of this name, as the web's standard knows it.
    ///
    /// # Errors
    /// The name is not known; the error gives the nearest ones.
    pub fn for_label(label: &str) -> Result<Charset, Error> {
        let found = match label.trim().to_lowercase().as_str() {
            "utf16" | "utf-16" | "utf16le" => Some(UTF_16LE),
            "utf16be" => Some(UTF_16BE),
            "macroman" | "mac-roman" => Some(encoding_rs::MACINTOSH),
            "cp1252" | "ansi" => Some(WINDOWS_1252),
            other => Encoding::for_label_no_replacement(other.as_bytes()),
        };
        found.map(Charset).ok_or_else(|| unknown(label))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Whether its bytes can be split as they are: ASCII means ASCII everywhere in it.
    pub(crate) fn keeps_ascii(self) -> bool {
        self.0 == UTF_8 || self.0.is_single_byte()
    }

    pub(crate) fn encoding(self) -> &'static Encoding {
        self.0
    }

    /// The text of some bytes, and whether some of them were no text.
    pub(crate) fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        match std::str::from_utf8(bytes) {
            Ok(text) if self.0 == UTF_8 || bytes.is_ascii() => (Cow::Borrowed(text), false),
            _ => self.0.decode_without_bom_handling(bytes),
        }
    }

    /// Writes a text of ours; what the encoding lacks is written as `?`.
    pub(crate) fn encode_into(self, text: &str, out: &mut Vec<u8>) {
        if self.0 == UTF_8 || text.is_ascii() {
            return out.extend_from_slice(text.as_bytes());
        }
        for c in text.chars() {
            let mut room = [0; 4];
            let (bytes, _, lacking) = self.0.encode(c.encode_utf8(&mut room));
            out.extend_from_slice(if lacking { b"?" } else { &bytes });
        }
    }
}

fn unknown(label: &str) -> Error {
    const COMMON: [&str; 10] = [
        "utf-8",
        "windows-1252",
        "iso-8859-1",
        "iso-8859-15",
        "latin1",
        "macintosh",
        "utf-16le",
        "utf-16be",
        "windows-1250",
        "us-ascii",
    ];
    let low = label.to_lowercase();
    let dos = ["cp850", "ibm850", "850", "cp437", "ibm437", "437"].contains(&low.as_str());
    let hint = if dos {
        "the code pages of DOS are not supported; convert with iconv -f CP850 -t UTF-8".to_owned()
    } else {
        let mut near = COMMON.map(|name| (strsim::damerau_levenshtein(&low, name), name));
        near.sort_unstable();
        format!("the nearest known are {}, {}, {}", near[0].1, near[1].1, near[2].1)
    };
    Error::UnknownEncoding {
        label: label.to_owned(),
        hint,
    }
}

/// The byte-order mark at the start of a text, and its length.
pub fn mark(bytes: &[u8]) -> Option<(Charset, usize)> {
    Encoding::for_bom(bytes).map(|(encoding, len)| (Charset(encoding), len))
}

/// The bytes of an encoding's mark.
pub fn mark_of(charset: Charset) -> &'static [u8] {
    match charset.0 {
        e if e == UTF_16LE => b"\xFF\xFE",
        e if e == UTF_16BE => b"\xFE\xFF",
        _ => b"\xEF\xBB\xBF",
    }
}

/// Whether a text without a mark is UTF-16 all the same: NUL every other byte.
pub fn looks_like_utf16(bytes: &[u8]) -> bool {
    let seen = &bytes[..bytes.len().min(1024)];
    let nul = |from: usize| seen.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let half = seen.len() / 2;
    half >= 4 && (nul(0) * 10 > half * 7 || nul(1) * 10 > half * 7) && nul(0).min(nul(1)) * 4 < half
}

/// What is known of a stream's encoding so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing but ASCII has come.
    AsciiOnly,
    /// More bytes are needed: the evidence starts there.
    NeedsFrom(usize),
    /// It is decided; the bytes before this place are ASCII.
    Decided(Charset, usize),
}

/// Weighs bytes of which none before `text` was other than ASCII.
pub fn weigh(text: &[u8], at_eof: bool) -> Known {
    let Some(first) = text.iter().position(|byte| !byte.is_ascii()) else {
        return Known::AsciiOnly;
    };
    if text.len() < first + EVIDENCE && !at_eof {
        return Known::NeedsFrom(first);
    }
    let evidence = &text[first..text.len().min(first + EVIDENCE)];
    Known::Decided(guess(evidence), first)
}

/// UTF-8 where more of the letters beyond ASCII are well formed than not; else what the detector says.
fn guess(evidence: &[u8]) -> Charset {
    let (mut good, mut bad) = (0_u64, 0_u64);
    for chunk in evidence.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
        bad += u64::from(!chunk.invalid().is_empty());
    }
    if good > bad || (good == bad && good > 0) {
        return Charset::UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(evidence, true);
    let found = detector.guess(Some(b"fr"), Utf8Detection::Deny);
    // French is never written in the others; a wrong guess there would split letters in two.
    Charset(if found.is_single_byte() { found } else { WINDOWS_1252 })
}

/// How the letters beyond ASCII of a file read as an old encoding look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Letters {
    french: u64,
    odd: u64,
}

impl Letters {
    /// Counts the letters of a text of this encoding.
    pub fn count(&mut self, text: &[u8], charset: Charset) {
        if charset.0 != WINDOWS_1252 {
            return;
        }
        const FRENCH: &str = "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ’‘“”«»–—…€°·•§®©\u{A0}";
        static IS_FRENCH: std::sync::LazyLock<[bool; 256]> = std::sync::LazyLock::new(|| {
            let mut table = [false; 256];
            let (bytes, _, _) = WINDOWS_1252.encode(FRENCH);
            bytes.iter().for_each(|byte| table[usize::from(*byte)] = true);
            table
        });
        let table = &*IS_FRENCH;
        for byte in text.iter().filter(|byte| !byte.is_ascii()) {
            let french = table[usize::from(*byte)];
            self.french += u64::from(french);
            self.odd += u64::from(!french);
        }
    }

    /// What a user should know where French is not written so: the files of old Macs and of DOS look so.
    pub fn warning(self) -> Option<String> {
        let doubtful = self.odd > self.french && self.odd > 1;
        doubtful.then(|| {
            "its letters are odd for windows-1252: a file of an old Mac needs -E macintosh, one of DOS iconv -f CP850 -t UTF-8"
                .to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_of_old_is_windows_1252() {
        let (text, _, _) = WINDOWS_1252.encode("Chargé d’œuvre – 40 k€ Rédacteur");
        assert_eq!(weigh(&text, true), Known::Decided(Charset(WINDOWS_1252), 5));
    }

    #[test]
    fn one_bad_byte_does_not_unmake_utf8() {
        let text = b"Charg\xC3\xA9 R\xE9dacteur d\xC3\xA9l\xC3\xA9gu\xC3\xA9";
        assert_eq!(weigh(text, true), Known::Decided(Charset::UTF_8, 5));
        let (decoded, bad) = Charset::UTF_8.decode(b"R\xE9dacteur");
        assert_eq!((decoded.as_ref(), bad), ("R\u{FFFD}dacteur", true));
    }

    #[test]
    fn utf16_shows_by_its_nuls() {
        let little: Vec<u8> = "titre;ville\n".bytes().flat_map(|byte| [byte, 0]).collect();
        assert!(looks_like_utf16(&little));
        assert!(!looks_like_utf16(b"titre;ville\nChef\0 de projet;Lille\n"));
        assert!(!looks_like_utf16(&[0; 64]));
    }

    #[test]
    fn what_an_encoding_lacks_is_a_question_mark() {
        let mut out = Vec::new();
        Charset::for_label("latin1").unwrap().encode_into("é→", &mut out);
        assert_eq!(out, b"\xE9?");
    }
}
