//! The scores, as the taxonomy defines them.
//!
//! - **strict**: the answer is the row's label; **fair**: it is the label or one of `also_ok`;
//! - **nine-way**: all nine labels count; **six-way**: the five families, and "no family" for the four others together;
//! - **family F1**: strict, the usual F1 on the label; fair, of a precision (the share of the rows given the family for
//!   which it is the label or in `also_ok`) and a recall (the share of the rows labelled with the family whose answer is
//!   fair six-way).
//!
//! Three titles in four have no family, which makes every accuracy look good: the headline is the macro average of the
//! fair family F1.

use super::calibration::Calibration;
use super::gold::GoldRow;
use crate::{Family, Label, Reason, Verdict};
use serde::{Deserialize, Serialize};

/// What a classifier said of one title. Unlike [`Verdict`] it can be made by hand and read back from JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The label.
    pub label: Label,
    /// Why.
    pub reason: Reason,
    /// The confidence in hundredths, 0 to 100.
    pub confidence_percent: u8,
    /// The family that came second, where there is one.
    pub runner_up: Option<Family>,
}

impl From<Verdict> for Answer {
    fn from(verdict: Verdict) -> Answer {
        Answer {
            label: verdict.label(),
            reason: verdict.reason(),
            confidence_percent: verdict.confidence_percent(),
            runner_up: verdict.runner_up(),
        }
    }
}

/// Which answers count as right, nine-way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Only the row's label.
    Strict,
    /// The label and the labels of `also_ok`.
    Fair,
}

impl Measure {
    /// Whether `answer` is right for `row`.
    pub fn is_right(self, row: &GoldRow, answer: Label) -> bool {
        match self {
            Measure::Strict => answer == row.label,
            Measure::Fair => row.accepts(answer),
        }
    }
}

/// A row and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowResult {
    /// The row of the gold file.
    #[serde(flatten)]
    pub gold: GoldRow,
    /// What the classifier said.
    pub answer: Answer,
    /// Whether the answer is the label.
    pub strict: bool,
    /// Whether the answer is the label or in `also_ok`.
    pub fair: bool,
    /// Whether the answer has the family, or like it no family, of the label or of one of `also_ok`.
    pub fair_six_way: bool,
}

impl RowResult {
    /// Judges `answer` by `gold`.
    pub fn new(gold: GoldRow, answer: Answer) -> RowResult {
        RowResult {
            strict: Measure::Strict.is_right(&gold, answer.label),
            fair: Measure::Fair.is_right(&gold, answer.label),
            fair_six_way: gold.accepts_family_of(answer.label),
            gold,
            answer,
        }
    }
}

/// One figure by both measures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrictFair<T> {
    /// Only the label counts as right.
    pub strict: T,
    /// The labels of `also_ok` count as right too.
    pub fair: T,
}

/// Shares of rows answered right, 0 to 1; 0 where there are no rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// Over the nine labels.
    pub nine_way: StrictFair<f64>,
    /// Over the five families and "no family".
    pub six_way: StrictFair<f64>,
}

/// Precision, recall and their harmonic mean, each 0 to 1 or `None` where there is nothing to divide by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prf {
    /// The share of the rows given the label that are right; `None` where no row was given it.
    pub precision: Option<f64>,
    /// The share of the rows of the label that are right; `None` where the file has no such row.
    pub recall: Option<f64>,
    /// The F1; `None` where the file has no row of the label, 0 where it has some and none was given.
    pub f1: Option<f64>,
}

impl Prf {
    fn new(precision: Option<f64>, recall: Option<f64>) -> Prf {
        let f1 = recall.map(|recall| {
            let precision = precision.unwrap_or(0.0);
            if precision + recall > 0.0 {
                2.0 * precision * recall / (precision + recall)
            } else {
                0.0
            }
        });
        Prf { precision, recall, f1 }
    }
}

/// How well one of the nine labels is told from the others, strictly.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelScore {
    /// The label.
    pub label: Label,
    /// Rows of the file with this label.
    pub labelled: usize,
    /// Rows answered with this label.
    pub given: usize,
    /// Rows with this label answered with it.
    pub right: usize,
    /// Precision, recall and F1.
    #[serde(flatten)]
    pub strict: Prf,
}

/// How well one family is told from the others and from no family.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FamilyScore {
    /// The family.
    pub family: Family,
    /// By both measures.
    #[serde(flatten)]
    pub scores: StrictFair<Prf>,
}

