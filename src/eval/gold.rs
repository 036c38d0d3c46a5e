//! The gold file: titles with the label that a person gave them, read and checked whole before any is used.
//!
//! A fault stops the reading: a score over the rows that happened to be readable would be believed.

use super::gold_error::{Fault, GoldError};
use crate::{Company, CompanyKind, Label};
use serde::{Deserialize, Serialize};
use std::io::Read;

/// The columns of a gold file. The first two must be there.
pub(super) const COLUMNS: [&str; 6] = ["title", "label", "also_ok", "company_size", "company_type", "source"];
const REQUIRED: [&str; 2] = ["title", "label"];

/// A gold file that was read and found sound: at least one row, and every label known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gold {
    /// The rows, in the order of the file.
    pub rows: Vec<GoldRow>,
}

/// A title and the label that a person gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldRow {
    /// The line of the file on which the row starts, from 1.
    pub line: u64,
    /// The title as the file has it.
    pub title: String,
    /// The one best label.
    pub label: Label,
    /// Other labels that a fair recruiter would accept.
    pub also_ok: Vec<Label>,
    /// How many people the company employs, where it is known.
    pub company_size: Option<u32>,
    /// What kind of company it is, where it is known.
    pub company_type: Option<CompanyKind>,
    /// Where the title comes from.
    pub source: String,
}

impl GoldRow {
    /// The company, as the classifier wants it.
    pub fn company(&self) -> Company {
        Company::new(self.company_size, self.company_type)
    }

    /// Whether `answer` is the label or one of `also_ok`.
    pub fn accepts(&self, answer: Label) -> bool {
        answer == self.label || self.also_ok.contains(&answer)
    }

    /// Whether `answer` has the family, or like it no family, of the label or of one of `also_ok`.
    pub fn accepts_family_of(&self, answer: Label) -> bool {
        let mut fair = std::iter::once(&self.label).chain(&self.also_ok);
        fair.any(|label| label.family() == answer.family())
    }
}

/// A record as the file has it, before its values are checked.
#[derive(Deserialize)]
struct RawRow<'a> {
    title: &'a str,
    label: &'a str,
    #[serde(default)]
    also_ok: &'a str,
    #[serde(default)]
    company_size: &'a str,
    #[serde(default)]
    company_type: &'a str,
    #[serde(default)]
    source: &'a str,
}

/// Where a record stands in the file.
#[derive(Clone, Copy)]
struct Place {
    record: u64,
    line: u64,
}

impl Place {
    fn blame(self, column: Option<&'static str>, fault: Fault) -> GoldError {
        GoldError::At {
            record: self.record,
            line: self.line,
            column,
            fault,
        }
    }
}

impl Gold {
    /// Reads a gold file: CSV in UTF-8 with commas and a header, its columns in any order, a byte-order mark or none.
    ///
    /// `title` and `label` must be there; `also_ok` (labels joined by `|`), `company_size` (a whole number),
    /// `company_type` (`agence` or `marchand`) and `source` may be empty or left out.
    ///
    /// # Errors
    ///
    /// The first fault of the file, with its record, line, column and value: see [`Fault`]. A file without rows is a
    /// fault, since nothing can be measured on it.
    ///
    /// ```
    /// use metiers::{Label, eval::Gold};
    ///
    /// let gold = Gold::from_reader("title,label,also_ok\nRédacteur,redaction,hors_champ\n".as_bytes())?;
    /// assert_eq!(gold.rows[0].also_ok, [Label::OutOfScope]);
    ///
    /// let error = Gold::from_reader("title,label\nRédacteur,redacton\n".as_bytes()).unwrap_err();
    /// assert!(error.to_string().starts_with(
    ///     "record 1, line 2, column « label »: unknown label « redacton »: did you mean « redaction »?"
    /// ));
    /// # Ok::<(), metiers::eval::GoldError>(())
    /// ```
    pub fn from_reader(mut reader: impl Read) -> Result<Gold, GoldError> {
        let mut text = Vec::new();
        reader.read_to_end(&mut text)?;
        let mut lines = LineCounter::new(&text);
        let mut records = csv::ReaderBuilder::new().from_reader(text.as_slice());
        let header_place = Place {
            record: 0,
            line: lines.at(0),
        };
        let header = records
            .headers()
            .map_err(|error| blame_csv(error, header_place))?
            .clone();
        if header.is_empty() {
            return Err(GoldError::NoRows);
        }
        check_header(&header).map_err(|(column, fault)| header_place.blame(column, fault))?;

        let mut rows = Vec::new();
        let mut record = csv::StringRecord::new();
        loop {
            let place = Place {
                record: rows.len() as u64 + 1,
                line: lines.at(records.position().byte()),
            };
            match records.read_record(&mut record) {
                Ok(true) => rows.push(read_row(&record, &header, place)?),
                Ok(false) if rows.is_empty() => return Err(GoldError::NoRows),
                Ok(false) => return Ok(Gold { rows }),
                Err(error) => return Err(blame_csv(error, place)),
            }
        }
    }
}

