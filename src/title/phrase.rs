//! Expressions: rewritten to their canonical words, joined from split spellings, or dropped as noise.
//!
//! Split spellings are joined first, so that no expression tears one apart; then the longest expression at each word
//! wins. Little words are looked through, so *chef de produit* and *chef produit* are one. An expression never runs across
//! a segment, a comma or a slash.

use super::token::{Gap, Noise, Span, Symbol, UNKNOWN};
use super::{Lexicon, Traits, Word, doublet, merge};
use crate::engine::trie::Trie;
use crate::title::text::Folded;
use serde::{Deserialize, Serialize};

/// What an expression becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Rewrite {
    /// These words instead.
    Words(Box<[Symbol]>),
    /// Nothing.
    Noise(Noise),
    /// Nothing, nor the rest of its segment: `Bachelor …`, `basé à …`.
    NoiseToSegmentEnd(Noise),
    /// Nothing where no word stands before it: `Recherche …`.
    NoiseInFront(Noise),
    /// Nothing where it is all that its segment says: `Recrutement – …`.
    NoiseAlone(Noise),
}

/// How the expressions of a title hang together with what else is said in it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rewritten {
    /// Whether one asked what else is said, and found nothing.
    pub asks: bool,
    /// Whether anything is said, as the expressions behind it find.
    pub says: bool,
}

/// Fills `words` with the title's words, expressions replaced and noise marked.
pub(crate) fn rewrite(lexicon: &Lexicon, folded: &Folded, words: &mut Vec<Word>) -> Rewritten {
    let (mut traits, again) = take(lexicon, folded, words);
    if again && (folded.marks.has(doublet::JOINTS) || traits.has(Traits::COORDINATES)) {
        doublet::drop_words(folded, words);
    }
    look_through(words);
    let slashed = Step {
        begins: Traits::BEGINS_SLASHED,
        trie: &lexicon.slashes,
        rewrites: &lexicon.unslashed,
        bridges: Gap::is_slash_or_bridge,
    };
    let joint = Step {
        begins: Traits::BEGINS_JOINT,
        trie: &lexicon.joints,
        rewrites: &lexicon.joined,
        bridges: Gap::is_bridge,
    };
    let glue = Step {
        begins: Traits::BEGINS_GLUE,
        trie: &lexicon.glue,
        rewrites: &lexicon.rewrites,
        bridges: Gap::is_bridge,
    };
    let asks = slashed.rewrite(lexicon, words, &mut traits)
        | joint.rewrite(lexicon, words, &mut traits)
        | glue.rewrite(lexicon, words, &mut traits);
    let says = says(words);
    if traits.has(Traits::BEGINS_CONTESTED) && traits.has(Traits::CONTESTED) {
        keep_contested(lexicon, words);
    }
    Rewritten { asks, says }
}

/// Takes the words over from the tokens; gives the traits of all of them, and whether one that is no noise is the same as the one
/// before it.
fn take(lexicon: &Lexicon, folded: &Folded, words: &mut Vec<Word>) -> (Traits, bool) {
    words.clear();
    let mut all = Traits::default();
    let (mut last, mut again) = (UNKNOWN, false);
    // *et* and *ou* become part of the gap that follows them.
    let mut coordinates = false;
    words.extend(folded.tokens.iter().map(|token| {
        let traits = lexicon.of(token.symbol);
        all.add(traits);
        let before = std::mem::replace(&mut coordinates, traits.has(Traits::COORDINATES));
        let little = traits.has(Traits::LITTLE).then_some(Noise::LittleWord);
        let noise = token.noise.or(little);
        if noise.is_none() {
            again |= last == token.symbol && last != UNKNOWN;
            last = token.symbol;
        }
        Word {
            symbol: token.symbol,
            gap: if before { token.gap.with(Gap::AND) } else { token.gap },
            raw: token.raw,
            noise,
            mistyped: token.mistyped,
            traits,
        }
    }));
    (all, again)
}

/// Which words begin an expression, the expressions, what they become, and the gaps that they run across.
struct Step<'l, B> {
    begins: Traits,
    trie: &'l Trie,
    rewrites: &'l [Rewrite],
    bridges: B,
}

