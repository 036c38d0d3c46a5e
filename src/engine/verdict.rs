//! What a title is said to be: the nine labels, the five families, the reason, the verdict.
//!
//! The words in code are English; the labels in data are the French slugs of the taxonomy and never change.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One of the five families of e-commerce jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Family {
    /// `relation_client`: talking with customers and communities at a distance.
    #[serde(rename = "relation_client")]
    CustomerRelations,
    /// `web_marketing`: offer, brand, retention and campaigns online.
    #[serde(rename = "web_marketing")]
    WebMarketing,
    /// `acquisition`: bringing visitors in and measuring them.
    #[serde(rename = "acquisition")]
    Acquisition,
    /// `redaction`: writing for screens.
    #[serde(rename = "redaction")]
    WebWriting,
    /// `generaliste`: the whole site or shop.
    #[serde(rename = "generaliste")]
    Generalist,
}

impl Family {
    /// All families, in the order of the taxonomy.
    pub const ALL: [Family; 5] = [
        Family::CustomerRelations,
        Family::WebMarketing,
        Family::Acquisition,
        Family::WebWriting,
        Family::Generalist,
    ];

    /// The slug used in every file and column.
    ///
    /// ```
    /// assert_eq!(metiers::Family::WebWriting.slug(), "redaction");
    /// ```
    pub const fn slug(self) -> &'static str {
        Label::from_family(self).slug()
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// One of the nine labels of the taxonomy: five families, three exclusions, out of scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Label {
    /// The family [`Family::CustomerRelations`].
    #[serde(rename = "relation_client")]
    CustomerRelations,
    /// The family [`Family::WebMarketing`].
    #[serde(rename = "web_marketing")]
    WebMarketing,
    /// The family [`Family::Acquisition`].
    #[serde(rename = "acquisition")]
    Acquisition,
    /// The family [`Family::WebWriting`].
    #[serde(rename = "redaction")]
    WebWriting,
    /// The family [`Family::Generalist`].
    #[serde(rename = "generaliste")]
    Generalist,
    /// Excluded: graphic design, photo, video.
    #[serde(rename = "exclu_graphisme")]
    GraphicDesign,
    /// Excluded: development, data, infrastructure, product ownership.
    #[serde(rename = "exclu_informatique")]
    It,
    /// Excluded: leading a web, marketing or customer-service team.
    #[serde(rename = "exclu_encadrement")]
    Management,
    /// Every other job.
    #[serde(rename = "hors_champ")]
    OutOfScope,
}

impl Label {
    /// How many labels there are.
    pub const COUNT: usize = 9;

    /// All labels, in the order of the taxonomy.
    pub const ALL: [Label; Label::COUNT] = [
        Label::CustomerRelations,
        Label::WebMarketing,
        Label::Acquisition,
        Label::WebWriting,
        Label::Generalist,
        Label::GraphicDesign,
        Label::It,
        Label::Management,
        Label::OutOfScope,
    ];

    /// The slug used in every file and column.
    pub const fn slug(self) -> &'static str {
        match self {
            Label::CustomerRelations => "relation_client",
            Label::WebMarketing => "web_marketing",
            Label::Acquisition => "acquisition",
            Label::WebWriting => "redaction",
            Label::Generalist => "generaliste",
            Label::GraphicDesign => "exclu_graphisme",
            Label::It => "exclu_informatique",
            Label::Management => "exclu_encadrement",
            Label::OutOfScope => "hors_champ",
        }
    }

    /// What people call it in French.
    ///
    /// ```
    /// assert_eq!(metiers::Label::WebWriting.french_name(), "La rédaction pour le web");
    /// ```
    pub const fn french_name(self) -> &'static str {
        match self {
            Label::CustomerRelations => "La relation client sur le web",
            Label::WebMarketing => "Le web-marketing",
            Label::Acquisition => "L'acquisition et la mesure du trafic",
            Label::WebWriting => "La rédaction pour le web",
            Label::Generalist => "Les métiers généralistes et polyvalents",
            Label::GraphicDesign => "Exclu : graphisme",
            Label::It => "Exclu : informatique",
            Label::Management => "Exclu : encadrement",
            Label::OutOfScope => "Hors du champ du e-commerce",
        }
    }

    /// The label's place in [`Label::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The label of a family.
    pub const fn from_family(family: Family) -> Label {
        Label::ALL[family as usize]
    }

    /// The family, or `None` for an exclusion and for out of scope.
    pub const fn family(self) -> Option<Family> {
        let index = self as usize;
        if index < Family::ALL.len() {
            Some(Family::ALL[index])
        } else {
            None
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for Label {
    type Err = UnknownLabel;

    fn from_str(slug: &str) -> Result<Self, Self::Err> {
        let found = Label::ALL.into_iter().find(|label| label.slug() == slug);
        found.ok_or_else(|| UnknownLabel(slug.to_owned()))
    }
}

/// A text that is none of the nine labels.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown label « {0} »: the labels are relation_client, web_marketing, acquisition, redaction, generaliste, exclu_graphisme, exclu_informatique, exclu_encadrement, hors_champ"
)]
pub struct UnknownLabel(pub String);

