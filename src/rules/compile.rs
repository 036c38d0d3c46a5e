//! Records to tables: from what the files say to what titles are read and weighed by.

use super::diagnostic::{self, Diagnostic, Diagnostics};
use super::file::{self, ConceptText, Concepts, Example};
use super::form::{self, FormFault, Part};
use super::lemmas::{Gathering, Lemmas};
use super::morphology::{self, Morphology};
use super::source::Sources;
use super::toml_reader::Located;
use super::vocabulary::{self, Meaning, NoiseKind, Vocabulary};
use super::weights;
use crate::engine::calibration::Calibration;
use crate::engine::concept::{Concept, Form, Rules, Tags};
use crate::engine::trie::Trie;
use crate::engine::weights::Weights;
use crate::title::fold::Folded;
use crate::title::gender::Endings;
use crate::title::pattern::Patterns;
use crate::title::phrase::Rewrite;
use crate::title::spelling::Slips;
use crate::title::token::{Noise, Symbol};
use crate::title::{Lexicon, Trait};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A compiled rule set.
pub(crate) struct Compiled {
    pub lexicon: Lexicon,
    pub rules: Rules,
    pub examples: Vec<Example>,
}

/// Compiles the files.
///
/// # Errors
/// Every fault of every file.
pub(crate) fn compile(sources: &Sources) -> Result<Compiled, Diagnostics> {
    let mut faults = Diagnostics::default();
    let morphology = Morphology::read(sources, &mut faults);
    let vocabulary = vocabulary::read(sources, &mut faults);
    let concepts = file::read(sources, &mut faults);
    let weights = weights::weights(sources, &mut faults);
    let calibration = weights::calibration(sources, &mut faults);
    let patterns = patterns(sources, &vocabulary, &mut faults);
    let texts = Texts::parse(sources, &vocabulary, &concepts, &mut faults);
    let tags = tags(sources, &concepts.concepts, &mut faults);
    let gathered = gather(sources, &morphology, &vocabulary, &texts, &mut faults);
    let Some((lemmas, real)) = gathered.filter(|_| faults.errors() == 0) else {
        return Err(faults);
    };

    let mut table = Table {
        lemmas: &lemmas,
        folded: Folded::default(),
        glue: BTreeMap::new(),
        little: BTreeSet::new(),
        coordinating: BTreeSet::new(),
        linking: BTreeSet::new(),
    };
    table.fill(&vocabulary, &texts);
    let phrases = table.phrases(&texts);
    let rules = rules(
        sources,
        &concepts.concepts,
        &texts,
        &phrases,
        &tags,
        weights,
        calibration,
    );
    let lexicon = Lexicon {
        words: lemmas.interner(real),
        endings: Endings::new(morphology.tails()),
        patterns,
        slips: table.slips(&phrases),
        ..table.lexicon(&phrases)
    };
    Ok(Compiled {
        lexicon,
        rules,
        examples: concepts.examples,
    })
}

/// A form and where it comes from.
struct FormText {
    text: Located<String>,
    file: usize,
    parts: Vec<Part>,
}

/// The forms of all records, parsed, in the records' order; faulty ones are left out.
struct Texts {
    /// With the place of their concept.
    concepts: Vec<(usize, FormText)>,
    noise: Vec<(NoiseKind, FormText)>,
    /// Expressions and what they mean: the place in `meanings`.
    anglicisms: Vec<(usize, FormText)>,
    acronyms: Vec<(usize, Located<String>)>,
    meanings: Vec<FormText>,
}

