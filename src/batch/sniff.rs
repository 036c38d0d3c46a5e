//! How a file parts its fields, from its first records.

use super::header;
use super::options::check_delimiter;
use super::split::{Dialect, Records, Span, unquote};

/// The delimiters looked for, the likeliest in French files first.
const CANDIDATES: [u8; 4] = [b';', b',', b'\t', b'|'];

/// How many records are looked at.
const RECORDS: usize = 100;

/// A first line `sep=;`, which Excel writes and reads: its delimiter, and where the next line starts.
pub fn sep_line(text: &[u8]) -> Option<(u8, usize)> {
    let line = memchr::memchr2(b'\n', b'\r', text)?;
    let said = &text[..line];
    let said = said
        .strip_prefix(b"\"")
        .and_then(|said| said.strip_suffix(b"\""))
        .unwrap_or(said);
    said.get(..4).filter(|start| start.eq_ignore_ascii_case(b"sep="))?;
    let delimiter = *said.get(4).filter(|_| said[5..].trim_ascii().is_empty())?;
    check_delimiter(delimiter).ok()?;
    let crlf = text[line..].starts_with(b"\r\n");
    Some((delimiter, line + 1 + usize::from(crlf)))
}

/// The delimiter of a text; [`Dialect::SINGLE`] where there is one column only.
///
/// A delimiter parts the header, and most records in as many fields. Between two such, the one under which a column
/// bears a title's name wins, then the more constant one, then the one of more fields.
pub fn delimiter(text: &[u8], escape: Option<u8>, header: bool) -> u8 {
    let scored = CANDIDATES.iter().enumerate().filter_map(|(rank, delimiter)| {
        let dialect = Dialect {
            delimiter: *delimiter,
            escape,
        };
        let seen = look(text, dialect);
        let width = *seen.widths.first().filter(|width| **width > 1)?;
        let alike = seen.widths.iter().filter(|other| **other == width).count();
        let constancy = alike * 100 / seen.widths.len();
        let title = header && header::has_title(&seen.names);
        // Half of the records may be broken; a sentence with a comma is no table.
        (title || constancy >= 50).then_some((title, constancy, width, std::cmp::Reverse(rank), *delimiter))
    });
    scored.max().map_or(Dialect::SINGLE, |best| best.4)
}

/// What the first records look like in a dialect.
struct Look {
    names: Vec<String>,
    widths: Vec<usize>,
}

fn look(text: &[u8], dialect: Dialect) -> Look {
    let mut records = Records::new(text, dialect, usize::MAX);
    let mut spans = Vec::new();
    let mut seen = Look {
        names: Vec::new(),
        widths: Vec::new(),
    };
    while let Some(record) = records.next(&mut spans).filter(|_| seen.widths.len() < RECORDS) {
        if seen.widths.is_empty() {
            seen.names = names(text, &spans, dialect);
        }
        seen.widths.push(record.fields);
        spans.clear();
    }
    seen
}

fn names(text: &[u8], spans: &[Span], dialect: Dialect) -> Vec<String> {
    let mut room = Vec::new();
    let name = |span: &Span| {
        let bytes = unquote(span.of(text), dialect, &mut room);
        // Names of old encodings read as Latin-1 fold to the same letters.
        std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
    };
    spans.iter().map(name).collect()
}

/// The delimiter under which a column of this header bears a title's name.
pub fn titled_delimiter(header: &[u8]) -> Option<char> {
    let titled = |delimiter: &u8| {
        let seen = look(header, Dialect::of(*delimiter));
        seen.names.len() > 1 && header::has_title(&seen.names)
    };
    CANDIDATES.into_iter().find(titled).map(char::from)
}

/// How many lines to skip so that a title's name stands in the first one, where a few more show it.
pub fn header_further_down(text: &[u8]) -> Option<usize> {
    let lines = text.split(|byte| *byte == b'\n').take(20).enumerate().skip(1);
    lines
        .into_iter()
        .find_map(|(at, line)| titled_delimiter(line.trim_ascii_end()).map(|_| at))
}

/// Whether a text is made of JSON objects.
pub fn is_json_lines(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    text.starts_with(b"{")
        && text[1..]
            .trim_ascii_start()
            .first()
            .is_none_or(|byte| matches!(byte, b'"' | b'}'))
}

/// Whether a text is a JSON array.
pub fn is_json_array(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    text.starts_with(b"[") && matches!(text[1..].trim_ascii_start().first(), Some(b'{' | b']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> char {
        char::from(delimiter(text.as_bytes(), None, true))
    }

    #[test]
    fn delimiters() {
        assert_eq!(found("titre;ville\nChef, web;Lille\nAssistant, SAV;Nice\n"), ';');
        assert_eq!(found("titre;salaire\nChef;12,5\nAssistant;13,5\n"), ';');
        assert_eq!(found("intitule|url\nChef|http://a;b\nSAV|http://c;d\n"), '|');
        assert_eq!(found("intitule\turl\nChef\thttp://a,b\n"), '\t');
        assert_eq!(found("intitule,url\n\"Chef; a\nb\",http\n"), ',');
        assert_eq!(found("titre\nChef, web / SEO | Lille\nAssistant\n"), '\n');
        assert_eq!(found("id,titre"), ',');
    }

    #[test]
    fn sep_lines() {
        assert_eq!(sep_line(b"sep=;\r\ntitre"), Some((b';', 7)));
        assert_eq!(sep_line(b"sep=\t\ntitre"), Some((b'\t', 6)));
        assert_eq!(sep_line(b"\"sep=,\"\ntitre"), Some((b',', 8)));
        assert_eq!(sep_line(b"separateur\ntitre"), None);
        assert_eq!(sep_line(b"sep=e\ntitre"), None);
    }

    #[test]
    fn a_preamble_is_seen() {
        assert_eq!(header_further_down(b"Export du 3 mai\n\nid;titre\n1;Chef\n"), Some(2));
        assert_eq!(header_further_down(b"id;ville\n1;Lille\n"), None);
    }
}
