//! Writes cells and members: CSV quoting, the guard against formulas, JSON strings.

use super::answer::{Answer, percent};
use super::encoding::Charset;
use super::split::QUOTE;
use crate::engine::{Family, Reason};
use memchr::memchr;
use std::io::Write;

/// The words of the added columns, after the prefix.
pub const COLUMNS: [&str; 5] = ["famille", "motif", "confiance", "famille_2", "indices"];

/// The member of JSON objects that names the rules; a CSV file has it in its statistics.
pub const FINGERPRINT: &str = "regles";

/// The names of the columns to add.
pub fn added(prefix: &str, explain: bool) -> Vec<String> {
    let count = if explain { COLUMNS.len() } else { 3 };
    COLUMNS[..count].iter().map(|name| format!("{prefix}{name}")).collect()
}

/// Writes a cell, quoted where its bytes would part or end it.
pub fn cell(bytes: &[u8], delimiter: u8, out: &mut Vec<u8>) {
    let odd = |byte: &u8| *byte == delimiter || matches!(*byte, QUOTE | b'\n' | b'\r');
    if !bytes.iter().any(odd) {
        return out.extend_from_slice(bytes);
    }
    quoted(bytes, out);
}

/// Writes a cell as Excel wants it; whether it had to be guarded.
pub fn guarded(text: &str, delimiter: u8, out: &mut Vec<u8>) -> bool {
    if !is_formula(text) {
        cell(text.as_bytes(), delimiter, out);
        return false;
    }
    cell(format!("'{text}").as_bytes(), delimiter, out);
    true
}

/// A header of these names, formulas guarded if so asked; nothing where there are none.
pub fn header<'n>(names: impl Iterator<Item = &'n String>, delimiter: u8, line_end: &[u8], guard: bool) -> Vec<u8> {
    let mut header = Vec::new();
    for (at, name) in names.enumerate() {
        if at > 0 {
            header.push(delimiter);
        }
        if guard {
            guarded(name, delimiter, &mut header);
        } else {
            cell(name.as_bytes(), delimiter, &mut header);
        }
    }
    if !header.is_empty() {
        header.extend_from_slice(line_end);
    }
    header
}

/// Writes a cell in quotes.
pub fn quoted(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(QUOTE);
    let mut rest = bytes;
    while let Some(at) = memchr(QUOTE, rest) {
        out.extend_from_slice(&rest[..=at]);
        out.push(QUOTE);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(QUOTE);
}

/// Whether a spreadsheet would run a cell as a formula. Plain numbers are none.
pub fn is_formula(text: &str) -> bool {
    if text.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let text = text.trim_start();
    let sign = matches!(
        text.chars().next(),
        Some('=' | '@' | '+' | '-' | '＝' | '＠' | '＋' | '－')
    );
    let number = |text: &str| {
        text.bytes().any(|byte| byte.is_ascii_digit())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'.' | b','))
    };
    sign && !text.strip_prefix(['+', '-']).is_some_and(number)
}