/// Why a verdict is what it is: the column `motif`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// `indice`: the title has evidence of the family.
    #[serde(rename = "indice")]
    Evidence,
    /// `repli`: generalist by fallback.
    #[serde(rename = "repli")]
    Fallback,
    /// `exclu_graphisme`
    #[serde(rename = "exclu_graphisme")]
    GraphicDesign,
    /// `exclu_informatique`
    #[serde(rename = "exclu_informatique")]
    It,
    /// `exclu_encadrement`
    #[serde(rename = "exclu_encadrement")]
    Management,
    /// `hors_champ`
    #[serde(rename = "hors_champ")]
    OutOfScope,
    /// `titre_vide`: nothing to read.
    #[serde(rename = "titre_vide")]
    EmptyTitle,
}

impl Reason {
    /// All reasons, in the order of the documentation.
    pub const ALL: [Reason; 7] = [
        Reason::Evidence,
        Reason::Fallback,
        Reason::GraphicDesign,
        Reason::It,
        Reason::Management,
        Reason::OutOfScope,
        Reason::EmptyTitle,
    ];

    /// The slug written in the column `motif`.
    pub const fn slug(self) -> &'static str {
        match self {
            Reason::Evidence => "indice",
            Reason::Fallback => "repli",
            Reason::GraphicDesign => "exclu_graphisme",
            Reason::It => "exclu_informatique",
            Reason::Management => "exclu_encadrement",
            Reason::OutOfScope => "hors_champ",
            Reason::EmptyTitle => "titre_vide",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// The answer for one title: small, `Copy`, `Send`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Verdict {
    pub(crate) label: Label,
    pub(crate) reason: Reason,
    pub(crate) percent: u8,
    pub(crate) runner_up: Option<Family>,
}

impl Verdict {
    /// The family, or `None` where the title is excluded, out of scope or empty.
    pub const fn family(&self) -> Option<Family> {
        self.label.family()
    }

    /// The label of the taxonomy; an empty title is [`Label::OutOfScope`].
    pub const fn label(&self) -> Label {
        self.label
    }

    /// Why.
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// How often a decision with these points is right, from 0.00 to 1.00 in steps of 0.01.
    pub fn confidence(&self) -> f32 {
        f32::from(self.percent) / 100.0
    }

    /// The confidence in hundredths, 0 to 100: what the column `confiance` is written from.
    pub const fn confidence_percent(&self) -> u8 {
        self.percent
    }

    /// The family that came second, where there is one.
    pub const fn runner_up(&self) -> Option<Family> {
        self.runner_up
    }
}

/// What is known of the employer beside the title.
///
/// ```
/// use metiers::{Company, CompanyKind};
/// let shop = Company::default().with_headcount(8).with_kind(CompanyKind::Merchant);
/// assert!(shop.is_small());
/// assert!(!shop.with_kind(CompanyKind::Agency).is_small());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Company {
    headcount: Option<u32>,
    kind: Option<CompanyKind>,
}

impl Company {
    /// A company of fewer people than this is small.
    pub const SMALL_BELOW: u32 = 50;

    /// What is known of its size and its kind.
    ///
    /// ```
    /// use metiers::Company;
    /// assert_eq!(Company::new(Some(8), None), Company::default().with_headcount(8));
    /// ```
    pub const fn new(headcount: Option<u32>, kind: Option<CompanyKind>) -> Company {
        Company { headcount, kind }
    }

