//! The C interface of metiers, for whatever can call C: PHP, Java, Ruby, Go, ctypes.
//!
//! A classifier is a number, not a pointer: one that was freed, twice even, or that never was, is told by a status and
//! touches no memory. Texts go in as a pointer and a length, answers come back in memory of the caller's, so that nothing has
//! to be freed but classifiers. No panic crosses the border. All functions may be called from any thread.
//!
//! `metiers.h` is made from this file by cbindgen; `tests/header.rs` checks that it is up to date.

mod registry;
mod texts;

use metiers::{Company, Scratch, Verdict};
use std::cell::RefCell;
use std::ffi::{CStr, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use texts::Text;

thread_local! {
    /// The buffers of this thread, so that one title after the other allocates nothing and those that come again are not read again.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
    /// What was last wrong on this thread.
    static WRONG: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A classifier. 0 is none.
#[allow(non_camel_case_types)]
pub type metiers_classifier = u64;

/// How a call went. What was wrong, in words: `metiers_last_error`.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum metiers_status {
    /// Done.
    METIERS_OK = 0,
    /// A pointer is null that must not be.
    METIERS_NULL = 1,
    /// A text is not UTF-8.
    METIERS_NOT_UTF8 = 2,
    /// There is no such classifier: it was freed, or never made.
    METIERS_NO_CLASSIFIER = 3,
    /// The rules cannot be read or are at fault.
    METIERS_BAD_RULES = 4,
    /// A company type is neither `agence` nor `marchand`.
    METIERS_BAD_COMPANY_TYPE = 5,
    /// A fault of metiers itself.
    METIERS_PANIC = 6,
}

use metiers_status::{METIERS_NO_CLASSIFIER, METIERS_NULL, METIERS_OK, METIERS_PANIC};

/// What a title is said to be. The texts live as long as the program, end with a NUL and are not to be freed.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct metiers_verdict {
    /// The family: `relation_client`, `web_marketing`, `acquisition`, `redaction`, `generaliste`; null where there is none.
    pub family: *const c_char,
    /// Why: `indice`, `repli`, `exclu_graphisme`, `exclu_informatique`, `exclu_encadrement`, `hors_champ`, `titre_vide`.
    pub reason: *const c_char,
    /// How often such a decision was right, from 0.00 to 1.00.
    pub confidence: f64,
    /// The family that came second; null where there is none.
    pub runner_up: *const c_char,
}

/// Why a call failed, and the words for it.
struct Fault(metiers_status, String);

/// Runs a call: its fault becomes a status and a text, and so does a panic, which stays on this side.
fn guarded(call: impl FnOnce() -> Result<(), Fault>) -> metiers_status {
    // What a panic leaves half done is this thread's buffers, which are written anew for each title; what they remember is dropped.
    let done = catch_unwind(AssertUnwindSafe(call));
    let Fault(status, text) = match done {
        Ok(Ok(())) => return METIERS_OK,
        Ok(Err(fault)) => fault,
        Err(_) => Fault(METIERS_PANIC, "metiers failed: this is a bug".to_owned()),
    };
    WRONG.with_borrow_mut(|wrong| *wrong = text);
    status
}

/// Makes a classifier in `*classifier`: by the built-in rules, and by those of `rules` (a file or a folder) where it is not
/// null. It is to be freed by `metiers_free`.
///
/// # Safety
/// `rules` is null or points to `rules_length` bytes; `classifier` is null or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn metiers_new(
    rules: *const c_char,
    rules_length: usize,
    classifier: *mut metiers_classifier,
) -> metiers_status {
    guarded(|| {
        // SAFETY: the caller's promise about `classifier`.
        let place = unsafe { classifier.as_mut() }.ok_or_else(|| null("classifier"))?;
        let made = match rules.is_null() {
            true => metiers::Classifier::builtin(),
            false => {
                // SAFETY: the caller's promise about `rules`.
                let path = unsafe { texts::borrowed("rules", rules, rules_length) }?;
                let builder = metiers::Classifier::builder().rules(path);
                let bad = |faults: metiers::Diagnostics| Fault(metiers_status::METIERS_BAD_RULES, faults.to_string());
                builder.build().map_err(bad)?
            }
        };
        *place = registry::add(made);
        Ok(())
    })
}

/// Frees a classifier. One that is not there is told by `METIERS_NO_CLASSIFIER` and does no harm; calls that use it at this
/// moment end as if it were there.
#[unsafe(no_mangle)]
pub extern "C" fn metiers_free(classifier: metiers_classifier) -> metiers_status {
    guarded(|| registry::remove(classifier).ok_or_else(|| none(classifier)))
}

