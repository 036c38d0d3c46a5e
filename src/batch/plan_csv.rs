//! Decides how a CSV input is read and written: its dialect, its columns, its header.

use super::csv_rows::{CsvRows, Shape, single};
use super::encoding::Charset;
use super::facets::Facets;
use super::feed::Grammar;
use super::header::{self, Asked, Roles};
use super::options::{Column, InputFormat, OutputFormat};
use super::output::Preface;
use super::plan::{Look, Plan, line_ends, sampled};
use super::render::{self, Cells, Tails};
use super::sniff;
use super::split::{Dialect, Records, Span, last_record_end, unquote};
use super::summary::InputReport;
use crate::error::Error;

/// The first record of a CSV file.
struct First {
    raw: Vec<u8>,
    line_end: Vec<u8>,
    names: Vec<String>,
}

impl Look<'_, '_, '_> {
    pub fn csv(&mut self) -> Result<Plan, Error> {
        let said = match sniff::sep_line(self.carry()) {
            Some((delimiter, length)) => {
                self.skip(length);
                Some(delimiter)
            }
            None => None,
        };
        let dialect = self.dialect(self.sheet_delimiter().or(self.options().delimiter).or(said))?;
        let first = self.first(dialect);
        let roles = self.roles(&first)?;
        let delimiter = match dialect.delimiter {
            Dialect::SINGLE => b';',
            other => other,
        };
        let charset = self.text.feed.charset;
        let preface = self.preface(&first, delimiter)?;
        let facets = self.facets(&first, &roles);
        let rows = self.csv_rows(&first, &roles, &facets, dialect, delimiter);
        self.text.feed.set_grammar(Grammar::Csv(dialect));
        let name_of = |column: usize| header::shown(&first.names[column]).to_owned();
        let report = InputReport {
            delimiter: (dialect.delimiter != Dialect::SINGLE).then_some(char::from(delimiter)),
            title_column: Some(roles.title + 1),
            title_name: name_of(roles.title),
            company_size_name: roles.size.map(name_of),
            company_type_name: roles.kind.map(name_of),
            date_name: facets.date.map(name_of),
            place_name: facets.place.map(name_of),
            company_name: facets.company.map(name_of),
            ..self.report(InputFormat::Csv, charset)
        };
        let bare_cr = first.line_end == b"\r";
        Ok(self.plan(Box::new(rows), preface, report, first.names, bare_cr))
    }

    /// What parts the cells of a sheet, where this is one.
    fn sheet_delimiter(&self) -> Option<u8> {
        self.text.sheet.as_ref().map(|_| b';')
    }

    /// The dialect, once the first record is whole in it.
    fn dialect(&mut self, delimiter: Option<u8>) -> Result<Dialect, Error> {
        // The text of a sheet is written by us, with quotes doubled.
        let escape = self.options().escape.filter(|_| self.text.sheet.is_none());
        loop {
            let header = self.options().has_header;
            let delimiter = delimiter.unwrap_or_else(|| sniff::delimiter(sampled(&self.text.feed), escape, header));
            let dialect = Dialect { delimiter, escape };
            let eof = self.text.feed.eof;
            let cut = last_record_end(self.carry(), dialect, eof);
            if cut.end > 0 || (eof && cut.open_quote.is_none()) {
                return Ok(dialect);
            }
            let (name, limit) = (self.name.to_owned(), self.options().max_record_bytes);
            let line = self.lines + 1 + line_ends(&self.carry()[..cut.open_quote.unwrap_or(0)]);
            let record = self.first_record();
            if eof {
                return Err(Error::UnclosedQuote { name, record, line });
            }
            if self.carry().len() > limit {
                let why = if cut.open_quote.is_some() {
                    ": a quote opened there is perhaps never closed"
                } else {
                    ""
                };
                return Err(Error::RecordTooLong {
                    name,
                    record,
                    line,
                    limit,
                    why,
                });
            }
            self.read_more()?;
        }
    }

    /// The first record; it is taken from the feed where it is a header.
    fn first(&mut self, dialect: Dialect) -> First {
        let charset = self.text.feed.charset.unwrap_or(Charset::UTF_8);
        let (mut spans, mut room) = (Vec::new(), Vec::new());
        let text = &self.text.feed.carry;
        let Some(record) = Records::new(text, dialect, usize::MAX).next(&mut spans) else {
            return First {
                raw: Vec::new(),
                line_end: Vec::new(),
                names: Vec::new(),
            };
        };
        let name = |span: &Span| {
            charset
                .decode(unquote(span.of(text), dialect, &mut room))
                .0
                .into_owned()
        };
        let names = spans.iter().map(name).collect();
        let raw = text[record.start..record.end].to_vec();
        let line_end = text[record.end..record.next].to_vec();
        if self.options().has_header {
            self.skip(record.next);
        }
        First { raw, line_end, names }
    }

    fn roles(&mut self, first: &First) -> Result<Roles, Error> {
        let asked = self.asked();
        if !self.options().has_header {
            return self.numbered_roles(first, asked);
        }
        let found = header::find(self.name, &first.names, asked);
        let roles = found.map_err(|error| self.with_preamble(error, first))?;
        self.check_rival(first, &roles)?;
        let earlier = |at: usize, name: &String| !name.is_empty() && first.names[..at].contains(name);
        let mut columns = first.names.iter().enumerate();
        let doubled = columns.find(|(at, name)| earlier(*at, name));
        if let Some((_, name)) = doubled {
            self.warnings.push(format!(
                "several columns are called « {} »; the first is meant by that name",
                header::shown(name)
            ));
        }
        Ok(roles)
    }

    /// Two names as sure as each other: the first in our order is taken, unless the run is strict.
    fn check_rival(&mut self, first: &First, roles: &Roles) -> Result<(), Error> {
        let Some(rival) = roles.rival else {
            return Ok(());
        };
        let taken = header::shown(&first.names[roles.title]);
        let columns = format!("« {taken} » and « {} »", header::shown(&first.names[rival]));
        if self.options().strict {
            return Err(Error::AmbiguousTitle {
                name: self.name.to_owned(),
                columns,
            });
        }
        self.warnings.push(format!(
            "{columns} may both hold the title: « {taken} » is taken, see --title-column"
        ));
        Ok(())
    }

    /// Adds to an error that the header seems to stand further down.
    fn with_preamble(&self, error: Error, first: &First) -> Error {
        let Error::NoTitleColumn { name, columns, hint } = error else {
            return error;
        };
        let mut text = first.raw.clone();
        text.extend_from_slice(&first.line_end);
        text.extend_from_slice(self.carry());
        let hint = match sniff::header_further_down(&text) {
            Some(lines) => {
                let lines = self.setting.options.skip_lines + self.blank as usize + lines;
                format!("the header seems to be line {}: give --skip-lines {lines}", lines + 1)
            }
            None if first.names.len() == 1 && self.options().delimiter.is_some() => {
                match sniff::titled_delimiter(&first.raw) {
                    Some(other) => format!("the delimiter given parts nothing: with -d '{other}' there would be one"),
                    None => format!("{hint}; the delimiter given parts nothing, see -d"),
                }
            }
            None => format!("{hint}; a file without a header needs --no-header --title-column N"),
        };
        Error::NoTitleColumn { name, columns, hint }
    }

    /// The columns of a file without a header: by number, or the only one.
    fn numbered_roles(&self, first: &First, asked: Asked<'_>) -> Result<Roles, Error> {
        let numbers: Vec<String> = (1..=first.names.len()).map(|number| number.to_string()).collect();
        let only = Column::Number(1);
        let asked = Asked {
            title: asked.title.or((numbers.len() == 1).then_some(&only)),
            ..asked
        };
        let listed = || header::listed(&first.names);
        header::find(self.name, &numbers, asked).map_err(|error| match error {
            Error::NoTitleColumn { name, .. } => Error::NoTitleColumn {
                name,
                columns: listed(),
                hint: "without a header, give --title-column N".to_owned(),
            },
            Error::NoSuchColumn {
                name, wanted, option, ..
            } => Error::NoSuchColumn {
                name,
                wanted,
                option,
                columns: listed(),
                hint: match numbers.len() == 1 && self.options().delimiter.is_none() {
                    true => "; nothing is seen to part columns: give it with -d".to_owned(),
                    false => "; without a header, give its number".to_owned(),
                },
            },
            other => other,
        })
    }

    fn preface(&self, first: &First, delimiter: u8) -> Result<Preface, Error> {
        let options = self.options();
        let added = self.added(options.output_format == OutputFormat::Jsonl);
        if options.has_header {
            self.check_clash(&added, &first.names)?;
        }
        let names = first.names.iter().chain(&added).filter(|_| options.has_header);
        Ok(match options.output_format {
            OutputFormat::Nothing => Preface::default(),
            OutputFormat::Jsonl => Preface {
                line_end: b"\n",
                ..Preface::default()
            },
            OutputFormat::Table => Preface {
                header: render::header(names, b';', b"\n", false),
                line_end: b"\n",
                ..Preface::default()
            },
            OutputFormat::Excel => Preface {
                mark: Some(Charset::UTF_8),
                header: render::header(names, b';', b"\r\n", true),
                line_end: b"\r\n",
            },
            OutputFormat::AsInput | OutputFormat::Csv => {
                let header = if options.has_header {
                    self.header(first, &added, delimiter)?
                } else {
                    Vec::new()
                };
                Preface {
                    mark: self.text.mark,
                    header,
                    line_end: line_end(&first.line_end),
                }
            }
        })
    }

    /// Letters beyond ASCII can be written once the file's encoding is known; until such a letter comes in it, it is not.
    fn check_prefix(&self) -> Result<(), Error> {
        let prefix = &self.options().prefix;
        if prefix.is_ascii() || self.text.feed.charset.is_some() {
            return Ok(());
        }
        let name = self.name;
        Err(Error::Options(format!(
            "{name}: the prefix « {prefix} » has letters beyond ASCII, and the file is ASCII so far, which may become any encoding: \
             give a prefix of plain letters, or the encoding, as in -E utf-8"
        )))
    }

    /// The header's own bytes, the added names and its line end.
    fn header(&self, first: &First, added: &[String], delimiter: u8) -> Result<Vec<u8>, Error> {
        self.check_prefix()?;
        let mut header = Vec::new();
        if first.names.len() == 1 {
            single(&first.raw, delimiter, &mut header);
        } else {
            header.extend_from_slice(&first.raw);
        }
        let charset = self.text.feed.charset.unwrap_or(Charset::UTF_8);
        for name in added {
            header.push(delimiter);
            render::cell(&render::encoded(name, Some(charset)), delimiter, &mut header);
        }
        header.extend_from_slice(&first.line_end);
        Ok(header)
    }

    /// What else the columns hold; nothing can be told of columns without names.
    fn facets(&self, first: &First, roles: &Roles) -> Facets<usize> {
        if self.options().has_header {
            header::facets(&first.names, roles.title)
        } else {
            Facets::default()
        }
    }

    fn csv_rows(
        &self,
        first: &First,
        roles: &Roles,
        facets: &Facets<usize>,
        dialect: Dialect,
        delimiter: u8,
    ) -> CsvRows {
        let options = self.options();
        let cells = Cells {
            delimiter,
            explain: options.explain,
        };
        // The cells of a sheet stand in their columns whatever their number: those beyond the header are notes, no slip of a delimiter,
        // and go behind the added ones.
        let sheet = self.text.sheet.is_some();
        let shape = match options.output_format {
            OutputFormat::AsInput | OutputFormat::Csv if !sheet => Shape::Same(Box::new(Tails::new(cells))),
            OutputFormat::AsInput | OutputFormat::Csv => Shape::Table(cells),
            OutputFormat::Table => Shape::Table(Cells {
                delimiter: b';',
                ..cells
            }),
            OutputFormat::Excel => Shape::Excel(Cells {
                delimiter: b';',
                ..cells
            }),
            OutputFormat::Jsonl => Shape::Objects(keys(&first.names, options.has_header), self.members()),
            OutputFormat::Nothing => Shape::Nothing,
        };
        CsvRows {
            dialect,
            columns: first.names.len(),
            title: roles.title,
            size: roles.size,
            kind: roles.kind,
            defaults: self.defaults(roles.size.map(|at| first.names[at].as_str())),
            keep_ragged: options.keep_ragged || sheet,
            strict: options.strict,
            rejects_apart: self.setting.rejects_apart,
            facets: self.setting.survey.then(|| facets.clone()),
            shape,
        }
    }
}

fn line_end(found: &[u8]) -> &'static [u8] {
    match found {
        b"\r\n" => b"\r\n",
        b"\r" => b"\r",
        _ => b"\n",
    }
}

/// The keys of a CSV file's objects, each with its colon: no two alike, none empty.
fn keys(names: &[String], header: bool) -> Vec<Vec<u8>> {
    let mut keys: Vec<Vec<u8>> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let name = Some(header::shown(name)).filter(|name| header && !name.is_empty());
        keys.push(render::key_of(name, at, &keys));
    }
    keys
}
