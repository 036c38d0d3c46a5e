//! Spellings to symbols: all forms of a word share one, and words that share a spelling are one word.

use super::morphology::{Morphology, hyphenated};
use super::pool::Pool;
use crate::engine::interner::{Entry, Interner};
use crate::title::fold::fold;
use crate::title::gender;
use crate::title::pattern::Patterns;
use crate::title::text::Folded;
use crate::title::token::{Symbol, UNKNOWN};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

type Id = u32;

/// The most spellings of a word with hyphens, written as one.
const MOST_GLUED: usize = 5_000;

/// Spellings being gathered.
pub(crate) struct Gathering<'m> {
    morphology: &'m Morphology,
    ids: HashMap<Box<[u8]>, Id>,
    parents: Vec<Id>,
    /// Acronyms that count in capitals only, by their folded spelling.
    upper: HashMap<Box<[u8]>, Id>,
    /// Words already gathered, so that each is worked out once.
    known: HashMap<String, ()>,
    /// Words with hyphens, and the symbols of their parts.
    compounds: BTreeMap<String, ()>,
    folded: Folded,
}

impl<'m> Gathering<'m> {
    pub fn new(morphology: &'m Morphology) -> Gathering<'m> {
        Gathering {
            morphology,
            ids: HashMap::new(),
            parents: Vec::new(),
            upper: HashMap::new(),
            known: HashMap::new(),
            compounds: BTreeMap::new(),
            folded: Folded::default(),
        }
    }

    /// Adds a word of a form, in all its forms.
    ///
    /// # Errors
    /// What is wrong with its inclusive ending.
    pub fn word(&mut self, word: &str) -> Result<(), String> {
        if self.known.insert(word.to_owned(), ()).is_some() {
            return Ok(());
        }
        let parts = hyphenated(word);
        let mut variants = Vec::with_capacity(parts.len());
        for part in &parts {
            variants.push(if part.contains('·') {
                self.morphology.inclusive(part)?
            } else {
                self.morphology.plain(part)
            });
        }
        let glued = variants.iter().map(Vec::len).fold(1, usize::saturating_mul);
        if glued > MOST_GLUED {
            return Err(format!(
                "a word with more than {MOST_GLUED} spellings: write it without some of its hyphens"
            ));
        }
        for forms in &variants {
            self.unite(forms);
        }
        if parts.len() > 1 {
            let glued = variants.iter().fold(vec![String::new()], |starts, forms| {
                starts
                    .iter()
                    .flat_map(|start| forms.iter().map(move |form| format!("{start}{form}")))
                    .collect()
            });
            self.unite(&glued);
            self.compounds.insert(word.to_owned(), ());
        }
        Ok(())
    }

    /// Adds a word as it is, without other forms.
    pub fn literal(&mut self, word: &str) {
        for part in hyphenated(word) {
            self.unite(&[part.to_owned()]);
        }
        let parts = hyphenated(word);
        if parts.len() > 1 {
            self.unite(&[parts.concat()]);
            self.compounds.insert(word.to_owned(), ());
        }
    }

    /// Adds an acronym that counts in capitals only.
    pub fn upper_only(&mut self, word: &str) {
        for spelling in self.spellings(word) {
            let id = self.parents.len() as Id;
            self.upper.entry(spelling).or_insert_with(|| {
                self.parents.push(id);
                id
            });
        }
    }

    /// Adds a real word that is never read as a misspelt one.
    pub fn real_word(&mut self, word: &str) -> Vec<Box<[u8]>> {
        self.spellings(word)
            .into_iter()
            .filter(|spelling| !self.ids.contains_key(spelling))
            .collect()
    }

    /// The folded words of a text.
    fn spellings(&mut self, text: &str) -> Vec<Box<[u8]>> {
        fold(text, &mut self.folded);
        self.folded
            .tokens
            .iter()
            .map(|token| self.folded.word(token).into())
            .collect()
    }

    /// Makes one word of several spellings; texts of several words are taken word by word.
    fn unite(&mut self, forms: &[String]) {
        let mut first = None;
        for form in forms {
            let spellings = self.spellings(form);
            let single = spellings.len() == 1;
            for spelling in spellings {
                let id = self.id(spelling);
                if single {
                    let root = *first.get_or_insert(id);
                    let (a, b) = (self.root(root), self.root(id));
                    self.parents[b as usize] = a;
                }
            }
        }
    }

    fn id(&mut self, spelling: Box<[u8]>) -> Id {
        let next = self.parents.len() as Id;
        let id = *self.ids.entry(spelling).or_insert(next);
        if id == next {
            self.parents.push(next);
        }
        id
    }

    fn root(&self, mut id: Id) -> Id {
        while self.parents[id as usize] != id {
            id = self.parents[id as usize];
        }
        id
    }

    /// Gives every word its symbol; `None` where there are more than symbols.
    pub fn finish(self) -> Option<Lemmas> {
        let mut symbols: HashMap<Id, Symbol> = HashMap::new();
        // In the order of first mention, so that the same files give the same symbols everywhere.
        for id in 0..self.parents.len() as Id {
            let next = Symbol::try_from(symbols.len() + 1).ok()?;
            symbols.entry(self.root(id)).or_insert(next);
        }
        let symbol = |id: &Id| symbols[&self.root(*id)];
        let words = self
            .ids
            .iter()
            .map(|(spelling, id)| (spelling.clone(), symbol(id)))
            .collect();
        let upper = self
            .upper
            .iter()
            .map(|(spelling, id)| (spelling.clone(), symbol(id)))
            .collect();
        Some(Lemmas {
            words,
            upper,
            count: symbols.len() + 1,
            compounds: self.compounds.into_keys().collect(),
        })
    }
}

/// All spellings and their symbols.
pub(crate) struct Lemmas {
    words: BTreeMap<Box<[u8]>, Symbol>,
    upper: HashMap<Box<[u8]>, Symbol>,
    /// How many symbols there are, the unknown one included.
    pub count: usize,
    /// The words with hyphens.
    pub compounds: Vec<String>,
}

impl Lemmas {
    /// The symbols of a word of a form: one where it is glued or simple.
    pub fn glued(&self, word: &str, folded: &mut Folded) -> Vec<Symbol> {
        let parts = hyphenated(word);
        let glued: String = parts.into_iter().map(first_form).collect();
        self.simple(&glued, folded)
    }

