//! What a run saw and did: counts, and how each input was read.

use crate::engine::{Family, Reason};
use serde::Serialize;
use std::collections::BTreeMap;

/// Why a record does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Irregular {
    /// It ends before the title's column.
    MissingColumn,
    /// It has more fields than the header.
    TooManyColumns,
    /// Some of its bytes are not of the file's encoding, and the run is strict.
    BadEncoding,
    /// The line is not a JSON object, or its title is a list or an object.
    NotAnObject,
}

impl Irregular {
    /// All of them.
    pub const ALL: [Irregular; 4] = [
        Irregular::MissingColumn,
        Irregular::TooManyColumns,
        Irregular::BadEncoding,
        Irregular::NotAnObject,
    ];

    /// The word written in the file of rejects.
    pub const fn slug(self) -> &'static str {
        match self {
            Irregular::MissingColumn => "missing_column",
            Irregular::TooManyColumns => "too_many_columns",
            Irregular::BadEncoding => "bad_encoding",
            Irregular::NotAnObject => "not_an_object",
        }
    }
}

/// How an input was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputReport {
    /// Its name.
    pub name: String,
    /// CSV or JSON Lines.
    pub format: super::InputFormat,
    /// Whether it was compressed.
    pub gzip: bool,
    /// The sheet that was read, of a workbook.
    pub sheet: Option<String>,
    /// Its encoding; `None` where it holds nothing but ASCII.
    pub encoding: Option<&'static str>,
    /// Whether it starts with a byte-order mark.
    pub byte_order_mark: bool,
    /// Its delimiter; `None` for one column and for JSON.
    pub delimiter: Option<char>,
    /// The titles' column, from 1; `None` for JSON.
    pub title_column: Option<usize>,
    /// The titles' column by name.
    pub title_name: String,
    /// The column of the company's size, where there is one.
    pub company_size_name: Option<String>,
    /// The column of the company's type, where there is one.
    pub company_type_name: Option<String>,
    /// The column of dates that a survey counts by, where there is one.
    pub date_name: Option<String>,
    /// The column of places that a survey counts by, where there is one.
    pub place_name: Option<String>,
    /// The column of companies that a survey counts by, where there is one.
    pub company_name: Option<String>,
    /// Records in it.
    pub records: u64,
}

/// What a run did. Records in are [`written`](Summary::written) plus [`rejected`](Summary::rejected).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Records read; blank lines and headers are none.
    pub records: u64,
    /// Records written to the output.
    pub written: u64,
    /// Records written to the file of rejects instead.
    pub rejected: u64,
    /// Blank lines, which are left out.
    pub blank_lines: u64,
    /// Records of each family, by its slug.
    pub families: BTreeMap<&'static str, u64>,
    /// Records of each reason, by its slug.
    pub reasons: BTreeMap<&'static str, u64>,
    /// Records that do not fit, by what is wrong with them.
    pub irregular: BTreeMap<&'static str, u64>,
    /// Short records that were filled up with empty fields.
    pub padded: u64,
    /// Titles of which only the first 4 KiB were read.
    pub truncated_titles: u64,
    /// Titles that are not of the file's encoding; where the run is strict, records.
    pub bad_encoding: u64,
    /// Titles with NUL bytes, read as spaces.
    pub nul_titles: u64,
    /// Titles that were encoded twice (`DÃ©veloppeur`).
    pub mojibake_titles: u64,
    /// Cells guarded against being run as a formula.
    pub guarded_cells: u64,
    /// JSON members left out of a CSV output because the first records have no such column.
    pub lost_members: u64,
    /// The rule set's fingerprint.
    pub fingerprint: String,
    /// How each input was read.
    pub inputs: Vec<InputReport>,
    /// What a user should know.
    pub warnings: Vec<String>,
}

impl Summary {
    /// The share of the records whose family is a fallback, from 0 to 1.
    pub fn fallback_share(&self) -> f64 {
        let fallback = self.reasons.get(Reason::Fallback.slug()).copied().unwrap_or(0);
        if self.records == 0 {
            return 0.0;
        }
        (fallback as f64 / self.records as f64 * 10_000.0).round() / 10_000.0
    }

    /// Records that do not fit their header, wherever they were written.
    pub fn irregular_records(&self) -> u64 {
        self.irregular.values().sum()
    }
}

/// The slug of the reason that is the file's, not the classifier's.
pub const IRREGULAR: &str = "ligne_irreguliere";

