//! A folded title: its text, and the words that it is cut into.

use super::fold;
use super::token::{Gap, Token};

/// The words of a title and its folded text, which the tokens point into.
#[derive(Default)]
pub(crate) struct Folded {
    /// The folded title, and room behind it.
    pub(super) room: Vec<u8>,
    /// How much of the room is text.
    pub(super) length: usize,
    /// The words, in order.
    pub tokens: Vec<Token>,
    /// Whether a digit or a mark (`€ # @ °`) was seen: only then can a pattern match.
    pub patterned: bool,
    /// All the marks that stand before the words.
    pub marks: Gap,
    /// The marks behind the last word.
    pub behind: Gap,
    /// Which of the first 64 words may be part of a gender mark or an inclusive ending, once they are looked up.
    pub suspects: u64,
}

/// Room behind the text, where two registers of letters and a mark may be written.
pub(super) const SLACK: usize = 17;

impl Folded {
    /// The folded title, separators included: what patterns are looked for in.
    pub fn text(&self) -> &[u8] {
        &self.room[..self.length]
    }

    /// The same with a space behind it: how the text goes on behind a cut.
    pub fn text_to_cut(&mut self) -> &[u8] {
        self.room[self.length] = b' ';
        &self.room[..=self.length]
    }

    /// The folded letters of a word.
    #[inline]
    pub fn word(&self, token: &Token) -> &[u8] {
        &self.room[token.text.start as usize..token.text.end as usize]
    }

    /// Makes it ready for a title of so many bytes.
    pub(super) fn clear(&mut self, bytes: usize) {
        if self.room.len() < bytes + SLACK {
            self.room.resize(bytes + SLACK, 0);
        }
        self.length = 0;
        self.tokens.clear();
        self.patterned = false;
        self.marks = Gap::NONE;
    }
}

/// The folded words of a title, joined by single spaces: what every other step works on.
///
/// ```
/// use metiers::title::folded;
/// assert_eq!(folded("Chargé·e d’Ｅ-mailing"), "charge e d e mailing");
/// assert_eq!(folded("D&eacute;veloppeur C++"), "developpeur c++");
/// ```
pub fn folded(raw: &str) -> String {
    let mut out = Folded::default();
    fold::fold(raw, &mut out);
    let words: Vec<_> = out
        .tokens
        .iter()
        .map(|token| String::from_utf8_lossy(out.word(token)))
        .collect();
    words.join(" ")
}
