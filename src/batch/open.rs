//! Opens an input as text: compression, marks and encodings are dealt with, nothing is split yet.

use super::encoding::{Charset, looks_like_utf16, mark};
use super::feed::Feed;
use super::input::{self, Source, ToUtf8};
use super::options::Options;
use super::output::read_error;
use crate::error::Error;
use std::io::{Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// How many bytes are read before anything is decided about the file's shape.
pub const WINDOW: usize = 64 << 10;

/// An input as text.
pub struct Text<'a> {
    pub feed: Feed<'a>,
    pub gzip: bool,
    pub garbage: Arc<AtomicBool>,
    /// The encoding of the mark, where there is one.
    pub mark: Option<Charset>,
    /// The encoding that is UTF-8 only inside the program.
    pub transcoded: Option<Charset>,
    /// The sheet of a workbook that is read, and what is odd about that.
    pub sheet: Option<String>,
    /// All its sheets, by name.
    pub sheets: Vec<String>,
    pub warnings: Vec<String>,
}

/// What workbooks start with: the archives of today, and the older files that encrypted ones are put into, too.
const ARCHIVE: &[u8] = b"PK\x03\x04";
const EMPTY_ARCHIVE: &[u8] = b"PK\x05\x06";
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Opens an input and reads its first bytes.
pub fn open<'a>(name: &str, reader: Source<'a>, options: &Options) -> Result<Text<'a>, Error> {
    let failed = |source| read_error(name.to_owned(), source);
    let mut opened = input::open(reader).map_err(failed)?;
    let mut head = Vec::new();
    let mut start = opened.reader.by_ref().take(1024);
    start.read_to_end(&mut head).map_err(failed)?;
    if head.starts_with(ARCHIVE) || head.starts_with(EMPTY_ARCHIVE) {
        return open_sheet(name, Box::new(Cursor::new(head).chain(opened.reader)), options);
    }
    if head.starts_with(COMPOUND) {
        let what = "is an old .xls or protected by a password; save it as .xlsx or CSV without one".to_owned();
        return Err(workbook(name, what));
    }
    let mark = mark(&head);
    if mark.is_none() && options.encoding.is_none() && looks_like_utf16(&head) {
        return Err(Error::Utf16WithoutBom { name: name.to_owned() });
    }
    let (mark, length) = mark.map_or((None, 0), |(charset, length)| (Some(charset), length));
    head.drain(..length);
    let charset = mark.or(options.encoding);
    let whole = Box::new(Cursor::new(head).chain(opened.reader));
    let mut feed = feed(whole, charset, options);
    let transcoded = charset.filter(|charset| !charset.keeps_ascii());
    // Places in a text that was brought to UTF-8 are counted in UTF-8.
    feed.offset = if transcoded.is_none() { length as u64 } else { 0 };
    feed.prime(WINDOW).map_err(failed)?;
    Ok(Text {
        feed,
        gzip: opened.gzip,
        garbage: opened.garbage,
        mark,
        transcoded,
        sheet: None,
        sheets: Vec::new(),
        warnings: left_aside(mark, options),
    })
}

/// What of the options has nothing to do with a text that starts so.
fn left_aside(mark: Option<Charset>, options: &Options) -> Vec<String> {
    let encoding = mark.zip(options.encoding).filter(|(mark, given)| mark != given);
    let encoding = encoding.map(|(mark, given)| {
        let (mark, given) = (mark.name(), given.name());
        format!("its byte-order mark says {mark}, so {given} is left aside, see -E")
    });
    let sheet = options.sheet.as_ref();
    let sheet = sheet.map(|_| "it is no workbook, so --sheet is left aside".to_owned());
    encoding.into_iter().chain(sheet).collect()
}

fn workbook(name: &str, what: String) -> Error {
    Error::Workbook {
        name: name.to_owned(),
        what,
    }
}

/// Opens a sheet of a workbook as the text of a CSV file.
#[cfg(feature = "xlsx")]
fn open_sheet<'a>(name: &str, packed: Source<'a>, options: &Options) -> Result<Text<'a>, Error> {
    let opened = super::xlsx::open(name, packed, options.sheet.as_deref())?;
    let mut feed = feed(opened.text, Some(Charset::UTF_8), options);
    feed.prime(WINDOW)
        .map_err(|source| read_error(name.to_owned(), source))?;
    Ok(Text {
        feed,
        gzip: false,
        garbage: Arc::default(),
        mark: None,
        transcoded: None,
        sheet: Some(opened.sheet),
        sheets: opened.sheets,
        warnings: opened.warnings,
    })
}

/// Says that this program was built without the feature.
#[cfg(not(feature = "xlsx"))]
fn open_sheet<'a>(name: &str, _: Source<'a>, _: &Options) -> Result<Text<'a>, Error> {
    let what = "is not read by this build, which lacks the feature xlsx; save the sheet as CSV".to_owned();
    Err(workbook(name, what))
}

/// The feed of a text without its mark; it is brought to UTF-8 where its bytes cannot be split as they are.
fn feed<'a>(text: Source<'a>, charset: Option<Charset>, options: &Options) -> Feed<'a> {
    let (text, charset): (Source<'a>, _) = match charset {
        Some(other) if !other.keeps_ascii() => (Box::new(ToUtf8::new(text, other)), Some(Charset::UTF_8)),
        charset => (text, charset),
    };
    Feed::new(text, charset, options.block_bytes, options.max_record_bytes)
}
