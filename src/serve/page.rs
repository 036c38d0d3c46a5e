//! What the browser is given: the page's own files, compiled in, and what programs ask first.

use super::Service;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;

/// A file of the page.
pub struct Asset {
    pub path: &'static str,
    kind: &'static str,
    text: &'static str,
}

impl Asset {
    /// The file, as an answer.
    pub fn response(&self) -> Response {
        ([(header::CONTENT_TYPE, self.kind)], self.text).into_response()
    }
}

macro_rules! assets {
    ($($path:literal $file:literal $kind:literal)*) => {
        &[$(Asset { path: $path, kind: $kind, text: include_str!(concat!("page/", $file)) }),*]
    };
}

/// All files of the page.
pub const ASSETS: &[Asset] = assets! {
    "/" "index.html" "text/html; charset=utf-8"
    "/style.css" "style.css" "text/css; charset=utf-8"
    "/favicon.svg" "favicon.svg" "image/svg+xml"
    "/again.js" "again.js" "text/javascript; charset=utf-8"
    "/app.js" "app.js" "text/javascript; charset=utf-8"
    "/chart.js" "chart.js" "text/javascript; charset=utf-8"
    "/dom.js" "dom.js" "text/javascript; charset=utf-8"
    "/file.js" "file.js" "text/javascript; charset=utf-8"
    "/paste.js" "paste.js" "text/javascript; charset=utf-8"
    "/review.js" "review.js" "text/javascript; charset=utf-8"
    "/rules.js" "rules.js" "text/javascript; charset=utf-8"
    "/why.js" "why.js" "text/javascript; charset=utf-8"
    "/words.js" "words.js" "text/javascript; charset=utf-8"
};

/// That it lives, and what it is.
#[derive(Serialize)]
pub struct Health {
    status: &'static str,
    version: &'static str,
    rules: String,
}

/// `GET /healthz`
pub async fn health(State(service): State<Arc<Service>>) -> Json<Health> {
    Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        rules: service.classifier.fingerprint().to_owned(),
    })
}

/// `GET /openapi.json`
pub async fn openapi() -> Response {
    let text = include_str!("openapi.json");
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}
