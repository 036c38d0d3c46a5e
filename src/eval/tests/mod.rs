//! Every score against one example worked by hand.
//!
//! | row | label              | also                | answer          | conf. | strict | fair | six strict | six fair |
//! |-----|--------------------|---------------------|-----------------|-------|--------|------|------------|----------|
//! |   1 | acquisition        |                     | acquisition     |  0.95 | yes    | yes  | yes        | yes      |
//! |   2 | acquisition        | web_marketing       | web_marketing   |  0.85 |        | yes  |            | yes      |
//! |   3 | acquisition        |                     | hors_champ      |  0.65 |        |      |            |          |
//! |   4 | redaction          | hors_champ          | hors_champ      |  0.65 |        | yes  |            | yes      |
//! |   5 | redaction          |                     | redaction       |  0.95 | yes    | yes  | yes        | yes      |
//! |   6 | hors_champ         |                     | acquisition     |  0.45 |        |      |            |          |
//! |   7 | exclu_informatique |                     | hors_champ      |  0.85 |        |      | yes        | yes      |
//! |   8 | hors_champ         |                     | hors_champ      |  0.95 | yes    | yes  | yes        | yes      |
//! |   9 | web_marketing      | exclu_encadrement   | hors_champ      |  0.45 |        |      |            | yes      |
//! |  10 | hors_champ         | acquisition         | acquisition     |  0.72 |        | yes  |            | yes      |

mod diff;
mod gold;
mod text;

use super::*;
use crate::{Family, Label, Reason};

const ROWS: &str = "title,label,also_ok
r1,acquisition,
r2,acquisition,web_marketing
r3,acquisition,
r4,redaction,hors_champ
r5,redaction,
r6,hors_champ,
r7,exclu_informatique,
r8,hors_champ,
r9,web_marketing,exclu_encadrement
r10,hors_champ,acquisition
";

const ANSWERS: [(Label, u8); 10] = [
    (Label::Acquisition, 95),
    (Label::WebMarketing, 85),
    (Label::OutOfScope, 65),
    (Label::OutOfScope, 65),
    (Label::WebWriting, 95),
    (Label::Acquisition, 45),
    (Label::OutOfScope, 85),
    (Label::OutOfScope, 95),
    (Label::OutOfScope, 45),
    (Label::Acquisition, 72),
];

fn answer((label, confidence_percent): (Label, u8)) -> Answer {
    let reason = if label.family().is_some() {
        Reason::Evidence
    } else {
        Reason::OutOfScope
    };
    Answer {
        label,
        reason,
        confidence_percent,
        runner_up: None,
    }
}

/// The evaluation of a gold file with these answers.
fn scored(file: &str, answers: &[(Label, u8)]) -> Evaluation {
    let rows = Gold::from_reader(file.as_bytes()).unwrap().rows;
    assert_eq!(rows.len(), answers.len());
    Evaluation::from_answers(rows.into_iter().zip(answers.iter().copied().map(answer)))
}

fn example() -> Evaluation {
    scored(ROWS, &ANSWERS)
}

#[track_caller]
fn assert_prf(prf: Prf, precision: Option<f64>, recall: Option<f64>, f1: Option<f64>) {
    for (name, got, expected) in [
        ("precision", prf.precision, precision),
        ("recall", prf.recall, recall),
        ("F1", prf.f1, f1),
    ] {
        let close = got
            .zip(expected)
            .is_some_and(|(got, expected)| (got - expected).abs() < 1e-12);
        assert!(close || got == expected, "{name}: {got:?}, not {expected:?}");
    }
}

#[test]
fn accuracies_are_those_of_the_table() {
    let evaluation = example();
    assert_eq!(evaluation.rows, 10);
    assert_eq!(evaluation.accuracy.nine_way, StrictFair { strict: 0.3, fair: 0.6 });
    assert_eq!(evaluation.accuracy.six_way, StrictFair { strict: 0.4, fair: 0.8 });
}

