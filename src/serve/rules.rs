//! `GET /v1/rules` and `POST /v1/rules/check`: what the rules hold, and what is wrong with rules of one's own.

use super::problem::Problem;
use super::{Service, limits};
use axum::Json;
use axum::extract::{Request, State};
use metiers::engine::ConceptSummary;
use metiers::{Classifier, Diagnostic, Diagnostics, Label};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The name that rules sent by a client go by in messages.
pub const OVERLAY: &str = "mes-regles.toml";

/// What the rules hold.
#[derive(Serialize)]
pub struct Rules {
    rules: String,
    labels: Vec<LabelName>,
    concepts: Vec<ConceptSummary>,
}

#[derive(Serialize)]
struct LabelName {
    label: Label,
    name: &'static str,
}

/// `GET /v1/rules`
pub async fn list(State(service): State<Arc<Service>>) -> Result<Json<Rules>, Problem> {
    let classifier = service.classifier.clone();
    let rules = move || Rules {
        rules: classifier.fingerprint().to_owned(),
        labels: Label::ALL
            .map(|label| LabelName {
                label,
                name: label.french_name(),
            })
            .into(),
        concepts: classifier.concepts().collect(),
    };
    service.work(rules).await.map(Json)
}

/// Rules of a client, laid over those of the service.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    text: String,
}

/// What was found about rules of one's own.
#[derive(Serialize)]
pub struct Checked {
    /// The fingerprint of the whole set; none where it could not be built.
    rules: Option<String>,
    faults: Vec<Diagnostic>,
}

/// Compiles the overlay on the service's own rules.
///
/// # Errors
///
/// The faults of the overlay.
pub fn compile(service: &Service, overlay: Overlay) -> Result<Classifier, Vec<Diagnostic>> {
    let base = (service.base)();
    // Nothing written yet is no rule at fault.
    let all = match overlay.text.trim().is_empty() {
        true => base,
        false => base.rules_text(OVERLAY, overlay.text),
    };
    all.build().map_err(|faults| own(&faults))
}

/// The faults that are the overlay's.
fn own(faults: &Diagnostics) -> Vec<Diagnostic> {
    faults.iter().cloned().collect()
}

/// `POST /v1/rules/check`
pub async fn check(State(service): State<Arc<Service>>, request: Request) -> Result<Json<Checked>, Problem> {
    let overlay: Overlay = limits::json(request).await?;
    let shared = service.clone();
    let check = move || match compile(&shared, overlay) {
        Ok(classifier) => Checked {
            rules: Some(classifier.fingerprint().to_owned()),
            faults: [classifier.check(), classifier.warnings()]
                .iter()
                .flat_map(own)
                .collect(),
        },
        Err(faults) => Checked { rules: None, faults },
    };
    service.work(check).await.map(Json)
}
