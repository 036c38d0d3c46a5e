//! Where judged blocks go: the output, the file of rejects, the counts; and where a fault is given its place.

use super::encoding::{Charset, Letters, mark_of};
use super::feed::{Block, Fault};
use super::input::Damage;
use super::pipeline::Sink;
use super::render;
use super::rows::{Done, Rows, Stop};
use super::summary::Tally;
use super::survey::Survey;
use crate::error::Error;
use encoding_rs::Encoder;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

/// The columns of the file of rejects.
pub const REJECTS_HEADER: &[u8] = b"input,record,byte_offset,line,reason,raw\n";

/// Writes UTF-8 in another encoding, for inputs that had to be brought to UTF-8 whole.
pub struct Transcode<'a> {
    inner: &'a mut (dyn Write + Send),
    charset: Charset,
    encoder: Encoder,
}

impl Transcode<'_> {
    fn put(&mut self, text: &[u8]) -> io::Result<()> {
        // What comes here was decoded by us, in whole letters.
        let text = String::from_utf8_lossy(text);
        let bytes: Vec<u8> = match self.charset.name() {
            "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => {
                let most = self.encoder.max_buffer_length_from_utf8_if_no_unmappables(text.len());
                let mut bytes = Vec::with_capacity(most.unwrap_or(4 * text.len()) + 64);
                let mut rest = text.as_ref();
                while !rest.is_empty() {
                    let (_, read, _) = self.encoder.encode_from_utf8_to_vec(rest, &mut bytes, false);
                    rest = &rest[read..];
                    bytes.reserve(4 * rest.len() + 64);
                }
                bytes
            }
        };
        self.inner.write_all(&bytes)
    }
}

/// The output of a run.
pub enum Out<'a> {
    Plain(&'a mut (dyn Write + Send)),
    Transcoded(Transcode<'a>),
}

impl<'a> Out<'a> {
    /// Writes `charset` where the inputs are UTF-8 only inside the program.
    pub fn new(inner: &'a mut (dyn Write + Send), charset: Option<Charset>) -> Out<'a> {
        match charset {
            None => Out::Plain(inner),
            Some(charset) => {
                let encoder = charset.encoding().new_encoder();
                Out::Transcoded(Transcode {
                    inner,
                    charset,
                    encoder,
                })
            }
        }
    }

    /// Writes the mark of the output's encoding.
    pub fn mark(&mut self, charset: Charset) -> io::Result<()> {
        match self {
            Out::Plain(inner) => inner.write_all(mark_of(charset)),
            Out::Transcoded(transcode) => transcode.inner.write_all(mark_of(charset)),
        }
    }

    /// Writes text that is UTF-8 or of the input's encoding.
    pub fn put(&mut self, text: &[u8]) -> io::Result<()> {
        match self {
            Out::Plain(inner) => inner.write_all(text),
            Out::Transcoded(transcode) => transcode.put(text),
        }
    }

    /// Brings everything on its way.
    pub fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::Plain(inner) => inner.flush(),
            Out::Transcoded(transcode) => transcode.inner.flush(),
        }
    }
}

/// The sink of one input.
pub struct InputSink<'s, 'a> {
    pub out: &'s mut Out<'a>,
    pub rejects: Option<&'s mut (dyn Write + Send)>,
    pub rows: &'s dyn Rows,
    pub name: &'s str,
    /// Written before the first row; its mark first.
    pub preface: Option<Preface>,
    /// Whether lines end with CR alone.
    pub bare_cr: bool,
    pub lines: u64,
    pub tally: Tally,
    pub limit: usize,
    /// The last byte written, so that the next input starts on a line of its own.
    pub last: &'s mut Option<u8>,
    /// The encoding, once a block tells it.
    pub charset: Option<Charset>,
    /// How the letters of an encoding that was guessed look.
    pub letters: Option<Letters>,
    pub survey: Option<&'s mut Survey>,
    /// Records of the inputs before.
    pub before: u64,
    pub count: Option<&'s AtomicU64>,
}

/// What is written before an input's first row.
#[derive(Clone, Debug, Default)]
pub struct Preface {
    pub mark: Option<Charset>,
    pub header: Vec<u8>,
    pub line_end: &'static [u8],
}

