//! A sheet of an `.xlsx` workbook as CSV text, so that all that follows is as for any other file.
//!
//! Nothing in a workbook is believed: its parts are measured before they are read ([`package`]). What formulas gave when it was saved
//! is what counts. Cells are read one after the other, never the sheet as a whole.

use super::input::Damage;
use super::output::read_error;
use super::package::{self, damaged};
use crate::error::Error;
use calamine::{Data, DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xlsx, XlsxCellReader};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// What parts the cells of the text.
pub const DELIMITER: u8 = b';';

/// The largest workbook, packed.
const MOST_PACKED: u64 = 512 << 20;
/// The last moment that a sheet knows, the end of the year 9999.
const MOST_SECONDS: f64 = 2_958_466.0 * 86_400.0;
/// The most rows of a sheet, and the most cells of a row.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: usize = 16_384;

/// A sheet that was opened.
pub struct Opened {
    pub text: Box<dyn Read + Send>,
    pub sheet: String,
    /// The names of all sheets, in their order.
    pub sheets: Vec<String>,
    pub warnings: Vec<String>,
}

/// Opens a sheet, by its name or its number from 1, or else the first that is shown.
pub fn open(name: &str, packed: impl Read, wanted: Option<&str>) -> Result<Opened, Error> {
    let fault = |damage: Damage| read_error(name.to_owned(), damage.into());
    let mut file = spool(packed).map_err(|source| read_error(name.to_owned(), source))?;
    package::measure(&mut file).map_err(fault)?;
    file.rewind().map_err(|error| fault(damaged("", error)))?;
    let workbook = Xlsx::new(BufReader::new(file)).map_err(|error| fault(damaged("", error)))?;
    let sheets: Vec<Sheet> = workbook.sheets_metadata().to_vec();
    let sheet = choose(&sheets, wanted).map_err(fault)?;
    let warnings = warnings(&sheets, &sheet, wanted.is_some());
    let (sender, receiver) = sync_channel(4);
    let chosen = sheet.clone();
    let read = move || read(workbook, &chosen, &Rows(sender));
    let started = std::thread::Builder::new().name("sheet".to_owned()).spawn(read);
    started.map_err(|source| Error::Read {
        name: name.to_owned(),
        source,
    })?;
    Ok(Opened {
        text: Box::new(Text::new(receiver)),
        sheet,
        sheets: worksheets(&sheets).map(|sheet| sheet.name.clone()).collect(),
        warnings,
    })
}

/// A workbook must be read from its end, so it is put into a file without a name.
fn spool(mut packed: impl Read) -> io::Result<File> {
    let full = |error: io::Error| {
        let what =
            format!("has to be put into a temporary file, and cannot be: {error}; name a folder with room by TMPDIR");
        io::Error::from(Damage::Workbook(what))
    };
    let mut file = tempfile::tempfile().map_err(full)?;
    let mut room = vec![0; 64 << 10];
    let mut length = 0;
    loop {
        let read = match packed.read(&mut room) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            return Ok(file);
        }
        length += read as u64;
        if length > MOST_PACKED {
            let what = format!("is larger than {} MiB; save the sheet as CSV", MOST_PACKED >> 20);
            return Err(Damage::Workbook(what).into());
        }
        file.write_all(&room[..read]).map_err(full)?;
    }
}

/// The sheets that hold cells, not charts alone.
fn worksheets(sheets: &[Sheet]) -> impl Iterator<Item = &Sheet> {
    sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet)
}

fn choose(sheets: &[Sheet], wanted: Option<&str>) -> Result<String, Damage> {
    let sheets: Vec<&Sheet> = worksheets(sheets).collect();
    let names = || {
        let one = |(at, sheet): (usize, &&Sheet)| format!("{} « {} »", at + 1, sheet.name);
        sheets.iter().enumerate().map(one).collect::<Vec<_>>().join(", ")
    };
    let found = match wanted {
        None => sheets
            .iter()
            .find(|sheet| sheet.visible == SheetVisible::Visible)
            .or(sheets.first()),
        Some(wanted) => sheets.iter().find(|sheet| sheet.name == wanted).or_else(|| {
            let number: usize = wanted.parse().ok()?;
            sheets.get(number.checked_sub(1)?)
        }),
    };
    let none = |what: String| Err(Damage::Workbook(what));
    match (found, wanted) {
        (Some(sheet), _) => Ok(sheet.name.clone()),
        (None, Some(wanted)) if !sheets.is_empty() => {
            none(format!("has no sheet « {wanted} »: the sheets are {}", names()))
        }
        (None, _) => none("has no sheet of cells; save what it holds as .xlsx or CSV".to_owned()),
    }
}

fn warnings(sheets: &[Sheet], chosen: &str, wanted: bool) -> Vec<String> {
    let others: Vec<String> = sheets
        .iter()
        .filter(|sheet| sheet.name != chosen)
        .map(|sheet| format!("« {} »", sheet.name))
        .collect();
    if wanted || others.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "of several sheets « {chosen} » is read, not {}; see --sheet",
        others.join(", ")
    )]
}

/// Reads the cells and sends their text, row by row; whoever takes it may have gone.
fn read(mut workbook: Xlsx<BufReader<File>>, sheet: &str, rows: &Rows) {
    let place = |row: String| format!(" in its sheet « {sheet} »{row}");
    let sent = match workbook.worksheet_cells_reader(sheet) {
        Err(error) => Err(damaged(&place(String::new()), error)),
        Ok(mut cells) => {
            let mut row = Row::default();
            let sent = send_all(&mut cells, &mut row, rows);
            sent.map_err(|error| damaged(&place(format!(", at row {} or behind", row.line + 1)), error))
        }
    };
    if let Err(damage) = sent {
        let _ = rows.send(Err(damage.into()));
    }
}

