//! Scores as text for a terminal of 100 columns.

use super::calibration::{BINS, Calibration, Crossed};
use super::diff::{Change, ChangeKind, Diff, Headline};
use super::gold::GoldRow;
use super::scores::{Evaluation, FamilyScore, LabelScore, Measure, RowResult, StrictFair};
use crate::hidden::is_hidden;
use crate::{CompanyKind, Label};
use std::fmt::{self, Write};

impl fmt::Display for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        headline(self, f)?;
        f.write_str("\n")?;
        labels(self, f)?;
        f.write_str("\n")?;
        confusion(self, f)?;
        f.write_str("\n")?;
        calibration(&self.calibration, f)
    }
}

fn headline(evaluation: &Evaluation, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let StrictFair { strict, fair } = evaluation.macro_f1;
    let accuracy = evaluation.accuracy;
    writeln!(f, "{:<12}  {:>7}  {:>7}", "", "strict", "fair")?;
    writeln!(
        f,
        "{:<12}  {:>7}  {:>7}   mean of the families",
        "family F1",
        figure(strict),
        figure(fair)
    )?;
    for (name, pair) in [("six-way", accuracy.six_way), ("nine-way", accuracy.nine_way)] {
        let (strict, fair) = (figure(Some(pair.strict)), figure(Some(pair.fair)));
        writeln!(f, "{name:<12}  {strict:>7}  {fair:>7}   share of rows answered right")?;
    }
    Ok(())
}

fn labels(evaluation: &Evaluation, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let columns = format!("{:>9}  {:>6}  {:>6}", "precision", "recall", "F1");
    writeln!(f, "{:<18}  {:^19}  {:^25}  {:>14}", "", "rows", "strict", "fair")?;
    writeln!(
        f,
        "{:<18}  {:>7}{:>6}{:>6}  {columns}  {columns}",
        "", "label", "given", "right"
    )?;
    evaluation.labels.iter().try_for_each(|score| {
        let of_label = |row: &&FamilyScore| Some(row.family) == score.label.family();
        label_line(score, evaluation.families.iter().find(of_label), f)
    })
}

/// Strict for every label, fair for the families only: fairness is about the family.
fn label_line(score: &LabelScore, family: Option<&FamilyScore>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(
        f,
        "{:<18}  {:>7}{:>6}{:>6}",
        score.label.slug(),
        score.labelled,
        score.given,
        score.right
    )?;
    for prf in [Some(score.strict), family.map(|row| row.scores.fair)]
        .into_iter()
        .flatten()
    {
        let (precision, recall, f1) = (figure(prf.precision), figure(prf.recall), figure(prf.f1));
        write!(f, "  {precision:>9}  {recall:>6}  {f1:>6}")?;
    }
    f.write_str("\n")
}

fn confusion(evaluation: &Evaluation, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{:<18} ", "label \\ answer")?;
    for label in Label::ALL {
        write!(f, " {:>7}", short(label))?;
    }
    f.write_str("\n")?;
    for (label, row) in Label::ALL.into_iter().zip(&evaluation.confusion) {
        write!(f, "{:<18} ", label.slug())?;
        for &count in row {
            if count == 0 {
                write!(f, " {:>7}", "·")?
            } else {
                write!(f, " {count:>7}")?
            }
        }
        f.write_str("\n")?;
    }
    Ok(())
}

/// A label in seven letters at most, for the head of a column.
fn short(label: Label) -> &'static str {
    match label {
        Label::CustomerRelations => "client",
        Label::WebMarketing => "market",
        Label::Acquisition => "acquis",
        Label::WebWriting => "rédac",
        Label::Generalist => "génér",
        Label::GraphicDesign => "x-graph",
        Label::It => "x-info",
        Label::Management => "x-encad",
        Label::OutOfScope => "hors",
    }
}

fn calibration(calibration: &Calibration, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(
        f,
        "{:<12}  {:>7}  {:>7}  {:>7}   (right: fair six-way)",
        "confidence", "rows", "mean", "right"
    )?;
    for (place, bin) in calibration.bins.iter().enumerate() {
        let last = if place + 1 == BINS { 100 } else { place * 10 + 9 };
        let span = format!("{} – {}", hundredths(place * 10), hundredths(last));
        let (mean, right) = (figure(bin.mean_confidence), figure(bin.right));
        writeln!(f, "{span:<12}  {:>7}  {mean:>7}  {right:>7}", bin.rows)?;
    }
    writeln!(
        f,
        "expected calibration error {}",
        figure(Some(calibration.expected_error))
    )?;
    if let Some(surest) = calibration.surest {
        let (from, right) = (hundredths(surest.from_percent.into()), figure(Some(surest.right)));
        writeln!(
            f,
            "the surest 80 %: {} rows, confidence {from} and above, {right} right",
            surest.rows
        )?;
    }
    calibration.crossed.map_or(Ok(()), |crossed| across(&crossed, f))
}

