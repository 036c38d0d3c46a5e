//! Whether the confidence can be believed, and the curve by which it is fitted.
//!
//! **Right** means here fair six-way: the answer has the family, or like it no family, of the label or of one of
//! `also_ok`. Confidence is said of what a user acts on, the family or its absence; which of the exclusions it was that
//! denied the family is an explanation, and being wrong about it costs the user nothing.

use super::scores::{RowResult, share};
use serde::{Deserialize, Serialize};

/// How many bins the confidence from 0 to 1 is cut into.
pub const BINS: usize = 10;

/// How much of the file the surest answers are, in hundredths.
const SUREST_PERCENT: usize = 80;

/// The confidence set against the share of answers that were right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Bins of equal width, the first from 0.00 to 0.09, the last from 0.90 to 1.00.
    pub bins: [Bin; BINS],
    /// The mean distance, over all rows, of the mean confidence of a row's bin from the bin's share of right answers:
    /// 0 (the confidence says the truth) to 1. Also called ECE.
    pub expected_error: f64,
    /// The surest four answers in five; `None` where there are no rows.
    pub surest: Option<Surest>,
    /// The same where each row's confidence comes from a map that was fitted on other titles; `None` where there is no
    /// classifier to fit it for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crossed: Option<Crossed>,
}

/// How a map of the confidence does on titles that it was not fitted on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crossed {
    /// Into how many parts the titles were cut; each part is judged by the map of the others.
    pub folds: usize,
    /// As [`Calibration::expected_error`].
    pub expected_error: f64,
    /// As [`Calibration::surest`].
    pub surest: Option<Surest>,
}

/// The answers of about the same confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// How many answers.
    pub rows: usize,
    /// Their mean confidence, 0 to 1; `None` where there are none.
    pub mean_confidence: Option<f64>,
    /// The share of them that are right, 0 to 1; `None` where there are none.
    pub right: Option<f64>,
}

/// The answers that would be kept if the least sure fifth were looked at by a person.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surest {
    /// How many answers: 80 % of the rows, rounded up.
    pub rows: usize,
    /// The least confidence among them, in hundredths.
    pub from_percent: u8,
    /// The share of them that are right, 0 to 1. Where only some of the answers of the least confidence have a place,
    /// each counts for the same part, so that the order of the file changes nothing.
    pub right: f64,
}

impl Calibration {
    /// The calibration of these answers.
    pub(super) fn of(results: &[RowResult]) -> Calibration {
        Calibration::of_pairs(
            results
                .iter()
                .map(|row| (row.answer.confidence_percent, row.fair_six_way)),
        )
    }

    /// The calibration of confidences in hundredths, each with whether the answer was right.
    pub(super) fn of_pairs(pairs: impl Iterator<Item = (u8, bool)>) -> Calibration {
        let mut percents = [Tally::default(); 101];
        for (percent, right) in pairs {
            // A confidence above 1 cannot come from a verdict, only from a hand-made answer.
            percents[usize::from(percent.min(100))].add(right);
        }
        let count: usize = percents.iter().map(|tally| tally.rows).sum();
        let mut bins = [Bin::default(); BINS];
        let mut distance = 0.0;
        for (place, bin) in bins.iter_mut().enumerate() {
            let last = if place + 1 == BINS { 100 } else { place * 10 + 9 };
            let span = place * 10..=last;
            let rows = percents[span.clone()].iter().map(|tally| tally.rows).sum();
            let right = percents[span.clone()].iter().map(|tally| tally.right).sum::<usize>();
            let hundredths: usize = span.map(|percent| percent * percents[percent].rows).sum();
            *bin = Bin {
                rows,
                mean_confidence: share(hundredths, rows * 100),
                right: share(right, rows),
            };
            distance += (hundredths as f64 / 100.0 - right as f64).abs();
        }
        let expected_error = if count == 0 { 0.0 } else { distance / count as f64 };
        Calibration {
            bins,
            expected_error,
            surest: surest(&percents, count),
            crossed: None,
        }
    }
}

/// How many answers, and how many of them right.
#[derive(Clone, Copy, Default)]
struct Tally {
    rows: usize,
    right: usize,
}

impl Tally {
    fn add(&mut self, right: bool) {
        self.rows += 1;
        self.right += usize::from(right);
    }
}

fn surest(percents: &[Tally; 101], rows: usize) -> Option<Surest> {
    let wanted = (rows * SUREST_PERCENT).div_ceil(100);
    let (mut taken, mut right) = (0, 0.0);
    for (percent, tally) in (0u8..=100).zip(percents).rev().filter(|(_, tally)| tally.rows > 0) {
        let part = tally.rows.min(wanted - taken);
        taken += part;
        right += tally.right as f64 * part as f64 / tally.rows as f64;
        if taken == wanted {
            return Some(Surest {
                rows: wanted,
                from_percent: percent,
                right: right / wanted as f64,
            });
        }
    }
    None
}