/// Every score of a classifier on a gold file.
///
/// `Display` lays it out for a terminal of 100 columns; `serde` writes it as JSON and reads it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The fingerprint of the rules that gave the answers; `None` where no rules did.
    pub rules_fingerprint: Option<String>,
    /// How many rows were scored.
    pub rows: usize,
    /// Shares of right answers.
    pub accuracy: Accuracy,
    /// The mean F1 of the families that label at least one row; `None` where none does.
    pub macro_f1: StrictFair<Option<f64>>,
    /// The five families, in the order of [`Family::ALL`].
    pub families: Vec<FamilyScore>,
    /// The nine labels, in the order of [`Label::ALL`].
    pub labels: Vec<LabelScore>,
    /// `confusion[l][a]` rows labelled `l` were answered `a`, both by their place in [`Label::ALL`].
    pub confusion: [[usize; Label::COUNT]; Label::COUNT],
    /// Whether the confidence says how often the answer is right.
    pub calibration: Calibration,
    /// The rows and their answers, in the order of the file. JSON leaves the field out where it was emptied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<RowResult>,
}

impl Evaluation {
    /// Scores answers, whoever gave them.
    ///
    /// ```
    /// use metiers::{Label, Reason, eval::{Answer, Evaluation, Gold}};
    ///
    /// let gold = Gold::from_reader("title,label\nRédacteur web,redaction\nBoulanger,hors_champ\n".as_bytes())?;
    /// let always = Answer {
    ///     label: Label::OutOfScope, reason: Reason::OutOfScope, confidence_percent: 80, runner_up: None,
    /// };
    /// let evaluation = Evaluation::from_answers(gold.rows.into_iter().map(|row| (row, always)));
    /// assert_eq!(evaluation.accuracy.nine_way.strict, 0.5);
    /// assert_eq!(evaluation.macro_f1.fair, Some(0.0));
    /// # Ok::<(), metiers::eval::GoldError>(())
    /// ```
    pub fn from_answers(answered: impl IntoIterator<Item = (GoldRow, Answer)>) -> Evaluation {
        let results: Vec<_> = answered
            .into_iter()
            .map(|(row, answer)| RowResult::new(row, answer))
            .collect();
        let confusion = confusion(&results);
        let families: Vec<_> = Family::ALL
            .into_iter()
            .map(|family| family_score(family, &results))
            .collect();
        Evaluation {
            rules_fingerprint: None,
            rows: results.len(),
            accuracy: accuracy(&results),
            macro_f1: StrictFair {
                strict: mean(families.iter().filter_map(|family| family.scores.strict.f1)),
                fair: mean(families.iter().filter_map(|family| family.scores.fair.f1)),
            },
            families,
            labels: Label::ALL
                .into_iter()
                .map(|label| label_score(label, &confusion))
                .collect(),
            confusion,
            calibration: Calibration::of(&results),
            results,
        }
    }

    /// The rows answered wrong, in the order of the file.
    pub fn wrong(&self, measure: Measure) -> impl Iterator<Item = &RowResult> {
        self.results
            .iter()
            .filter(move |row| !measure.is_right(&row.gold, row.answer.label))
    }
}

fn confusion(results: &[RowResult]) -> [[usize; Label::COUNT]; Label::COUNT] {
    let mut table = [[0; Label::COUNT]; Label::COUNT];
    for row in results {
        table[row.gold.label.index()][row.answer.label.index()] += 1;
    }
    table
}

fn accuracy(results: &[RowResult]) -> Accuracy {
    let share_of = |is_right: fn(&RowResult) -> bool| {
        let right = results.iter().filter(|row| is_right(row)).count();
        share(right, results.len()).unwrap_or(0.0)
    };
    Accuracy {
        nine_way: StrictFair {
            strict: share_of(|row| row.strict),
            fair: share_of(|row| row.fair),
        },
        six_way: StrictFair {
            strict: share_of(|row| row.gold.label.family() == row.answer.label.family()),
            fair: share_of(|row| row.fair_six_way),
        },
    }
}

fn label_score(label: Label, confusion: &[[usize; Label::COUNT]; Label::COUNT]) -> LabelScore {
    let place = label.index();
    let labelled = confusion[place].iter().sum();
    let given = confusion.iter().map(|row| row[place]).sum();
    let right = confusion[place][place];
    LabelScore {
        label,
        labelled,
        given,
        right,
        strict: Prf::new(share(right, given), share(right, labelled)),
    }
}

fn family_score(family: Family, results: &[RowResult]) -> FamilyScore {
    let label = Label::from_family(family);
    let given = || results.iter().filter(|row| row.answer.label == label);
    let labelled = || results.iter().filter(|row| row.gold.label == label);
    let strict = Prf::new(
        share(given().filter(|row| row.strict).count(), given().count()),
        share(labelled().filter(|row| row.strict).count(), labelled().count()),
    );
    let fair = Prf::new(
        share(given().filter(|row| row.fair).count(), given().count()),
        share(labelled().filter(|row| row.fair_six_way).count(), labelled().count()),
    );
    FamilyScore {
        family,
        scores: StrictFair { strict, fair },
    }
}

/// `part` of `whole`, 0 to 1, or `None` where the whole is empty.
pub(super) fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / f64::from(count))
}
