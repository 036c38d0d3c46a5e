//! Hits to decision: the longest phrases, their tags, their points, and what follows from them.
//!
//! 1. The longest phrase at each word is a hit; a hit inside an earlier, longer one is hidden, and one that runs into a
//!    speciality is cut back to what stands before it: *chargé de production* of *chargé de production de contenus* is *chargé*.
//! 2. The title has every tag that a hit gives. A hit counts when its needs are met and no veto is.
//! 3. A label has the points of its best hit. What stands in the first item that says anything has a bonus, and so has the
//!    first head: so the first one named wins, unless the second is the head. What stands behind a dash or in parentheses
//!    after a whole job name is a detail, most often the employer's, and weighs less.
//! 4. An empty head with a context is a generalist where its item says nothing firmer.
//! 5. Three families, or three specialities of two families and no trade (two families in a small company), are a
//!    generalist's.

use super::calibration::Ground;
use super::concept::{Concept, Role, Rules, Tags};
use super::verdict::{Company, Family, Label, Reason, Verdict};
use crate::title::Word;

/// A phrase of the rules in a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub form: u16,
    /// The first word, and the one after the last, among the kept ones.
    pub start: u16,
    pub end: u16,
    /// The item of the enumeration that it starts in.
    pub item: u16,
    /// The segment that it starts in: what dashes, bars and parentheses part.
    pub segment: u16,
    pub state: State,
    /// What it brings to its label, bonus included.
    pub points: u16,
}

/// Whether a hit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Active,
    /// The title lacks what it needs.
    Unmet,
    /// The title has what it excludes.
    Vetoed,
}

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

/// Finds the hits of a title: the longest at each word, none inside an earlier one, none that runs into a speciality.
pub(crate) fn find(rules: &Rules, words: &[Word], hits: &mut Vec<Hit>) {
    hits.clear();
    let (mut reach, mut item, mut segment) = (0, 0, 0);
    for start in 0..words.len() {
        item += u16::from(start > 0 && words[start].gap.is_item());
        segment += u16::from(start > 0 && words[start].gap.is_segment());
        let Some((end, leaf)) = longest(rules, words, start) else {
            continue;
        };
        if end <= reach {
            continue;
        }
        if start < reach && is_complement(rules, rules.forms_of(leaf)) && !ends_in_complement(rules, hits) {
            cut_back(rules, words, start, hits);
        }
        reach = end;
        let hit = |form: &u16| Hit {
            form: *form,
            start: start as u16,
            end: end as u16,
            item,
            segment,
            state: State::Active,
            points: 0,
        };
        hits.extend(rules.forms_of(leaf).iter().map(hit));
    }
}

/// Whether a phrase is what a job is about, in every sense that it has.
fn is_complement(rules: &Rules, forms: &[u16]) -> bool {
    let about = |form: &u16| matches!(rules.concept_of(*form).role, Role::Speciality | Role::Plain);
    forms.iter().all(about)
}

/// Whether the last hits are what a job is about, too.
fn ends_in_complement(rules: &Rules, hits: &[Hit]) -> bool {
    hits.last().is_some_and(|hit| is_complement(rules, &[hit.form]))
}

/// Cuts the last hits back to the longest phrase that ends before `limit`, or drops them where there is none.
fn cut_back(rules: &Rules, words: &[Word], limit: usize, hits: &mut Vec<Hit>) {
    let Some(last) = hits.last().copied() else { return };
    while hits.last().is_some_and(|hit| hit.start == last.start) {
        hits.pop();
    }
    if let Some((end, leaf)) = longest(rules, &words[..limit], usize::from(last.start)) {
        let shorter = |form: &u16| Hit {
            form: *form,
            end: end as u16,
            ..last
        };
        hits.extend(rules.forms_of(leaf).iter().map(shorter));
    }
}

