//! Where records and fields end, without unquoting anything.
//!
//! Two readers of the same grammar, which is that of the `csv` crate: [`last_record_end`] finds where a block may be
//! cut, driven by quotes alone, and [`Records`] walks a cut block record by record, from mark to mark. A quote opens only at the start
//! of a field; a doubled quote stays inside; what follows a closing quote is plain text; CR, LF and CRLF each end a
//! record; empty lines are no records.

use super::marks::Marks;
use memchr::{memchr, memchr2, memrchr2};

/// The quote, which no file found in the field writes otherwise.
pub const QUOTE: u8 = b'"';

/// How fields are parted. A delimiter of `\n` means that there is one column only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    pub delimiter: u8,
    pub escape: Option<u8>,
}

impl Dialect {
    /// One column: nothing parts fields.
    pub const SINGLE: u8 = b'\n';

    /// The dialect of a delimiter, without an escape.
    pub const fn of(delimiter: u8) -> Dialect {
        Dialect {
            delimiter,
            escape: None,
        }
    }

    /// Where the text quoted from `open` on ends: the place after its closing quote, or `None`.
    fn close(self, text: &[u8], open: usize) -> Option<usize> {
        let mut at = open + 1;
        loop {
            let rest = text.get(at..)?;
            let mark = match self.escape {
                None => at + memchr(QUOTE, rest)?,
                Some(escape) => at + memchr2(QUOTE, escape, rest)?,
            };
            if text[mark] != QUOTE || text.get(mark + 1) == Some(&QUOTE) {
                at = mark + 2;
            } else {
                return Some(mark + 1);
            }
        }
    }
}

/// Where a block may be cut, and whether a quote is open at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// The end of the last complete record, 0 where there is none.
    pub end: usize,
    /// The quote that is still open at the end of the block.
    pub open_quote: Option<usize>,
}

/// Finds the end of the last record that is complete in `text`, which starts at a record's start.
///
/// A CR at the very end is left alone unless the input ends there too: its LF may come with the next bytes.
pub fn last_record_end(text: &[u8], dialect: Dialect, at_eof: bool) -> Cut {
    // What stands between quoted fields: the last line end is mostly in the last of them, so none is searched before.
    let mut plains = Vec::new();
    let (mut from, mut plain) = (0, 0);
    let mut open_quote = None;
    while let Some(found) = memchr(QUOTE, &text[from..]) {
        let quote = from + found;
        from = quote + 1;
        if !opens(text, quote, plain, dialect) {
            continue;
        }
        plains.push(Span {
            start: plain,
            end: quote,
        });
        match dialect.close(text, quote) {
            // A quote as the last byte may be the first half of a doubled one.
            Some(end) if end < text.len() || at_eof => (from, plain) = (end, end),
            _ => {
                open_quote = Some(quote);
                break;
            }
        }
    }
    if open_quote.is_none() {
        plains.push(Span {
            start: plain,
            end: text.len(),
        });
    }
    let more_may_come = open_quote.is_none() && !at_eof;
    let last = plains.iter().rev();
    Cut {
        end: last
            .filter_map(|plain| newline_in(text, *plain, more_may_come))
            .next()
            .unwrap_or(0),
        open_quote,
    }
}

/// Whether a quote outside quotes opens a field; `plain` is where the text outside quotes began.
fn opens(text: &[u8], quote: usize, plain: usize, dialect: Dialect) -> bool {
    if quote == 0 {
        return true;
    }
    let before = text[quote - 1];
    quote > plain && (before == dialect.delimiter || before == b'\n' || before == b'\r')
}

/// The place after the last line end of `plain`; not of a CR that ends a text of which more may come.
fn newline_in(text: &[u8], plain: Span, more_may_come: bool) -> Option<usize> {
    let lone_cr = more_may_come && plain.end == text.len() && text.ends_with(b"\r");
    let end = if lone_cr && plain.start < plain.end {
        plain.end - 1
    } else {
        plain.end
    };
    memrchr2(b'\n', b'\r', &text[plain.start..end]).map(|last| plain.start + last + 1)
}

/// A stretch of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// Its bytes.
    pub fn of(self, text: &[u8]) -> &[u8] {
        &text[self.start..self.end]
    }
}

/// One record of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its bytes, without the line end.
    pub start: usize,
    pub end: usize,
    /// The place after its line end.
    pub next: usize,
    /// How many fields it has.
    pub fields: usize,
}

/// Walks the records of a block that starts and ends between records.
pub struct Records<'t> {
    text: &'t [u8],
    marks: Marks<'t>,
    at: usize,
    dialect: Dialect,
    /// How many fields' spans to note, from the first.
    wanted: usize,
    /// Empty lines passed.
    pub blank: u64,
}

