//! What a person takes home: the result, with or without corrections, and the corrections as a gold file.

use super::super::Service;
use super::super::limits;
use super::super::problem::Problem;
use super::corrected::{Corrections, Corrector};
use super::entry::{Correction, Entry};
use super::lock;
use super::recoded::{self, Decoded, Encoded};
use crate::cli::sheet::SheetWriter;
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State as Shared};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use metiers::Classifier;
use metiers::batch::{InputFormat, Options, OutputFormat, Run};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::sync::Arc;
use tokio::io::AsyncReadExt;

/// How many bytes go out at a time.
const PIECE: usize = 256 << 10;

/// Which result is wanted.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(default)]
    format: Format,
    #[serde(default)]
    corrected: bool,
    #[serde(default)]
    explain: bool,
}

/// The shape of the result.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// The input's own, byte for byte.
    #[default]
    Input,
    /// What a French Excel opens at a double click.
    Excel,
    /// A workbook.
    Xlsx,
}

/// `GET /v1/files/{id}/result`
pub async fn result(
    Shared(service): Shared<Arc<Service>>,
    Path(id): Path<String>,
    query: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(wanted) = query.map_err(|error| Problem::bad_request(error.body_text()))?;
    if wanted.corrected && wanted.explain {
        return Err(Problem::unfit(
            "a corrected result has no evidence of its own: give corrected or explain",
        ));
    }
    let entry = service.files.find(&id)?;
    entry.findings()?;
    let (classifier, asked) = (service.classifier.clone(), entry.clone());
    let made = service.work(move || make(&classifier, &asked, wanted)).await??;
    let length = made.file.metadata().map_err(|error| Problem::no_room(&error))?.len();
    let name = file_name(
        &entry.name,
        made.extension,
        if wanted.corrected { "-corrige" } else { "-classe" },
    );
    let headers = [
        (header::CONTENT_TYPE, made.kind.to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, attachment(&name)),
    ];
    Ok((headers, sent(made.file)).into_response())
}

/// A result that was made.
struct Made {
    file: File,
    extension: &'static str,
    kind: &'static str,
}

fn make(classifier: &Classifier, entry: &Arc<Entry>, wanted: Wanted) -> Result<Made, Problem> {
    let full = |error: std::io::Error| Problem::no_room(&error);
    let found = entry.findings()?;
    let report = lock(&entry.report).clone();
    let jsonl = report.is_some_and(|report| report.format == InputFormat::Jsonl);
    let (output_format, extension, kind) = written(wanted.format, jsonl);
    let options = Options {
        output_format,
        explain: wanted.explain,
        prefix: found.prefix.to_owned(),
        ..lock(&entry.wishes).options()?
    };
    let mut file = tempfile::tempfile().map_err(full)?;
    let job = Job {
        classifier,
        entry,
        options: &options,
        corrected: wanted.corrected,
    };
    if wanted.format == Format::Xlsx {
        let name = format!("{}confiance", found.prefix);
        let odd = |error: &dyn std::fmt::Display| Problem::unfit(format!("no workbook can be made of this: {error:#}"));
        let mut sheet = SheetWriter::new(name).map_err(|error| odd(&error))?;
        job.write(&mut sheet)?;
        sheet.finish(&mut file).map_err(|error| odd(&error))?;
    } else {
        let mut buffered = BufWriter::with_capacity(PIECE, &file);
        job.write(&mut buffered)?;
        buffered.flush().map_err(full)?;
    }
    file.rewind().map_err(full)?;
    Ok(Made { file, extension, kind })
}

/// How a format is written, the end of its file's name, and what a browser is told that it is.
fn written(format: Format, jsonl: bool) -> (OutputFormat, &'static str, &'static str) {
    match format {
        Format::Xlsx => (OutputFormat::Table, "xlsx", "application/octet-stream"),
        Format::Excel => (OutputFormat::Excel, "csv", "text/csv"),
        Format::Input if jsonl => (OutputFormat::AsInput, "jsonl", "application/x-ndjson"),
        Format::Input => (OutputFormat::AsInput, "csv", "text/csv"),
    }
}

