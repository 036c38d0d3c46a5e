//! `weights.toml` and `calibration.csv`.

use super::diagnostic::Diagnostics;
use super::source::{Kind, Sources};
use super::toml_reader::{Located, Reader, Table};
use super::vocabulary::Rows;
use crate::engine::calibration::{Calibration, Ground};
use crate::engine::weights::{Tiers, Weights};
use serde::Deserialize;
use toml::Spanned;
use toml::de::DeValue;

/// The weights: those of the last file that has them.
pub(crate) fn weights(sources: &Sources, faults: &mut Diagnostics) -> Weights {
    let mut weights = Weights::default();
    for (_, source) in sources.of(Kind::Weights) {
        let mut reader = Reader {
            source,
            faults: &mut *faults,
        };
        weights = read_weights(&mut reader);
    }
    weights
}

/// The weights of one file, every one of them looked at, so that all faults are told at once.
fn read_weights(reader: &mut Reader<'_>) -> Weights {
    let mut weights = Weights::default();
    let top = reader.parse();
    let top = Located {
        value: top.get_ref(),
        range: 0..0,
    };
    let known: Vec<&str> = TIERS
        .iter()
        .map(|(key, _)| *key)
        .chain(SINGLE.iter().map(|(key, _)| *key))
        .collect();
    reader.only(top.value, &known);
    for (key, place) in TIERS {
        if let Some(value) = there(reader, &top, key) {
            let items: Vec<_> = value
                .get_ref()
                .as_array()
                .into_iter()
                .flat_map(|array| array.iter())
                .collect();
            if items.len() == 3 {
                let mut points = items.into_iter().map(|item| weight(reader, item, key));
                *place(&mut weights) = std::array::from_fn(|_| points.next().unwrap_or_default());
            } else {
                let message = format!("« {key} » must be three numbers: weak, normal, strong");
                reader.fault("R004", value.span(), message);
            }
        }
    }
    for (key, place) in SINGLE {
        if let Some(value) = there(reader, &top, key) {
            *place(&mut weights) = weight(reader, value, key);
        }
    }
    weights
}

type Place<T> = fn(&mut Weights) -> &mut T;

const TIERS: [(&str, Place<Tiers>); 5] = [
    ("head", |weights| &mut weights.head),
    ("speciality", |weights| &mut weights.speciality),
    ("plain", |weights| &mut weights.plain),
    ("context", |weights| &mut weights.context),
    ("lead", |weights| &mut weights.lead),
];

const SINGLE: [(&str, Place<u16>); 7] = [
    ("first_item", |weights| &mut weights.first_item),
    ("first_head", |weights| &mut weights.first_head),
    ("detail", |weights| &mut weights.detail),
    ("function_context", |weights| &mut weights.function_context),
    ("context_alone", |weights| &mut weights.context_alone),
    ("plain_alone", |weights| &mut weights.plain_alone),
    ("lead_elsewhere", |weights| &mut weights.lead_elsewhere),
];

/// The value of a key that must be there.
fn there<'t>(reader: &mut Reader<'_>, top: &Table<'t>, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
    let value = reader.get(top.value, key);
    if value.is_none() {
        reader.fault("R005", top.range.clone(), format!("« {key} » is missing"));
    }
    value
}

fn weight(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>, key: &str) -> u16 {
    let number = reader.number(value, key, Weights::HIGHEST.into());
    number.and_then(|number| u16::try_from(number).ok()).unwrap_or_default()
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
        while let Some((step, _)) = rows.next::<Step>(faults) {
            if step.percent > 100 {
                let message = "« percent » must be a whole number from 0 to 100";
                faults.push(source.fault("R004", rows.column("percent"), message));
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