impl<'t> Records<'t> {
    /// The records of `text`, noting the spans of the first `wanted` fields of each.
    pub fn new(text: &'t [u8], dialect: Dialect, wanted: usize) -> Records<'t> {
        Records {
            text,
            marks: Marks::new(text, dialect.delimiter, 0),
            at: 0,
            dialect,
            wanted,
            blank: 0,
        }
    }

    /// The next record; the spans of its first fields are put behind those that `spans` holds, quotes included.
    #[inline(always)] // Given back through memory, a record is read in larger pieces than it was written in, and waited for.
    pub fn next(&mut self, spans: &mut Vec<Span>) -> Option<Record> {
        self.skip_blank();
        let start = self.at;
        if start >= self.text.len() {
            return None;
        }
        let (mut fields, mut from) = (0, start);
        let end = loop {
            if fields == self.wanted {
                let (end, passed) = self.record_end(from);
                fields += passed + 1;
                break end;
            }
            let end = self.field_end(from);
            spans.push(Span { start: from, end });
            fields += 1;
            match self.text.get(end) {
                Some(&byte) if byte == self.dialect.delimiter && byte != Dialect::SINGLE => from = end + 1,
                _ => break end,
            }
        };
        self.pass_line_end(end);
        Some(Record {
            start,
            end,
            next: self.at,
            fields,
        })
    }

    /// The end of the record of which a field starts at `from`, and how many delimiters stand before it.
    #[inline]
    fn record_end(&mut self, from: usize) -> (usize, usize) {
        let mut passed = 0;
        loop {
            passed += self.marks.pass_delimiters();
            let at = self.marks.next();
            if self.text.get(at) != Some(&QUOTE) {
                return (at, passed);
            }
            if at == from || self.text[at - 1] == self.dialect.delimiter {
                self.skip_quoted(at);
            }
        }
    }

    #[inline]
    fn skip_blank(&mut self) {
        while let Some(b'\n' | b'\r') = self.text.get(self.at) {
            let end = self.marks.next();
            self.pass_line_end(end);
            self.blank += 1;
        }
    }

    /// Goes on behind the line end whose first mark was at `end`, which may be the end of the text.
    #[inline]
    fn pass_line_end(&mut self, end: usize) {
        self.at = match self.text.get(end) {
            None => end,
            Some(b'\r') if self.text.get(end + 1) == Some(&b'\n') => self.marks.next() + 1,
            Some(_) => end + 1,
        };
    }

    /// The delimiter or line end that closes the field starting at `from`.
    #[inline(always)] // In the loop over the fields, which has the marks in registers.
    fn field_end(&mut self, from: usize) -> usize {
        loop {
            let at = self.marks.next();
            if self.text.get(at) != Some(&QUOTE) {
                return at;
            }
            // Anywhere else a quote is a letter like others.
            if at == from {
                self.skip_quoted(at);
            }
        }
    }

    /// Goes on behind the text quoted from a place on.
    #[inline]
    fn skip_quoted(&mut self, open: usize) {
        let end = self.dialect.close(self.text, open).unwrap_or(self.text.len());
        self.marks.seek(end);
    }
}

/// Where the content of a raw field stands as it is; `None` where it has to be put together.
#[inline]
pub fn content(text: &[u8], raw: Span, dialect: Dialect) -> Option<Span> {
    let bytes = raw.of(text);
    if bytes.first() != Some(&QUOTE) {
        return Some(raw);
    }
    // Most hold no other quote than the two around them.
    let whole = dialect.escape.is_none() && memchr(QUOTE, &bytes[1..]).is_some_and(|end| end + 2 == bytes.len());
    whole.then(|| Span {
        start: raw.start + 1,
        end: raw.end - 1,
    })
}

/// The content of a raw field: itself, or what its quotes hold, gathered in `room`.
pub fn unquote<'a>(raw: &'a [u8], dialect: Dialect, room: &'a mut Vec<u8>) -> &'a [u8] {
    let all = Span {
        start: 0,
        end: raw.len(),
    };
    if let Some(content) = content(raw, all, dialect) {
        return content.of(raw);
    }
    let inner_end = dialect.close(raw, 0).map_or(raw.len(), |end| end - 1);
    let inner = &raw[1..inner_end];
    let after = raw.get(inner_end + 1..).unwrap_or_default();
    room.clear();
    let mut bytes = inner.iter();
    while let Some(&byte) = bytes.next() {
        if byte == QUOTE || Some(byte) == dialect.escape {
            room.extend(bytes.next());
        } else {
            room.push(byte);
        }
    }
    room.extend_from_slice(after);
    room
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;