/// The most steps that [`isotonic`] gives: more would follow the accidents of a thousand titles.
pub const MOST_STEPS: usize = 12;

/// Fits, to points of a score `x` and whether the decision was right, a rising staircase of probabilities.
///
/// Each step `(from, probability)` holds for scores of `from` and above, up to the next step; a score under the first
/// step has the first step's probability. Both columns rise strictly, and there are at most [`MOST_STEPS`] steps: none
/// where there are no points. Points of the same score stay in one step.
///
/// The fit pools adjacent violators: neighbours in score are put together as long as the lower of them is right at least
/// as often. The probability of a step with `n` points of which `r` are right is `(r + 1) / (n + 2)` (Laplace), so that
/// it is never 0 or 1 on the word of a few points. Where steps are too many, the two neighbours go together whose joining
/// costs the least squared error. Scores that are no number are left out.
///
/// ```
/// use metiers::eval::isotonic;
///
/// let points = [(1.0, false), (2.0, true), (3.0, false), (4.0, true), (4.0, true)];
/// assert_eq!(isotonic(&points), [(1.0, 1.0 / 3.0), (2.0, 0.5), (4.0, 0.75)]);
/// ```
pub fn isotonic(points: &[(f64, bool)]) -> Vec<(f64, f64)> {
    let steps = staircase(points);
    steps.iter().map(|step| (step.from, step.smoothed())).collect()
}

/// The steps of [`isotonic`], each with its points.
pub(super) fn staircase(points: &[(f64, bool)]) -> Vec<Block> {
    let mut points: Vec<_> = points.iter().copied().filter(|(x, _)| !x.is_nan()).collect();
    points.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let mut blocks: Vec<Block> = Vec::new();
    for (x, right) in points {
        // `==`, not `total_cmp`: -0.0 and 0.0 are the same score.
        if blocks.last().is_none_or(|block| block.last != x) {
            blocks.push(Block {
                from: x,
                last: x,
                tally: Tally::default(),
            });
        }
        if let Some(block) = blocks.last_mut() {
            block.tally.add(right);
        }
    }
    // First by the plain shares, then by the smoothed: smoothing pulls small blocks to one half, and would by itself
    // part neighbours that are equal in all but size.
    let mut blocks = pool(pool(blocks, Block::plain), Block::smoothed);
    while blocks.len() > MOST_STEPS {
        join_cheapest(&mut blocks);
        blocks = pool(blocks, Block::smoothed);
    }
    blocks
}

/// Neighbouring points.
#[derive(Clone, Copy)]
pub(super) struct Block {
    pub from: f64,
    last: f64,
    tally: Tally,
}

impl Block {
    fn plain(&self) -> f64 {
        self.tally.right as f64 / self.tally.rows as f64
    }

    /// How many points.
    pub fn rows(&self) -> usize {
        self.tally.rows
    }

    /// Laplace's share of right ones.
    pub fn smoothed(&self) -> f64 {
        (self.tally.right as f64 + 1.0) / (self.tally.rows as f64 + 2.0)
    }

    fn join(&mut self, next: &Block) {
        self.last = next.last;
        self.tally.rows += next.tally.rows;
        self.tally.right += next.tally.right;
    }

    /// What the squared error grows by where `self` and `next` get one probability.
    fn cost_of_joining(&self, next: &Block) -> f64 {
        let (a, b) = (self.tally.rows as f64, next.tally.rows as f64);
        a * b / (a + b) * (self.plain() - next.plain()).powi(2)
    }
}

/// Joins neighbours until `share` rises strictly.
fn pool(blocks: Vec<Block>, share: fn(&Block) -> f64) -> Vec<Block> {
    let mut pooled: Vec<Block> = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        while let Some(before) = pooled.pop_if(|before| share(before) >= share(&block)) {
            let next = std::mem::replace(&mut block, before);
            block.join(&next);
        }
        pooled.push(block);
    }
    pooled
}

