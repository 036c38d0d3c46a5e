//! What can be wrong with a gold file, said in one line: where, what, and how to mend it.

use super::gold::COLUMNS;
use crate::Label;
use std::fmt;

/// Values longer than this, in characters, are cut in messages: a quote left open makes a cell of the rest of the file.
const SHOWN: usize = 60;

/// A gold file that cannot be used. Its message is one line.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// The input failed while it was read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The file has no record after its header, or nothing at all.
    #[error("the gold file has no rows: write one labelled title a line under the header « {} »", COLUMNS.join(","))]
    NoRows,
    /// The file is wrong at one place.
    #[error("{}, line {line}{}: {fault}", place(*record), .column.map(|name| format!(", column « {name} »")).unwrap_or_default())]
    At {
        /// The record, counted from 1; the header is record 0.
        record: u64,
        /// The line of the file on which the record starts, counted from 1.
        line: u64,
        /// The column, where one is to blame.
        column: Option<&'static str>,
        /// What is wrong.
        fault: Fault,
    },
}

/// A record as a message calls it.
fn place(record: u64) -> String {
    match record {
        0 => "the header".to_owned(),
        record => format!("record {record}"),
    }
}

/// What is wrong at one place of a gold file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The header lacks a column that every gold file must have.
    MissingColumn {
        /// The header as it was read.
        header: String,
    },
    /// The header has a column that no gold file has: most often a misspelt one, whose values would be lost in silence.
    UnknownColumn(String),
    /// The header has a column twice.
    RepeatedColumn,
    /// The record has more or fewer fields than the header.
    FieldCount {
        /// How many fields the record has.
        found: u64,
        /// How many the header has.
        expected: u64,
    },
    /// The record holds bytes that are no UTF-8.
    NotUtf8,
    /// The text is none of the nine labels.
    UnknownLabel(String),
    /// The text is no whole number of people.
    BadSize(String),
    /// The text is neither `agence` nor `marchand`.
    BadType(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::MissingColumn { header } => missing_column(f, header),
            Fault::UnknownColumn(name) => unknown_column(f, name),
            Fault::RepeatedColumn => f.write_str("the header names it twice: keep one"),
            Fault::FieldCount { found, expected } => write!(
                f,
                "{found} fields where the header has {expected}: put a title that holds a comma between double quotes"
            ),
            Fault::NotUtf8 => f.write_str("bytes that are not UTF-8: save the file as UTF-8"),
            Fault::UnknownLabel(text) => unknown_label(f, text),
            Fault::BadSize(text) => write!(
                f,
                "« {} » is no headcount: write a whole number such as 12, or leave it empty",
                shown(text)
            ),
            Fault::BadType(text) => {
                write!(
                    f,
                    "« {} » is no company type: write agence or marchand, or leave it empty",
                    shown(text)
                )
            }
        }
    }
}

fn missing_column(f: &mut fmt::Formatter<'_>, header: &str) -> fmt::Result {
    write!(f, "missing from the header « {} »: ", shown(header))?;
    match [(';', "semicolons"), ('\t', "tabs")]
        .into_iter()
        .find(|(mark, _)| header.contains(*mark))
    {
        Some((_, name)) => write!(f, "the file is separated by {name}, save it with commas"),
        None => write!(f, "the columns of a gold file are {}", COLUMNS.join(",")),
    }
}

fn unknown_column(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    write!(f, "unknown column « {} »: ", shown(name))?;
    match nearest(name, COLUMNS) {
        Some(known) => write!(f, "did you mean « {known} »?"),
        None => write!(
            f,
            "the columns of a gold file are {}; take this one out",
            COLUMNS.join(",")
        ),
    }
}

fn unknown_label(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    if text.is_empty() {
        f.write_str("no label: write one of ")?;
    } else {
        write!(f, "unknown label « {} »: ", shown(text))?;
        if let Some(slug) = nearest(text, Label::ALL.map(Label::slug)) {
            write!(f, "did you mean « {slug} »? ")?;
        }
        f.write_str("the labels are ")?;
    }
    f.write_str(&Label::ALL.map(Label::slug).join(", "))
}

/// The known word that `text` most likely misspells: at most three letters in ten differ, capitals and spaces aside.
fn nearest<const N: usize>(text: &str, known: [&'static str; N]) -> Option<&'static str> {
    let asked = text.to_lowercase().replace([' ', '-'], "_");
    let likeness = |word: &str| strsim::normalized_levenshtein(&asked, word);
    let best = known.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) >= 0.7).then_some(best)
}

/// `text` fit for one line of a message: cut where it is long, control characters escaped.
fn shown(text: &str) -> String {
    let mut line = super::render::printable(&text.chars().take(SHOWN).collect::<String>());
    if text.chars().nth(SHOWN).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_is_guessed_and_a_strange_one_is_not() {
        let labels = Label::ALL.map(Label::slug);
        assert_eq!(nearest("redacton", labels), Some("redaction"));
        assert_eq!(nearest("Hors champ", labels), Some("hors_champ"));
        assert_eq!(nearest("boulangerie", labels), None);
    }

    #[test]
    fn a_long_value_stays_on_one_short_line() {
        let fault = Fault::BadSize(format!("douze\n{}", "x".repeat(500)));
        let message = fault.to_string();
        assert!(message.starts_with("« douze\\nxxx"), "{message}");
        assert!(message.contains("x… » is no headcount"), "{message}");
        assert!(message.chars().count() < 160, "{message}");
    }
}
