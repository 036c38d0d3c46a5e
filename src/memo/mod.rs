//! Remembers the verdicts of the titles seen last (`log`): real files repeat their titles, or all of them but a reference.
//!
//! A hit compares the whole title, long numbers apart where they say nothing (`print`) and tails where they change nothing
//! (`tails`): it never gives the verdict of another one. A miss costs a look for nothing, so a file whose titles hardly repeat (a reference in each) is left alone for a while.

mod log;
mod print;
mod tails;

pub use print::Print;

use crate::engine::{Company, Family, Label, Reason, Verdict};
use crate::title::padded::{Padded, Title};
use crate::title::tail::{Cut, End, Tail};
use log::Log;
use print::long_numbers;
use tails::Tails;

/// How long the logs of all threads are together, in words of eight bytes: 32 MiB.
const WORDS_OF_ALL: usize = 4 << 20;

/// How long the log of one thread is, at most and, where there are so many titles, at least (that of a hundred threads and more):
/// 16 MiB hold some 260,000 titles, 4 MiB 65,000, which with their tails in a simulation answer 58 titles in a hundred of a job board's export (two
/// in five are new). Places of one size, as many as fit in 4 MiB, answer 55: they must be as large as the longest title.
const MOST_WORDS: usize = Log::MOST_WORDS;
const LEAST_WORDS: usize = 32 << 10;

/// How many parts of titles are remembered as tails or none, 512 KiB: the towns and departments of a country, with the contracts.
const TAILS: usize = 8 << 10;

/// The same of the memo of whoever has but one title at a time: 1 MiB holds some 16,000 titles, 128 KiB the towns that one recruits in.
const SMALL_WORDS: usize = 128 << 10;
const SMALL_TAILS: usize = 2 << 10;

/// A title takes so many words of the log, on an average.
const WORDS_OF_TITLE: usize = 8;

/// There is room for so many, however few may come.
const FEWEST_TITLES: usize = 256;

/// After so many titles the memo is asked whether it is of use.
const TRIAL: u32 = 8 << 10;

/// For so many titles it is left alone where it is not.
const PAUSE: u32 = 128 << 10;

/// So many titles may be foreseen at once.
pub const AHEAD: usize = 16;

/// The titles that one thread saw last.
pub struct Memo {
    log: Log,
    tails: Tails,
    numbers_alike: bool,
    keyed: bool,
    asked: u32,
    hits: u32,
    pause: u32,
}

impl Memo {
    /// The memo of one of so many threads, which share what memory there is for them, where no more than so many titles come.
    pub fn of_one(threads: usize, titles: usize) -> Memo {
        let share = 1 << (WORDS_OF_ALL / threads.max(1)).max(1).ilog2();
        let needed = (WORDS_OF_TITLE * titles.clamp(FEWEST_TITLES, MOST_WORDS)).next_power_of_two();
        Memo::new(share.clamp(LEAST_WORDS, MOST_WORDS).min(needed), TAILS)
    }

    /// The memo of one who does not live by it.
    pub fn small() -> Memo {
        Memo::new(SMALL_WORDS, SMALL_TAILS)
    }

    fn new(words: usize, tails: usize) -> Memo {
        Memo {
            log: Log::new(words),
            tails: Tails::new(tails),
            numbers_alike: false,
            keyed: false,
            asked: 0,
            hits: 0,
            pause: 0,
        }
    }

    /// The same; whether titles are one where nothing but their long numbers differs.
    pub fn with_numbers_alike(self, numbers_alike: bool) -> Memo {
        Memo { numbers_alike, ..self }
    }

    /// The same; whether a key of each title, which somebody else makes, is remembered beside its verdict.
    pub fn with_keys(self, keyed: bool) -> Memo {
        Memo { keyed, ..self }
    }

    /// What a title of this company is looked for by; `None` where it is not to be remembered.
    #[inline]
    pub fn print(&self, title: &Title<'_>, company: &Company) -> Option<Print> {
        title.padded(|title| Print::of(title, title.length, company.is_small(), self.digits(title)))
    }

