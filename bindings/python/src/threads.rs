//! The threads that classify: as many as `RAYON_NUM_THREADS` says, or the cores.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::process;
use std::sync::{Arc, Mutex, PoisonError};

/// The threads of a process, by its number.
type Threads = Option<(u32, Arc<ThreadPool>)>;

/// The threads of this process, started once. A forked child has none of its parent's, and would wait for them for ever:
/// it gets its own.
pub fn pool() -> PyResult<Arc<ThreadPool>> {
    static THREADS: Mutex<Threads> = Mutex::new(None);
    let mut threads = THREADS.lock().unwrap_or_else(PoisonError::into_inner);
    match &*threads {
        Some((process, pool)) if *process == process::id() => return Ok(pool.clone()),
        // Ending the parent's threads from here would touch locks that they may hold.
        _ => std::mem::forget(threads.take()),
    }
    let pool = ThreadPoolBuilder::new()
        .thread_name(|at| format!("metiers-{at}"))
        .build();
    let pool = Arc::new(pool.map_err(|error| PyRuntimeError::new_err(format!("no threads: {error}")))?);
    *threads = Some((process::id(), pool.clone()));
    Ok(pool)
}
