//! The most frequent of many things, in a bounded room.
//!
//! So many things are told apart. When there are more, the half that was seen least is dropped, and what a thing may have been
//! seen before it came (back) is remembered with it: a count is never too high, and how far it may be too low is
//! known. Everything depends on the things and their order alone, never on how they are hashed.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

/// Places by a hash that is one already.
type Places = HashMap<u64, u32, BuildHasherDefault<AsIs>>;

/// Takes a hash for what it is.
#[derive(Clone, Copy, Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash << 8 | u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Counts the most frequent of many things.
#[derive(Clone, Debug)]
pub struct Frequent<V> {
    most: usize,
    hasher: RandomState,
    /// By the texts that were seen of late: most come again, and need no key.
    texts: Places,
    /// By the keys.
    keys: Places,
    key: Vec<u8>,
    /// In the order in which they came.
    things: Vec<Counted<V>>,
    /// Whatever is not here was seen no more often than this.
    missed: u64,
}

/// A thing and how often it was seen.
#[derive(Clone, Debug)]
pub struct Counted<V> {
    hash: u64,
    pub text: Box<str>,
    pub count: u64,
    /// How often it may have been seen besides.
    pub missed: u64,
    pub extra: V,
}

impl<V: Default> Frequent<V> {
    /// Tells at most so many things apart.
    pub fn new(most: usize) -> Frequent<V> {
        Frequent {
            most,
            hasher: RandomState::new(),
            texts: Places::default(),
            keys: Places::default(),
            key: Vec::new(),
            things: Vec::new(),
            missed: 0,
        }
    }

    /// Counts a thing of a kind. Things of one kind are told apart by the key that is made of their text; a thing is shown by the text
    /// that it first had. Whether it is new, and the thing; `None` where there is no key.
    pub fn add(
        &mut self,
        kind: u8,
        text: &str,
        count: u64,
        key: impl FnOnce(&str, &mut Vec<u8>),
    ) -> Option<(bool, &mut Counted<V>)> {
        let hash = self.hasher.hash_one((kind, text));
        let place = match self.texts.get(&hash) {
            Some(place) => *place,
            None => {
                key(text, &mut self.key);
                if self.key.is_empty() {
                    return None;
                }
                let place = self.place(kind, text);
                if self.texts.len() == self.most {
                    self.texts.clear();
                }
                self.texts.insert(hash, place);
                place
            }
        };
        let thing = &mut self.things[place as usize];
        thing.count += count;
        Some((thing.count == count, thing))
    }

    /// The place of the thing with the key at hand.
    fn place(&mut self, kind: u8, text: &str) -> u32 {
        let hash = self.hasher.hash_one((kind, &self.key));
        let next = self.things.len() as u32;
        let place = *self.keys.entry(hash).or_insert(next);
        if place == next {
            self.things.push(Counted {
                hash,
                text: text.into(),
                count: 0,
                missed: self.missed,
                extra: V::default(),
            });
        }
        place
    }

    /// Makes room where there is none left; gives what was dropped.
    pub fn make_room(&mut self) -> Vec<Counted<V>> {
        if self.things.len() < self.most {
            return Vec::new();
        }
        let mut most: Vec<u64> = self.things.iter().map(Counted::at_most).collect();
        let middle = most.len() / 2;
        let median = *most.select_nth_unstable(middle).1;
        self.missed = self.missed.max(median);
        let (dropped, kept) = std::mem::take(&mut self.things)
            .into_iter()
            .partition(|thing| thing.at_most() <= median);
        self.things = kept;
        let places = self.things.iter().zip(0..);
        self.keys = places.map(|(thing, place)| (thing.hash, place)).collect();
        self.texts.clear();
        dropped
    }

    /// All that is here, the most frequent first, then in the order of the texts.
    pub fn sorted(&self) -> Vec<&Counted<V>> {
        let mut all: Vec<&Counted<V>> = self.things.iter().collect();
        all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
        all
    }

    /// All that is here, in the order in which it came.
    pub fn things(&self) -> &[Counted<V>] {
        &self.things
    }
}

impl<V> Counted<V> {
    /// The most often it can have been seen.
    pub fn at_most(&self) -> u64 {
        self.count + self.missed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_frequent_is_never_lost_and_counts_stay_within_their_bounds() {
        let mut frequent: Frequent<()> = Frequent::new(64);
        let mut truth: HashMap<String, u64> = HashMap::new();
        for number in 0..20_000_u64 {
            // Every third is one of four, the others are each seen once or twice.
            let name = if number % 3 == 0 { number % 4 } else { 10 + number / 2 };
            let name = name.to_string();
            assert!(
                frequent
                    .make_room()
                    .iter()
                    .all(|gone| gone.at_most() <= frequent.missed)
            );
            let spelt = if number % 2 == 0 {
                name.clone()
            } else {
                format!("{name} ")
            };
            let key = |text: &str, key: &mut Vec<u8>| {
                key.clear();
                key.extend_from_slice(text.trim().as_bytes());
            };
            frequent.add(0, &spelt, 1, key);
            assert!(frequent.add(0, " ", 1, key).is_none());
            *truth.entry(name).or_default() += 1;
            assert!(frequent.things().len() <= 64);
        }
        let found = frequent.sorted();
        assert!(
            found[..4]
                .iter()
                .all(|thing| thing.missed == 0 && thing.text.trim().len() == 1)
        );
        for thing in found {
            let really = truth[thing.text.trim()];
            assert!((thing.count..=thing.at_most()).contains(&really), "{thing:?} {really}");
        }
    }
}