fn join_cheapest(blocks: &mut Vec<Block>) {
    let cost = |place: &usize| blocks[*place].cost_of_joining(&blocks[place + 1]);
    let cheapest = (0..blocks.len().saturating_sub(1)).min_by(|a, b| cost(a).total_cmp(&cost(b)));
    if let Some(place) = cheapest {
        let next = blocks.remove(place + 1);
        blocks[place].join(&next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tallies(of: &[(usize, usize, usize)]) -> [Tally; 101] {
        let mut percents = [Tally::default(); 101];
        for &(percent, rows, right) in of {
            percents[percent] = Tally { rows, right };
        }
        percents
    }

    #[test]
    fn the_surest_count_ties_at_the_cut_in_part() {
        // 8 of 10 wanted: the 6 at 0.90, and 2 of the 4 at 0.50, of which 3 in 4 are right.
        let surest = surest(&tallies(&[(90, 6, 5), (50, 4, 3)]), 10).unwrap();
        assert_eq!((surest.rows, surest.from_percent, surest.right), (8, 50, 6.5 / 8.0));
    }

    #[test]
    fn the_surest_of_few_rows_are_rounded_up() {
        assert_eq!(
            surest(&tallies(&[(0, 1, 1)]), 1),
            Some(Surest {
                rows: 1,
                from_percent: 0,
                right: 1.0
            })
        );
        assert_eq!(surest(&tallies(&[(100, 3, 3)]), 3).map(|surest| surest.rows), Some(3));
        assert_eq!(surest(&tallies(&[]), 0), None);
    }

    /// `rights` of `rows` points right at each score.
    fn points(of: &[(f64, usize, usize)]) -> Vec<(f64, bool)> {
        of.iter()
            .flat_map(|&(x, rows, rights)| (0..rows).map(move |row| (x, row < rights)))
            .collect()
    }

    #[test]
    fn rising_shares_are_kept_and_smoothed() {
        let steps = isotonic(&points(&[(10.0, 8, 2), (20.0, 8, 5), (30.0, 8, 8)]));
        assert_eq!(steps, [(10.0, 0.3), (20.0, 0.6), (30.0, 0.9)]);
    }

    #[test]
    fn violators_are_pooled_back_to_where_the_staircase_rises() {
        // 3/4 at 2 and 1/4 at 3 make 4/8; 2/4 at 1 is no lower than that, so all three make 6/12.
        let steps = isotonic(&points(&[(1.0, 4, 2), (2.0, 4, 3), (3.0, 4, 1), (4.0, 4, 4)]));
        assert_eq!(steps, [(1.0, 7.0 / 14.0), (4.0, 5.0 / 6.0)]);
    }

    #[test]
    fn a_small_block_that_smoothing_would_lift_over_its_neighbour_is_pooled() {
        // 0/1 is under 1/50, yet (0+1)/(1+2) is over (1+1)/(50+2): together (1+1)/(51+2).
        assert_eq!(isotonic(&points(&[(1.0, 1, 0), (2.0, 50, 1)])), [(1.0, 2.0 / 53.0)]);
    }

    #[test]
    fn the_order_of_points_and_their_ties_change_nothing() {
        let mut points = points(&[(1.0, 5, 1), (2.0, 5, 4), (0.0, 3, 0), (-0.0, 1, 1)]);
        let steps = isotonic(&points);
        points.reverse();
        assert_eq!(isotonic(&points), steps);
        // 1/4 at zero and 1/5 at 1 make 2/9.
        assert_eq!(steps, [(0.0, 3.0 / 11.0), (2.0, 5.0 / 7.0)]);
    }

    #[test]
    fn no_points_give_no_steps_and_no_number_is_left_out() {
        assert_eq!(isotonic(&[]), []);
        assert_eq!(isotonic(&[(f64::NAN, true), (1.0, false)]), [(1.0, 1.0 / 3.0)]);
    }

    #[test]
    fn one_kind_of_outcome_gives_one_step() {
        let all_right: Vec<_> = (0..98u8).map(|x| (f64::from(x), true)).collect();
        assert_eq!(isotonic(&all_right), [(0.0, 0.99)]);
    }

    proptest::proptest! {
        #[test]
        fn steps_rise_strictly_and_are_few(points in proptest::collection::vec((-40i32..400, proptest::bool::ANY), 1..2000)) {
            let points: Vec<_> = points.into_iter().map(|(x, right)| (f64::from(x), right || x > 300)).collect();
            let steps = isotonic(&points);
            assert!((1..=MOST_STEPS).contains(&steps.len()));
            assert!(steps.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1), "{steps:?}");
            assert!(steps.iter().all(|(_, share)| 0.0 < *share && *share < 1.0), "{steps:?}");
        }

        #[test]
        fn many_true_steps_are_joined_to_the_most(rows in 300usize..400) {
            let staircase: Vec<_> = (0..=30u8).map(|step| (f64::from(step), rows, rows * usize::from(step) / 30)).collect();
            let steps = isotonic(&points(&staircase));
            assert_eq!(steps.len(), MOST_STEPS);
            assert!(steps.windows(2).all(|pair| pair[0].1 < pair[1].1), "{steps:?}");
        }
    }
}
