//! Folded words to symbols, with gender marks glued to a word cut off and slips of the keyboard forgiven.

use super::pattern::Begins;
use super::text::Folded;
use super::token::{Gap, Noise, UNKNOWN};
use super::{Lexicon, gender};

/// Gives every token its symbol, and notes which ones gender marks and endings are to be looked for at.
pub(crate) fn lookup(lexicon: &Lexicon, folded: &mut Folded) {
    for token in &mut folded.tokens {
        token.guess = lexicon.words.look(token.key);
    }
    folded.suspects = 0;
    for at in 0..folded.tokens.len() {
        let token = &mut folded.tokens[at];
        match lexicon.words.guessed(token.key, token.guess) {
            Some(entry) => token.stands_for(entry),
            None => look_further(lexicon, folded, at),
        }
        if at < u64::BITS as usize && gender::is_suspect(&folded.tokens[at]) {
            folded.suspects |= 1 << at;
        }
    }
}

/// A word that does not stand where it was looked for first.
#[inline(never)] // Most words are known: the loop over them is to stay in the registers.
fn look_further(lexicon: &Lexicon, folded: &mut Folded, at: usize) {
    let token = &folded.tokens[at];
    let found = lexicon.words.find(token.key, folded.word(token));
    let token = &mut folded.tokens[at];
    if let Some(entry) = found {
        token.stands_for(entry);
        return;
    }
    token.begins = Begins::ANYWHERE;
    if token.number {
        token.noise = Some(Noise::Number);
    } else {
        unknown(lexicon, folded, at);
    }
}

/// A word that no list holds: a gender mark may be glued to it, or a letter be wrong.
fn unknown(lexicon: &Lexicon, folded: &mut Folded, at: usize) {
    let letters = glued_mark(folded, at);
    if letters > 0 {
        let token = folded.tokens[at];
        let word = folded.word(&token);
        let shorter = &word[..word.len() - letters];
        if let Some(entry) = lexicon.words.get(shorter) {
            let token = &mut folded.tokens[at];
            token.symbol = entry.read(token.upper);
            token.text.end -= letters as u32;
            token.raw.end -= u32::from(token.lasts[letters - 1]);
            if letters == 1 {
                let mark = &mut folded.tokens[at + 1];
                mark.noise = Some(Noise::Gender);
                mark.gap = Gap::NONE;
            }
            return;
        }
    }
    let meant = lexicon.slips.find(folded.word(&folded.tokens[at]));
    folded.tokens[at].symbol = meant.unwrap_or(UNKNOWN);
    folded.tokens[at].mistyped = meant.is_some();
}

/// How many last letters may be a gender mark: `webmasterHF`, `rédacteurH/F`, `SEOH/F`.
fn glued_mark(folded: &Folded, at: usize) -> usize {
    const SHORTEST_BEFORE_BOTH: usize = 3;
    const SHORTEST_BEFORE_ONE: usize = 2;
    let token = folded.tokens[at];
    let word = folded.word(&token);
    let both = word.len() >= SHORTEST_BEFORE_BOTH + 2 && (word.ends_with(b"hf") || word.ends_with(b"fh"));
    if both && token.lasts[1] > 0 {
        return 2;
    }
    if token.lasts[0] == 0 || word.len() <= SHORTEST_BEFORE_ONE {
        return 0;
    }
    let next = folded
        .tokens
        .get(at + 1)
        .filter(|next| next.gap.has(Gap::SLASH))
        .map(|next| folded.word(next));
    match (word.last(), next) {
        (Some(b'h' | b'm'), Some(b"f")) | (Some(b'f'), Some(b"h" | b"m")) => 1,
        _ => 0,
    }
}
