//! Judges the records of a CSV block and writes them out again, in the input's bytes or in another shape.

use super::answer::Answer;
use super::company::Defaults;
use super::encoding::Charset;
use super::facets::{Facets, Month};
use super::feed::Block;
use super::judge::{Judge, utf_8};
use super::notes::Notes;
use super::render::{self, Cells, Members, Tails};
use super::rows::{Done, Reject, Rows};
use super::split::{Dialect, QUOTE, Record, Records, Span, content, unquote};
use super::summary::{Irregular, Tally};
use crate::engine::Company;
use crate::memo::{AHEAD, Print};
use crate::title::padded::Title;

/// The shape in which records are written.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Their own bytes, then the added cells.
    Same(Box<Tails>),
    /// Their values, for another program.
    Table(Cells),
    /// Their values as Excel wants them.
    Excel(Cells),
    /// Objects with these keys, each with its colon.
    Objects(Vec<Vec<u8>>, Members),
    /// Not at all.
    Nothing,
}

/// How the records of one input are read and written.
#[derive(Clone, Debug)]
pub struct CsvRows {
    pub dialect: Dialect,
    pub columns: usize,
    pub title: usize,
    pub size: Option<usize>,
    pub kind: Option<usize>,
    pub defaults: Defaults,
    pub keep_ragged: bool,
    pub strict: bool,
    /// Whether irregular records go to a file of their own.
    pub rejects_apart: bool,
    /// What is noted for the survey, where there is one.
    pub facets: Option<Facets<usize>>,
    pub shape: Shape,
}

/// One record at hand.
struct Row<'a> {
    text: &'a [u8],
    record: Record,
    spans: &'a [Span],
    /// Where its title stands, unless it has to be put together.
    title: Option<Span>,
    /// What that is looked for by, were it of the company of rows that say nothing.
    print: Option<&'a Print>,
    /// The encoding in which something may be added.
    charset: Option<Charset>,
}

impl Rows for CsvRows {
    fn judge(&self, block: &Block, judge: &mut Judge, done: &mut Done) {
        let text = block.bytes.as_slice();
        let mut records = Records::new(text, self.dialect, self.wanted());
        let mut desk = Desk {
            company: self.defaults.company(None, None),
            title: Vec::new(),
            other: Vec::new(),
            place: Vec::new(),
            employer: Vec::new(),
        };
        let mut ahead = Ahead::default();
        while ahead.read(&mut records) {
            let titles = self.titles(text, &ahead);
            let found = titles
                .iter()
                .map(|title| title.map_or(Title::alone(b""), |title| in_text(text, title)));
            let prints = judge.foresee(found, block.charset.unwrap_or(Charset::UTF_8), &desk.company);
            for (((record, spans), title), print) in ahead.rows().zip(titles).zip(&prints) {
                done.tally.records += 1;
                let charset = block.charset.filter(|_| record.end > block.ascii_until);
                let row = Row {
                    text,
                    record,
                    spans,
                    title,
                    print: print.as_ref(),
                    charset,
                };
                if let Err(why) = self.row(&row, judge, &mut desk, done) {
                    self.irregular(&row, why, done);
                }
            }
        }
        done.tally.blank = records.blank;
    }

    fn count(&self, text: &[u8]) -> u64 {
        let mut records = Records::new(text, self.dialect, 0);
        let mut spans = Vec::new();
        std::iter::from_fn(|| records.next(&mut spans)).count() as u64
    }
}

/// Some records, read ahead of what is done with them.
#[derive(Default)]
struct Ahead {
    /// Each with the place behind its last span.
    records: Vec<(Record, usize)>,
    spans: Vec<Span>,
}

impl Ahead {
    /// Takes the next records instead of the last ones; whether there was one.
    fn read(&mut self, records: &mut Records<'_>) -> bool {
        self.records.clear();
        self.spans.clear();
        while self.records.len() < AHEAD
            && let Some(record) = records.next(&mut self.spans)
        {
            self.records.push((record, self.spans.len()));
        }
        !self.records.is_empty()
    }

    /// The records, each with its spans.
    fn rows(&self) -> impl Iterator<Item = (Record, &[Span])> {
        let mut start = 0;
        self.records
            .iter()
            .map(move |&(record, end)| (record, &self.spans[std::mem::replace(&mut start, end)..end]))
    }
}

/// What the rows of a block share.
struct Desk {
    /// What is known of the company of a row that says nothing.
    company: Company,
    /// Where unquoted cells are gathered.
    title: Vec<u8>,
    other: Vec<u8>,
    place: Vec<u8>,
    employer: Vec<u8>,
}

