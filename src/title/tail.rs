//! What a title may end with and mean the same: ` - CDI`, ` (59)`, ` H/F`.
//!
//! Ads put the same few endings behind every title. A *tail* is an ending that is noise behind anything that says something, and a
//! title whose *end* is closed means the same whatever tails stand behind it: who remembers it knows all of these.
//!
//! Words on both sides of a cut may have to do with each other in a few ways only, and each is answered here: a pattern or a gender
//! mark runs across, one word is the other in another form, an expression asks whether something else is said, a bracket or a
//! tag is open. Expressions and the rules' phrases never run across, since a segment starts behind the cut, or a gender mark.
//!
//! *Law: a title and the same title without its tails have the same words.*

use super::character::ESCAPE;
use super::padded::Padded;
use super::pattern::Reach;
use super::phrase::Rewritten;
use super::text::Folded;
use super::token::{Gap, Noise, Symbol, Token, UNKNOWN};
use super::{Lexicon, Reading, Traits, fold, gender, lookup};
use memchr::memchr2;
use wide::u8x16;

/// The longest tail that is looked for, in bytes.
pub(crate) const LONGEST: usize = 40;

/// What the words on one side of a cut may have to do with those on the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Side {
    /// The word next to the cut that says something, little ones and marks apart; [`UNKNOWN`] where there is none.
    word: Symbol,
    /// Whether the word at the cut may be part of a gender mark.
    mark: bool,
}

/// An ending that is noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tail {
    front: Side,
    back: Side,
    /// Whether another may stand behind it.
    closed: bool,
}

/// What may stand behind a title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// Nobody has looked.
    #[default]
    Unread,
    /// It has to be read together with what stands behind it.
    Open,
    /// Any tails but those that have to do with its last words.
    Closed(Side),
}

impl Side {
    /// Whether the words before a cut and those behind it must be read together.
    #[inline]
    fn meets(self, behind: Side) -> bool {
        (self.mark && behind.mark) || (self.word != UNKNOWN && self.word == behind.word)
    }
}

impl Tail {
    /// The front of this tail and of those behind it, where it may stand before them.
    #[inline]
    pub fn before(self, behind: Option<Side>) -> Option<Side> {
        let Some(behind) = behind else {
            return Some(self.front);
        };
        let word = if self.front.word == UNKNOWN {
            behind.word
        } else {
            self.front.word
        };
        let front = Side { word, ..self.front };
        (self.closed && !self.back.meets(behind)).then_some(front)
    }

    /// The same tail, behind which nothing may stand.
    pub fn last(self) -> Tail {
        Tail { closed: false, ..self }
    }
}

impl End {
    const OPEN: u16 = 1;
    const CLOSED: u16 = 1 << 15;
    const MARK: u16 = 1 << 14;

    /// Whether tails of this front may stand behind.
    #[inline]
    pub fn takes(self, front: Side) -> bool {
        matches!(self, End::Closed(back) if !back.meets(front))
    }

    /// The end in sixteen bits, 0 where nobody has looked.
    pub fn packed(self) -> u16 {
        match self {
            End::Unread => 0,
            // So many words no rules have; if they had, the last of them would be read anew each time.
            End::Closed(back) if back.word < End::MARK => {
                let mark = if back.mark { End::MARK } else { 0 };
                End::CLOSED | mark | back.word
            }
            End::Open | End::Closed(_) => End::OPEN,
        }
    }

    /// The end of what [`packed`](End::packed) gave.
    #[inline]
    pub fn unpacked(bits: u16) -> End {
        match bits {
            0 => End::Unread,
            _ if bits & End::CLOSED == 0 => End::Open,
            _ => End::Closed(Side {
                word: bits & (End::MARK - 1),
                mark: bits & End::MARK != 0,
            }),
        }
    }
}

/// What is left of a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// How long it is without its tails, in bytes.
    pub length: usize,
    /// The front of these, if there are any.
    pub tails: Option<Side>,
    /// The same where the first of several tails is left on: its length, and the front of the others.
    pub but_first: Option<(usize, Side)>,
}

impl Cut {
    /// The title with its tails.
    pub fn nothing_of(title: Padded<'_>) -> Cut {
        Cut {
            length: title.length,
            tails: None,
            but_first: None,
        }
    }
}

