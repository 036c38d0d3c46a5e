//! `weights.toml` and `calibration.csv`.

use super::diagnostic::Diagnostics;
use super::source::{Kind, Sources};
use super::toml_reader::Reader;
use super::vocabulary::Rows;
use crate::engine::calibration::{Calibration, Ground};
use crate::engine::weights::Weights;
use serde::Deserialize;

/// The weights: those of the last file that has them.
pub(crate) fn weights(sources: &Sources, faults: &mut Diagnostics) -> Weights {
    let mut weights = Weights::default();
    for (_, source) in sources.of(Kind::Weights) {
        match toml::from_str::<Weights>(&source.text) {
            Ok(read) if read.highest() <= Weights::HIGHEST => weights = read,
            Ok(_) => faults.push(source.fault(
                "R004",
                0..0,
                format!("a weight is a whole number from 0 to {}", Weights::HIGHEST),
            )),
            Err(error) => {
                let mut reader = Reader {
                    source,
                    faults: &mut *faults,
                };
                reader.fault("R004", error.span().unwrap_or(0..0), error.message().to_owned());
            }
        }
    }
    weights
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    ground: Ground,
    margin: u16,
    percent: u8,
    /// How many titles of the gold file the step was fitted on: for the reader.
    #[serde(rename = "titles")]
    _titles: u32,
}

/// The calibration: that of the last file that has one.
pub(crate) fn calibration(sources: &Sources, faults: &mut Diagnostics) -> Calibration {
    let mut calibration = Calibration::default();
    for (_, source) in sources.of(Kind::Calibration) {
        calibration = Calibration::default();
        let mut rows = Rows::new(source);
        while let Some((step, range)) = rows.next::<Step>(faults) {
            if step.percent > 100 {
                faults.push(source.fault("R004", range, "« percent » must be a whole number from 0 to 100"));
            }
            calibration.add(step.ground, step.margin, step.percent.min(100));
        }
        if let Some((ground, margin)) = calibration.falling_step() {
            let message = format!("the confidence of {ground:?} falls at margin {margin}");
            faults.push(
                source
                    .fault("R009", 0..0, message)
                    .help("a greater margin never means less confidence: refit the map"),
            );
        }
    }
    calibration
}
