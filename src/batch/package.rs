//! The parts of an `.xlsx` workbook, which is an archive: measured before they are read, against limits and against the sizes that
//! its directory gives, since it may hold far more than it shows.
//!
//! The sheets' cells are looked at, too: what their reader would take for a cell of another text, or for an empty one, is told.

use super::input::Damage;
use std::fmt::Display;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use zip::ZipArchive;

/// The largest part of one, unpacked.
const MOST_PART: u64 = 2 << 30;
/// The largest table of texts, which is kept in memory.
const MOST_TEXTS: u64 = 32 << 20;
/// A part of this size or more must not have been packed a hundred times smaller: sheets are not.
const SUSPECT: u64 = 32 << 20;
const MOST_RATIO: u64 = 100;
/// The longest text between two tags: a cell has at most 32,767 letters.
const LONGEST_TEXT: u64 = 1 << 20;
/// The most digits of the number of a text.
const MOST_DIGITS: usize = 9;
/// The part that every workbook has, as every other document of its kind.
const CONTENTS: &str = "[content_types].xml";

/// The fault of a workbook that is broken there, and how it is mended.
pub fn damaged(place: &str, error: impl Display) -> Damage {
    let error = error.to_string();
    Damage::Workbook(format!(
        "is damaged{place}: {}; fetch it again, or open it in a spreadsheet and save it anew as .xlsx",
        error.trim_end_matches('.')
    ))
}

/// Looks at the sizes that the directory gives, then at the parts themselves.
pub fn measure(file: &mut File) -> Result<(), Damage> {
    let mut archive = ZipArchive::new(file).map_err(|error| damaged(" or cut short", error))?;
    let names = archive.file_names().map(|name| Ok(name?.into_owned()));
    let names: zip::result::ZipResult<Vec<String>> = names.collect();
    let names = names.map_err(|error| damaged("", error))?;
    if let Some(what) = another_kind(&names) {
        return Err(Damage::Workbook(what.to_owned()));
    }
    for (part, name) in names.iter().enumerate() {
        let part = archive
            .by_index_raw(part)
            .map_err(|error| damaged(&within(name), error))?;
        let (size, packed) = (part.size(), part.compressed_size());
        // What is no XML is a picture, or hides what it is.
        let texts = name.to_lowercase().ends_with("sharedstrings.xml") || !is_xml(name);
        if size > MOST_PART || (texts && size > MOST_TEXTS) || (size > SUSPECT && size / MOST_RATIO > packed) {
            return Err(Damage::Workbook(format!(
                "would unpack « {} » to {} MiB from {} KiB, which no sheet of titles does; save the sheet as CSV",
                short(name),
                size >> 20,
                packed >> 10
            )));
        }
    }
    for (part, name) in names.iter().enumerate().filter(|(_, name)| is_xml(name)) {
        let part = archive.by_index(part).map_err(|error| damaged(&within(name), error))?;
        weigh(part, name)?;
    }
    Ok(())
}

/// What an archive with parts of these names is if it is no workbook that is read, and what to do.
fn another_kind(names: &[String]) -> Option<&'static str> {
    let has = |part: fn(&str) -> bool| names.iter().any(|name| part(&name.to_lowercase()));
    if !has(|name| name == CONTENTS) {
        Some("is an archive of something else; unpack it, or save the sheet as .xlsx or CSV")
    } else if has(|name| name.ends_with("workbook.bin")) {
        Some("is a binary one (.xlsb), which is not read; open it in a spreadsheet and save it as .xlsx or CSV")
    } else if has(|name| name.starts_with("xl/") || name.contains("workbook")) {
        None
    } else {
        Some(
            "is a document of another kind, which has no sheets; copy its table into a spreadsheet and save that as .xlsx or CSV",
        )
    }
}

fn is_xml(name: &str) -> bool {
    name.to_lowercase().ends_with(".xml")
}

fn within(name: &str) -> String {
    format!(" in its part « {} »", short(name))
}

fn short(name: &str) -> String {
    name.chars().take(60).collect()
}

/// Unpacks a part to nowhere: it must be as long as it says, no text in it longer than a cell may be, and no cell other than it is
/// read.
fn weigh(part: zip::read::ZipFile<'_, &mut File>, name: &str) -> Result<(), Damage> {
    let damaged = |error: &dyn Display| damaged(&within(name), error);
    let said = part.size();
    let mut length = 0;
    let mut cell = Cell::default();
    let mut part = BufReader::with_capacity(64 << 10, part);
    let mut piece = Vec::new();
    loop {
        piece.clear();
        let read = part.by_ref().take(LONGEST_TEXT + 2).read_until(b'<', &mut piece);
        let read = read.map_err(|error| damaged(&error))? as u64;
        if read == 0 {
            break;
        }
        length += read;
        if length > said {
            return Err(damaged(&"it is longer than the directory says"));
        }
        if read > LONGEST_TEXT + 1 {
            let what = "holds a cell longer than any spreadsheet's; save the sheet as CSV";
            return Err(Damage::Workbook(what.to_owned()));
        }
        cell.see(&piece).map_err(|error| damaged(&error))?;
    }
    if length < said {
        return Err(damaged(&"it is shorter than the directory says"));
    }
    Ok(())
}

