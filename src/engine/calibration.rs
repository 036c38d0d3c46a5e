//! How often a decision is right: from the kind of evidence and the margin to a confidence, `rules/calibration.csv`.
//!
//! The map is fitted on the gold file (`metiers eval --fit`), so that a confidence of 0.90 means nine right answers in ten;
//! within a kind of evidence it never falls when the margin grows.

use serde::{Deserialize, Serialize};

/// What a decision rests on, from the firmest to none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// A word that names the trade.
    Head,
    /// What an empty head is about.
    Speciality,
    /// A marketing or communication function, of the web.
    Plain,
    /// An empty head with the web or a shop online.
    FunctionContext,
    /// Several specialities of different families.
    Several,
    /// Marketing, communication or two specialities in a small company.
    SmallCompany,
    /// The web or a shop online, and nothing else.
    ContextAlone,
    /// Leading a team of the web, of marketing or of customer service.
    Lead,
    /// Leading other people.
    LeadElsewhere,
    /// Marketing or communication without the web.
    PlainAlone,
    /// The web, with a trade that the rules do not know.
    UnknownTrade,
    /// No rule matched.
    Nothing,
    /// Nothing to read.
    Empty,
}

impl Ground {
    /// All grounds, in order.
    pub const ALL: [Ground; 13] = [
        Ground::Head,
        Ground::Speciality,
        Ground::Plain,
        Ground::FunctionContext,
        Ground::Several,
        Ground::SmallCompany,
        Ground::ContextAlone,
        Ground::Lead,
        Ground::LeadElsewhere,
        Ground::PlainAlone,
        Ground::UnknownTrade,
        Ground::Nothing,
        Ground::Empty,
    ];

    /// The word used in `rules/calibration.csv` and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Ground::Head => "head",
            Ground::Speciality => "speciality",
            Ground::Plain => "plain",
            Ground::FunctionContext => "function_context",
            Ground::Several => "several",
            Ground::SmallCompany => "small_company",
            Ground::ContextAlone => "context_alone",
            Ground::Lead => "lead",
            Ground::LeadElsewhere => "lead_elsewhere",
            Ground::PlainAlone => "plain_alone",
            Ground::UnknownTrade => "unknown_trade",
            Ground::Nothing => "nothing",
            Ground::Empty => "empty",
        }
    }

    /// Whether no word of a trade or a speciality was found: only generic ones, or none.
    pub const fn is_generic(self) -> bool {
        matches!(self, Ground::ContextAlone | Ground::UnknownTrade | Ground::Nothing)
    }
}

/// The confidence of every ground, by margin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Calibration {
    /// For each ground, (lowest margin, percent), margins rising.
    steps: [Vec<(u16, u8)>; Ground::ALL.len()],
}

impl Calibration {
    /// Adds a step: from this margin on, this many decisions in a hundred are right.
    pub fn add(&mut self, ground: Ground, margin: u16, percent: u8) {
        let steps = &mut self.steps[ground as usize];
        steps.push((margin, percent));
        steps.sort_unstable();
    }

    /// How many decisions in a hundred are right on this ground with this margin; 50 where the map does not say.
    pub fn percent(&self, ground: Ground, margin: u16) -> u8 {
        let steps = &self.steps[ground as usize];
        let step = steps
            .iter()
            .take_while(|(from, _)| *from <= margin)
            .last()
            .or(steps.first());
        step.map_or(50, |(_, percent)| *percent)
    }

    /// The first step that is lower than one with a smaller margin.
    pub fn falling_step(&self) -> Option<(Ground, u16)> {
        Ground::ALL.into_iter().find_map(|ground| {
            let fall = self.steps[ground as usize]
                .windows(2)
                .find(|pair| pair[1].1 < pair[0].1)?;
            Some((ground, fall[1].0))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grounds_are_written_as_they_are_read() {
        for ground in Ground::ALL {
            let name = serde_json::to_string(&ground).unwrap();
            assert_eq!(name, format!("\"{}\"", ground.name()));
        }
    }

    #[test]
    fn a_margin_takes_the_last_step_below_it() {
        let mut map = Calibration::default();
        map.add(Ground::Head, 20, 95);
        map.add(Ground::Head, 5, 80);
        assert_eq!(
            [0, 5, 19, 20, 900].map(|margin| map.percent(Ground::Head, margin)),
            [80, 80, 80, 95, 95]
        );
        assert_eq!(map.percent(Ground::Nothing, 0), 50);
        assert_eq!(map.falling_step(), None);
        map.add(Ground::Head, 25, 95);
        assert_eq!(map.falling_step(), None);
        map.add(Ground::Head, 30, 90);
        assert_eq!(map.falling_step(), Some((Ground::Head, 30)));
    }
}