    /// The symbols of the parts of a word with hyphens, each part as it is read in lower case.
    pub fn split(&self, word: &str, folded: &mut Folded) -> Vec<Symbol> {
        let lower = |spelling: &[u8]| self.words.get(spelling).or_else(|| self.upper.get(spelling)).copied();
        let mut symbols = Vec::new();
        for part in hyphenated(word) {
            fold(first_form(part), folded);
            let parts = folded
                .tokens
                .iter()
                .map(|token| lower(folded.word(token)).unwrap_or(UNKNOWN));
            symbols.extend(parts);
        }
        symbols
    }

    fn simple(&self, text: &str, folded: &mut Folded) -> Vec<Symbol> {
        fold(text, folded);
        let symbol = |spelling: &[u8]| {
            self.upper
                .get(spelling)
                .or_else(|| self.words.get(spelling))
                .copied()
                .unwrap_or(UNKNOWN)
        };
        folded.tokens.iter().map(|token| symbol(folded.word(token))).collect()
    }

    /// The symbols of the words with digits that rules write: patterns of noise may fit them.
    pub fn numbers(&self) -> impl Iterator<Item = Symbol> {
        let number = |spelling: &[u8]| spelling.iter().any(u8::is_ascii_digit);
        self.words
            .iter()
            .filter(move |(spelling, _)| number(spelling))
            .map(|(_, symbol)| *symbol)
    }

    /// What each symbol is called: its shortest spelling, the first in the alphabet.
    pub fn names(&self) -> Pool {
        let mut names: Vec<Cow<'_, str>> = vec![Cow::default(); self.count];
        let upper = self.upper.iter().map(|(spelling, symbol)| (spelling, *symbol));
        for (spelling, symbol) in self
            .words
            .iter()
            .map(|(spelling, symbol)| (spelling, *symbol))
            .chain(upper)
        {
            let name = &mut names[usize::from(symbol)];
            if name.is_empty() || spelling.len() < name.len() {
                *name = String::from_utf8_lossy(spelling);
            }
        }
        names.iter().map(|name| name.as_bytes()).collect()
    }

    /// How many spellings there are at most: acronyms that are also words count twice.
    pub fn most_spellings(&self) -> usize {
        self.words.len() + self.upper.len()
    }

    /// Every spelling and its symbol.
    pub fn spellings(&self) -> impl Iterator<Item = (&[u8], Symbol)> {
        self.words.iter().map(|(spelling, symbol)| (&**spelling, *symbol))
    }

    /// The table that titles are read with; `real` are words that stand for nothing.
    pub fn interner(&self, real: Vec<Box<[u8]>>, patterns: &Patterns) -> Interner {
        let mut entries: BTreeMap<Box<[u8]>, Entry> = BTreeMap::new();
        for (spelling, symbol) in &self.words {
            entries.insert(
                spelling.clone(),
                Entry {
                    symbol: *symbol,
                    ..Entry::default()
                },
            );
        }
        for (spelling, symbol) in &self.upper {
            entries.entry(spelling.clone()).or_default().upper = *symbol;
        }
        for spelling in real {
            entries.entry(spelling).or_default();
        }
        for (word, sexes) in gender::WORDS {
            entries.entry(word.into()).or_default().sexes = sexes;
        }
        for (word, entry) in &mut entries {
            entry.begins = patterns.begin_with(word);
        }
        Interner::new(&entries)
    }
}

/// The masculine of a word written with inclusive endings.
fn first_form(word: &str) -> &str {
    word.split('·').next().unwrap_or_default()
}
