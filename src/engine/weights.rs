//! How much each kind of evidence weighs: `rules/weights.toml`.

use super::concept::Role;
use serde::{Deserialize, Serialize};

/// A tier of a role's points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tier {
    Weak,
    #[default]
    Normal,
    Strong,
}

/// The points of a role: weak, normal, strong.
pub(crate) type Tiers = [u16; 3];

/// The points of everything that counts. Points are whole numbers from 0 to 1000.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Weights {
    pub head: Tiers,
    pub speciality: Tiers,
    pub plain: Tiers,
    pub context: Tiers,
    pub lead: Tiers,
    /// Added to what stands in the first item that says anything.
    pub first_item: u16,
    /// Added to the first head.
    pub first_head: u16,
    /// Taken from what stands in a later segment than a whole job name.
    pub detail: u16,
    /// An empty head with a context: generalist.
    pub function_context: u16,
    /// A context without a head: generalist.
    pub context_alone: u16,
    /// A marketing or communication function without the web: out of scope.
    pub plain_alone: u16,
    /// Leading people elsewhere than on the web, in marketing or in customer service: out of scope.
    pub lead_elsewhere: u16,
}

impl Weights {
    /// The highest number of points that a weight may have.
    pub const HIGHEST: u16 = 1000;

    /// The points of a role in a tier.
    pub fn of(&self, role: Role, tier: Tier) -> u16 {
        let tiers = match role {
            Role::Head => self.head,
            Role::Speciality => self.speciality,
            Role::Plain => self.plain,
            Role::Context => self.context,
            Role::Lead => self.lead,
            Role::Function | Role::Mark => [0; 3],
        };
        tiers[tier as usize]
    }
}
