//! The most frequent of many things, in a bounded room.
//!
//! So many things are told apart. When there are more, the half that was seen least is dropped, and what a thing may have been
//! seen before it came (back) is remembered with it: a count is never too high, and how far it may be too low is
//! known. Everything depends on the things and their order alone, never on how they are hashed.
//!
//! Things are known by a hash of 64 bits that was made elsewhere, by the thread that read them. What they are called stands in one
//! text, so that a thing that is new costs no allocation, and dropping thousands costs one pass.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

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
    /// Places of things by their hashes.
    places: HashMap<u64, u32, BuildHasherDefault<AsIs>>,
    /// How often each thing was seen, in the order in which they came: apart, so that what changes for each record stays near.
    counts: Vec<u64>,
    extras: Vec<V>,
    things: Vec<Thing>,
    texts: Vec<u8>,
    /// Whatever is not here was seen no more often than this.
    missed: u64,
}

/// What is kept of a thing beside its count.
#[derive(Clone, Debug)]
struct Thing {
    hash: u64,
    missed: u64,
    /// Where its text starts, where the text ends, and where what is kept with it ends.
    start: u32,
    middle: u32,
    end: u32,
}

/// A thing and how often it was seen.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'f, V> {
    pub text: &'f [u8],
    pub count: u64,
    /// How often it may have been seen besides.
    pub missed: u64,
    pub extra: &'f V,
}

impl<V> Frequent<V> {
    /// Tells at most so many things apart.
    pub fn new(most: usize) -> Frequent<V> {
        Frequent {
            most,
            places: HashMap::default(),
            counts: Vec::new(),
            extras: Vec::new(),
            things: Vec::new(),
            texts: Vec::new(),
            missed: 0,
        }
    }

    /// Counts the thing of a hash. Where it is new, `make` appends its text, and then (after the place that is returned) what
    /// is to be kept with it.
    #[inline]
    pub fn add(&mut self, hash: u64, count: u64, make: impl FnOnce(&mut Vec<u8>) -> (usize, V)) -> &mut V {
        let place = match self.places.get(&hash) {
            Some(place) => *place as usize,
            None => self.start(hash, make),
        };
        self.counts[place] += count;
        &mut self.extras[place]
    }

    #[inline(never)]
    fn start(&mut self, hash: u64, make: impl FnOnce(&mut Vec<u8>) -> (usize, V)) -> usize {
        let place = self.things.len();
        let start = self.texts.len() as u32;
        let (middle, extra) = make(&mut self.texts);
        self.things.push(Thing {
            hash,
            missed: self.missed,
            start,
            middle: middle as u32,
            end: self.texts.len() as u32,
        });
        self.counts.push(0);
        self.extras.push(extra);
        self.places.insert(hash, place as u32);
        place
    }

    /// Makes room where there is none left; tells what was kept with each thing that is dropped, and its count.
    #[inline]
    pub fn make_room(&mut self, dropped: impl FnMut(&[u8], u64)) {
        if self.things.len() >= self.most {
            self.drop_half(dropped);
        }
    }

    #[cold]
    fn drop_half(&mut self, mut dropped: impl FnMut(&[u8], u64)) {
        let counts = self.things.iter().zip(&self.counts);
        let at_most: Vec<u64> = counts.map(|(thing, count)| thing.missed + count).collect();
        let median = *at_most.clone().select_nth_unstable(at_most.len() / 2).1;
        self.missed = self.missed.max(median);
        let most = self.most;
        let whole = std::mem::replace(self, Frequent::new(most));
        self.missed = whole.missed;
        let things = whole.things.into_iter().zip(whole.counts).zip(whole.extras);
        for (((thing, count), extra), at_most) in things.zip(at_most) {
            let [start, middle, end] = [thing.start, thing.middle, thing.end].map(|place| place as usize);
            if at_most <= median {
                dropped(&whole.texts[middle..end], count);
                continue;
            }
            let place = self.start(thing.hash, |texts| {
                texts.extend_from_slice(&whole.texts[start..end]);
                (texts.len() - (end - middle), extra)
            });
            self.counts[place] = count;
            self.things[place].missed = thing.missed;
        }
    }

    /// The most frequent things of those wanted, then in the order of their texts.
    pub fn top(&self, most: usize, wanted: impl Fn(&V) -> bool) -> Vec<Counted<'_, V>> {
        let places = 0..self.things.len();
        let mut found: Vec<usize> = places.filter(|place| wanted(&self.extras[*place])).collect();
        let order = |one: &usize, other: &usize| {
            let text = |place: &usize| self.text(*place);
            self.counts[*other]
                .cmp(&self.counts[*one])
                .then_with(|| text(one).cmp(text(other)))
        };
        if found.len() > most {
            found.select_nth_unstable_by(most, order);
            found.truncate(most);
        }
        found.sort_unstable_by(order);
        let told = |place: usize| Counted {
            text: self.text(place),
            count: self.counts[place],
            missed: self.things[place].missed,
            extra: &self.extras[place],
        };
        found.into_iter().map(told).collect()
    }

    fn text(&self, place: usize) -> &[u8] {
        let Thing { start, middle, .. } = self.things[place];
        &self.texts[start as usize..middle as usize]
    }

    /// What was kept with each thing that is here, and its count.
    pub fn kept(&self) -> impl Iterator<Item = (&[u8], u64)> {
        let kept = |thing: &Thing| &self.texts[thing.middle as usize..thing.end as usize];
        self.things.iter().map(kept).zip(self.counts.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_frequent_is_never_lost_and_counts_stay_within_their_bounds() {
        let mut frequent: Frequent<()> = Frequent::new(64);
        let mut truth: HashMap<u64, u64> = HashMap::new();
        let mut dropped = 0;
        for number in 0..20_000_u64 {
            // Every third is one of four, the others are each seen once or twice.
            let name = if number % 3 == 0 { number % 4 } else { 10 + number / 2 };
            frequent.make_room(|kept, count| {
                assert_eq!(kept, b"kept");
                dropped += count;
            });
            frequent.add(name.wrapping_mul(0x9E37_79B9_7F4A_7C15), 1, |texts| {
                texts.extend_from_slice(name.to_string().as_bytes());
                let middle = texts.len();
                texts.extend_from_slice(b"kept");
                (middle, ())
            });
            *truth.entry(name).or_default() += 1;
            assert!(frequent.things.len() <= 64 && frequent.texts.len() <= 64 * 16);
        }
        let found = frequent.top(64, |()| true);
        assert!(
            found[..4]
                .iter()
                .all(|thing| thing.missed == 0 && thing.text.len() == 1)
        );
        assert!(found.is_sorted_by(|one, other| one.count >= other.count));
        for thing in found {
            let name = std::str::from_utf8(thing.text).expect("a number");
            let really = truth[&name.parse().expect("a number")];
            let bounds = thing.count..=thing.count + thing.missed;
            assert!(bounds.contains(&really), "{thing:?} {really}");
        }
        assert_eq!(dropped + frequent.kept().map(|(_, count)| count).sum::<u64>(), 20_000);
    }
}