impl Texts {
    fn parse(sources: &Sources, vocabulary: &Vocabulary, concepts: &Concepts, faults: &mut Diagnostics) -> Texts {
        let mut parse = |file: usize, text: &Located<String>| parse_form(sources, vocabulary, file, text, faults);
        let mut texts = Texts {
            concepts: Vec::new(),
            noise: Vec::new(),
            anglicisms: Vec::new(),
            acronyms: Vec::new(),
            meanings: Vec::new(),
        };
        for (place, concept) in concepts.concepts.iter().enumerate() {
            texts.concepts.extend(
                concept
                    .forms
                    .iter()
                    .filter_map(|form| Some((place, parse(concept.file, form)?))),
            );
        }
        for entry in &vocabulary.noise {
            texts
                .noise
                .extend(parse(entry.file, &entry.form).map(|form| (entry.value, form)));
        }
        let mut meaning = |meaning: &Meaning, file: usize, range: &std::ops::Range<usize>| {
            parse(
                file,
                &Located {
                    value: meaning.text.clone(),
                    range: range.clone(),
                },
            )
        };
        for entry in &vocabulary.acronyms {
            if let Some(form) = meaning(&entry.value, entry.file, &entry.form.range) {
                texts.acronyms.push((texts.meanings.len(), entry.form.clone()));
                texts.meanings.push(form);
            }
        }
        let meanings: Vec<_> = vocabulary
            .anglicisms
            .iter()
            .map(|entry| meaning(&entry.value, entry.file, &entry.form.range))
            .collect();
        for (entry, meaning) in vocabulary.anglicisms.iter().zip(meanings) {
            if let (Some(meaning), Some(form)) = (meaning, parse(entry.file, &entry.form)) {
                texts.anglicisms.push((texts.meanings.len(), form));
                texts.meanings.push(meaning);
            }
        }
        texts
    }

    /// Every form, with all its words.
    fn all(&self) -> impl Iterator<Item = &FormText> {
        let concepts = self.concepts.iter().map(|(_, form)| form);
        let noise = self.noise.iter().map(|(_, form)| form);
        concepts
            .chain(noise)
            .chain(self.anglicisms.iter().map(|(_, form)| form))
            .chain(&self.meanings)
    }
}

fn parse_form(
    sources: &Sources,
    vocabulary: &Vocabulary,
    file: usize,
    text: &Located<String>,
    faults: &mut Diagnostics,
) -> Option<FormText> {
    let fault = match form::parse(&text.value, &vocabulary.classes) {
        Ok(parts) if form::phrases(&parts).is_some() => {
            return Some(FormText {
                text: text.clone(),
                file,
                parts,
            });
        }
        Ok(_) => FormFault {
            message: format!("this form stands for more than {} phrases", form::MOST_PHRASES),
            at: 0,
        },
        Err(fault) => fault,
    };
    // TOML texts have their quotes in their range.
    let quoted = usize::from(text.range.len() > text.value.len());
    let range = text.range.start + quoted + fault.at..text.range.end - quoted;
    faults.push(sources.files[file].fault("R012", range, fault.message));
    None
}

fn patterns(sources: &Sources, vocabulary: &Vocabulary, faults: &mut Diagnostics) -> Patterns {
    let list: Vec<_> = vocabulary
        .patterns
        .iter()
        .map(|entry| (entry.form.value.as_str(), entry.value))
        .collect();
    Patterns::new(&list).unwrap_or_else(|error| {
        let place = vocabulary.patterns.first().map_or(0, |entry| entry.file);
        if faults.errors() == 0 {
            faults.push(sources.files[place].fault("R010", 0..0, format!("the patterns together: {error}")));
        }
        Patterns::default()
    })
}

/// The tags, each with its bit; a tag that no concept gives is a fault.
fn tags(sources: &Sources, concepts: &[ConceptText], faults: &mut Diagnostics) -> Vec<Box<str>> {
    let given: BTreeSet<&str> = concepts
        .iter()
        .flat_map(|concept| &concept.gives)
        .map(|tag| tag.value.as_str())
        .collect();
    for concept in concepts {
        let source = &sources.files[concept.file];
        for tag in concept
            .needs
            .iter()
            .chain(&concept.unless)
            .filter(|tag| !given.contains(tag.value.as_str()))
        {
            let fault = source.fault(
                "R014",
                tag.range.clone(),
                format!("no concept gives the tag « {} »", tag.value),
            );
            let known = given.iter().copied().collect::<Vec<_>>().join(", ");
            faults.push(match diagnostic::nearest(&tag.value, given.iter().copied()) {
                Some(meant) => fault.help(format!("did you mean « {meant} »?")),
                None => fault.help(format!("tags given: {known}")),
            });
        }
    }
    if given.len() > Tags::MOST {
        faults.push(Diagnostic::of_file(
            "R015",
            "rules",
            format!("{} tags: at most {}", given.len(), Tags::MOST),
        ));
    }
    given.into_iter().map(Box::from).collect()
}

