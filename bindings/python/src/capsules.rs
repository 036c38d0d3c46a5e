//! The Arrow PyCapsule interface: arrays come in and tables go out as capsules, where they lie, with no Arrow library in Python.
//!
//! A capsule holds a C structure behind a pointer, so this is the one module with `unsafe`. It relies on what the interface
//! promises (a capsule of such a name holds such a structure) and on nothing that a texts' maker may have got wrong: texts are read as
//! bytes, [`titles`](crate::titles) looks whether they are Unicode. The classes of the crate `pyo3-arrow` do the same and
//! much more, and bring every kernel of Arrow along: five megabytes.

#![allow(unsafe_code)]

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, make_array};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::ffi::{CStr, c_int};

const ARRAY: &CStr = c"arrow_array";
const SCHEMA: &CStr = c"arrow_schema";
const STREAM: &CStr = c"arrow_array_stream";

/// Arrays of one type. Those of texts are arrays of bytes, the type is what their maker says.
pub type Arrays = (Vec<ArrayRef>, DataType);

/// The arrays that an object gives, or `None` where it has no method of the interface.
pub fn arrays(object: &Bound<'_, PyAny>) -> PyResult<Option<Arrays>> {
    let py = object.py();
    if let Some(method) = object.getattr_opt(intern!(py, "__arrow_c_array__"))? {
        let (schema, array) = method
            .call0()?
            .extract::<(Bound<'_, PyCapsule>, Bound<'_, PyCapsule>)>()?;
        return one_array(&schema, &array).map(Some);
    }
    if let Some(method) = object.getattr_opt(intern!(py, "__arrow_c_stream__"))? {
        let stream = method.call0()?.cast_into::<PyCapsule>()?;
        let stream = stream.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of this name holds such a structure; it is taken out, so that nobody else reads or frees it.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(stream.as_ptr()) };
        // What makes the arrays may need the interpreter's lock on other threads.
        return py.detach(|| all_arrays(stream)).map(Some).map_err(unreadable);
    }
    Ok(None)
}

/// A table as a capsule that gives its batches one by one.
pub fn stream<'py>(py: Python<'py>, schema: SchemaRef, batches: Vec<RecordBatch>) -> PyResult<Bound<'py, PyCapsule>> {
    let batches = RecordBatchIterator::new(batches.into_iter().map(Ok), schema);
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), STREAM)
}

/// A table's type as a capsule.
pub fn schema<'py>(py: Python<'py>, schema: &SchemaRef) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema.as_ref()).map_err(unreadable)?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

fn one_array(schema: &Bound<'_, PyCapsule>, array: &Bound<'_, PyCapsule>) -> PyResult<Arrays> {
    let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
    // SAFETY: a capsule of this name holds such a structure, and lives as long as `schema` is borrowed.
    let kind = kind_of(unsafe { schema.as_ref() }).map_err(unreadable)?;
    // SAFETY: the same; it is taken out, so that nobody else reads or frees it.
    let array = unsafe { FFI_ArrowArray::from_raw(array.as_ptr()) };
    let array = imported(array, &kind).map_err(unreadable)?;
    Ok((vec![array], kind))
}

fn all_arrays(mut stream: FFI_ArrowArrayStream) -> Result<Arrays, ArrowError> {
    let (Some(get_schema), Some(get_next)) = (stream.get_schema, stream.get_next) else {
        return Err(used_up());
    };
    let mut schema = FFI_ArrowSchema::empty();
    // SAFETY: the stream is not released, since it has its functions; the schema is ours, and empty.
    let status = unsafe { get_schema(&mut stream, &mut schema) };
    checked(&mut stream, status)?;
    let kind = kind_of(&schema)?;
    let mut arrays = Vec::new();
    loop {
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: as above.
        let status = unsafe { get_next(&mut stream, &mut array) };
        checked(&mut stream, status)?;
        if array.is_released() {
            return Ok((arrays, kind));
        }
        arrays.push(imported(array, &kind)?);
    }
}

/// What a stream says was wrong, where a function of it did not return 0.
fn checked(stream: &mut FFI_ArrowArrayStream, status: c_int) -> Result<(), ArrowError> {
    if status == 0 {
        return Ok(());
    }
    // SAFETY: the stream is not released, and has just failed.
    let words = stream.get_last_error.map(|words| unsafe { words(stream) });
    let words = words.filter(|words| !words.is_null());
    // SAFETY: a text that ends with a NUL, good until the stream's next call.
    let words = words.map(|words| unsafe { CStr::from_ptr(words) }.to_string_lossy().into_owned());
    Err(ArrowError::CDataInterface(
        words.unwrap_or_else(|| format!("error {status}")),
    ))
}

fn kind_of(schema: &FFI_ArrowSchema) -> Result<DataType, ArrowError> {
    match schema.release {
        Some(_) => DataType::try_from(schema),
        None => Err(used_up()),
    }
}

fn imported(array: FFI_ArrowArray, kind: &DataType) -> Result<ArrayRef, ArrowError> {
    if array.is_released() {
        return Err(used_up());
    }
    // SAFETY: the structure is whole, of the type that its schema names, and bytes lie as texts do.
    let data = unsafe { from_ffi_and_data_type(array, as_bytes(kind)) }?;
    Ok(make_array(data))
}

/// The type as which an array is read.
fn as_bytes(kind: &DataType) -> DataType {
    match kind {
        DataType::Utf8 => DataType::Binary,
        DataType::LargeUtf8 => DataType::LargeBinary,
        DataType::Utf8View => DataType::BinaryView,
        DataType::Dictionary(keys, values) => DataType::Dictionary(keys.clone(), Box::new(as_bytes(values))),
        other => other.clone(),
    }
}

fn used_up() -> ArrowError {
    ArrowError::CDataInterface("it was read already".to_owned())
}

fn unreadable(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}
