//! One file: its bytes, what is known of it, what a person corrected.

use super::super::problem::Problem;
use super::reading::Findings;
use super::{lock, new_id};
use metiers::batch::{Charset, Column, Input, InputReport, Options};
use metiers::{Company, CompanyKind, Label};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// How a file is to be read, where its own look is not trusted.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wishes {
    /// The column of the titles, by name or number.
    pub title_column: Option<String>,
    /// The sheet of a workbook, by name or number.
    pub sheet: Option<String>,
    /// The columns of the company's size and type, by name or number.
    pub company_size_column: Option<String>,
    pub company_type_column: Option<String>,
    /// The encoding's name.
    pub encoding: Option<String>,
    /// How many lines stand before the header; no file has more than this counts.
    pub skip_lines: u32,
    /// Whether there is no header.
    pub no_header: bool,
}

impl Wishes {
    /// The options of the command line that say the same.
    ///
    /// # Errors
    ///
    /// No encoding is called so.
    pub fn options(&self) -> Result<Options, Problem> {
        let given = |wish: &Option<String>| wish.clone().filter(|text| !text.trim().is_empty());
        let encoding = given(&self.encoding).map(|name| Charset::for_label(&name)).transpose();
        Ok(Options {
            title_column: given(&self.title_column).map(column),
            company_size_column: given(&self.company_size_column).map(column),
            company_type_column: given(&self.company_type_column).map(column),
            sheet: given(&self.sheet),
            skip_lines: self.skip_lines as usize,
            has_header: !self.no_header,
            encoding: encoding.map_err(|error| Problem::from(&error))?,
            ..Options::default()
        })
    }
}

/// A column by its name or number.
fn column(wish: String) -> Column {
    match wish.parse() {
        Ok(column) => column,
        Err(never) => match never {},
    }
}

/// A title as a row has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
pub struct Key {
    pub title: String,
    #[serde(default)]
    pub company_size: Option<u32>,
    #[serde(default)]
    company_type: Option<Kind>,
}

/// The types of companies, in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Agence,
    Marchand,
}

impl Key {
    /// The title of a company's row.
    pub fn of(title: &str, company: &Company) -> Key {
        Key {
            title: title.to_owned(),
            company_size: company.headcount(),
            company_type: company.kind().map(|kind| match kind {
                CompanyKind::Agency => Kind::Agence,
                CompanyKind::Merchant => Kind::Marchand,
            }),
        }
    }

    /// The company's type, as gold files have it.
    pub fn type_slug(&self) -> &'static str {
        match self.company_type {
            None => "",
            Some(Kind::Agence) => "agence",
            Some(Kind::Marchand) => "marchand",
        }
    }

    /// The company.
    pub fn company(&self) -> Company {
        let kind = self.company_type.map(|kind| match kind {
            Kind::Agence => CompanyKind::Agency,
            Kind::Marchand => CompanyKind::Merchant,
        });
        Company::new(self.company_size, kind)
    }
}

/// What a title is, by a person's own judgement.
#[derive(Deserialize, Serialize)]
pub struct Correction {
    #[serde(flatten)]
    pub key: Key,
    pub label: Label,
}

/// Where a file is on its way.
pub enum State {
    /// It is being read.
    Reading,
    /// It was read.
    Ready(Arc<Findings>),
    /// It cannot be read so.
    Failed(Problem),
}

/// A file that was sent.
pub struct Entry {
    pub id: String,
    pub name: String,
    pub bytes: u64,
    file: Arc<File>,
    pub state: Mutex<State>,
    /// How it is read, once that is known.
    pub report: Mutex<Option<InputReport>>,
    pub wishes: Mutex<Wishes>,
    pub corrections: Mutex<HashMap<Key, Label>>,
    read: AtomicU64,
    cancelled: AtomicBool,
}

impl Entry {
    /// A file that is there, not yet read.
    pub fn new(name: String, file: File, bytes: u64, wishes: Wishes) -> Entry {
        Entry {
            id: new_id(),
            name,
            bytes,
            file: Arc::new(file),
            state: Mutex::new(State::Reading),
            report: Mutex::new(None),
            wishes: Mutex::new(wishes),
            corrections: Mutex::default(),
            read: AtomicU64::new(0),
            cancelled: AtomicBool::new(false),
        }
    }

    /// Says that the file is being read again, which one request alone may begin.
    ///
    /// # Errors
    ///
    /// It is being read already.
    pub fn begin(&self) -> Result<(), Problem> {
        match std::mem::replace(&mut *lock(&self.state), State::Reading) {
            State::Reading => Err(Problem::not_ready()),
            State::Ready(_) | State::Failed(_) => Ok(()),
        }
    }

    /// Gives up whatever is done with the file.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// How many of its bytes were read.
    pub fn progress(&self) -> u64 {
        self.read.load(Ordering::Relaxed).min(self.bytes)
    }

    /// What was found, once it was read.
    ///
    /// # Errors
    ///
    /// It is being read, or cannot be.
    pub fn findings(&self) -> Result<Arc<Findings>, Problem> {
        match &*lock(&self.state) {
            State::Ready(findings) => Ok(findings.clone()),
            State::Reading | State::Failed(_) => Err(Problem::not_ready()),
        }
    }

    /// The corrections, in the order of the titles.
    pub fn corrections(&self) -> Vec<Correction> {
        let one = |(key, label): (&Key, &Label)| Correction {
            key: key.clone(),
            label: *label,
        };
        let mut all: Vec<Correction> = lock(&self.corrections).iter().map(one).collect();
        all.sort_by(|a, b| a.key.cmp(&b.key));
        all
    }

    /// The file as an input, from its start; `counted` where a person waits for it.
    pub fn input(self: &Arc<Entry>, counted: bool) -> Input<'static> {
        if counted {
            self.read.store(0, Ordering::Relaxed);
        }
        let reader = Reader {
            entry: self.clone(),
            at: 0,
            counted,
        };
        Input::new(self.name.clone(), reader)
    }
}

/// Reads a file that others read, too, at other places.
struct Reader {
    entry: Arc<Entry>,
    at: u64,
    counted: bool,
}

impl Read for Reader {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.entry.cancelled.load(Ordering::Relaxed) {
            return Err(io::Error::other("given up"));
        }
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(&*self.entry.file, room, self.at)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(&*self.entry.file, room, self.at)?;
        self.at += read as u64;
        if self.counted {
            self.entry.read.store(self.at, Ordering::Relaxed);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_alone_begins_a_reading() {
        let file = tempfile::tempfile().unwrap();
        let entry = Entry::new("a.csv".to_owned(), file, 0, Wishes::default());
        assert!(entry.begin().is_err(), "it is read since it came");
        *lock(&entry.state) = State::Failed(Problem::not_ready());
        let begun = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(|| entry.begin().is_ok())).collect();
            all.into_iter()
                .map(|one| one.join().unwrap())
                .filter(|begun| *begun)
                .count()
        });
        assert_eq!(begun, 1);
    }
}
