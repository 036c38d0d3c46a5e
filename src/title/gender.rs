//! Gender marks (`H/F`, `(m/w/d)`, `homme ou femme`) and the endings of inclusive writing (`chargé·e`, `lecteur(trice)`).

use super::Lexicon;
use super::fold::Folded;
use super::token::{Gap, Noise, Token};
use serde::{Deserialize, Serialize};

/// An ending as it is written after the joint, and the ending of the words that it may follow.
pub(crate) type Tail = (Box<[u8]>, Box<[u8]>);

/// The endings of inclusive writing, from `vocabulary/morphology.toml`, folded.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Endings {
    /// Sorted.
    tails: Box<[Tail]>,
}

impl Endings {
    /// The endings given as (tail, ending of the word before).
    pub fn new(mut tails: Vec<Tail>) -> Endings {
        tails.sort_unstable();
        tails.dedup();
        Endings { tails: tails.into() }
    }

    /// Whether `tail` may end `word`, the plural allowed on both: `chargés·es`.
    fn fit(&self, word: &[u8], tail: &[u8]) -> bool {
        let word = singular(word);
        let tail = if tail.len() > 1 { singular(tail) } else { tail };
        let from = self.tails.partition_point(|(known, _)| **known < *tail);
        let mut known = self.tails[from..].iter().take_while(|(known, _)| **known == *tail);
        tail.len() <= LONGEST_TAIL && known.any(|(_, ending)| word.ends_with(ending))
    }
}

const LONGEST_TAIL: usize = 6;

fn singular(word: &[u8]) -> &[u8] {
    word.strip_suffix(b"s")
        .or_else(|| word.strip_suffix(b"x"))
        .unwrap_or(word)
}

/// Makes noise of gender marks and of inclusive endings.
pub(crate) fn mask(lexicon: &Lexicon, folded: &mut Folded) {
    let mut at = 0;
    while at < folded.tokens.len() {
        at = match mark(folded, at) {
            0 => {
                if at > 0 && is_ending(lexicon, folded, at) {
                    drop(&mut folded.tokens[at], Noise::Ending);
                }
                at + 1
            }
            length => {
                let (first, rest) = folded.tokens[at..at + length]
                    .split_first_mut()
                    .expect("a mark has a word");
                first.noise = Some(Noise::Gender);
                rest.iter_mut().for_each(|token| drop(token, Noise::Gender));
                at + length
            }
        };
    }
}

/// Makes noise of a token that belongs to the one before: of the joint between them, only parentheses say anything.
fn drop(token: &mut Token, noise: Noise) {
    token.noise = Some(noise);
    token.gap = token.gap.only(Gap::OPEN.with(Gap::CLOSE));
}

/// Whether the token ends the word before it, or is the plural of such an ending.
fn is_ending(lexicon: &Lexicon, folded: &Folded, at: usize) -> bool {
    let (token, before) = (&folded.tokens[at], &folded.tokens[at - 1]);
    let tail = folded.word(token);
    if !token.gap.is_joint() || tail.len() > LONGEST_TAIL + 1 || begins_compound(folded, at) {
        return false;
    }
    match before.noise {
        Some(Noise::Ending) => tail == b"s" || tail == b"x" || is_second_ending(folded, at, tail),
        None => lexicon.endings.fit(folded.word(before), tail) || (tail == b"s" && !token.gap.has(Gap::SLASH)),
        Some(_) => false,
    }
}

/// `le·la` aside, an ending follows an ending only in the plural: `·ère·s`, `e/s`.
fn is_second_ending(folded: &Folded, at: usize, tail: &[u8]) -> bool {
    tail == b"es" && folded.word(&folded.tokens[at - 1]) == b"e"
}

/// `e-commerce` after a slash or a parenthesis is a word, not an ending.
fn begins_compound(folded: &Folded, at: usize) -> bool {
    folded.tokens.get(at + 1).is_some_and(|next| {
        next.gap.has(Gap::HYPHEN) && !next.gap.has(Gap::SPACE.with(Gap::CLOSE)) && folded.word(next).len() > 2
    })
}

/// How many tokens from `at` make a gender mark; 0 where none does.
fn mark(folded: &Folded, at: usize) -> usize {
    let token = &folded.tokens[at];
    let word = folded.word(token);
    match sexes(word) {
        Some(sexes) => enumerated(folded, at, sexes),
        None if word.len() <= 4 && is_run_together(folded, at) => 1,
        None => 0,
    }
}

/// `HF`, `FH`, and in parentheses `MWD`, `hfx`.
fn is_run_together(folded: &Folded, at: usize) -> bool {
    let word = folded.word(&folded.tokens[at]);
    let both = |a: &[u8], b: &[u8]| {
        word.iter().any(|letter| a.contains(letter)) && word.iter().any(|letter| b.contains(letter))
    };
    word == b"hf"
        || word == b"fh"
        || (is_bracketed(folded, at) && word.iter().all(|letter| b"hfmwdxnbi".contains(letter)) && both(b"hm", b"fw"))
}

fn is_bracketed(folded: &Folded, at: usize) -> bool {
    folded.tokens[at].gap.has(Gap::OPEN) && folded.tokens.get(at + 1).is_none_or(|next| next.gap.has(Gap::CLOSE))
}

const MALE: u8 = 1;
const FEMALE: u8 = 2;
const OTHER: u8 = 4;

/// Which sexes a word of a mark names.
fn sexes(word: &[u8]) -> Option<u8> {
    Some(match word {
        b"h" | b"m" | b"homme" | b"hommes" | b"masculin" | b"male" => MALE,
        b"f" | b"w" | b"femme" | b"femmes" | b"feminin" | b"female" => FEMALE,
        b"x" | b"d" | b"nb" | b"nonbinaire" | b"autre" | b"i" | b"t" | b"n" | b"b" => OTHER,
        _ => return None,
    })
}

/// A mark spelled out: `H / F`, `(x/f/m)`, `homme ou femme`, `(H) (F)`, `VENDEUR H F`.
fn enumerated(folded: &Folded, start: usize, first: u8) -> usize {
    let mut seen = first;
    let mut end = start + 1;
    let mut conjunction = false;
    for (at, token) in folded.tokens.iter().enumerate().skip(start + 1) {
        let word = folded.word(token);
        if joins(word) && !conjunction {
            conjunction = true;
            continue;
        }
        let long = word.len().max(folded.word(&folded.tokens[start]).len()) > 2;
        match sexes(word) {
            Some(sexes) if conjunction || is_listed(token.gap, long) => seen |= sexes,
            _ => break,
        }
        end = at + 1;
        conjunction = false;
    }
    let letter = folded.word(&folded.tokens[start]).len() == 1;
    let alone = letter && first != OTHER && end == start + 1 && is_bracketed(folded, start);
    if (seen & MALE != 0 && seen & FEMALE != 0) || alone {
        end - start
    } else {
        0
    }
}

/// Words go on with a mark only after a slash, a dash or a bar; letters after anything but an apostrophe.
fn is_listed(gap: Gap, long: bool) -> bool {
    let joined = gap.has(Gap::SLASH.with(Gap::HYPHEN).with(Gap::AND).with(Gap::BREAK));
    joined || !(long || gap.has(Gap::APOSTROPHE))
}

fn joins(word: &[u8]) -> bool {
    matches!(word, b"ou" | b"et" | b"or" | b"and")
}
