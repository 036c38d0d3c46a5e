//! The vocabulary files: noise, places, acronyms, anglicisms, look-alikes, classes, patterns.

use super::diagnostic::{Diagnostic, Diagnostics};
use super::source::{Kind, Source, Sources};
use super::toml_reader::{Located, Reader};
use crate::title::Noise;
use crate::title::fold::fold;
use crate::title::text::Folded;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::ops::Range;

/// An entry of a vocabulary file.
#[derive(Clone, Debug)]
pub(crate) struct Entry<T> {
    /// In the syntax of forms.
    pub form: Located<String>,
    pub file: usize,
    pub value: T,
}

/// What a noise entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoiseKind {
    /// Dropped everywhere, in rules too; `true` where it coordinates.
    Little(bool),
    /// Kept where a rule's phrase has it, looked through where none does.
    Linking,
    /// Dropped in titles.
    Word(Noise),
    /// Dropped with the rest of its segment.
    Segment(Noise),
    /// Dropped where no word stands before it.
    Front(Noise),
    /// Dropped where it is all that its segment says.
    Alone(Noise),
}

/// What an expression is rewritten to.
#[derive(Clone, Debug)]
pub(crate) struct Meaning {
    pub text: Located<String>,
    /// Counts only where it is written in capitals.
    pub upper_only: bool,
}

/// All vocabulary files.
#[derive(Default)]
pub(crate) struct Vocabulary {
    pub noise: Vec<Entry<NoiseKind>>,
    /// Taken as they are, without plural.
    pub places: Vec<Entry<()>>,
    /// Taken as they are, without plural.
    pub acronyms: Vec<Entry<Meaning>>,
    pub anglicisms: Vec<Entry<Meaning>>,
    pub lookalikes: Vec<Entry<()>>,
    pub classes: HashMap<String, (usize, Vec<Located<String>>)>,
    pub patterns: Vec<Entry<Noise>>,
}

/// Reads all vocabulary files.
pub(crate) fn read(sources: &Sources, faults: &mut Diagnostics) -> Vocabulary {
    let mut all = Vocabulary::default();
    for (file, source) in sources.files.iter().enumerate() {
        match source.kind {
            Kind::Noise => all.noise.extend(noise(file, source, faults)),
            Kind::Places => all.places.extend(places(file, source, faults)),
            Kind::Acronyms => all.acronyms.extend(acronyms(file, source, faults)),
            Kind::Anglicisms => all.anglicisms.extend(anglicisms(file, source, faults)),
            Kind::Lookalikes => all.lookalikes.extend(lookalikes(file, source, faults)),
            Kind::Classes => classes(file, source, faults, &mut all.classes),
            Kind::Patterns => all.patterns.extend(patterns(file, source, faults)),
            Kind::Concepts | Kind::Weights | Kind::Calibration | Kind::Morphology => {}
        }
    }
    // The first to claim an expression has it, and later layers win.
    fn latest_first<T>(entries: &mut [Entry<T>], sources: &Sources) {
        entries.sort_by_key(|entry| std::cmp::Reverse(sources.files[entry.file].layer));
    }
    latest_first(&mut all.noise, sources);
    latest_first(&mut all.places, sources);
    latest_first(&mut all.acronyms, sources);
    latest_first(&mut all.anglicisms, sources);
    all
}

/// The records of a CSV file, one after the other, with their places.
pub(crate) struct Rows<'a> {
    source: &'a Source,
    reader: csv::Reader<&'a [u8]>,
    /// The columns' names, once the first record is read.
    names: csv::StringRecord,
    record: csv::StringRecord,
}

