//! Which characters of strangers' texts must not reach a screen as they are.

/// Whether a character shows nothing of itself and may change how others are shown: controls, which a terminal obeys, marks of
/// direction, and what has no width.
///
/// ```
/// assert!(['\x1b', '\u{202E}', '\u{200B}'].into_iter().all(metiers::is_hidden));
/// assert!(!"Chargé·e d’achats — 1\u{202F}000 €".contains(metiers::is_hidden));
/// ```
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}