#[test]
fn family_scores_are_those_of_the_taxonomy() {
    let third = Some(1.0 / 3.0);
    let two_thirds = Some(2.0 / 3.0);
    let [client, marketing, acquisition, writing, generalist] = example().families.try_into().unwrap();

    // Given: rows 1, 6, 10. Labelled: rows 1, 2, 3.
    assert_prf(acquisition.scores.strict, third, third, third);
    assert_prf(acquisition.scores.fair, two_thirds, two_thirds, two_thirds);
    // Given: row 5. Labelled: rows 4 and 5.
    assert_prf(writing.scores.strict, Some(1.0), Some(0.5), two_thirds);
    assert_prf(writing.scores.fair, Some(1.0), Some(1.0), Some(1.0));
    // Given: row 2, where it is only fair. Labelled: row 9, whose answer has no family, like its `also_ok`.
    assert_prf(marketing.scores.strict, Some(0.0), Some(0.0), Some(0.0));
    assert_prf(marketing.scores.fair, Some(1.0), Some(1.0), Some(1.0));
    for absent in [client, generalist] {
        assert_prf(absent.scores.strict, None, None, None);
        assert_prf(absent.scores.fair, None, None, None);
    }
}

#[test]
fn the_macro_average_is_over_the_families_of_the_file() {
    let StrictFair { strict, fair } = example().macro_f1;
    assert!(
        (strict.unwrap() - 1.0 / 3.0).abs() < 1e-12,
        "(1/3 + 2/3 + 0) / 3, not {strict:?}"
    );
    assert!(
        (fair.unwrap() - 8.0 / 9.0).abs() < 1e-12,
        "(2/3 + 1 + 1) / 3, not {fair:?}"
    );

    let evaluation = scored("title,label\nBoulanger,hors_champ\n", &[(Label::Acquisition, 50)]);
    assert_eq!(
        evaluation.macro_f1,
        StrictFair {
            strict: None,
            fair: None
        }
    );
}

#[test]
fn a_family_never_given_has_no_precision_and_an_f1_of_zero() {
    let file = "title,label,also_ok\nRédacteur,redaction,hors_champ\n";
    let writing = scored(file, &[(Label::OutOfScope, 50)]).families[Family::WebWriting as usize];
    assert_prf(writing.scores.strict, None, Some(0.0), Some(0.0));
    assert_prf(writing.scores.fair, None, Some(1.0), Some(0.0));
}

#[test]
fn a_family_given_and_never_labelled_has_a_precision_and_no_f1() {
    let file = "title,label,also_ok\nRédacteur,hors_champ,redaction\n";
    let writing = scored(file, &[(Label::WebWriting, 50)]).families[Family::WebWriting as usize];
    assert_prf(writing.scores.strict, Some(0.0), None, None);
    assert_prf(writing.scores.fair, Some(1.0), None, None);
}

#[test]
fn label_scores_count_rows_given_and_right() {
    let labels = example().labels;
    assert_eq!(labels.iter().map(|score| score.label).collect::<Vec<_>>(), Label::ALL);
    let counts = |label: Label| {
        let score = labels[label.index()];
        (score.labelled, score.given, score.right)
    };
    assert_eq!(counts(Label::Acquisition), (3, 3, 1));
    assert_eq!(counts(Label::OutOfScope), (3, 5, 1));
    assert_eq!(counts(Label::It), (1, 0, 0));
    assert_eq!(counts(Label::GraphicDesign), (0, 0, 0));
    // 1 of 5 given, 1 of 3 labelled: 2 · 1 / (5 + 3).
    assert_prf(
        labels[Label::OutOfScope.index()].strict,
        Some(0.2),
        Some(1.0 / 3.0),
        Some(0.25),
    );
    assert_prf(labels[Label::It.index()].strict, None, Some(0.0), Some(0.0));
}

