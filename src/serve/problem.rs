//! Every answer that is not the one asked for: a status, a word for programs, a sentence for people.

use super::limits;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use metiers::batch;
use serde::Serialize;
use std::io;
use std::time::Duration;

/// What went wrong, as the client is told.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    status: u16,
    /// A word that stays the same when the sentence is reworded.
    code: &'static str,
    message: String,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Problem {
        Problem {
            status: status.as_u16(),
            code,
            message: message.into(),
        }
    }

    /// The request itself is malformed.
    pub fn bad_request(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    /// The request came under a name, or from a page, that is not this service's.
    pub fn stranger(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// There is nothing at this address.
    pub fn not_found(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// There is something at this address, but not for this method.
    pub fn method() -> Problem {
        let message = "this address has no such method; /openapi.json has those that it has";
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
    }

    /// The body did not come in time.
    pub fn too_slow(time: Duration) -> Problem {
        let message = format!("the body did not come within {} seconds", time.as_secs());
        Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", message)
    }

    /// The body ended before its end.
    pub fn cut() -> Problem {
        Problem::bad_request("the body ended before its declared end")
    }

    /// The body is longer than allowed.
    pub fn too_long(most: u64) -> Problem {
        let message = format!("the body has more than {most} bytes; send it in parts, or use the command line");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_long", message)
    }

    /// More titles than allowed.
    pub fn too_many(what: &str) -> Problem {
        let message = format!("more than {} {what}; send them in parts", limits::TITLES);
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many", message)
    }

    /// The body is declared to be something else.
    pub fn media_type(wanted: &str) -> Problem {
        let message = format!("the body must be declared as Content-Type: {wanted}");
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", message)
    }

    /// The body is no JSON, or not the JSON that is asked for.
    pub fn json(error: &serde_json::Error) -> Problem {
        match error.classify() {
            serde_json::error::Category::Data => Problem::unfit(error.to_string()),
            _ => Problem::bad_request(format!("the body is not JSON: {error}")),
        }
    }

    /// The request is well formed and asks for what cannot be.
    pub fn unfit(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unfit", message)
    }

    /// The file is not ready to be asked about.
    pub fn not_ready() -> Problem {
        let message = "the file is still being read, or could not be: see its state";
        Problem::new(StatusCode::CONFLICT, "not_ready", message)
    }

    /// The system has no room for a file.
    pub fn no_room(error: &io::Error) -> Problem {
        let message = format!("the file cannot be kept: {error}");
        Problem::new(StatusCode::INSUFFICIENT_STORAGE, "no_room", message)
    }

    /// A fault of the program.
    pub fn bug() -> Problem {
        let message = "the work failed, which is a fault of this program";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "bug", message)
    }
}

/// Why a file cannot be read; its name in front is left out.
impl From<&batch::Error> for Problem {
    fn from(error: &batch::Error) -> Problem {
        use batch::Error as E;
        let code = match error {
            E::Empty { .. } => "empty_file",
            E::NoTitleColumn { .. } | E::AmbiguousTitle { .. } => "no_title_column",
            E::NoSuchColumn { .. } => "no_such_column",
            E::ColumnClash { .. } => "column_clash",
            E::UnclosedQuote { .. } => "unclosed_quote",
            E::RecordTooLong { .. } => "record_too_long",
            E::Utf16WithoutBom { .. } | E::UnknownEncoding { .. } => "encoding",
            E::Gzip { .. } => "gzip",
            E::Workbook { .. } => "workbook",
            E::JsonArray { .. } => "json_array",
            _ => "unreadable",
        };
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, error.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Answer {
            error: Problem,
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(Answer { error: self })).into_response()
    }
}
