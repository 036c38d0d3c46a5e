//! A column as callers hold it: an Arrow array or stream, a pandas Series, a list.

use crate::capsules::{self, Arrays};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyFloat, PyList, PyString};

/// A column, its values where the caller has them.
pub enum Column<'py> {
    /// Arrow, in chunks that share one type; texts are there as bytes.
    Arrow(Vec<ArrayRef>, DataType),
    /// Python objects.
    Objects(Bound<'py, PyList>),
}

impl<'py> Column<'py> {
    /// The column that an object is; `name` is the argument's, for the error.
    pub fn of(name: &str, object: &Bound<'py, PyAny>) -> PyResult<Column<'py>> {
        let failed = match arrow(object) {
            Ok(Some((chunks, kind))) => return Ok(Column::Arrow(chunks, kind)),
            Ok(None) => None,
            Err(error) => Some(error),
        };
        if object.is_instance_of::<PyString>() || object.is_instance_of::<PyBytes>() {
            return Err(not_a_column(name, object));
        }
        // pandas and numpy make Python objects of theirs by this.
        let listed = match object.getattr_opt(intern!(object.py(), "tolist"))? {
            Some(to_list) => to_list.call0()?,
            None => object.clone(),
        };
        match listed.cast_into::<PyList>() {
            Ok(list) => Ok(Column::Objects(list)),
            Err(other) => {
                let other = other.into_inner();
                let wrong = |_| failed.unwrap_or_else(|| not_a_column(name, object));
                let items = other.try_iter().map_err(wrong)?;
                let items = items.collect::<PyResult<Vec<_>>>()?;
                Ok(Column::Objects(PyList::new(object.py(), items)?))
            }
        }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        match self {
            Column::Arrow(chunks, _) => chunks.iter().map(|chunk| chunk.len()).sum(),
            Column::Objects(list) => list.len(),
        }
    }
}

/// The Arrow arrays that an object gives, or `None` where it gives none.
fn arrow(object: &Bound<'_, PyAny>) -> PyResult<Option<Arrays>> {
    // pandas gives Arrow only where pyarrow is installed, and polars' columns of nulls alone are not read: as objects they are.
    let own = capsules::arrays(object);
    if matches!(own, Ok(Some(_))) {
        return own;
    }
    let py = object.py();
    let Some(array) = object.getattr_opt(intern!(py, "array"))? else {
        return own;
    };
    match array.call_method0(intern!(py, "__arrow_array__")) {
        Ok(arrow) => capsules::arrays(&arrow),
        Err(_) => own,
    }
}

/// Whether a Python object stands for a value that is not there: `None`, NaN, pandas' NA and NaT.
pub fn is_missing(value: &Bound<'_, PyAny>) -> bool {
    if value.is_none() {
        return true;
    }
    match value.cast::<PyFloat>() {
        Ok(number) => number.extract::<f64>().is_ok_and(f64::is_nan),
        Err(_) => {
            let name = value.get_type().name();
            name.is_ok_and(|name| name == "NAType" || name == "NaTType")
        }
    }
}

/// The name of an object's type, for errors.
pub fn type_name(object: &Bound<'_, PyAny>) -> String {
    let name = object.get_type().name();
    name.map_or_else(|_| "?".to_owned(), |name| name.to_string())
}

fn not_a_column(name: &str, object: &Bound<'_, PyAny>) -> PyErr {
    let kind = type_name(object);
    PyTypeError::new_err(format!(
        "{name}: a column is needed (a list, a Series, an Arrow array), not {kind}"
    ))
}
