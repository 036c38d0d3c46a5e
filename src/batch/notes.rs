//! What a block's records were, for the survey: written down by the thread that judges the block, read in the order of the
//! records.

use super::facets::Month;
use super::keys::Keys;
use crate::engine::Verdict;
use std::num::NonZeroU64;

/// The most letters of a title, a place or a company that are noted. No shorter than a title that a memo may hold: longer
/// ones come with their words.
const LONGEST: usize = 200;

/// What was noted of a block.
#[derive(Debug, Default)]
pub struct Notes {
    records: Vec<Entry>,
    /// In UTF-8, but for what is wrong with the input's bytes: it is read only where it is to be told.
    text: Vec<u8>,
    keys: Keys,
}

/// Where the texts of a record end, and by what they are told apart.
#[derive(Debug)]
struct Entry {
    verdict: Verdict,
    month: Option<Month>,
    record: u32,
    title: u32,
    words: Option<u32>,
    place: u32,
    company: u32,
    title_key: u64,
    place_key: u64,
    company_key: u64,
}

/// One record, as it was noted. A key is 0 where there is nothing to be told apart.
#[derive(Clone, Copy, Debug)]
pub struct Note<'n> {
    pub verdict: Verdict,
    /// Its number, the block's first being 1.
    pub record: u64,
    pub month: Option<Month>,
    pub title_key: u64,
    /// Empty where there is nothing but spaces.
    pub title: &'n [u8],
    /// The words that no rule has, one to a line, where the title was read and has no family.
    pub words: Option<&'n [u8]>,
    pub place_key: u64,
    pub place: &'n [u8],
    pub company_key: u64,
    pub company: &'n [u8],
}

impl Notes {
    pub fn clear(&mut self) {
        self.records.clear();
        self.text.clear();
    }

    /// Notes a record with its title, in UTF-8, and the title's key where that is known already; what it says besides is added by
    /// the calls that follow.
    #[inline]
    pub fn add(&mut self, record: u64, verdict: Verdict, title: &[u8], key: Option<NonZeroU64>) {
        let mut title = cut(title);
        let title_key = key.map_or_else(|| self.keys.title(title), NonZeroU64::get);
        if title_key == 0 && String::from_utf8_lossy(title).trim().is_empty() {
            title = b"";
        }
        self.text.extend_from_slice(title);
        let end = self.text.len() as u32;
        self.records.push(Entry {
            verdict,
            month: None,
            record: record as u32,
            title: end,
            words: None,
            place: end,
            company: end,
            // One title may be answered in two ways, in companies of two sizes.
            title_key: title_key.rotate_left(verdict.label() as u32),
            place_key: 0,
            company_key: 0,
        });
    }

    /// The words of that title that no rule has, one to a line.
    pub fn words(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.text);
        let end = self.text.len() as u32;
        if let Some(entry) = self.records.last_mut() {
            (entry.words, entry.place, entry.company) = (Some(end), end, end);
        }
    }

    /// When and where the ad of that title is, and by whom; in UTF-8.
    #[inline]
    pub fn ad(&mut self, month: Option<Month>, place: &[u8], company: &[u8]) {
        let (place, company) = (cut(place.trim_ascii()), cut(company.trim_ascii()));
        let keys = [place, company].map(|name| if name.is_empty() { 0 } else { self.keys.name(name) });
        self.text.extend_from_slice(place);
        let end_of_place = self.text.len() as u32;
        self.text.extend_from_slice(company);
        let end = self.text.len() as u32;
        if let Some(entry) = self.records.last_mut() {
            (entry.month, entry.place, entry.company) = (month, end_of_place, end);
            [entry.place_key, entry.company_key] = keys;
        }
    }

    /// The keys of the records' titles, places and companies, in their order, and whether the title has a family.
    pub fn keys(&self) -> impl Iterator<Item = (bool, [u64; 3])> {
        let keys = |entry: &Entry| [entry.title_key, entry.place_key, entry.company_key];
        self.records
            .iter()
            .map(move |entry| (entry.verdict.family().is_some(), keys(entry)))
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
            Note {
                verdict: entry.verdict,
                record: u64::from(entry.record),
                month: entry.month,
                title_key: entry.title_key,
                title: text(entry.title),
                words: entry.words.map(&mut text),
                place_key: entry.place_key,
                place: text(entry.place),
                company_key: entry.company_key,
                company: text(entry.company),
            }
        })
    }
}

/// The first letters of a text in UTF-8, as many as are told.
#[inline]
pub fn cut(text: &[u8]) -> &[u8] {
    if text.len() <= LONGEST {
        return text;
    }
    let starts = text.iter().enumerate().filter(|(_, byte)| *byte & 0xC0 != 0x80);
    starts.map(|(at, _)| at).nth(LONGEST).map_or(text, |at| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_letters() {
        for (letter, length) in [("e", 200), ("é", 400), ("…", 600), ("🛒", 800)] {
            assert_eq!(cut(letter.repeat(300).as_bytes()).len(), length);
            assert_eq!(cut(letter.repeat(200).as_bytes()).len(), length);
        }
    }
}
