//! The values of the added columns of one record, as they are written.

use super::summary::IRREGULAR;
use crate::engine::Verdict;

/// The values of the added columns of one record.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    pub verdict: Option<Verdict>,
    pub evidence: &'a str,
}

impl Answer<'_> {
    /// The answer for a record that does not fit.
    pub const IRREGULAR: Answer<'static> = Answer {
        verdict: None,
        evidence: "",
    };

    /// `famille`, or nothing.
    pub fn family(&self) -> &'static str {
        self.verdict
            .and_then(|verdict| verdict.family())
            .map_or("", |family| family.slug())
    }

    /// `motif`.
    pub fn reason(&self) -> &'static str {
        self.verdict.map_or(IRREGULAR, |verdict| verdict.reason().slug())
    }

    /// `confiance`, or nothing.
    pub fn confidence(&self) -> &'static str {
        self.verdict.map_or("", |verdict| percent(verdict.confidence_percent()))
    }

    /// `famille_2`, or nothing.
    pub fn runner_up(&self) -> &'static str {
        self.verdict
            .and_then(|verdict| verdict.runner_up())
            .map_or("", |family| family.slug())
    }
}

/// `0.97` for 97.
pub fn percent(percent: u8) -> &'static str {
    const DIGITS: &str = "0.000.010.020.030.040.050.060.070.080.090.100.110.120.130.140.150.160.170.180.190.20\
        0.210.220.230.240.250.260.270.280.290.300.310.320.330.340.350.360.370.380.390.400.410.420.430.44\
        0.450.460.470.480.490.500.510.520.530.540.550.560.570.580.590.600.610.620.630.640.650.660.670.68\
        0.690.700.710.720.730.740.750.760.770.780.790.800.810.820.830.840.850.860.870.880.890.900.910.92\
        0.930.940.950.960.970.980.991.00";
    let at = 4 * usize::from(percent.min(100));
    &DIGITS[at..at + 4]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidences_have_two_places() {
        for value in 0..=100_u8 {
            assert_eq!(percent(value), format!("{}.{:02}", value / 100, value % 100));
        }
    }

    #[test]
    fn reasons_and_families_index_their_lists() {
        for (at, reason) in crate::engine::Reason::ALL.iter().enumerate() {
            assert_eq!(*reason as usize, at);
        }
        for (at, family) in crate::engine::Family::ALL.iter().enumerate() {
            assert_eq!(*family as usize, at);
        }
    }
}
