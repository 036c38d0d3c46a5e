//! Corrections written into a result as it comes out: of a corrected row, only the added columns change.
//!
//! The run tells every title it judges before it writes the row, on one thread and in order; what it writes is split
//! into rows again here, and the two are held against each other, so that no row ever gets another's correction.

use super::entry::Key;
use super::lock;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use metiers::batch::{InputFormat, InputReport, Options, OutputFormat};
use metiers::{Company, Label, Verdict};
use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

/// The reason of a corrected row, and of one that was not judged.
const CORRECTED: &str = "correction";
const IRREGULAR: &str = "ligne_irreguliere";

/// The corrections, and what was judged but not yet written.
#[derive(Clone)]
pub struct Corrections {
    by_title: Arc<HashMap<Key, Label>>,
    judged: Arc<Mutex<VecDeque<Judged>>>,
}

/// A judged title: the reason it was given, and its correction.
struct Judged {
    reason: &'static str,
    correction: Option<Label>,
}

impl Corrections {
    /// These corrections.
    pub fn new(by_title: HashMap<Key, Label>) -> Corrections {
        Corrections {
            by_title: Arc::new(by_title),
            judged: Arc::default(),
        }
    }

    /// Takes the next judged title.
    pub fn hear(&self, title: &str, company: &Company, verdict: &Verdict) {
        let correction = self.by_title.get(&Key::of(title, company)).copied();
        lock(&self.judged).push_back(Judged {
            reason: verdict.reason().slug(),
            correction,
        });
    }

    /// The correction of the next written row, which has this reason.
    fn next(&self, reason: &str) -> io::Result<Option<Label>> {
        if reason == IRREGULAR {
            return Ok(None);
        }
        match lock(&self.judged).pop_front() {
            Some(judged) if judged.reason == reason => Ok(judged.correction),
            _ => Err(io::Error::other("rows and corrections do not go together")),
        }
    }
}

/// Splits what is written into rows, and corrects them.
pub struct Corrector<'o> {
    out: &'o mut (dyn Write + Send),
    corrections: Corrections,
    rows: Rows,
    /// The bytes of the row that is not whole yet.
    row: Vec<u8>,
}

/// How a row ends, and where its values stand.
enum Rows {
    Csv {
        reader: Box<Reader>,
        delimiter: u8,
        header: bool,
        /// Where the added columns stand, once the first row tells; behind all others where that is not asked.
        width: Option<usize>,
        /// Whether fields beyond the header stand behind the added columns: so in all shapes but the input's own.
        extra_last: bool,
        room: Vec<u8>,
        ends: Vec<usize>,
    },
    Lines {
        prefix: String,
    },
}

impl<'o> Corrector<'o> {
    /// Corrects what a run with these options writes of an input that is read so.
    pub fn new(
        out: &'o mut (dyn Write + Send),
        corrections: Corrections,
        report: Option<&InputReport>,
        options: &Options,
    ) -> Corrector<'o> {
        let objects = report.is_some_and(|report| report.format == InputFormat::Jsonl);
        let sheet = report.is_some_and(|report| report.sheet.is_some());
        let delimiter = match options.output_format {
            OutputFormat::AsInput => report.and_then(|report| report.delimiter).unwrap_or(';'),
            _ => ';',
        };
        let delimiter = u8::try_from(delimiter).unwrap_or(b';');
        let rows = match objects && options.output_format == OutputFormat::AsInput {
            true => Rows::Lines {
                prefix: options.prefix.clone(),
            },
            false => Rows::Csv {
                reader: Box::new(ReaderBuilder::new().delimiter(delimiter).build()),
                delimiter,
                header: options.has_header,
                width: None,
                extra_last: options.output_format != OutputFormat::AsInput || sheet,
                room: vec![0; 64 << 10],
                ends: vec![0; 1 << 10],
            },
        };
        Corrector {
            out,
            corrections,
            rows,
            row: Vec::new(),
        }
    }

    /// Writes the last row, and checks that every judged one was written.
    ///
    /// # Errors
    ///
    /// The output cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.row()?;
        match lock(&self.corrections.judged).is_empty() {
            true => self.out.flush(),
            false => Err(io::Error::other("fewer rows were written than judged")),
        }
    }

    /// Writes the row that is whole now.
    fn row(&mut self) -> io::Result<()> {
        let row = std::mem::take(&mut self.row);
        let start = row.iter().take_while(|byte| b"\r\n".contains(byte)).count();
        let end = row.len()
            - row[start..]
                .iter()
                .rev()
                .take_while(|byte| b"\r\n".contains(byte))
                .count();
        self.out.write_all(&row[..start])?;
        if start < end {
            let corrected = self.corrected(&row[start..end])?;
            self.out.write_all(&corrected)?;
        }
        self.out.write_all(&row[end.max(start)..])
    }

    fn corrected(&mut self, row: &[u8]) -> io::Result<Vec<u8>> {
        match &mut self.rows {
            Rows::Csv {
                header,
                width,
                extra_last,
                delimiter,
                ..
            } => {
                if *extra_last {
                    width.get_or_insert_with(|| parts(row, *delimiter).count().saturating_sub(2));
                }
                if std::mem::take(header) {
                    return Ok(row.to_vec());
                }
                cells(row, *delimiter, *width, &self.corrections)
            }
            Rows::Lines { prefix } => members(row, prefix, &self.corrections),
        }
    }
}