impl<'a> Rows<'a> {
    pub fn new(source: &'a Source) -> Rows<'a> {
        Rows {
            source,
            reader: csv::Reader::from_reader(source.text.as_bytes()),
            names: csv::StringRecord::new(),
            record: csv::StringRecord::new(),
        }
    }

    /// The next good record; bad ones are noted.
    pub fn next<T: DeserializeOwned>(&mut self, faults: &mut Diagnostics) -> Option<(T, Range<usize>)> {
        loop {
            match self.reader.headers() {
                Ok(names) if self.names.is_empty() => self.names.clone_from(names),
                Ok(_) => {}
                Err(error) => {
                    faults.push(self.source.fault("R002", 0..0, error.to_string()));
                    return None;
                }
            }
            match self.reader.read_record(&mut self.record) {
                Ok(false) => return None,
                Ok(true) => match self.record.deserialize(Some(&self.names)) {
                    Ok(row) => return Some((row, self.field(0))),
                    Err(error) => {
                        let field = match error.kind() {
                            csv::ErrorKind::Deserialize { err, .. } => err.field(),
                            _ => None,
                        };
                        let range = self.field(field.unwrap_or(0) as usize);
                        faults.push(self.source.fault("R004", range, error.to_string()));
                    }
                },
                Err(error) => {
                    let at = error.position().map_or(0, |position| position.byte() as usize);
                    faults.push(self.source.fault("R002", at..at, error.to_string()));
                }
            }
        }
    }

    /// The bytes of a column of the record at hand.
    pub fn column(&self, name: &str) -> Range<usize> {
        self.field(self.names.iter().position(|known| known == name).unwrap_or(0))
    }

    /// What the record at hand says that its expression means.
    fn meaning(&self, value: String) -> Located<String> {
        Located {
            value,
            range: self.column("meaning"),
        }
    }

    /// The bytes of a field of the record at hand, without its quotes.
    fn field(&self, place: usize) -> Range<usize> {
        let start = self.record.position().map_or(0, |position| position.byte() as usize);
        let text = self.source.text[start..].trim_start_matches(['\r', '\n']);
        let mut within_quotes = false;
        let mut commas = text.bytes().zip(1..).filter_map(|(byte, next)| {
            within_quotes ^= byte == b'"';
            (byte == b',' && !within_quotes).then_some(next)
        });
        let at = place.checked_sub(1).and_then(|before| commas.nth(before)).unwrap_or(0);
        let quoted = usize::from(text[at..].starts_with('"'));
        let start = self.source.text.len() - text.len() + at + quoted;
        start..start + self.record.get(place).unwrap_or_default().len()
    }
}

fn entry<T>(file: usize, form: String, range: Range<usize>, value: T) -> Entry<T> {
    Entry {
        form: Located { value: form, range },
        file,
        value,
    }
}

/// The kinds of `noise.csv` and `patterns.toml`, in French, as their files have them.
fn noise_kind(kind: &str) -> Option<Noise> {
    Some(match kind {
        "genre" => Noise::Gender,
        "contrat" => Noise::Contract,
        "niveau" => Noise::Level,
        "duree" => Noise::Duration,
        "horaires" => Noise::Hours,
        "teletravail" => Noise::Remote,
        "embauche" => Noise::Hiring,
        "paie" => Noise::Pay,
        "entreprise" => Noise::Company,
        "lieu" => Noise::Place,
        "reference" => Noise::Reference,
        "adresse" => Noise::Link,
        "divers" | "lien" | "langue" => Noise::Other,
        _ => return None,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoiseRow {
    form: String,
    kind: String,
    #[serde(default)]
    reach: String,
    #[serde(rename = "note", default)]
    _note: String,
}

fn noise(file: usize, source: &Source, faults: &mut Diagnostics) -> Vec<Entry<NoiseKind>> {
    let mut rows = Rows::new(source);
    let mut entries = Vec::new();
    while let Some((row, range)) = rows.next::<NoiseRow>(faults) {
        let kind = match (row.kind.as_str(), row.reach.as_str()) {
            ("petit_mot", "") => Some(NoiseKind::Little(false)),
            ("coordination", "") => Some(NoiseKind::Little(true)),
            ("liaison", "") => Some(NoiseKind::Linking),
            (kind, "") => noise_kind(kind).map(NoiseKind::Word),
            (kind, "segment") => noise_kind(kind).map(NoiseKind::Segment),
            (kind, "debut") => noise_kind(kind).map(NoiseKind::Front),
            (kind, "seul") => noise_kind(kind).map(NoiseKind::Alone),
            _ => None,
        };
        match kind {
            Some(kind) => entries.push(entry(file, row.form, range, kind)),
            None => faults.push(no_noise(&row, &rows)),
        }
    }
    entries
}

/// The fault of a row whose kind is not known, or not with its reach.
fn no_noise(row: &NoiseRow, rows: &Rows<'_>) -> Diagnostic {
    let little = matches!(row.kind.as_str(), "petit_mot" | "coordination" | "liaison");
    let (column, message) = if little || noise_kind(&row.kind).is_some() {
        ("reach", format!("unknown reach « {} » for « {} »", row.reach, row.kind))
    } else {
        ("kind", format!("unknown kind « {} »", row.kind))
    };
    rows.source.fault("R008", rows.column(column), message)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceRow {
    form: String,
    #[serde(rename = "kind")]
    _kind: String,
    #[serde(rename = "note", default)]
    _note: String,
}

fn places(file: usize, source: &Source, faults: &mut Diagnostics) -> Vec<Entry<()>> {
    let mut rows = Rows::new(source);
    let next = || {
        rows.next::<PlaceRow>(faults)
            .map(|(row, range)| entry(file, row.form, range, ()))
    };
    std::iter::from_fn(next).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcronymRow {
    acronym: String,
    meaning: String,
    #[serde(default)]
    case: String,
    #[serde(rename = "note", default)]
    _note: String,
    #[serde(rename = "source", default)]
    _source: String,
}

fn acronyms(file: usize, source: &Source, faults: &mut Diagnostics) -> Vec<Entry<Meaning>> {
    let mut rows = Rows::new(source);
    let mut entries = Vec::new();
    while let Some((row, range)) = rows.next::<AcronymRow>(faults) {
        if !matches!(row.case.as_str(), "" | "upper") {
            faults.push(source.fault(
                "R008",
                rows.column("case"),
                format!("unknown case « {} »: it is upper or empty", row.case),
            ));
        }
        let meaning = Meaning {
            text: rows.meaning(row.meaning),
            upper_only: row.case == "upper",
        };
        entries.push(entry(file, row.acronym, range, meaning));
    }
    entries
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnglicismRow {
    form: String,
    meaning: String,
    #[serde(rename = "note", default)]
    _note: String,
    #[serde(rename = "source", default)]
    _source: String,
}

fn anglicisms(file: usize, source: &Source, faults: &mut Diagnostics) -> Vec<Entry<Meaning>> {
    let mut rows = Rows::new(source);
    let mut entries = Vec::new();
    while let Some((row, range)) = rows.next::<AnglicismRow>(faults) {
        let meaning = Meaning {
            text: rows.meaning(row.meaning),
            upper_only: false,
        };
        entries.push(entry(file, row.form, range, meaning));
    }
    entries
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LookalikeRow {
    form: String,
    #[serde(rename = "like")]
    _like: String,
    #[serde(rename = "note", default)]
    _note: String,
}

fn lookalikes(file: usize, source: &Source, faults: &mut Diagnostics) -> Vec<Entry<()>> {
    let mut rows = Rows::new(source);
    let next = || {
        rows.next::<LookalikeRow>(faults)
            .map(|(row, range)| entry(file, row.form, range, ()))
    };
    std::iter::from_fn(next).collect()
}

fn classes(
    file: usize,
    source: &Source,
    faults: &mut Diagnostics,
    classes: &mut HashMap<String, (usize, Vec<Located<String>>)>,
) {
    let mut reader = Reader { source, faults };
    let top = reader.parse();
    reader.only(top.get_ref(), &["class"]);
    for table in reader.tables(top.get_ref(), "class") {
        reader.only(table.value, &["name", "forms", "note", "source"]);
        let forms = reader.texts(table.value, "forms");
        if let Some(name) = reader.required(&table, "name") {
            classes.insert(name.value, (file, forms));
        }
    }
}

fn patterns(file: usize, source: &Source, faults: &mut Diagnostics) -> Vec<Entry<Noise>> {
    let mut entries = Vec::new();
    let mut reader = Reader { source, faults };
    let top = reader.parse();
    reader.only(top.get_ref(), &["pattern"]);
    for table in reader.tables(top.get_ref(), "pattern") {
        reader.only(table.value, &["name", "kind", "regex", "examples", "not", "note"]);
        let (regex, kind) = (reader.required(&table, "regex"), reader.required(&table, "kind"));
        let (Some(regex), Some(kind)) = (regex, kind) else {
            continue;
        };
        let Some(noise) = noise_kind(&kind.value) else {
            reader.fault("R008", kind.range, format!("unknown kind « {} »", kind.value));
            continue;
        };
        let [must, must_not] = ["examples", "not"].map(|key| reader.texts(table.value, key));
        check_pattern(&mut reader, &regex, &must, &must_not);
        entries.push(Entry {
            form: regex,
            file,
            value: noise,
        });
    }
    entries
}

/// The largest compiled size of one pattern, in bytes.
const PATTERN_SIZE_LIMIT: usize = 1 << 20;
/// The longest pattern, in bytes.
const LONGEST_PATTERN: usize = 4 << 10;

/// A pattern compiles, finds its examples, and neither the empty text nor what it must not find.
fn check_pattern(
    reader: &mut Reader<'_>,
    pattern: &Located<String>,
    must: &[Located<String>],
    must_not: &[Located<String>],
) {
    if pattern.value.len() > LONGEST_PATTERN {
        let message = format!("a pattern of {} bytes: at most {LONGEST_PATTERN}", pattern.value.len());
        return reader.fault("R010", pattern.range.clone(), message);
    }
    let built = regex::bytes::RegexBuilder::new(&pattern.value)
        .unicode(false)
        .size_limit(PATTERN_SIZE_LIMIT)
        .build();
    let regex = match built {
        Ok(regex) => regex,
        Err(error) => {
            let why = error.to_string().lines().last().unwrap_or_default().to_owned();
            let why = why.strip_prefix("error: ").unwrap_or(&why);
            return reader.fault("R010", pattern.range.clone(), format!("not a pattern: {why}"));
        }
    };
    if regex.is_match(b"") {
        reader.fault("R010", pattern.range.clone(), "the pattern matches the empty text");
    }
    let mut folded = Folded::default();
    let mut found = |text: &str| {
        fold(text, &mut folded);
        regex.is_match(folded.text())
    };
    for example in must.iter().filter(|example| !found(&example.value)) {
        reader.fault("R011", example.range.clone(), "the pattern does not find its example");
    }
    for example in must_not.iter().filter(|example| found(&example.value)) {
        reader.fault("R011", example.range.clone(), "the pattern finds what it must not");
    }
}
