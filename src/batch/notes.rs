//! What a block's records were, for the survey: written down by the thread that judges the block, read in the order of the
//! records.

use super::encoding::Charset;
use super::facets::Month;
use crate::engine::Verdict;

/// The most letters of a title, a place or a company that are noted. No shorter than a title that a memo may hold.
const LONGEST: usize = 200;

/// What was noted of a block.
#[derive(Debug, Default)]
pub struct Notes {
    records: Vec<Entry>,
    text: String,
}

/// Where the texts of a record end.
#[derive(Debug)]
struct Entry {
    verdict: Verdict,
    month: Option<Month>,
    record: u32,
    title: u32,
    place: u32,
    company: u32,
    /// `None` where the title was not read.
    words: Option<u32>,
}

/// One record, as it was noted.
#[derive(Clone, Copy, Debug)]
pub struct Note<'n> {
    pub verdict: Verdict,
    /// Its number, the block's first being 1.
    pub record: u64,
    pub title: &'n str,
    pub month: Option<Month>,
    pub place: &'n str,
    pub company: &'n str,
    /// The words that no rule has, one to a line, where the title was read.
    pub words: Option<&'n str>,
}

impl Notes {
    pub fn clear(&mut self) {
        self.records.clear();
        self.text.clear();
    }

    /// Notes a record; what it says besides is added by the calls that follow.
    pub fn add(&mut self, record: u64, verdict: Verdict, title: &str, words: Option<&str>) {
        self.push(title);
        let title = self.text.len() as u32;
        let words = words.map(|words| {
            self.text.push_str(words);
            self.text.len() as u32
        });
        let end = self.text.len() as u32;
        self.records.push(Entry {
            verdict,
            month: None,
            record: record as u32,
            title,
            words,
            place: end,
            company: end,
        });
    }

    /// When and where the ad of the record at hand is, and by whom.
    pub fn facets(&mut self, date: Option<&str>, place: Option<&str>, company: Option<&str>) {
        self.push(place.unwrap_or_default().trim());
        let end_of_place = self.text.len() as u32;
        self.push(company.unwrap_or_default().trim());
        let end = self.text.len() as u32;
        if let Some(entry) = self.records.last_mut() {
            entry.month = date.and_then(Month::of);
            (entry.place, entry.company) = (end_of_place, end);
        }
    }

    fn push(&mut self, text: &str) {
        let end = match text.len() <= LONGEST {
            true => text.len(),
            false => text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at),
        };
        self.text.push_str(&text[..end]);
    }

    /// The records in their order.
    pub fn iter(&self) -> impl Iterator<Item = Note<'_>> {
        let mut start = 0;
        self.records.iter().map(move |entry| {
            let mut text = |end: u32| {
                let text = &self.text[start..end as usize];
                start = end as usize;
                text
            };
            let title = text(entry.title);
            let words = entry.words.map(&mut text);
            Note {
                verdict: entry.verdict,
                record: u64::from(entry.record),
                title,
                words,
                month: entry.month,
                place: text(entry.place),
                company: text(entry.company),
            }
        })
    }
}

/// A cell as text.
pub fn decoded(bytes: &[u8], charset: Option<Charset>) -> std::borrow::Cow<'_, str> {
    charset.unwrap_or(Charset::UTF_8).decode(bytes).0
}