/// All words, those with inclusive endings first, so that a word is known in all its forms wherever one is written; and
/// the spellings of real words that are nothing else.
fn gather(
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
    let real = vocabulary
        .lookalikes
        .iter()
        .flat_map(|entry| gathering.real_word(&entry.form.value))
        .collect();
    let lemmas = gathering.finish();
    if lemmas.is_none() {
        faults.push(Diagnostic::of_file(
            "R015",
            "rules",
            format!("more than {} different words", Symbol::MAX),
        ));
    }
    Some((lemmas?, real))
}

/// The expressions of the vocabulary, as symbols.
struct Table<'a> {
    lemmas: &'a Lemmas,
    folded: Folded,
    glue: BTreeMap<Vec<Symbol>, Rewrite>,
    little: BTreeSet<Symbol>,
    coordinating: BTreeSet<Symbol>,
    linking: BTreeSet<Symbol>,
}

/// A phrase of the rules, as symbols, and the place of its form.
type Phrases = BTreeMap<Vec<Symbol>, Vec<u16>>;

impl Table<'_> {
    /// Fills the table: split spellings first, then expressions, then noise; the first to claim a phrase has it.
    fn fill(&mut self, vocabulary: &Vocabulary, texts: &Texts) {
        self.little_words(texts);
        for compound in &self.lemmas.compounds {
            let glued = self.lemmas.glued(compound, &mut self.folded);
            let parts = self.lemmas.split(compound, &mut self.folded);
            self.claim(parts, Rewrite::Words(glued.into()));
        }
        let split_spellings = self.glue.clone();
        for (meaning, form) in &texts.anglicisms {
            let meaning = self.meaning(&texts.meanings[*meaning], &split_spellings);
            for phrase in self.spellings(&form.parts) {
                self.claim(phrase, Rewrite::Words(meaning.clone().into()));
            }
        }
        for (meaning, acronym) in &texts.acronyms {
            let meaning = self.meaning(&texts.meanings[*meaning], &split_spellings);
            let phrase = acronym
                .value
                .split(' ')
                .flat_map(|word| self.lemmas.glued(word, &mut self.folded))
                .collect();
            self.claim(phrase, Rewrite::Words(meaning.into()));
        }
        self.settle();
        for (kind, form) in &texts.noise {
            let rewrite = match kind {
                NoiseKind::Little(_) | NoiseKind::Linking => continue,
                NoiseKind::Word(noise) => Rewrite::Noise(*noise),
                NoiseKind::Segment(noise) => Rewrite::NoiseToSegmentEnd(*noise),
            };
            for phrase in self.spellings(&form.parts) {
                self.claim(phrase, rewrite.clone());
            }
        }
        for place in &vocabulary.places {
            let words = |table: &mut Self, glued: bool| {
                let of = |word, folded: &mut Folded| {
                    if glued {
                        table.lemmas.glued(word, folded)
                    } else {
                        table.lemmas.split(word, folded)
                    }
                };
                place
                    .form
                    .value
                    .split(' ')
                    .flat_map(|word| of(word, &mut table.folded))
                    .collect::<Vec<_>>()
            };
            for glued in [true, false] {
                let phrase = words(self, glued);
                self.claim(phrase, Rewrite::Noise(Noise::Place));
            }
        }
    }

    fn little_words(&mut self, texts: &Texts) {
        for (kind, form) in &texts.noise {
            form::for_each_word(&form.parts, &mut |word| {
                let symbols = self.lemmas.glued(word, &mut self.folded);
                match kind {
                    NoiseKind::Little(coordinates) => {
                        self.little.extend(&symbols);
                        if *coordinates {
                            self.coordinating.extend(&symbols);
                        }
                    }
                    NoiseKind::Linking => self.linking.extend(&symbols),
                    NoiseKind::Word(_) | NoiseKind::Segment(_) => {}
                }
            });
        }
    }

    /// Gives a phrase its rewrite, unless it has one or says nothing.
    fn claim(&mut self, mut phrase: Vec<Symbol>, rewrite: Rewrite) {
        phrase.retain(|symbol| !self.little.contains(symbol));
        let same = matches!(&rewrite, Rewrite::Words(words) if **words == *phrase);
        if !phrase.is_empty() && !same {
            self.glue.entry(phrase).or_insert(rewrite);
        }
    }

    /// The canonical expression of a meaning: its first phrase.
    fn meaning(&mut self, meaning: &FormText, glue: &BTreeMap<Vec<Symbol>, Rewrite>) -> Vec<Symbol> {
        let phrases = form::phrases(&meaning.parts).unwrap_or_default();
        let words = phrases.first().into_iter().flatten();
        let symbols: Vec<_> = words
            .flat_map(|word| self.lemmas.glued(word, &mut self.folded))
            .collect();
        rewritten(
            glue,
            symbols
                .into_iter()
                .filter(|symbol| !self.little.contains(symbol))
                .collect(),
        )
    }

    /// Rewrites what expressions mean by the other expressions, until nothing changes.
    fn settle(&mut self) {
        const LONGEST_CHAIN: usize = 8;
        for _ in 0..LONGEST_CHAIN {
            let before = self.glue.clone();
            for (phrase, rewrite) in &mut self.glue {
                if let Rewrite::Words(words) = rewrite {
                    let settled = rewritten(&before, words.to_vec());
                    // An expression that comes back to itself stays as it is.
                    if settled != *phrase {
                        *words = settled.into();
                    }
                }
            }
            if before == self.glue {
                return;
            }
        }
    }

    /// Every way to spell a form in the vocabulary: words with hyphens both glued and split.
    fn spellings(&mut self, parts: &[Part]) -> Vec<Vec<Symbol>> {
        let mut all = Vec::new();
        for phrase in form::phrases(parts).unwrap_or_default() {
            let mut spellings = vec![Vec::new()];
            for word in phrase {
                let glued = self.lemmas.glued(word, &mut self.folded);
                let split = self.lemmas.split(word, &mut self.folded);
                let mut longer: Vec<Vec<Symbol>> = spellings
                    .iter()
                    .map(|start: &Vec<Symbol>| [start.as_slice(), &split].concat())
                    .collect();
                spellings.iter_mut().for_each(|start| start.extend(&glued));
                spellings.append(&mut longer);
                spellings.sort();
                spellings.dedup();
            }
            all.append(&mut spellings);
        }
        all
    }

    /// The rules' phrases, rewritten as titles are.
    fn phrases(&mut self, texts: &Texts) -> Phrases {
        let mut phrases = Phrases::new();
        for (place, (concept, form)) in texts.concepts.iter().enumerate() {
            for phrase in form::phrases(&form.parts).unwrap_or_default() {
                let symbols = phrase
                    .into_iter()
                    .flat_map(|word| self.lemmas.glued(word, &mut self.folded));
                let symbols: Vec<_> = symbols.filter(|symbol| !self.little.contains(symbol)).collect();
                let forms = phrases.entry(rewritten(&self.glue, symbols)).or_default();
                let same_concept = |form: &u16| texts.concepts[usize::from(*form)].0 == *concept;
                if !forms.iter().any(same_concept) {
                    forms.push(place as u16);
                }
            }
        }
        phrases.remove([].as_slice());
        phrases
    }

    /// The long words of rules and expressions, with their spellings.
    fn slips(&self, phrases: &Phrases) -> Slips {
        let in_rules = phrases.keys().flatten();
        let in_expressions = self
            .glue
            .iter()
            .filter(|(_, rewrite)| matches!(rewrite, Rewrite::Words(_)))
            .flat_map(|(phrase, _)| phrase);
        let used: BTreeSet<Symbol> = in_rules.chain(in_expressions).copied().collect();
        let words = self.lemmas.spellings().filter(|(_, symbol)| used.contains(symbol));
        Slips::new(words.map(|(spelling, symbol)| (spelling.into(), symbol)))
    }

    /// What titles are read by, but for words, endings, patterns and slips.
    fn lexicon(&self, phrases: &Phrases) -> Lexicon {
        let mut noisy: BTreeSet<Symbol> = self.lemmas.numbers().collect();
        let noise = self
            .glue
            .iter()
            .filter(|(_, rewrite)| !matches!(rewrite, Rewrite::Words(_)));
        noisy.extend(noise.flat_map(|(phrase, _)| phrase));
        let is_contested = |phrase: &&Vec<Symbol>| phrase.iter().any(|symbol| noisy.contains(symbol));
        let contested: Vec<_> = phrases
            .keys()
            .filter(is_contested)
            .map(|phrase| (phrase.clone(), 0))
            .collect();
        let mut traits = vec![Trait::default(); self.lemmas.count];
        for symbol in &self.little {
            traits[usize::from(*symbol)].little = true;
        }
        for symbol in &self.coordinating {
            traits[usize::from(*symbol)].coordinates = true;
        }
        for symbol in &self.linking {
            traits[usize::from(*symbol)].links = true;
        }
        for symbol in contested
            .iter()
            .flat_map(|(phrase, _)| phrase)
            .filter(|symbol| noisy.contains(symbol))
        {
            traits[usize::from(*symbol)].contested = true;
        }
        let rewrites: Vec<_> = self.glue.values().cloned().collect();
        let glue = self
            .glue
            .keys()
            .zip(0..)
            .map(|(phrase, place)| (phrase.clone(), place))
            .collect();
        Lexicon {
            traits: traits.into(),
            names: self.lemmas.names(),
            glue: Trie::new(glue),
            rewrites: rewrites.into(),
            contested: Trie::new(contested),
            ..Lexicon::default()
        }
    }
}

