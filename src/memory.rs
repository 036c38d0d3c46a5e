//! What one thread remembers of the texts that it classified: titles without their tails (`memo`), and the words of those that had to be
//! read (`engine::recent`).
//!
//! Columns have a memory for each thread that reads them, a [`Scratch`] has one for titles that come one at a time. *Law: a verdict
//! never depends on what was asked before.*

use crate::classifier::{Classifier, RuleSet, Scratch};
use crate::engine::recent::Recent;
use crate::engine::{Company, Verdict};
use crate::memo::{AHEAD, Memo, Print};
use crate::title::padded::Title;
use crate::title::tail::End;
use std::sync::{Arc, Weak};

/// So many titles are read before they begin to be remembered: a memory costs as much as some hundred of them, and those that it does not
/// know yet take longer than without it. That would be lost on buffers that serve a few titles, or a few of each classifier in turn.
const PATIENCE: u32 = 2 << 10;

/// The verdicts of one classifier on the titles that it saw last.
pub(crate) struct Memory {
    /// Whose verdicts they are. Rules are dropped all the same when nobody else has them, but no others stand in their place then.
    owner: Weak<RuleSet>,
    memo: Memo,
    recent: Recent,
}

impl Memory {
    /// A memory of this classifier, which has seen no title.
    pub fn new(classifier: &Classifier, memo: Memo) -> Memory {
        let rules = classifier.rule_set();
        Memory {
            owner: Arc::downgrade(rules),
            memo: memo.with_numbers_alike(rules.sources.are_builtin()),
            recent: Recent::new(),
        }
    }

    /// What a title is looked for by; `None` where it is not to be remembered.
    #[inline]
    pub fn print(
        &mut self,
        classifier: &Classifier,
        scratch: &mut Scratch,
        title: &str,
        company: &Company,
    ) -> Option<Print> {
        let read_tail = |part: &str| classifier.read_tail(scratch, part);
        self.memo
            .print_of_head(&Title::alone(title.as_bytes()), true, company, read_tail)
    }

    /// Fetches what is remembered of some titles into the caches.
    pub fn foresee(&self, prints: &[Option<Print>; AHEAD]) {
        self.memo.foresee(prints);
    }

    /// The verdict on the title of this print, remembered or made.
    pub fn verdict(
        &mut self,
        classifier: &Classifier,
        scratch: &mut Scratch,
        title: &str,
        print: Option<&Print>,
        company: &Company,
    ) -> Verdict {
        let Memory { memo, recent, .. } = self;
        let read_head = |head: &[u8]| {
            let head = std::str::from_utf8(head).ok()?;
            let (verdict, end) = classifier.classify_to_end(scratch, recent, head, company);
            Some((verdict, end, 0))
        };
        let print = match print.map(|print| memo.verdict(&Title::alone(title.as_bytes()), print, read_head)) {
            Some(Ok((verdict, _))) => return verdict,
            Some(Err(print)) => print,
            None => None,
        };
        let verdict = classifier.classify_recent(scratch, recent, title, company);
        if let Some(print) = print {
            memo.put(&Title::alone(title.as_bytes()), &print, verdict, End::Unread, 0);
        }
        verdict
    }
}

/// The memory that goes with the buffers of a thread, if one is worth its while.
#[derive(Default)]
pub(crate) struct Keeper {
    memory: Option<Box<Memory>>,
    /// How many titles came since the last one of the memory's owner.
    others: u32,
}

impl Keeper {
    /// The memory, to be brought [back](Keeper::keep), where it is this classifier's. It becomes so when many titles in a row were
    /// not its owner's: of two classifiers used in turn one has it, and neither takes it from the other each time.
    #[inline]
    pub fn lend(&mut self, classifier: &Classifier) -> Option<Box<Memory>> {
        let rules = Arc::as_ptr(classifier.rule_set());
        match &self.memory {
            Some(memory) if memory.owner.as_ptr() == rules => self.others = 0,
            _ if self.others < PATIENCE => {
                self.others += 1;
                return None;
            }
            _ => self.take_over(classifier),
        }
        self.memory.take()
    }

    /// Takes back the memory that was lent.
    #[inline]
    pub fn keep(&mut self, memory: Box<Memory>) {
        self.memory = Some(memory);
    }

