//! The compiled rules: concepts, their forms, and the trie that finds them.

use super::calibration::Calibration;
use super::trie::Trie;
use super::verdict::Label;
use super::weights::Weights;
use crate::rules::flat::{self, flat};
use crate::rules::pool::Pool;
use serde::{Deserialize, Serialize};

/// What a concept does in a title; `rules/README.md` says it for those who write rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Names the trade.
    Head,
    /// What the trade is about.
    Speciality,
    /// A marketing or communication function, of the web only where the title says so.
    Plain,
    /// Says that the job is of the web or of a shop online.
    Context,
    /// An empty head: the complement decides.
    Function,
    /// Leads people.
    Lead,
    /// Only gives tags.
    Mark,
}

impl Role {
    /// All roles, in the order of the documentation.
    pub const ALL: [Role; 7] = [
        Role::Head,
        Role::Speciality,
        Role::Plain,
        Role::Context,
        Role::Function,
        Role::Lead,
        Role::Mark,
    ];

    /// Whether it speaks for its label by itself.
    pub(crate) const fn speaks(self) -> bool {
        matches!(self, Role::Head | Role::Speciality | Role::Plain | Role::Lead)
    }

    /// The word used in rule files.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Head => "head",
            Role::Speciality => "speciality",
            Role::Plain => "plain",
            Role::Context => "context",
            Role::Function => "function",
            Role::Lead => "lead",
            Role::Mark => "mark",
        }
    }
}

/// A set of tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tags(pub u64);

impl Tags {
    /// How many tags a set of rules may have.
    pub const MOST: usize = 64;

    pub fn or(self, other: Tags) -> Tags {
        Tags(self.0 | other.0)
    }

    pub fn meets(self, other: Tags) -> bool {
        self.0 & other.0 != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A notion of the field.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Concept {
    pub name: Box<str>,
    pub label: Label,
    pub role: Role,
    pub points: u16,
    pub gives: Tags,
    pub needs: Tags,
    pub unless: Tags,
}

/// A concept, for lists of what the rules hold.
#[derive(Clone, Debug, Serialize)]
pub struct ConceptSummary {
    /// Its name.
    pub name: String,
    /// What it speaks for.
    pub label: Label,
    /// What it does.
    pub role: Role,
    /// What it brings.
    pub points: u16,
    /// The tags that it gives to a title.
    pub gives: Vec<String>,
    /// It counts only beside one of these tags.
    pub needs: Vec<String>,
    /// It does not count beside any of these tags.
    pub unless: Vec<String>,
    /// Its forms, as the rules write them.
    pub forms: Vec<String>,
    /// Whether it comes with the program or was added.
    pub origin: Origin,
    /// The file of its first form.
    pub file: String,
    /// The line of its first form.
    pub line: u32,
}

/// Whose rules something is from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Compiled into the program.
    #[default]
    Builtin,
    /// Added with `--rules` or by the caller.
    User,
}

impl Origin {
    /// The word used in lists.
    pub const fn name(self) -> &'static str {
        match self {
            Origin::Builtin => "builtin",
            Origin::User => "user",
        }
    }
}

impl ConceptSummary {
    pub(crate) fn of(concept: &Concept, tags: &[Box<str>]) -> ConceptSummary {
        let names = |set: Tags| {
            let named = tags.iter().enumerate().filter(|(bit, _)| set.0 >> bit & 1 == 1);
            named.map(|(_, name)| name.to_string()).collect()
        };
        ConceptSummary {
            name: concept.name.to_string(),
            label: concept.label,
            role: concept.role,
            points: concept.points,
            gives: names(concept.gives),
            needs: names(concept.needs),
            unless: names(concept.unless),
            forms: Vec::new(),
            origin: Origin::default(),
            file: String::new(),
            line: 0,
        }
    }
}

/// Where the rules say that a concept may be written so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// The file's place in [`Rules::files`].
    pub file: u16,
    /// Counted from 1.
    pub line: u32,
}

flat!(Form { file: u16, line: u32 });

/// All rules, ready to be matched.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Rules {
    /// Phrases of symbols; the values are places in `leaves`.
    pub trie: Trie,
    /// The forms that a phrase is, as ranges of `leaf_forms`.
    #[serde(with = "flat")]
    pub leaves: Box<[(u32, u32)]>,
    #[serde(with = "flat")]
    pub leaf_forms: Box<[u16]>,
    #[serde(with = "flat")]
    pub forms: Box<[Form]>,
    /// The text of each form, by its place.
    pub form_texts: Pool,
    /// The concept of each form, apart from its place in the files: titles need no more of a form.
    #[serde(with = "flat")]
    pub form_concepts: Box<[u16]>,
    pub concepts: Box<[Concept]>,
    pub files: Box<[Box<str>]>,
    pub tags: Box<[Box<str>]>,
    pub weights: Weights,
    pub calibration: Calibration,
}

impl Rules {
    /// The forms of a phrase.
    pub fn forms_of(&self, leaf: u16) -> &[u16] {
        let (start, end) = self.leaves[usize::from(leaf)];
        &self.leaf_forms[start as usize..end as usize]
    }

    /// The concept of a form.
    pub fn concept_of(&self, form: u16) -> &Concept {
        &self.concepts[usize::from(self.form_concepts[usize::from(form)])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::Classifier;

    /// The lists of `metiers rules list`.
    #[test]
    fn a_concept_is_listed_with_its_tags_its_forms_and_whose_it_is() {
        let rules = "label = \"redaction\"\n[[concept]]\nname = \"plume\"\nrole = \"head\"\nforms = [\"plume\", \"encre\"]\n\
            gives = [\"papier\", \"bureau\"]\nneeds = [\"bureau\"]\nunless = [\"eau\"]\n\
            [[concept]]\nname = \"eau\"\nrole = \"mark\"\nforms = [\"eau\"]\ngives = [\"eau\"]\n";
        let classifier = Classifier::builder().rules_text("mine.toml", rules).build().unwrap();
        let listed: Vec<ConceptSummary> = classifier.concepts().collect();
        let plume = listed.iter().find(|concept| concept.name == "plume").unwrap();
        let tags = [&plume.gives, &plume.needs, &plume.unless].map(|tags| {
            let mut tags = tags.clone();
            tags.sort();
            tags.join(" ")
        });
        assert_eq!(tags, ["bureau papier", "bureau", "eau"]);
        assert_eq!((plume.label, plume.role), (Label::WebWriting, Role::Head));
        assert_eq!((plume.file.as_str(), plume.line), ("mine.toml", 5));
        assert_eq!(plume.forms, ["plume", "encre"]);
        assert_eq!((plume.origin, plume.origin.name()), (Origin::User, "user"));
        assert_eq!(
            (listed[0].origin, listed[0].origin.name()),
            (Origin::Builtin, "builtin")
        );
    }
}
