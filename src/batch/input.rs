//! From an input to plain bytes: gzip is undone, UTF-16 becomes UTF-8.
//!
//! The first bytes decide what an input is, never its name. They may come one at a time.

use super::encoding::Charset;
use encoding_rs::{Decoder, DecoderResult};
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A reader that may be sent to a worker.
pub type Source<'a> = Box<dyn Read + Send + 'a>;

type Peeked<'a> = BufReader<Chain<Cursor<Vec<u8>>, Source<'a>>>;

/// An input, decompressed, and what there is to say of its end once it is read.
pub struct Opened<'a> {
    pub reader: Source<'a>,
    pub gzip: bool,
    /// Set once bytes that are no gzip were found behind the last member.
    pub garbage: Arc<AtomicBool>,
}

/// What is wrong with an input's bytes, not with reading them. It goes through readers as their error, up to where the input's name is
/// known.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    #[error("the gzip data is {0}")]
    Gzip(String),
    #[error("the workbook {0}")]
    Workbook(String),
}

impl From<Damage> for io::Error {
    fn from(damage: Damage) -> io::Error {
        io::Error::other(damage)
    }
}

/// Looks at the first bytes of an input and undoes its compression.
pub fn open<'a>(mut reader: Source<'a>) -> io::Result<Opened<'a>> {
    let mut head = Vec::with_capacity(2);
    reader.by_ref().take(2).read_to_end(&mut head)?;
    let gzip = head == [0x1F, 0x8B];
    let garbage = Arc::new(AtomicBool::new(false));
    let whole = Cursor::new(head).chain(reader);
    let reader: Source<'a> = if gzip {
        let buffered = BufReader::with_capacity(64 << 10, whole as Chain<_, Source<'a>>);
        Box::new(Members {
            now: Some(GzDecoder::new(buffered)),
            garbage: garbage.clone(),
        })
    } else {
        Box::new(whole)
    };
    Ok(Opened { reader, gzip, garbage })
}

/// All members of a gzip stream, one behind the other. `MultiGzDecoder` would take what trails for a broken member.
struct Members<'a> {
    now: Option<GzDecoder<Peeked<'a>>>,
    garbage: Arc<AtomicBool>,
}

impl Read for Members<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.now {
            let read = member.read(room).map_err(undone)?;
            if read > 0 || room.is_empty() {
                return Ok(read);
            }
            self.now = self.next_member()?;
        }
        Ok(0)
    }
}

/// The error of undoing a member: what the system says of reading it has nothing to do with its bytes.
fn undone(error: io::Error) -> io::Error {
    match error.kind() {
        _ if error.raw_os_error().is_some() => error,
        io::ErrorKind::UnexpectedEof => Damage::Gzip("truncated".to_owned()).into(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => Damage::Gzip(format!("damaged ({error})")).into(),
        _ => error,
    }
}

impl<'a> Members<'a> {
    fn next_member(&mut self) -> io::Result<Option<GzDecoder<Peeked<'a>>>> {
        let Some(mut rest) = self.now.take().map(GzDecoder::into_inner) else {
            return Ok(None);
        };
        let Some(&first) = rest.fill_buf()?.first() else {
            return Ok(None);
        };
        rest.consume(1);
        let second = rest.fill_buf()?.first().copied();
        if (first, second) != (0x1F, Some(0x8B)) {
            self.garbage.store(true, Ordering::Relaxed);
            return Ok(None);
        }
        let mut head = vec![first];
        head.extend_from_slice(rest.buffer());
        // Drops the chain's spent head, so that a file of many members does not nest reader in reader.
        let (spent, source) = rest.into_inner().into_inner();
        let at = usize::try_from(spent.position()).unwrap_or(usize::MAX);
        head.extend_from_slice(spent.get_ref().get(at..).unwrap_or_default());
        let whole = Cursor::new(head).chain(source);
        Ok(Some(GzDecoder::new(BufReader::with_capacity(64 << 10, whole))))
    }
}

