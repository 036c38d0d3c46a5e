//! The places of columns in the report's charts, in units of an SVG of [`WIDTH`] by [`HEIGHT`].

use super::numbers::number;
use super::tables::{NO_FAMILY, counts};
use super::texts::Lang;
use crate::batch::{Group, Grouped};

/// The size of a chart.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 240.0;
/// Room for the numbers on the left, and for the names below.
const LEFT: f64 = 64.0;
const BELOW: f64 = 28.0;
const ABOVE: f64 = 12.0;
/// The columns of the histogram, if all were there.
const BINS: usize = 50;
/// At least so many columns are shown: few would look like much.
const FEWEST_BINS: usize = 12;

/// A piece of a column.
pub struct Piece {
    pub fill: usize,
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
}

/// A line across with its number.
pub struct Rule {
    pub y: String,
    pub text: String,
}

/// A name below a column.
pub struct Name {
    pub x: String,
    pub text: String,
}

/// Columns of pieces.
pub struct Columns {
    pub pieces: Vec<Piece>,
    pub rules: Vec<Rule>,
    pub names: Vec<Name>,
}

fn text(place: f64) -> String {
    format!("{place:.1}")
}

/// A round number at or above the highest column, which four steps divide.
fn scale(most: u64) -> u64 {
    let mut step = 1;
    loop {
        for round in [1, 2, 5] {
            if step * round * 4 >= most {
                return step * round * 4;
            }
        }
        step *= 10;
    }
}

impl Columns {
    /// Columns of counts by fill, with at most a dozen names below.
    fn new(columns: &[(String, Vec<u64>)], lang: Lang) -> Columns {
        let most = scale(columns.iter().map(|(_, parts)| parts.iter().sum()).max().unwrap_or(0));
        let height = HEIGHT - BELOW - ABOVE;
        let step = (WIDTH - LEFT) / columns.len().max(1) as f64;
        let up = |count: u64| ABOVE + height - height * count as f64 / most as f64;
        let mut pieces = Vec::new();
        for (at, (_, parts)) in columns.iter().enumerate() {
            let mut below = 0;
            for (fill, count) in parts.iter().enumerate().filter(|(_, count)| **count > 0) {
                let top = up(below + count);
                pieces.push(Piece {
                    fill,
                    x: text(LEFT + step * (at as f64 + 0.1)),
                    y: text(top),
                    width: text(step * 0.8),
                    height: text(up(below) - top),
                });
                below += count;
            }
        }
        let rule = |quarter: u64| Rule {
            y: text(up(most / 4 * quarter)),
            text: number(most / 4 * quarter, lang),
        };
        let every = columns.len().div_ceil(12).max(1);
        let name = |(at, (name, _)): (usize, &(String, Vec<u64>))| Name {
            x: text(LEFT + step * (at as f64 + 0.5)),
            text: name.clone(),
        };
        Columns {
            pieces,
            rules: (0..=4).map(rule).collect(),
            names: columns.iter().enumerate().step_by(every).map(name).collect(),
        }
    }
}

/// How sure the decisions are.
pub struct Histogram {
    pub columns: Columns,
    pub rows: Vec<HistogramRow>,
}

/// One part of the confidences.
pub struct HistogramRow {
    pub range: String,
    pub with: String,
    pub without: String,
    pub all: String,
}

impl Histogram {
    pub fn new(confidence: &[Group], lang: Lang) -> Histogram {
        let mut bins = [[0_u64; 2]; BINS];
        for group in confidence {
            let percent: f64 = group.name.parse().unwrap_or(0.0);
            let bin = ((percent * 100.0).round() as usize * BINS / 100).min(BINS - 1);
            let with: u64 = counts(group).iter().sum();
            bins[bin][0] += with;
            bins[bin][1] += group.records - with;
        }
        // The low confidences that nothing has are left out.
        let first = bins
            .iter()
            .position(|bin| bin != &[0, 0])
            .unwrap_or(0)
            .min(BINS - FEWEST_BINS);
        let range = |bin: usize| {
            let bound = |bin: usize| super::numbers::hundredths(bin as f64 / BINS as f64, lang);
            (bound(bin), bound(bin + 1))
        };
        let column = |(bin, counts): (usize, &[u64; 2])| {
            let mut parts = vec![0; NO_FAMILY + 1];
            (parts[0], parts[NO_FAMILY]) = (counts[0], counts[1]);
            (range(bin).0, parts)
        };
        let row = |(bin, counts): (usize, &[u64; 2])| HistogramRow {
            range: format!("{} – {}", range(bin).0, range(bin).1),
            with: number(counts[0], lang),
            without: number(counts[1], lang),
            all: number(counts[0] + counts[1], lang),
        };
        let kept = || bins.iter().enumerate().skip(first);
        Histogram {
            columns: Columns::new(&kept().map(column).collect::<Vec<_>>(), lang),
            rows: kept().map(row).collect(),
        }
    }
}

/// The families by month.
pub struct Months {
    pub columns: Columns,
    pub rows: Vec<MonthRow>,
    pub others: Option<String>,
    pub unknown: Option<String>,
}

/// One month.
pub struct MonthRow {
    pub name: String,
    pub all: String,
    pub families: Vec<String>,
}

impl Months {
    /// `None` where no date was understood.
    pub fn new(months: &Grouped, lang: Lang) -> Option<Months> {
        if months.groups.is_empty() {
            return None;
        }
        let short = |group: &Group| match group.name.split_once('-') {
            Some((year, month)) => format!("{month}/{}", &year[2..]),
            None => group.name.clone(),
        };
        let column = |group: &Group| (short(group), counts(group).to_vec());
        let row = |group: &Group| MonthRow {
            name: lang.month(&group.name),
            all: number(group.records, lang),
            families: counts(group).iter().map(|count| number(*count, lang)).collect(),
        };
        let columns: Vec<_> = months.groups.iter().map(column).collect();
        Some(Months {
            columns: Columns::new(&columns, lang),
            rows: months.groups.iter().map(row).collect(),
            others: (months.others > 0).then(|| number(months.others, lang)),
            unknown: (months.unknown > 0).then(|| number(months.unknown, lang)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_round_and_no_smaller() {
        for (most, scaled) in [(0, 4), (4, 4), (5, 8), (9, 20), (100, 200), (1_234_567, 2_000_000)] {
            assert_eq!(scale(most), scaled, "{most}");
        }
    }

    #[test]
    fn columns_stand_on_the_ground_and_stay_inside() {
        let columns = Columns::new(
            &[("a".into(), vec![3, 0, 1]), ("b".into(), vec![0, 4, 0])],
            Lang::French,
        );
        let place = |text: &str| text.parse::<f64>().unwrap();
        let ground = HEIGHT - BELOW;
        assert_eq!(columns.pieces.len(), 3);
        assert!((place(&columns.pieces[0].y) + place(&columns.pieces[0].height) - ground).abs() < 0.2);
        assert!(columns.pieces.iter().all(|piece| place(&piece.y) >= ABOVE - 0.1));
        assert!(
            columns
                .pieces
                .iter()
                .all(|piece| place(&piece.x) + place(&piece.width) <= WIDTH)
        );
        assert_eq!((columns.rules[4].text.as_str(), columns.names.len()), ("4", 2));
    }
}
