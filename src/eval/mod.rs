//! How good the classifier is: a gold file of labelled titles in, scores out.
//!
//! [`Gold`] reads and checks the file, [`evaluate`] asks a classifier for each of its titles, and the [`Evaluation`]
//! holds every score: accuracies, a table per label and per family, the confusion matrix, the calibration of the
//! confidence, and the rows themselves. It prints itself for a terminal and goes to JSON and back, so that a run kept
//! as a file can be set against a later one with [`Diff`].
//!
//! [`Fit`] is the map of confidences that fits a gold file best, as the text of `rules/calibration.csv`.
//!
//! [`RulesDiff`] needs no gold: it tells which titles of an export two rule sets judge differently.
//!
//! Scores rest on labels alone: [`Evaluation::from_answers`] scores the answers of any program.
//!
//! ```
//! use metiers::{Classifier, eval::{Gold, evaluate}};
//!
//! let file = "title,label\nTraffic manager H/F,acquisition\nBoulanger,hors_champ\n";
//! let gold = Gold::from_reader(file.as_bytes())?;
//! let evaluation = evaluate(&Classifier::builtin(), &gold);
//! assert_eq!(evaluation.rows, 2);
//! println!("{evaluation}");
//! # Ok::<(), metiers::eval::GoldError>(())
//! ```

pub mod calibration;
mod diff;
mod fit;
mod gold;
mod gold_error;
mod render;
mod rules_diff;
mod scores;

pub use calibration::{Calibration, Crossed, isotonic};
pub use diff::{Change, ChangeKind, Diff, Headline, NoRowsInRun};
pub use fit::{FOLDS, Fit};
pub use gold::{Gold, GoldRow};
pub use gold_error::{Fault, GoldError};
pub use render::WrongRows;
pub use rules_diff::{DecidingRule, RulesChanges, RulesDiff, Side, TitleChange, Transition};
pub use scores::{Accuracy, Answer, Evaluation, FamilyScore, LabelScore, Measure, Prf, RowResult, StrictFair};

use crate::{Classifier, Scratch};

/// Classifies every row of `gold`, with its company where the row has one, and scores the answers.
pub fn evaluate(classifier: &Classifier, gold: &Gold) -> Evaluation {
    let mut scratch = Scratch::default();
    let answered = gold.rows.iter().map(|row| {
        let verdict = classifier.classify_anew(&mut scratch, &row.title, &row.company());
        (row.clone(), Answer::from(verdict))
    });
    let mut evaluation = Evaluation::from_answers(answered);
    evaluation.calibration.crossed = Some(fit::crossed(classifier, gold));
    evaluation.rules_fingerprint = Some(classifier.fingerprint().to_owned());
    evaluation
}

#[cfg(test)]
mod tests;
