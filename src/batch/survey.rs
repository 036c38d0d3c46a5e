//! What the rules do not know yet: the most frequent words that no rule has, and the titles decided least surely.
//!
//! Of bounded size whatever the input: so many words are told apart, those that come later are left out.

use crate::classifier::{Classifier, Scratch};
use crate::engine::Verdict;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// The most words that are told apart.
const MOST_WORDS: usize = 100_000;
/// Longer words are no words.
const LONGEST_WORD: usize = 40;
/// How many words and titles are told.
const TOLD: usize = 50;
/// The most letters of a title that are told.
const LONGEST_TITLE: usize = 200;

/// Gathers what the rules do not know, title by title.
///
/// ```
/// use metiers::{Classifier, batch::Survey};
/// let classifier = Classifier::builtin();
/// let mut survey = Survey::new(&classifier);
/// for title in ["Zorglubeur", "Zorglubeur H/F", "Traffic manager"] {
///     survey.note(title, &classifier.classify(title));
/// }
/// let found = survey.findings();
/// assert_eq!((found.unknown_words[0].word.as_str(), found.unknown_words[0].titles), ("zorglubeur", 2));
/// ```
pub struct Survey {
    classifier: Classifier,
    scratch: Scratch,
    words: HashMap<String, u64>,
    /// Confidence in hundredths, the title, what was answered: the least sure first.
    titles: BTreeSet<(u8, String, &'static str)>,
}

/// A word that no rule has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnknownWord {
    /// The word, in lower case.
    pub word: String,
    /// In how many titles without a family it stands.
    pub titles: u64,
}

/// A title whose answer is often wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnsureTitle {
    /// The title, its first 200 letters.
    pub title: String,
    /// The label that it was given.
    pub label: &'static str,
    /// How often such an answer is right.
    pub confiance: f64,
}

/// What a survey found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Findings {
    /// The most frequent words that no rule has, of titles without a family.
    pub unknown_words: Vec<UnknownWord>,
    /// The titles decided least surely, each once.
    pub least_sure: Vec<UnsureTitle>,
}

impl Survey {
    /// A survey of what these rules do.
    pub fn new(classifier: &Classifier) -> Survey {
        Survey {
            classifier: classifier.clone(),
            scratch: Scratch::default(),
            words: HashMap::new(),
            titles: BTreeSet::new(),
        }
    }

    /// Takes a title and its verdict into account.
    pub fn note(&mut self, title: &str, verdict: &Verdict) {
        if title.trim().is_empty() {
            return;
        }
        if verdict.family().is_none() {
            self.note_words(title);
        }
        let confidence = verdict.confidence_percent();
        let full = self.titles.len() == TOLD;
        if full && self.titles.last().is_some_and(|(most, ..)| *most < confidence) {
            return;
        }
        let shown = title.chars().take(LONGEST_TITLE).collect();
        self.titles.insert((confidence, shown, verdict.label().slug()));
        if self.titles.len() > TOLD {
            self.titles.pop_last();
        }
    }

    fn note_words(&mut self, title: &str) {
        let mut seen: Vec<String> = Vec::new();
        for word in self.classifier.unknown_words(&mut self.scratch, title) {
            let word = word.to_lowercase();
            let is_word = word.len() <= LONGEST_WORD && word.chars().any(char::is_alphabetic);
            if is_word && !seen.contains(&word) {
                seen.push(word);
            }
        }
        for word in seen {
            if let Some(count) = self.words.get_mut(&word) {
                *count += 1;
            } else if self.words.len() < MOST_WORDS {
                self.words.insert(word, 1);
            }
        }
    }

    /// What was found so far: the words by their number, then by the alphabet; the titles by their confidence.
    pub fn findings(&self) -> Findings {
        let mut words: Vec<(&String, u64)> = self.words.iter().map(|(word, count)| (word, *count)).collect();
        words.sort_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
        let word = |(word, titles): (&String, u64)| UnknownWord {
            word: word.clone(),
            titles,
        };
        let title = |(confidence, title, label): &(u8, String, &'static str)| UnsureTitle {
            title: title.clone(),
            label,
            confiance: f64::from(*confidence) / 100.0,
        };
        Findings {
            unknown_words: words.into_iter().take(TOLD).map(word).collect(),
            least_sure: self.titles.iter().map(title).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_bounded_and_the_order_does_not_matter() {
        let classifier = Classifier::builtin();
        let titles: Vec<String> = (0..300)
            .map(|number| format!("Zorglub{} web", "x".repeat(number % 60)))
            .collect();
        let survey = |titles: &mut dyn Iterator<Item = &String>| {
            let mut survey = Survey::new(&classifier);
            titles.for_each(|title| survey.note(title, &classifier.classify(title)));
            survey.findings()
        };
        let found = survey(&mut titles.iter());
        assert_eq!(found, survey(&mut titles.iter().rev()));
        assert!(found.least_sure.len() == TOLD && found.unknown_words.len() <= TOLD);
        assert!(found.least_sure.is_sorted_by(|a, b| a.confiance <= b.confiance));
    }
}
