//! What callers know of the companies: one value for all rows, or a column.

use crate::column::{Column, is_missing, type_name};
use crate::threads;
use crate::titles::Titles;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float16Type, Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, downcast_integer};
use arrow_schema::DataType;
use metiers::columns::Companies;
use metiers::{Company, CompanyKind};
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyString};

const SIZE: &str = "company_size";
const KIND: &str = "company_type";

/// What is known of the companies of many titles.
pub struct Known {
    headcounts: Option<Vec<Option<u32>>>,
    kinds: Option<Vec<Option<CompanyKind>>>,
}

impl Known {
    /// What two arguments say of this many rows.
    ///
    /// # Errors
    /// `TypeError` and `ValueError` for what is no size or type.
    pub fn new(size: Option<&Bound<'_, PyAny>>, kind: Option<&Bound<'_, PyAny>>, rows: usize) -> PyResult<Known> {
        let headcounts = size.map(|size| match is_column(size)? {
            true => headcounts(&Column::of(SIZE, size)?),
            false => Ok(vec![headcount(&SIZE, size)?; rows]),
        });
        let kinds = kind.map(|kind| match is_column(kind)? {
            true => kinds(Column::of(KIND, kind)?),
            false => Ok(vec![one_kind(kind)?; rows]),
        });
        Ok(Known {
            headcounts: headcounts.transpose()?,
            kinds: kinds.transpose()?,
        })
    }

    /// The same, as the library takes it.
    pub fn columns(&self) -> Companies<'_> {
        Companies {
            headcounts: self.headcounts.as_deref(),
            kinds: self.kinds.as_deref(),
        }
    }
}

/// The company of one title.
pub fn one(size: Option<&Bound<'_, PyAny>>, kind: Option<&Bound<'_, PyAny>>) -> PyResult<Company> {
    let headcount = size.map(|size| headcount(&SIZE, size)).transpose()?.flatten();
    let kind = kind.map(one_kind).transpose()?.flatten();
    Ok(Company::new(headcount, kind))
}

fn is_column(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    if object.is_instance_of::<PyString>() {
        return Ok(false);
    }
    for name in ["__iter__", "__arrow_c_array__", "__arrow_c_stream__"] {
        if object.hasattr(name)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn headcounts(column: &Column<'_>) -> PyResult<Vec<Option<u32>>> {
    match column {
        Column::Arrow(chunks, kind) => {
            let chunks = chunks.iter().map(|chunk| numbers(chunk, kind));
            Ok(chunks.collect::<PyResult<Vec<_>>>()?.concat())
        }
        Column::Objects(list) => {
            let rows = list.iter().enumerate();
            rows.map(|(row, value)| headcount(&format_args!("{SIZE}: row {row}"), &value))
                .collect()
        }
    }
}

fn numbers(array: &ArrayRef, kind: &DataType) -> PyResult<Vec<Option<u32>>> {
    macro_rules! integers {
        ($kind:ty) => {
            each::<$kind>(array, |people| people_of(&SIZE, people.into()).map(Some))
        };
    }
    downcast_integer! {
        kind => (integers),
        DataType::Float16 => each::<Float16Type>(array, |people| whole(&SIZE, people.to_f64())),
        DataType::Float32 => each::<Float32Type>(array, |people| whole(&SIZE, people.into())),
        DataType::Float64 => each::<Float64Type>(array, |people| whole(&SIZE, people)),
        DataType::Null => Ok(vec![None; array.len()]),
        _ => Err(PyTypeError::new_err(format!("{SIZE}: numbers are needed, not Arrow {kind}")))
    }
}

/// What each number of an array says, and nothing for nulls.
fn each<T: ArrowPrimitiveType>(
    array: &ArrayRef,
    people: impl Fn(T::Native) -> PyResult<Option<u32>>,
) -> PyResult<Vec<Option<u32>>> {
    let numbers = array.as_primitive::<T>().iter();
    numbers.map(|number| number.map_or(Ok(None), &people)).collect()
}

fn headcount(place: &dyn std::fmt::Display, value: &Bound<'_, PyAny>) -> PyResult<Option<u32>> {
    if is_missing(value) {
        return Ok(None);
    }
    let wrong = || {
        PyTypeError::new_err(format!(
            "{place}: a number of people is needed, not {}",
            type_name(value)
        ))
    };
    if value.is_instance_of::<PyBool>() {
        return Err(wrong());
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        return whole(place, number.extract()?);
    }
    match value.extract::<i64>() {
        Ok(people) => people_of(place, people.into()).map(Some),
        Err(error) if error.is_instance_of::<PyOverflowError>(value.py()) => {
            Err(PyValueError::new_err(format!("{place}: {value} people")))
        }
        Err(_) => Err(wrong()),
    }
}

/// The people of a number from a column of floats, which whole numbers with gaps often are.
fn whole(place: &dyn std::fmt::Display, number: f64) -> PyResult<Option<u32>> {
    if number.is_nan() {
        return Ok(None);
    }
    if number.fract() != 0.0 {
        return Err(PyValueError::new_err(format!(
            "{place}: {number} people, which is no whole number"
        )));
    }
    // Beyond its limits the conversion takes the nearest number there is.
    people_of(place, (number as i64).into()).map(Some)
}

fn people_of(place: &dyn std::fmt::Display, people: i128) -> PyResult<u32> {
    match i64::try_from(people) {
        Ok(people) if people >= 0 => Ok(u32::try_from(people).unwrap_or(u32::MAX)),
        _ => Err(PyValueError::new_err(format!("{place}: {people} people"))),
    }
}

fn kinds(column: Column<'_>) -> PyResult<Vec<Option<CompanyKind>>> {
    let texts = Titles::of(KIND, column)?;
    let rows = threads::pool()?.install(|| texts.rows());
    let rows = rows.map_err(|bad| PyValueError::new_err(format!("{KIND}: {bad}")))?;
    let rows = rows.into_iter().enumerate();
    rows.map(|(row, text)| parsed(&format_args!("{KIND}: row {row}"), text.as_ref()))
        .collect()
}

fn one_kind(value: &Bound<'_, PyAny>) -> PyResult<Option<CompanyKind>> {
    if is_missing(value) {
        return Ok(None);
    }
    match value.cast::<PyString>() {
        Ok(text) => parsed(&KIND, text.to_str()?),
        Err(_) => Err(PyTypeError::new_err(format!(
            "{KIND}: \"agence\" or \"marchand\" is needed, not {}",
            type_name(value)
        ))),
    }
}

fn parsed(place: &dyn std::fmt::Display, text: &str) -> PyResult<Option<CompanyKind>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let kind = text
        .parse()
        .map_err(|error| PyValueError::new_err(format!("{place}: {error}")))?;
    Ok(Some(kind))
}