    /// The same of what stands before the title's tails; those that were not seen of late are read. A title in another encoding than
    /// UTF-8 has none but tails of ASCII.
    #[inline]
    pub fn print_of_head(
        &mut self,
        title: &Title<'_>,
        utf_8: bool,
        company: &Company,
        read_tail: impl FnMut(&str) -> Option<Tail>,
    ) -> Option<Print> {
        title.padded(|title| {
            let digits = self.digits(title);
            let cut = if self.pause > 0 {
                Cut::nothing_of(title)
            } else {
                self.tails.cut(title, utf_8, digits, read_tail)
            };
            let print = Print::of(title, cut.length, company.is_small(), digits);
            print.with_tails(cut, self.keyed && self.pause == 0)
        })
    }

    /// Which digits of a title say nothing.
    #[inline]
    fn digits(&self, title: Padded<'_>) -> u128 {
        if self.numbers_alike { long_numbers(title) } else { 0 }
    }

    /// Whether a title may have another's verdict, but for the other's number.
    pub fn has_alike(&self, title: &Title<'_>) -> bool {
        title.padded(|title| self.digits(title) != 0) == Some(true)
    }

    /// Fetches what is remembered of some titles into the caches: the memory is waited for once, not once for each of them.
    pub fn foresee(&self, prints: &[Option<Print>; AHEAD]) {
        if self.pause == 0 {
            self.log.foresee(prints);
        }
    }

    /// The verdict on a title and the key that was put with it, where they are remembered or follow from what stands before the
    /// title's tails; that is read where it is not remembered. Otherwise what the title is to be put by once it is read whole.
    #[inline]
    pub fn verdict(
        &mut self,
        title: &Title<'_>,
        print: &Print,
        mut read_head: impl FnMut(&[u8]) -> Option<(Verdict, End, u64)>,
    ) -> Result<(Verdict, u64), Option<Print>> {
        let known = self.get(title, print);
        if print.tails.is_none() {
            return known.map(|(verdict, _, key)| (verdict, key)).ok_or(Some(*print));
        }
        if let Some(known) = self.by_head(known, title, print, &mut read_head) {
            return Ok(known);
        }
        self.by_more(title, print, read_head)
    }

    /// The verdict on a title and its key, by what stands before its tails: by what is known of that.
    #[inline]
    fn by_head(
        &mut self,
        known: Option<(Verdict, End, u64)>,
        title: &Title<'_>,
        print: &Print,
        mut read_head: impl FnMut(&[u8]) -> Option<(Verdict, End, u64)>,
    ) -> Option<(Verdict, u64)> {
        let known = known.filter(|(_, end, _)| print.end(*end) != End::Unread);
        let (verdict, end, key) = known.or_else(|| {
            let (verdict, end, key) = read_head(&title.bytes()[..print.length()])?;
            self.put(title, print, verdict, end, key);
            Some((verdict, end, key))
        })?;
        print.end(end).takes(print.tails?).then_some((verdict, key))
    }

    /// The same where what stands before the tails has to be read with them: with the first one it mostly has no more to do with the
    /// others. Otherwise what the title is to be put by.
    #[inline(never)] // Of few titles.
    fn by_more(
        &mut self,
        title: &Title<'_>,
        print: &Print,
        read_head: impl FnMut(&[u8]) -> Option<(Verdict, End, u64)>,
    ) -> Result<(Verdict, u64), Option<Print>> {
        let with_first = title.padded(|title| print.with_first_tail(title, self.digits(title)));
        if let Some(print) = with_first.flatten() {
            let known = self.get(title, &print);
            if let Some(known) = self.by_head(known, title, &print, read_head) {
                return Ok(known);
            }
        }
        let whole = title
            .padded(|title| print.of_whole(title, self.digits(title)))
            .flatten();
        let known = whole.as_ref().and_then(|whole| self.get(title, whole));
        known.map(|(verdict, _, key)| (verdict, key)).ok_or(whole)
    }

