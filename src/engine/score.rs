//! Hits to decision: their tags, their points, and what follows from them.
//!
//! 1. The title has every tag that a hit gives. A hit counts when its needs are met and no veto is.
//! 2. A label has the points of its best hit. What stands in the first item that says anything has a bonus, and so has the
//!    first head: so the first one named wins, unless the second is the head. What stands behind a dash or in parentheses
//!    after a whole job name is a detail, most often the employer's, and weighs less ([`structure`]).
//! 3. An empty head with a context is a generalist where its item says nothing firmer.
//! 4. Three families, or three specialities of two families and no trade (two families in a small company), are a
//!    generalist's.

use super::calibration::Ground;
use super::concept::{Concept, Role, Rules, Tags};
use super::hits::{Hit, State};
use super::structure::{self, Detail, Listed, Names};
use super::verdict::{Company, Family, Label, Reason, Verdict};
use super::weights::Tier;
use crate::title::Word;

/// What the hits come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub label: Label,
    pub reason: Reason,
    pub ground: Ground,
    pub points: [u16; Label::COUNT],
    /// The winner's points less those of the next label.
    pub margin: u16,
    pub runner_up: Option<Family>,
}

impl Decision {
    /// The verdict, with its confidence.
    pub fn verdict(&self, rules: &Rules) -> Verdict {
        Verdict {
            label: self.label,
            reason: self.reason,
            percent: rules.calibration.percent(self.ground, self.margin),
            runner_up: self.runner_up,
        }
    }
}

/// Decides from the hits, and notes in each what it brings.
pub(crate) fn decide(rules: &Rules, words: &[Word], hits: &mut [Hit], company: &Company) -> Decision {
    activate(rules, hits);
    // A label that nothing speaks for stands as one without points from the first word on.
    let mut sums = Sums {
        ranks: [rank(0, 0); Label::COUNT],
        ..Sums::default()
    };
    give_points(rules, words, hits, &mut sums);
    functions(rules, words, hits, &mut sums);
    sums.conclude(company)
}

/// Switches off the hits whose needs are not met or whose vetoes are.
fn activate(rules: &Rules, hits: &mut [Hit]) {
    let tags = hits
        .iter()
        .fold(Tags::default(), |tags, hit| tags.or(rules.concept_of(hit.form).gives));
    for hit in hits {
        let concept = rules.concept_of(hit.form);
        let met = concept.needs.is_empty() | tags.meets(concept.needs);
        hit.state = match (tags.meets(concept.unless), met) {
            (true, _) => State::Vetoed,
            (false, true) => State::Active,
            (false, false) => State::Unmet,
        };
    }
}

/// What is gathered over the hits.
#[derive(Default)]
struct Sums {
    points: [u16; Label::COUNT],
    grounds: [Option<Ground>; Label::COUNT],
    /// The points of each label's best hit, and how far in front it starts.
    ranks: [u32; Label::COUNT],
    /// What the items speak for.
    listed: Listed,
    context: bool,
    /// The first word is of no phrase, or of a trade that something else in the title rules out: the trade may be one that
    /// the rules do not know.
    unknown_first: bool,
}

impl Sums {
    fn offer(&mut self, label: Label, points: u16, ground: Ground, start: u16) {
        let place = label.index();
        if self.grounds[place].is_none() || points > self.points[place] {
            self.points[place] = points;
            self.grounds[place] = Some(ground);
            self.ranks[place] = rank(points, start);
        }
    }
}

/// Higher with more points; with as many, the further in front.
fn rank(points: u16, start: u16) -> u32 {
    u32::from(points) << u16::BITS | u32::from(!start)
}

/// The ground of a concept that counts, or `None` where it brings no points.
fn ground(concept: &Concept, state: State) -> Option<(Label, Ground)> {
    match (concept.role, state) {
        (Role::Head, State::Active) => Some((concept.label, Ground::Head)),
        (Role::Speciality, State::Active) => Some((concept.label, Ground::Speciality)),
        (Role::Plain, State::Active) => Some((concept.label, Ground::Plain)),
        (Role::Lead, State::Active) => Some((concept.label, Ground::Lead)),
        (Role::Plain, State::Unmet) => Some((Label::OutOfScope, Ground::PlainAlone)),
        (Role::Lead, State::Unmet) => Some((Label::OutOfScope, Ground::LeadElsewhere)),
        _ => None,
    }
}

/// Gives every hit that counts its points.
fn give_points(rules: &Rules, words: &[Word], hits: &mut [Hit], sums: &mut Sums) {
    let weights = &rules.weights;
    let names = Names::of(rules, hits);
    let (mut first_item, mut first_head) = (None, None);
    for place in 0..hits.len() {
        let hit = hits[place];
        let concept = rules.concept_of(hit.form);
        if concept.role == Role::Context && hit.state == State::Active {
            sums.context = true;
            hits[place].points = concept.points;
        }
        let Some((label, ground)) = ground(concept, hit.state) else {
            continue;
        };
        let detail = names.detail(&hit, label);
        let mut points = match ground {
            Ground::PlainAlone => weights.plain_alone,
            Ground::LeadElsewhere => weights.lead_elsewhere,
            Ground::Head if structure::shares_its_head(rules, words, hits, place) => {
                weights.speciality[Tier::Weak as usize]
            }
            Ground::Head if *first_head.get_or_insert(hit.start) == hit.start => concept.points + weights.first_head,
            _ => concept.points,
        };
        if *first_item.get_or_insert(hit.item) == hit.item {
            points += weights.first_item;
        }
        match detail {
            Detail::No => {}
            Detail::Lesser => points = points.saturating_sub(weights.detail),
            Detail::Nothing => continue,
        }
        hits[place].points = points;
        sums.offer(label, points, ground, hit.start);
        if detail == Detail::No {
            sums.listed.add(rules, &hits[place], label);
        }
    }
    sums.listed.close();
}

