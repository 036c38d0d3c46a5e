//! An export, from its sending to its corrected result.
//!
//! ```text
//! upload     the bytes, piece by piece, into a file without a name
//! reading    what is in it, counted, with the titles to review
//! entry      one file: its bytes, its state, its corrections
//! download   the result as the command line writes it, the corrections as a gold file
//! corrected  the corrections written into the result
//! recoded    UTF-16 and its like around that
//! changes    which of its titles other rules would change
//! ```

mod changes;
mod corrected;
mod download;
mod entry;
mod reading;
mod recoded;
mod upload;

pub use changes::changes;
pub use download::{correct, gold, result};
pub use upload::{forget, preview, read_again, receive, state};

use super::limits;
use super::problem::Problem;
use entry::Entry;
use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The files that were sent, the oldest first.
#[derive(Default)]
pub struct Files(Mutex<VecDeque<Arc<Entry>>>);

impl Files {
    /// Takes a file in; the oldest makes room.
    fn add(&self, entry: Arc<Entry>) {
        let mut files = lock(&self.0);
        if files.len() == limits::FILES
            && let Some(oldest) = files.pop_front()
        {
            oldest.cancel();
        }
        files.push_back(entry);
    }

    /// The file of this name.
    ///
    /// # Errors
    ///
    /// It was never there, or has made room for another.
    fn find(&self, id: &str) -> Result<Arc<Entry>, Problem> {
        let files = lock(&self.0);
        let found = files.iter().find(|entry| entry.id == id);
        found.cloned().ok_or_else(|| {
            Problem::not_found("no such file: it was forgotten, made room for another, or was never sent")
        })
    }

    /// Forgets a file.
    fn remove(&self, entry: &Entry) {
        entry.cancel();
        lock(&self.0).retain(|other| other.id != entry.id);
    }

    /// Forgets all files, and gives up what is done with them.
    pub fn forget_all(&self) {
        for entry in lock(&self.0).drain(..) {
            entry.cancel();
        }
    }
}

/// A name that nobody guesses.
fn new_id() -> String {
    format!(
        "{:016x}{:016x}",
        RandomState::new().hash_one(0),
        RandomState::new().hash_one(1)
    )
}

/// A panic elsewhere leaves the files as they were.
fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
