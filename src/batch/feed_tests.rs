//! Reads that fail: whatever fails, and however far it came, it is told as it was, and no record is cut.

use super::{Error, Options, classify};
use crate::classifier::Classifier;
use std::io::{self, Read};

/// Some bytes, then an error of this kind.
fn failing(text: &[u8], kind: io::ErrorKind) -> impl Read + Send {
    struct Fails(io::ErrorKind);
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::new(self.0, "the wire is cut"))
        }
    }
    io::Cursor::new(text.to_vec()).chain(Fails(kind))
}

#[test]
fn a_read_that_fails_is_told_as_it_was_and_leaves_whole_records() {
    let csv = format!("id;titre\n{}", "1;Traffic manager\n".repeat(9000));
    let json = "{\"titre\":\"Traffic manager\"}\n".repeat(6000);
    let utf_16: Vec<u8> = format!("\u{feff}{csv}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let classifier = Classifier::builtin();
    for (text, line_end) in [
        (csv.as_bytes(), &b"\n"[..]),
        (json.as_bytes(), b"\n"),
        (&utf_16, b"\n\0"),
    ] {
        let mut whole = Vec::new();
        classify(text, &mut whole, &classifier, &Options::default()).expect("the file can be read");
        for (after, kind) in [0, 1, 70_000, text.len() - 9, text.len()]
            .into_iter()
            .flat_map(|after| {
                use io::ErrorKind::{ConnectionReset, InvalidData, InvalidInput, UnexpectedEof};
                [ConnectionReset, InvalidData, InvalidInput, UnexpectedEof].map(|kind| (after, kind))
            })
        {
            for jobs in [1, 2] {
                let options = Options {
                    jobs,
                    block_bytes: 8 << 10,
                    ..Options::default()
                };
                let mut out = Vec::new();
                let error = classify(failing(&text[..after], kind), &mut out, &classifier, &options).unwrap_err();
                assert!(
                    matches!(&error, Error::Read { name, source } if name == "-" && source.kind() == kind),
                    "{after} {kind}: {error}"
                );
                assert!(whole.starts_with(&out), "{after} {kind}");
                assert!(out.is_empty() || out.ends_with(line_end), "{after} {kind}");
            }
        }
    }
}
