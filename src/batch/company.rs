//! What a column says of the company: text bands, INSEE codes and plain numbers; agencies and merchants.
//!
//! Anything else says nothing, which is what most rows of real files say.

use super::facets::Month;
use super::header::compact;
use crate::engine::{Company, CompanyKind};

/// What is known of the company before a row says more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Defaults {
    pub size: Option<u32>,
    pub kind: Option<CompanyKind>,
    /// Whether the column of sizes holds INSEE codes.
    pub codes: bool,
}

impl Defaults {
    /// The company, with what its row says.
    pub fn company(&self, size: Option<&str>, kind_cell: Option<&str>) -> Company {
        let size = size.and_then(|cell| headcount(cell, self.codes)).or(self.size);
        Company::new(size, kind_cell.and_then(kind).or(self.kind))
    }
}

/// The bands of INSEE by their codes, each with its middle.
const INSEE: [(&str, u32); 16] = [
    ("NN", 0),
    ("00", 0),
    ("01", 1),
    ("02", 4),
    ("03", 7),
    ("11", 14),
    ("12", 34),
    ("21", 74),
    ("22", 149),
    ("31", 224),
    ("32", 374),
    ("41", 749),
    ("42", 1499),
    ("51", 3499),
    ("52", 7499),
    ("53", 10000),
];

/// Whether a column of this name holds INSEE codes rather than people where it holds two digits.
pub fn holds_codes(column: &str) -> bool {
    let key = compact(column);
    key.contains("tranche") || key.contains("code")
}

/// How many people a cell speaks of: the middle of a band, so that `20 à 49` is small and `50 à 99` is not.
pub fn headcount(cell: &str, codes: bool) -> Option<u32> {
    let cell = cell.trim();
    if is_date(cell) {
        return None;
    }
    let code = INSEE.iter().find(|(code, _)| *code == cell);
    if let Some((code, people)) = code.filter(|(code, _)| codes || code.starts_with(['0', 'N'])) {
        return Some(if codes || !code.starts_with('0') {
            *people
        } else {
            code.parse().unwrap_or(*people)
        });
    }
    let (numbers, count) = numbers(cell);
    let words = cell.to_lowercase();
    let has = |marks: &[&str]| marks.iter().any(|mark| words.contains(mark));
    match (count, numbers) {
        (0, _) => has(&["non employeu", "aucun"]).then_some(0),
        (1, [one, _]) if has(&["moins de", "less than", "under", "<"]) => Some(one.saturating_sub(1)),
        (1, [one, _]) if has(&["plus de", "more than", "over ", ">"]) => Some(one.saturating_add(1)),
        (1, [one, _]) => Some(one),
        (_, [low, high]) => Some(low / 2 + high / 2 + (low % 2 + high % 2) / 2),
    }
}

/// The months as spreadsheets write them, folded.
const MONTHS: &str = "jan janv janvier january feb fev fevr fevrier february mar mars march apr avr avril april mai may jun juin june \
    jul juil juillet july aou aout aug august sep sept septembre september oct octobre october nov novembre november dec decembre december";

