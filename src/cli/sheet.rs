//! A workbook as output: the rows come as CSV text and become the cells of a sheet, one row after the other.
//!
//! Every cell is a text, so that nothing in it is run as a formula; only the confidence is a number.

use anyhow::{Context, Result, bail};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};
use std::io::{self, Write};
use std::path::Path;

/// The most rows of a sheet, and the most letters of a cell.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
const LONGEST_CELL: usize = 32_767;

/// Whether an output of this name is to be a workbook.
pub fn is_workbook(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"))
}

/// Whether it is to be a workbook that is compressed once more.
pub fn is_packed_workbook(path: &Path) -> bool {
    super::output::is_gzip(path) && path.file_stem().is_some_and(|stem| is_workbook(Path::new(stem)))
}

/// Takes CSV text of `;` and fills a sheet.
pub struct SheetWriter {
    workbook: Workbook,
    reader: Reader,
    room: Vec<u8>,
    filled: usize,
    ends: Vec<usize>,
    ended: usize,
    row: u32,
    /// The column of the confidence.
    number: Option<usize>,
    confidence: String,
    /// Cells that were cut.
    pub cut: u64,
}

impl SheetWriter {
    /// A writer of one sheet; the column of this name holds numbers.
    pub fn new(confidence: String) -> Result<SheetWriter> {
        let mut workbook = Workbook::new();
        // The same rows make the same bytes, whenever they are written.
        let always = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&always));
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name("metiers")?;
        Ok(SheetWriter {
            workbook,
            reader: ReaderBuilder::new().delimiter(b';').build(),
            room: vec![0; 64 << 10],
            filled: 0,
            ends: vec![0; 64],
            ended: 0,
            row: 0,
            number: None,
            confidence,
            cut: 0,
        })
    }

    /// Ends the last row and writes the workbook.
    ///
    /// # Errors
    ///
    /// The output cannot be written.
    pub fn finish(mut self, out: &mut (impl Write + io::Seek + Send)) -> Result<u64> {
        self.take(b"")?;
        self.workbook
            .save_to_writer(out)
            .context("the workbook cannot be written")?;
        Ok(self.cut)
    }

    /// Reads text; none at all is its end.
    fn take(&mut self, mut text: &[u8]) -> io::Result<()> {
        loop {
            let room = (&mut self.room[self.filled..], &mut self.ends[self.ended..]);
            let (result, read, filled, ended) = self.reader.read_record(text, room.0, room.1);
            text = &text[read..];
            self.filled += filled;
            self.ended += ended;
            match result {
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return Ok(()),
                ReadRecordResult::OutputFull => self.room.resize(self.room.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    self.write_row().map_err(io::Error::other)?;
                    (self.filled, self.ended) = (0, 0);
                }
            }
        }
    }

    fn write_row(&mut self) -> Result<()> {
        if self.row == MOST_ROWS {
            bail!("a sheet has at most {MOST_ROWS} rows: write .csv instead, or classify the file in parts");
        }
        if self.ended > MOST_COLUMNS {
            bail!("a sheet has at most {MOST_COLUMNS} columns: write .csv instead");
        }
        let sheet = self.workbook.worksheet_from_index(0)?;
        let mut start = 0;
        for (column, end) in self.ends[..self.ended].iter().enumerate() {
            let text = String::from_utf8_lossy(&self.room[start..*end]);
            start = *end;
            if self.row == 0 && text == self.confidence.as_str() {
                self.number = Some(column);
            }
            let number = text
                .parse()
                .ok()
                .filter(|_| self.number == Some(column) && self.row > 0);
            self.cut += u64::from(write_cell(sheet, self.row, column as u16, &text, number)?);
        }
        self.row += 1;
        Ok(())
    }
}

/// Writes a cell; whether it had to be cut.
fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, text: &str, number: Option<f64>) -> Result<bool> {
    if let Some(number) = number {
        sheet.write_number(row, column, number)?;
    } else if !text.is_empty() {
        // A workbook counts letters in units of UTF-16.
        let mut units = 0;
        let over = text.char_indices().find(|(_, c)| {
            units += c.len_utf16();
            units > LONGEST_CELL
        });
        sheet.write_string(row, column, over.map_or(text, |(at, _)| &text[..at]))?;
        return Ok(over.is_some());
    }
    Ok(false)
}

impl Write for SheetWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !bytes.is_empty() {
            self.take(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
