//! What else a record may say of an ad, for the survey alone: when, where, by whom.

use std::ops::RangeInclusive;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Where an input says it; by column in CSV, by member in JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets<C> {
    pub date: Option<C>,
    pub place: Option<C>,
    pub company: Option<C>,
}

impl<C> Facets<C> {
    /// The same, the columns called otherwise.
    pub fn map<D>(&self, name: impl Fn(&C) -> D) -> Facets<D> {
        Facets {
            date: self.date.as_ref().map(&name),
            place: self.place.as_ref().map(&name),
            company: self.company.as_ref().map(&name),
        }
    }
}

/// A month: years since 0 times twelve, and the month from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(u16);

const YEARS: RangeInclusive<u32> = 1970..=2099;

/// The months by their first letters, which tell them apart in French and in English.
const NAMES: [(&str, u32); 19] = [
    ("jan", 1),
    ("fev", 2),
    ("feb", 2),
    ("mar", 3),
    ("avr", 4),
    ("apr", 4),
    ("mai", 5),
    ("may", 5),
    ("juin", 6),
    ("jun", 6),
    ("juil", 7),
    ("jul", 7),
    ("aou", 8),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
];

impl Month {
    /// As `2025-03`.
    pub fn name(self) -> String {
        format!("{:04}-{:02}", self.0 / 12, self.0 % 12 + 1)
    }

    fn new(year: u32, month: u32) -> Option<Month> {
        let sound = YEARS.contains(&year) && (1..=12).contains(&month);
        sound.then(|| Month((year * 12 + month - 1) as u16))
    }

    /// The month of a date: `2025-03-14…`, `14/03/2025`, `14 mars 2025`, `20250314`, a day of Excel, seconds since 1970.
    pub fn of(text: &str) -> Option<Month> {
        let text = text.trim();
        if let Some(known) = Month::of_usual(text.as_bytes()) {
            return known;
        }
        let mut parts = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|part| !part.is_empty());
        let (first, second, third) = (parts.next()?, parts.next(), parts.next());
        let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 4);
        match (second, third) {
            (None, _) => Month::of_digits(first),
            (Some(second), _) if first.len() == 4 && number(first).is_some() => {
                Month::new(number(first)?, number(leading(second))?)
            }
            (Some(second), Some(third)) => {
                let year = number(leading(third))?;
                let year = if leading(third).len() == 2 { 2000 + year } else { year };
                match (number(leading(first)), number(second)) {
                    (Some(day), Some(month)) if month > 12 && day <= 12 => Month::new(year, day),
                    (Some(_), Some(month)) => Month::new(year, month),
                    (Some(_), None) => Month::new(year, month_name(second)?),
                    (None, _) => Month::new(year, month_name(first)?),
                }
            }
            (Some(second), None) => match number(first) {
                Some(month) => Month::new(number(second)?, month),
                None => Month::new(number(second)?, month_name(first)?),
            },
        }
    }

    /// `2025-03-14…` and `14/03/2025…`, which nearly all dates are; `None` for others.
    fn of_usual(text: &[u8]) -> Option<Option<Month>> {
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to)?;
            digits.iter().try_fold(0, |value, digit| {
                digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0'))
            })
        };
        match (text.get(2)?, text.get(4)?, text.get(5)?, text.get(7)) {
            (_, b'-', _, Some(b'-')) => Some(Month::new(number(0, 4)?, number(5, 7)?)),
            (b'/', _, b'/', _) if number(3, 5)? <= 12 && text.get(10).is_none_or(|c| *c == b' ') => {
                number(0, 2)?;
                Some(Month::new(number(6, 10)?, number(3, 5)?))
            }
            _ => None,
        }
    }

    /// A date in one run of digits (and perhaps `T` and the hour).
    fn of_digits(text: &str) -> Option<Month> {
        let digits = leading(text);
        let number: u64 = digits.parse().ok()?;
        match digits.len() {
            8 | 14 => Month::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?),
            5 => Month::of_day(number.checked_sub(25_569)?),
            10 => Month::of_day(number / 86_400),
            13 => Month::of_day(number / 86_400_000),
            _ => None,
        }
    }

    /// The month of a day since 1970.
    fn of_day(day: u64) -> Option<Month> {
        // Years start in March, so that the odd day is the last of one; eras are 400 years.
        let day = day + 719_468;
        let (era, of_era) = (day / 146_097, day % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let march = (5 * of_year + 2) / 153;
        let month = if march < 10 { march + 3 } else { march - 9 };
        let year = year + era * 400 + u64::from(month <= 2);
        Month::new(u32::try_from(year).ok()?, month as u32)
    }
}

/// The digits at the start of a text.
fn leading(text: &str) -> &str {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    &text[..end]
}

fn month_name(word: &str) -> Option<u32> {
    let mut key = Vec::new();
    key_of(word, &mut key);
    let named = |(name, month): &(&str, u32)| key.starts_with(name.as_bytes()).then_some(*month);
    NAMES.iter().find_map(named)
}