/// A result to be written.
struct Job<'j> {
    classifier: &'j Classifier,
    entry: &'j Arc<Entry>,
    options: &'j Options,
    corrected: bool,
}

impl Job<'_> {
    fn write(&self, out: &mut (dyn Write + Send)) -> Result<(), Problem> {
        let run = Run::new(self.classifier, self.options);
        let input = [self.entry.input(false)];
        let done = if self.corrected {
            let corrections = Corrections::new(lock(&self.entry.corrections).clone());
            let report = lock(&self.entry.report).clone();
            // The other shapes are written in UTF-8.
            let as_input = report
                .as_ref()
                .filter(|_| self.options.output_format == OutputFormat::AsInput);
            let encoding = recoded::other(as_input.and_then(|report| report.encoding));
            let mut encoded = Encoded::new(out, encoding);
            let mut corrector = Corrector::new(&mut encoded, corrections.clone(), report.as_ref(), self.options);
            let run = run.listener(move |title, company, verdict| corrections.hear(title, company, verdict));
            let done = run.write(input, &mut Decoded::new(&mut corrector, encoding));
            if done.is_ok() {
                corrector.finish().map_err(|error| Problem::no_room(&error))?;
            }
            done
        } else {
            run.write(input, out)
        };
        done.map(drop).map_err(|error| Problem::from(&error))
    }
}

/// The name of a result: the input's, without its endings.
fn file_name(name: &str, extension: &str, what: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = if stem.is_empty() { "export" } else { stem };
    format!("{stem}{what}.{extension}")
}

/// The header that gives a file its name, whatever letters that has.
fn attachment(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let encoded = name.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    format!("attachment; filename*=UTF-8''{}", encoded.collect::<String>())
}

/// A file as a body, piece by piece.
fn sent(file: File) -> Body {
    let file = tokio::fs::File::from_std(file);
    Body::from_stream(stream::try_unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE);
        let read = file.read_buf(&mut piece).await?;
        Ok::<_, std::io::Error>((read > 0).then_some((piece, file)))
    }))
}

/// Corrections as they are sent: all of them, each time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    corrections: Vec<Correction>,
}

/// How many corrections are kept.
#[derive(Serialize)]
pub struct Kept {
    corrections: usize,
}

/// `PUT /v1/files/{id}/corrections`
pub async fn correct(
    Shared(service): Shared<Arc<Service>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Kept>, Problem> {
    let entry = service.files.find(&id)?;
    let sent: Sent = limits::json(request).await?;
    if sent.corrections.len() > limits::TITLES {
        return Err(Problem::too_many("corrections"));
    }
    let corrections = sent.corrections.into_iter().map(|one| (one.key, one.label)).collect();
    let mut kept = lock(&entry.corrections);
    *kept = corrections;
    Ok(Json(Kept {
        corrections: kept.len(),
    }))
}

/// `GET /v1/files/{id}/corrections`: a gold file, as `metiers eval` reads it.
pub async fn gold(Shared(service): Shared<Arc<Service>>, Path(id): Path<String>) -> Result<Response, Problem> {
    let entry = service.files.find(&id)?;
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 5]| out.write_record(row).map_err(|_| Problem::bug());
    write(["title", "label", "company_size", "company_type", "source"])?;
    for Correction { key, label } in entry.corrections() {
        let size = key.company_size.map(|size| size.to_string()).unwrap_or_default();
        write([&key.title, label.slug(), &size, key.type_slug(), &entry.name])?;
    }
    let text = out.into_inner().map_err(|_| Problem::bug())?;
    let name = file_name(&entry.name, "csv", "-corrections");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, attachment(&name)),
    ];
    Ok((headers, text).into_response())
}