    /// The verdict of the title of this print, where it is remembered, its end and the key that was put with it.
    #[inline(always)] // Given back through memory it takes longer than found.
    fn get(&mut self, title: &Title<'_>, print: &Print) -> Option<(Verdict, End, u64)> {
        if self.pause > 0 {
            self.pause -= 1;
            return None;
        }
        self.asked += 1;
        if self.asked == TRIAL {
            // One hit in twelve pays for the misses.
            self.pause = if self.hits < TRIAL / 12 { PAUSE } else { 0 };
            (self.asked, self.hits) = (0, 0);
        }
        let found = print.with_text(title, |text| self.log.get(print, text, self.keyed));
        let (first, key) = found.flatten()?;
        self.hits += 1;
        let (verdict, end) = unpacked(first);
        Some((verdict, end, key))
    }

    /// Remembers a verdict, what may stand behind the title, and a key where keys are remembered.
    pub fn put(&mut self, title: &Title<'_>, print: &Print, verdict: Verdict, end: End, key: u64) {
        if self.pause > 0 {
            return;
        }
        let first = packed(verdict, print.end(end)) | u64::from(print.first);
        let key = self.keyed.then_some(key);
        print.with_text(title, |text| self.log.put(print, text, first, key));
    }

    /// Forgets everything, as when the same bytes begin to mean other letters.
    pub fn clear(&mut self) {
        self.log.clear();
    }
}

/// A verdict and an end above the sixteen bits of what is compared.
fn packed(verdict: Verdict, end: End) -> u64 {
    let runner_up = verdict.runner_up.map_or(u8::MAX, |family| family as u8);
    let parts = [verdict.label as u8, verdict.reason as u8, verdict.percent, runner_up];
    u64::from(u32::from_le_bytes(parts)) << 16 | u64::from(end.packed()) << 48
}

