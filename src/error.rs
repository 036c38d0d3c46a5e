//! What can stop a run over a file: each error says what, where, and how to mend it, on one line.
//!
//! A record that is merely odd stops nothing: it is counted in the [`Summary`](crate::batch::Summary).

use std::io;

/// Why a run over a file was given up. Its text is one line, fit for a user.
///
/// ```
/// use metiers::{Classifier, batch};
/// let error = batch::classify(&b""[..], Vec::new(), &Classifier::builtin(), &batch::Options::default());
/// assert!(error.unwrap_err().to_string().starts_with("-: the file is empty"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An input cannot be opened.
    #[error("{name}: cannot be opened")]
    Open {
        /// The input's name.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// An input cannot be read to its end.
    #[error("{name}: cannot be read")]
    Read {
        /// The input's name.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// An input is a folder.
    #[error("{name}: is a folder; name the files in it")]
    Folder {
        /// The folder's name.
        name: String,
    },
    /// A compressed input ends too early or is damaged.
    #[error("{name}: the gzip data is {fault}; fetch the file again")]
    Gzip {
        /// The input's name.
        name: String,
        /// `truncated` or what is wrong.
        fault: String,
    },
    /// A spreadsheet that cannot be read.
    #[error("{name}: the workbook {what}")]
    Workbook {
        /// The input's name.
        name: String,
        /// What is wrong with it, and what to do.
        what: String,
    },
    /// The output cannot be written.
    #[error("the output cannot be written")]
    Write(#[source] io::Error),
    /// The file of rejects cannot be written.
    #[error("the file of rejects cannot be written")]
    WriteRejects(#[source] io::Error),
    /// There is nothing in the input.
    #[error("{name}: the file is empty; --allow-empty accepts it")]
    Empty {
        /// The input's name.
        name: String,
    },
    /// No column is known to hold titles.
    #[error("{name}: no column is known to hold the job title among {columns}; {hint}")]
    NoTitleColumn {
        /// The input's name.
        name: String,
        /// The columns, listed.
        columns: String,
        /// What to try.
        hint: String,
    },
    /// A column named in the options is not there.
    #[error("{name}: there is no column {wanted} for {option}: the columns are {columns}{hint}")]
    NoSuchColumn {
        /// The input's name.
        name: String,
        /// What was asked for.
        wanted: String,
        /// The option that asked.
        option: &'static str,
        /// The columns, listed.
        columns: String,
        /// The closest name, where one is close.
        hint: String,
    },
    /// Two columns may hold the titles, and the run is strict.
    #[error("{name}: the columns {columns} may both hold the job title; choose with --title-column")]
    AmbiguousTitle {
        /// The input's name.
        name: String,
        /// The columns, listed.
        columns: String,
    },
    /// A column to be added is there already.
    #[error(
        "{name}: the column « {column} » is in the input already; name the added ones apart with --prefix, as in --prefix metiers_"
    )]
    ColumnClash {
        /// The input's name.
        name: String,
        /// The column.
        column: String,
    },
    /// A quote is never closed.
    #[error(
        "{name}: {}, line {line}: the quote opened there is never closed; close it, double it (\"\") or, if quotes are escaped by a backslash, give --escape '\\'", place(*record)
    )]
    UnclosedQuote {
        /// The input's name.
        name: String,
        /// The record, the first after the header being 1, the header 0.
        record: u64,
        /// The line where the quote opens.
        line: u64,
    },
    /// One record is over the limit.
    #[error(
        "{name}: {}, line {line}: longer than {limit} bytes{why}; raise --max-record-bytes if it is meant", place(*record)
    )]
    RecordTooLong {
        /// The input's name.
        name: String,
        /// The record, the first after the header being 1, the header 0.
        record: u64,
        /// Its line, or the line of the quote that is still open.
        line: u64,
        /// The limit.
        limit: usize,
        /// What the cause may be.
        why: &'static str,
    },
    /// UTF-16 without its mark.
    #[error("{name}: this looks like UTF-16 without a byte-order mark; say which with -E utf-16le or -E utf-16be")]
    Utf16WithoutBom {
        /// The input's name.
        name: String,
    },
    /// An encoding's name is not known.
    #[error("unknown encoding « {label} »; {hint}")]
    UnknownEncoding {
        /// What was asked for.
        label: String,
        /// The closest names.
        hint: String,
    },
    /// A JSON array instead of one object to a line.
    #[error("{name}: a JSON array is not read; give one object to a line, as jq -c '.[]' writes them")]
    JsonArray {
        /// The input's name.
        name: String,
    },
    /// Inputs that cannot share one output.
    #[error(
        "{name}: {what} differs from that of {first}; inputs with one output must have the same, classify them apart"
    )]
    InputsDiffer {
        /// The later input's name.
        name: String,
        /// The first input's name.
        first: String,
        /// What differs.
        what: &'static str,
    },
    /// Options that cannot work.
    #[error("{0}")]
    Options(String),
    /// The worker threads cannot be started.
    #[error("the worker threads cannot be started: {0}; try -j 1")]
    Threads(String),
}

/// A record as a message calls it.
fn place(record: u64) -> String {
    if record == 0 {
        "the header".to_owned()
    } else {
        format!("record {record}")
    }
}
