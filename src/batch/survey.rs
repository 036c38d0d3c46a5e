//! What a file holds, beyond the counts of its records: the most frequent titles, the words that no rule has, the titles decided
//! least surely, families by month, place and company.
//!
//! One counter for `--stats` and for the report. Of bounded size whatever the input (see `frequent`), and the same for
//! any number of threads: it is told of the records in their order.

use super::facets::Month;
use super::findings::{Findings, FrequentTitle, Group, Grouped, UnknownWord, UnsureTitle};
use super::frequent::{Counted, Frequent};
use super::keys::hash;
use super::notes::{Note, Notes};
use super::summary::InputReport;
use super::unknown;
use crate::classifier::{Classifier, Scratch};
use crate::engine::{Family, Label, Verdict};
use std::collections::BTreeMap;
use std::fmt;

/// The most titles, words, places and companies that are told apart.
const MOST_TITLES: usize = 1 << 15;
const MOST_NAMES: usize = 1 << 14;
/// So many records are foreseen at once.
const AHEAD: usize = 16;
/// How many are told of each kind.
const WORDS_TOLD: usize = 100;
const UNSURE_TOLD: usize = 200;
const TITLES_TOLD: usize = 15;
const NAMES_TOLD: usize = 25;
/// The months told: ten years.
const MONTHS_TOLD: usize = 120;
/// The families, and none.
const OUTCOMES: usize = Family::ALL.len() + 1;
const NO_FAMILY: usize = Family::ALL.len();

/// Records by their family, those without one last.
type Outcomes = [u64; OUTCOMES];

/// Gathers what a file holds, title by title. A [`Run`](super::Run) tells it more of each record.
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
/// assert_eq!(found.frequent_titles["hors_champ"][0].records, 2);
/// ```
pub struct Survey {
    classifier: Classifier,
    scratch: Scratch,
    records: u64,
    unsure: BTreeMap<Unsure, Seen>,
    /// The last confidence among the titles told, where they are as many as may be.
    worst: Option<u8>,
    /// Titles with a family, by their label and their key.
    families: Frequent<u8>,
    /// Titles without one, each kept with its words that no rule has, one to a line.
    others: Frequent<u8>,
    /// The words of titles that were dropped; those of the others are added at the end.
    words: Frequent<()>,
    confidence: [Outcomes; 101],
    months: Columned<Vec<Outcomes>>,
    places: Columned<Frequent<Outcomes>>,
    companies: Columned<Frequent<Outcomes>>,
}

/// Confidence in hundredths, the title, what was answered: the least sure first.
type Unsure = (u8, String, &'static str);

/// How often a title was seen, where first, and its runner-up.
struct Seen {
    records: u64,
    first: u64,
    runner_up: Option<Family>,
}

/// What a column says, if there is one.
struct Columned<T> {
    there: bool,
    known: u64,
    unknown: u64,
    what: T,
}

impl<T> Columned<T> {
    fn new(what: T) -> Columned<T> {
        Columned {
            there: false,
            known: 0,
            unknown: 0,
            what,
        }
    }
}

impl Columned<Frequent<Outcomes>> {
    /// Counts a record of this name, if there is such a column.
    #[inline]
    fn count(&mut self, key: u64, name: &[u8], outcome: usize) {
        if !self.there {
            return;
        }
        if key == 0 {
            self.unknown += 1;
            return;
        }
        self.known += 1;
        self.what.make_room(|_, _| {});
        let outcomes = self
            .what
            .add(key, 1, |texts| (written(name, texts), Outcomes::default()));
        outcomes[outcome] += 1;
    }
}

impl fmt::Debug for Survey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut survey = f.debug_struct("Survey");
        survey.field("records", &self.records).finish_non_exhaustive()
    }
}

impl Survey {
    /// A survey of what these rules do.
    pub fn new(classifier: &Classifier) -> Survey {
        Survey {
            classifier: classifier.clone(),
            scratch: Scratch::default(),
            records: 0,
            unsure: BTreeMap::new(),
            worst: None,
            families: Frequent::new(MOST_TITLES),
            others: Frequent::new(MOST_TITLES),
            words: Frequent::new(MOST_TITLES),
            confidence: [Outcomes::default(); 101],
            months: Columned::new(vec![Outcomes::default(); Month::all().count()]),
            places: Columned::new(Frequent::new(MOST_NAMES)),
            companies: Columned::new(Frequent::new(MOST_NAMES)),
        }
    }

    /// Takes a title and its verdict into account.
    pub fn note(&mut self, title: &str, verdict: &Verdict) {
        let mut notes = Notes::default();
        notes.add(1, *verdict, title.as_bytes(), None);
        self.take(&notes, self.records);
        self.records += 1;
    }

    /// An input says when, where or by whom its ads are.
    pub(super) fn columns(&mut self, input: &InputReport) {
        self.months.there |= input.date_name.is_some();
        self.places.there |= input.place_name.is_some();
        self.companies.there |= input.company_name.is_some();
    }