    /// Sets how many people work there.
    pub const fn with_headcount(self, people: u32) -> Company {
        Company {
            headcount: Some(people),
            ..self
        }
    }

    /// How many people work there, where that is known.
    pub const fn headcount(&self) -> Option<u32> {
        self.headcount
    }

    /// What kind of company it is, where that is known.
    pub const fn kind(&self) -> Option<CompanyKind> {
        self.kind
    }

    /// Sets what kind of company it is.
    pub const fn with_kind(self, kind: CompanyKind) -> Company {
        Company {
            kind: Some(kind),
            ..self
        }
    }

    /// Whether the small-company rules apply: fewer than 50 people, and not an agency,
    /// which sells pointed advice whatever its size.
    pub fn is_small(&self) -> bool {
        self.headcount.is_some_and(|people| people < Company::SMALL_BELOW) && self.kind != Some(CompanyKind::Agency)
    }
}

/// Kinds of company that change how a title is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CompanyKind {
    /// `agence`: sells advice to others; hires specialists at any size.
    #[serde(rename = "agence")]
    Agency,
    /// `marchand`: sells its own goods.
    #[serde(rename = "marchand")]
    Merchant,
}

impl FromStr for CompanyKind {
    type Err = UnknownCompanyKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_lowercase().as_str() {
            "agence" => Ok(CompanyKind::Agency),
            "marchand" => Ok(CompanyKind::Merchant),
            _ => Err(UnknownCompanyKind(text.to_owned())),
        }
    }
}

/// A text that is neither `agence` nor `marchand`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown company type « {0} »: it is agence or marchand")]
pub struct UnknownCompanyKind(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_what_was_said_of_it() {
        let shop = Company::default().with_kind(CompanyKind::Merchant).with_headcount(49);
        assert_eq!((shop.headcount(), shop.kind()), (Some(49), Some(CompanyKind::Merchant)));
        assert_eq!(shop, Company::new(Some(49), Some(CompanyKind::Merchant)));
        assert_eq!(
            (Company::default().headcount(), Company::default().kind()),
            (None, None)
        );
        let agency = shop.with_kind(CompanyKind::Agency);
        assert_eq!(
            (agency.headcount(), agency.kind()),
            (Some(49), Some(CompanyKind::Agency))
        );
    }

    #[test]
    fn fewer_than_fifty_people_are_a_small_company_unless_it_is_an_agency() {
        let shop = Company::default().with_headcount(49);
        assert!(shop.is_small() && shop.with_kind(CompanyKind::Merchant).is_small());
        assert!(!shop.with_headcount(50).is_small());
        assert!(!shop.with_kind(CompanyKind::Agency).is_small());
        assert!(!Company::default().is_small());
    }

    #[test]
    fn a_kind_of_company_is_read_as_people_write_it() {
        assert_eq!("agence".parse(), Ok(CompanyKind::Agency));
        assert_eq!(" Marchand ".parse(), Ok(CompanyKind::Merchant));
        let unknown = "boutique".parse::<CompanyKind>().unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "unknown company type « boutique »: it is agence or marchand"
        );
    }

    #[test]
    fn a_verdict_says_all_that_was_decided() {
        let verdict = Verdict {
            label: Label::WebWriting,
            reason: Reason::Evidence,
            percent: 87,
            runner_up: Some(Family::Acquisition),
        };
        assert_eq!(
            (verdict.family(), verdict.label()),
            (Some(Family::WebWriting), Label::WebWriting)
        );
        assert_eq!(
            (verdict.reason(), verdict.runner_up()),
            (Reason::Evidence, Some(Family::Acquisition))
        );
        assert_eq!((verdict.confidence(), verdict.confidence_percent()), (0.87, 87));
    }

    #[test]
    fn every_name_is_its_own() {
        for (at, label) in Label::ALL.into_iter().enumerate() {
            assert_eq!(label.index(), at);
            assert_eq!(label.slug().parse(), Ok(label));
            assert_eq!(label.family().map(Label::from_family), label.family().and(Some(label)));
        }
        assert_eq!(
            Label::ALL.into_iter().filter_map(Label::family).collect::<Vec<_>>(),
            Family::ALL
        );
    }
}