/// Writes by what a place or a company is told from others: letters and digits only, without case and accents.
pub fn key_of(text: &str, key: &mut Vec<u8>) {
    key.clear();
    words(text, false, key);
    key.retain(|byte| *byte != b' ');
}

/// Writes by what a title is told from others: its words without case and accents, and without `H/F`.
pub fn title_key(title: &str, key: &mut Vec<u8>) {
    key.clear();
    words(title, true, key);
    if key.is_empty() {
        // A title of nothing else is told by what it has.
        words(title, false, key);
    }
}

/// Writes letters and digits, each run of anything else being one space; with or without the marks of gender.
fn words(text: &str, without_gender: bool, out: &mut Vec<u8>) {
    let mut start = 0;
    for c in text.chars() {
        let letter = if c.is_ascii() {
            Some(ASCII[c as usize])
        } else {
            plain(c)
        };
        match letter {
            Some(b' ') if out.len() > start => {
                if without_gender && is_gender(&out[start..]) {
                    out.truncate(start);
                } else {
                    out.push(b' ');
                    start = out.len();
                }
            }
            Some(b' ') => {}
            Some(letter) => out.push(letter),
            None => decompose_canonical(c, |part| match plain(part) {
                Some(letter) => out.push(letter),
                None if is_combining_mark(part) => {}
                None => part
                    .to_lowercase()
                    .for_each(|c| out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes())),
            }),
        }
    }
    if without_gender && is_gender(&out[start..]) {
        out.truncate(start);
    }
    if out.last() == Some(&b' ') {
        out.pop();
    }
}

fn is_gender(word: &[u8]) -> bool {
    matches!(word, b"h" | b"f" | b"m" | b"x" | b"w" | b"hf" | b"fh" | b"mf")
}

/// What stands for each ASCII character.
const ASCII: [u8; 128] = {
    let mut table = [b' '; 128];
    let mut at: u8 = 0;
    while at < 128 {
        if at.is_ascii_alphanumeric() {
            table[at as usize] = at.to_ascii_lowercase();
        }
        at += 1;
    }
    table
};

/// The small letter or digit that stands for a character, a space for a mark; `None` where more must be known.
fn plain(c: char) -> Option<u8> {
    Some(match c {
        '\0'..='\x7F' => ASCII[c as usize],
        'à'..='å' | 'À'..='Å' => b'a',
        'ç' | 'Ç' => b'c',
        'è'..='ë' | 'È'..='Ë' => b'e',
        'ì'..='ï' | 'Ì'..='Ï' => b'i',
        'ñ' | 'Ñ' => b'n',
        'ò'..='ö' | 'Ò'..='Ö' => b'o',
        'ù'..='ü' | 'Ù'..='Ü' => b'u',
        'ÿ' | 'ý' | 'Ý' => b'y',
        c if c.is_alphanumeric() || is_combining_mark(c) => return None,
        _ => b' ',
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_kind_give_their_month() {
        let march = [
            "2025-03-14T09:00:00.000Z",
            "2025-03-14 18:05:00 UTC",
            "2025/3/4",
            "2025-03",
            "14/03/2025",
            "14/03/25 10:12",
            "14.03.2025",
            "03/25/2025",
            "20250314",
            "20250314T0900",
            "14 mars 2025",
            "March 14, 2025",
            "mars 2025",
            "03/2025",
            "45730",
            "1741943400",
            "1741943400123",
        ];
        for date in march {
            assert_eq!(Month::of(date).map(Month::name).as_deref(), Some("2025-03"), "{date}");
        }
        let named = |date| Month::of(date).map(Month::name);
        assert_eq!(named("1er août 2024").as_deref(), Some("2024-08"));
        assert_eq!(named("31/12/1999").as_deref(), Some("1999-12"));
        assert_eq!(named("951782400").as_deref(), None, "nine digits are no date");
        assert_eq!(named("0951782400").as_deref(), Some("2000-02"), "29 February 2000");
        for odd in [
            "",
            "hier",
            "2025",
            "13/13/2025",
            "0000-00-00",
            "2025-13-01",
            "12/01/0001",
            "99999999",
            "É",
        ] {
            assert_eq!(Month::of(odd), None, "{odd}");
        }
    }

    #[test]
    fn titles_are_one_but_for_case_marks_and_gender() {
        let key = |title: &str| {
            let mut key = Vec::new();
            title_key(title, &mut key);
            String::from_utf8(key).unwrap()
        };
        assert_eq!(key("Rédacteur WEB (H/F)"), key("redacteur web"));
        assert_eq!(key("(H/F) Rédacteur - web F"), "redacteur web");
        assert_eq!(key("Re\u{301}dacteur"), key("Rédacteur"));
        assert_ne!(key("Шеф"), key("Повар"));
        assert_ne!(key("Rédactrice web"), key("Rédacteur web"));
        assert_ne!(key("Chef 12"), key("Chef 1 2"));
        assert_ne!(key("H/F"), key("F"));
        assert_eq!(key("…"), "");
    }
}
