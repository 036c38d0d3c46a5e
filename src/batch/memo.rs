//! Remembers the verdicts of the titles seen last: real files repeat their titles.
//!
//! Of fixed size, two places for each title, the later one taking that of the one not seen for longer, so that the memory
//! is bounded. A hit compares the
//! whole title and the company: it can never give another title's verdict. A miss costs some 50 ns, so a file whose
//! titles hardly repeat (a reference in each) is left alone for a while.

use crate::engine::{Company, Verdict};

/// How many titles are remembered, 4 MiB a thread. On a job board's export (two titles in five are new) 16,384 places answer
/// 47 titles in a hundred, these 55 and twice as many 58; a place that has left the cache still costs less than a title.
const PLACES: usize = 32 << 10;

/// Longer titles are seldom repeated.
const LONGEST: usize = 120;

/// After so many titles the memo is asked whether it is of use.
const TRIAL: u32 = 8 << 10;

/// For so many titles it is left alone where it is not.
const PAUSE: u32 = 128 << 10;

/// The titles that one thread saw last.
pub struct Memo {
    /// In pairs, the one seen last first.
    places: Vec<[Place; 2]>,
    asked: u32,
    hits: u32,
    pause: u32,
}

#[derive(Clone, Default)]
struct Place {
    title: Vec<u8>,
    company: Company,
    verdict: Option<Verdict>,
}

impl Memo {
    pub fn new() -> Memo {
        Memo {
            places: vec![<[Place; 2]>::default(); PLACES / 2],
            asked: 0,
            hits: 0,
            pause: 0,
        }
    }

    /// The verdict of this title of this company, where it is remembered.
    pub fn get(&mut self, title: &[u8], company: &Company) -> Option<Verdict> {
        if self.pause > 0 {
            self.pause -= 1;
            return None;
        }
        self.asked += 1;
        if self.asked == TRIAL {
            // One hit in twelve pays for the misses.
            self.pause = if self.hits < TRIAL / 12 { PAUSE } else { 0 };
            (self.asked, self.hits) = (0, 0);
        }
        let pair = self.places.get_mut(pair(title)?)?;
        let at = pair.iter().position(|place| place.holds(title, company))?;
        self.hits += 1;
        pair.rotate_left(at);
        pair[0].verdict
    }

    /// Remembers a verdict.
    pub fn put(&mut self, title: &[u8], company: &Company, verdict: Verdict) {
        if self.pause > 0 {
            return;
        }
        if let Some(pair) = pair(title).and_then(|at| self.places.get_mut(at)) {
            pair.rotate_left(1);
            let place = &mut pair[0];
            place.title.clear();
            place.title.extend_from_slice(title);
            place.company = *company;
            place.verdict = Some(verdict);
        }
    }

    /// Forgets everything, as when the same bytes begin to mean other letters.
    pub fn clear(&mut self) {
        let places = self.places.iter_mut().flatten();
        places.for_each(|place| place.verdict = None);
    }
}

impl Place {
    fn holds(&self, title: &[u8], company: &Company) -> bool {
        self.verdict.is_some() && self.title == title && self.company == *company
    }
}

/// The pair of places of a title; `None` where it is not to be remembered.
fn pair(title: &[u8]) -> Option<usize> {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    if title.len() > LONGEST {
        return None;
    }
    let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(ODD);
    let (words, rest) = title.as_chunks::<8>();
    let hash = words
        .iter()
        .fold(title.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let last = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
    usize::try_from(mix(hash, last) >> 48)
        .ok()
        .map(|hash| hash % (PLACES / 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::Classifier;

    #[test]
    fn only_the_very_title_and_company_are_remembered() {
        let (none, small) = (Company::default(), Company::default().with_headcount(8));
        let verdict = Classifier::builtin().classify("Traffic manager");
        let mut memo = Memo::new();
        memo.put(b"Traffic manager", &none, verdict);
        assert_eq!(memo.get(b"Traffic manager", &none), Some(verdict));
        assert_eq!(memo.get(b"Traffic manager", &small), None);
        assert_eq!(memo.get(b"traffic manager", &none), None);
        for number in 0..5_000 {
            let title = format!("Chef {number}");
            assert_eq!(memo.get(title.as_bytes(), &none), None);
            memo.put(title.as_bytes(), &none, verdict);
        }
        memo.clear();
        assert_eq!(memo.get(b"Chef 4999", &none), None);
    }

    #[test]
    fn titles_that_never_repeat_are_left_alone() {
        let none = Company::default();
        let verdict = Classifier::builtin().classify("Traffic manager");
        let mut memo = Memo::new();
        for number in 0..TRIAL {
            memo.get(&number.to_le_bytes(), &none);
        }
        memo.put(b"Chef", &none, verdict);
        assert_eq!((memo.pause, memo.get(b"Chef", &none)), (PAUSE, None));
    }

    #[test]
    fn places_are_spread() {
        let mut taken = vec![0; PLACES / 2];
        for number in 0..PLACES * 2 {
            taken[pair(format!("Traffic manager - Réf {number}").as_bytes()).unwrap()] += 1;
        }
        assert!(
            taken.iter().all(|count| *count < 20)
                && taken.iter().filter(|count| **count > 0).count() > PLACES / 2 * 9 / 10
        );
    }
}