/// Classifies one title into `*verdict`. `company_size` is how many people work there, negative where it is not known;
/// `company_type` is `agence` or `marchand` and ends with a NUL, or is null. A title of length 0 is empty, and may be null.
/// A thread that has classified two thousand titles remembers the last ones, in 1.5 MiB at most.
///
/// # Safety
/// `title` is null or points to `title_length` bytes; `company_type` is null or ends with a NUL; `verdict` is null or can
/// be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn metiers_classify(
    classifier: metiers_classifier,
    title: *const c_char,
    title_length: usize,
    company_size: i64,
    company_type: *const c_char,
    verdict: *mut metiers_verdict,
) -> metiers_status {
    guarded(|| {
        // SAFETY: the caller's promise about `verdict`.
        let place = unsafe { verdict.as_mut() }.ok_or_else(|| null("verdict"))?;
        // SAFETY: the caller's promises about `title` and `company_type`.
        let (title, company) = unsafe {
            let title = texts::borrowed("title", title, title_length)?;
            (title, company(company_size, company_type)?)
        };
        let rules = registry::get(classifier).ok_or_else(|| none(classifier))?;
        let answer = SCRATCH.with_borrow_mut(|scratch| rules.classify_with(scratch, title, &company));
        *place = metiers_verdict::from(&answer);
        Ok(())
    })
}

/// Writes why a title is what it is into `buffer`, `capacity` bytes with the NUL at the end, and how many bytes the whole
/// text takes with its NUL into `*needed`. A text that does not fit is cut between two letters. `buffer` may be null where
/// `capacity` is 0.
///
/// # Safety
/// As for `metiers_classify`; `buffer` points to `capacity` bytes that can be written; `needed` is null or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn metiers_explain(
    classifier: metiers_classifier,
    title: *const c_char,
    title_length: usize,
    company_size: i64,
    company_type: *const c_char,
    buffer: *mut c_char,
    capacity: usize,
    needed: *mut usize,
) -> metiers_status {
    guarded(|| {
        // SAFETY: the caller's promises about `title` and `company_type`.
        let (title, company) = unsafe {
            let title = texts::borrowed("title", title, title_length)?;
            (title, company(company_size, company_type)?)
        };
        let rules = registry::get(classifier).ok_or_else(|| none(classifier))?;
        let text = rules.explain_for(title, &company).to_string();
        // SAFETY: the caller's promises about `buffer` and `needed`.
        unsafe { texts::give(&text, buffer, capacity, needed) }
    })
}

/// Writes the fingerprint of a classifier's rules, 16 hexadecimal digits, as `metiers_explain` writes its text.
///
/// # Safety
/// As for `metiers_explain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn metiers_fingerprint(
    classifier: metiers_classifier,
    buffer: *mut c_char,
    capacity: usize,
    needed: *mut usize,
) -> metiers_status {
    guarded(|| {
        let rules = registry::get(classifier).ok_or_else(|| none(classifier))?;
        // SAFETY: the caller's promises about `buffer` and `needed`.
        unsafe { texts::give(rules.fingerprint(), buffer, capacity, needed) }
    })
}

/// Writes what was wrong with the last call of this thread that failed, as `metiers_explain` writes its text.
///
/// # Safety
/// As for `metiers_explain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn metiers_last_error(
    buffer: *mut c_char,
    capacity: usize,
    needed: *mut usize,
) -> metiers_status {
    guarded(|| {
        let wrong = WRONG.with_borrow(String::clone);
        // SAFETY: the caller's promises about `buffer` and `needed`.
        unsafe { texts::give(&wrong, buffer, capacity, needed) }
    })
}

impl From<&Verdict> for metiers_verdict {
    fn from(verdict: &Verdict) -> metiers_verdict {
        let pointer = |text: Option<&'static CStr>| text.map_or(std::ptr::null(), CStr::as_ptr);
        metiers_verdict {
            family: pointer(verdict.family().map(Text::text)),
            reason: verdict.reason().text().as_ptr(),
            confidence: f64::from(verdict.confidence_percent()) / 100.0,
            runner_up: pointer(verdict.runner_up().map(Text::text)),
        }
    }
}

/// What the caller knows of the company.
///
/// # Safety
/// `kind` is null or ends with a NUL.
unsafe fn company(size: i64, kind: *const c_char) -> Result<Company, Fault> {
    let mut company = Company::default();
    if size >= 0 {
        company = company.with_headcount(u32::try_from(size).unwrap_or(u32::MAX));
    }
    if !kind.is_null() {
        // SAFETY: the caller's promise.
        let kind = unsafe { CStr::from_ptr(kind) };
        let kind = kind.to_string_lossy().parse();
        let bad =
            |error: metiers::UnknownCompanyKind| Fault(metiers_status::METIERS_BAD_COMPANY_TYPE, error.to_string());
        company = company.with_kind(kind.map_err(bad)?);
    }
    Ok(company)
}

fn null(name: &str) -> Fault {
    Fault(METIERS_NULL, format!("{name} is null"))
}

fn none(classifier: metiers_classifier) -> Fault {
    let text = format!("there is no classifier {classifier}: it was freed, or never made");
    Fault(METIERS_NO_CLASSIFIER, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_stays_on_this_side_and_is_told() {
        assert_eq!(guarded(|| panic!("on purpose")), METIERS_PANIC);
        let mut text = [0; 64];
        // SAFETY: the buffer is as long as is said, and `needed` may be null.
        let status = unsafe { metiers_last_error(text.as_mut_ptr(), text.len(), std::ptr::null_mut()) };
        assert_eq!(status, METIERS_OK);
        // SAFETY: the text was written with its NUL.
        let text = unsafe { CStr::from_ptr(text.as_ptr()) };
        assert_eq!(text.to_str(), Ok("metiers failed: this is a bug"));
        assert_eq!(guarded(|| Ok(())), METIERS_OK);
    }
}
