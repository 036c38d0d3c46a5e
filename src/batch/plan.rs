//! Decides how an input is read and written, before its first row: what the columns are, what the output looks like.

use super::company::Defaults;
use super::encoding::Charset;
use super::feed::Feed;
use super::header::{self, Asked};
use super::open::{Text, WINDOW};
use super::options::{InputFormat, Options, OutputFormat};
use super::output::{Preface, read_error};
use super::render::{self, Members};
use super::rows::Rows;
use super::sniff;
use super::split::{Dialect, Records};
use super::{company, summary::InputReport};
use crate::error::Error;

/// How one input is read and written.
pub struct Plan {
    pub rows: Box<dyn Rows>,
    pub preface: Preface,
    pub report: InputReport,
    /// The columns by name, to be the same in all inputs.
    pub names: Vec<String>,
    pub bare_cr: bool,
    /// Line ends before the first row.
    pub lines: u64,
    /// Blank lines before the header.
    pub blank: u64,
    pub warnings: Vec<String>,
}

/// What is the same for all inputs of a run.
pub struct Setting<'r> {
    pub options: &'r Options,
    pub fingerprint: &'r str,
    pub rejects_apart: bool,
    pub survey: bool,
}

/// An input that is being looked at.
pub struct Look<'t, 'a, 'r> {
    pub name: &'t str,
    pub text: &'t mut Text<'a>,
    pub setting: &'r Setting<'r>,
    pub lines: u64,
    pub blank: u64,
    pub warnings: Vec<String>,
}

/// Looks at an input's first records; `None` where it holds nothing.
pub fn plan(name: &str, text: &mut Text<'_>, setting: &Setting<'_>) -> Result<Option<Plan>, Error> {
    let mut look = Look {
        name,
        text,
        setting,
        lines: 0,
        blank: 0,
        warnings: Vec::new(),
    };
    look.warnings = std::mem::take(&mut look.text.warnings);
    look.skip_lines(setting.options.skip_lines)?;
    look.skip_blank()?;
    if look.carry().is_empty() {
        return Ok(None);
    }
    let json = match setting.options.input_format {
        Some(format) => format == InputFormat::Jsonl,
        None if sniff::is_json_array(look.carry()) => {
            return Err(Error::JsonArray { name: name.to_owned() });
        }
        None => sniff::is_json_lines(look.carry()),
    };
    if json { look.json() } else { look.csv() }.map(Some)
}

impl<'r> Look<'_, '_, 'r> {
    pub fn carry(&self) -> &[u8] {
        &self.text.feed.carry
    }

    pub fn options(&self) -> &Options {
        self.setting.options
    }

    /// Which record is at hand: the header, or the first where there is none.
    pub fn first_record(&self) -> u64 {
        let json = self.options().input_format.map(|format| format == InputFormat::Jsonl);
        u64::from(!self.options().has_header || json.unwrap_or(self.carry().starts_with(b"{")))
    }

    /// Reads on, as far as one record may go.
    pub fn read_more(&mut self) -> Result<(), Error> {
        let limit = self.options().max_record_bytes;
        let (name, length) = (self.name.to_owned(), self.carry().len());
        if length > limit.max(WINDOW) {
            return Err(Error::RecordTooLong {
                name,
                record: self.first_record(),
                line: self.lines + 1,
                limit,
                why: "",
            });
        }
        let more = (length * 2).clamp(WINDOW, limit.saturating_add(1).max(2 * WINDOW));
        self.text.feed.prime(more).map_err(|source| read_error(name, source))
    }

    /// Leaves out whole lines.
    pub fn skip_lines(&mut self, count: usize) -> Result<(), Error> {
        for _ in 0..count {
            let end = loop {
                match memchr::memchr2(b'\n', b'\r', self.carry()) {
                    Some(at) if at + 1 < self.carry().len() || self.text.feed.eof => {
                        break Some(at);
                    }
                    None if self.text.feed.eof => break None,
                    _ => self.read_more()?,
                }
            };
            let length = end.map_or(self.carry().len(), |at| {
                at + 1 + usize::from(self.carry()[at..].starts_with(b"\r\n"))
            });
            if length == 0 {
                break;
            }
            self.skip(length);
        }
        Ok(())
    }

