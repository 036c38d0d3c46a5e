//! Where records and fields end, without unquoting anything.
//!
//! Two readers of the same grammar, which is that of the `csv` crate: [`last_record_end`] finds where a block may be
//! cut, driven by quotes alone, and [`Records`] walks a cut block record by record. A quote opens only at the start
//! of a field; a doubled quote stays inside; what follows a closing quote is plain text; CR, LF and CRLF each end a
//! record; empty lines are no records.

use memchr::{memchr, memchr_iter, memchr2, memchr3, memrchr2};

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
    let mut cut = Cut::default();
    let mut plain = 0;
    let mut from = 0;
    while let Some(found) = memchr(QUOTE, &text[from..]) {
        let quote = from + found;
        from = quote + 1;
        if !opens(text, quote, plain, dialect) {
            continue;
        }
        cut.end = newline_before(text, plain, quote, false).unwrap_or(cut.end);
        match dialect.close(text, quote) {
            // A quote as the last byte may be the first half of a doubled one.
            Some(end) if end < text.len() || at_eof => (from, plain) = (end, end),
            _ => {
                cut.open_quote = Some(quote);
                return cut;
            }
        }
    }
    cut.end = newline_before(text, plain, text.len(), !at_eof).unwrap_or(cut.end);
    cut
}

/// Whether a quote outside quotes opens a field; `plain` is where the text outside quotes began.
fn opens(text: &[u8], quote: usize, plain: usize, dialect: Dialect) -> bool {
    if quote == 0 {
        return true;
    }
    let before = text[quote - 1];
    quote > plain && (before == dialect.delimiter || before == b'\n' || before == b'\r')
}

/// The place after the last line end of `text[start..end]`.
fn newline_before(text: &[u8], start: usize, end: usize, more_may_come: bool) -> Option<usize> {
    let plain = &text[start..end];
    let last = memrchr2(b'\n', b'\r', plain)?;
    if more_may_come && plain[last] == b'\r' && start + last + 1 == text.len() {
        let before = memrchr2(b'\n', b'\r', &plain[..last])?;
        return Some(start + before + 1);
    }
    Some(start + last + 1)
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
    at: usize,
    dialect: Dialect,
    /// How many fields' spans to note, from the first.
    wanted: usize,
    /// The first quote not yet passed, so that a text without quotes is searched for them once.
    quote: usize,
    /// Empty lines passed.
    pub blank: u64,
}

impl<'t> Records<'t> {
    /// The records of `text`, noting the spans of the first `wanted` fields of each.
    pub fn new(text: &'t [u8], dialect: Dialect, wanted: usize) -> Records<'t> {
        let quote = memchr(QUOTE, text).unwrap_or(text.len());
        Records {
            text,
            at: 0,
            dialect,
            wanted,
            quote,
            blank: 0,
        }
    }

    /// The next record; the spans of its first fields go to `spans`, quotes included.
    pub fn next(&mut self, spans: &mut Vec<Span>) -> Option<Record> {
        spans.clear();
        self.skip_blank();
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let line = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let record = if self.quote >= start + line {
            self.plain(start, start + line, spans)
        } else {
            self.quoted(start, spans)
        };
        self.at = record.next;
        if self.quote < self.at {
            self.quote = memchr(QUOTE, &self.text[self.at..]).map_or(self.text.len(), |quote| self.at + quote);
        }
        Some(record)
    }

    fn skip_blank(&mut self) {
        while let Some(b'\n' | b'\r') = self.text.get(self.at) {
            self.at = self.after_line_end(self.at);
            self.blank += 1;
        }
    }

    /// The place after the line end at `end`, which may be the end of the text.
    fn after_line_end(&self, end: usize) -> usize {
        match self.text.get(end) {
            None => end,
            Some(b'\r') if self.text.get(end + 1) == Some(&b'\n') => end + 2,
            Some(_) => end + 1,
        }
    }

    /// A record without any quote: its delimiters are all real.
    fn plain(&self, start: usize, end: usize, spans: &mut Vec<Span>) -> Record {
        let text = &self.text[start..end];
        let mut delimiters = memchr_iter(self.dialect.delimiter, text);
        let mut from = start;
        let mut ended = 0;
        while spans.len() < self.wanted {
            let Some(at) = delimiters.next() else {
                spans.push(Span { start: from, end });
                break;
            };
            spans.push(Span {
                start: from,
                end: start + at,
            });
            from = start + at + 1;
            ended += 1;
        }
        let fields = ended + count(self.dialect.delimiter, &self.text[from..end]) + 1;
        Record {
            start,
            end,
            next: self.after_line_end(end),
            fields,
        }
    }

    /// A record with quotes, field by field.
    fn quoted(&self, start: usize, spans: &mut Vec<Span>) -> Record {
        let mut fields = 0;
        let mut from = start;
        loop {
            let end = self.field_end(from);
            fields += 1;
            if spans.len() < self.wanted {
                spans.push(Span { start: from, end });
            }
            match self.text.get(end) {
                Some(&byte) if byte == self.dialect.delimiter && byte != Dialect::SINGLE => {
                    from = end + 1;
                }
                _ => {
                    return Record {
                        start,
                        end,
                        next: self.after_line_end(end),
                        fields,
                    };
                }
            }
        }
    }

    /// The delimiter or line end that closes the field starting at `from`.
    fn field_end(&self, from: usize) -> usize {
        let after_quotes = match self.text.get(from) {
            Some(&QUOTE) => self.dialect.close(self.text, from).unwrap_or(self.text.len()),
            _ => from,
        };
        let rest = &self.text[after_quotes..];
        let end = memchr3(self.dialect.delimiter, b'\n', b'\r', rest).unwrap_or(rest.len());
        after_quotes + end
    }
}

/// How often a byte occurs, eight bytes at a time: the few dozen bytes of a record's rest are too short to be worth
/// the start of a wider search.
fn count(byte: u8, text: &[u8]) -> usize {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let pattern = u64::from_ne_bytes([byte; 8]);
    let ones = |word: u64| {
        let other = word ^ pattern;
        // The top bit of each byte is set where the byte is the one looked for.
        !(((other & LOW) + LOW) | other | LOW)
    };
    let (words, rest) = text.as_chunks::<8>();
    let whole: u32 = words
        .iter()
        .map(|word| ones(u64::from_ne_bytes(*word)).count_ones())
        .sum();
    whole as usize + rest.iter().filter(|other| **other == byte).count()
}

/// The content of a raw field: itself, or what its quotes hold, gathered in `room`.
pub fn unquote<'a>(raw: &'a [u8], dialect: Dialect, room: &'a mut Vec<u8>) -> &'a [u8] {
    if raw.first() != Some(&QUOTE) {
        return raw;
    }
    let inner_end = dialect.close(raw, 0).map_or(raw.len(), |end| end - 1);
    let inner = &raw[1..inner_end];
    let after = raw.get(inner_end + 1..).unwrap_or_default();
    if after.is_empty() && memchr(QUOTE, inner).is_none() && dialect.escape.is_none() {
        return inner;
    }
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