/// The longest phrase at a word. A linking word that the phrases do not have is looked through, so that *technicien en
/// informatique* is *technicien informatique* while *en ligne* stays itself.
fn longest(rules: &Rules, words: &[Word], start: usize) -> Option<(usize, u16)> {
    let mut node = rules.trie.root(words[start].symbol)?;
    let mut best = rules.trie.value(node).map(|leaf| (start + 1, leaf));
    for (at, word) in words.iter().enumerate().skip(start + 1) {
        if !word.gap.is_bridge() {
            break;
        }
        node = match rules.trie.step(node, word.symbol) {
            Some(next) => next,
            None if word.links => continue,
            None => break,
        };
        best = rules.trie.value(node).map(|leaf| (at + 1, leaf)).or(best);
    }
    best
}

/// Decides from the hits, and notes in each what it brings.
pub(crate) fn decide(rules: &Rules, words: &[Word], hits: &mut [Hit], company: &Company) -> Decision {
    activate(rules, hits);
    let mut sums = Sums::default();
    give_points(rules, hits, &mut sums);
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
        hit.state = if tags.meets(concept.unless) {
            State::Vetoed
        } else if concept.needs.is_empty() || tags.meets(concept.needs) {
            State::Active
        } else {
            State::Unmet
        };
    }
}

/// What is gathered over the hits.
#[derive(Default)]
struct Sums {
    points: [u16; Label::COUNT],
    grounds: [Option<Ground>; Label::COUNT],
    /// Where each label's best hit starts.
    starts: [u16; Label::COUNT],
    /// What the items speak for.
    listed: Listed,
    context: bool,
    /// The first word is of no phrase, or of a trade that something else in the title rules out: the trade may be one that
    /// the rules do not know.
    unknown_first: bool,
}

/// What a title lists beside the details: one thing an item, that of the item's best hit.
#[derive(Default)]
struct Listed {
    /// One bit for each family, the generalist's aside.
    families: u8,
    /// The same, marketing and communication counted: they are specialities in a small company only.
    functions: u8,
    /// The first concepts, each once.
    concepts: [u16; Listed::MANY],
    count: usize,
    /// Whether one of them names a trade.
    trade: bool,
}

/// The best hit of an item.
#[derive(Clone, Copy)]
struct ItemBest {
    item: u16,
    points: u16,
    label: Label,
    role: Role,
    concept: u16,
}

impl Listed {
    /// So many specialities of more than one family are nobody's speciality (rule 8).
    const MANY: usize = 3;

    fn add(&mut self, best: ItemBest) {
        let Some(family) = best.label.family().filter(|family| *family != Family::Generalist) else {
            return;
        };
        self.functions |= 1 << family as u8;
        if best.role == Role::Plain {
            return;
        }
        self.families |= 1 << family as u8;
        self.trade |= best.role == Role::Head;
        if self.count < Listed::MANY && !self.concepts[..self.count].contains(&best.concept) {
            self.concepts[self.count] = best.concept;
            self.count += 1;
        }
    }

    fn families(&self) -> u32 {
        self.families.count_ones()
    }

    fn is_everything(&self) -> bool {
        self.families() >= 3 || (self.count == Listed::MANY && self.families() >= 2 && !self.trade)
    }
}

