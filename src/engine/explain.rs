//! Why a title is what it is: its words, the rules that hit, the points, the decision in a sentence.
//!
//! [`Explanation`] holds it all, for programs; `sentence` puts the decision into words, `print` lays everything out for
//! people.

mod print;
mod sentence;

pub use print::Colored;

use super::calibration::Ground;
use super::concept::{Role, Tags};
use super::hits::{Hit, State};
use super::score::Decision;
use super::verdict::{Company, Label, Reason};
use crate::classifier::{RuleSet, Scratch};
use crate::title::{Noise, Span, Word};
use serde::Serialize;

/// A verdict with everything that led to it; [`Display`](std::fmt::Display) prints it for people.
/// [`colored`](Explanation::colored) does so for a terminal.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The title, as it was given, up to the part that is read.
    pub title: String,
    /// The label: `famille` in outputs, where it is a family.
    #[serde(rename = "label")]
    pub label: Label,
    /// Why: `motif` in outputs.
    pub motif: Reason,
    /// How often such a decision is right, 0.00 to 1.00.
    pub confiance: f32,
    /// The family that came second.
    pub famille_2: Option<super::Family>,
    /// What the decision rests on.
    pub ground: Ground,
    /// The winner's points less those of the next label: 0 for a tie.
    pub margin: u16,
    /// The decision in a sentence or two.
    pub decision: String,
    /// The hits that the decision rests on, by their place in `hits`, the firmest first; none where nothing matched.
    pub decided_by: Vec<usize>,
    /// The words of the title, the dropped ones too.
    pub words: Vec<WordReading>,
    /// The rules that hit.
    pub hits: Vec<HitReading>,
    /// The labels that have points, the highest first.
    pub points: Vec<LabelPoints>,
    /// The fingerprint of the rules.
    pub rules: String,
}

/// How a word was read.
#[derive(Clone, Debug, Serialize)]
pub struct WordReading {
    /// As it is written in the title.
    pub text: String,
    /// Where it stands in the title, in bytes.
    pub span: Span,
    /// The word of the vocabulary that it is, in lower case without accents; none where no rule knows it.
    pub read_as: Option<String>,
    /// Why it is dropped, if it is.
    pub noise: Option<Noise>,
    /// Whether it was taken for a misspelling of `read_as`.
    pub mistyped: bool,
}

/// A rule that hit.
#[derive(Clone, Debug, Serialize)]
pub struct HitReading {
    /// The concept's name.
    pub concept: String,
    /// What it speaks for.
    pub label: Label,
    /// What it does.
    pub role: Role,
    /// As it is written in the title.
    pub text: String,
    /// Where it stands in the title, in bytes.
    pub span: Span,
    /// What it brings.
    pub points: u16,
    /// Why it brings nothing: what it needs and the title lacks, or what the title has and it excludes.
    pub inactive: Option<String>,
    /// The form of the rule that matched.
    pub form: String,
    /// The rule's file.
    pub file: String,
    /// The form's line in it.
    pub line: u32,
}

/// The points of a label.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct LabelPoints {
    /// The label.
    pub label: Label,
    /// Its points.
    pub points: u16,
}

impl Explanation {
    pub(crate) fn new(
        set: &RuleSet,
        title: &str,
        scratch: &Scratch,
        decision: &Decision,
        company: &Company,
    ) -> Explanation {
        let verdict = decision.verdict(&set.rules);
        let words = scratch
            .reading
            .words
            .iter()
            .map(|word| word_reading(set, title, word))
            .collect();
        let hits: Vec<_> = scratch
            .hits
            .iter()
            .map(|hit| hit_reading(set, title, scratch, hit))
            .collect();
        let mut points: Vec<_> = Label::ALL
            .into_iter()
            .map(|label| LabelPoints {
                label,
                points: decision.points[label.index()],
            })
            .filter(|label| label.points > 0)
            .collect();
        points.sort_by_key(|label| std::cmp::Reverse(label.points));
        Explanation {
            title: title.to_owned(),
            label: verdict.label(),
            motif: verdict.reason(),
            confiance: verdict.confidence(),
            famille_2: verdict.runner_up(),
            ground: decision.ground,
            margin: decision.margin,
            decision: sentence::of(decision, verdict.runner_up(), &hits, company),
            decided_by: sentence::deciding(decision, &hits),
            words,
            hits,
            points,
            rules: set.fingerprint.clone(),
        }
    }
}

fn word_reading(set: &RuleSet, title: &str, word: &Word) -> WordReading {
    WordReading {
        text: word.raw.of(title).to_owned(),
        span: word.raw,
        read_as: Some(set.lexicon.names.text(word.symbol.into()))
            .filter(|name| !name.is_empty())
            .map(str::to_owned),
        noise: word.noise,
        mistyped: word.mistyped,
    }
}

fn hit_reading(set: &RuleSet, title: &str, scratch: &Scratch, hit: &Hit) -> HitReading {
    let rules = &set.rules;
    let form = &rules.forms[usize::from(hit.form)];
    let concept = rules.concept_of(hit.form);
    let span = span(&scratch.reading.kept, hit);
    let names = |tags: Tags| {
        let named = rules.tags.iter().enumerate().filter(|(bit, _)| tags.0 >> bit & 1 == 1);
        named.map(|(_, name)| &**name).collect::<Vec<_>>().join(", ")
    };
    let inactive = match hit.state {
        State::Active => None,
        State::Unmet => Some(format!("needs {}", names(concept.needs))),
        State::Vetoed => {
            let vetoing = |other: &&Hit| rules.concept_of(other.form).gives.meets(concept.unless);
            let other = scratch.hits.iter().find(vetoing);
            other.map(|other| {
                let tags = Tags(rules.concept_of(other.form).gives.0 & concept.unless.0);
                let text = self::span(&scratch.reading.kept, other).of(title);
                format!("not beside \"{text}\" ({})", names(tags))
            })
        }
    };
    HitReading {
        concept: concept.name.to_string(),
        label: concept.label,
        role: concept.role,
        text: span.of(title).to_owned(),
        span,
        points: hit.points,
        inactive,
        form: rules.form_texts.text(hit.form.into()).to_owned(),
        file: rules.files[usize::from(form.file)].to_string(),
        line: form.line,
    }
}

/// Where a hit stands in the title.
fn span(kept: &[Word], hit: &Hit) -> Span {
    let words = &kept[usize::from(hit.start)..usize::from(hit.end)];
    words.iter().fold(words[0].raw, |span, word| span.to(word.raw))
}

impl Noise {
    /// What explanations call it.
    pub const fn name(self) -> &'static str {
        match self {
            Noise::Gender => "gender mark",
            Noise::Ending => "inclusive ending",
            Noise::Doublet => "doublet",
            Noise::LittleWord => "little word",
            Noise::Number => "number",
            Noise::Contract => "contract",
            Noise::Level => "level",
            Noise::Duration => "date or length",
            Noise::Hours => "hours",
            Noise::Remote => "remote work",
            Noise::Hiring => "hiring phrase",
            Noise::Pay => "pay",
            Noise::Company => "company",
            Noise::Place => "place",
            Noise::Reference => "reference",
            Noise::Link => "address",
            Noise::Other => "noise",
        }
    }
}
