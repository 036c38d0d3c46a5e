//! The verdict on one title.

use pyo3::prelude::*;
use pyo3::types::PyDict;

/// What a title is said to be.
///
/// >>> import metiers
/// >>> verdict = metiers.classify("Traffic Manager (H/F) - CDI - Paris")
/// >>> verdict.family, verdict.reason
/// ('acquisition', 'indice')
/// >>> print(metiers.classify("Boulanger").family)
/// None
#[pyclass(module = "metiers", frozen, eq)]
#[derive(PartialEq)]
pub struct Verdict {
    /// The family: relation_client, web_marketing, acquisition, redaction or generaliste; None where there is none.
    #[pyo3(get)]
    family: Option<&'static str>,
    /// Why: indice, repli, exclu_graphisme, exclu_informatique, exclu_encadrement, hors_champ or titre_vide.
    #[pyo3(get)]
    reason: &'static str,
    /// How often such a decision was right on labelled titles, from 0.00 to 1.00.
    #[pyo3(get)]
    confidence: f64,
    /// The family that came second, or None.
    #[pyo3(get)]
    runner_up: Option<&'static str>,
    /// What was found in the title, with its points.
    #[pyo3(get)]
    evidence: String,
}

impl Verdict {
    /// A verdict of the library's, and its evidence.
    pub fn new(verdict: metiers::Verdict, evidence: String) -> Verdict {
        Verdict {
            family: verdict.family().map(metiers::Family::slug),
            reason: verdict.reason().slug(),
            confidence: f64::from(verdict.confidence_percent()) / 100.0,
            runner_up: verdict.runner_up().map(metiers::Family::slug),
            evidence,
        }
    }
}

#[pymethods]
impl Verdict {
    /// The verdict by the names of the columns that the command line adds.
    ///
    /// >>> import metiers
    /// >>> sorted(metiers.classify("Traffic manager").as_dict())
    /// ['confiance', 'famille', 'famille_2', 'indices', 'motif']
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("famille", self.family)?;
        dict.set_item("motif", self.reason)?;
        dict.set_item("confiance", self.confidence)?;
        dict.set_item("famille_2", self.runner_up)?;
        dict.set_item("indices", &self.evidence)?;
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        let family = self
            .family
            .map_or_else(|| "None".to_owned(), |family| format!("'{family}'"));
        let (reason, confidence) = (self.reason, self.confidence);
        format!("<Verdict family={family} reason='{reason}' confidence={confidence:.2}>")
    }
}