impl CsvRows {
    /// How many fields must be known by their places.
    fn wanted(&self) -> usize {
        match self.shape {
            Shape::Same(_) | Shape::Nothing => {
                let facets = self
                    .facets
                    .iter()
                    .flat_map(|facets| [facets.date, facets.place, facets.company]);
                let columns = facets.chain([self.size, self.kind]).flatten();
                1 + columns.fold(self.title, usize::max)
            }
            Shape::Table(_) | Shape::Excel(_) | Shape::Objects(..) => usize::MAX,
        }
    }

    /// Where the titles of some records stand, unless they have to be put together.
    fn titles(&self, text: &[u8], ahead: &Ahead) -> [Option<Span>; AHEAD] {
        let mut titles = [None; AHEAD];
        for (title, (_, spans)) in titles.iter_mut().zip(ahead.rows()) {
            *title = spans.get(self.title).and_then(|raw| content(text, *raw, self.dialect));
        }
        titles
    }

    fn row(&self, row: &Row<'_>, judge: &mut Judge, desk: &mut Desk, done: &mut Done) -> Result<(), Irregular> {
        let title = row.spans.get(self.title).ok_or(Irregular::MissingColumn)?;
        if row.record.fields > self.columns && !self.keep_ragged {
            return Err(Irregular::TooManyColumns);
        }
        let charset = row.charset.unwrap_or(Charset::UTF_8);
        if self.strict && self.is_ill_encoded(row, done) {
            return Err(Irregular::BadEncoding);
        }
        let company = if self.size.is_none() && self.kind.is_none() {
            desk.company
        } else {
            self.company(row, charset, &mut desk.other)
        };
        let title = &match row.title {
            Some(title) => in_text(row.text, title),
            None => Title::alone(unquote(title.of(row.text), self.dialect, &mut desk.title)),
        };
        let foreseen = row.title.is_some() && self.size.is_none() && self.kind.is_none();
        let its_own;
        let print = if foreseen {
            row.print
        } else {
            its_own = judge.print(title, charset, &company);
            its_own.as_ref()
        };
        let answer = judge.answer(title, print, charset, &company, &mut done.tally);
        done.tally.padded += u64::from(row.record.fields < self.columns);
        let verdict = answer.verdict;
        self.write(row, &answer, &mut done.tally, &mut done.out);
        if let (Some(facets), Some(verdict)) = (&self.facets, verdict) {
            judge.note(title, charset, verdict, done.tally.records, &mut done.notes);
            self.note_ad(facets, row, desk, &mut done.notes);
        }
        Ok(())
    }

    /// The company of a row, by its own cells.
    fn company(&self, row: &Row<'_>, charset: Charset, room: &mut Vec<u8>) -> Company {
        let mut cell = |column: Option<usize>| {
            let cell = unquote(row.spans.get(column?)?.of(row.text), self.dialect, room);
            Some(charset.decode(cell).0.into_owned())
        };
        let (size, kind) = (cell(self.size), cell(self.kind));
        self.defaults.company(size.as_deref(), kind.as_deref())
    }

    /// Whether some bytes of a record are not of its encoding, where the run is strict.
    fn is_ill_encoded(&self, row: &Row<'_>, done: &mut Done) -> bool {
        let raw = &row.text[row.record.start..row.record.end];
        let bad = row.charset.unwrap_or(Charset::UTF_8).decode(raw).1;
        if bad {
            done.tally.bad_encoding += 1;
            done.tally.first_bad.get_or_insert(done.tally.records);
        }
        bad
    }

    /// Notes when and where an ad is, and by whom.
    fn note_ad(&self, facets: &Facets<usize>, row: &Row<'_>, desk: &mut Desk, notes: &mut Notes) {
        let Desk {
            other, place, employer, ..
        } = desk;
        let cell = |column: Option<usize>, room| {
            let span = row.spans.get(column?)?;
            let cell = unquote(span.of(row.text), self.dialect, room);
            Some(utf_8(cell, row.charset.unwrap_or(Charset::UTF_8)))
        };
        let month = cell(facets.date, other).and_then(|date| Month::of_bytes(&date));
        let (place, company) = (cell(facets.place, place), cell(facets.company, employer));
        notes.ad(
            month,
            place.as_deref().unwrap_or_default(),
            company.as_deref().unwrap_or_default(),
        );
    }

    fn irregular(&self, row: &Row<'_>, why: Irregular, done: &mut Done) {
        done.tally.irregular[why as usize] += 1;
        if self.rejects_apart {
            done.tally.rejected += 1;
            let span = Span {
                start: row.record.start,
                end: row.record.end,
            };
            done.rejects.push(Reject {
                record: done.tally.records,
                span,
                why,
            });
        } else {
            self.write(row, &Answer::IRREGULAR, &mut done.tally, &mut done.out);
        }
    }

