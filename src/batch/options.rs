//! What a caller may ask of a run. Every field has a default that suits a file nobody has looked at.

use super::encoding::Charset;
use crate::engine::CompanyKind;
use crate::error::Error;
use std::str::FromStr;

/// A column, by its name or by its number.
///
/// ```
/// use metiers::batch::Column;
/// assert_eq!("2".parse(), Ok(Column::Number(2)));
/// assert_eq!("intitule".parse(), Ok(Column::Name("intitule".into())));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// The column of this name; exactly so, or else but for case, accents and marks.
    Name(String),
    /// The column of this number, the first being 1. A column *named* so comes first.
    Number(usize),
}

impl FromStr for Column {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.parse() {
            Ok(number) => Column::Number(number),
            Err(_) => Column::Name(text.to_owned()),
        })
    }
}

/// Whether a byte may part fields.
///
/// ```
/// use metiers::batch::check_delimiter;
/// assert!(check_delimiter(b';').is_ok() && check_delimiter(b'.').is_err());
/// ```
///
/// # Errors
/// It is a quote or a line end, or stands in the cells that are added.
pub fn check_delimiter(delimiter: u8) -> Result<(), Error> {
    let why = match delimiter {
        b'"' | b'\n' | b'\r' => "a quote or a line end cannot part fields",
        b'.' | b'_' => "`.` and `_` stand in the cells that are added, and cannot part fields",
        letter if letter.is_ascii_alphanumeric() => {
            "letters and digits stand in the cells that are added, and cannot part fields"
        }
        _ => return Ok(()),
    };
    Err(Error::Options(why.to_owned()))
}

/// The shape of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InputFormat {
    /// Delimited text.
    Csv,
    /// One JSON object to a line.
    Jsonl,
}

/// The shape of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutputFormat {
    /// The input's own: its delimiter, line ends, encoding and mark.
    #[default]
    AsInput,
    /// CSV; from CSV this is the input's own.
    Csv,
    /// One JSON object to a line, in UTF-8.
    Jsonl,
    /// The values as CSV for another program: `;`, UTF-8 without a mark, LF, nothing guarded.
    Table,
    /// What a French Excel opens at a double click: `;`, UTF-8 with its mark, CRLF, formulas guarded.
    Excel,
    /// None: the records are counted and surveyed only, so that inputs need not fit into one output.
    Nothing,
}

impl OutputFormat {
    /// Whether objects become rows of a table.
    pub(super) fn is_table(self) -> bool {
        matches!(self, OutputFormat::Csv | OutputFormat::Table | OutputFormat::Excel)
    }
}

/// The options of a run.
///
/// ```
/// use metiers::batch::Options;
/// let options = Options { explain: true, jobs: 2, ..Options::default() };
/// assert!(options.has_header);
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    /// The column of the titles; found by its name when `None`.
    pub title_column: Option<Column>,
    /// The column of the company's size; used when found.
    pub company_size_column: Option<Column>,
    /// The column of the company's type; used when found.
    pub company_type_column: Option<Column>,
    /// The company's size where no column tells it.
    pub company_size: Option<u32>,
    /// The company's type where no column tells it.
    pub company_type: Option<CompanyKind>,
    /// The delimiter; found when `None`. Not every byte may be one, see [`check_delimiter`].
    pub delimiter: Option<u8>,
    /// The byte that escapes a quote inside quotes, beside doubling it.
    pub escape: Option<u8>,
    /// The encoding; found when `None`.
    pub encoding: Option<Charset>,
    /// Whether the first record names the columns.
    pub has_header: bool,
    /// Lines before the header to leave out.
    pub skip_lines: usize,
    /// The sheet of a workbook, by its name or its number from 1; the first that is shown when `None`.
    pub sheet: Option<String>,
    /// The shape of the input; found when `None`.
    pub input_format: Option<InputFormat>,
    /// The shape of the output.
    pub output_format: OutputFormat,
    /// Put before the names of the added columns.
    pub prefix: String,
    /// Adds the columns `famille_2` and `indices`.
    pub explain: bool,
    /// Keeps and classifies records with too many fields.
    pub keep_ragged: bool,
    /// Takes doubt for an error: two title columns, badly encoded records.
    pub strict: bool,
    /// Takes an empty input for a file of no records.
    pub allow_empty: bool,
    /// The most bytes one record may have.
    pub max_record_bytes: usize,
    /// Threads at work, 16 at most; 0 is one for each core.
    pub jobs: usize,
    /// Bytes taken at once. It changes the speed, never the output.
    pub block_bytes: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            title_column: None,
            company_size_column: None,
            company_type_column: None,
            company_size: None,
            company_type: None,
            delimiter: None,
            escape: None,
            encoding: None,
            has_header: true,
            skip_lines: 0,
            sheet: None,
            input_format: None,
            output_format: OutputFormat::AsInput,
            prefix: String::new(),
            explain: false,
            keep_ragged: false,
            strict: false,
            allow_empty: false,
            max_record_bytes: 16 << 20,
            jobs: 0,
            block_bytes: 512 << 10,
        }
    }
}
