//! A text in UTF-16 or its like on its way through what reads UTF-8: brought to UTF-8 before it, and back behind it.

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Write};

/// The encoding of this name, where ASCII does not stand for itself in it.
pub fn other(name: Option<&str>) -> Option<&'static Encoding> {
    let found = name.and_then(|name| Encoding::for_label(name.as_bytes()));
    found.filter(|found| *found != UTF_8 && !found.is_single_byte())
}

/// Takes a text of an encoding, and writes it on in UTF-8; without an encoding, as it is.
pub struct Decoded<W> {
    inner: W,
    decoder: Option<Decoder>,
}

impl<W: Write> Decoded<W> {
    pub fn new(inner: W, encoding: Option<&'static Encoding>) -> Decoded<W> {
        // The mark is a letter like others here: it comes out again.
        let decoder = encoding.map(Encoding::new_decoder_without_bom_handling);
        Decoded { inner, decoder }
    }
}

impl<W: Write> Write for Decoded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(decoder) = &mut self.decoder else {
            return self.inner.write(bytes);
        };
        let most = decoder.max_utf8_buffer_length(bytes.len());
        let mut text = String::with_capacity(most.unwrap_or(4 * bytes.len() + 16));
        // A letter that is cut waits in the decoder.
        let (_, read, _) = decoder.decode_to_string(bytes, &mut text, false);
        self.inner.write_all(text.as_bytes())?;
        Ok(read)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Takes UTF-8 in whole letters, and writes it on in an encoding; without one, as it is.
pub struct Encoded<'o> {
    out: &'o mut (dyn Write + Send),
    encoding: Option<&'static Encoding>,
}

impl<'o> Encoded<'o> {
    pub fn new(out: &'o mut (dyn Write + Send), encoding: Option<&'static Encoding>) -> Encoded<'o> {
        Encoded { out, encoding }
    }
}

impl Write for Encoded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(encoding) = self.encoding else {
            return self.out.write(bytes);
        };
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        if encoding == UTF_16LE {
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            self.out.write_all(&units)?;
        } else if encoding == UTF_16BE {
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            self.out.write_all(&units)?;
        } else {
            self.out.write_all(&encoding.encode(text).0)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_through_comes_out_as_it_was() {
        let text = "\u{FEFF}titre\tville\r\nÉvry 🛒\t東京\r\n";
        let wide = |units: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(units).collect::<Vec<u8>>();
        let shift_jis = other(Some("shift_jis")).unwrap();
        let japanese = shift_jis.encode("title,東京\n").0.into_owned();
        for (name, bytes) in [
            ("UTF-16LE", wide(u16::to_le_bytes)),
            ("UTF-16BE", wide(u16::to_be_bytes)),
            ("Shift_JIS", japanese),
        ] {
            let mut out = Vec::new();
            let encoding = other(Some(name));
            let mut through = Decoded::new(Encoded::new(&mut out, encoding), encoding);
            for byte in &bytes {
                through.write_all(&[*byte]).unwrap();
            }
            assert_eq!(out, bytes, "{name}");
        }
        assert!(other(Some("windows-1252")).is_none() && other(Some("UTF-8")).is_none() && other(None).is_none());
    }
}