/// A phrase with its expressions replaced, the longest at each word first: what [`crate::title::phrase`] does to titles.
fn rewritten(glue: &BTreeMap<Vec<Symbol>, Rewrite>, phrase: Vec<Symbol>) -> Vec<Symbol> {
    let mut out = Vec::with_capacity(phrase.len());
    let mut at = 0;
    while at < phrase.len() {
        let longest = (at + 1..=phrase.len())
            .rev()
            .find_map(|end| match glue.get(&phrase[at..end]) {
                Some(Rewrite::Words(words)) => Some((end, words)),
                _ => None,
            });
        match longest {
            Some((end, words)) => {
                out.extend(words.iter());
                at = end;
            }
            None => {
                out.push(phrase[at]);
                at += 1;
            }
        }
    }
    out
}

/// The tables that hits are found and weighed by.
fn rules(
    sources: &Sources,
    concepts: &[ConceptText],
    texts: &Texts,
    phrases: &Phrases,
    tags: &[Box<str>],
    weights: Weights,
    calibration: Calibration,
) -> Rules {
    let bits = |names: &[Located<String>]| {
        let bit = |name: &Located<String>| {
            tags.iter()
                .position(|tag| **tag == *name.value)
                .map_or(0, |place| 1 << place)
        };
        Tags(names.iter().map(bit).fold(0, |set, bit| set | bit))
    };
    let concept = |text: &ConceptText| Concept {
        name: text.name.value.as_str().into(),
        label: text.label,
        role: text.role,
        points: weights.of(text.role, text.tier),
        gives: bits(&text.gives),
        needs: bits(&text.needs),
        unless: bits(&text.unless),
    };
    let form = |(place, form): &(usize, FormText)| Form {
        concept: *place as u16,
        text: form.text.value.as_str().into(),
        file: form.file as u16,
        line: sources.files[form.file].line(form.text.range.start),
    };
    let mut leaves = Leaves::default();
    let trie = Trie::new(
        phrases
            .iter()
            .map(|(phrase, forms)| (phrase.clone(), leaves.of(forms)))
            .collect(),
    );
    Rules {
        trie,
        leaves: leaves.ranges.into(),
        leaf_forms: leaves.forms.into(),
        forms: texts.concepts.iter().map(form).collect(),
        concepts: concepts.iter().map(concept).collect(),
        files: sources.files.iter().map(|file| file.name.as_str().into()).collect(),
        tags: tags.into(),
        weights,
        calibration,
    }
}

/// The sets of forms that phrases stand for, each once.
#[derive(Default)]
struct Leaves {
    known: HashMap<Vec<u16>, u16>,
    ranges: Vec<(u32, u32)>,
    forms: Vec<u16>,
}

impl Leaves {
    fn of(&mut self, forms: &[u16]) -> u16 {
        if let Some(place) = self.known.get(forms) {
            return *place;
        }
        let start = self.forms.len() as u32;
        self.forms.extend(forms);
        self.ranges.push((start, self.forms.len() as u32));
        let place = (self.ranges.len() - 1) as u16;
        self.known.insert(forms.to_vec(), place);
        place
    }
}