impl Sums {
    fn offer(&mut self, label: Label, points: u16, ground: Ground, start: u16) {
        let place = label.index();
        if self.grounds[place].is_none() || points > self.points[place] {
            self.points[place] = points;
            self.grounds[place] = Some(ground);
            self.starts[place] = start;
        }
    }
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

fn give_points(rules: &Rules, hits: &mut [Hit], sums: &mut Sums) {
    let weights = &rules.weights;
    let (mut first_item, mut first_head) = (None, true);
    let mut best: Option<ItemBest> = None;
    let names = Names::of(rules, hits);
    for hit in hits {
        let concept = rules.concept_of(hit.form);
        let active = hit.state == State::Active;
        sums.context |= concept.role == Role::Context && active;
        if concept.role == Role::Context && active {
            hit.points = concept.points;
        }
        let Some((label, ground)) = ground(concept, hit.state) else {
            continue;
        };
        let mut points = match ground {
            Ground::PlainAlone => weights.plain_alone,
            Ground::LeadElsewhere => weights.lead_elsewhere,
            _ => concept.points,
        };
        if *first_item.get_or_insert(hit.item) == hit.item {
            points += weights.first_item;
        }
        let detail = names.detail(hit, label);
        match detail {
            Detail::No => {}
            Detail::Lesser => points = points.saturating_sub(weights.detail),
            Detail::Nothing => continue,
        }
        if concept.role == Role::Head && std::mem::take(&mut first_head) {
            points += weights.first_head;
        }
        hit.points = points;
        sums.offer(label, points, ground, hit.start);
        if matches!(detail, Detail::Lesser) {
            continue;
        }
        let this = ItemBest {
            item: hit.item,
            points,
            label,
            role: concept.role,
            concept: rules.forms[usize::from(hit.form)].concept,
        };
        match best {
            Some(other) if other.item == hit.item && other.points >= points => {}
            Some(other) if other.item != hit.item => {
                sums.listed.add(other);
                best = Some(this);
            }
            _ => best = Some(this),
        }
    }
    best.into_iter().for_each(|best| sums.listed.add(best));
}

/// Where a title has named its job: what stands in a later segment is a detail of it.
struct Names {
    /// The first segment with a head, or with an empty head and a speciality.
    whole: u16,
    /// The first segment with a head, full or empty, and something of the web.
    begun: u16,
}

/// How much a hit counts for where it stands.
enum Detail {
    /// In full: the job is not named before it.
    No,
    /// Less: a job is named in an earlier segment.
    Lesser,
    /// Not at all: the sector of an employer, *Chargé e-commerce – groupe hôtelier*.
    Nothing,
}

impl Names {
    fn of(rules: &Rules, hits: &[Hit]) -> Names {
        let first = |wanted: &dyn Fn(Role) -> bool| {
            let active = hits.iter().filter(|hit| hit.state == State::Active);
            let found = active
                .filter(|hit| wanted(rules.concept_of(hit.form).role))
                .map(|hit| hit.segment);
            found.min().unwrap_or(u16::MAX)
        };
        let head = first(&|role| matches!(role, Role::Head | Role::Lead));
        let empty = first(&|role| role == Role::Function);
        let about = first(&|role| matches!(role, Role::Speciality | Role::Plain));
        let web = first(&|role| role == Role::Context);
        Names {
            whole: head.min(empty.max(about)),
            begun: head.min(empty.max(about.min(web))),
        }
    }

    fn detail(&self, hit: &Hit, label: Label) -> Detail {
        if label == Label::OutOfScope && self.begun < hit.segment {
            Detail::Nothing
        } else if self.whole < hit.segment {
            Detail::Lesser
        } else {
            Detail::No
        }
    }
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
    if let Some(function) = found {
        sums.offer(
            Label::Generalist,
            rules.weights.function_context + bonus,
            Ground::FunctionContext,
            function.start,
        );
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
        let others = Label::ALL.into_iter().filter(|other| *other != label);
        let next = others
            .clone()
            .map(|other| self.points[other.index()])
            .max()
            .unwrap_or(0);
        let runner_up = others
            .filter(|other| self.points[other.index()] > 0)
            .filter_map(Label::family)
            .max_by_key(|family| (self.points[*family as usize], std::cmp::Reverse(*family)));
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
        let best = Label::ALL.into_iter().max_by_key(|label| {
            (
                self.points[label.index()],
                std::cmp::Reverse(self.starts[label.index()]),
            )
        });
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
            && ((label.family().is_some() && self.listed.functions.count_ones() >= 2) || ground == Ground::PlainAlone)
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