#[test]
fn the_confusion_matrix_has_labels_in_rows_and_answers_in_columns() {
    let mut expected = [[0; Label::COUNT]; Label::COUNT];
    let cells = [
        (
            Label::Acquisition,
            [Label::Acquisition, Label::WebMarketing, Label::OutOfScope].as_slice(),
        ),
        (Label::WebWriting, &[Label::OutOfScope, Label::WebWriting]),
        (
            Label::OutOfScope,
            &[Label::Acquisition, Label::OutOfScope, Label::Acquisition],
        ),
        (Label::It, &[Label::OutOfScope]),
        (Label::WebMarketing, &[Label::OutOfScope]),
    ];
    for (label, answers) in cells {
        for answer in answers {
            expected[label.index()][answer.index()] += 1;
        }
    }
    assert_eq!(example().confusion, expected);
}

#[test]
fn calibration_sets_confidence_against_fair_six_way() {
    let calibration = example().calibration;
    let filled: Vec<_> = calibration
        .bins
        .iter()
        .enumerate()
        .filter(|(_, bin)| bin.rows > 0)
        .collect();
    let expected = [
        (4, 2, 0.45, 0.5),
        (6, 2, 0.65, 0.5),
        (7, 1, 0.72, 1.0),
        (8, 2, 0.85, 1.0),
        (9, 3, 0.95, 1.0),
    ];
    assert_eq!(filled.len(), expected.len());
    for ((place, bin), (expected_place, rows, mean, right)) in filled.into_iter().zip(expected) {
        assert_eq!((place, bin.rows, bin.right), (expected_place, rows, Some(right)));
        assert!((bin.mean_confidence.unwrap() - mean).abs() < 1e-12);
    }
    assert_eq!(
        (calibration.bins[0].mean_confidence, calibration.bins[0].right),
        (None, None)
    );
    // (2·|0.45 − 0.5| + 2·|0.65 − 0.5| + |0.72 − 1| + 2·|0.85 − 1| + 3·|0.95 − 1|) / 10
    assert!((calibration.expected_error - 0.113).abs() < 1e-12);
    // Rows 1, 5, 8, 2, 7, 10, 3, 4, of which row 3 is wrong.
    let surest = calibration.surest.unwrap();
    assert_eq!((surest.rows, surest.from_percent, surest.right), (8, 65, 0.875));
}

#[test]
fn wrong_rows_are_those_of_the_measure() {
    let evaluation = example();
    let titles = |measure| {
        evaluation
            .wrong(measure)
            .map(|row| row.gold.title.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(titles(Measure::Strict), ["r2", "r3", "r4", "r6", "r7", "r9", "r10"]);
    assert_eq!(titles(Measure::Fair), ["r3", "r6", "r7", "r9"]);
}

#[test]
fn no_rows_give_scores_that_json_can_hold() {
    let evaluation = Evaluation::from_answers([]);
    assert_eq!(evaluation.accuracy.nine_way, StrictFair { strict: 0.0, fair: 0.0 });
    assert_eq!(
        (evaluation.calibration.expected_error, evaluation.calibration.surest),
        (0.0, None)
    );
    let json = serde_json::to_string(&evaluation).unwrap();
    assert_eq!(serde_json::from_str::<Evaluation>(&json).unwrap(), evaluation);
}

#[test]
fn json_is_read_back_as_it_was() {
    let mut evaluation = example();
    evaluation.rules_fingerprint = Some("0123456789abcdef".into());
    let json = serde_json::to_string(&evaluation).unwrap();
    let read: Evaluation = serde_json::from_str(&json).unwrap();
    assert_eq!(read.rules_fingerprint, evaluation.rules_fingerprint);
    assert_eq!(read.results, evaluation.results);
    // Reading may move the last digit of a share, so the scores are worked out anew from the rows.
    let rows = read.results.into_iter().map(|row| (row.gold, row.answer));
    assert_eq!(Evaluation::from_answers(rows), example());

    evaluation.results.clear();
    let json = serde_json::to_value(&evaluation).unwrap();
    assert!(json.get("results").is_none());
    assert_eq!(json["accuracy"]["six_way"]["fair"], 0.8);
    assert_eq!(json["labels"][2]["f1"], 1.0 / 3.0);
    assert_eq!(json["families"][2]["fair"]["f1"], 2.0 / 3.0);
}
