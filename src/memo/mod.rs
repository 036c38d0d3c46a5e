//! Remembers the verdicts of the titles seen last: real files repeat their titles, or all of them but a reference.
//!
//! Titles stand in a log of fixed size, one behind the other, the newest over the oldest, so that the memory is bounded and
//! a title takes no more room than it is long. An index of their hashes tells where. A hit compares the whole title, long numbers
//! apart where they say nothing (`print`) and tails where they change nothing (`tails`): it never gives the verdict of another one.
//! A miss costs a look for nothing, so a file whose titles hardly repeat (a reference in each) is left alone for a while.

mod entry;
mod print;
mod tails;

pub use print::Print;

use crate::engine::{Company, Family, Label, Reason, Verdict};
use crate::title::padded::{Padded, Title};
use crate::title::tail::{Cut, End, Tail};
use entry::Entry;
use print::{Text, long_numbers};
use tails::Tails;

/// How long the logs of all threads are together, in words of eight bytes: 32 MiB.
const WORDS_OF_ALL: usize = 4 << 20;

/// How long the log of one thread is, at most and, where there are so many titles, at least (that of a hundred threads and more):
/// 16 MiB hold some 260,000 titles, 4 MiB 65,000, which with their tails in a simulation answer 58 titles in a hundred of a job board's export (two
/// in five are new). Places of one size, as many as fit in 4 MiB, answer 55: they must be as large as the longest title.
const MOST_WORDS: usize = Entry::MOST_WORDS;
const LEAST_WORDS: usize = 32 << 10;

/// A title takes so many words of the log, on an average.
const WORDS_OF_TITLE: usize = 8;

/// There is room for so many, however few may come.
const FEWEST_TITLES: usize = 256;

/// For so many words of the log the index has a set of four entries: twice as many places as titles. Half as many answer two titles
/// in a hundred fewer.
const WORDS_OF_SET: usize = 16;

/// After so many titles the memo is asked whether it is of use.
const TRIAL: u32 = 8 << 10;

/// For so many titles it is left alone where it is not.
const PAUSE: u32 = 128 << 10;

/// So many titles may be foreseen at once.
pub const AHEAD: usize = 16;

/// The titles that one thread saw last.
pub struct Memo {
    /// The newest of each set first.
    index: Vec<[Entry; 4]>,
    /// Of each title its length, company, verdict and end in one word, then its bytes in whole words, then its key where keys are
    /// remembered.
    log: Vec<u64>,
    /// Where the next title goes.
    head: usize,
    /// Whether the log is being written for an even time.
    even: bool,
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
        let words = share.clamp(LEAST_WORDS, MOST_WORDS).min(needed);
        Memo {
            index: vec![<[Entry; 4]>::default(); words / WORDS_OF_SET],
            log: vec![0; words],
            head: 0,
            even: false,
            tails: Tails::new(),
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
            print.with_tails(cut.tails, self.keyed && self.pause == 0)
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
        if self.pause > 0 {
            return;
        }
        let prints = || prints.iter().flatten();
        // The sets first, all of them, since they tell where the titles are.
        let newest = prints().map(|print| self.index[self.set(print)][0].bits());
        std::hint::black_box(newest.fold(0, |all, entry| all ^ entry));
        let mut firsts = 0;
        for print in prints() {
            let tag = Entry::tag(print.hash);
            for entry in &self.index[self.set(print)] {
                if entry.has(tag) {
                    firsts ^= self.log[entry.position() & (self.log.len() - 1)];
                }
            }
        }
        std::hint::black_box(firsts);
    }

    /// The verdict on a title and the key that was put with it, where they are remembered or follow from what stands before the
    /// title's tails; that is read where it is not remembered. Otherwise what the title is to be put by once it is read whole.
    pub fn verdict(
        &mut self,
        title: &Title<'_>,
        print: &Print,
        read_head: impl FnOnce(&[u8]) -> Option<(Verdict, End, u64)>,
    ) -> Result<(Verdict, u64), Option<Print>> {
        let known = self.get(title, print);
        let Some(front) = print.tails else {
            return known.map(|(verdict, _, key)| (verdict, key)).ok_or(Some(*print));
        };
        let known = known.filter(|(_, end, _)| print.end(*end) != End::Unread);
        let head = known.or_else(|| {
            let (verdict, end, key) = read_head(&title.bytes()[..print.length()])?;
            self.put(title, print, verdict, end, key);
            Some((verdict, end, key))
        });
        if let Some((verdict, end, key)) = head
            && print.end(end).takes(front)
        {
            return Ok((verdict, key));
        }
        let whole = title
            .padded(|title| print.of_whole(title, self.digits(title)))
            .flatten();
        let known = whole.as_ref().and_then(|whole| self.get(title, whole));
        known.map(|(verdict, _, key)| (verdict, key)).ok_or(whole)
    }

