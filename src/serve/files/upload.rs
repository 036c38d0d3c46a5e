//! A file comes in, is looked at, read again in another way, forgotten.

use super::super::Service;
use super::super::limits::{self, Pieces};
use super::super::problem::Problem;
use super::entry::{Correction, Entry, State, Wishes};
use super::lock;
use super::reading::{self, Findings};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State as Shared};
use axum::http::StatusCode;
use metiers::batch::{self, InputReport, Preview};
use serde::{Deserialize, Serialize, Serializer};
use std::sync::Arc;
use tokio::io::AsyncWriteExt;

/// What a file of bytes is declared to be.
const BYTES: &str = "application/octet-stream";
/// The most letters of a file's name that are kept.
const LONGEST_NAME: usize = 200;

/// What is said about a file that is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    #[serde(default)]
    name: String,
    title_column: Option<String>,
    sheet: Option<String>,
    encoding: Option<String>,
}

/// How it stands with a file.
#[derive(Serialize)]
pub struct Told {
    id: String,
    name: String,
    state: &'static str,
    bytes: u64,
    read_bytes: u64,
    /// How it is read, as soon as that is known.
    found: Option<InputReport>,
    wishes: Wishes,
    error: Option<Problem>,
    #[serde(serialize_with = "shared")]
    findings: Option<Arc<Findings>>,
    corrections: Vec<Correction>,
}

fn shared<S: Serializer>(findings: &Option<Arc<Findings>>, serializer: S) -> Result<S::Ok, S::Error> {
    findings.as_deref().serialize(serializer)
}

fn told(entry: &Entry) -> Json<Told> {
    let (state, findings, error) = match &*lock(&entry.state) {
        State::Reading => ("reading", None, None),
        State::Ready(findings) => ("ready", Some(findings.clone()), None),
        State::Failed(problem) => ("failed", None, Some(problem.clone())),
    };
    Json(Told {
        id: entry.id.clone(),
        name: entry.name.clone(),
        state,
        bytes: entry.bytes,
        read_bytes: entry.progress(),
        found: lock(&entry.report).clone(),
        wishes: lock(&entry.wishes).clone(),
        error,
        findings,
        corrections: entry.corrections(),
    })
}

/// `POST /v1/files`
pub async fn receive(
    Shared(service): Shared<Arc<Service>>,
    query: Result<Query<Sent>, QueryRejection>,
    request: Request,
) -> Result<(StatusCode, Json<Told>), Problem> {
    let Query(sent) = query.map_err(|error| Problem::bad_request(error.body_text()))?;
    limits::expect_type(request.headers(), BYTES)?;
    limits::expect_length(request.headers(), limits::FILE_BYTES)?;
    let wishes = Wishes {
        title_column: sent.title_column,
        sheet: sent.sheet,
        encoding: sent.encoding,
        ..Wishes::default()
    };
    wishes.options()?;
    let (file, bytes) = keep(Pieces::of(request.into_body())).await?;
    let name: String = sent
        .name
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    let name = if name.is_empty() { "export".to_owned() } else { name };
    let entry = Arc::new(Entry::new(name, file, bytes, wishes));
    service.files.add(entry.clone());
    reading::start(service, entry.clone());
    Ok((StatusCode::CREATED, told(&entry)))
}

/// Writes a body into a file that has no name: it vanishes with the last who holds it, even if the program is killed.
async fn keep(mut pieces: Pieces) -> Result<(std::fs::File, u64), Problem> {
    let full = |error| Problem::no_room(&error);
    let mut file = tokio::fs::File::from_std(tempfile::tempfile().map_err(full)?);
    let mut bytes = 0;
    while let Some(piece) = pieces.next().await? {
        bytes += piece.len() as u64;
        file.write_all(&piece).await.map_err(full)?;
    }
    file.flush().await.map_err(full)?;
    Ok((file.into_std().await, bytes))
}

/// `GET /v1/files/{id}`
pub async fn state(Shared(service): Shared<Arc<Service>>, Path(id): Path<String>) -> Result<Json<Told>, Problem> {
    service.files.find(&id).map(|entry| told(&entry))
}

/// `GET /v1/files/{id}/preview`: its first lines, parted with no regard to where the header is thought to be.
pub async fn preview(Shared(service): Shared<Arc<Service>>, Path(id): Path<String>) -> Result<Json<Preview>, Problem> {
    let entry = service.files.find(&id)?;
    let options = lock(&entry.wishes).options()?;
    let look = move || batch::preview(entry.input(false), &options);
    let seen = service.work(look).await?;
    seen.map(Json).map_err(|error| Problem::from(&error))
}

/// `DELETE /v1/files/{id}`
pub async fn forget(Shared(service): Shared<Arc<Service>>, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let entry = service.files.find(&id)?;
    service.files.remove(&entry);
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /v1/files/{id}/read`
pub async fn read_again(
    Shared(service): Shared<Arc<Service>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Told>, Problem> {
    let entry = service.files.find(&id)?;
    let wishes: Wishes = limits::json(request).await?;
    wishes.options()?;
    entry.begin()?;
    *lock(&entry.wishes) = wishes;
    reading::start(service, entry.clone());
    Ok(told(&entry))
}