impl<B: Fn(Gap) -> bool> Step<'_, B> {
    /// Applies the longest expression at each word; `traits` are those of all words, and gain those of the words that come of it.
    /// Tells whether one asked what else is said, and found nothing: more behind the title would change what it becomes.
    fn rewrite(&self, lexicon: &Lexicon, words: &mut Vec<Word>, traits: &mut Traits) -> bool {
        if !traits.has(self.begins) {
            return false;
        }
        let (mut at, mut asks) = (0, false);
        while at < words.len() {
            let begins = words[at].traits.has(self.begins) & words[at].noise.is_none();
            let found = if begins {
                longest(self.trie, words, at, &self.bridges)
            } else {
                None
            };
            at = match found.map(|(end, value)| (end, &self.rewrites[usize::from(value)])) {
                None => at + 1,
                Some((end, Rewrite::Words(symbols))) => {
                    let behind = replace(lexicon, symbols, words, at, end);
                    words[at..behind].iter().for_each(|word| traits.add(word.traits));
                    behind
                }
                Some((end, rewrite)) => {
                    asks |= matches!(rewrite, Rewrite::NoiseAlone(_)) && alone(words, at, end) == Alone::InTheTitle;
                    make_noise(rewrite, words, at, end)
                }
            };
        }
        asks
    }
}

/// Little words, gender marks, inclusive endings and doublets are looked through: what separates them from the word before
/// separates the word after them from it, so that *Chef(fe) de projet* and *Media (H/F) buyer* are expressions.
fn look_through(words: &mut [Word]) {
    let mut gap = Gap::NONE;
    for word in words {
        gap = merge(gap, word.gap);
        word.gap = if is_seen_through(word) {
            Gap::NONE
        } else {
            std::mem::take(&mut gap)
        };
    }
}

#[inline]
fn is_seen_through(word: &Word) -> bool {
    matches!(
        word.noise,
        Some(Noise::LittleWord | Noise::Gender | Noise::Ending | Noise::Doublet)
    )
}

/// The end and the value of the longest phrase that starts at a word that is no noise.
#[inline]
fn longest(trie: &Trie, words: &[Word], start: usize, bridges: impl Fn(Gap) -> bool) -> Option<(usize, u16)> {
    let mut node = trie.root(words[start].symbol)?;
    let mut best = trie.value(node).map(|value| (start + 1, value));
    for (word, end) in words[start + 1..].iter().zip(start + 2..) {
        if !bridges(word.gap) {
            break;
        }
        if is_seen_through(word) {
            continue;
        }
        let Some(next) = trie.step(node, word.symbol).filter(|_| word.noise.is_none()) else {
            break;
        };
        node = next;
        best = trie.value(node).map(|value| (end, value)).or(best);
    }
    best
}

/// Drops the words from `start` to `end` if the rewrite says so here; returns where to go on.
fn make_noise(rewrite: &Rewrite, words: &mut [Word], start: usize, end: usize) -> usize {
    let something_before = says(&words[..start]);
    let (noise, end) = match rewrite {
        Rewrite::Words(_) => return start,
        Rewrite::Noise(noise) => (noise, end),
        Rewrite::NoiseToSegmentEnd(noise) if something_before => (noise, segment_end(words, end)),
        Rewrite::NoiseToSegmentEnd(noise) => (noise, end),
        Rewrite::NoiseInFront(_) if something_before => return end,
        Rewrite::NoiseInFront(noise) => (noise, end),
        Rewrite::NoiseAlone(_) if alone(words, start, end) != Alone::InItsSegment => return end,
        Rewrite::NoiseAlone(noise) => (noise, end),
    };
    drop_all(&mut words[start..end], *noise);
    end
}

/// The end of the segment that the words from `end` on are in.
fn segment_end(words: &[Word], end: usize) -> usize {
    let rest = words[end..].iter().position(|word| word.gap.is_segment());
    rest.map_or(words.len(), |rest| end + rest)
}

/// What else is said, beside an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alone {
    /// Something in its segment.
    No,
    /// Something in other segments only.
    InItsSegment,
    /// Nothing.
    InTheTitle,
}

/// What else is said in the segment of the words from `start` to `end` and in the title.
fn alone(words: &[Word], start: usize, end: usize) -> Alone {
    let segment_start = (0..=start).rev().find(|at| *at == 0 || words[*at].gap.is_segment());
    let (first, segment_end) = (segment_start.unwrap_or(0), segment_end(words, end));
    if says(&words[first..start]) || says(&words[end..segment_end]) {
        Alone::No
    } else if says(&words[..first]) || says(&words[segment_end..]) {
        Alone::InItsSegment
    } else {
        Alone::InTheTitle
    }
}

/// Whether one of the words is no noise.
fn says(words: &[Word]) -> bool {
    words.iter().any(|word| word.noise.is_none())
}

fn drop_all(words: &mut [Word], noise: Noise) {
    for word in words {
        word.noise.get_or_insert(noise);
    }
}

