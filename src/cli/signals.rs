//! What a signal does: unfinished files are removed, the old ones stay, and the program ends with 128 + the signal.
//!
//! The work may be waiting for a slow pipe, so a thread of its own waits for the signals and ends the program.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The files that are not complete yet.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts to wait for signals.
#[cfg(unix)]
pub fn watch() -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // Held until the end, so that no file is put in place behind our back.
            let files = unfinished();
            for file in files.iter() {
                let _ = std::fs::remove_file(file);
            }
            std::process::exit(128 + signal);
        }
    })?;
    Ok(())
}

/// Elsewhere the system ends the program; the unfinished file is left, the old one is whole.
#[cfg(not(unix))]
pub fn watch() -> std::io::Result<()> {
    Ok(())
}

/// Makes a file that is removed on a signal; one that comes meanwhile waits.
pub fn create<E>(make: impl FnOnce() -> Result<tempfile::NamedTempFile, E>) -> Result<tempfile::NamedTempFile, E> {
    let mut files = unfinished();
    let file = make()?;
    files.push(file.path().to_owned());
    Ok(file)
}

/// Does what makes a file complete; a signal waits for it.
pub fn complete<T>(file: &Path, put_in_place: impl FnOnce() -> T) -> T {
    let mut files = unfinished();
    let done = put_in_place();
    files.retain(|other| other != file);
    done
}
