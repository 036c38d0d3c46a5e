//! The forms of a French word: feminine, plural, inclusive; the endings come from `vocabulary/morphology.toml`.

use super::diagnostic::Diagnostics;
use super::source::{Kind, Sources};
use super::toml_reader::{Located, Reader, Table};
use crate::title::folded;

/// A masculine ending, the feminine one, and how inclusive writing adds it.
#[derive(Clone, Debug)]
struct Gender {
    masculine: String,
    feminine: String,
    tails: Vec<String>,
}

/// A singular ending and the plural one.
#[derive(Clone, Debug)]
struct Plural {
    singular: String,
    plural: String,
}

impl Gender {
    fn read(reader: &mut Reader<'_>, table: &Table<'_>) -> Option<Gender> {
        reader.only(table.value, &["masculine", "feminine", "tails", "note"]);
        let (masculine, feminine) = (reader.required(table, "masculine"), reader.required(table, "feminine"));
        let tails = reader.texts(table.value, "tails").into_iter().map(|tail| tail.value);
        Some(Gender {
            tails: tails.collect(),
            masculine: masculine?.value,
            feminine: feminine?.value,
        })
    }
}

impl Plural {
    fn read(reader: &mut Reader<'_>, table: &Table<'_>) -> Option<Plural> {
        reader.only(table.value, &["singular", "plural", "note"]);
        let (singular, plural) = (reader.required(table, "singular"), reader.required(table, "plural"));
        Some(Plural {
            singular: singular?.value,
            plural: plural?.value,
        })
    }
}

/// All endings, the longest first.
#[derive(Default)]
pub(crate) struct Morphology {
    genders: Vec<Gender>,
    plurals: Vec<Plural>,
}

/// Words shorter than this have no plural of their own: `de`, `e`, `m`.
const SHORTEST_PLURAL: usize = 3;
/// Words shorter than this have no singular of their own: `cms`, `sas`.
const SHORTEST_WITH_SINGULAR: usize = 5;

impl Morphology {
    /// Reads the endings.
    pub fn read(sources: &Sources, faults: &mut Diagnostics) -> Morphology {
        let mut all = Morphology::default();
        for (_, source) in sources.of(Kind::Morphology) {
            let mut reader = Reader {
                source,
                faults: &mut *faults,
            };
            let top = reader.parse();
            reader.only(top.get_ref(), &["gender", "plural"]);
            for table in reader.tables(top.get_ref(), "gender") {
                all.genders.extend(Gender::read(&mut reader, &table));
            }
            for table in reader.tables(top.get_ref(), "plural") {
                all.plurals.extend(Plural::read(&mut reader, &table));
            }
        }
        all.genders
            .sort_by_key(|gender| std::cmp::Reverse(gender.masculine.chars().count()));
        all.plurals
            .sort_by_key(|plural| std::cmp::Reverse(plural.singular.chars().count()));
        all
    }

    /// Every form of a word written `masculine·tail`: both genders, singular and plural.
    ///
    /// # Errors
    /// What is wrong with the ending.
    pub fn inclusive(&self, word: &str) -> Result<Vec<String>, String> {
        let mut parts = word.split('·');
        let masculine = parts.next().unwrap_or_default();
        let mut forms = self.plain(masculine);
        for tail in parts.filter(|tail| *tail != "s") {
            let feminine = self
                .feminine(masculine, tail)
                .ok_or_else(|| self.unknown(masculine, tail))?;
            forms.push(self.plural(&feminine));
            forms.push(feminine);
        }
        forms.sort();
        forms.dedup();
        Ok(forms)
    }

    /// The feminine that a tail makes of a masculine.
    pub fn feminine(&self, masculine: &str, tail: &str) -> Option<String> {
        self.genders.iter().find_map(|gender| {
            let stem = masculine.strip_suffix(gender.masculine.as_str())?;
            gender
                .tails
                .iter()
                .any(|known| known == tail)
                .then(|| format!("{stem}{}", gender.feminine))
        })
    }

    fn unknown(&self, masculine: &str, tail: &str) -> String {
        let fitting = self
            .genders
            .iter()
            .filter(|gender| masculine.ends_with(&gender.masculine));
        let tails: Vec<_> = fitting
            .flat_map(|gender| &gender.tails)
            .map(|tail| format!("·{tail}"))
            .collect();
        if tails.is_empty() {
            return format!("no inclusive ending is known after « {masculine} »");
        }
        format!(
            "unknown inclusive ending « ·{tail} »; known after « {masculine} »: {}",
            tails.join(" ")
        )
    }

    /// A word without an inclusive ending: itself, its plural, and the singular that it may be the plural of.
    pub fn plain(&self, word: &str) -> Vec<String> {
        let mut forms = vec![word.to_owned()];
        if word.chars().count() >= SHORTEST_PLURAL && word.chars().all(char::is_alphabetic) {
            forms.push(self.plural(word));
            forms.extend(self.singular(word));
        }
        forms
    }

    fn plural(&self, word: &str) -> String {
        if word.ends_with(['s', 'x', 'z']) {
            return word.to_owned();
        }
        let irregular = self
            .plurals
            .iter()
            .find_map(|ending| Some(format!("{}{}", word.strip_suffix(&ending.singular)?, ending.plural)));
        irregular.unwrap_or_else(|| format!("{word}s"))
    }

    fn singular(&self, word: &str) -> Option<String> {
        if word.chars().count() < SHORTEST_WITH_SINGULAR {
            return None;
        }
        let longest_first = self.plurals.iter().filter(|ending| ending.plural.ends_with('x'));
        let irregular = longest_first.filter_map(|ending| Some((ending, word.strip_suffix(&ending.plural)?)));
        if let Some((ending, stem)) = irregular.min_by_key(|(_, stem)| stem.len()) {
            return Some(format!("{stem}{}", ending.singular));
        }
        word.strip_suffix('s')
            .filter(|stem| !stem.ends_with(['s', 'i', 'u']))
            .map(str::to_owned)
    }

    /// The endings of titles, folded: (tail, ending of the word before).
    pub fn tails(&self) -> Vec<crate::title::gender::Tail> {
        let fold = |text: &str| folded(text).into_bytes().into_boxed_slice();
        let of = |gender: &Gender| {
            gender
                .tails
                .iter()
                .map(|tail| (fold(tail), fold(&gender.masculine)))
                .collect::<Vec<_>>()
        };
        self.genders.iter().flat_map(of).collect()
    }
}

/// The parts of a word written with hyphens or slashes; a word without is one part.
pub(crate) fn hyphenated(word: &str) -> Vec<&str> {
    word.split(['-', '‑', '/']).filter(|part| !part.is_empty()).collect()
}

/// A fault of a word, at its place in the file.
pub(crate) fn place(form: &Located<String>, word: &str) -> std::ops::Range<usize> {
    let quoted = usize::from(form.range.len() > form.value.len());
    let start = form.range.start + quoted + form.value.find(word).unwrap_or(0);
    start..start + word.len()
}
