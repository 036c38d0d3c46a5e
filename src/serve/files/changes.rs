//! `POST /v1/files/{id}/changes`: which titles of a file rules of one's own would change.

use super::super::problem::Problem;
use super::super::rules::{Overlay, compile};
use super::super::{Service, limits};
use super::entry::{Entry, Key};
use super::lock;
use axum::Json;
use axum::extract::{Path, Request, State as Shared};
use metiers::batch::{Error, Options, Run};
use metiers::eval::{RulesDiff, TitleChange};
use metiers::{Classifier, Company, Diagnostic, Label, Scratch, Verdict};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use std::io;
use std::sync::{Arc, Mutex};

/// How many titles that change are told, of however many there are.
const TOLD: usize = 200;

/// What other rules would do to a file.
#[derive(Serialize)]
pub struct Changes {
    /// The fingerprint of the rules with the overlay; none where they could not be built.
    rules: Option<String>,
    faults: Vec<Diagnostic>,
    records: u64,
    changed_records: u64,
    transitions: Vec<Transition>,
    /// The first titles that change, with the rules that decide.
    changes: Vec<TitleChange>,
}

/// Records that go from one answer to another.
#[derive(Serialize)]
struct Transition {
    before: Label,
    after: Label,
    records: u64,
}

/// Compares row by row; of bounded size whatever the file.
struct Comparison {
    before: Classifier,
    scratch: Scratch,
    diff: RulesDiff,
    told: HashSet<Key>,
    records: u64,
    counts: BTreeMap<(usize, usize), u64>,
}

impl Comparison {
    fn new(before: &Classifier, after: &Classifier) -> Comparison {
        Comparison {
            before: before.clone(),
            scratch: Scratch::default(),
            diff: RulesDiff::new(before, after),
            told: HashSet::new(),
            records: 0,
            counts: BTreeMap::new(),
        }
    }

    fn note(&mut self, title: &str, company: &Company, after: &Verdict) {
        self.records += 1;
        let before = self.before.classify_with(&mut self.scratch, title, company);
        if (before.label(), before.reason()) == (after.label(), after.reason()) {
            return;
        }
        let pair = (before.label().index(), after.label().index());
        *self.counts.entry(pair).or_insert(0) += 1;
        let key = Key::of(title, company);
        if self.told.contains(&key) || self.told.len() < TOLD {
            self.told.insert(key);
            self.diff.title(title, company, after);
        }
    }

    fn changes(&mut self, after: &Classifier) -> Changes {
        let counts = std::mem::take(&mut self.counts);
        let transition = |((before, after), records)| Transition {
            before: Label::ALL[before],
            after: Label::ALL[after],
            records,
        };
        let mut transitions: Vec<Transition> = counts.into_iter().map(transition).collect();
        transitions.sort_by_key(|transition| std::cmp::Reverse(transition.records));
        Changes {
            rules: Some(after.fingerprint().to_owned()),
            faults: Vec::new(),
            records: self.records,
            changed_records: transitions.iter().map(|transition| transition.records).sum(),
            transitions,
            changes: self.diff.finish().changes,
        }
    }
}

/// `POST /v1/files/{id}/changes`
pub async fn changes(
    Shared(service): Shared<Arc<Service>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Changes>, Problem> {
    let entry = service.files.find(&id)?;
    let overlay: Overlay = limits::json(request).await?;
    let prefix = entry.findings()?.prefix;
    let shared = service.clone();
    let compare = move || match compile(&shared, overlay) {
        Ok(after) => compare(&shared.classifier, &after, &entry, prefix),
        Err(faults) => Ok(Changes {
            rules: None,
            faults,
            records: 0,
            changed_records: 0,
            transitions: Vec::new(),
            changes: Vec::new(),
        }),
    };
    service.work(compare).await?.map(Json)
}

fn compare(before: &Classifier, after: &Classifier, entry: &Arc<Entry>, prefix: &str) -> Result<Changes, Problem> {
    let options = Options {
        prefix: prefix.to_owned(),
        ..lock(&entry.wishes).options()?
    };
    let comparison = Arc::new(Mutex::new(Comparison::new(before, after)));
    let heard = comparison.clone();
    let told = |error: Error| Problem::from(&error);
    Run::new(after, &options)
        .listener(move |title, company, verdict| lock(&heard).note(title, company, verdict))
        .write([entry.input(false)], &mut io::sink())
        .map_err(told)?;
    let mut comparison = lock(&comparison);
    Ok(comparison.changes(after))
}