/// The places of what parts the cells of a row that we wrote: quotes are about whole cells.
fn parts(row: &[u8], delimiter: u8) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    let parts = move |(_, byte): &(usize, &u8)| {
        quoted ^= **byte == b'"';
        **byte == delimiter && !quoted
    };
    row.iter().enumerate().filter(parts).map(|(at, _)| at)
}

/// Where the three added cells start, each with what parts it from the one before, and where they end: behind so many
/// cells, or at the end of the row.
fn added(row: &[u8], delimiter: u8, width: Option<usize>) -> Option<[usize; 4]> {
    if let Some(width) = width {
        let mut parts = parts(row, delimiter).skip(width.checked_sub(1)?);
        return Some([
            parts.next()?,
            parts.next()?,
            parts.next()?,
            parts.next().unwrap_or(row.len()),
        ]);
    }
    // The three are words and a number, which are never quoted.
    let mut parts = row.iter().enumerate().rev().filter(|(_, byte)| **byte == delimiter);
    let (third, second, first) = (parts.next()?.0, parts.next()?.0, parts.next()?.0);
    Some([first, second, third, row.len()])
}

/// The row with its added cells corrected.
fn cells(row: &[u8], delimiter: u8, width: Option<usize>, corrections: &Corrections) -> io::Result<Vec<u8>> {
    let places = added(row, delimiter, width);
    let [first, second, third, end] = places.ok_or_else(|| io::Error::other("a row lacks the added columns"))?;
    let reason = &row[second + 1..third];
    // The values are letters of ASCII, whatever the encoding of the rest.
    let reason = std::str::from_utf8(reason).map_err(io::Error::other)?;
    let Some(label) = corrections.next(reason)? else {
        return Ok(row.to_vec());
    };
    let family = label.family().map_or("", |family| family.slug());
    let mut corrected = row[..=first].to_vec();
    for value in [family, CORRECTED] {
        corrected.extend_from_slice(value.as_bytes());
        corrected.push(delimiter);
    }
    corrected.extend_from_slice(b"1.00");
    corrected.extend_from_slice(&row[end..]);
    Ok(corrected)
}

/// The object of a line with its last members corrected.
fn members(line: &[u8], prefix: &str, corrections: &Corrections) -> io::Result<Vec<u8>> {
    let odd = || io::Error::other("a line lacks the added members");
    let first = format!("\"{prefix}famille\":");
    let at = line.windows(first.len()).rposition(|part| part == first.as_bytes());
    // What was added is ASCII, whatever the encoding of the rest.
    let (kept, added) = line.split_at(at.ok_or_else(odd)?);
    let added: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&[b"{", added].concat())?;
    let value = |name: &str| added.get(&format!("{prefix}{name}"));
    let reason = value("motif").and_then(|value| value.as_str()).ok_or_else(odd)?;
    let Some(label) = corrections.next(reason)? else {
        return Ok(line.to_vec());
    };
    let family = serde_json::to_string(&label.family())?;
    let rules = value("regles").map_or(String::new(), |rules| format!(",\"{prefix}regles\":{rules}"));
    let new =
        format!("\"{prefix}famille\":{family},\"{prefix}motif\":\"{CORRECTED}\",\"{prefix}confiance\":1.00{rules}}}");
    Ok([kept, new.as_bytes()].concat())
}

impl Write for Corrector<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (taken, whole) = self.rows.take(rest);
            self.row.extend_from_slice(&rest[..taken]);
            rest = &rest[taken..];
            if whole {
                self.row()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Rows {
    /// How many bytes go to the row at hand, and whether it is whole then.
    fn take(&mut self, bytes: &[u8]) -> (usize, bool) {
        match self {
            Rows::Lines { .. } => match bytes.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (bytes.len(), false),
            },
            Rows::Csv { reader, room, ends, .. } => {
                // The fields themselves are not wanted, only where the row ends: their room is used over and over.
                let (result, taken, _, _) = reader.read_record(bytes, room, ends);
                (taken, matches!(result, ReadRecordResult::Record))
            }
        }
    }
}
