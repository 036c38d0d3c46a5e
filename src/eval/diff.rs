//! Two runs on one gold file, answer by answer: what a change of the rules mended and what it broke.

use super::gold::GoldRow;
use super::scores::{Accuracy, Evaluation, Measure, StrictFair};
use crate::{CompanyKind, Label};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// What became of the answers between an earlier run and this one.
///
/// Rows are matched by title and company. Both answers are judged by the labels of the present run, so that a label
/// mended in the gold file counts neither for nor against the rules.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diff {
    /// What counts as right.
    pub measure: Measure,
    /// The fingerprint of the earlier run's rules.
    pub rules_before: Option<String>,
    /// The scores of the earlier run, on its own rows and labels.
    pub before: Headline,
    /// The scores of the present run.
    pub after: Headline,
    /// The rows answered otherwise: the fixed, then the broken, then the changed, each in the order of the file.
    pub changes: Vec<Change>,
    /// How many rows have the answer that they had.
    pub same: usize,
    /// How many rows the earlier run did not have.
    pub new_rows: usize,
    /// How many rows of the earlier run are no more.
    pub gone_rows: usize,
}

/// The scores that are looked at first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Headline {
    /// Shares of right answers.
    pub accuracy: Accuracy,
    /// The mean F1 of the families.
    pub macro_f1: StrictFair<Option<f64>>,
}

impl Headline {
    fn of(evaluation: &Evaluation) -> Headline {
        Headline {
            accuracy: evaluation.accuracy,
            macro_f1: evaluation.macro_f1,
        }
    }
}

/// A row that is answered otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Whether that is for the better.
    pub kind: ChangeKind,
    /// The row, as it is now.
    #[serde(flatten)]
    pub gold: GoldRow,
    /// The earlier answer.
    pub before: Label,
    /// The present answer.
    pub after: Label,
}

/// What another answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It was wrong and is right.
    Fixed,
    /// It was right and is wrong.
    Broken,
    /// It is as right or as wrong as it was.
    Changed,
}

impl ChangeKind {
    /// All kinds, in the order in which a diff lists them.
    pub const ALL: [ChangeKind; 3] = [ChangeKind::Fixed, ChangeKind::Broken, ChangeKind::Changed];
}

/// The earlier run was kept without its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the earlier run holds no rows to compare with: keep one with `metiers eval GOLD.csv --json --wrong`")]
pub struct NoRowsInRun;

/// What makes two rows the same question.
type Key<'a> = (&'a str, Option<u32>, Option<CompanyKind>);

fn key(row: &GoldRow) -> Key<'_> {
    (&row.title, row.company_size, row.company_type)
}

impl Diff {
    /// Sets `after` against `before`.
    ///
    /// # Errors
    ///
    /// [`NoRowsInRun`] where `before` has scores but no rows.
    pub fn between(before: &Evaluation, after: &Evaluation, measure: Measure) -> Result<Diff, NoRowsInRun> {
        if before.results.is_empty() {
            return Err(NoRowsInRun);
        }
        let present: HashSet<_> = after.results.iter().map(|row| key(&row.gold)).collect();
        let mut diff = Diff {
            measure,
            rules_before: before.rules_fingerprint.clone(),
            before: Headline::of(before),
            after: Headline::of(after),
            changes: Vec::new(),
            same: 0,
            new_rows: 0,
            gone_rows: before
                .results
                .iter()
                .filter(|row| !present.contains(&key(&row.gold)))
                .count(),
        };
        diff.compare(before, after);
        Ok(diff)
    }

    /// Fills in what the rows of `after` say.
    fn compare(&mut self, before: &Evaluation, after: &Evaluation) {
        let earlier: HashMap<_, _> = before
            .results
            .iter()
            .map(|row| (key(&row.gold), row.answer.label))
            .collect();
        for row in &after.results {
            match earlier.get(&key(&row.gold)) {
                None => self.new_rows += 1,
                Some(&label) if label == row.answer.label => self.same += 1,
                Some(&label) => self
                    .changes
                    .push(change(&row.gold, label, row.answer.label, self.measure)),
            }
        }
        self.changes.sort_by_key(|change| change.kind);
    }

    /// The changes of one kind, in the order of the file.
    pub fn of_kind(&self, kind: ChangeKind) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.kind == kind)
    }
}

fn change(gold: &GoldRow, before: Label, after: Label, measure: Measure) -> Change {
    let kind = match (measure.is_right(gold, before), measure.is_right(gold, after)) {
        (false, true) => ChangeKind::Fixed,
        (true, false) => ChangeKind::Broken,
        _ => ChangeKind::Changed,
    };
    Change {
        kind,
        gold: gold.clone(),
        before,
        after,
    }
}