/// Reads a text of another encoding as UTF-8. What is no text becomes a byte that no UTF-8 holds, so that its record is told, and
/// refused where that is asked for, as one that is meant to be UTF-8 is; it is read and written as U+FFFD.
pub struct ToUtf8<'a> {
    inner: Source<'a>,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    taken: usize,
    ended: bool,
}

const NO_TEXT: u8 = 0xFF;

impl<'a> ToUtf8<'a> {
    /// Reads `inner`, whose mark is gone already.
    pub fn new(inner: Source<'a>, charset: Charset) -> ToUtf8<'a> {
        let decoder = charset.encoding().new_decoder_without_bom_handling();
        ToUtf8 {
            inner,
            decoder,
            raw: Vec::new(),
            ready: Vec::new(),
            taken: 0,
            ended: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        const STEP: usize = 32 << 10;
        self.raw.clear();
        self.inner.by_ref().take(STEP as u64).read_to_end(&mut self.raw)?;
        self.ended = self.raw.len() < STEP;
        let most = self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(4 * STEP);
        self.ready.resize(most, 0);
        let (mut rest, mut end) = (&self.raw[..], 0);
        loop {
            let room = &mut self.ready[end..];
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(rest, room, self.ended);
            (rest, end) = (&rest[read..], end + written);
            match result {
                DecoderResult::Malformed(..) => {
                    self.ready[end] = NO_TEXT;
                    end += 1;
                }
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => unreachable!("the room holds the worst case"),
            }
        }
        self.ready.truncate(end);
        self.taken = 0;
        Ok(())
    }
}

impl Read for ToUtf8<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.ready.len() && !self.ended {
            self.refill()?;
        }
        let read = (&self.ready[self.taken..]).read(room)?;
        self.taken += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gz(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: Vec<u8>) -> (io::Result<Vec<u8>>, bool) {
        let mut opened = open(Box::new(Cursor::new(bytes))).unwrap();
        let mut out = Vec::new();
        let result = opened.reader.read_to_end(&mut out).map(|_| out);
        (result, opened.garbage.load(Ordering::Relaxed))
    }

    #[test]
    fn members_follow_each_other() {
        let (text, garbage) = read([gz(b"un "), gz(b""), gz(b"deux")].concat());
        assert_eq!((text.unwrap().as_slice(), garbage), (&b"un deux"[..], false));
    }

    #[test]
    fn what_trails_is_told() {
        for trail in [&b"zz"[..], b"\x1F", b"\0\0\0"] {
            let (text, garbage) = read([&gz(b"un"), trail].concat());
            assert_eq!((text.unwrap().as_slice(), garbage), (&b"un"[..], true));
        }
    }

    #[test]
    fn a_cut_member_is_an_error() {
        let whole = gz(b"Charge de mission");
        for end in 2..whole.len() {
            assert!(read(whole[..end].to_vec()).0.is_err(), "cut at {end}");
        }
    }

    #[test]
    fn utf16_becomes_utf8_whatever_the_reads() {
        let text = "Rédacteur·rice 🛒 web".repeat(5000);
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let charset = Charset::for_label("utf-16le").unwrap();
        let mut out = String::new();
        ToUtf8::new(Box::new(Cursor::new(bytes)), charset)
            .read_to_string(&mut out)
            .unwrap();
        assert!(out == text);
    }

    #[test]
    fn half_a_pair_becomes_a_byte_that_no_utf8_holds() {
        let charset = Charset::for_label("utf-16le").unwrap();
        let bytes = b"\x3D\xD8a\0\x00\xDE\x3D\xD8\x3D\xD8".repeat(20_000);
        let mut out = Vec::new();
        let mut reader = ToUtf8::new(Box::new(Cursor::new([&bytes[..], b"b"].concat())), charset);
        reader.read_to_end(&mut out).unwrap();
        // The odd byte at the end belongs to the half before it.
        let expected = b"\xFFa\xFF\xFF\xFF".repeat(20_000);
        assert!(out == expected, "{} {}", out.len(), expected.len());
    }
}
