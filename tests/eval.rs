//! The evaluation from outside: a composed gold file through the classifier, and through perfect and useless answers.

use metiers::eval::{Answer, Evaluation, Gold, Measure, StrictFair, evaluate};
use metiers::{Classifier, Label, Reason};

/// A gold file with every label, both kinds of company, other fair labels, and a title that needs quotes.
const COMPOSED: &str = "title,label,also_ok,company_size,company_type,source
Téléconseiller(ère) H/F - Lille,relation_client,,,,composed
Community manager,relation_client,web_marketing,,,composed
\"Chargé·e de marketing digital, CDI\",web_marketing,,,,composed
Traffic manager (H/F),acquisition,,,,composed
Consultant SEO,acquisition,,12,agence,composed
Rédacteur web,redaction,,,,composed
Chef de projet e-commerce,generaliste,,,,composed
Assistant marketing et communication,generaliste,,8,marchand,composed
Graphiste,exclu_graphisme,,,,composed
Développeur Java,exclu_informatique,,,,composed
Directeur e-commerce,exclu_encadrement,,,,composed
Assistant marketing et communication,hors_champ,generaliste|web_marketing,,,composed
";

fn gold() -> Gold {
    Gold::from_reader(COMPOSED.as_bytes()).expect("the composed file is sound")
}

/// The evaluation where every row gets the answer that `choose` picks from its label.
fn answered(choose: impl Fn(Label) -> Label, confidence_percent: u8) -> Evaluation {
    Evaluation::from_answers(gold().rows.into_iter().map(|row| {
        let label = choose(row.label);
        (
            row,
            Answer {
                label,
                reason: Reason::Evidence,
                confidence_percent,
                runner_up: None,
            },
        )
    }))
}

#[test]
fn each_row_is_classified_with_its_company() {
    let classifier = Classifier::builtin();
    let evaluation = evaluate(&classifier, &gold());
    assert_eq!(evaluation.rules_fingerprint.as_deref(), Some(classifier.fingerprint()));
    assert_eq!(evaluation.results.len(), 12);
    for (result, row) in evaluation.results.iter().zip(gold().rows) {
        let verdict = classifier.classify_for(&row.title, &row.company());
        assert_eq!(
            (&result.gold, result.answer),
            (&row, Answer::from(verdict)),
            "{}",
            row.title
        );
    }
}

#[test]
fn every_table_counts_every_row_once() {
    let evaluation = evaluate(&Classifier::builtin(), &gold());
    let labels = &evaluation.labels;
    assert_eq!(evaluation.rows, 12);
    assert_eq!(evaluation.confusion.iter().flatten().sum::<usize>(), 12);
    assert_eq!(labels.iter().map(|score| score.labelled).sum::<usize>(), 12);
    assert_eq!(labels.iter().map(|score| score.given).sum::<usize>(), 12);
    let bins = &evaluation.calibration.bins;
    assert_eq!(bins.iter().map(|bin| bin.rows).sum::<usize>(), 12);
    let right = 12 - evaluation.wrong(Measure::Strict).count();
    assert_eq!(labels.iter().map(|score| score.right).sum::<usize>(), right);
    assert_eq!(evaluation.accuracy.nine_way.strict, right as f64 / 12.0);
}

#[test]
fn perfect_answers_score_one_everywhere() {
    let evaluation = answered(|label| label, 100);
    let one = StrictFair { strict: 1.0, fair: 1.0 };
    assert_eq!((evaluation.accuracy.nine_way, evaluation.accuracy.six_way), (one, one));
    assert_eq!(
        evaluation.macro_f1,
        StrictFair {
            strict: Some(1.0),
            fair: Some(1.0)
        }
    );
    assert!(evaluation.labels.iter().all(|score| score.strict.f1 == Some(1.0)));
    assert_eq!(evaluation.calibration.expected_error, 0.0);
    assert_eq!(evaluation.wrong(Measure::Strict).count(), 0);
}

#[test]
fn no_family_for_every_title_looks_good_six_way_and_has_no_f1() {
    let evaluation = answered(|_| Label::OutOfScope, 100);
    // Of the twelve, the three exclusions and the last row have no family; only the last is `hors_champ`.
    assert_eq!(
        evaluation.accuracy.six_way,
        StrictFair {
            strict: 4.0 / 12.0,
            fair: 4.0 / 12.0
        }
    );
    assert_eq!(
        evaluation.accuracy.nine_way,
        StrictFair {
            strict: 1.0 / 12.0,
            fair: 1.0 / 12.0
        }
    );
    assert_eq!(
        evaluation.macro_f1,
        StrictFair {
            strict: Some(0.0),
            fair: Some(0.0)
        }
    );
    assert!((evaluation.calibration.expected_error - 8.0 / 12.0).abs() < 1e-12);
}

/// What the command does with a gold file on standard input: its exit status, standard output and standard error.
fn command(gold: &str, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_metiers"));
    let done = command.args(["eval", "-"]).args(args).write_stdin(gold).output();
    let done = done.expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (done.status.code(), text(done.stdout), text(done.stderr))
}

#[test]
fn the_command_fails_where_a_gate_is_not_reached_and_lists_the_wrong_rows() {
    let half = "title,label\nTraffic manager,acquisition\nBoulanger,redaction\n";
    let (status, told, gates) = command(
        half,
        &["--wrong", "--min-fair", "0.9", "--min-strict", "0.5", "--min-f1", "0.9"],
    );
    assert_eq!(status, Some(1));
    assert!(
        told.starts_with("-: 2 rows, rules ") && told.contains("Boulanger"),
        "{told}"
    );
    assert!(
        gates.contains("not good enough on -: fair six-way accuracy 0.5000 is under --min-fair 0.9; fair family F1")
    );
    let (status, told, gates) = command(half, &["--min-fair", "0.5", "--min-strict", "0.5"]);
    assert_eq!((status, &*gates), (Some(0), ""), "{told}");
    let (status, _, gates) = command("title,label\nBoulanger,hors_champ\n", &["--min-f1", "0.5"]);
    assert!(status == Some(1) && gates.contains("no row has a family"), "{gates}");
    let (status, _, said) = command(half, &["--min-fair", "90"]);
    assert!(status == Some(2) && said.contains("write 0.9"), "{said}");
}

#[test]
fn the_command_tells_what_changed_since_an_earlier_run() {
    let gold = "title,label\nBoulanger,redaction\n";
    let folder = tempfile::tempdir().expect("a folder");
    let run = folder.path().join("run.json");
    let name = run.to_str().expect("a name of letters");
    std::fs::write(&run, command(gold, &["--json", "--wrong=strict"]).1).expect("a file");
    let (status, told, said) = command(gold, &["--baseline", name]);
    assert_eq!((status, &*said), (Some(0), ""), "{told}");
    assert!(told.contains("0 fixed, 0 broken, 0 changed, 1 the same"), "{told}");
    std::fs::write(&run, gold).expect("a file");
    let (status, _, said) = command(gold, &["--baseline", name]);
    let expected = "run.json: not a run of `metiers eval --json --wrong`";
    assert!(status == Some(2) && said.contains(expected), "{said}");
}
