//! `POST /v1/classify` and `GET /v1/explain`: one title or ten thousand, and why one is what it is.

use super::parts::{self, Part};
use super::problem::Problem;
use super::{Service, french, limits};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use metiers::{Classifier, Company, CompanyKind, Explanation, Family, Reason, Scratch};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// So many titles are answered at once; more go where they keep nobody waiting.
const FEW: usize = 64;

/// What is asked of `classify`: exactly one of `title`, `titles` and `rows`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    title: Option<String>,
    titles: Option<Vec<String>>,
    rows: Option<Vec<Row>>,
    company_size: Option<u32>,
    company_type: Option<CompanyKind>,
    /// Whether the titles are wanted cut into parts by what they did.
    #[serde(default)]
    parts: bool,
}

/// A title with what is known of its company.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    title: String,
    company_size: Option<u32>,
    company_type: Option<CompanyKind>,
}

impl Ask {
    /// The titles and their companies.
    fn rows(self) -> Result<Vec<(String, Company)>, Problem> {
        let all = Company::new(self.company_size, self.company_type);
        let rows: Vec<(String, Company)> = match (self.title, self.titles, self.rows) {
            (Some(title), None, None) => vec![(title, all)],
            (None, Some(titles), None) => titles.into_iter().map(|title| (title, all)).collect(),
            (None, None, Some(_)) if all != Company::default() => {
                return Err(Problem::unfit(
                    "with rows, company_size and company_type stand in each row",
                ));
            }
            (None, None, Some(rows)) => rows
                .into_iter()
                .map(|row| (row.title, Company::new(row.company_size, row.company_type)))
                .collect(),
            _ => return Err(Problem::unfit("give one of title, titles and rows")),
        };
        match rows.len() > limits::TITLES {
            true => Err(Problem::too_many("titles")),
            false => Ok(rows),
        }
    }
}

/// The answer for one title: the columns of the command line by their names.
#[derive(Serialize)]
pub struct Answer {
    title: String,
    famille: Option<Family>,
    motif: Reason,
    confiance: f64,
    famille_2: Option<Family>,
    indices: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<Vec<Part>>,
}

impl Answer {
    /// The answer for a title of a company.
    pub fn of(classifier: &Classifier, scratch: &mut Scratch, title: String, company: &Company) -> Answer {
        let mut indices = String::new();
        let verdict = classifier.classify_with_evidence(scratch, &title, company, &mut indices);
        Answer {
            title,
            famille: verdict.family(),
            motif: verdict.reason(),
            confiance: f64::from(verdict.confidence_percent()) / 100.0,
            famille_2: verdict.runner_up(),
            indices,
            parts: None,
        }
    }
}

/// What `classify` answers.
#[derive(Serialize)]
pub struct Answers {
    rules: String,
    results: Vec<Answer>,
}

fn answers(classifier: &Classifier, rows: Vec<(String, Company)>, with_parts: bool) -> Answers {
    let mut scratch = Scratch::default();
    let answer = |(title, company): (String, Company)| {
        let parts = with_parts.then(|| parts::of(&classifier.explain_for(&title, &company)));
        Answer {
            parts,
            ..Answer::of(classifier, &mut scratch, title, &company)
        }
    };
    Answers {
        results: rows.into_iter().map(answer).collect(),
        rules: classifier.fingerprint().to_owned(),
    }
}

/// `POST /v1/classify`
pub async fn classify(State(service): State<Arc<Service>>, request: Request) -> Result<Json<Answers>, Problem> {
    let ask: Ask = limits::json(request).await?;
    let with_parts = ask.parts;
    let rows = ask.rows()?;
    if rows.len() <= FEW {
        return Ok(Json(answers(&service.classifier, rows, with_parts)));
    }
    let classifier = service.classifier.clone();
    let done = service.work(move || answers(&classifier, rows, with_parts));
    done.await.map(Json)
}

/// What is asked of `explain`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Why {
    title: String,
    company_size: Option<u32>,
    company_type: Option<CompanyKind>,
    #[serde(default)]
    lang: Lang,
}

/// The language of the decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Lang {
    #[default]
    En,
    Fr,
}

/// What `explain` answers: the explanation of the command line, and the title cut into parts.
#[derive(Serialize)]
pub struct Explained {
    #[serde(flatten)]
    why: Explanation,
    parts: Vec<Part>,
}

/// `GET /v1/explain`
pub async fn explain(
    State(service): State<Arc<Service>>,
    query: Result<Query<Why>, QueryRejection>,
) -> Result<Json<Explained>, Problem> {
    let Query(ask) = query.map_err(|error| Problem::bad_request(error.body_text()))?;
    let company = Company::new(ask.company_size, ask.company_type);
    let mut why = service.classifier.explain_for(&ask.title, &company);
    if ask.lang == Lang::Fr {
        why.decision = french::decision(&why, &company);
    }
    let parts = parts::of(&why);
    Ok(Json(Explained { why, parts }))
}
