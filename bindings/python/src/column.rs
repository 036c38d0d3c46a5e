//! A column as callers hold it: an Arrow array or stream, a pandas Series, a list.

use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyFloat, PyList, PyString};
use pyo3_arrow::input::AnyArray;

/// A column, its values where the caller has them.
pub enum Column<'py> {
    /// Arrow, in chunks that share one type.
    Arrow(Vec<ArrayRef>, DataType),
    /// Python objects.
    Objects(Bound<'py, PyList>),
}

impl<'py> Column<'py> {
    /// The column that an object is; `name` is the argument's, for the error.
    pub fn of(name: &str, object: &Bound<'py, PyAny>) -> PyResult<Column<'py>> {
        if let Some(arrow) = arrow(object)? {
            return Ok(arrow);
        }
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
                let items = other.try_iter().map_err(|_| not_a_column(name, object))?;
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
fn arrow<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<Column<'py>>> {
    let py = object.py();
    // pandas gives Arrow only where pyarrow is installed, and polars' columns of nulls alone are not read: as objects they are.
    if has_capsules(object)?
        && let Ok(column) = capsules(object)
    {
        return Ok(Some(column));
    }
    let Some(array) = object.getattr_opt(intern!(py, "array"))? else {
        return Ok(None);
    };
    match array.call_method0(intern!(py, "__arrow_array__")) {
        Ok(arrow) if has_capsules(&arrow)? => capsules(&arrow).map(Some),
        _ => Ok(None),
    }
}

fn has_capsules(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = object.py();
    Ok(object.hasattr(intern!(py, "__arrow_c_array__"))? || object.hasattr(intern!(py, "__arrow_c_stream__"))?)
}

fn capsules<'py>(object: &Bound<'py, PyAny>) -> PyResult<Column<'py>> {
    let (chunks, field) = object.extract::<AnyArray>()?.into_chunked_array()?.into_inner();
    Ok(Column::Arrow(chunks, field.data_type().clone()))
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