/// Cuts off a title's tails: the parts at its end, from one place to another, that `tail` takes for such. It is asked for no longer ones
/// than [`LONGEST`].
#[inline]
pub(crate) fn cut(title: Padded<'_>, mut tail: impl FnMut(usize, usize) -> Option<Tail>) -> Cut {
    let (mut cut, mut starts) = (Cut::nothing_of(title), Starts::of(title));
    while let Some(start) = starts.last_part(&title.own()[..cut.length]) {
        let Some(last) = tail(start, cut.length) else {
            break;
        };
        let front = last
            .before(cut.tails)
            .or_else(|| together(start, title.length, cut, &mut tail));
        let Some(front) = front else {
            break;
        };
        cut = Cut {
            length: start,
            tails: Some(front),
            but_first: cut.tails.map(|tails| (cut.length, tails)),
        };
    }
    cut
}

/// The front of the tail at a place that has to do with the one behind it, where it is a tail together with that (` - Paris 9e (75)`) or
/// with all that follow in a title of so many bytes.
#[inline(never)] // Few have.
fn together(
    start: usize,
    length: usize,
    cut: Cut,
    tail: &mut impl FnMut(usize, usize) -> Option<Tail>,
) -> Option<Side> {
    let mut with = |end: usize, behind: Option<Side>| {
        let short = end - start <= LONGEST;
        short.then(|| tail(start, end)).flatten()?.before(behind)
    };
    let with_next = cut.but_first.and_then(|(end, behind)| with(end, Some(behind)));
    with_next.or_else(|| with(length, None))
}

/// The spaces before a dash or a bracket among the last bytes of a title: where its parts may begin.
struct Starts {
    /// Where the bytes begin in the title.
    first: usize,
    /// One bit for each byte, the first one lowest.
    bits: u64,
}

impl Starts {
    /// So many bytes are looked at, and one more for the mark behind the last of them: no further space begins a part that is short enough for a tail, unless many stand behind it.
    const SEEN: usize = 64;

    #[inline]
    fn of(title: Padded<'_>) -> Starts {
        let first = title.length.saturating_sub(Starts::SEEN);
        let seen: &[u8; Starts::SEEN + 1] = title.from(first);
        let bits = (0..Starts::SEEN / 16).rev().fold(0, |all, part| {
            let bytes = seen[16 * part..].first_chunk().expect("so many are seen");
            all << 16 | u64::from(starts(bytes))
        });
        // The last space of a title has no mark behind it.
        let own = below((title.length - first).saturating_sub(1));
        Starts {
            first,
            bits: bits & own,
        }
    }

    /// Where the last part of a title, or of what is left of it, begins that may be a tail: the space before a parenthesis, before a dash between
    /// spaces or before a gender mark. It is asked of the whole title first, then of what stands before the part that was given last: no
    /// start is given twice.
    #[inline(always)] // For each title there are some parts, and nothing else is done in so few steps.
    fn last_part(&mut self, title: &[u8]) -> Option<usize> {
        let length = title.len();
        let start = match *title {
            [.., b' ', first, b'/', second] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
                length - 4
            }
            // The last bracket: behind an inner one the segment before it goes on, *Commercial (H/F) secteur*.
            [ref rest @ .., b')'] => {
                let start = self.find(|at| rest.get(at + 1) == Some(&b'('))?;
                let inner = &rest[start + 2..];
                Some(start).filter(|_| !inner.iter().any(|byte| b"()".contains(byte)))?
            }
            _ => self.find(|at| is_dash(&title[at + 1..]))?,
        };
        (start > 0 && length - start <= LONGEST).then_some(start)
    }
}

impl Iterator for Starts {
    type Item = usize;

    /// The last one, then those before it.
    #[inline]
    fn next(&mut self) -> Option<usize> {
        let at = self.bits.checked_ilog2()?;
        self.bits ^= 1 << at;
        Some(self.first + at as usize)
    }
}

/// The first so many bits, or all there are.
#[inline]
fn below(count: usize) -> u64 {
    1_u64.checked_shl(count as u32).unwrap_or(0).wrapping_sub(1)
}

/// Which of sixteen bytes are spaces before what may be a dash or a bracket, the first one lowest.
#[inline]
fn starts(bytes: &[u8; 17]) -> u16 {
    let from = |at: usize| u8x16::new(*bytes[at..].first_chunk().expect("there are so many"));
    let are = |bytes: u8x16, mark: u8| bytes.simd_eq(u8x16::splat(mark));
    let next = from(1);
    let marks = are(next, b'-') | are(next, b'|') | are(next, b'(') | are(next, LONG_DASH[0]);
    (are(from(0), b' ') & marks).to_bitmask() as u16
}

/// What the long dashes begin with.
const LONG_DASH: [u8; 2] = [0xE2, 0x80];

