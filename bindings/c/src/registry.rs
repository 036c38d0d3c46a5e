//! The classifiers that are in use, by their numbers. A number is never given twice.

use metiers::Classifier;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

static CLASSIFIERS: LazyLock<RwLock<HashMap<u64, Classifier>>> = LazyLock::new(RwLock::default);

fn read() -> RwLockReadGuard<'static, HashMap<u64, Classifier>> {
    CLASSIFIERS.read().unwrap_or_else(PoisonError::into_inner)
}

fn write() -> RwLockWriteGuard<'static, HashMap<u64, Classifier>> {
    CLASSIFIERS.write().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps a classifier and gives its number.
pub fn add(classifier: Classifier) -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    write().insert(number, classifier);
    number
}

/// The classifier of a number.
pub fn get(number: u64) -> Option<Classifier> {
    read().get(&number).cloned()
}

/// Forgets a classifier, if there is one of this number.
pub fn remove(number: u64) -> Option<()> {
    // Dropped after the lock is free: that may take a while.
    let removed = write().remove(&number);
    removed.map(drop)
}
