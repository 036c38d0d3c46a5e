//! The first lines of a file, before anything is decided about them: by these a person tells where the header stands and which
//! column holds the titles, where the program cannot.

use super::encoding::Charset;
use super::open;
use super::options::Options;
use super::plan::sampled;
use super::run::Input;
use super::split::{Dialect, Records, unquote};
use super::{jsonl, sniff};
use crate::error::Error;
use serde::Serialize;

/// How many lines are shown, and how much of each.
const LINES: usize = 20;
const CELLS: usize = 200;
const LETTERS: usize = 80;

/// What a file starts with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// The sheets of a workbook, by name; none for another file.
    pub sheets: Vec<String>,
    /// The sheet whose lines these are.
    pub sheet: Option<String>,
    /// Whether it is made of JSON objects: the members of the first ones are its only line then.
    pub objects: bool,
    /// Its first lines, but for blank ones.
    pub lines: Vec<PreviewLine>,
}

/// A line, its fields parted as they would be if it were the header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PreviewLine {
    /// How many lines stand before it.
    pub skip_lines: usize,
    /// What its fields hold, or the start of it.
    pub cells: Vec<String>,
    /// Whether one of them is known to be the name of a column of titles.
    pub titled: bool,
}

/// The first lines of an input, read with the encoding, the sheet and the delimiter of these options.
///
/// ```
/// use metiers::batch::{Input, Options, preview};
/// let file = "Export du 3 mai\n\nid;titre\n1;Traffic manager\n";
/// let seen = preview(Input::new("export.csv", file.as_bytes()), &Options::default())?;
/// assert_eq!(seen.lines[1].cells, ["id", "titre"]);
/// assert!(seen.lines[1].titled && seen.lines[1].skip_lines == 2);
/// # Ok::<(), metiers::batch::Error>(())
/// ```
///
/// # Errors
/// The input cannot be opened or read.
pub fn preview(input: Input<'_>, options: &Options) -> Result<Preview, Error> {
    let (name, reader) = input.open()?;
    let text = open::open(&name, reader, options)?;
    let charset = text.feed.charset.unwrap_or(Charset::UTF_8);
    let sample = sampled(&text.feed);
    if sniff::is_json_lines(sample) {
        let cells = jsonl::keys(&charset.decode(sample).0);
        let members = PreviewLine {
            skip_lines: 0,
            titled: super::header::has_title(&cells),
            cells,
        };
        return Ok(Preview {
            objects: true,
            lines: vec![members],
            ..Preview::default()
        });
    }
    let delimiter = options.delimiter.or(text.sheet.as_ref().map(|_| b';'));
    let lines = starts(sample).filter_map(|(skip_lines, start)| line(skip_lines, &sample[start..], delimiter, charset));
    let lines = lines.take(LINES).collect();
    Ok(Preview {
        sheets: text.sheets,
        sheet: text.sheet,
        objects: false,
        lines,
    })
}

/// Where the lines of a text start, each with the number of those before it; lines end as where they are skipped.
fn starts(text: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let mut next = Some(0);
    let starts = std::iter::from_fn(move || {
        let start = next.filter(|start| *start < text.len())?;
        next = memchr::memchr2(b'\n', b'\r', &text[start..]).map(|at| {
            let end = start + at;
            end + 1 + usize::from(text[end..].starts_with(b"\r\n"))
        });
        Some(start)
    });
    starts.enumerate()
}

/// The line that a text starts with; none where it is blank.
fn line(skip_lines: usize, text: &[u8], delimiter: Option<u8>, charset: Charset) -> Option<PreviewLine> {
    if matches!(text.first(), None | Some(b'\n' | b'\r')) {
        return None;
    }
    let delimiter = delimiter.unwrap_or_else(|| sniff::delimiter(text, None, true));
    let dialect = Dialect::of(delimiter);
    let (mut spans, mut room) = (Vec::new(), Vec::new());
    Records::new(text, dialect, CELLS).next(&mut spans)?;
    let cells = spans.iter().map(|span| {
        let cell = charset.decode(unquote(span.of(text), dialect, &mut room)).0;
        cell.trim().chars().take(LETTERS).collect()
    });
    let cells: Vec<String> = cells.collect();
    Some(PreviewLine {
        skip_lines,
        titled: super::header::has_title(&cells),
        cells,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(file: &[u8]) -> Preview {
        preview(Input::new("f", file), &Options::default()).expect("it is read")
    }

    #[test]
    fn lines_are_counted_as_they_are_skipped() {
        let seen = seen(b"Export du 3 mai \xE0 9 h\r\n;;\r\n\r\nn\xB0;Poste;\"Ville ; site\"\r\n1;Chef;Lille\r\n");
        let lines: Vec<_> = seen.lines.iter().map(|line| (line.skip_lines, line.titled)).collect();
        assert_eq!(lines, [(0, false), (1, false), (3, true), (4, false)]);
        assert_eq!(seen.lines[0].cells, ["Export du 3 mai à 9 h"]);
        assert_eq!(seen.lines[2].cells, ["n°", "Poste", "Ville ; site"]);
    }

    #[test]
    fn objects_have_their_members() {
        let seen = seen(b"{\"id\": 1, \"intitule\": \"Chef\"}\n");
        assert!(seen.objects && seen.lines[0].titled);
        assert_eq!(seen.lines[0].cells, ["id", "intitule"]);
    }

    #[test]
    fn nothing_has_no_lines() {
        assert_eq!((seen(b""), seen(b"\n\r\n")), (Preview::default(), Preview::default()));
    }
}
