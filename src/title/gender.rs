//! Gender marks (`H/F`, `(m/w/d)`, `homme ou femme`) and the endings of inclusive writing (`chargé·e`, `lecteur(trice)`).

use super::Lexicon;
use super::text::Folded;
use super::token::{Gap, Noise, Sexes, Token};
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

    /// Whether a word may end another one at all.
    pub fn may_be(&self, tail: &[u8]) -> bool {
        let known = |tail: &[u8]| self.of(tail).next().is_some();
        tail.len() <= LONGEST_TAIL + 1 && (matches!(tail, b"s" | b"x") || known(tail) || known(singular(tail)))
    }

    /// The endings that are written so.
    fn of<'t>(&'t self, tail: &'t [u8]) -> impl Iterator<Item = &'t Tail> {
        let from = self.tails.partition_point(|(known, _)| **known < *tail);
        self.tails[from..].iter().take_while(move |(known, _)| **known == *tail)
    }

    /// Whether `tail` may end `word`, the plural allowed on both: `chargés·es`.
    fn fit(&self, word: &[u8], tail: &[u8]) -> bool {
        let word = singular(word);
        let tail = if tail.len() > 1 { singular(tail) } else { tail };
        tail.len() <= LONGEST_TAIL && self.of(tail).any(|(_, ending)| word.ends_with(ending))
    }
}

const LONGEST_TAIL: usize = 6;

fn singular(word: &[u8]) -> &[u8] {
    word.strip_suffix(b"s")
        .or_else(|| word.strip_suffix(b"x"))
        .unwrap_or(word)
}

/// Whether a gender mark may begin at a token or the token end the word before it: most can do neither, and are not looked at.
#[inline]
pub(crate) fn is_suspect(token: &Token) -> bool {
    token.sexes != Sexes::NONE || token.gap.has(Gap::OPEN) || token.gap.is_joint()
}

/// The next token to be looked at from a place on: of a longer title all those behind the first 64.
#[inline]
fn next_suspect(folded: &Folded, at: usize) -> usize {
    match folded.suspects.checked_shr(at as u32) {
        Some(0) => u64::BITS as usize,
        Some(rest) => at + rest.trailing_zeros() as usize,
        None => at,
    }
}

