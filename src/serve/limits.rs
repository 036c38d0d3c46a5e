//! How much one may ask for at once: connections, bodies, titles, time. What is over a limit is told which.

use super::problem::Problem;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::time::timeout;

/// Connections at once.
pub const CONNECTIONS: usize = 512;
/// Titles in one request, and corrections of one file.
pub const TITLES: usize = 10_000;
/// Bytes of a JSON body: ten thousand titles of four hundred letters.
pub const JSON_BYTES: u64 = 4 << 20;
/// Bytes of a file.
pub const FILE_BYTES: u64 = 256 << 20;
/// Files at once; a new one takes the oldest one's place.
pub const FILES: usize = 4;
/// Until a request's head is there.
pub const HEAD_TIME: Duration = Duration::from_secs(10);
/// Until a JSON body is there.
pub const JSON_TIME: Duration = Duration::from_secs(10);
/// Until the next piece of a file is there.
pub const PIECE_TIME: Duration = Duration::from_secs(20);
/// For requests at work when the program is to stop.
pub const STOP_TIME: Duration = Duration::from_secs(5);
/// Until the system is asked again for what it did not have.
pub const BREATH: Duration = Duration::from_millis(50);

/// The JSON body of a request.
///
/// # Errors
///
/// It is not declared as JSON, too long, too slow, no JSON, or JSON that says something else than what is asked for.
pub async fn json<T: DeserializeOwned>(request: Request) -> Result<T, Problem> {
    expect_type(request.headers(), "application/json")?;
    expect_length(request.headers(), JSON_BYTES)?;
    let bytes = timeout(JSON_TIME, collect(request.into_body().into_data_stream()));
    let bytes = bytes.await.map_err(|_| Problem::too_slow(JSON_TIME))??;
    serde_json::from_slice(&bytes).map_err(|error| Problem::json(&error))
}

async fn collect(mut body: BodyDataStream) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await {
        bytes.extend_from_slice(&piece.map_err(|_| Problem::cut())?);
        if bytes.len() as u64 > JSON_BYTES {
            return Err(Problem::too_long(JSON_BYTES));
        }
    }
    Ok(bytes)
}

/// The pieces of a long body, one after the other, each in its time.
pub struct Pieces {
    body: BodyDataStream,
    taken: u64,
}

impl Pieces {
    /// The pieces of this body.
    pub fn of(body: Body) -> Pieces {
        Pieces {
            body: body.into_data_stream(),
            taken: 0,
        }
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    ///
    /// There is too much, it comes too slowly, or the client has gone.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let piece = timeout(PIECE_TIME, self.body.next()).await;
        let Some(piece) = piece.map_err(|_| Problem::too_slow(PIECE_TIME))? else {
            return Ok(None);
        };
        let piece = piece.map_err(|_| Problem::cut())?;
        self.taken += piece.len() as u64;
        if self.taken > FILE_BYTES {
            return Err(Problem::too_long(FILE_BYTES));
        }
        Ok(Some(piece))
    }
}

/// Checks what a body is declared to be. A page of another site cannot declare these types without asking first.
pub fn expect_type(headers: &HeaderMap, wanted: &'static str) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    match essence.eq_ignore_ascii_case(wanted) {
        true => Ok(()),
        false => Err(Problem::media_type(wanted)),
    }
}

/// Refuses at once what is declared to be too long.
pub fn expect_length(headers: &HeaderMap, most: u64) -> Result<(), Problem> {
    let given = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    match given.and_then(|value| value.parse::<u64>().ok()) {
        Some(length) if length > most => Err(Problem::too_long(most)),
        _ => Ok(()),
    }
}