    /// Takes the notes of a block into account; `before` records came before it.
    pub(super) fn take(&mut self, notes: &Notes, before: u64) {
        let mut keys = notes.keys();
        for (number, note) in notes.iter().enumerate() {
            if number % AHEAD == 0 {
                self.foresee(keys.by_ref().take(AHEAD));
            }
            if !note.title.is_empty() {
                self.title(&note, before + note.record);
            }
            self.facets(&note);
        }
    }

    /// Fetches where some records are counted into the caches: the memory is waited for once, not once for each of them.
    #[inline]
    fn foresee(&self, keys: impl Iterator<Item = (bool, [u64; 3])>) {
        let counts = keys.map(|(family, [title, place, company])| {
            let titles = if family { &self.families } else { &self.others };
            titles.foresee(title) ^ self.places.what.foresee(place) ^ self.companies.what.foresee(company)
        });
        std::hint::black_box(counts.fold(0, |all, count| all ^ count));
    }

    #[inline]
    fn title(&mut self, note: &Note<'_>, record: u64) {
        let verdict = &note.verdict;
        let confidence = verdict.confidence_percent();
        self.confidence[usize::from(confidence)][outcome(verdict)] += 1;
        if self.worst.is_none_or(|worst| confidence <= worst) {
            self.unsure(&String::from_utf8_lossy(note.title), verdict, record);
        }
        if note.title_key == 0 {
            return;
        }
        let label = verdict.label() as u8;
        let key = note.title_key;
        if verdict.family().is_some() {
            self.families.make_room(|_, _| {});
            self.families.add(key, 1, |texts| (written(note.title, texts), label));
            return;
        }
        let words = &mut self.words;
        self.others.make_room(|gone, count| count_words(words, gone, count));
        let (classifier, scratch) = (&self.classifier, &mut self.scratch);
        self.others.add(key, 1, |texts| {
            let middle = written(note.title, texts);
            match note.words {
                Some(words) => texts.extend_from_slice(words),
                None => {
                    let title = String::from_utf8_lossy(note.title);
                    classifier.read(scratch, &title);
                    unknown::write(scratch, &title, texts);
                }
            }
            (middle, label)
        });
    }

    fn unsure(&mut self, title: &str, verdict: &Verdict, record: u64) {
        let confidence = verdict.confidence_percent();
        let last = self.unsure.last_key_value().map(|(key, _)| key);
        let beyond = |(most, last, _): &Unsure| (*most, last.as_str()) < (confidence, title);
        if self.worst.is_some() && last.is_some_and(beyond) {
            return;
        }
        let key = (confidence, title.to_owned(), verdict.label().slug());
        let seen = self.unsure.entry(key).or_insert(Seen {
            records: 0,
            first: record,
            runner_up: verdict.runner_up(),
        });
        seen.records += 1;
        if self.unsure.len() > UNSURE_TOLD {
            self.unsure.pop_last();
        }
        if self.unsure.len() == UNSURE_TOLD {
            self.worst = self.unsure.last_key_value().map(|((confidence, ..), _)| *confidence);
        }
    }

    #[inline]
    fn facets(&mut self, note: &Note<'_>) {
        let outcome = outcome(&note.verdict);
        if self.months.there {
            match note.month {
                Some(month) => self.months.what[month.index()][outcome] += 1,
                None => self.months.unknown += 1,
            }
        }
        self.places.count(note.place_key, note.place, outcome);
        self.companies.count(note.company_key, note.company, outcome);
    }

    /// What was found so far: the words by their number, then by the alphabet; the titles by their confidence.
    pub fn findings(&self) -> Findings {
        let confidence = self.confidence.iter().enumerate();
        let confidence = confidence.filter(|(_, outcomes)| outcomes.iter().sum::<u64>() > 0);
        let hundredths = |(percent, outcomes)| group(format!("{}.{:02}", percent / 100, percent % 100), 0, outcomes);
        Findings {
            unknown_words: self.told_words(),
            least_sure: self.unsure.iter().map(told_unsure).collect(),
            frequent_titles: self.told_titles(),
            confidence: confidence.map(hundredths).collect(),
            months: self.months.there.then(|| self.told_months()),
            places: self.places.there.then(|| told_names(&self.places)),
            companies: self.companies.there.then(|| told_names(&self.companies)),
        }
    }

