//! The buffers that titles are read with one by one: a thread takes some and gives them back. They are not a thread's own, since Python's
//! threads come and go, and new buffers cost as much as a thousand titles.

use metiers::Scratch;
use std::sync::{Mutex, PoisonError};

/// The buffers that no thread has at the moment: never more than threads were at work at once.
#[derive(Default)]
pub struct Scratches(Mutex<Vec<Scratch>>);

impl Scratches {
    /// Does some work with buffers.
    pub fn with<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        let mut scratch = self.free(|free| free.pop()).unwrap_or_default();
        let answer = work(&mut scratch);
        self.free(|free| free.push(scratch));
        answer
    }

    fn free<T>(&self, change: impl FnOnce(&mut Vec<Scratch>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