fn check_header(header: &csv::StringRecord) -> Result<(), (Option<&'static str>, Fault)> {
    let whole = || header.iter().collect::<Vec<_>>().join(",");
    for name in REQUIRED {
        if !header.iter().any(|found| found == name) {
            return Err((Some(name), Fault::MissingColumn { header: whole() }));
        }
    }
    if let Some(strange) = header.iter().find(|found| !COLUMNS.contains(found)) {
        return Err((None, Fault::UnknownColumn(strange.to_owned())));
    }
    match COLUMNS
        .into_iter()
        .find(|name| header.iter().filter(|found| found == name).count() > 1)
    {
        Some(name) => Err((Some(name), Fault::RepeatedColumn)),
        None => Ok(()),
    }
}

fn read_row(record: &csv::StringRecord, header: &csv::StringRecord, place: Place) -> Result<GoldRow, GoldError> {
    let raw: RawRow<'_> = record
        .deserialize(Some(header))
        .map_err(|error| blame_csv(error, place))?;
    let company_size = optional(raw.company_size, |text| {
        text.parse()
            .map_err(|_| place.blame(Some("company_size"), Fault::BadSize(text.to_owned())))
    })?;
    let company_type = optional(raw.company_type, |text| {
        text.parse()
            .map_err(|_| place.blame(Some("company_type"), Fault::BadType(text.to_owned())))
    })?;
    let also_ok = optional(raw.also_ok, |text| {
        text.split('|').map(|slug| read_label(slug, "also_ok", place)).collect()
    })?;
    Ok(GoldRow {
        line: place.line,
        title: raw.title.to_owned(),
        label: read_label(raw.label, "label", place)?,
        also_ok: also_ok.unwrap_or_default(),
        company_size,
        company_type,
        source: raw.source.to_owned(),
    })
}

fn read_label(slug: &str, column: &'static str, place: Place) -> Result<Label, GoldError> {
    let slug = slug.trim();
    slug.parse()
        .map_err(|_| place.blame(Some(column), Fault::UnknownLabel(slug.to_owned())))
}

/// `parse` of a cell that may be empty.
fn optional<T>(cell: &str, parse: impl Fn(&str) -> Result<T, GoldError>) -> Result<Option<T>, GoldError> {
    let cell = cell.trim();
    if cell.is_empty() {
        Ok(None)
    } else {
        parse(cell).map(Some)
    }
}

fn blame_csv(error: csv::Error, place: Place) -> GoldError {
    match error.into_kind() {
        csv::ErrorKind::Utf8 { .. } => place.blame(None, Fault::NotUtf8),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => place.blame(
            None,
            Fault::FieldCount {
                found: len,
                expected: expected_len,
            },
        ),
        csv::ErrorKind::Io(error) => GoldError::Io(error),
        // Reading strings out of a slice whose header was checked raises no other kind.
        other => GoldError::Io(std::io::Error::other(format!("{other:?}"))),
    }
}

/// Turns byte offsets, asked in rising order, into line numbers.
///
/// The `csv` crate counts lines too, but a record's position is taken before it skips the line feed of a CRLF and
/// blank lines, so that its line would be one too low in files written on Windows.
struct LineCounter<'a> {
    text: &'a [u8],
    counted: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a [u8]) -> LineCounter<'a> {
        LineCounter {
            text,
            counted: 0,
            line: 1,
        }
    }

    /// The line of the first byte at or after `offset` that is no line end.
    fn at(&mut self, offset: u64) -> u64 {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(self.text.len());
        let blank = self.text[offset..]
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        let passed = &self.text[self.counted..offset + blank];
        self.line += passed.iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.counted = offset + blank;
        self.line
    }
}