/// Whether a cell is a date, which spreadsheets make of a band: `1-10` comes out as `2025-10-01`, `01/10/2025` or `01-oct`, `11-50`
/// as `nov-50`. Which two numbers it was cannot be told (`oct-20` is of `10-20` or of `20-10`), so that it says nothing.
fn is_date(cell: &str) -> bool {
    let parts = || {
        cell.split(|c: char| !c.is_alphanumeric())
            .filter(|part| !part.is_empty())
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = |part: &str| MONTHS.split(' ').any(|month| month == compact(part));
    let named = parts().filter(|part| !is_number(part)).count();
    if named == 1 && (2..=3).contains(&parts().count()) {
        return parts().any(is_month);
    }
    parts().count() >= 3 && Month::of(cell).is_some()
}

/// The first two numbers of a cell, and how many there are, up to two. `1 000` is one number, whatever the space.
fn numbers(cell: &str) -> ([u32; 2], usize) {
    let mut found = [0; 2];
    let mut count = 0;
    let mut rest = cell;
    while count < 2 {
        let Some(start) = rest.find(|c: char| c.is_ascii_digit()) else {
            break;
        };
        let (number, after) = number(&rest[start..]);
        found[count] = number;
        count += 1;
        rest = after;
    }
    (found, count)
}

/// The whole number at the start of a text, and what follows it: `1 200`, `60.0` as programs write a column of numbers with gaps,
/// `5K`.
fn number(text: &str) -> (u32, &str) {
    let (value, rest) = grouped(text);
    let fraction = rest.strip_prefix(['.', ',']).map(|rest| (rest, digits(rest)));
    let rest = match fraction {
        Some((fraction, digits)) if digits > 0 => &fraction[digits..],
        _ => rest,
    };
    match rest.strip_prefix(['k', 'K']) {
        Some(rest) if !rest.starts_with(char::is_alphanumeric) => (value.saturating_mul(1000), rest),
        _ => (value, rest),
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The number at the start of a text, its groups of three digits apart or not, and what follows it.
fn grouped(text: &str) -> (u32, &str) {
    let mut end = digits(text);
    let mut value: u32 = text[..end].parse().unwrap_or(u32::MAX);
    loop {
        let rest = &text[end..];
        let mut after = rest.chars();
        let parted = matches!(after.next(), Some(' ' | '.' | ',' | '\u{A0}' | '\u{202F}'));
        if !parted || digits(after.as_str()) != 3 {
            return (value, rest);
        }
        let group: u32 = after.as_str()[..3].parse().unwrap_or(0);
        value = value.saturating_mul(1000).saturating_add(group);
        end = text.len() - after.as_str().len() + 3;
    }
}

/// What kind of company a cell speaks of.
pub fn kind(cell: &str) -> Option<CompanyKind> {
    let key = compact(cell);
    if key.starts_with("agence") || key.starts_with("agency") || key.ends_with("agency") {
        return Some(CompanyKind::Agency);
    }
    let merchant = [
        "marchand",
        "emarchand",
        "merchant",
        "ecommercant",
        "commercant",
        "annonceur",
    ];
    merchant
        .iter()
        .any(|name| key.starts_with(name))
        .then_some(CompanyKind::Merchant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_codes_and_numbers() {
        let cases = [
            ("6 à 9 salariés", 7),
            ("20 à 49 salariés", 34),
            ("50 à 99 salariés", 74),
            ("1 à 5 employés", 3),
            ("1 ou 2 salariés", 1),
            ("0 salarié", 0),
            ("1\u{202F}000 à 1\u{A0}999 salariés", 1499),
            ("10 000 salariés et plus", 10000),
            ("8", 8),
            ("moins de 10", 9),
            ("plus de 50 salariés", 51),
            ("11-50 employees", 30),
            ("Établissement non employeur", 0),
            ("99999999999", u32::MAX),
            ("01", 1),
            ("60.0", 60),
            ("60,00", 60),
            ("1200.0", 1200),
            ("1.200", 1200),
            ("12.5", 12),
            ("1K-5K employees", 3000),
            ("10k+", 10_000),
            ("10.5 à 20.5", 15),
        ];
        for (cell, people) in cases {
            assert_eq!(headcount(cell, false), Some(people), "{cell}");
        }
        assert_eq!(headcount("21", false), Some(21));
        assert_eq!(headcount("21", true), Some(74));
        assert_eq!(headcount("NN", true), Some(0));
        for cell in ["", "  ", "NC", "inconnu"] {
            assert_eq!(headcount(cell, true), None, "{cell}");
        }
    }

    #[test]
    fn dates_that_a_spreadsheet_made_of_bands_say_nothing() {
        let dates = [
            "2025-10-01",
            "2025-10-01T00:00:00",
            "2025-10-01 00:00:00",
            "01/10/2025",
            "1/10/25",
            "01-oct",
            "10-janv.",
            "6 sept",
            "nov-50",
            "Févr-20",
            "10 août 2025",
        ];
        for date in dates {
            assert_eq!(headcount(date, false), None, "{date}");
        }
        for (size, people) in [
            ("10 marins", 10),
            ("2020", 2020),
            ("1 200", 1200),
            ("1-10", 5),
            ("10 à 2000", 1005),
        ] {
            assert_eq!(headcount(size, false), Some(people), "{size}");
        }
    }

    #[test]
    fn kinds() {
        assert_eq!(kind("Agence web"), Some(CompanyKind::Agency));
        assert_eq!(kind("E-commerçant"), Some(CompanyKind::Merchant));
        assert_eq!(kind("association"), None);
    }
}