    #[inline]
    fn write(&self, row: &Row<'_>, answer: &Answer<'_>, tally: &mut Tally, out: &mut Vec<u8>) {
        tally.written += 1;
        match &self.shape {
            Shape::Same(tails) => self.same(row, tails, answer, out),
            Shape::Table(cells) => self.values(row, *cells, false, answer, tally, out),
            Shape::Excel(cells) => self.values(row, *cells, true, answer, tally, out),
            Shape::Objects(keys, members) => self.object(row, keys, members, answer, out),
            Shape::Nothing => {}
        }
    }

    #[inline]
    fn same(&self, row: &Row<'_>, tails: &Tails, answer: &Answer<'_>, out: &mut Vec<u8>) {
        let Record {
            start,
            end,
            next,
            fields,
        } = row.record;
        if self.dialect.delimiter == Dialect::SINGLE {
            single(&row.text[start..end], tails.delimiter(), out);
        } else {
            copy(&row.text[start..], end - start, out);
        }
        if fields < self.columns {
            out.extend(std::iter::repeat_n(tails.delimiter(), self.columns - fields));
        }
        tails.write(answer, row.charset, out);
        match row.text[end..next] {
            [byte] => out.push(byte),
            ref line_end => out.extend_from_slice(line_end),
        }
    }

    /// The values, for Excel guarded and with its line ends.
    fn values(
        &self,
        row: &Row<'_>,
        cells: Cells,
        excel: bool,
        answer: &Answer<'_>,
        tally: &mut Tally,
        out: &mut Vec<u8>,
    ) {
        let mut room = Vec::new();
        for at in 0..self.columns.max(row.spans.len()) {
            // The added columns stay under their names; fields beyond the header stand behind them.
            if at == self.columns {
                cells.write(answer, Some(Charset::UTF_8), out);
            }
            if at > 0 {
                out.push(cells.delimiter);
            }
            if let Some(span) = row.spans.get(at) {
                let value = unquote(span.of(row.text), self.dialect, &mut room);
                let text = row.charset.unwrap_or(Charset::UTF_8).decode(value).0;
                if excel {
                    tally.guarded += u64::from(render::guarded(&text, cells.delimiter, out));
                } else {
                    render::cell(text.as_bytes(), cells.delimiter, out);
                }
            }
        }
        if row.spans.len() <= self.columns {
            cells.write(answer, Some(Charset::UTF_8), out);
        }
        out.extend_from_slice(if excel { b"\r\n" } else { b"\n" });
    }

    fn object(&self, row: &Row<'_>, keys: &[Vec<u8>], members: &Members, answer: &Answer<'_>, out: &mut Vec<u8>) {
        let mut room = Vec::new();
        out.push(b'{');
        for at in 0..keys.len().max(row.spans.len()) {
            match keys.get(at) {
                Some(key) => out.extend_from_slice(key),
                None => out.extend_from_slice(&render::key_of(None, at, keys)),
            }
            match row.spans.get(at) {
                Some(span) => {
                    let value = unquote(span.of(row.text), self.dialect, &mut room);
                    render::json_string(&row.charset.unwrap_or(Charset::UTF_8).decode(value).0, out);
                }
                None => out.extend_from_slice(b"null"),
            }
            out.push(b',');
        }
        members.write(answer, out);
        out.extend_from_slice(b"}\n");
    }
}

/// Copies so many bytes of a text: most records with what stands behind them, in a copy of known length, and then without that.
#[inline]
fn copy(text: &[u8], length: usize, out: &mut Vec<u8>) {
    /// Longer than most records of a lean file.
    const KNOWN: usize = 192;
    match text.first_chunk::<KNOWN>() {
        Some(chunk) if length <= KNOWN => {
            let end = out.len() + length;
            out.extend_from_slice(chunk);
            out.truncate(end);
        }
        _ => out.extend_from_slice(&text[..length]),
    }
}

/// A title where it stands.
#[inline]
fn in_text(text: &[u8], title: Span) -> Title<'_> {
    Title::in_front_of(&text[title.start..], title.end - title.start)
}

/// Writes the record of a file of one column: it needs quotes only where the delimiter that is now needed is in it.
pub fn single(raw: &[u8], delimiter: u8, out: &mut Vec<u8>) {
    if raw.first() != Some(&QUOTE) && memchr::memchr(delimiter, raw).is_some() {
        render::quoted(raw, out);
    } else {
        out.extend_from_slice(raw);
    }
}
