//! Texts across the border: borrowed ones in, copies and constants out.

use super::{Fault, metiers_status, null};
use metiers::{Family, Reason};
use std::ffi::{CStr, c_char};

/// The text of a pointer and a length; without bytes it is empty, and the pointer may be null.
///
/// # Safety
/// `bytes` is null or points to `length` bytes that stay as they are for `'t`.
pub unsafe fn borrowed<'t>(name: &str, bytes: *const c_char, length: usize) -> Result<&'t str, Fault> {
    if bytes.is_null() {
        return if length == 0 { Ok("") } else { Err(null(name)) };
    }
    // A longer one cannot be in memory: a negative length, most likely.
    if length > isize::MAX as usize {
        return Err(Fault(
            metiers_status::METIERS_NULL,
            format!("{name} has an impossible length"),
        ));
    }
    // SAFETY: not null, and as long as the caller promised.
    let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), length) };
    std::str::from_utf8(bytes).map_err(|error| {
        let text = format!("{name} is not UTF-8 at byte {}", error.valid_up_to());
        Fault(metiers_status::METIERS_NOT_UTF8, text)
    })
}

/// Writes a text and its NUL, cut where it does not fit, and what the whole takes.
///
/// # Safety
/// `buffer` points to `capacity` bytes that can be written, or is null where that is 0; `needed` is null or can be written.
pub unsafe fn give(text: &str, buffer: *mut c_char, capacity: usize, needed: *mut usize) -> Result<(), Fault> {
    // SAFETY: the caller's promise.
    if let Some(needed) = unsafe { needed.as_mut() } {
        *needed = text.len() + 1;
    }
    if capacity == 0 {
        return Ok(());
    }
    if buffer.is_null() {
        return Err(null("buffer"));
    }
    let fits = text.floor_char_boundary(capacity - 1);
    // SAFETY: `fits` is below `capacity`, and our text is not the caller's buffer.
    unsafe {
        std::ptr::copy_nonoverlapping(text.as_ptr(), buffer.cast::<u8>(), fits);
        buffer.add(fits).write(0);
    }
    Ok(())
}

/// What has a name in the columns, which ends with a NUL here.
pub trait Text {
    /// The name.
    fn text(self) -> &'static CStr;
}

impl Text for Family {
    fn text(self) -> &'static CStr {
        match self {
            Family::CustomerRelations => c"relation_client",
            Family::WebMarketing => c"web_marketing",
            Family::Acquisition => c"acquisition",
            Family::WebWriting => c"redaction",
            Family::Generalist => c"generaliste",
        }
    }
}

impl Text for Reason {
    fn text(self) -> &'static CStr {
        match self {
            Reason::Evidence => c"indice",
            Reason::Fallback => c"repli",
            Reason::GraphicDesign => c"exclu_graphisme",
            Reason::It => c"exclu_informatique",
            Reason::Management => c"exclu_encadrement",
            Reason::OutOfScope => c"hors_champ",
            Reason::EmptyTitle => c"titre_vide",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_the_library() {
        for family in Family::ALL {
            assert_eq!(family.text().to_str(), Ok(family.slug()));
        }
        for reason in Reason::ALL {
            assert_eq!(reason.text().to_str(), Ok(reason.slug()));
        }
    }
}
