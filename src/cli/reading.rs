//! What commands that read files of titles share: the options about the input, and the inputs themselves.

use super::output::{is_file, place};
use super::values::{ascii, bytes, delimiter, encoding, headcount, whole};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use metiers::CompanyKind;
use metiers::batch::{Charset, Column, Input, InputFormat, Options};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// How the input is read.
#[derive(Args, Debug)]
pub(super) struct ReadingArgs {
    /// What parts the fields: one character, or `tab`
    #[arg(short, long, value_name = "CHAR", value_parser = delimiter)]
    delimiter: Option<u8>,

    /// The encoding of the input, such as windows-1252
    #[arg(short = 'E', long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Charset>,

    /// The shape of the input
    #[arg(long, value_enum, value_name = "SHAPE")]
    input_format: Option<Shape>,

    /// The first record is data; give --title-column N
    #[arg(long)]
    no_header: bool,

    /// Lines before the header to leave out
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole::<usize>, allow_negative_numbers = true)]
    skip_lines: usize,

    /// The sheet of an .xlsx workbook [default: the first that is shown]
    #[arg(long, value_name = "NAME|N")]
    sheet: Option<String>,

    /// What escapes a quote inside quotes, beside doubling it: often `\`
    #[arg(long, value_name = "CHAR", value_parser = ascii)]
    escape: Option<u8>,

    /// The most bytes a record may have
    #[arg(long, value_name = "N", default_value = "16M", value_parser = bytes)]
    max_record_bytes: usize,

    /// Take an empty file for one without records
    #[arg(long)]
    allow_empty: bool,
}

/// Which columns hold what.
#[derive(Args, Debug)]
pub(super) struct ColumnArgs {
    /// The column of the job titles, by name or number, in a workbook also by its letter [default: found by its name]
    #[arg(long, value_name = "NAME|N")]
    title_column: Option<Column>,

    /// The column of the company's size [default: found by its name]
    #[arg(long, value_name = "NAME|N")]
    company_size_column: Option<Column>,

    /// The column of the company's type [default: found by its name]
    #[arg(long, value_name = "NAME|N")]
    company_type_column: Option<Column>,

    /// How many people work in the company, where no column tells it
    #[arg(long, value_name = "N", value_parser = headcount, allow_negative_numbers = true)]
    company_size: Option<u32>,

    /// agence or marchand, where no column tells it
    #[arg(long, value_name = "TYPE")]
    company_type: Option<CompanyKind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Shape {
    /// Delimited text
    Csv,
    /// One JSON object to a line
    Jsonl,
}

/// The options about the input.
pub(super) fn reading_options(reading: &ReadingArgs, columns: &ColumnArgs) -> Options {
    Options {
        title_column: columns.title_column.clone(),
        company_size_column: columns.company_size_column.clone(),
        company_type_column: columns.company_type_column.clone(),
        company_size: columns.company_size,
        company_type: columns.company_type,
        delimiter: reading.delimiter,
        escape: reading.escape,
        encoding: reading.encoding,
        has_header: !reading.no_header,
        skip_lines: reading.skip_lines,
        sheet: reading.sheet.clone(),
        input_format: reading.input_format.map(|shape| match shape {
            Shape::Csv => InputFormat::Csv,
            Shape::Jsonl => InputFormat::Jsonl,
        }),
        allow_empty: reading.allow_empty,
        max_record_bytes: reading.max_record_bytes,
        ..Options::default()
    }
}

/// Refuses outputs that would overwrite an input.
pub(super) fn refuse_inputs<'p>(files: &[PathBuf], outputs: impl IntoIterator<Item = &'p Path>) -> Result<()> {
    let inputs: Vec<PathBuf> = files.iter().map(|file| place(file)).collect();
    match outputs
        .into_iter()
        .find(|path| is_file(path) && inputs.contains(&place(path)))
    {
        Some(path) => bail!("{}: is an input, and would be lost; name another file", path.display()),
        None => Ok(()),
    }
}

/// The inputs, each opened when its turn comes.
pub(super) fn inputs<'i>(files: &'i [PathBuf], bar: &'i ProgressBar) -> Vec<Input<'i>> {
    type Reader = Box<dyn Read + Send>;
    let standard = || Input::lazy("-", move || Ok(bar.wrap_read(Box::new(io::stdin()) as Reader)));
    if files.is_empty() {
        return vec![standard()];
    }
    let input = |path: &'i PathBuf| match path.as_path() {
        path if path == Path::new("-") => standard(),
        path => Input::lazy(path.display().to_string(), move || {
            Ok(bar.wrap_read(Box::new(File::open(path)?) as Reader))
        }),
    };
    files.iter().map(input).collect()
}
