//! Why a title is what it is: its words, the rules that hit, the points, the decision in a sentence.

use super::calibration::Ground;
use super::concept::Role;
use super::score::{Decision, Hit, State};
use super::verdict::{Company, Label, Reason};
use crate::classifier::{RuleSet, Scratch};
use crate::title::{Noise, Span, Word};
use serde::Serialize;
use std::fmt;

/// A verdict with everything that led to it; [`Display`](fmt::Display) prints it for people.
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
    /// The decision in one sentence.
    pub decision: String,
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
            .map(|hit| hit_reading(set, title, &scratch.reading.kept, hit))
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
            decision: sentence(decision, &hits, company),
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
        read_as: set
            .lexicon
            .names
            .get(usize::from(word.symbol))
            .filter(|name| !name.is_empty())
            .map(|name| name.to_string()),
        noise: word.noise,
        mistyped: word.mistyped,
    }
}

fn hit_reading(set: &RuleSet, title: &str, kept: &[Word], hit: &Hit) -> HitReading {
    let rules = &set.rules;
    let form = &rules.forms[usize::from(hit.form)];
    let concept = rules.concept_of(hit.form);
    let words = &kept[usize::from(hit.start)..usize::from(hit.end)];
    let span = words.iter().fold(words[0].raw, |span, word| span.to(word.raw));
    let names = |bits: u64| {
        let named = rules.tags.iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1);
        named.map(|(_, name)| &**name).collect::<Vec<_>>().join(", ")
    };
    let inactive = match hit.state {
        State::Active => None,
        State::Unmet => Some(format!("needs {}", names(concept.needs.0))),
        State::Vetoed => Some(format!("not beside {}", names(concept.unless.0))),
    };
    HitReading {
        concept: concept.name.to_string(),
        label: concept.label,
        role: concept.role,
        text: span.of(title).to_owned(),
        span,
        points: hit.points,
        inactive,
        form: form.text.to_string(),
        file: rules.files[usize::from(form.file)].to_string(),
        line: form.line,
    }
}

/// The decision in one sentence.
fn sentence(decision: &Decision, hits: &[HitReading], company: &Company) -> String {
    let label = decision.label;
    let best = hits
        .iter()
        .filter(|hit| hit.label == label && hit.points > 0)
        .max_by_key(|hit| hit.points);
    let best = best
        .or_else(|| hits.iter().max_by_key(|hit| hit.points))
        .map_or("", |hit| hit.text.as_str());
    let size = if company.is_small() {
        "in a company of fewer than 50 people"
    } else {
        ""
    };
    match decision.ground {
        Ground::Head => format!("« {best} » names the trade: {label}."),
        Ground::Speciality => format!("The head is empty, so the complement decides: « {best} » is {label}."),
        Ground::Plain => format!("« {best} » belongs to {label} because the title says that it is of the web."),
        Ground::FunctionContext => format!("« {best} » names no speciality, only the web or the shop: {label}."),
        Ground::Several => format!("Several specialities are named, so none decides: {label}."),
        Ground::SmallCompany => format!("« {best} » {size} is done by somebody who does everything: {label}."),
        Ground::ContextAlone => format!("The title names the web or the shop and no trade: {label} by fallback."),
        Ground::Lead => {
            format!("« {best} » leads people, and of the web, of marketing or of customer service: {label}.")
        }
        Ground::LeadElsewhere => format!(
            "« {best} » leads people, but nothing says of the web, of marketing or of customer service: {label}."
        ),
        Ground::PlainAlone => {
            format!("« {best} » is of the web only where the title says so, and it does not: {label}.")
        }
        Ground::UnknownTrade => format!("The web is there, but with a trade that the rules do not know: {label}."),
        Ground::Nothing => format!("No rule knows a word of this title: {label}."),
        Ground::Empty => "The title is empty: there is nothing to read.".to_owned(),
    }
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

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", visible(&self.title))?;
        write!(
            f,
            "  → {} · {} · confidence {:.2}",
            self.label, self.motif, self.confiance
        )?;
        match self.famille_2 {
            Some(family) => writeln!(f, " · then {family}")?,
            None => writeln!(f)?,
        }
        writeln!(f, "  {}", visible(&self.decision))?;
        self.write_words(f)?;
        self.write_hits(f)?;
        let points: Vec<_> = self
            .points
            .iter()
            .map(|label| format!("{} {}", label.label, label.points))
            .collect();
        if points.is_empty() {
            Ok(())
        } else {
            writeln!(f, "points   {}", points.join(" · "))
        }
    }
}

impl Explanation {
    fn write_words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut kept: Vec<String> = Vec::new();
        let mut last = None;
        for word in self.words.iter().filter(|word| word.noise.is_none()) {
            let read = word
                .read_as
                .clone()
                .unwrap_or_else(|| format!("{}?", visible(&word.text)));
            match last == Some(word.span) {
                true => kept.last_mut().expect("the word before").push_str(&format!(" {read}")),
                false => kept.push(read),
            }
            last = Some(word.span);
        }
        writeln!(
            f,
            "words    {}",
            if kept.is_empty() {
                "none".to_owned()
            } else {
                kept.join(" · ")
            }
        )?;
        let mut dropped: Vec<(Noise, String)> = Vec::new();
        for word in self.words.iter().filter(|word| word.noise != Some(Noise::LittleWord)) {
            let Some(noise) = word.noise else { continue };
            match dropped.last_mut() {
                Some((last, text)) if *last == noise => text.push_str(&format!(" {}", visible(&word.text))),
                _ => dropped.push((noise, visible(&word.text))),
            }
        }
        let dropped: Vec<_> = dropped
            .iter()
            .map(|(noise, text)| format!("{text} ({})", noise.name()))
            .collect();
        if dropped.is_empty() {
            Ok(())
        } else {
            writeln!(f, "dropped  {}", dropped.join(" · "))
        }
    }

    fn write_hits(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, hit) in self.hits.iter().enumerate() {
            let title = if place == 0 { "rules" } else { "" };
            let points = match (&hit.inactive, hit.points) {
                (_, points @ 1..) => format!("{points:+}"),
                (Some(_), 0) => "off".to_owned(),
                (None, 0) => "·".to_owned(),
            };
            let speaks = match hit.role {
                Role::Context | Role::Function | Role::Mark => hit.role.name().to_owned(),
                role => format!("{} of {}", role.name(), hit.label),
            };
            let why = hit.inactive.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
            let (text, file, line) = (visible(&hit.text), &hit.file, hit.line);
            writeln!(
                f,
                "{title:<8} {points:>4}  « {text} » {} · {speaks}{why} · {file}:{line}",
                hit.concept
            )?;
        }
        Ok(())
    }
}

/// A text with its control and direction characters shown as escapes, so that a terminal is not fooled.
fn visible(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    let show = |c: char| {
        if hidden(c) {
            c.escape_unicode().collect::<String>()
        } else {
            c.to_string()
        }
    };
    text.chars().map(show).collect()
}
