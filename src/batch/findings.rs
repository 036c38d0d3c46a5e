//! What a survey found, as `--stats` and the report tell it.

use serde::Serialize;
use std::collections::BTreeMap;

/// A word that no rule has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnknownWord {
    /// The word, in lower case.
    pub word: String,
    /// In how many titles without a family it stands.
    pub titles: u64,
    /// In how many more it may stand, where there were too many words to count all.
    #[serde(skip_serializing_if = "is_none")]
    pub perhaps_more: u64,
}

/// A title whose answer is often wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnsureTitle {
    /// The title, its first 200 letters.
    pub title: String,
    /// The label that it was given.
    pub label: &'static str,
    /// The runner-up family.
    pub famille_2: Option<&'static str>,
    /// How often such an answer is right.
    pub confiance: f64,
    /// How many records have this title and this answer.
    pub records: u64,
    /// The first of them, from 1.
    pub first: u64,
}

/// A title that is met often; how it is written where it is met first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FrequentTitle {
    /// The title, its first 200 letters.
    pub title: String,
    /// How many records have it, case, accents, marks and `(H/F)` apart.
    pub records: u64,
    /// How many more may have it, where there were too many titles to count all.
    #[serde(skip_serializing_if = "is_none")]
    pub perhaps_more: u64,
}

/// The records of one month, place, company or confidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// What it is called, as it is written where it is met first.
    pub name: String,
    /// How many records it has, irregular ones and those without a title apart.
    pub records: u64,
    /// How many more it may have, where there were too many groups to count all.
    #[serde(skip_serializing_if = "is_none")]
    pub perhaps_more: u64,
    /// How many there are of each family, by its slug.
    pub families: BTreeMap<&'static str, u64>,
}

/// The records by something that a column says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Grouped {
    /// The groups: months in their order, places and companies by their size.
    pub groups: Vec<Group>,
    /// Records that are in none of these groups, though the column says something.
    pub others: u64,
    /// Records of which the column says nothing that is understood.
    pub unknown: u64,
}

/// What a survey found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Findings {
    /// The most frequent words that no rule has, of titles without a family.
    pub unknown_words: Vec<UnknownWord>,
    /// The titles decided least surely, each once.
    pub least_sure: Vec<UnsureTitle>,
    /// The most frequent titles of each label, by its slug.
    pub frequent_titles: BTreeMap<&'static str, Vec<FrequentTitle>>,
    /// Records by their confidence, in hundredths; those that nobody has are left out.
    pub confidence: Vec<Group>,
    /// Records by month, where a column holds dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<Grouped>,
    /// Records by place, where a column holds places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places: Option<Grouped>,
    /// Records by company, where a column holds companies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub companies: Option<Grouped>,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}