    /// The verdict of the title of this print, where it is remembered, its end and the key that was put with it.
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
        let found = print.with_text(title, |text| {
            let (at, first, key) = self.find(print, text)?;
            let set = self.set(print);
            // The log is as long as a power of two.
            let behind = self.head.wrapping_sub(self.index[set][at].position()) & (self.log.len() - 1);
            // A title so far behind is written again, so that what is asked for stays: two titles in a hundred more.
            if behind > self.log.len() / 4 * 3 {
                self.index[set][at] = self.write(print, text, first, key);
            }
            Some((first, key))
        });
        let (first, key) = found.flatten()?;
        self.hits += 1;
        let (verdict, end) = unpacked(first);
        Some((verdict, end, key))
    }

    /// The place of a title's entry in its set, its first word and its key.
    #[inline]
    fn find(&self, print: &Print, text: &Text<'_>) -> Option<(usize, u64, u64)> {
        let tag = Entry::tag(print.hash);
        let set = self.index.get(self.set(print))?.iter().enumerate();
        let mut alike = set.filter(|(_, entry)| entry.has(tag));
        alike.find_map(|(at, entry)| {
            let (first, key) = self.read(*entry, print, text)?;
            Some((at, first, key))
        })
    }

    /// The first word of an entry's title and its key, if it is the one asked for and was not written over.
    #[inline]
    fn read(&self, entry: Entry, print: &Print, text: &Text<'_>) -> Option<(u64, u64)> {
        let position = entry.position();
        if entry.is_even() != self.even && position < self.head {
            return None;
        }
        let (&first, title) = self.log.get(position..)?.split_first()?;
        let key = |title: &[u64]| title.get(text.words()).copied().filter(|_| self.keyed);
        (first as u16 == print.first && text.is(title)).then(|| (first, key(title).unwrap_or(0)))
    }

    /// Remembers a verdict, what may stand behind the title, and a key where keys are remembered.
    pub fn put(&mut self, title: &Title<'_>, print: &Print, verdict: Verdict, end: End, key: u64) {
        if self.pause > 0 {
            return;
        }
        let first = packed(verdict, print.end(end)) | u64::from(print.first);
        let Some(entry) = print.with_text(title, |text| self.write(print, text, first, key)) else {
            return;
        };
        let set = self.set(print);
        let set = &mut self.index[set];
        set.rotate_right(1);
        set[0] = entry;
    }

    /// Writes a title at the end of the log.
    fn write(&mut self, print: &Print, text: &Text<'_>, first: u64, key: u64) -> Entry {
        let end = 1 + text.words();
        let length = end + usize::from(self.keyed);
        if self.head + length > self.log.len() {
            self.start_again();
        }
        let entry = Entry::new(print.hash, self.head, self.even);
        let room = &mut self.log[self.head..][..length];
        room[0] = first;
        text.write(&mut room[1..end]);
        if self.keyed {
            room[end] = key;
        }
        self.head += length;
        entry
    }

    /// Writes the log from its start again. The entries that are left of the round before the last are forgotten: another
    /// round of the same number begins.
    fn start_again(&mut self) {
        (self.head, self.even) = (0, !self.even);
        let entries = self.index.iter_mut().flatten();
        entries
            .filter(|entry| entry.is_even() == self.even)
            .for_each(|entry| *entry = Entry::default());
    }

    /// The set of a print. The topmost bits of a product depend on all of a word, so on a title's last letter too.
    #[inline]
    fn set(&self, print: &Print) -> usize {
        (print.hash >> (u64::BITS - self.index.len().ilog2())) as usize
    }

    /// Forgets everything, as when the same bytes begin to mean other letters.
    pub fn clear(&mut self) {
        self.index.fill(<[Entry; 4]>::default());
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

    #[test]
    fn sets_are_spread() {
        let memo = Memo::of_one(8, usize::MAX);
        let mut taken = vec![0; memo.index.len()];
        for number in 0..taken.len() * 4 {
            let title = format!("Traffic manager - Réf {number}");
            let print = memo.print(&Title::alone(title.as_bytes()), &Company::default());
            taken[memo.set(&print.unwrap())] += 1;
        }
        assert!(taken.iter().all(|count| *count < 20));
        assert!(taken.iter().filter(|count| **count > 0).count() > taken.len() * 9 / 10);
    }
}
