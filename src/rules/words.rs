//! All words of the rules, gathered so that each gets one symbol in all its forms.

use super::diagnostic::Diagnostics;
use super::doubts;
use super::form;
use super::lemmas::{Gathering, Lemmas};
use super::morphology::{self, Morphology};
use super::source::Sources;
use super::texts::Texts;
use super::vocabulary::Vocabulary;
use crate::engine::interner::Interner;
use crate::title::gender;

/// All words, those with inclusive endings first, so that a word is known in all its forms wherever one is written; and
/// the spellings of real words that are nothing else.
pub(crate) fn gather(
    sources: &Sources,
    morphology: &Morphology,
    vocabulary: &Vocabulary,
    texts: &Texts,
    faults: &mut Diagnostics,
) -> Option<(Lemmas, Vec<Box<[u8]>>)> {
    let mut gathering = Gathering::new(morphology);
    for entry in &vocabulary.acronyms {
        if entry.value.upper_only {
            gathering.upper_only(&entry.form.value);
        }
    }
    for inclusive in [true, false] {
        for form in texts.all() {
            form::for_each_word(&form.parts, &mut |word| {
                if word.contains('·') == inclusive
                    && let Err(message) = gathering.word(word)
                {
                    faults.push(sources.files[form.file].fault("R013", morphology::place(&form.text, word), message));
                }
            });
        }
    }
    for entry in vocabulary.acronyms.iter().filter(|entry| !entry.value.upper_only) {
        gathering.literal(&entry.form.value);
    }
    for word in vocabulary.places.iter().flat_map(|entry| entry.form.value.split(' ')) {
        gathering.literal(word);
    }
    let real: Vec<_> = vocabulary
        .lookalikes
        .iter()
        .flat_map(|entry| gathering.real_word(&entry.form.value))
        .collect();
    let lemmas = gathering
        .finish()
        .filter(|lemmas| lemmas.most_spellings() + real.len() + gender::WORDS.len() <= Interner::MOST);
    if lemmas.is_none() {
        faults.push(doubts::too_many("too many different words", Interner::MOST));
    }
    Some((lemmas?, real))
}
