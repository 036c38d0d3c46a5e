//! What a file holds, beyond the counts of its records: the most frequent titles, the words that no rule has, the titles decided
//! least surely, families by month, place and company.
//!
//! One counter for `--stats` and for the report. Of bounded size whatever the input (see `frequent`), and the same for
//! any number of threads: it is told of the records in their order.

use super::facets::{Month, key_of, title_key};
use super::findings::{Findings, FrequentTitle, Group, Grouped, UnknownWord, UnsureTitle};
use super::frequent::{Counted, Frequent};
use super::notes::{Note, Notes};
use crate::classifier::{Classifier, Scratch};
use crate::engine::{Family, Label, Verdict};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The most titles, words, places and companies that are told apart.
const MOST_TITLES: usize = 1 << 15;
const MOST_NAMES: usize = 1 << 14;
/// Longer words are no words.
const LONGEST_WORD: usize = 40;
/// How many are told of each kind.
const WORDS_TOLD: usize = 100;
const UNSURE_TOLD: usize = 200;
const TITLES_TOLD: usize = 15;
const NAMES_TOLD: usize = 25;
/// The months told: ten years.
const MONTHS_TOLD: usize = 120;
/// The most letters of a title that are told.
const LONGEST_TITLE: usize = 200;
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
    /// Titles with a family, by their label.
    families: Frequent<Kind>,
    /// Titles without one.
    others: Frequent<Kind>,
    /// The words of titles that were dropped; those of the others are added at the end.
    words: Frequent<()>,
    confidence: [Outcomes; 101],
    months: Columned<BTreeMap<Month, Outcomes>>,
    places: Columned<Frequent<Outcomes>>,
    companies: Columned<Frequent<Outcomes>>,
    text: String,
}

/// What is kept of a title.
#[derive(Clone, Debug, Default)]
struct Kind {
    /// The label's place in the taxonomy.
    label: u8,
    /// The words that no rule has, one to a line; of titles without a family alone.
    words: Box<str>,
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

impl Survey {
    /// A survey of what these rules do.
    pub fn new(classifier: &Classifier) -> Survey {
        Survey {
            classifier: classifier.clone(),
            scratch: Scratch::default(),
            records: 0,
            unsure: BTreeMap::new(),
            families: Frequent::new(MOST_TITLES),
            others: Frequent::new(MOST_TITLES),
            words: Frequent::new(MOST_TITLES),
            confidence: [Outcomes::default(); 101],
            months: Columned::new(BTreeMap::new()),
            places: Columned::new(Frequent::new(MOST_NAMES)),
            companies: Columned::new(Frequent::new(MOST_NAMES)),
            text: String::new(),
        }
    }

    /// Takes a title and its verdict into account.
    pub fn note(&mut self, title: &str, verdict: &Verdict) {
        self.records += 1;
        self.title(title, verdict, self.records, None);
    }

    /// An input says when, where or by whom its ads are.
    pub(super) fn columns(&mut self, date: bool, place: bool, company: bool) {
        self.months.there |= date;
        self.places.there |= place;
        self.companies.there |= company;
    }

    /// Takes the notes of a block into account; `before` records came before it.
    pub(super) fn take(&mut self, notes: &Notes, before: u64) {
        for note in notes.iter() {
            self.title(note.title, &note.verdict, before + note.record, note.words);
            self.facets(&note);
        }
    }

    fn title(&mut self, title: &str, verdict: &Verdict, record: u64, words: Option<&str>) {
        if title.trim().is_empty() {
            return;
        }
        self.confidence[usize::from(verdict.confidence_percent())][outcome(verdict)] += 1;
        self.unsure(title, verdict, record);
        let label = verdict.label() as u8;
        if verdict.family().is_some() {
            self.families.make_room();
            if let Some((_, counted)) = self.families.add(label, cut(title), 1, title_key) {
                counted.extra.label = label;
            }
            return;
        }
        for gone in self.others.make_room() {
            count_words(&mut self.words, &gone);
        }
        let Some((true, counted)) = self.others.add(label, cut(title), 1, title_key) else {
            return;
        };
        let words = words.unwrap_or_else(|| {
            self.text.clear();
            self.classifier.read(&mut self.scratch, title);
            unknown_words(&self.classifier, &self.scratch, title, &mut self.text);
            &self.text
        });
        counted.extra = Kind {
            label,
            words: words.into(),
        };
    }