    /// An empty memory of this classifier, whosever it was.
    #[inline(never)] // Once for many titles.
    fn take_over(&mut self, classifier: &Classifier) {
        // First the old one goes, so that there are never two.
        *self = Keeper::default();
        self.memory = Some(Box::new(Memory::new(classifier, Memo::small())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Classifier {
        let rules = "label = \"redaction\"\n[[concept]]\nname = \"plume\"\nrole = \"head\"\nforms = [\"plume\"]\n";
        Classifier::builder().rules_text("mine.toml", rules).build().unwrap()
    }

    /// Asks for a title so many times.
    fn ask(keeper: &mut Keeper, classifier: &Classifier, times: u32) {
        for _ in 0..times {
            if let Some(memory) = keeper.lend(classifier) {
                keeper.keep(memory);
            }
        }
    }

    fn is_of(keeper: &Keeper, classifier: &Classifier) -> bool {
        let owner = keeper.memory.as_ref().map(|memory| memory.owner.as_ptr());
        owner == Some(Arc::as_ptr(classifier.rule_set()))
    }

    #[test]
    fn a_memory_is_made_for_many_titles_and_taken_over_by_many_more() {
        let (builtin, own) = (Classifier::builtin(), own());
        let mut keeper = Keeper::default();
        ask(&mut keeper, &builtin, PATIENCE);
        assert!(keeper.memory.is_none());
        ask(&mut keeper, &builtin, 1);
        assert!(is_of(&keeper, &builtin) && is_of(&keeper, &builtin.clone()));
        // Never by one that has it in turn with its owner.
        for times in [1, PATIENCE / 2, PATIENCE] {
            ask(&mut keeper, &own, times);
            assert!(is_of(&keeper, &builtin));
            ask(&mut keeper, &builtin, 1);
        }
        ask(&mut keeper, &own, PATIENCE + 1);
        assert!(is_of(&keeper, &own));
    }

    #[test]
    fn one_of_two_that_are_used_in_turn_has_a_memory() {
        let (builtin, own) = (Classifier::builtin(), own());
        let mut keeper = Keeper::default();
        for _ in 0..PATIENCE {
            ask(&mut keeper, &builtin, 1);
            ask(&mut keeper, &own, 1);
        }
        assert!(is_of(&keeper, &builtin) != is_of(&keeper, &own));
    }

    #[test]
    fn rules_are_dropped_and_no_others_are_taken_for_them() {
        let mut keeper = Keeper::default();
        let dropped = own();
        ask(&mut keeper, &dropped, PATIENCE + 1);
        let rules = Arc::downgrade(dropped.rule_set());
        drop(dropped);
        assert_eq!(rules.strong_count(), 0);
        for _ in 0..3 {
            let other = own();
            assert!(!is_of(&keeper, &other) && keeper.lend(&other).is_none());
        }
    }

    /// As where what asked panics: the memory is half written and goes.
    #[test]
    fn a_memory_that_is_not_brought_back_is_made_again() {
        let (builtin, mut keeper) = (Classifier::builtin(), Keeper::default());
        ask(&mut keeper, &builtin, PATIENCE);
        assert!(keeper.lend(&builtin).is_some() && keeper.lend(&builtin).is_none());
        ask(&mut keeper, &builtin, PATIENCE);
        assert!(is_of(&keeper, &builtin));
    }

    #[test]
    fn what_was_seen_is_remembered_until_another_takes_the_memory() {
        let (builtin, own) = (Classifier::builtin(), own());
        let (mut scratch, company) = (Scratch::default(), Company::default());
        let mut known = |classifier: &Classifier| {
            let verdict = classifier.classify_with(&mut scratch, "Plume H/F", &company);
            // The words of a title that was read are there; those of one that is remembered are not.
            let known = scratch.reading.kept.is_empty();
            scratch.reading.kept.clear();
            (verdict.family().is_some(), known)
        };
        for _ in 0..=PATIENCE {
            assert_eq!(known(&builtin), (false, false));
        }
        assert_eq!(known(&builtin), (false, true));
        for _ in 0..=PATIENCE {
            assert_eq!(known(&own), (true, false));
        }
        assert_eq!(known(&own), (true, true));
        assert_eq!(known(&builtin), (false, false));
    }
}
