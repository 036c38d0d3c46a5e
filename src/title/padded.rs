//! A title with bytes behind it that may be read along with it.
//!
//! Whatever its length, as many bytes at once are read as fit the registers, and those behind the title are masked out: a loop over
//! its words ends where no processor foresees it, and the last few bytes by themselves cost more than all others.

/// The longest title that is seen so, in bytes.
pub(crate) const LONGEST: usize = 120;

/// So many bytes are at hand from the start of a title on: from each of its places as many as the longest part that is looked at.
const ROOM: usize = 160;

/// A title where it stands in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Title<'t> {
    /// From its first byte on.
    text: &'t [u8],
    length: usize,
}

impl<'t> Title<'t> {
    /// A title behind which nothing is known to stand.
    #[inline]
    pub fn alone(title: &'t [u8]) -> Title<'t> {
        Title {
            text: title,
            length: title.len(),
        }
    }

    /// The title of so many bytes that a text begins with.
    #[inline]
    pub fn in_front_of(text: &'t [u8], length: usize) -> Title<'t> {
        Title { text, length }
    }

    #[inline]
    pub fn bytes(&self) -> &'t [u8] {
        &self.text[..self.length]
    }

    /// Does something with the title and what stands behind it; nothing with one that is longer than [`LONGEST`].
    #[inline(always)] // What is done is not to be given back through memory.
    pub fn padded<T>(&self, act: impl FnOnce(Padded<'_>) -> T) -> Option<T> {
        if self.length > LONGEST {
            return None;
        }
        let room;
        let bytes = match self.text.first_chunk() {
            Some(bytes) => bytes,
            None => {
                room = copied(self.text);
                &room
            }
        };
        Some(act(Padded {
            bytes,
            length: self.length,
        }))
    }
}

#[inline(never)] // So it is at the end of a block alone.
fn copied(text: &[u8]) -> [u8; ROOM] {
    let mut room = [0; ROOM];
    room[..text.len()].copy_from_slice(text);
    room
}

/// A title of at most [`LONGEST`] bytes, and some behind it that are none of it.
#[derive(Clone, Copy)]
pub(crate) struct Padded<'p> {
    bytes: &'p [u8; ROOM],
    /// How many bytes the title has.
    pub length: usize,
}

/// Bytes that are wanted, and as many that are not.
static WANTED: [[u8; ROOM]; 2] = [[u8::MAX; ROOM], [0; ROOM]];

impl Padded<'_> {
    /// The title's own bytes.
    #[inline]
    pub fn own(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// The bytes from a place on, among them those that are none of the title's.
    #[inline]
    pub fn from<const BYTES: usize>(&self, at: usize) -> &[u8; BYTES] {
        self.bytes[at..]
            .first_chunk()
            .expect("no more is read than there is room for")
    }

    /// So many bytes from a place on, eight a word, the first one lowest and zeros behind them; no more than the words hold.
    #[inline]
    pub fn words<const WORDS: usize>(&self, at: usize, length: usize) -> [u64; WORDS] {
        let bytes = &self.bytes[at..][..8 * WORDS];
        let wanted = &WANTED.as_flattened()[ROOM - length..][..8 * WORDS];
        let ([bytes, wanted], mut words) = ([bytes, wanted].map(|bytes| bytes.as_chunks().0), [0; WORDS]);
        for (word, (bytes, wanted)) in words.iter_mut().zip(bytes.iter().zip(wanted)) {
            *word = u64::from_le_bytes(*bytes) & u64::from_le_bytes(*wanted);
        }
        words
    }

    /// Whether the title's first so many bytes, 64 at most, are those of these words, eight in each; whatever stands behind them there.
    #[inline]
    pub fn begins_with(&self, words: &[u64; 8], length: usize) -> bool {
        let wanted = &WANTED.as_flattened()[ROOM - length..][..64];
        let ([bytes, wanted], mut apart) = ([&self.bytes[..64], wanted].map(|bytes| bytes.as_chunks().0), 0);
        for (theirs, (mine, wanted)) in words.iter().zip(bytes.iter().zip(wanted)) {
            apart |= (u64::from_le_bytes(*mine) ^ theirs) & u64::from_le_bytes(*wanted);
        }
        apart == 0
    }

    /// Does something with the same title, some of its bytes being zeros (`0`): one bit for each byte, the first one lowest.
    pub fn with_zeros<T>(&self, places: u128, act: impl FnOnce(Padded<'_>) -> T) -> T {
        let mut room = None;
        act(self.zeroed(places, &mut room))
    }

    /// The same title in other room, some of its bytes being zeros.
    pub fn zeroed<'r>(&self, mut places: u128, room: &'r mut Option<[u8; ROOM]>) -> Padded<'r> {
        let bytes = room.insert(*self.bytes);
        while places != 0 {
            bytes[places.trailing_zeros() as usize] = b'0';
            places &= places - 1;
        }
        Padded {
            bytes,
            length: self.length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_same_whatever_stands_behind_it() {
        let text: Vec<u8> = (0..=u8::MAX).cycle().skip(1).take(3 * ROOM).collect();
        for length in 0..=LONGEST {
            let expected = |at: usize, of: usize| {
                let mut bytes = [0; 40];
                bytes[..of].copy_from_slice(&text[at..at + of]);
                let (words, _) = bytes.as_chunks();
                [0, 1, 2, 3, 4].map(|word| u64::from_le_bytes(words[word]))
            };
            for title in [Title::alone(&text[..length]), Title::in_front_of(&text, length)] {
                assert_eq!(title.bytes(), &text[..length]);
                let seen = title.padded(|title| {
                    assert_eq!((title.own(), title.length), (&text[..length], length));
                    for at in 0..=length {
                        let of = (length - at).min(40);
                        assert_eq!(title.words(at, of), expected(at, of), "{length}, {at}");
                    }
                    let own = [0, 8, 16, 24, 32, 40, 48, 56].map(|at| title.words::<1>(at, 8)[0]);
                    for of in 0..=length.min(64) {
                        assert!(title.begins_with(&own, of));
                        // Another byte behind those that count, and the last one of these.
                        for (at, same) in [(of, true), (of.wrapping_sub(1), false)] {
                            if let Some(word) = own.get(at / 8) {
                                let mut other = own;
                                other[at / 8] = word ^ 1 << (at % 8 * 8);
                                assert_eq!(title.begins_with(&other, of), same, "{length}, {of}");
                            }
                        }
                    }
                    title.with_zeros(1 << length | 1, |zeros| zeros.words::<1>(0, 1)[0])
                });
                assert_eq!(seen, Some(u64::from(b'0')));
            }
        }
        assert_eq!(Title::in_front_of(&text, LONGEST + 1).padded(|_| ()), None);
    }
}