    fn unsure(&mut self, title: &str, verdict: &Verdict, record: u64) {
        let confidence = verdict.confidence_percent();
        let full = self.unsure.len() >= UNSURE_TOLD;
        let last = self.unsure.last_key_value().map(|(key, _)| key);
        let beyond = |(most, last, _): &Unsure| (*most, last.as_str()) < (confidence, cut(title));
        if full && last.is_some_and(beyond) {
            return;
        }
        let key = (confidence, cut(title).to_owned(), verdict.label().slug());
        let seen = self.unsure.entry(key).or_insert(Seen {
            records: 0,
            first: record,
            runner_up: verdict.runner_up(),
        });
        seen.records += 1;
        if self.unsure.len() > UNSURE_TOLD {
            self.unsure.pop_last();
        }
    }

    fn facets(&mut self, note: &Note<'_>) {
        let outcome = outcome(&note.verdict);
        if self.months.there {
            match note.month {
                Some(month) => self.months.what.entry(month).or_default()[outcome] += 1,
                None => self.months.unknown += 1,
            }
        }
        for (columned, name) in [(&mut self.places, note.place), (&mut self.companies, note.company)] {
            if !columned.there {
                continue;
            }
            columned.what.make_room();
            match columned.what.add(0, name, 1, key_of) {
                Some((_, counted)) => {
                    columned.known += 1;
                    counted.extra[outcome] += 1;
                }
                None => columned.unknown += 1,
            }
        }
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
        self.others
            .things()
            .iter()
            .for_each(|title| count_words(&mut words, title));
        let told = |word: &Counted<()>| UnknownWord {
            word: word.text.to_string(),
            titles: word.count,
            perhaps_more: word.missed,
        };
        words.sorted().into_iter().take(WORDS_TOLD).map(told).collect()
    }

    fn told_titles(&self) -> BTreeMap<&'static str, Vec<FrequentTitle>> {
        let mut told: BTreeMap<&'static str, Vec<FrequentTitle>> = BTreeMap::new();
        let all = self.families.sorted().into_iter().chain(self.others.sorted());
        for title in all {
            let label = Label::ALL[usize::from(title.extra.label)];
            let titles = told.entry(label.slug()).or_default();
            if titles.len() < TITLES_TOLD {
                titles.push(FrequentTitle {
                    title: title.text.to_string(),
                    records: title.count,
                    perhaps_more: title.missed,
                });
            }
        }
        told
    }

    fn told_months(&self) -> Grouped {
        let all = &self.months.what;
        let early = all.len().saturating_sub(MONTHS_TOLD);
        let groups = all.iter().skip(early);
        Grouped {
            groups: groups
                .map(|(month, outcomes)| group(month.name(), 0, outcomes))
                .collect(),
            others: all.values().take(early).flatten().sum(),
            unknown: self.months.unknown,
        }
    }
}

/// Where a verdict is counted.
fn outcome(verdict: &Verdict) -> usize {
    verdict.family().map_or(NO_FAMILY, |family| family as usize)
}

fn cut(title: &str) -> &str {
    match title.len() <= LONGEST_TITLE {
        true => title,
        false => title
            .char_indices()
            .nth(LONGEST_TITLE)
            .map_or(title, |(at, _)| &title[..at]),
    }
}

/// Writes the words of the title read last that no rule has, each once, in small letters, one to a line.
pub fn unknown_words(classifier: &Classifier, scratch: &Scratch, title: &str, out: &mut String) {
    let start = out.len();
    for word in classifier.unknown_words(scratch, title) {
        let is_word = word.len() <= LONGEST_WORD && word.chars().any(char::is_alphabetic);
        let word = word.to_lowercase();
        if is_word && !out[start..].lines().any(|other| other == word) {
            // A text can always be written to.
            let _ = writeln!(out, "{word}");
        }
    }
}

/// Counts the words of a title as often as the title was seen.
fn count_words(words: &mut Frequent<()>, title: &Counted<Kind>) {
    for word in title.extra.words.lines() {
        words.make_room();
        words.add(0, word, title.count, |word, key| word.as_bytes().clone_into(key));
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
    let all = columned.what.sorted();
    let told = &all[..all.len().min(NAMES_TOLD)];
    let one = |name: &&Counted<Outcomes>| group(name.text.to_string(), name.missed, &name.extra);
    Grouped {
        groups: told.iter().map(one).collect(),
        others: columned.known - told.iter().map(|name| name.count).sum::<u64>(),
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
        assert!(survey.others.things().len() <= MOST_TITLES && survey.words.things().len() <= MOST_TITLES);
    }
}
