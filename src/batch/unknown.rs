//! The words of a title that no rule has and no noise: what a survey tells the makers of rules.

use crate::classifier::{Classifier, Scratch};

/// Longer words are no words.
const LONGEST_WORD: usize = 40;

/// Where such words stand in what stands before a title's tails, so that they are known without its being read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places([[u8; 2]; Places::MOST]);

impl Places {
    /// So many are remembered.
    const MOST: usize = 4;

    /// Not remembered.
    const MANY: u64 = u64::MAX;

    /// The places in the title read last; in eight bytes.
    pub fn packed(scratch: &Scratch) -> u64 {
        let mut places = [[0; 2]; Places::MOST];
        let mut words = Classifier::unknown_words(scratch);
        for (place, word) in places.iter_mut().zip(&mut words) {
            match [word.start, word.end].map(u8::try_from) {
                [Ok(start), Ok(end)] => *place = [start, end],
                _ => return Places::MANY,
            }
        }
        if words.next().is_some() {
            return Places::MANY;
        }
        u64::from_le_bytes(places.as_flattened().try_into().expect("eight bytes"))
    }

    /// What [`packed`](Places::packed) gave; `None` where the title has to be read.
    pub fn unpacked(packed: u64) -> Option<Places> {
        let bytes = packed.to_le_bytes();
        let places = bytes.as_chunks().0.try_into().expect("eight bytes");
        (packed != Places::MANY).then_some(Places(places))
    }

    /// Writes the words of a title that begins as the one before did, as [`write`] does.
    pub fn write(self, title: &str, out: &mut Vec<u8>) {
        let places = self.0.iter().map(|[start, end]| usize::from(*start)..usize::from(*end));
        each_once(places.filter_map(|place| title.get(place)), out);
    }
}

/// Writes the words of the title read last, each once, in small letters, one to a line.
pub fn write(scratch: &Scratch, title: &str, out: &mut Vec<u8>) {
    let words = Classifier::unknown_words(scratch);
    each_once(
        words.filter_map(|word| title.get(word.start as usize..word.end as usize)),
        out,
    );
}

fn each_once<'t>(words: impl Iterator<Item = &'t str>, out: &mut Vec<u8>) {
    let first = out.len();
    for word in words {
        if word.len() > LONGEST_WORD || !word.chars().any(char::is_alphabetic) {
            continue;
        }
        let start = out.len();
        if word.is_ascii() {
            out.extend(word.bytes().map(|byte| byte.to_ascii_lowercase()));
        } else {
            out.extend_from_slice(word.to_lowercase().as_bytes());
        }
        let (before, word) = out[first..].split_at(start - first);
        if before.split(|byte| *byte == b'\n').any(|other| other == word) {
            out.truncate(start);
        } else {
            out.push(b'\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_title_are_those_of_what_stands_before_its_tails() {
        let classifier = Classifier::builtin();
        let mut scratch = Scratch::default();
        let mut some = 0;
        for head in crate::testing::titles() {
            classifier.read(&mut scratch, &head);
            let packed = Places::packed(&scratch);
            let title = head + " - CDI (H/F)";
            classifier.read(&mut scratch, &title);
            let (mut read, mut known) = (Vec::new(), Vec::new());
            write(&scratch, &title, &mut read);
            let Some(places) = Places::unpacked(packed) else {
                continue;
            };
            places.write(&title, &mut known);
            assert_eq!(String::from_utf8(known), String::from_utf8(read), "{title}");
            some += usize::from(packed != 0);
        }
        assert!(some > 20, "{some}");
    }
}