/// Puts `symbols` in the place of the words; all of them stand where the expression stood.
fn replace(lexicon: &Lexicon, symbols: &[Symbol], words: &mut Vec<Word>, start: usize, end: usize) -> usize {
    let first = words[start];
    let raw = words[start..end]
        .iter()
        .filter(|word| word.noise.is_none())
        .fold(first.raw, |span: Span, word| span.to(word.raw));
    let mistyped = words[start..end].iter().any(|word| word.mistyped);
    let word = Word {
        symbol: UNKNOWN,
        gap: Gap::SPACE,
        raw,
        noise: None,
        mistyped,
        traits: Traits::default(),
    };
    make_room(words, start, end, symbols.len(), word);
    for (place, symbol) in words[start..].iter_mut().zip(symbols) {
        *place = Word {
            symbol: *symbol,
            traits: lexicon.of(*symbol),
            ..word
        };
    }
    if !symbols.is_empty() {
        words[start].gap = first.gap;
    }
    start + symbols.len()
}

/// Makes the words from `start` to `end` so many, filled up with `word`: mostly fewer than they were, and then nothing but the
/// words behind them is moved.
fn make_room(words: &mut Vec<Word>, start: usize, end: usize, count: usize, word: Word) {
    let length = words.len() + count - (end - start);
    if count > end - start {
        let behind = words.len() - end;
        words.resize(length, word);
        words.copy_within(end..end + behind, start + count);
    } else {
        words.copy_within(end.., start + count);
        words.truncate(length);
    }
}

/// Gives back the noise words that a phrase of the rules covers: *lead generation*, *chef de rang*, *paris sportifs*.
fn keep_contested(lexicon: &Lexicon, words: &mut [Word]) {
    let contested = |word: &Word| word.noise.is_some() && word.traits.has(Traits::CONTESTED);
    if !words.iter().any(may_be_given_back) || !words.iter().any(contested) {
        return;
    }
    let mut start = 0;
    while start < words.len() {
        let run = words[start + 1..].iter().position(|word| !word.gap.is_bridge());
        let run_end = run.map_or(words.len(), |length| start + 1 + length);
        // No phrase runs on behind a run, and one that begins behind the last noise of it gives nothing back.
        let last = words[start..run_end].iter().rposition(may_be_given_back);
        for first in last.map_or(start..start, |last| start..start + last + 1) {
            if words[first].traits.has(Traits::BEGINS_CONTESTED)
                && let Some(end) = contested_end(lexicon, words, first)
            {
                let covered = words[first..end].iter_mut();
                covered
                    .filter(|word| may_be_given_back(word))
                    .for_each(|word| word.noise = None);
            }
        }
        start = run_end;
    }
}

fn may_be_given_back(word: &Word) -> bool {
    word.noise.is_some_and(is_contestable) && word.symbol != UNKNOWN
}

fn is_contestable(noise: Noise) -> bool {
    !matches!(
        noise,
        Noise::LittleWord | Noise::Gender | Noise::Ending | Noise::Doublet | Noise::Link | Noise::Reference
    )
}

/// The end of the longest contested phrase that starts at a word, noise words taken as words; noise that is no word, as a number is,
/// is looked through.
fn contested_end(lexicon: &Lexicon, words: &[Word], start: usize) -> Option<usize> {
    let is_word = |word: &Word, noise| is_contestable(noise) && word.symbol != UNKNOWN;
    let taken = |word: &Word| word.noise.is_none_or(|noise| is_word(word, noise));
    let first = words.get(start).filter(|word| taken(word) && word.symbol != UNKNOWN)?;
    let mut node = lexicon.contested.root(first.symbol)?;
    let mut best = None;
    for (word, end) in words[start + 1..].iter().zip(start + 2..) {
        if !word.gap.is_bridge() {
            break;
        }
        if !taken(word) {
            continue;
        }
        let Some(next) = lexicon.contested.step(node, word.symbol) else {
            break;
        };
        node = next;
        best = lexicon.contested.value(node).map(|_| end).or(best);
    }
    best
}

#[cfg(test)]
mod tests {
    use crate::Classifier;
    use crate::title::Reading;

    #[test]
    fn a_title_that_depends_on_what_stands_behind_it_tells_so() {
        let classifier = Classifier::builtin();
        let lexicon = &classifier.rule_set().lexicon;
        for (title, asks, says) in [
            ("", false, false),
            ("CDI", false, false),
            ("Webmaster", false, true),
            ("Webmaster recrutement", false, true),
            // Noise where anything else is said, and said itself where nothing is.
            ("Recrutement", true, true),
            ("CDI - recrutement", true, true),
            ("Recrutement - CDI", false, false),
            ("Recrutement - webmaster", false, true),
            ("Webmaster - recrutement", false, true),
            ("Recrutement webmaster", false, true),
        ] {
            let mut reading = Reading::default();
            lexicon.read_marks(title, &mut reading);
            let told = lexicon.read_words(&mut reading);
            assert_eq!((told.asks, told.says), (asks, says), "{title}");
        }
    }
}
