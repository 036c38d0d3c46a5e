//! What else a record may say of an ad, for the survey alone: when, where, by whom.

use super::keys::Keys;
use std::ops::RangeInclusive;

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

    /// The month of a date in UTF-8.
    pub fn of_bytes(date: &[u8]) -> Option<Month> {
        match Month::of_usual(date.trim_ascii()) {
            Some(known) => known,
            None => Month::of(&String::from_utf8_lossy(date)),
        }
    }

    /// The month's place among all months.
    pub fn index(self) -> usize {
        usize::from(self.0) - 12 * *YEARS.start() as usize
    }

    /// All months, in their order.
    pub fn all() -> impl Iterator<Item = Month> {
        (12 * YEARS.start()..12 * (YEARS.end() + 1)).map(|month| Month(month as u16))
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
    let mut keys = Keys::default();
    let key = keys.letters(word.as_bytes());
    let named = |(name, month): &(&str, u32)| key.starts_with(name.as_bytes()).then_some(*month);
    NAMES.iter().find_map(named)
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
            assert_eq!(Month::of_bytes(date.as_bytes()), Month::of(date), "{date}");
        }
    }

    #[test]
    fn what_is_no_date_has_no_month() {
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
}
