//! What a run over a text in memory gives, whatever the size of its reads; shared by the fuzz targets and `tests/laws_batch.rs`.

use metiers::Classifier;
use metiers::batch::{Input, Options, Run, Summary};
use std::io::{self, Read};

/// What a run gave: its output, rejects and counts, or its error's text.
#[derive(Debug, PartialEq)]
pub struct Outcome {
    pub out: Vec<u8>,
    pub rejects: Vec<u8>,
    pub summary: Result<Summary, String>,
}

/// Runs over `text`, so many bytes a read, with the rejects apart or not.
pub fn outcome(text: &[u8], step: usize, options: &Options, apart: bool) -> Outcome {
    let classifier = Classifier::builtin();
    let (mut out, mut rejects) = (Vec::new(), Vec::new());
    let mut run = Run::new(&classifier, options);
    if apart {
        run = run.rejects(&mut rejects);
    }
    let summary = run.write([Input::new("in", Steps { text, step })], &mut out);
    let summary = summary.map_err(|error| error.to_string());
    if summary.is_err() {
        // A run that fails is thrown away; how much of it was written is nobody's business.
        out.clear();
        rejects.clear();
    }
    Outcome { out, rejects, summary }
}

/// Gives a few bytes at a time, as a slow pipe does.
struct Steps<'t> {
    text: &'t [u8],
    step: usize,
}

impl Read for Steps<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let step = self.step.min(room.len());
        (&mut self.text).take(step as u64).read(room)
    }
}

/// The records of a file with semicolons, as the csv crate reads them.
pub fn records(text: &[u8]) -> Vec<csv::ByteRecord> {
    let mut builder = csv::ReaderBuilder::new();
    let reader = builder
        .has_headers(false)
        .flexible(true)
        .delimiter(b';')
        .from_reader(text);
    let records = reader.into_byte_records();
    records.map(|record| record.expect("memory can be read")).collect()
}