    fn told_words(&self) -> Vec<UnknownWord> {
        let mut words = self.words.clone();
        let left = self.others.kept();
        left.for_each(|(title, count)| count_words(&mut words, title, count));
        let told = |word: Counted<'_, ()>| UnknownWord {
            word: told(word.text),
            titles: word.count,
            perhaps_more: word.missed,
        };
        words.top(WORDS_TOLD, |()| true).into_iter().map(told).collect()
    }

    fn told_titles(&self) -> BTreeMap<&'static str, Vec<FrequentTitle>> {
        let one = |title: Counted<'_, u8>| FrequentTitle {
            title: told(title.text),
            records: title.count,
            perhaps_more: title.missed,
        };
        let of = |label: &Label| {
            let all = if label.family().is_some() {
                &self.families
            } else {
                &self.others
            };
            let titles = all.top(TITLES_TOLD, |other| *other == *label as u8);
            (label.slug(), titles.into_iter().map(one).collect::<Vec<_>>())
        };
        let told = Label::ALL.iter().map(of);
        told.filter(|(_, titles)| !titles.is_empty()).collect()
    }

    fn told_months(&self) -> Grouped {
        let all = Month::all().zip(&self.months.what);
        let all: Vec<_> = all.filter(|(_, outcomes)| **outcomes != Outcomes::default()).collect();
        let (early, told) = all.split_at(all.len().saturating_sub(MONTHS_TOLD));
        Grouped {
            groups: told
                .iter()
                .map(|(month, outcomes)| group(month.name(), 0, outcomes))
                .collect(),
            others: early.iter().flat_map(|(_, outcomes)| *outcomes).sum(),
            unknown: self.months.unknown,
        }
    }
}

/// Where a verdict is counted.
fn outcome(verdict: &Verdict) -> usize {
    verdict.family().map_or(NO_FAMILY, |family| family as usize)
}

/// Writes a text at the end of others; where it ends.
fn written(text: &[u8], texts: &mut Vec<u8>) -> usize {
    texts.extend_from_slice(text);
    texts.len()
}

/// A text as it is told.
fn told(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// Counts the words of a title as often as the title was seen.
fn count_words(words: &mut Frequent<()>, title: &[u8], count: u64) {
    for word in title.split(|byte| *byte == b'\n').filter(|word| !word.is_empty()) {
        words.make_room(|_, _| {});
        words.add(hash(word), count, |texts| (written(word, texts), ()));
    }
}

fn told_unsure(((confidence, title, label), seen): (&Unsure, &Seen)) -> UnsureTitle {
    UnsureTitle {
        title: title.clone(),
        label,
        famille_2: seen.runner_up.map(Family::slug),
        confiance: f64::from(*confidence) / 100.0,
        records: seen.records,
        first: seen.first,
    }
}

fn told_names(columned: &Columned<Frequent<Outcomes>>) -> Grouped {
    let top = columned.what.top(NAMES_TOLD, |_| true);
    let one = |name: &Counted<'_, Outcomes>| group(told(name.text).trim().to_owned(), name.missed, name.extra);
    Grouped {
        groups: top.iter().map(one).collect(),
        others: columned.known - top.iter().map(|name| name.count).sum::<u64>(),
        unknown: columned.unknown,
    }
}

fn group(name: String, perhaps_more: u64, outcomes: &Outcomes) -> Group {
    let families = Family::ALL.iter().map(|family| family.slug()).zip(*outcomes);
    Group {
        name,
        records: outcomes.iter().sum(),
        perhaps_more,
        families: families.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_bounded_and_the_order_does_not_matter() {
        let classifier = Classifier::builtin();
        let titles: Vec<String> = (0..900)
            .map(|number| format!("Zorglub{}{} web", "x".repeat(number % 60), number % 7))
            .collect();
        let survey = |titles: &mut dyn Iterator<Item = &String>| {
            let mut survey = Survey::new(&classifier);
            titles.for_each(|title| survey.note(title, &classifier.classify(title)));
            survey.findings()
        };
        let found = survey(&mut titles.iter());
        let mut other_way = survey(&mut titles.iter().rev());
        for (one, other) in found.least_sure.iter().zip(&mut other_way.least_sure) {
            assert_eq!(one.records, other.records);
            other.first = one.first;
        }
        assert_eq!(found, other_way);
        assert!(found.least_sure.len() == UNSURE_TOLD && found.unknown_words.len() <= WORDS_TOLD);
        assert!(found.least_sure.is_sorted_by(|a, b| a.confiance <= b.confiance));
    }

    #[test]
    fn more_titles_than_fit_are_counted_within_their_bounds() {
        let classifier = Classifier::builtin();
        let (often, rare) = ("Zorglubeur", classifier.classify("Zorglubeur"));
        let mut survey = Survey::new(&classifier);
        for number in 0..3 * MOST_TITLES {
            survey.note(&format!("Zorglub n{number}"), &rare);
            if number % 10 == 0 {
                survey.note(often, &rare);
            }
        }
        let found = survey.findings();
        let first = &found.frequent_titles["hors_champ"][0];
        assert_eq!((first.title.as_str(), first.perhaps_more), (often, 0));
        assert_eq!(first.records as usize, (3 * MOST_TITLES).div_ceil(10));
        assert!(survey.others.kept().count() <= MOST_TITLES && survey.words.kept().count() <= MOST_TITLES);
    }
}