/// Whether a dash with a space behind it stands here.
#[inline]
fn is_dash(text: &[u8]) -> bool {
    matches!(text, [b'-' | b'|', b' ', ..]) || matches!(text, [a, b, 0x93 | 0x94, b' ', ..] if [*a, *b] == LONG_DASH)
}

/// What was found out about a text that is read up to a cut.
struct Read {
    reach: Reach,
    rewritten: Rewritten,
    back: Side,
}

impl Lexicon {
    /// Reads a title, and tells what may stand behind it.
    pub fn read_to_end(&self, title: &str, reading: &mut Reading) -> End {
        if !is_plain(title) {
            self.read(title, reading);
            return End::Open;
        }
        let read = self.read_to_cut(title, reading);
        let whole = read.reach == Reach::Within && !is_open(&reading.folded);
        let independent = read.rewritten.says && !read.rewritten.asks && !reading.kept.is_empty();
        if whole && independent {
            End::Closed(read.back)
        } else {
            End::Open
        }
    }

    /// Reads the last part of a title, as [`cut`] parts it; `None` where it is no tail.
    pub fn read_tail(&self, part: &str, reading: &mut Reading) -> Option<Tail> {
        /// A word that no rule has: something is said before the tail.
        const SAID: &str = "𐌰";
        let mut room = [0; SAID.len() + LONGEST];
        let title = room.get_mut(..SAID.len() + part.len())?;
        title[..SAID.len()].copy_from_slice(SAID.as_bytes());
        title[SAID.len()..].copy_from_slice(part.as_bytes());
        let title = std::str::from_utf8(title).ok().filter(|title| is_plain(title))?;
        let read = self.read_to_cut(title, reading);
        let (folded, kept) = (&reading.folded, &reading.kept);
        let first = folded.tokens.get(1)?;
        let noise = matches!(kept[..], [said] if said.raw.end as usize == SAID.len());
        // Neither an ending of the word before it nor the other half of a mark that is glued to that: `DAM (/F)`.
        let apart = first.noise == Some(Noise::Gender) || !self.endings.may_be(folded.word(first));
        let apart = apart && first.gap.without(Gap::PARTS) == Gap::NONE;
        // Behind a space alone a gender mark may stand, and nothing else: little words may be of a phrase with those before (`M a/a`).
        let apart = apart && (first.gap.is_segment() || first.noise == Some(Noise::Gender));
        (noise && apart && read.reach != Reach::Unknown).then(|| Tail {
            front: self.side(folded, folded.tokens[1..].iter()),
            back: self.side(folded, folded.tokens[1..].iter().rev()),
            closed: read.reach == Reach::Within && !is_open(folded),
        })
    }

    /// Reads a plain text behind which a space stands and more.
    fn read_to_cut(&self, title: &str, reading: &mut Reading) -> Read {
        fold::fold(title, &mut reading.folded);
        lookup::lookup(self, &mut reading.folded);
        let reach = self.patterns.mask_to_cut(&mut reading.folded);
        gender::mask(self, &mut reading.folded);
        Read {
            reach,
            back: self.side(&reading.folded, reading.folded.tokens.iter().rev()),
            rewritten: self.read_words(reading),
        }
    }

    /// The side of a cut with these tokens, from the cut on.
    fn side<'t>(&self, folded: &Folded, mut tokens: impl Iterator<Item = &'t Token> + Clone) -> Side {
        let mark = tokens
            .clone()
            .next()
            .is_some_and(|token| gender::may_be_part(folded, token));
        let says = |token: &&Token| token.noise.is_none() && !self.of(token.symbol).has(Traits::LITTLE);
        Side {
            word: tokens.find(says).map_or(UNKNOWN, |token| token.symbol),
            mark,
        }
    }
}

/// Whether nothing is in a title that might reach across a cut: a tag, a code for terminals.
fn is_plain(title: &str) -> bool {
    memchr2(b'<', ESCAPE, title.as_bytes()).is_none()
}

/// Whether a bracket stands open at the end or right before the last word, or a slash behind that: a gender mark may be alone in the
/// one, and its first letter be glued to the word before the other (`webH/ F`).
fn is_open(folded: &Folded) -> bool {
    let last = folded.tokens.last().map_or(Gap::NONE, |last| last.gap);
    folded.behind.has(Gap::SLASH.with(Gap::OPEN)) || (last.has(Gap::OPEN) && !folded.behind.has(Gap::CLOSE))
}

#[cfg(test)]
#[path = "tail_tests.rs"]
mod tests;
