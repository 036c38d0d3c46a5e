//! Numbers as people of a language write them.

use super::texts::Lang;

/// `1 234 567` or `1,234,567`.
pub fn number(number: u64, lang: Lang) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(match lang {
                Lang::French => '\u{202F}',
                Lang::English => ',',
            });
        }
        text.push(digit);
    }
    text
}

/// A part of a whole, in percent with one place; nothing of nothing is a dash.
pub fn share(part: u64, whole: u64, lang: Lang) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let text = format!("{:.1}", part as f64 * 100.0 / whole as f64);
    match lang {
        Lang::French => format!("{}\u{202F}%", text.replace('.', ",")),
        Lang::English => format!("{text}%"),
    }
}

/// A confidence, with two places.
pub fn hundredths(value: f64, lang: Lang) -> String {
    let text = format!("{value:.2}");
    match lang {
        Lang::French => text.replace('.', ","),
        Lang::English => text,
    }
}

/// At least so many, where more are possible.
pub fn at_least(count: u64, perhaps_more: u64, lang: Lang) -> String {
    let mark = if perhaps_more > 0 { "≥\u{202F}" } else { "" };
    format!("{mark}{}", number(count, lang))
}

/// A part of a whole as a length, in percent for CSS and SVG.
pub fn length(part: u64, whole: u64) -> String {
    let percent = part as f64 * 100.0 / whole.max(1) as f64;
    format!("{percent:.2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages() {
        assert_eq!(number(1_234_567, Lang::French), "1\u{202F}234\u{202F}567");
        assert_eq!(
            (number(0, Lang::English).as_str(), number(1000, Lang::English).as_str()),
            ("0", "1,000")
        );
        assert_eq!(share(1, 8, Lang::French), "12,5\u{202F}%");
        assert_eq!(
            (share(1, 8, Lang::English), share(0, 0, Lang::English)),
            ("12.5%".into(), "–".into())
        );
        assert_eq!(
            (hundredths(0.9, Lang::French), at_least(3, 1, Lang::English)),
            ("0,90".into(), "≥\u{202F}3".into())
        );
        assert_eq!((length(1, 3), length(0, 0)), ("33.33".into(), "0.00".into()));
    }
}
