//! Titles, read where they lie: a row is a reference into an Arrow buffer or a Python text.

use crate::column::{Column, is_missing, type_name};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyList, PyString};
use rayon::prelude::*;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The titles of one call.
pub enum Titles {
    /// In Arrow arrays of bytes that should be texts.
    Arrow(Vec<ArrayRef>),
    /// In Python texts, held so that they stay while the lock is free.
    Texts(Vec<Option<PyBackedStr>>),
}

/// One title, or none; read, no title is an empty one.
#[derive(Clone, Copy)]
pub struct Row<'t>(pub Option<&'t str>);

/// The number of a row whose bytes are no text.
pub struct BadRow(usize);

impl fmt::Display for BadRow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "row {} is no Unicode text", self.0)
    }
}

impl AsRef<str> for Row<'_> {
    fn as_ref(&self) -> &str {
        self.0.unwrap_or("")
    }
}

impl Titles {
    /// The texts of a column.
    ///
    /// # Errors
    /// `TypeError` where it holds anything but texts and nulls, `ValueError` where a text is no Unicode.
    pub fn of(name: &str, column: Column<'_>) -> PyResult<Titles> {
        match column {
            Column::Arrow(chunks, kind) if is_text(&kind) => Ok(Titles::Arrow(chunks)),
            Column::Arrow(_, kind) => Err(PyTypeError::new_err(format!(
                "{name}: a column of texts is needed, not Arrow {kind}"
            ))),
            Column::Objects(list) => texts(name, &list).map(Titles::Texts),
        }
    }

    /// One row a title, in order, read on the threads of the current pool.
    ///
    /// # Errors
    /// The first row that is no text.
    pub fn rows(&self) -> Result<Vec<Row<'_>>, BadRow> {
        match self {
            Titles::Arrow(chunks) => {
                let mut rows = Vec::with_capacity(chunks.iter().map(|chunk| chunk.len()).sum());
                chunks.iter().for_each(|chunk| push(chunk, &mut rows));
                read(&rows)
            }
            Titles::Texts(texts) => Ok(texts.iter().map(|text| Row(text.as_deref())).collect()),
        }
    }
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_text(values),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        _ => false,
    }
}

/// Adds the rows of an array that was of a type that [`is_text`].
fn push<'t>(array: &'t ArrayRef, rows: &mut Vec<Option<&'t [u8]>>) {
    match array.data_type() {
        DataType::Binary => rows.extend(array.as_binary::<i32>()),
        DataType::LargeBinary => rows.extend(array.as_binary::<i64>()),
        DataType::BinaryView => rows.extend(array.as_binary_view()),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let mut values = Vec::new();
            push(dictionary.values(), &mut values);
            let keys = dictionary.keys();
            if values.is_empty() {
                return rows.extend(std::iter::repeat_n(None, keys.len()));
            }
            // The key of a null may be any number, which is made one that has a value.
            let places = dictionary.normalized_keys().into_iter().enumerate();
            rows.extend(places.map(|(row, place)| values[place].filter(|_| !keys.is_null(row))));
        }
        _ => rows.extend(std::iter::repeat_n(None, array.len())),
    }
}

/// Bytes as the texts that they should be: Arrow's makers promise it, and not all keep it.
fn read<'t>(rows: &[Option<&'t [u8]>]) -> Result<Vec<Row<'t>>, BadRow> {
    let first = AtomicUsize::new(usize::MAX);
    let read = |(row, bytes): (usize, &Option<&'t [u8]>)| {
        let text = bytes.map(str::from_utf8).transpose();
        Row(text.unwrap_or_else(|_| {
            first.fetch_min(row, Ordering::Relaxed);
            None
        }))
    };
    let rows = rows.par_iter().enumerate().map(read).collect();
    match first.into_inner() {
        usize::MAX => Ok(rows),
        row => Err(BadRow(row)),
    }
}

fn texts(name: &str, list: &Bound<'_, PyList>) -> PyResult<Vec<Option<PyBackedStr>>> {
    let text = |(row, value): (usize, Bound<'_, PyAny>)| match value.cast_into::<PyString>() {
        Ok(text) => PyBackedStr::try_from(text)
            .map(Some)
            .map_err(|error| PyValueError::new_err(format!("{name}: row {row} is no Unicode text: {error}"))),
        Err(other) => {
            let value = other.into_inner();
            if is_missing(&value) {
                return Ok(None);
            }
            let kind = type_name(&value);
            Err(PyTypeError::new_err(format!("{name}: row {row} is {kind}, not str")))
        }
    };
    list.iter().enumerate().map(text).collect()
}