/// Empty heads with a context, and contexts by themselves.
fn functions(rules: &Rules, words: &[Word], hits: &[Hit], sums: &mut Sums) {
    sums.unknown_first = hits.first().is_none_or(|hit| {
        let unfit = hit.state != State::Active && rules.concept_of(hit.form).role == Role::Head;
        hit.start > 0 || unfit
    });
    if !sums.context {
        return;
    }
    let of = |role: Role| {
        hits.iter()
            .filter(move |hit| hit.state == State::Active && rules.concept_of(hit.form).role == role)
    };
    let firmer = |item: u16| {
        hits.iter()
            .any(|hit| hit.item == item && hit.points > 0 && rules.concept_of(hit.form).role != Role::Context)
    };
    let mut contexts = of(Role::Context);
    let bonus = rules.weights.first_item;
    let found = of(Role::Function).find(|function| {
        let alone = function.start == 0
            && words
                .get(usize::from(function.end))
                .is_none_or(|word| word.gap.is_item());
        let near = of(Role::Context).any(|context| context.item == function.item);
        (near || alone) && !firmer(function.item)
    });
    if structure::lists_the_whole_first(rules, hits) && !firmer(0) {
        let points = rules.weights.speciality[Tier::Normal as usize] + bonus;
        sums.offer(Label::Generalist, points, Ground::FunctionContext, 0);
    } else if let Some(function) = found {
        let points = rules.weights.function_context + bonus;
        sums.offer(Label::Generalist, points, Ground::FunctionContext, function.start);
    } else if contexts.any(|context| context.start == 0 || !sums.unknown_first)
        && sums.points.iter().all(|points| *points == 0)
    {
        sums.offer(Label::Generalist, rules.weights.context_alone, Ground::ContextAlone, 0);
    }
}

impl Sums {
    fn conclude(&self, company: &Company) -> Decision {
        let (label, ground) = self.winner(company);
        let reason = match (label, ground) {
            (_, Ground::Several | Ground::SmallCompany | Ground::ContextAlone) => Reason::Fallback,
            (Label::GraphicDesign, _) => Reason::GraphicDesign,
            (Label::It, _) => Reason::It,
            (Label::Management, _) => Reason::Management,
            (Label::OutOfScope, _) => Reason::OutOfScope,
            _ => Reason::Evidence,
        };
        let mut others = self.points;
        others[label.index()] = 0;
        let next = others.into_iter().max().unwrap_or(0);
        // The first of the best.
        let families = Family::ALL.into_iter().rev();
        let runner_up = families.max_by_key(|family| others[*family as usize]);
        let runner_up = runner_up.filter(|family| others[*family as usize] > 0);
        let margin = self.points[label.index()].abs_diff(next);
        Decision {
            label,
            reason,
            ground,
            points: self.points,
            margin,
            runner_up,
        }
    }

    /// The label with the most points (the first one named on a tie), or what stands in for it.
    fn winner(&self, company: &Company) -> (Label, Ground) {
        let best = Label::ALL.into_iter().max_by_key(|label| self.ranks[label.index()]);
        let best = best.and_then(|label| Some((label, self.grounds[label.index()]?)));
        let Some((label, ground)) = best else {
            let ground = if self.context {
                Ground::UnknownTrade
            } else {
                Ground::Nothing
            };
            return (Label::OutOfScope, ground);
        };
        if label.family().is_some() && self.listed.is_everything() {
            return (Label::Generalist, Ground::Several);
        }
        if company.is_small()
            && ((label.family().is_some() && self.listed.is_everything_in_a_small_company())
                || ground == Ground::PlainAlone)
        {
            return (Label::Generalist, Ground::SmallCompany);
        }
        (label, ground)
    }
}

impl Decision {
    /// The decision on a title without a word that counts.
    pub fn empty() -> Decision {
        Decision {
            label: Label::OutOfScope,
            reason: Reason::EmptyTitle,
            ground: Ground::Empty,
            points: [0; Label::COUNT],
            margin: 0,
            runner_up: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::classifier::Classifier;
    use crate::engine::{Company, Ground, Label};

    const PLUME: &str =
        "label = \"redaction\"\n[[concept]]\nname = \"plume\"\nrole = \"speciality\"\nforms = [\"plume\"]\n";

    /// No built-in weight is so small that a detail has nothing left; a user's own may be.
    #[test]
    fn what_weighs_nothing_decides_nothing() {
        for (points, decided) in [
            (0, (Label::OutOfScope, Ground::Nothing)),
            (1, (Label::WebWriting, Ground::Speciality)),
        ] {
            let tiers = ["head", "speciality", "plain", "context", "lead"];
            let tiers = tiers.map(|key| format!("{key} = [{points}, {points}, {points}]\n"));
            let alone = "context_alone = 0\nplain_alone = 0\nlead_elsewhere = 0\nfunction_context = 0\n";
            let added = "first_item = 0\nfirst_head = 0\ndetail = 0\n";
            let weights = tiers.concat() + alone + added;
            let texts = [("plume.toml", PLUME), ("weights.toml", &weights)];
            let classifier = Classifier::builder().without_builtin_rules().rules_texts(texts).build();
            let classifier = classifier.expect("the rules are sound");
            for title in ["plume", "zyxo plume"] {
                let why = classifier.explain_for(title, &Company::default());
                assert_eq!((why.label, why.ground), decided, "{title}");
            }
        }
    }
}
