//! Fits the map from a decision's ground and margin to its confidence: what `rules/calibration.csv` holds.
//!
//! Each [`Ground`] has a rising staircase of its own ([`isotonic`](super::isotonic)), since five points of a margin mean one
//! thing between two trades and another between two contexts. A tie stands at margin 0 of its ground; a title in which
//! nothing matched has a ground of its own.

use super::calibration::{Calibration, Crossed, staircase};
use super::gold::{Gold, GoldRow};
use crate::engine::calibration::Calibration as Map;
use crate::title::folded;
use crate::{Classifier, Ground, Scratch};
use sha2::{Digest, Sha256};
use std::fmt;

/// Into how many parts the titles are cut to see how a map does on others than its own.
pub const FOLDS: usize = 5;

/// The most that a ground may be trusted on which only generic words stand, or none: there the rules lack the trade's own
/// word, and titles that nobody has seen lack it more often than those that the rules were written by.
const MOST_FOR_GENERIC: u8 = 90;

/// The map of confidences fitted on a gold file.
///
/// Its text is the CSV file that replaces `rules/calibration.csv`.
///
/// ```
/// use metiers::{Classifier, eval::{Fit, Gold}};
///
/// let gold = Gold::from_reader("title,label\nTraffic manager,acquisition\n".as_bytes())?;
/// let fit = Fit::of(&Classifier::builtin(), &gold);
/// assert!(fit.to_string().starts_with("ground,margin,percent,titles\nhead,0,"));
/// # Ok::<(), metiers::eval::GoldError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    ground: Ground,
    margin: u16,
    percent: u8,
    titles: usize,
}

/// A decision of the classifier and whether it was right, fair six-way.
#[derive(Clone, Copy)]
struct Point {
    ground: Ground,
    margin: u16,
    right: bool,
    fold: usize,
}

impl Fit {
    /// Fits the map on every row.
    pub fn of(classifier: &Classifier, gold: &Gold) -> Fit {
        Fit::of_points(&points(classifier, gold))
    }

    fn of_points(points: &[Point]) -> Fit {
        let steps = Ground::ALL.into_iter().flat_map(|ground| {
            let of_ground = points.iter().filter(|point| point.ground == ground);
            let scored: Vec<_> = of_ground.map(|point| (f64::from(point.margin), point.right)).collect();
            let mut steps: Vec<_> = staircase(&scored)
                .iter()
                .enumerate()
                .map(|(place, block)| Step {
                    ground,
                    // A smaller margin than any seen is no less sure than the first step.
                    margin: if place == 0 { 0 } else { block.from as u16 },
                    percent: percent(ground, block.smoothed()),
                    titles: block.rows(),
                })
                .collect();
            join_equal(&mut steps);
            if steps.is_empty() {
                steps.push(unseen(ground));
            }
            steps
        });
        Fit { steps: steps.collect() }
    }

    fn map(&self) -> Map {
        let mut map = Map::default();
        for step in &self.steps {
            map.add(step.ground, step.margin, step.percent);
        }
        map
    }
}

impl fmt::Display for Fit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "ground,margin,percent,titles")?;
        self.steps.iter().try_for_each(|step| {
            let (ground, margin) = (step.ground.name(), step.margin);
            writeln!(f, "{ground},{margin},{},{}", step.percent, step.titles)
        })
    }
}

/// The step of a ground on which no title of the file stands.
fn unseen(ground: Ground) -> Step {
    Step {
        ground,
        margin: 0,
        // An empty title has no family, which nobody can deny; of the others nothing is known.
        percent: if ground == Ground::Empty { 100 } else { 50 },
        titles: 0,
    }
}

fn percent(ground: Ground, share: f64) -> u8 {
    // Cut, not rounded: 0.997 is not certainty.
    let percent = (share * 100.0) as u8;
    if ground.is_generic() {
        percent.min(MOST_FOR_GENERIC)
    } else {
        percent
    }
}

