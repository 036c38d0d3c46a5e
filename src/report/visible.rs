//! Texts of strangers, fit for a page: nothing in them is hidden, turns the line around or goes on for ever.

use crate::hidden::is_hidden;

/// The most letters of a text that are shown.
const LONGEST: usize = 200;

/// A text with its hidden characters written out; the template engine escapes it.
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        if at == LONGEST {
            out.push('…');
            break;
        }
        if is_hidden(c) {
            out.push_str(&format!("⟦U+{:04X}⟧", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_written_out() {
        assert_eq!(shown("a\u{202E}b\u{200B}\n"), "a⟦U+202E⟧b⟦U+200B⟧⟦U+000A⟧");
        assert_eq!(
            shown("Chargé·e d’achats — 1\u{202F}000 €"),
            "Chargé·e d’achats — 1\u{202F}000 €"
        );
        assert_eq!(shown(&"é".repeat(500)).chars().count(), LONGEST + 1);
    }
}
