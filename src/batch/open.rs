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
}

/// Opens an input and reads its first bytes.
pub fn open<'a>(name: &str, reader: Source<'a>, options: &Options) -> Result<Text<'a>, Error> {
    let failed = |source| read_error(name.to_owned(), source);
    let mut opened = input::open(reader).map_err(failed)?;
    let mut head = Vec::new();
    opened
        .reader
        .by_ref()
        .take(1024)
        .read_to_end(&mut head)
        .map_err(failed)?;
    let mark = mark(&head);
    if mark.is_none() && options.encoding.is_none() && looks_like_utf16(&head) {
        return Err(Error::Utf16WithoutBom {
            name: name.to_owned(),
        });
    }
    let charset = mark.map(|(charset, _)| charset).or(options.encoding);
    let length = mark.map_or(0, |(_, length)| length);
    head.drain(..length);
    let whole: Source<'a> = Box::new(Cursor::new(head).chain(opened.reader));
    let transcoded = charset.filter(|charset| !charset.keeps_ascii());
    let (whole, charset): (Source<'a>, _) = match transcoded {
        Some(charset) => (Box::new(ToUtf8::new(whole, charset)), Some(Charset::UTF_8)),
        None => (whole, charset),
    };
    let mut feed = Feed::new(
        whole,
        charset,
        options.block_bytes,
        options.max_record_bytes,
    );
    feed.offset = if transcoded.is_none() {
        length as u64
    } else {
        0
    };
    feed.prime(WINDOW).map_err(failed)?;
    let mark = mark.map(|(charset, _)| charset);
    Ok(Text {
        feed,
        gzip: opened.gzip,
        garbage: opened.garbage,
        mark,
        transcoded,
    })
}
