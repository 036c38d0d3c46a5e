//! Many short texts as one, so that the built-in rules are read back without a piece of memory for each.

use super::flat;
use serde::{Deserialize, Serialize};

/// Short texts by their places.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Pool {
    /// One behind the other.
    #[serde(with = "flat")]
    letters: Box<[u8]>,
    /// Where each of them ends.
    #[serde(with = "flat")]
    ends: Box<[u32]>,
}

impl Pool {
    /// The bytes of the text at a place, of which there is one.
    #[inline]
    pub fn bytes(&self, place: usize) -> &[u8] {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.letters[start as usize..self.ends[place] as usize]
    }

    /// The same of texts that were given as such.
    pub fn text(&self, place: usize) -> &str {
        std::str::from_utf8(self.bytes(place)).expect("whole texts were given")
    }

    /// How many texts there are.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// All of them, in order.
    #[cfg(test)]
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|place| self.bytes(place))
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for Pool {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Pool {
        let (mut letters, mut ends) = (Vec::new(), Vec::new());
        for text in texts {
            letters.extend_from_slice(text.as_ref());
            ends.push(letters.len() as u32);
        }
        Pool {
            letters: letters.into(),
            ends: ends.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_what_they_were() {
        let texts = ["", "rédacteur", "", "seo", ""];
        let pool: Pool = texts.iter().collect();
        assert_eq!(pool.len(), texts.len());
        assert!(pool.iter().eq(texts.map(str::as_bytes)));
        assert_eq!(pool.text(1), "rédacteur");
        assert_eq!(Pool::default().len(), 0);
    }
}
