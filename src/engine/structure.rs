//! How a title is built: where it has named its job, and what it lists.

use super::concept::{Role, Rules};
use super::hits::{Hit, State};
use super::verdict::{Family, Label};
use crate::title::Word;
use crate::title::token::Gap;

/// Where a title has named its job: what stands in a later segment is a detail of it.
pub(crate) struct Names {
    /// The first segment with a head, or with an empty head and a speciality.
    whole: u16,
    /// The first segment with a head, full or empty, and something of the web.
    begun: u16,
}

/// How much a hit counts for where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// In full: the job is not named before it.
    No,
    /// Less: a job is named in an earlier segment.
    Lesser,
    /// Not at all: the sector of an employer, *Chargé e-commerce – groupe hôtelier*.
    Nothing,
}

impl Names {
    /// Finds where the job is named.
    pub fn of(rules: &Rules, hits: &[Hit]) -> Names {
        let [mut head, mut empty, mut about, mut web] = [u16::MAX; 4];
        for hit in hits.iter().filter(|hit| hit.state == State::Active) {
            let first = match rules.concept_of(hit.form).role {
                Role::Head | Role::Lead => &mut head,
                Role::Function => &mut empty,
                Role::Speciality | Role::Plain => &mut about,
                Role::Context => &mut web,
                Role::Mark => continue,
            };
            *first = hit.segment.min(*first);
        }
        Names {
            whole: head.min(empty.max(about)),
            begun: head.min(empty.max(about.min(web))),
        }
    }

    /// How much a hit that speaks for `label` counts.
    pub fn detail(&self, hit: &Hit, label: Label) -> Detail {
        if label == Label::OutOfScope && self.begun < hit.segment {
            Detail::Nothing
        } else if self.whole < hit.segment {
            Detail::Lesser
        } else {
            Detail::No
        }
    }
}

/// Whether the head at `place` is shared with the speciality that *&* or *et* joins to it, and nothing else stands before:
/// in *Social media & content manager* the manager is of both, and the first named is meant first.
pub(crate) fn shares_its_head(rules: &Rules, words: &[Word], hits: &[Hit], place: usize) -> bool {
    let head = &hits[place];
    let joined = words[usize::from(head.start)].gap.has(Gap::AND) && !words[usize::from(head.start)].gap.is_segment();
    let before = hits[..place].iter().filter(|hit| hit.start < head.start);
    let only_specialities = |hit: &Hit| {
        let role = rules.concept_of(hit.form).role;
        hit.state != State::Active || matches!(role, Role::Speciality | Role::Context | Role::Mark)
    };
    let adjacent = |hit: &Hit| {
        let role = rules.concept_of(hit.form).role;
        hit.end == head.start && hit.state == State::Active && role == Role::Speciality
    };
    joined && before.clone().any(adjacent) && before.clone().all(only_specialities)
}

/// Whether the first of the coordinated things is the web or the shop as a whole, and a speciality comes second:
/// *Assistant e-commerce & marketing digital* is meant for the whole shop first.
pub(crate) fn lists_the_whole_first(rules: &Rules, hits: &[Hit]) -> bool {
    let active = |hit: &&Hit, item: u16| hit.item == item && hit.state == State::Active;
    let whole = hits
        .iter()
        .any(|hit| active(&hit, 0) && rules.concept_of(hit.form).role == Role::Context);
    let second = hits.iter().find(|hit| {
        let concept = rules.concept_of(hit.form);
        active(hit, 1) && concept.role == Role::Speciality && concept.label.family().is_some()
    });
    // The second item of the first segment is joined to the first by *et*, `&`, `/` or a comma.
    whole && second.is_some_and(|hit| hit.segment == 0)
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

/// What a title lists beside the details: one thing an item, that of the item's best hit.
#[derive(Default)]
pub(crate) struct Listed {
    /// The best hit of the item being read.
    current: Option<ItemBest>,
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

impl Listed {
    /// So many specialities of more than one family are nobody's speciality (rule 8).
    const MANY: usize = 3;

    /// Takes up a hit that brings its points to `label`; hits come in the order of the title.
    pub fn add(&mut self, rules: &Rules, hit: &Hit, label: Label) {
        let this = ItemBest {
            item: hit.item,
            points: hit.points,
            label,
            role: rules.concept_of(hit.form).role,
            concept: rules.form_concepts[usize::from(hit.form)],
        };
        match self.current {
            Some(best) if best.item == this.item && best.points >= this.points => {}
            Some(best) if best.item != this.item => {
                self.close();
                self.current = Some(this);
            }
            _ => self.current = Some(this),
        }
    }

    /// Counts the item that was being read.
    pub fn close(&mut self) {
        let Some(best) = self.current.take() else { return };
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

    /// Whether so much is listed that it is nobody's speciality.
    pub fn is_everything(&self) -> bool {
        let families = self.families.count_ones();
        families >= 3 || (self.count == Listed::MANY && families >= 2 && !self.trade)
    }

    /// Whether so much is listed that in a small company it is nobody's speciality.
    pub fn is_everything_in_a_small_company(&self) -> bool {
        self.functions.count_ones() >= 2
    }
}
