//! Remembers what became of the words that rules see, once the noise of an ad is gone: many titles of a file differ by their
//! noise alone.
//!
//! The verdict follows from the words' symbols, from the gaps between them and from whether the company is small, and a place
//! holds all of these: it can never give the verdict of other words. Of fixed size, the later words taking a place.

use super::verdict::{Company, Verdict};
use crate::title::Word;

/// How many verdicts are remembered, 160 KiB: they stay in the second-level cache.
const PLACES: usize = 4 << 10;

/// So many words make a key; longer titles are seldom repeated.
const WORDS: usize = 8;

/// Words by their symbols, gaps and links, and whether the company is small; 0 behind the last.
type Key = [u32; WORDS];

/// The verdicts given last.
pub(crate) struct Recent {
    places: Box<[(Key, Option<Verdict>)]>,
}

impl Recent {
    /// Remembers nothing yet.
    pub fn new() -> Recent {
        Recent {
            places: vec![(Key::default(), None); PLACES].into(),
        }
    }

    /// The verdict on these words, remembered or made.
    pub fn verdict(&mut self, words: &[Word], company: &Company, make: impl FnOnce() -> Verdict) -> Verdict {
        let Some(key) = key(words, company) else {
            return make();
        };
        let (known, verdict) = &mut self.places[place(&key)];
        match verdict {
            Some(verdict) if *known == key => *verdict,
            _ => {
                *known = key;
                *verdict.insert(make())
            }
        }
    }
}

/// The key of a title's words; `None` where it has none or too many.
fn key(words: &[Word], company: &Company) -> Option<Key> {
    const SYMBOL_BITS: u32 = 16;
    const LINKS: u32 = 1 << 31;
    const PRESENT: u32 = 1 << 30;
    const SMALL: u32 = 1 << 29;
    if words.is_empty() || words.len() > WORDS {
        return None;
    }
    let mut key = Key::default();
    for (part, word) in key.iter_mut().zip(words) {
        let links = if word.links() { LINKS } else { 0 };
        *part = u32::from(word.symbol) | u32::from(word.gap.bits()) << SYMBOL_BITS | links | PRESENT;
    }
    key[0] |= if company.is_small() { SMALL } else { 0 };
    Some(key)
}

fn place(key: &Key) -> usize {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |hash: u64, part: &u32| (hash.rotate_left(23) ^ u64::from(*part)).wrapping_mul(ODD);
    let parts = key.iter().take_while(|part| **part != 0);
    (parts.fold(0, mix) >> 40) as usize % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::{Classifier, Scratch};
    use crate::testing::titles;

    #[test]
    fn what_is_remembered_is_what_would_be_decided() {
        let classifier = Classifier::builtin();
        let (mut scratch, mut recent) = (Scratch::default(), Recent::new());
        let small = Company::default().with_headcount(8);
        for noise in ["", " H/F", " - CDI"] {
            for title in titles() {
                let title = format!("{title}{noise}");
                for company in [Company::default(), small] {
                    let fresh = classifier.classify_anew(&mut scratch, &title, &company);
                    let known = classifier.classify_recent(&mut scratch, &mut recent, &title, &company);
                    assert_eq!(known, fresh, "{title}");
                }
            }
        }
    }

    #[test]
    fn only_the_same_words_are_remembered() {
        let set = Classifier::builtin();
        let [first, second] = ["Traffic manager", "Rédacteur web"].map(|title| set.classify(title));
        let mut scratch = Scratch::default();
        let mut recent = Recent::new();
        let company = Company::default();
        let mut answer = |title: &str, verdict: Verdict| {
            set.rule_set().lexicon.read(title, &mut scratch.reading);
            recent.verdict(&scratch.reading.kept, &company, || verdict)
        };
        assert_eq!(answer("Traffic manager", first), first);
        assert_eq!(answer("Traffic manager (H/F) - CDI", second), first);
        assert_eq!(answer("Traffic, manager", second), second);
        assert_eq!(answer("Content manager", second), second);
        let many = ["SEO", "CRM", "SAV", "SEA", "SEM", "RTB", "UX", "web"].join(" ");
        for (last, verdict) in [("Lyon", first), ("manager", second), ("digital", first)] {
            assert_eq!(answer(&format!("{many} {last}"), verdict), verdict);
        }
        assert_eq!(answer("", second), second);
        assert_eq!(answer("", first), first);
    }
}
