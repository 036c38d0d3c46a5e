//! The most frequent of many things, in a bounded room.
//!
//! So many things are told apart. When there are more, the half that was seen least is dropped, and what a thing may have been
//! seen before it came (back) is remembered with it: a count is never too high, and how far it may be too low is
//! known. Everything depends on the things and their order alone, never on how they are hashed.
//!
//! Things are known by a hash of 64 bits that was made elsewhere, by the thread that read them. What they are called stands in one
//! text, so that a thing that is new costs no allocation, and dropping thousands costs one pass.

/// How many slots there are at first.
const FIRST_SLOTS: usize = 1 << 10;

/// Counts the most frequent of many things.
#[derive(Clone, Debug)]
pub struct Frequent<V> {
    most: usize,
    /// By hash, twice as many as there are things, or more: the first free one from a hash's own on is its. What changes for
    /// each record stands here beside what is looked for, so that the memory is waited for once.
    slots: Vec<Slot>,
    /// In the order in which they came.
    extras: Vec<V>,
    things: Vec<Thing>,
    texts: Vec<u8>,
    /// Whatever is not here was seen no more often than this.
    missed: u64,
}

/// A thing by its hash, how often it was seen, and its place; a hash of 0 where there is none.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u64,
    count: u64,
    place: u32,
}

/// What is kept of a thing beside its count.
#[derive(Clone, Copy, Debug)]
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
            slots: vec![Slot::default(); FIRST_SLOTS],
            extras: Vec::new(),
            things: Vec::new(),
            texts: Vec::new(),
            missed: 0,
        }
    }

    /// Looks where a thing is counted, so that its slot is on its way when it is: many are waited for at once.
    #[inline]
    pub fn foresee(&self, hash: u64) -> u64 {
        self.slots[self.own_slot(hash)].count
    }

    /// Counts the thing of a hash, which is not 0. Where it is new, `make` appends its text, and then (after the place that is
    /// returned) what is to be kept with it.
    #[inline]
    pub fn add(&mut self, hash: u64, count: u64, make: impl FnOnce(&mut Vec<u8>) -> (usize, V)) -> &mut V {
        let mut at = self.slot(hash);
        if self.slots[at].hash == 0 {
            at = self.start(hash, make);
        }
        let slot = &mut self.slots[at];
        slot.count += count;
        &mut self.extras[slot.place as usize]
    }

    /// The slot of a hash, or the one that is free for it.
    #[inline]
    fn slot(&self, hash: u64) -> usize {
        let mut at = self.own_slot(hash);
        while self.slots[at].hash != hash && self.slots[at].hash != 0 {
            at = (at + 1) % self.slots.len();
        }
        at
    }

    #[inline]
    fn own_slot(&self, hash: u64) -> usize {
        // A power of two.
        hash as usize & (self.slots.len() - 1)
    }

    #[inline(never)]
    fn start(&mut self, hash: u64, make: impl FnOnce(&mut Vec<u8>) -> (usize, V)) -> usize {
        let place = self.things.len();
        if self.slots.len() < 2 * (place + 1) {
            self.grow();
        }
        let start = self.texts.len() as u32;
        let (middle, extra) = make(&mut self.texts);
        self.things.push(Thing {
            hash,
            missed: self.missed,
            start,
            middle: middle as u32,
            end: self.texts.len() as u32,
        });
        self.extras.push(extra);
        let at = self.slot(hash);
        self.slots[at] = Slot {
            hash,
            count: 0,
            place: place as u32,
        };
        at
    }

    fn grow(&mut self) {
        let slots = vec![Slot::default(); 2 * self.slots.len()];
        let taken = std::mem::replace(&mut self.slots, slots);
        for slot in taken.into_iter().filter(|slot| slot.hash != 0) {
            let at = self.slot(slot.hash);
            self.slots[at] = slot;
        }
    }

    /// How often each thing was seen, in the order in which they came.
    fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.things.len()];
        for slot in self.slots.iter().filter(|slot| slot.hash != 0) {
            counts[slot.place as usize] = slot.count;
        }
        counts
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
        let counts = self.counts();
        let at_most = self.things.iter().zip(&counts);
        let at_most: Vec<u64> = at_most.map(|(thing, count)| thing.missed + count).collect();
        let median = *at_most.clone().select_nth_unstable(at_most.len() / 2).1;
        self.missed = self.missed.max(median);
        self.slots.fill(Slot::default());
        let (mut kept, mut written) = (0, 0);
        for place in 0..self.things.len() {
            let thing = self.things[place];
            let [start, middle, end] = [thing.start, thing.middle, thing.end].map(|place| place as usize);
            if at_most[place] <= median {
                dropped(&self.texts[middle..end], counts[place]);
                continue;
            }
            self.texts.copy_within(start..end, written);
            self.extras.swap(kept, place);
            let back = (start - written) as u32;
            self.things[kept] = Thing {
                start: thing.start - back,
                middle: thing.middle - back,
                end: thing.end - back,
                ..thing
            };
            let at = self.slot(thing.hash);
            self.slots[at] = Slot {
                hash: thing.hash,
                count: counts[place],
                place: kept as u32,
            };
            (kept, written) = (kept + 1, written + end - start);
        }
        self.things.truncate(kept);
        self.extras.truncate(kept);
        self.texts.truncate(written);
    }

    /// The most frequent things of those wanted, then in the order of their texts.
    pub fn top(&self, most: usize, wanted: impl Fn(&V) -> bool) -> Vec<Counted<'_, V>> {
        let (places, counts) = (0..self.things.len(), self.counts());
        let mut found: Vec<usize> = places.filter(|place| wanted(&self.extras[*place])).collect();
        let order = |one: &usize, other: &usize| {
            let text = |place: &usize| self.text(*place);
            counts[*other]
                .cmp(&counts[*one])
                .then_with(|| text(one).cmp(text(other)))
        };
        if found.len() > most {
            found.select_nth_unstable_by(most, order);
            found.truncate(most);
        }
        found.sort_unstable_by(order);
        let told = |place: usize| Counted {
            text: self.text(place),
            count: counts[place],
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
        self.things.iter().map(kept).zip(self.counts())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

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
            frequent.add((name + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15), 1, |texts| {
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
