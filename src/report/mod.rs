//! What a file holds, as a page to look at: one HTML file that needs nothing else, for people who open no terminal.
//!
//! It shows what a [`Summary`] counted and a [`Survey`](crate::batch::Survey) found, the numbers of `--stats`. The texts are escaped by the
//! template engine (`templates/report`); what a screen does not show (`visible`) is written out. Its size is bounded because what a
//! survey tells is; what grows with the number of files is cut.
//!
//! The same records make the same bytes: there is no date in it.

mod charts;
mod numbers;
mod tables;
mod texts;
mod visible;

pub use texts::Lang;

use crate::batch::{Findings, Summary};
use askama::Template;
use charts::{Histogram, Months};
use numbers::{number, share};
use std::fmt;
use tables::{Bar, GroupTable, InputRow, TitleList, UnsureRow, WordRow};
use texts::Texts;
use visible::shown;

/// The most inputs and warnings that are listed.
const MOST_LISTED: usize = 50;

/// A page about a run.
///
/// ```
/// use metiers::batch::{Input, Options, OutputFormat, Run, Survey};
/// use metiers::report::{Lang, Report};
///
/// let classifier = metiers::Classifier::builtin();
/// let options = Options { output_format: OutputFormat::Nothing, ..Options::default() };
/// let mut survey = Survey::new(&classifier);
/// let summary = Run::new(&classifier, &options)
///     .survey(&mut survey)
///     .write([Input::new("offres.csv", &b"titre\nTraffic manager\n"[..])], &mut std::io::sink())?;
/// let page = Report::new(&summary, &survey.findings(), Lang::French).to_string();
/// assert!(page.starts_with("<!doctype html>") && page.contains("Traffic manager"));
/// # Ok::<(), metiers::batch::Error>(())
/// ```
#[derive(Template)]
#[template(path = "report/page.html")]
pub struct Report {
    t: &'static Texts,
    files: String,
    cards: Vec<Card>,
    families: Vec<Bar>,
    reasons: Vec<Bar>,
    confidence: Histogram,
    months: Option<Months>,
    groups: Vec<GroupTable>,
    titles: Vec<TitleList>,
    unsure: Vec<UnsureRow>,
    labels: Vec<&'static str>,
    words: Vec<WordRow>,
    inputs: Vec<InputRow>,
    inputs_left_out: usize,
    warnings: Vec<String>,
    warnings_left_out: usize,
    fingerprint: String,
    version: &'static str,
}

/// A number that is seen first.
struct Card {
    value: String,
    what: &'static str,
    note: String,
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}

impl Report {
    /// The page about what a run did and what its records hold.
    pub fn new(summary: &Summary, findings: &Findings, lang: Lang) -> Report {
        let t = lang.texts();
        let listed = |text: &String| shown(text);
        let unsure: Vec<UnsureRow> = findings
            .least_sure
            .iter()
            .map(|row| UnsureRow::new(row, lang))
            .collect();
        let mut labels: Vec<&'static str> = unsure.iter().map(|row| row.label).collect();
        labels.sort_unstable();
        labels.dedup();
        Report {
            t,
            files: files(summary, lang),
            cards: cards(summary, lang),
            families: tables::families(summary, lang),
            reasons: tables::reasons(summary, lang),
            confidence: Histogram::new(&findings.confidence, lang),
            months: findings.months.as_ref().and_then(|months| Months::new(months, lang)),
            groups: tables::groups(findings, lang),
            titles: tables::titles(findings, lang),
            unsure,
            labels,
            words: findings
                .unknown_words
                .iter()
                .map(|word| WordRow::new(word, lang))
                .collect(),
            inputs: summary
                .inputs
                .iter()
                .take(MOST_LISTED)
                .map(|input| InputRow::new(input, lang))
                .collect(),
            inputs_left_out: summary.inputs.len().saturating_sub(MOST_LISTED),
            warnings: summary.warnings.iter().take(MOST_LISTED).map(listed).collect(),
            warnings_left_out: summary.warnings.len().saturating_sub(MOST_LISTED),
            fingerprint: summary.fingerprint.clone(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// The files by their names, without their folders.
fn files(summary: &Summary, lang: Lang) -> String {
    let name = |path: &str| match path {
        "-" => lang.texts().standard_input.to_owned(),
        path => shown(path.rsplit(['/', '\\']).next().unwrap_or(path)),
    };
    match summary.inputs.as_slice() {
        [] => lang.texts().no_file.to_owned(),
        [one] => name(&one.name),
        [one, .., last] => format!("{} … {} ({})", name(&one.name), name(&last.name), summary.inputs.len()),
    }
}

fn cards(summary: &Summary, lang: Lang) -> Vec<Card> {
    let t = lang.texts();
    let reason = |slug: &str| summary.reasons.get(slug).copied().unwrap_or(0);
    let excluded = ["exclu_graphisme", "exclu_informatique", "exclu_encadrement"];
    let card = |count: u64, what| Card {
        value: share(count, summary.records, lang),
        what,
        note: number(count, lang),
    };
    let odd = reason("ligne_irreguliere") + reason("titre_vide");
    vec![
        Card {
            value: number(summary.records, lang),
            what: t.card_records,
            note: String::new(),
        },
        card(summary.families.values().sum(), t.card_family),
        card(reason("repli"), t.card_fallback),
        card(reason("hors_champ"), t.card_scope),
        card(excluded.into_iter().map(reason).sum(), t.card_excluded),
        card(odd, t.card_odd),
    ]
}
