//! Verdicts on many titles, as an Arrow table.

use crate::capsules;
use crate::companies::Known;
use crate::titles::Row;
use arrow_array::builder::{Float64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use metiers::columns::UnevenColumns;
use metiers::{Classifier, Family, Verdict};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use rayon::prelude::*;
use std::sync::Arc;

/// How many rows a batch of the table has at most.
const MOST: usize = 1 << 16;

/// The verdicts on many titles, one row a title: famille, motif, confiance, famille_2.
///
/// It is an Arrow table to whatever knows the Arrow PyCapsule interface: ``pyarrow.table(verdicts)``,
/// ``polars.DataFrame(verdicts)``, DuckDB's ``FROM verdicts``. Where there was no title, there is no verdict.
///
/// >>> import metiers
/// >>> verdicts = metiers.classify_many(["Traffic manager", None, "Boulanger"])
/// >>> len(verdicts), verdicts.column_names
/// (3, ['famille', 'motif', 'confiance', 'famille_2'])
/// >>> verdicts.to_dict()["motif"]
/// ['indice', None, 'hors_champ']
#[pyclass(module = "metiers", frozen)]
pub struct VerdictTable {
    batches: Vec<RecordBatch>,
}

impl VerdictTable {
    /// The verdicts of these titles, made and written on the threads of the current pool.
    ///
    /// # Errors
    /// A column of companies is not as long as the titles.
    pub fn new(classifier: &Classifier, titles: &[Row<'_>], companies: &Known) -> Result<VerdictTable, UnevenColumns> {
        let verdicts = classifier.classify_batch_for(titles, &companies.columns())?;
        let batches = titles.par_chunks(MOST).zip(verdicts.par_chunks(MOST));
        Ok(VerdictTable {
            batches: batches.map(|(titles, verdicts)| batch(titles, verdicts)).collect(),
        })
    }

    fn column(&self, at: usize) -> impl Iterator<Item = &ArrayRef> {
        self.batches.iter().map(move |batch| batch.column(at))
    }

    fn texts(&self, at: usize) -> Vec<Option<&str>> {
        self.column(at).flat_map(|column| column.as_string::<i32>()).collect()
    }
}

fn schema() -> SchemaRef {
    Arc::new(Schema::new(fields()))
}

fn fields() -> Fields {
    let text = |name| Field::new(name, DataType::Utf8, true);
    let confidence = Field::new("confiance", DataType::Float64, true);
    Fields::from(vec![text("famille"), text("motif"), confidence, text("famille_2")])
}

/// The rows of some titles: where there is no title, there is nothing.
fn batch(titles: &[Row<'_>], verdicts: &[Verdict]) -> RecordBatch {
    let rows = titles.len();
    let text = || StringBuilder::with_capacity(rows, rows * 16);
    let (mut families, mut reasons, mut seconds) = (text(), text(), text());
    let mut confidences = Float64Builder::with_capacity(rows);
    for (title, verdict) in titles.iter().zip(verdicts) {
        let verdict = title.0.map(|_| verdict);
        families.append_option(verdict.and_then(Verdict::family).map(Family::slug));
        reasons.append_option(verdict.map(|verdict| verdict.reason().slug()));
        confidences.append_option(verdict.map(|verdict| f64::from(verdict.confidence_percent()) / 100.0));
        seconds.append_option(verdict.and_then(Verdict::runner_up).map(Family::slug));
    }
    let arrays: Vec<ArrayRef> = vec![
        Arc::new(families.finish()),
        Arc::new(reasons.finish()),
        Arc::new(confidences.finish()),
        Arc::new(seconds.finish()),
    ];
    RecordBatch::from(StructArray::new(fields(), arrays, None))
}

#[pymethods]
impl VerdictTable {
    /// The names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        fields().iter().map(|field| field.name().clone()).collect()
    }

    /// The columns as lists by their names, for those who have no Arrow library.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (at, field) in fields().iter().enumerate() {
            match field.data_type() {
                DataType::Utf8 => dict.set_item(field.name(), self.texts(at))?,
                _ => {
                    let numbers = self.column(at).flat_map(|column| column.as_primitive::<Float64Type>());
                    dict.set_item(field.name(), numbers.collect::<Vec<Option<f64>>>())?;
                }
            }
        }
        Ok(dict)
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(|batch| batch.num_rows()).sum()
    }

    fn __repr__(&self) -> String {
        format!("<VerdictTable of {} rows>", self.__len__())
    }

    /// The table's type, for the Arrow PyCapsule interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsules::schema(py, &schema())
    }

    /// The table's batches, for the Arrow PyCapsule interface.
    ///
    /// Other types than the table's may be asked for by the interface, and need not be given: who asks casts.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        capsules::stream(py, schema(), self.batches.clone())
    }
}