/// Steps of one percentage are one.
fn join_equal(steps: &mut Vec<Step>) {
    steps.dedup_by(|next, step| {
        let same = next.percent == step.percent;
        step.titles += if same { next.titles } else { 0 };
        same
    });
}

fn points(classifier: &Classifier, gold: &Gold) -> Vec<Point> {
    let mut scratch = Scratch::default();
    let point = |row: &GoldRow| {
        let decision = classifier.decide(&mut scratch, &row.title, &row.company());
        Point {
            ground: decision.ground,
            margin: decision.margin,
            right: row.accepts_family_of(decision.label),
            fold: fold(&row.title),
        }
    };
    gold.rows.iter().map(point).collect()
}

/// The part of a title: by a hash of its folded letters, so that no title stands in two and the order changes nothing.
fn fold(title: &str) -> usize {
    let digest = Sha256::digest(folded(title));
    let number = digest[..8]
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte));
    (number % FOLDS as u64) as usize
}

/// How the fitted map does on titles that it was not fitted on.
pub(super) fn crossed(classifier: &Classifier, gold: &Gold) -> Crossed {
    let points = points(classifier, gold);
    let maps: Vec<Map> = (0..FOLDS)
        .map(|fold| {
            let others: Vec<Point> = points.iter().filter(|point| point.fold != fold).copied().collect();
            Fit::of_points(&others).map()
        })
        .collect();
    let judged = points
        .iter()
        .map(|point| (maps[point.fold].percent(point.ground, point.margin), point.right));
    let calibration = Calibration::of_pairs(judged);
    Crossed {
        folds: FOLDS,
        expected_error: calibration.expected_error,
        surest: calibration.surest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(of: &[(Ground, u16, usize, usize)]) -> Vec<Point> {
        let each = |&(ground, margin, rows, rights): &(Ground, u16, usize, usize)| {
            (0..rows).map(move |row| Point {
                ground,
                margin,
                right: row < rights,
                fold: row % FOLDS,
            })
        };
        of.iter().flat_map(each).collect()
    }

    #[test]
    fn few_titles_never_make_certainty_and_rare_grounds_stay_low() {
        let fit = Fit::of_points(&points(&[(Ground::Head, 7, 2000, 2000), (Ground::Plain, 3, 1, 1)]));
        let map = fit.map();
        assert_eq!((map.percent(Ground::Head, 0), map.percent(Ground::Head, 90)), (99, 99));
        assert_eq!(map.percent(Ground::Plain, 3), 66);
        assert_eq!((map.percent(Ground::Lead, 3), map.percent(Ground::Empty, 0)), (50, 100));
    }

    #[test]
    fn generic_words_are_capped_and_nothing_is_told_from_a_tie() {
        let fit = Fit::of_points(&points(&[
            (Ground::ContextAlone, 10, 500, 500),
            (Ground::Nothing, 0, 500, 480),
            (Ground::Head, 0, 10, 5),
            (Ground::Head, 30, 98, 98),
        ]));
        let map = fit.map();
        assert_eq!(map.percent(Ground::ContextAlone, 10), MOST_FOR_GENERIC);
        assert_eq!(map.percent(Ground::Nothing, 0), MOST_FOR_GENERIC);
        assert_eq!((map.percent(Ground::Head, 0), map.percent(Ground::Head, 30)), (50, 99));
    }

    #[test]
    fn the_file_that_is_printed_is_read_back_as_the_same_map() {
        let fit = Fit::of_points(&points(&[(Ground::Head, 0, 10, 5), (Ground::Head, 30, 98, 98)]));
        let classifier = Classifier::builder()
            .rules_text("calibration.csv", fit.to_string())
            .build()
            .unwrap();
        assert_eq!(classifier.rule_set().rules.calibration, fit.map());
    }

    #[test]
    fn a_title_is_of_one_part_however_it_is_written() {
        assert_eq!(fold("Rédacteur web"), fold("REDACTEUR  WEB"));
        let parts: std::collections::BTreeSet<_> = (0..50).map(|n| fold(&format!("titre {n}"))).collect();
        assert_eq!(parts.len(), FOLDS);
    }
}
