//! Reads a file once: counts, the first rows, the titles to review. Of bounded size whatever the file.

use super::super::Service;
use super::super::problem::Problem;
use super::super::titles::Answer;
use super::entry::{Entry, Key, State};
use super::lock;
use metiers::batch::{Error, Event, Options, OutputFormat, Run, Summary};
use metiers::{Classifier, Company, Scratch, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

/// How many rows are shown as they stand.
const FIRST: usize = 20;
/// How many titles are given to review.
const REVIEWED: usize = 500;
/// Put before the names of added columns where the file has such columns already: it may be one of ours.
const PREFIX: &str = "metiers_";

/// What was found in a file.
#[derive(Serialize)]
pub struct Findings {
    summary: Summary,
    /// The first rows, as they stand.
    first: Vec<Told>,
    /// The titles decided least surely, each once.
    review: Vec<Told>,
    /// What stands before the names of the added columns.
    pub prefix: &'static str,
}

/// A title of the file, with its answer.
#[derive(Serialize)]
struct Told {
    company_size: Option<u32>,
    company_type: &'static str,
    /// How many rows have it.
    rows: u64,
    #[serde(flatten)]
    answer: Answer,
}

/// The titles that are told, gathered row by row.
#[derive(Default)]
struct Gathered {
    first: Vec<Key>,
    /// By confidence in hundredths: the least sure first, and how many rows each has.
    review: BTreeMap<(u8, Key), u64>,
}

impl Gathered {
    fn note(&mut self, title: &str, company: &Company, verdict: &Verdict) {
        if self.first.len() < FIRST {
            self.first.push(Key::of(title, company));
        }
        let confidence = verdict.confidence_percent();
        let full = self.review.len() == REVIEWED;
        let surest = self.review.last_key_value().map(|((confidence, _), _)| *confidence);
        if title.trim().is_empty() || full && surest.is_some_and(|surest| surest < confidence) {
            return;
        }
        *self.review.entry((confidence, Key::of(title, company))).or_insert(0) += 1;
        // What goes never comes back: the surest that is kept is only ever less sure. So the rows of what stays are whole.
        if self.review.len() > REVIEWED {
            self.review.pop_last();
        }
    }

    fn findings(self, classifier: &Classifier, summary: Summary, prefix: &'static str) -> Findings {
        let mut scratch = Scratch::default();
        let mut told = |(key, rows): (Key, u64)| Told {
            company_size: key.company_size,
            company_type: key.type_slug(),
            rows,
            answer: Answer::of(classifier, &mut scratch, key.title.clone(), &key.company()),
        };
        Findings {
            first: self.first.into_iter().map(|key| told((key, 1))).collect(),
            review: self
                .review
                .into_iter()
                .map(|((_, key), rows)| told((key, rows)))
                .collect(),
            summary,
            prefix,
        }
    }
}

/// Reads the file, which says that it is being read, where it keeps nobody waiting; its state tells when that is done.
pub fn start(service: Arc<Service>, entry: Arc<Entry>) {
    *lock(&entry.report) = None;
    tokio::spawn(async move {
        let (classifier, read) = (service.classifier.clone(), entry.clone());
        let done = service.work(move || whole(&classifier, &read)).await;
        let state = match done {
            Ok(Ok(findings)) => State::Ready(Arc::new(findings)),
            Ok(Err(problem)) | Err(problem) => State::Failed(problem),
        };
        *lock(&entry.state) = state;
    });
}

fn whole(classifier: &Classifier, entry: &Arc<Entry>) -> Result<Findings, Problem> {
    let options = lock(&entry.wishes).options()?;
    let found = match once(classifier, entry, &options, "") {
        Err(Error::ColumnClash { .. }) => once(classifier, entry, &options, PREFIX),
        found => found,
    };
    found.map_err(|error| Problem::from(&error))
}

fn once(
    classifier: &Classifier,
    entry: &Arc<Entry>,
    options: &Options,
    prefix: &'static str,
) -> Result<Findings, Error> {
    let options = Options {
        output_format: OutputFormat::AsInput,
        prefix: prefix.to_owned(),
        ..options.clone()
    };
    let gathered = Arc::new(Mutex::new(Gathered::default()));
    let heard = gathered.clone();
    let tell = |event: Event<'_>| {
        if let Event::Reading(report) = event {
            *lock(&entry.report) = Some(report.clone());
        }
    };
    let summary = Run::new(classifier, &options)
        .observer(&tell)
        .listener(move |title, company, verdict| lock(&heard).note(title, company, verdict))
        .write([entry.input(true)], &mut io::sink())?;
    *lock(&entry.report) = summary.inputs.first().cloned();
    let gathered = std::mem::take(&mut *lock(&gathered));
    Ok(gathered.findings(classifier, summary, prefix))
}
