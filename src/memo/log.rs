//! The titles seen last, one behind the other in a log of fixed size, the newest over the oldest: the memory is bounded, and a title takes no
//! more room than it is long. An index of their hashes tells where.

use super::AHEAD;
use super::print::{Print, Text};

/// For so many words of the log the index has a set of four entries: twice as many places as titles. Half as many answer two titles
/// in a hundred fewer.
const WORDS_OF_SET: usize = 16;

/// So many words are fetched into the caches together.
const LINE: usize = 8;

/// What was put for some titles.
pub struct Log {
    /// The entries of each set, the newest first; as numbers, of which zeros cost nothing until they are written over.
    index: Vec<[u32; 4]>,
    /// Of each title its first word, then its bytes in whole words, then its key where keys are remembered.
    words: Vec<u64>,
    /// Where the next title goes.
    head: usize,
    /// Whether the log is being written for an even time.
    even: bool,
}

/// Where a title is in the log, in which round it was written, and some of its hash; 0 where there is none.
#[derive(Clone, Copy)]
struct Entry(u32);

const POSITION_BITS: u32 = 21;
const EVEN: u32 = 1 << POSITION_BITS;
const TAG: u32 = !(2 * EVEN - 1);
const PRESENT: u32 = 1 << 31;

impl Entry {
    fn new(hash: u64, position: usize, even: bool) -> Entry {
        let round = if even { EVEN } else { 0 };
        Entry(Entry::tag(hash) | round | position as u32)
    }

    /// The part of a hash that an entry holds: bits below those that tell the set.
    #[inline]
    fn tag(hash: u64) -> u32 {
        (hash >> 17) as u32 & TAG | PRESENT
    }

    /// Whether it may be that of a title with this part of its hash.
    #[inline]
    fn has(self, tag: u32) -> bool {
        self.0 & TAG == tag
    }

    #[inline]
    fn position(self) -> usize {
        (self.0 & (EVEN - 1)) as usize
    }

    #[inline]
    fn is_even(self) -> bool {
        self.0 & EVEN != 0
    }
}

impl Log {
    /// No log has more words: an entry could not tell them apart.
    pub const MOST_WORDS: usize = 1 << POSITION_BITS;

    /// A log of so many words, a power of two.
    pub fn new(words: usize) -> Log {
        Log {
            index: vec![[0; 4]; words / WORDS_OF_SET],
            words: vec![0; words],
            head: 0,
            even: false,
        }
    }

    /// How many words there are.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Fetches what is remembered of some titles into the caches.
    pub fn foresee(&self, prints: &[Option<Print>; AHEAD]) {
        let prints = || prints.iter().flatten();
        // The sets first, all of them, since they tell where the titles are.
        let newest = prints().map(|print| self.index[self.set(print)][0]);
        std::hint::black_box(newest.fold(0, |all, entry| all ^ entry));
        let mut firsts = 0;
        for print in prints() {
            let tag = Entry::tag(print.hash);
            for entry in self.index[self.set(print)].map(Entry) {
                if entry.has(tag) {
                    // A title of some length stands in two lines of the caches.
                    let word = |at: usize| self.words[at & (self.words.len() - 1)];
                    firsts ^= word(entry.position()) ^ word(entry.position() + LINE);
                }
            }
        }
        std::hint::black_box(firsts);
    }

    /// The first word that was put for a title, and its key where keys are put.
    #[inline]
    pub fn get(&mut self, print: &Print, text: &Text<'_>, keyed: bool) -> Option<(u64, u64)> {
        let (at, first, key) = self.find(print, text, keyed)?;
        let set = self.set(print);
        // The log is as long as a power of two.
        let behind = self.head.wrapping_sub(Entry(self.index[set][at]).position()) & (self.words.len() - 1);
        // A title so far behind is written again, so that what is asked for stays: two titles in a hundred more.
        if behind > self.words.len() / 4 * 3 {
            self.index[set][at] = self.write(print, text, first, keyed.then_some(key)).0;
        }
        Some((first, key))
    }

    /// The place of a title's entry in its set, its first word and its key.
    #[inline]
    fn find(&self, print: &Print, text: &Text<'_>, keyed: bool) -> Option<(usize, u64, u64)> {
        let tag = Entry::tag(print.hash);
        let set = self.index.get(self.set(print))?.map(Entry);
        let mut alike = set.iter().enumerate().filter(|(_, entry)| entry.has(tag));
        alike.find_map(|(at, entry)| {
            let (first, key) = self.read(*entry, print, text, keyed)?;
            Some((at, first, key))
        })
    }

    /// The first word of an entry's title and its key, if it is the one asked for and was not written over.
    #[inline]
    fn read(&self, entry: Entry, print: &Print, text: &Text<'_>, keyed: bool) -> Option<(u64, u64)> {
        let position = entry.position();
        if entry.is_even() != self.even && position < self.head {
            return None;
        }
        let (&first, title) = self.words.get(position..)?.split_first()?;
        let key = |title: &[u64]| title.get(text.words()).copied().filter(|_| keyed);
        (first as u16 == print.first && text.is(title)).then(|| (first, key(title).unwrap_or(0)))
    }

    /// Puts the first word of a title, of which the last sixteen bits are those of its print, and its key.
    pub fn put(&mut self, print: &Print, text: &Text<'_>, first: u64, key: Option<u64>) {
        let entry = self.write(print, text, first, key);
        let set = self.set(print);
        let set = &mut self.index[set];
        set.rotate_right(1);
        set[0] = entry.0;
    }

    /// Writes a title at the end of the log.
    fn write(&mut self, print: &Print, text: &Text<'_>, first: u64, key: Option<u64>) -> Entry {
        let end = 1 + text.words();
        let length = end + usize::from(key.is_some());
        if self.head + length > self.words.len() {
            self.start_again();
        }
        let entry = Entry::new(print.hash, self.head, self.even);
        let room = &mut self.words[self.head..][..length];
        room[0] = first;
        text.write(&mut room[1..end]);
        if let Some(key) = key {
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
            .filter(|entry| Entry(**entry).is_even() == self.even)
            .for_each(|entry| *entry = 0);
    }

    /// The set of a print. The topmost bits of a product depend on all of a word, so on a title's last letter too.
    #[inline]
    fn set(&self, print: &Print) -> usize {
        (print.hash >> (u64::BITS - self.index.len().ilog2())) as usize
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.index.fill([0; 4]);
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::Company;
    use crate::memo::Memo;
    use crate::title::padded::Title;

    #[test]
    fn sets_are_spread() {
        let memo = Memo::of_one(8, usize::MAX);
        let mut taken = vec![0; memo.log.index.len()];
        for number in 0..taken.len() * 4 {
            let title = format!("Traffic manager - Réf {number}");
            let print = memo.print(&Title::alone(title.as_bytes()), &Company::default());
            taken[memo.log.set(&print.unwrap())] += 1;
        }
        assert!(taken.iter().all(|count| *count < 20));
        assert!(taken.iter().filter(|count| **count > 0).count() > taken.len() * 9 / 10);
    }
}
