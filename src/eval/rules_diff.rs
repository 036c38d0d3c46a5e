//! Two rule sets on the titles of an export: which titles change, from what to what, and by which rule.

use crate::engine::concept::Role;
use crate::{Classifier, Company, Label, Reason, Scratch, Verdict};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Compares two rule sets title by title; only titles that change are kept.
///
/// ```
/// use metiers::{Classifier, Company, eval::RulesDiff};
///
/// let mine = "label = \"redaction\"\n[[concept]]\nname = \"plume\"\nrole = \"head\"\nforms = [\"plume\"]\n";
/// let new = Classifier::builder().rules_text("mine.toml", mine).build().unwrap();
/// let mut diff = RulesDiff::new(&Classifier::builtin(), &new);
/// for title in ["Plume H/F", "Boulanger"] {
///     diff.title(title, &Company::default(), &new.classify(title));
/// }
/// let found = diff.finish();
/// assert_eq!((found.records, found.changes.len()), (2, 1));
/// assert_eq!(found.changes[0].after.by[0].file, "mine.toml");
/// ```
#[derive(Debug)]
pub struct RulesDiff {
    before: Classifier,
    after: Classifier,
    scratch: Scratch,
    records: usize,
    /// The place in `changes` of a title and its company.
    known: HashMap<(String, Company), usize>,
    changes: Vec<TitleChange>,
}

/// What two rule sets make of an export.
#[derive(Clone, Debug, Serialize)]
pub struct RulesChanges {
    /// The fingerprint of the old rules.
    pub rules_before: String,
    /// The fingerprint of the new rules.
    pub rules_after: String,
    /// How many records were read.
    pub records: usize,
    /// How many of them change.
    pub changed_records: usize,
    /// From what to what, the most titles first.
    pub transitions: Vec<Transition>,
    /// The titles that change, by transition, then in the order of the file.
    pub changes: Vec<TitleChange>,
}

/// Titles that go from one answer to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// The answer by the old rules.
    pub before: Label,
    /// The answer by the new rules; the same where only the reason differs.
    pub after: Label,
    /// How many different titles.
    pub titles: usize,
    /// How many records.
    pub records: usize,
}

/// A title that changes.
#[derive(Clone, Debug, Serialize)]
pub struct TitleChange {
    /// The title.
    pub title: String,
    /// What is known of the company.
    pub company: Company,
    /// How many records have it.
    pub records: usize,
    /// By the old rules.
    pub before: Side,
    /// By the new rules.
    pub after: Side,
}

/// The answer by one rule set, and why.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// The label.
    pub label: Label,
    /// `motif` in outputs.
    pub motif: Reason,
    /// The rules that it rests on, the firmest first; none where nothing matched.
    pub by: Vec<DecidingRule>,
    /// The words of the title as these rules read them.
    pub words: Vec<String>,
}

/// A rule that decides.
#[derive(Clone, Debug, Serialize)]
pub struct DecidingRule {
    /// The concept.
    pub concept: String,
    /// What it does.
    pub role: Role,
    /// What it stands on in the title.
    pub text: String,
    /// The form that matched.
    pub form: String,
    /// The file of the form.
    pub file: String,
    /// Its line.
    pub line: u32,
}

impl RulesDiff {
    /// A comparison of these.
    pub fn new(before: &Classifier, after: &Classifier) -> RulesDiff {
        RulesDiff {
            before: before.clone(),
            after: after.clone(),
            scratch: Scratch::default(),
            records: 0,
            known: HashMap::new(),
            changes: Vec::new(),
        }
    }

    /// Takes the title of one record, with the verdict of the new rules.
    pub fn title(&mut self, title: &str, company: &Company, after: &Verdict) {
        self.records += 1;
        let before = self.before.classify_with(&mut self.scratch, title, company);
        if (before.label(), before.reason()) == (after.label(), after.reason()) {
            return;
        }
        let places = self.changes.len();
        let place = *self.known.entry((title.to_owned(), *company)).or_insert(places);
        if place == places {
            self.changes.push(TitleChange {
                title: title.to_owned(),
                company: *company,
                records: 0,
                before: side(&self.before, title, company),
                after: side(&self.after, title, company),
            });
        }
        self.changes[place].records += 1;
    }

    /// What was found.
    pub fn finish(&mut self) -> RulesChanges {
        let mut changes = std::mem::take(&mut self.changes);
        self.known.clear();
        let mut counts: BTreeMap<(usize, usize), Transition> = BTreeMap::new();
        for change in &changes {
            let (before, after) = (change.before.label, change.after.label);
            let transition = counts.entry((before.index(), after.index())).or_insert(Transition {
                before,
                after,
                titles: 0,
                records: 0,
            });
            transition.titles += 1;
            transition.records += change.records;
        }
        let mut transitions: Vec<_> = counts.into_values().collect();
        transitions.sort_by_key(|transition| std::cmp::Reverse(transition.titles));
        let rank = |change: &TitleChange| {
            let of = |transition: &Transition| {
                (transition.before, transition.after) == (change.before.label, change.after.label)
            };
            transitions.iter().position(of)
        };
        changes.sort_by_key(rank);
        RulesChanges {
            rules_before: self.before.fingerprint().to_owned(),
            rules_after: self.after.fingerprint().to_owned(),
            records: std::mem::take(&mut self.records),
            changed_records: changes.iter().map(|change| change.records).sum(),
            transitions,
            changes,
        }
    }
}

fn side(classifier: &Classifier, title: &str, company: &Company) -> Side {
    let why = classifier.explain_for(title, company);
    let rule = |place: &usize| {
        let hit = &why.hits[*place];
        DecidingRule {
            concept: hit.concept.clone(),
            role: hit.role,
            text: hit.text.clone(),
            form: hit.form.clone(),
            file: hit.file.clone(),
            line: hit.line,
        }
    };
    let kept = why.words.iter().filter(|word| word.noise.is_none());
    Side {
        label: why.label,
        motif: why.motif,
        by: why.decided_by.iter().map(rule).collect(),
        words: kept
            .map(|word| word.read_as.clone().unwrap_or_else(|| format!("{}?", word.text)))
            .collect(),
    }
}
