//! What a diff tells of two runs.

use super::*;

fn told(diff: &Diff) -> Vec<(ChangeKind, &str, Label, Label)> {
    fn tell(change: &Change) -> (ChangeKind, &str, Label, Label) {
        (change.kind, &change.gold.title, change.before, change.after)
    }
    diff.changes.iter().map(tell).collect()
}

#[test]
fn a_diff_tells_the_fixed_the_broken_and_the_changed() {
    let before = example();
    // r3 is mended, r1 broken, r6 still wrong in another way; r10 is gone and r11 new.
    let file = ROWS.replace("r10,hors_champ,acquisition", "r11,redaction,");
    let mut answers = ANSWERS;
    answers[2].0 = Label::Acquisition;
    answers[0].0 = Label::It;
    answers[5].0 = Label::WebMarketing;
    let diff = Diff::between(&before, &scored(&file, &answers), Measure::Fair).unwrap();
    let (acquisition, nothing) = (Label::Acquisition, Label::OutOfScope);
    assert_eq!(
        told(&diff),
        [
            (ChangeKind::Fixed, "r3", nothing, acquisition),
            (ChangeKind::Broken, "r1", acquisition, Label::It),
            (ChangeKind::Changed, "r6", acquisition, Label::WebMarketing),
        ]
    );
    assert_eq!((diff.same, diff.new_rows, diff.gone_rows), (6, 1, 1));
    assert_eq!(diff.before.accuracy, before.accuracy);
}

#[test]
fn a_diff_judges_both_answers_by_the_present_labels() {
    let before = example();
    // Row 6 is labelled anew; its answer, the same as before, is no change.
    let relabelled = ROWS.replace("r6,hors_champ", "r6,acquisition");
    let diff = Diff::between(&before, &scored(&relabelled, &ANSWERS), Measure::Strict).unwrap();
    assert_eq!((diff.changes.len(), diff.same), (0, 10));
}

#[test]
fn a_diff_tells_companies_apart_and_needs_rows() {
    let file = "title,label,company_size\nAssistant,generaliste,8\nAssistant,hors_champ,\n";
    let both = [(Label::Generalist, 50), (Label::OutOfScope, 50)];
    let mut before = scored(file, &both);
    let diff = Diff::between(&before, &scored(file, &both), Measure::Strict).unwrap();
    assert_eq!(diff.same, 2);
    before.results.clear();
    assert_eq!(Diff::between(&before, &before, Measure::Strict), Err(NoRowsInRun));
}
