//! Input files that are too large or too odd to keep: a short description makes them.

use flate2::{Compression, write::GzEncoder};
use serde::Deserialize;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A file to be made of parts, one behind the other.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Make {
    file: String,
    part: Vec<Part>,
    /// Compress it.
    #[serde(default)]
    gzip: bool,
}

/// A text, so many times.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    #[serde(default)]
    text: String,
    /// Its bytes, where they are no text: hexadecimal digits.
    #[serde(default)]
    hex: String,
    #[serde(default = "once")]
    times: u64,
}

fn once() -> u64 {
    1
}

impl Make {
    /// Makes the file in a folder.
    pub fn make(&self, folder: &Path) -> io::Result<()> {
        let mut file = BufWriter::new(File::create(folder.join(&self.file))?);
        if self.gzip {
            let mut packed = GzEncoder::new(file, Compression::fast());
            self.write(&mut packed)?;
            file = packed.finish()?;
        } else {
            self.write(&mut file)?;
        }
        file.flush()
    }

    fn write(&self, file: &mut impl Write) -> io::Result<()> {
        for part in &self.part {
            let bytes = part.bytes();
            // Long runs are written in pieces of some size.
            let piece = (64 << 10) / bytes.len().max(1) as u64 + 1;
            let many = bytes.repeat(piece.min(part.times) as usize);
            for _ in 0..part.times / piece {
                file.write_all(&many)?;
            }
            file.write_all(&bytes.repeat((part.times % piece) as usize))?;
        }
        Ok(())
    }
}

impl Part {
    fn bytes(&self) -> Vec<u8> {
        let digits: Vec<u8> = self.hex.bytes().filter(u8::is_ascii_hexdigit).collect();
        let byte = |pair: &[u8]| {
            let pair = std::str::from_utf8(pair).expect("digits are ASCII");
            u8::from_str_radix(pair, 16).expect("two digits are a byte")
        };
        [self.text.as_bytes(), &digits.chunks(2).map(byte).collect::<Vec<_>>()].concat()
    }
}