/// The verdict and the end of a word of the log.
fn unpacked(first: u64) -> (Verdict, End) {
    let [label, reason, percent, runner_up] = ((first >> 16) as u32).to_le_bytes();
    let verdict = Verdict {
        label: Label::ALL[usize::from(label)],
        reason: Reason::ALL[usize::from(reason)],
        percent,
        runner_up: Family::ALL.get(usize::from(runner_up)).copied(),
    };
    (verdict, End::unpacked((first >> 48) as u16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::Classifier;

    impl Memo {
        fn recall(&mut self, title: &[u8], company: &Company) -> Option<Verdict> {
            let title = Title::alone(title);
            let print = self.print(&title, company)?;
            Some(self.get(&title, &print)?.0)
        }

        fn remember(&mut self, title: &[u8], company: &Company, verdict: Verdict) {
            let title = Title::alone(title);
            if let Some(print) = self.print(&title, company) {
                self.put(&title, &print, verdict, End::Unread, 0);
            }
        }
    }

    #[test]
    fn only_the_very_title_and_company_are_remembered() {
        let (none, small) = (Company::default(), Company::default().with_headcount(8));
        let verdict = Classifier::builtin().classify("Traffic manager");
        let mut memo = Memo::of_one(8, usize::MAX);
        memo.remember(b"Traffic manager", &none, verdict);
        assert_eq!(memo.recall(b"Traffic manager", &none), Some(verdict));
        assert_eq!(memo.recall(b"Traffic manager", &small), None);
        assert_eq!(memo.recall(b"traffic manager", &none), None);
        for number in 0..5_000 {
            let title = format!("Chef {number}");
            assert_eq!(memo.recall(title.as_bytes(), &none), None);
            memo.remember(title.as_bytes(), &none, verdict);
        }
        memo.clear();
        assert_eq!(memo.recall(b"Chef 4999", &none), None);
    }

    #[test]
    fn threads_share_the_memory() {
        let bytes = |threads| (8 * Memo::of_one(threads, usize::MAX).log.len()) >> 10;
        assert_eq!(
            [1, 2, 3, 4, 8, 64, 1_000].map(bytes),
            [16 << 10, 16 << 10, 8 << 10, 8 << 10, 4 << 10, 512, 256]
        );
        let few = |titles| 8 * Memo::of_one(2, titles).log.len();
        assert_eq!(
            [0, 1_000, 100_000, 10_000_000].map(few),
            [16 << 10, 64 << 10, 8 << 20, 16 << 20]
        );
    }

    #[test]
    fn what_is_foreseen_is_what_it_was() {
        let (none, mut memo) = (Company::default(), Memo::of_one(8, usize::MAX));
        let verdict = Classifier::builtin().classify("Traffic manager");
        memo.remember(b"Traffic manager", &none, verdict);
        let titles: [&[u8]; 3] = [b"Traffic manager", b"Chef", &[b'a'; 500]];
        let prints = std::array::from_fn(|at| memo.print(&Title::alone(titles[at % 3]), &none));
        memo.foresee(&prints);
        assert_eq!(
            titles.map(|title| memo.recall(title, &none)),
            [Some(verdict), None, None]
        );
    }

    #[test]
    fn what_is_remembered_is_true_however_often_the_log_is_written_over() {
        let none = Company::default();
        let titles = [
            "Traffic manager",
            "Rédacteur web",
            "Boulanger",
            "Chef de projet digital",
        ];
        let verdicts = titles.map(|title| Classifier::builtin().classify(title));
        let mut memo = Memo::of_one(8, usize::MAX);
        let mut known = 0;
        for number in 0..300_000_usize {
            // Half of them come back: some soon, some when the log was written over.
            let number = if number % 2 == 0 { number / 8 } else { number };
            let title = format!("{} {}", "web ".repeat(number % 20), number);
            let verdict = verdicts[number % 4];
            match memo.recall(title.as_bytes(), &none) {
                Some(found) => {
                    assert_eq!(found, verdict, "{title}");
                    known += 1;
                }
                None => memo.remember(title.as_bytes(), &none, verdict),
            }
        }
        assert!(known > 1_000, "{known}");
    }

    #[test]
    fn long_numbers_are_alike_and_nothing_else_is() {
        let none = Company::default();
        let verdict = Classifier::builtin().classify("Traffic manager");
        let mut memo = Memo::of_one(8, usize::MAX).with_numbers_alike(true);
        let title = |number: &str, rest: &str| format!("Traffic manager - Réf. {number}{rest}").into_bytes();
        for rest in [
            "",
            " (H/F) - CDI - Lille",
            " - offre 123456 du 1er septembre, à pourvoir au plus vite",
        ] {
            memo.remember(&title("123456", rest), &none, verdict);
            for alike in ["123456", "999999", "000000"] {
                assert_eq!(memo.recall(&title(alike, rest), &none), Some(verdict), "{alike}{rest}");
            }
            for other in ["12345", "1234567", "12345a", "1234 56", "AB3456"] {
                assert_eq!(memo.recall(&title(other, rest), &none), None, "{other}{rest}");
            }
        }
        let mut strict = Memo::of_one(8, usize::MAX);
        strict.remember(&title("123456", ""), &none, verdict);
        assert_eq!(strict.recall(&title("999999", ""), &none), None);
    }

    #[test]
    fn verdicts_are_packed_whole() {
        let classifier = Classifier::builtin();
        for title in [
            "Traffic manager",
            "",
            "Graphiste",
            "Assistant e-commerce SEO",
            "Boulanger",
        ] {
            let verdict = classifier.classify(title);
            for end in [End::Unread, End::Open] {
                assert_eq!(unpacked(packed(verdict, end) | 0xFFFF), (verdict, end));
            }
        }
    }

    #[test]
    fn titles_that_never_repeat_are_left_alone() {
        let none = Company::default();
        let verdict = Classifier::builtin().classify("Traffic manager");
        let mut memo = Memo::of_one(8, usize::MAX);
        for number in 0..TRIAL {
            memo.recall(&number.to_le_bytes(), &none);
        }
        memo.remember(b"Chef", &none, verdict);
        assert_eq!((memo.pause, memo.recall(b"Chef", &none)), (PAUSE, None));
    }
}