impl Sink for InputSink<'_, '_> {
    fn accept(&mut self, done: &mut Done) -> Result<(), Error> {
        if let Some(stop) = done.stop.take() {
            return Err(self.placed(stop, done));
        }
        self.charset = done.block.charset;
        if let (Some(letters), Some(charset)) = (&mut self.letters, self.charset) {
            letters.count(&done.block.bytes, charset);
        }
        self.preface().map_err(Error::Write)?;
        if !done.out.is_empty() {
            self.out.put(&done.out).map_err(Error::Write)?;
            *self.last = done.out.last().copied();
        }
        self.rejects(done).map_err(Error::WriteRejects)?;
        if let Some(survey) = &mut self.survey {
            survey.take(&done.notes, self.before + self.tally.records);
        }
        done.tally.marks = marks_in(&done.block);
        self.tally.add(&done.tally);
        if let Some(count) = self.count {
            count.fetch_add(done.tally.records, Ordering::Relaxed);
        }
        self.lines += self.line_ends(&done.block.bytes);
        Ok(())
    }
}

impl InputSink<'_, '_> {
    /// Writes what stands before the rows, once.
    pub fn preface(&mut self) -> io::Result<()> {
        let Some(preface) = self.preface.take() else {
            return Ok(());
        };
        if let Some(charset) = preface.mark {
            self.out.mark(charset)?;
        }
        if self.last.is_some_and(|last| !matches!(last, b'\n' | b'\r')) {
            self.out.put(preface.line_end)?;
            *self.last = preface.line_end.last().copied();
        }
        if !preface.header.is_empty() {
            self.out.put(&preface.header)?;
            *self.last = preface.header.last().copied();
        }
        Ok(())
    }

    fn line_ends(&self, text: &[u8]) -> u64 {
        memchr::memchr_iter(if self.bare_cr { b'\r' } else { b'\n' }, text).count() as u64
    }

    fn rejects(&mut self, done: &Done) -> io::Result<()> {
        let (mut seen, mut line) = (0, self.lines + 1);
        for reject in &done.rejects {
            line += self.line_ends(&done.block.bytes[seen..reject.span.start]);
            seen = reject.span.start;
            let mut row = Vec::new();
            render::cell(self.name.as_bytes(), b',', &mut row);
            let record = self.tally.records + reject.record;
            let offset = done.block.offset + seen as u64;
            write!(row, ",{record},{offset},{line},{},", reject.why.slug())?;
            render::quoted(reject.span.of(&done.block.bytes), &mut row);
            row.push(b'\n');
            if let Some(file) = &mut self.rejects {
                file.write_all(&row)?;
            }
        }
        Ok(())
    }

    /// The error for what stopped a block, with its place in the whole input.
    fn placed(&self, stop: Stop, done: &Done) -> Error {
        let name = self.name.to_owned();
        let text = &done.block.bytes;
        let line_at = |at: usize| self.lines + 1 + self.line_ends(&text[..at]);
        match stop {
            Stop::Clash(column) => Error::ColumnClash { name, column },
            Stop::Fault(Fault::Read(source)) => read_error(name, source),
            Stop::Fault(Fault::Unclosed { quote, records }) => {
                let record = self.tally.records + self.rows.count(&text[..records]) + 1;
                Error::UnclosedQuote {
                    name,
                    record,
                    line: line_at(quote),
                }
            }
            Stop::Fault(Fault::TooLong { quote }) => {
                let why = if quote.is_some() {
                    ": a quote opened there is perhaps never closed"
                } else {
                    ""
                };
                let line = line_at(quote.unwrap_or(0));
                Error::RecordTooLong {
                    name,
                    record: self.tally.records + 1,
                    line,
                    limit: self.limit,
                    why,
                }
            }
        }
    }
}

/// The byte-order marks before records of a block, as where a file was put behind another; the input's own is gone.
fn marks_in(block: &Block) -> u64 {
    if block.charset.is_some_and(|charset| charset != Charset::UTF_8) {
        return 0;
    }
    let text = &block.bytes;
    let starts_line = |at: &usize| *at == 0 || matches!(text[at - 1], b'\n' | b'\r');
    // No letter that is common here begins so: a search for one byte passes the text faster than one for three.
    let marks = memchr::memchr_iter(0xEF, text).filter(|at| text[*at..].starts_with(b"\xEF\xBB\xBF"));
    marks.filter(starts_line).count() as u64
}

/// The error for an input that cannot be read on.
pub fn read_error(name: String, source: io::Error) -> Error {
    match source.downcast() {
        Ok(Damage::Gzip(fault)) => Error::Gzip { name, fault },
        Ok(Damage::Workbook(what)) => Error::Workbook { name, what },
        Err(source) if source.kind() == io::ErrorKind::IsADirectory => Error::Folder { name },
        Err(source) => Error::Read { name, source },
    }
}