/// Makes noise of gender marks and of inclusive endings.
pub(crate) fn mask(lexicon: &Lexicon, folded: &mut Folded) {
    let mut at = next_suspect(folded, 0);
    while at < folded.tokens.len() {
        at = match mark(folded, at) {
            0 => {
                if at > 0 && folded.tokens[at].gap.is_joint() && is_ending(lexicon, folded, at) {
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
        at = next_suspect(folded, at);
    }
}

/// Makes noise of a token that belongs to the one before: of the joint between them, only parentheses say anything.
fn drop(token: &mut Token, noise: Noise) {
    token.noise = Some(noise);
    token.gap = token.gap.only(Gap::OPEN.with(Gap::CLOSE));
}

/// Whether the token, behind a joint, ends the word before it, or is the plural of such an ending.
fn is_ending(lexicon: &Lexicon, folded: &Folded, at: usize) -> bool {
    let (token, before) = (&folded.tokens[at], &folded.tokens[at - 1]);
    let tail = folded.word(token);
    if tail.len() > LONGEST_TAIL + 1 || begins_compound(folded, at) {
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
#[inline]
fn mark(folded: &Folded, at: usize) -> usize {
    let token = &folded.tokens[at];
    if token.sexes == Sexes::NONE {
        usize::from(token.gap.has(Gap::OPEN) && is_bracketed(folded, at) && is_run_together(folded.word(token)))
    } else if token.sexes.has(Sexes::RUN_TOGETHER) {
        1
    } else {
        enumerated(folded, at)
    }
}

/// `MWD`, `hfx`: a mark in parentheses.
fn is_run_together(word: &[u8]) -> bool {
    let any = |letters: &[u8]| word.iter().any(|letter| letters.contains(letter));
    word.len() <= 4 && word.iter().all(|letter| b"hfmwdxnbi".contains(letter)) && any(b"hm") && any(b"fw")
}

fn is_bracketed(folded: &Folded, at: usize) -> bool {
    folded.tokens[at].gap.has(Gap::OPEN) && folded.tokens.get(at + 1).is_none_or(|next| next.gap.has(Gap::CLOSE))
}

/// The words of gender marks, folded.
pub(crate) const WORDS: [(&[u8], Sexes); 23] = [
    (b"h", Sexes::MALE),
    (b"m", Sexes::MALE),
    (b"homme", Sexes::MALE),
    (b"hommes", Sexes::MALE),
    (b"masculin", Sexes::MALE),
    (b"male", Sexes::MALE),
    (b"f", Sexes::FEMALE),
    (b"w", Sexes::FEMALE),
    (b"femme", Sexes::FEMALE),
    (b"femmes", Sexes::FEMALE),
    (b"feminin", Sexes::FEMALE),
    (b"female", Sexes::FEMALE),
    (b"x", Sexes::OTHER),
    (b"d", Sexes::OTHER),
    (b"nb", Sexes::OTHER),
    (b"nonbinaire", Sexes::OTHER),
    (b"autre", Sexes::OTHER),
    (b"i", Sexes::OTHER),
    (b"t", Sexes::OTHER),
    (b"n", Sexes::OTHER),
    (b"b", Sexes::OTHER),
    (b"hf", Sexes::RUN_TOGETHER),
    (b"fh", Sexes::RUN_TOGETHER),
];

/// A mark spelled out: `H / F`, `(x/f/m)`, `homme ou femme`, `(H) (F)`, `VENDEUR H F`.
fn enumerated(folded: &Folded, start: usize) -> usize {
    let (first, first_length) = (folded.tokens[start].sexes, folded.word(&folded.tokens[start]).len());
    let mut seen = first;
    let mut end = start + 1;
    let mut conjunction = false;
    for (at, token) in folded.tokens.iter().enumerate().skip(start + 1) {
        let word = folded.word(token);
        if joins(word) && !conjunction {
            conjunction = true;
            continue;
        }
        let long = word.len().max(first_length) > 2;
        let named = token.sexes != Sexes::NONE && !token.sexes.has(Sexes::RUN_TOGETHER);
        if !named || !(conjunction || is_listed(token.gap, long)) {
            break;
        }
        seen = seen.with(token.sexes);
        end = at + 1;
        conjunction = false;
    }
    let alone = first_length == 1 && first != Sexes::OTHER && end == start + 1 && is_bracketed(folded, start);
    if (seen.has(Sexes::MALE) && seen.has(Sexes::FEMALE)) || alone {
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

/// Whether a token may be part of a gender mark that another one beside it is part of.
pub(crate) fn may_be_part(folded: &Folded, token: &Token) -> bool {
    token.sexes != Sexes::NONE || joins(folded.word(token))
}

fn joins(word: &[u8]) -> bool {
    matches!(word, b"ou" | b"et" | b"or" | b"and")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_fits_its_words_with_and_without_the_plural() {
        let endings = [
            ("e", "e"),
            ("x", "e"),
            ("rice", "teur"),
            ("atrice", "ateur"),
            ("isatrice", "isateur"),
        ];
        let endings = endings.map(|(tail, word)| (tail.as_bytes().into(), word.as_bytes().into()));
        let endings = Endings::new(endings.into());
        let fits = |word: &str, tail: &str| endings.fit(word.as_bytes(), tail.as_bytes());
        for (word, tail) in [
            ("charge", "e"),
            ("charges", "es"),
            ("charge", "x"),
            ("redacteur", "rice"),
            ("redacteurs", "rices"),
        ] {
            assert!(fits(word, tail), "{word}, {tail}");
        }
        for (word, tail) in [("redacteur", "e"), ("charge", "rice"), ("charge", "s"), ("charge", "")] {
            assert!(!fits(word, tail), "{word}, {tail}");
        }
        for tail in ["e", "es", "x", "s", "rice", "rices", "atrice", "atrices"] {
            assert!(endings.may_be(tail.as_bytes()), "{tail}");
        }
        // One that is too long ends nothing.
        for tail in ["", "ric", "ess", "trice", "t", "isatrice"] {
            assert!(!endings.may_be(tail.as_bytes()), "{tail}");
        }
    }
}