/// What a refitted map would do on titles that it has not seen.
fn across(crossed: &Crossed, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let error = figure(Some(crossed.expected_error));
    write!(
        f,
        "refitted, each of {} folds by the others: error {error}",
        crossed.folds
    )?;
    match crossed.surest {
        Some(surest) => writeln!(f, ", the surest 80 % {} right", figure(Some(surest.right))),
        None => writeln!(f),
    }
}

/// The rows of an evaluation answered wrong, each with what was expected and what was got.
#[derive(Debug)]
pub struct WrongRows<'a> {
    /// Where the rows are.
    pub evaluation: &'a Evaluation,
    /// What counts as wrong.
    pub measure: Measure,
}

impl fmt::Display for WrongRows<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.evaluation.wrong(self.measure).count();
        writeln!(
            f,
            "{count} wrong of {} ({}, nine-way)",
            self.evaluation.rows,
            name(self.measure)
        )?;
        self.evaluation
            .wrong(self.measure)
            .try_for_each(|row| wrong_row(row, f))
    }
}

fn wrong_row(row: &RowResult, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let answer = row.answer;
    writeln!(f, "\n{}", title(&row.gold))?;
    writeln!(f, "    expected  {}", expected(&row.gold))?;
    let confidence = hundredths(answer.confidence_percent.into());
    write!(f, "    got       {} · {} · {confidence}", answer.label, answer.reason)?;
    match answer.runner_up {
        Some(family) => writeln!(f, " · then {family}"),
        None => f.write_str("\n"),
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules = self.rules_before.as_deref().unwrap_or("unknown");
        writeln!(
            f,
            "against the earlier run (rules {rules}), right being {} nine-way",
            name(self.measure)
        )?;
        for ((score, before), (_, after)) in scores(&self.before).into_iter().zip(scores(&self.after)) {
            moved(score, before, after, f)?;
        }
        let [fixed, broken, changed] = ChangeKind::ALL.map(|kind| self.of_kind(kind).count());
        write!(
            f,
            "{fixed} fixed, {broken} broken, {changed} changed, {} the same",
            self.same
        )?;
        writeln!(f, "; {} new rows, {} gone", self.new_rows, self.gone_rows)?;
        ChangeKind::ALL.into_iter().try_for_each(|kind| changes(self, kind, f))
    }
}

/// The scores that a diff shows.
fn scores(of: &Headline) -> [(&'static str, Option<f64>); 3] {
    [
        ("fair family F1", of.macro_f1.fair),
        ("fair six-way", Some(of.accuracy.six_way.fair)),
        ("strict nine-way", Some(of.accuracy.nine_way.strict)),
    ]
}

/// A score before and after, and by how much it moved where both are known.
fn moved(score: &str, before: Option<f64>, after: Option<f64>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{score:<16}  {:>6} → {:>6}", figure(before), figure(after))?;
    match before.zip(after) {
        Some((before, after)) => writeln!(f, "  {:+.4}", after - before),
        None => f.write_str("\n"),
    }
}

fn changes(diff: &Diff, kind: ChangeKind, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let heading = match kind {
        ChangeKind::Fixed => "fixed",
        ChangeKind::Broken => "broken",
        ChangeKind::Changed => "changed, as right or as wrong as before",
    };
    for (
        place,
        Change {
            gold, before, after, ..
        },
    ) in diff.of_kind(kind).enumerate()
    {
        if place == 0 {
            writeln!(f, "\n{heading}")?;
        }
        writeln!(f, "{}", title(gold))?;
        writeln!(f, "    expected  {}", expected(gold))?;
        writeln!(f, "    got       {before} → {after}")?;
    }
    Ok(())
}

/// `line 12  Assistant web (8 people, agence)`
fn title(row: &GoldRow) -> String {
    let size = row.company_size.map(|people| format!("{people} people"));
    let kind = row.company_type.map(|kind| match kind {
        CompanyKind::Agency => "agence".to_owned(),
        CompanyKind::Merchant => "marchand".to_owned(),
    });
    let company: Vec<_> = size.into_iter().chain(kind).collect();
    let company = if company.is_empty() {
        String::new()
    } else {
        format!(" ({})", company.join(", "))
    };
    format!("line {}  {}{company}", row.line, printable(&row.title))
}

/// `redaction, or web_marketing, hors_champ`
fn expected(row: &GoldRow) -> String {
    let also: Vec<_> = row.also_ok.iter().map(|label| label.slug()).collect();
    if also.is_empty() {
        row.label.to_string()
    } else {
        format!("{}, or {}", row.label, also.join(", "))
    }
}

fn name(measure: Measure) -> &'static str {
    match measure {
        Measure::Strict => "strict",
        Measure::Fair => "fair",
    }
}

/// A share with four decimals, or a dash where there is none.
fn figure(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{share:.4}"))
}

fn hundredths(percent: usize) -> String {
    format!("{}.{:02}", percent / 100, percent % 100)
}

/// `text` on one line: hidden characters, which could also command the terminal, are escaped.
pub(super) fn printable(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_hidden(letter) {
            // Writing to a string cannot fail.
            let _ = write!(line, "{}", letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    line
}