/// The counts of one block, then of a whole run.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub records: u64,
    pub written: u64,
    pub rejected: u64,
    pub blank: u64,
    pub families: [u64; Family::ALL.len()],
    pub reasons: [u64; Reason::ALL.len()],
    pub irregular: [u64; Irregular::ALL.len()],
    pub padded: u64,
    pub truncated: u64,
    pub bad_encoding: u64,
    pub nul: u64,
    pub mojibake: u64,
    pub guarded: u64,
    pub lost: u64,
    /// Byte-order marks inside the input.
    pub marks: u64,
    /// The first record of bad encoding, the block's first being 1.
    pub first_bad: Option<u64>,
}

impl Tally {
    /// Adds the counts of the block that follows.
    pub fn add(&mut self, next: &Tally) {
        let before = self.records;
        self.first_bad = self.first_bad.or(next.first_bad.map(|record| before + record));
        for (mine, theirs) in self.families.iter_mut().zip(next.families) {
            *mine += theirs;
        }
        for (mine, theirs) in self.reasons.iter_mut().zip(next.reasons) {
            *mine += theirs;
        }
        for (mine, theirs) in self.irregular.iter_mut().zip(next.irregular) {
            *mine += theirs;
        }
        self.records += next.records;
        self.written += next.written;
        self.rejected += next.rejected;
        self.blank += next.blank;
        self.padded += next.padded;
        self.truncated += next.truncated;
        self.bad_encoding += next.bad_encoding;
        self.nul += next.nul;
        self.mojibake += next.mojibake;
        self.guarded += next.guarded;
        self.lost += next.lost;
        self.marks += next.marks;
    }

    /// The counts by the names they go by.
    pub fn summary(&self, fingerprint: &str) -> Summary {
        let families = Family::ALL.iter().map(|family| family.slug()).zip(self.families);
        let reasons = Reason::ALL.iter().map(|reason| reason.slug()).zip(self.reasons);
        let irregular = Irregular::ALL.iter().map(|why| why.slug()).zip(self.irregular);
        let all: u64 = self.irregular.iter().sum();
        Summary {
            records: self.records,
            written: self.written,
            rejected: self.rejected,
            blank_lines: self.blank,
            families: families.collect(),
            reasons: reasons.chain([(IRREGULAR, all)]).collect(),
            irregular: irregular.collect(),
            padded: self.padded,
            truncated_titles: self.truncated,
            bad_encoding: self.bad_encoding,
            nul_titles: self.nul,
            mojibake_titles: self.mojibake,
            guarded_cells: self.guarded,
            lost_members: self.lost,
            fingerprint: fingerprint.to_owned(),
            inputs: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// What of these counts a user of this input should be told.
    pub fn warnings(&self) -> Vec<String> {
        let [missing, too_many, bad, no_object] = self.irregular;
        let misfits = missing + too_many + no_object;
        let does = if misfits == 1 { "does" } else { "do" };
        let misfit = format!(
            "{misfits} of {} {does} not fit ({IRREGULAR})",
            counted(self.records, "record")
        );
        let first = self.first_bad.unwrap_or_default();
        // A strict run looks at whole records, and refuses all that it finds.
        let badly_encoded = if bad > 0 { "record" } else { "title" };
        let told = [
            (misfits > 0).then_some(misfit),
            told(self.padded, "short record", "filled up with empty fields"),
            told(self.truncated, "title", "longer than 4 KiB, read by the start"),
            told(
                self.bad_encoding,
                badly_encoded,
                &format!("not of the file's encoding, the first in record {first}; see -E"),
            ),
            told(bad, badly_encoded, &format!("refused for the encoding ({IRREGULAR})")),
            told(self.nul, "title", "with NUL bytes, read as spaces"),
            told(self.mojibake, "title", "encoded twice (as in « DÃ©veloppeur »)"),
            told(self.guarded, "cell", "guarded against being run as a formula"),
            told(self.lost, "JSON member", "left out, no column is theirs"),
            told(self.marks, "byte-order mark", MARKS_INSIDE),
            (misfits * 5 > self.records && missing + too_many > 0).then(|| WRONG_DELIMITER.to_owned()),
        ];
        told.into_iter().flatten().collect()
    }
}

const MARKS_INSIDE: &str =
    "inside, as where files were put one behind the other: a second header would be read as a record";
const WRONG_DELIMITER: &str = "more than one record in five does not fit: the delimiter may be wrong, see -d";

/// What is told of a count; nothing where there is none.
fn told(count: u64, of: &str, what: &str) -> Option<String> {
    (count > 0).then(|| format!("{} {what}", counted(count, of)))
}

/// So many of a thing, as messages say it.
///
/// ```
/// use metiers::batch::counted;
/// assert_eq!(counted(1, "record"), "1 record");
/// assert_eq!(counted(0, "record"), "0 records");
/// ```
pub fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