    pub fn skip_blank(&mut self) -> Result<(), Error> {
        loop {
            let mut records = Records::new(self.carry(), Dialect::of(Dialect::SINGLE), 0);
            let blank_until = self.carry().iter().position(|byte| !matches!(byte, b'\n' | b'\r'));
            if records.next(&mut Vec::new()).is_some() || self.text.feed.eof {
                self.blank += records.blank;
                self.skip(blank_until.unwrap_or(self.carry().len()));
                self.text
                    .feed
                    .prime(WINDOW)
                    .map_err(|source| read_error(self.name.to_owned(), source))?;
                return Ok(());
            }
            self.read_more()?;
        }
    }

    pub fn skip(&mut self, length: usize) {
        self.lines += line_ends(&self.carry()[..length]);
        self.text.feed.skip(length);
    }

    pub fn plan(
        &mut self,
        rows: Box<dyn Rows>,
        preface: Preface,
        report: InputReport,
        names: Vec<String>,
        bare_cr: bool,
    ) -> Plan {
        let warnings = std::mem::take(&mut self.warnings);
        Plan {
            rows,
            preface,
            report,
            names,
            bare_cr,
            lines: self.lines,
            blank: self.blank,
            warnings,
        }
    }

    /// The names of what is added to each record.
    pub fn added(&self, json: bool) -> Vec<String> {
        if self.options().output_format == OutputFormat::Nothing {
            return Vec::new();
        }
        let mut names = render::added(&self.options().prefix, self.options().explain);
        if json {
            names.push(format!("{}{}", self.options().prefix, render::FINGERPRINT));
        }
        names
    }

    /// The columns that the options name.
    pub fn asked(&self) -> Asked<'r> {
        let options = self.setting.options;
        Asked {
            title: options.title_column.as_ref(),
            size: options.company_size_column.as_ref(),
            kind: options.company_type_column.as_ref(),
            lettered: self.text.sheet.is_some(),
        }
    }

    /// Refuses to add a column that is there already.
    pub fn check_clash(&self, added: &[String], names: &[String]) -> Result<(), Error> {
        let taken = |name: &&String| names.iter().any(|other| header::shown(other) == **name);
        let clash = added.iter().find(taken);
        let error = |column: &String| Error::ColumnClash {
            name: self.name.to_owned(),
            column: column.clone(),
        };
        clash.map_or(Ok(()), |column| Err(error(column)))
    }

    pub fn members(&self) -> Members {
        Members::new(&self.options().prefix, self.options().explain, self.setting.fingerprint)
    }

    pub fn defaults(&self, size_column: Option<&str>) -> Defaults {
        let codes = size_column.is_some_and(company::holds_codes);
        Defaults {
            size: self.options().company_size,
            kind: self.options().company_type,
            codes,
        }
    }

    pub fn report(&self, format: InputFormat, charset: Option<Charset>) -> InputReport {
        InputReport {
            name: self.name.to_owned(),
            format,
            gzip: self.text.gzip,
            sheet: self.text.sheet.clone(),
            encoding: self.text.transcoded.or(charset).map(Charset::name),
            byte_order_mark: self.text.mark.is_some(),
            delimiter: None,
            title_column: None,
            title_name: String::new(),
            company_size_name: None,
            company_type_name: None,
            date_name: None,
            place_name: None,
            company_name: None,
            records: 0,
        }
    }
}

/// What is at hand of a file's start, without the line that may be cut.
pub fn sampled<'t>(feed: &'t Feed<'_>) -> &'t [u8] {
    if feed.eof {
        return &feed.carry;
    }
    let end = memchr::memrchr2(b'\n', b'\r', &feed.carry).map_or(feed.carry.len(), |at| at + 1);
    &feed.carry[..end]
}

/// Line ends of all three kinds, CRLF being one.
pub fn line_ends(text: &[u8]) -> u64 {
    let crlf = memchr::memmem::find_iter(text, b"\r\n").count();
    (memchr::memchr2_iter(b'\n', b'\r', text).count() - crlf) as u64
}