/// Takes the cells as they come; the row at hand tells how far that went.
fn send_all<R: Read + Seek>(cells: &mut XlsxCellReader<'_, R>, row: &mut Row, rows: &Rows) -> io::Result<()> {
    while let Some(cell) = cells.next_cell().map_err(io::Error::other)? {
        let (line, column) = cell.get_position();
        if line < row.line {
            return Err(io::Error::other(format!("row {} stands behind it", line + 1)));
        }
        if line != row.line {
            row.end(rows)?;
            row.line = line;
        }
        row.put(column as usize, cell.get_value())?;
    }
    row.end(rows)?;
    row.send(rows)?;
    rows.send(Ok(Piece::End))
}

/// A date, a time of day or a duration as text: a sheet shows them by a format that says how, and keeps days.
fn moment(when: &ExcelDateTime) -> String {
    let days = when.as_f64();
    let seconds = (days * 86_400.0).round();
    let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
    match when.is_datetime() {
        _ if !(0.0..=MOST_SECONDS).contains(&seconds) => days.to_string(),
        true if days >= 1.0 && days.fract() == 0.0 => format!("{year:04}-{month:02}-{day:02}"),
        true if days >= 1.0 => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
        _ => {
            let seconds = seconds as u64;
            format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
    }
}

/// A piece of the text, or its end: that nothing comes any more may also mean that the reader broke down.
enum Piece {
    Text(Vec<u8>),
    End,
}

/// Where the text goes, in pieces.
struct Rows(SyncSender<io::Result<Piece>>);

impl Rows {
    fn send(&self, piece: io::Result<Piece>) -> io::Result<()> {
        let sent = self.0.send(piece);
        sent.map_err(|_| io::Error::other("nobody reads on"))
    }
}

/// The row at hand, and the rows before it that were not sent yet.
#[derive(Default)]
struct Row {
    line: u32,
    cells: Vec<Vec<u8>>,
    /// How many cells the first row has, which is the header.
    width: Option<usize>,
    text: Vec<u8>,
}

impl Row {
    fn put(&mut self, column: usize, value: &DataRef<'_>) -> io::Result<()> {
        let text = match value {
            DataRef::Empty => return Ok(()),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::DateTime(when) => moment(when),
            other => Data::from(other.clone()).to_string(),
        };
        if column >= MOST_COLUMNS || self.line >= MOST_ROWS {
            return Err(io::Error::other("a cell beyond the last one that a sheet can have"));
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Vec::new());
        }
        if !self.cells[column].is_empty() {
            return Err(io::Error::other("a cell is there twice"));
        }
        self.cells[column] = text.into_bytes();
        Ok(())
    }

    /// Ends the row: cells that a sheet leaves out at its end are empty. A row without cells is none.
    fn end(&mut self, rows: &Rows) -> io::Result<()> {
        if self.cells.iter().all(Vec::is_empty) {
            self.cells.clear();
            return Ok(());
        }
        let width = *self.width.get_or_insert(self.cells.len());
        let last = self.cells.iter().rposition(|cell| !cell.is_empty()).unwrap_or(0);
        for column in 0..width.max(last + 1) {
            if column > 0 {
                self.text.push(DELIMITER);
            }
            let cell = self.cells.get(column).map_or(&[][..], Vec::as_slice);
            super::render::cell(cell, DELIMITER, &mut self.text);
        }
        self.text.push(b'\n');
        self.cells.clear();
        if self.text.len() > 64 << 10 {
            self.send(rows)?;
        }
        Ok(())
    }

    fn send(&mut self, rows: &Rows) -> io::Result<()> {
        rows.send(Ok(Piece::Text(std::mem::take(&mut self.text))))
    }
}

/// The text as it comes from the thread that reads the cells.
struct Text {
    receiver: Receiver<io::Result<Piece>>,
    piece: Vec<u8>,
    taken: usize,
    ended: bool,
}

impl Text {
    fn new(receiver: Receiver<io::Result<Piece>>) -> Text {
        Text {
            receiver,
            piece: Vec::new(),
            taken: 0,
            ended: false,
        }
    }
}

impl Read for Text {
    fn read(&mut self, mut room: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.piece.len() && !self.ended {
            let gone = |_| io::Error::other("the sheet could not be read to its end: this is a bug");
            match self.receiver.recv().map_err(gone)?? {
                Piece::Text(text) => self.piece = text,
                Piece::End => {
                    self.piece.clear();
                    self.ended = true;
                }
            }
            self.taken = 0;
        }
        let read = room.write(&self.piece[self.taken..])?;
        self.taken += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_breaks_down_is_no_end() {
        for end in [true, false] {
            let (sender, receiver) = sync_channel(4);
            let rows = Rows(sender);
            rows.send(Ok(Piece::Text(b"titre\n".to_vec()))).unwrap();
            if end {
                rows.send(Ok(Piece::End)).unwrap();
            }
            drop(rows);
            let mut text = Text::new(receiver);
            let read = io::read_to_string(&mut text);
            assert_eq!(read.ok().as_deref(), end.then_some("titre\n"));
            if end {
                assert_eq!(text.read(&mut [0; 4]).ok(), Some(0), "the end stays the end");
            }
        }
    }
}