/// Writes a JSON string.
pub fn json_string(text: &str, out: &mut Vec<u8>) {
    // Writing a string to memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}

/// Writes the JSON from a place on in ASCII alone, which every encoding holds: other letters are in its strings, as escapes.
pub fn in_ascii(from: usize, out: &mut Vec<u8>) {
    if out[from..].is_ascii() {
        return;
    }
    let json = out.split_off(from);
    for c in String::from_utf8_lossy(&json).chars() {
        if c.is_ascii() {
            out.push(c as u8);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
        }
    }
}

/// A key of an object, with its colon.
pub fn key(name: &str) -> Vec<u8> {
    let mut key = Vec::new();
    json_string(name, &mut key);
    key.push(b':');
    key
}

/// The key of the column of this name, or else by its number; one that none of these is.
pub fn key_of(name: Option<&str>, at: usize, taken: &[Vec<u8>]) -> Vec<u8> {
    let number = at + 1;
    let mut name = name.map_or_else(|| format!("colonne_{number}"), str::to_owned);
    while taken.contains(&key(&name)) {
        name.push_str(&format!("_{number}"));
    }
    key(&name)
}

/// How an answer is written at the end of a CSV record.
#[derive(Clone, Copy, Debug)]
pub struct Cells {
    pub delimiter: u8,
    pub explain: bool,
}

impl Cells {
    /// Writes the added cells, each behind a delimiter. Where no encoding is decided, the file is ASCII so far and
    /// what is added must be too.
    pub fn write(self, answer: &Answer<'_>, charset: Option<Charset>, out: &mut Vec<u8>) {
        for value in [answer.family(), answer.reason(), answer.confidence()] {
            out.push(self.delimiter);
            out.extend_from_slice(value.as_bytes());
        }
        if self.explain {
            out.push(self.delimiter);
            out.extend_from_slice(answer.runner_up().as_bytes());
            out.push(self.delimiter);
            cell(&encoded(answer.evidence, charset), self.delimiter, out);
        }
    }
}

/// The added cells of verdicts, ready up to the confidence: a row is written in a few copies of known length.
#[derive(Clone, Debug)]
pub struct Tails {
    cells: Cells,
    /// By reason, then by family, the first being none.
    ready: [[Tail; Family::ALL.len() + 1]; Reason::ALL.len()],
}

/// A short text in room of fixed length.
#[derive(Clone, Copy, Debug)]
struct Tail {
    bytes: [u8; Tail::ROOM],
    length: usize,
}

impl Tail {
    /// As long as `;relation_client;exclu_informatique;`, and a little more.
    const ROOM: usize = 40;

    fn new(delimiter: u8, family: &str, reason: &str) -> Tail {
        let delimiter = &[delimiter][..];
        let text = [delimiter, family.as_bytes(), delimiter, reason.as_bytes(), delimiter].concat();
        let mut bytes = [0; Tail::ROOM];
        bytes[..text.len()].copy_from_slice(&text);
        Tail {
            bytes,
            length: text.len(),
        }
    }
}

impl Tails {
    pub fn new(cells: Cells) -> Tails {
        let tail = |reason: usize, family: usize| {
            let family = family.checked_sub(1).map_or("", |at| Family::ALL[at].slug());
            Tail::new(cells.delimiter, family, Reason::ALL[reason].slug())
        };
        Tails {
            cells,
            ready: std::array::from_fn(|reason| std::array::from_fn(|family| tail(reason, family))),
        }
    }

    /// Writes what [`Cells::write`] does.
    #[inline]
    pub fn write(&self, answer: &Answer<'_>, charset: Option<Charset>, out: &mut Vec<u8>) {
        let Some(verdict) = answer.verdict.filter(|_| !self.cells.explain) else {
            return self.cells.write(answer, charset, out);
        };
        let family = verdict.family().map_or(0, |family| family as usize + 1);
        let tail = &self.ready[verdict.reason() as usize][family];
        let end = out.len() + tail.length;
        // The whole room at once, whose length is known, then without what is too much.
        out.extend_from_slice(&tail.bytes);
        out.truncate(end);
        out.extend_from_slice(percent(verdict.confidence_percent()).as_bytes());
    }

    pub fn delimiter(&self) -> u8 {
        self.cells.delimiter
    }
}

/// A text of ours in an encoding; in plain letters where none is decided.
pub fn encoded(text: &str, charset: Option<Charset>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    match charset {
        Some(charset) => charset.encode_into(text, &mut bytes),
        None => {
            use unicode_normalization::UnicodeNormalization;
            let plain = text
                .nfkd()
                .filter(|c| !unicode_normalization::char::is_combining_mark(*c));
            bytes.extend(plain.map(|c| u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(b'?')));
        }
    }
    bytes
}

/// How an answer is written at the end of a JSON object.
#[derive(Clone, Debug)]
pub struct Members {
    names: Vec<Vec<u8>>,
    fingerprint: Vec<u8>,
}

impl Members {
    pub fn new(prefix: &str, explain: bool, fingerprint: &str) -> Members {
        let names = added(prefix, explain).iter().map(|name| key(name)).collect();
        let mut last = key(&format!("{prefix}{FINGERPRINT}"));
        json_string(fingerprint, &mut last);
        Members {
            names,
            fingerprint: last,
        }
    }

    /// Writes the added members, without the first comma and the last brace. What is not there is `null`.
    pub fn write(&self, answer: &Answer<'_>, out: &mut Vec<u8>) {
        let [family, reason, confidence, second] = [
            answer.family(),
            answer.reason(),
            answer.confidence(),
            answer.runner_up(),
        ];
        for (at, name) in self.names.iter().enumerate() {
            out.extend_from_slice(name);
            let _ = match at {
                0 if !family.is_empty() => write!(out, "\"{family}\""),
                1 => write!(out, "\"{reason}\""),
                2 if !confidence.is_empty() => write!(out, "{confidence}"),
                3 if !second.is_empty() => write!(out, "\"{second}\""),
                4 => serde_json::to_writer(&mut *out, answer.evidence).map_err(Into::into),
                _ => write!(out, "null"),
            };
            out.push(b',');
        }
        out.extend_from_slice(&self.fingerprint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas() {
        for text in [
            "=1+1",
            " =1+1",
            "=cmd|'/C calc'!A0",
            "@SUM(A1)",
            "+cmd",
            "-1+2",
            "＝1",
            "\tChef",
            "\rx",
        ] {
            assert!(is_formula(text), "{text:?}");
        }
        for text in ["Chef =", "-12,5", "+33 6 12", "", "H/F"] {
            assert!(!is_formula(text), "{text:?}");
        }
    }

    #[test]
    fn what_is_ready_is_what_would_be_written() {
        let classifier = crate::Classifier::builtin();
        let cells = Cells {
            delimiter: b';',
            explain: false,
        };
        let titles = [
            "Traffic manager",
            "Graphiste",
            "Conseiller client web",
            "",
            "Boulanger",
            "Chef de projet web",
        ];
        let verdicts = titles.map(|title| Some(classifier.classify(title)));
        for verdict in verdicts.into_iter().chain([None]) {
            let answer = Answer { verdict, evidence: "" };
            let (mut slow, mut fast) = (Vec::new(), Vec::new());
            cells.write(&answer, None, &mut slow);
            Tails::new(cells).write(&answer, None, &mut fast);
            assert_eq!(fast, slow);
        }
    }

    #[test]
    fn evidence_is_written_in_the_files_own_letters() {
        assert_eq!(encoded("référencement +30", None), b"referencement +30");
        let latin = Charset::for_label("latin1").ok();
        assert_eq!(encoded("référencement", latin), b"r\xE9f\xE9rencement");
    }
}