/// The cell of a sheet at hand, tag by tag.
#[derive(Default)]
struct Cell {
    /// Where it says that it stands.
    place: Vec<u8>,
    /// Whether its value is the number of a text in the table of texts.
    is_text: bool,
    /// Whether its value is being read.
    in_value: bool,
}

impl Cell {
    /// Sees a tag, without the mark that opens it, and the text behind it. A value that is no number is read as that of the first
    /// text, and one that has a comment or quoted text in it as none.
    fn see(&mut self, piece: &[u8]) -> Result<(), String> {
        let end = piece.iter().position(|byte| b" \t\r\n/>".contains(byte));
        let (name, rest) = piece.split_at(end.filter(|end| *end > 0).unwrap_or(piece.len()));
        match name.rsplit(|byte| *byte == b':').next() {
            Some(b"c") => {
                let mut attributes = rest.split(|byte| b" \t\r\n/>".contains(byte));
                self.is_text = attributes.clone().any(|one| matches!(one, b"t=\"s\"" | b"t='s'"));
                let place = attributes.find_map(|one| one.strip_prefix(b"r="));
                self.place.clear();
                self.place.extend(
                    place
                        .unwrap_or_default()
                        .iter()
                        .filter(|byte| byte.is_ascii_alphanumeric()),
                );
                self.in_value = false;
            }
            Some(b"v") => {
                let text = rest.splitn(2, |byte| *byte == b'>').nth(1).unwrap_or_default();
                let text = text.strip_suffix(b"<").unwrap_or(text);
                if self.is_text && (text.len() > MOST_DIGITS || !text.iter().all(u8::is_ascii_digit)) {
                    return Err(self.fault("should be the number of a text, and is none"));
                }
                self.in_value = !rest.starts_with(b"/");
            }
            _ if self.in_value && piece.starts_with(b"!") => {
                return Err(self.fault("has more than its value"));
            }
            _ => self.in_value = false,
        }
        Ok(())
    }

    fn fault(&self, what: &str) -> String {
        format!("the cell {} {what}", String::from_utf8_lossy(&self.place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_of_another_kind_are_told_by_their_parts() {
        let what = |names: &[&str]| another_kind(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        for names in [
            ["[Content_Types].xml", "xl/book.xml"],
            ["[content_types].XML", "Workbook2.xml"],
        ] {
            assert_eq!(what(&names), None, "{names:?}");
        }
        for (names, is) in [
            (["xl/workbook.xml", "mimetype"], "is an archive"),
            (["[Content_Types].xml", "xl/Workbook.bin"], "is a binary one"),
            (["[Content_Types].xml", "ppt/presentation.xml"], "is a document"),
        ] {
            assert!(what(&names).is_some_and(|what| what.starts_with(is)), "{names:?}");
        }
    }

    /// The fault of a sheet's text, seen tag by tag.
    fn seen(text: &str) -> Result<(), String> {
        let mut cell = Cell::default();
        text.split_inclusive('<')
            .try_for_each(|piece| cell.see(piece.as_bytes()))
    }

    #[test]
    fn values_that_would_be_read_as_others_are_faults() {
        for good in [
            r#"<c r="A1" t="s"><v>12</v></c><c r="B1"><v>-1.5</v></c>"#,
            r#"<x:c t='s' r='A1'><x:v>0</x:v></x:c><!-- a note -->"#,
            r#"<c r="A1" t="s"/><c r="B1" t="str"><v>Chef</v></c>"#,
            r#"<c r="A1" t="s"><v/></c><c r="B1"><v></v></c><!-- a note -->"#,
            r#"<c r="A1" t="inlineStr"><is><t><![CDATA[Chef]]></t></is></c>"#,
            "<cols><col min=\"1\"/></cols><vt:lpstr>x</vt:lpstr><!-- v -->",
        ] {
            assert_eq!(seen(good), Ok(()), "{good}");
        }
        for (wrong, place) in [
            (r#"<c r="A1" t="s"><v>-1</v></c>"#, "A1"),
            (r#"<c r="A2" t="s"><v>1234567890</v></c>"#, "A2"),
            (r#"<c t="s" r="B7"><v> 3 </v></c>"#, "B7"),
            (r#"<x:c r='C1' s="3" t='s'><x:v>3x</x:v></x:c>"#, "C1"),
            (r#"<c r="D1"><v><![CDATA[3]]></v></c>"#, "D1"),
            (r#"<c r="E1" t="s"><v><!-- a note -->3</v></c>"#, "E1"),
            (r#"<c r="F1" t="str"><v>Chef <!-- a note -->de projet</v></c>"#, "F1"),
        ] {
            let fault = seen(wrong).unwrap_err();
            assert!(fault.starts_with(&format!("the cell {place} ")), "{wrong}: {fault}");
        }
    }
}
