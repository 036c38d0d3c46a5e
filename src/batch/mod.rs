//! Many titles: CSV and JSON Lines of any size in, the same records with the verdict's columns out.
//!
//! ```text
//! input   gzip undone, UTF-16 to UTF-8, sheets  open, input, encoding, xlsx, package
//! plan    shape, delimiter, columns, preface    plan, sniff, header, company
//! feed    blocks of whole records               feed, split, marks
//! rows    each record judged and written        csv_rows, jsonl, judge, render
//! sink    in order, counted, faults placed      pipeline, output, summary
//! survey  what else they hold, where asked for  notes, facets, frequent, survey, findings
//! before  the first lines, for a person to see  preview
//! ```
//!
//! The bytes of a record pass through as they are: only the title (and the company's cells) is unquoted and decoded.
//! What is written never depends on the number of threads, the size of blocks or the way the bytes arrive.

mod aliases;
mod answer;
mod company;
mod csv_rows;
mod encoding;
mod facets;
mod feed;
#[cfg(test)]
mod feed_tests;
mod findings;
mod frequent;
mod header;
mod input;
mod jsonl;
mod judge;
mod keys;
mod letters;
mod marks;
mod notes;
mod open;
mod options;
mod output;
#[cfg(feature = "xlsx")]
mod package;
mod pipeline;
mod plan;
mod plan_csv;
mod plan_json;
mod preview;
mod render;
mod rows;
mod run;
mod sniff;
mod split;
mod summary;
mod survey;
mod unknown;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use crate::error::Error;
pub use encoding::Charset;
pub use findings::{Findings, FrequentTitle, Group, Grouped, UnknownWord, UnsureTitle};
pub use options::{Column, InputFormat, Options, OutputFormat, check_delimiter};
pub use preview::{Preview, PreviewLine, preview};
pub use run::{Event, Input, Run};
pub use summary::{InputReport, Irregular, Summary, counted};
pub use survey::Survey;

use crate::classifier::Classifier;
use std::io::{Read, Write};

/// Classifies the records of one input. For several inputs, a file of rejects or messages on the way, see [`Run`].
///
/// ```
/// use metiers::{Classifier, batch};
///
/// let file = "id;intitulé\r\n1;Traffic Manager (H/F)\r\n";
/// let mut out = Vec::new();
/// let summary = batch::classify(file.as_bytes(), &mut out, &Classifier::builtin(), &batch::Options::default())?;
/// assert_eq!(summary.records, 1);
/// assert!(out.starts_with("id;intitulé;famille;motif;confiance\r\n1;Traffic Manager (H/F);".as_bytes()));
/// # Ok::<(), batch::Error>(())
/// ```
///
/// # Errors
/// The input cannot be read or understood, or the output cannot be written. What was written by then is to be
/// thrown away.
pub fn classify(
    reader: impl Read + Send,
    mut writer: impl Write + Send,
    classifier: &Classifier,
    options: &Options,
) -> Result<Summary, Error> {
    Run::new(classifier, options).write([Input::new("-", reader)], &mut writer)
}
