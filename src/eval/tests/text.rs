//! The scores, the wrong rows and the diff as text.

use super::*;

#[test]
fn text_fits_a_hundred_columns_and_says_the_scores() {
    let evaluation = example();
    let text = evaluation.to_string();
    for line in text.lines() {
        assert!(line.chars().count() <= 100 && line.trim_end() == line, "{line}");
    }
    let lines: Vec<_> = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    for expected in [
        "family F1 0.3333 0.8889 mean of the families",
        "six-way 0.4000 0.8000 share of rows answered right",
        "nine-way 0.3000 0.6000 share of rows answered right",
        "acquisition 3 3 1 0.3333 0.3333 0.3333 0.6667 0.6667 0.6667",
        "exclu_graphisme 0 0 0 – – –",
        "hors_champ · · 2 · · · · · 1",
        "0.90 – 1.00 3 0.9500 1.0000",
        "expected calibration error 0.1130",
        "the surest 80 %: 8 rows, confidence 0.65 and above, 0.8750 right",
    ] {
        assert!(
            lines.iter().any(|line| line == expected),
            "« {expected} » is not in\n{text}"
        );
    }
}

#[test]
fn wrong_rows_say_what_was_expected_and_got() {
    let file =
        "title,label,also_ok,company_size,company_type\n\"Assistant\u{1b}[2J\nweb\",redaction,generaliste,8,agence\n";
    let mut evaluation = scored(file, &[(Label::OutOfScope, 7)]);
    evaluation.results[0].answer.runner_up = Some(Family::WebWriting);
    let text = WrongRows {
        evaluation: &evaluation,
        measure: Measure::Fair,
    }
    .to_string();
    let expected = "1 wrong of 1 (fair, nine-way)

line 2  Assistant\\u{1b}[2J\\nweb (8 people, agence)
    expected  redaction, or generaliste
    got       hors_champ · hors_champ · 0.07 · then redaction
";
    assert_eq!(text, expected);
}

#[test]
fn a_diff_prints_scores_counts_and_titles() {
    let mut answers = ANSWERS;
    answers[2].0 = Label::Acquisition;
    let diff = Diff::between(&example(), &scored(ROWS, &answers), Measure::Strict).unwrap();
    let expected = "against the earlier run (rules unknown), right being strict nine-way
fair family F1    0.8889 → 0.9524  +0.0635
fair six-way      0.8000 → 0.9000  +0.1000
strict nine-way   0.3000 → 0.4000  +0.1000
1 fixed, 0 broken, 0 changed, 9 the same; 0 new rows, 0 gone

fixed
line 4  r3
    expected  acquisition
    got       hors_champ → acquisition
";
    assert_eq!(diff.to_string(), expected);
}
