//! Concept files: `families/*.toml`, `exclusions/*.toml`, a user's own.

use super::diagnostic::{Diagnostics, nearest};
use super::source::{Kind, Sources};
use super::toml_reader::{Located, Reader, Table};
use crate::engine::concept::Role;
use crate::engine::weights::Tier;
use crate::engine::{Company, CompanyKind, Label};

/// A concept as its file has it.
#[derive(Clone, Debug)]
pub(crate) struct ConceptText {
    pub name: Located<String>,
    pub label: Label,
    pub role: Role,
    pub tier: Tier,
    pub forms: Vec<Located<String>>,
    pub gives: Vec<Located<String>>,
    pub needs: Vec<Located<String>>,
    pub unless: Vec<Located<String>>,
    /// The file's place among the sources.
    pub file: usize,
}

impl ConceptText {
    /// Whether it speaks for its label wherever it stands.
    pub fn speaks_always(&self) -> bool {
        self.role.speaks() && self.needs.is_empty() && self.unless.is_empty()
    }
}

/// An example of a rule file: what a title must be.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub title: Located<String>,
    pub label: Label,
    pub company: Company,
    pub file: usize,
}

/// Everything that the concept files say.
#[derive(Default)]
pub(crate) struct Concepts {
    pub concepts: Vec<ConceptText>,
    pub examples: Vec<Example>,
}

/// Reads all concept files; a concept of a later layer replaces the one of its name.
pub(crate) fn read(sources: &Sources, faults: &mut Diagnostics) -> Concepts {
    let mut all = Concepts::default();
    for (file, source) in sources.of(Kind::Concepts) {
        let mut reader = Reader {
            source,
            faults: &mut *faults,
        };
        let top = reader.parse();
        let top = top.get_ref();
        reader.only(top, &["label", "concept", "example"]);
        let label = label(
            &mut reader,
            &Located {
                value: top,
                range: 0..0,
            },
        );
        for table in reader.tables(top, "concept") {
            if let Some(concept) = concept(&mut reader, &table, label.unwrap_or(Label::OutOfScope), file) {
                add(&mut reader, sources, &mut all.concepts, concept);
            }
        }
        for table in reader.tables(top, "example") {
            all.examples.extend(example(&mut reader, &table, file));
        }
    }
    all
}

/// Adds a concept, in the place of the one of its name in an earlier layer.
fn add(reader: &mut Reader<'_>, sources: &Sources, concepts: &mut Vec<ConceptText>, concept: ConceptText) {
    let same = concepts.iter_mut().find(|other| other.name.value == concept.name.value);
    match same {
        Some(other) if sources.files[other.file].layer < reader.source.layer => *other = concept,
        Some(other) => {
            let first = &sources.files[other.file];
            let message = format!("the concept « {} » is there already", concept.name.value);
            let place = format!("{}:{}", first.name, first.line(other.name.range.start));
            reader.fault_with(
                "R006",
                concept.name.range.clone(),
                message,
                format!("the first one is at {place}: give this one another name"),
            );
            concepts.push(concept);
        }
        None => concepts.push(concept),
    }
}

fn label(reader: &mut Reader<'_>, table: &Table<'_>) -> Option<Label> {
    let text = reader.required(table, "label")?;
    let label = text.value.parse();
    if label.is_err() {
        let meant = nearest(&text.value, Label::ALL.map(Label::slug));
        let help = match meant {
            Some(meant) => format!("did you mean « {meant} »?"),
            None => format!("labels: {}", Label::ALL.map(Label::slug).join(", ")),
        };
        reader.fault_with("R007", text.range, format!("unknown label « {} »", text.value), help);
    }
    label.ok()
}

fn concept(reader: &mut Reader<'_>, table: &Table<'_>, label: Label, file: usize) -> Option<ConceptText> {
    reader.only(
        table.value,
        &[
            "name", "role", "weight", "forms", "gives", "needs", "unless", "note", "source",
        ],
    );
    reader.text(table.value, "note");
    reader.text(table.value, "source");
    let name = reader.required(table, "name");
    let role = reader
        .required(table, "role")
        .and_then(|role| known(reader, role, "role", &Role::ALL.map(|role| (role.name(), role))));
    let tier = reader
        .text(table.value, "weight")
        .map_or(Some(Tier::Normal), |tier| known(reader, tier, "weight", &TIERS));
    let forms = reader.texts(table.value, "forms");
    let gives = reader.texts(table.value, "gives");
    let needs = reader.texts(table.value, "needs");
    let unless = reader.texts(table.value, "unless");
    let name = name?;
    if has_no_forms(reader, table) {
        let message = format!("the concept « {} » has no forms", name.value);
        reader.fault("R005", name.range.clone(), message);
    }
    Some(ConceptText {
        name,
        label,
        // A fault in one key hides none in the others.
        role: role.unwrap_or(Role::Mark),
        tier: tier.unwrap_or(Tier::Normal),
        forms,
        gives,
        needs,
        unless,
        file,
    })
}

fn has_no_forms(reader: &Reader<'_>, table: &Table<'_>) -> bool {
    let forms = reader.get(table.value, "forms");
    // What is no list is a fault of its own.
    forms.is_none_or(|forms| forms.get_ref().as_array().is_some_and(|array| array.is_empty()))
}

const TIERS: [(&str, Tier); 3] = [("weak", Tier::Weak), ("normal", Tier::Normal), ("strong", Tier::Strong)];

/// The value that a word names; another word is a fault.
fn known<T: Copy>(reader: &mut Reader<'_>, text: Located<String>, key: &str, values: &[(&str, T)]) -> Option<T> {
    let found = values
        .iter()
        .find(|(name, _)| *name == text.value)
        .map(|(_, value)| *value);
    if found.is_none() {
        let names: Vec<_> = values.iter().map(|(name, _)| *name).collect();
        let help = match nearest(&text.value, names.iter().copied()) {
            Some(meant) => format!("did you mean « {meant} »?"),
            None => format!("one of {}", names.join(", ")),
        };
        reader.fault_with("R008", text.range, format!("unknown {key} « {} »", text.value), help);
    }
    found
}

fn example(reader: &mut Reader<'_>, table: &Table<'_>, file: usize) -> Option<Example> {
    reader.only(table.value, &["title", "label", "company_size", "company_type", "note"]);
    reader.text(table.value, "note");
    let title = reader.required(table, "title")?;
    let label = label(reader, table)?;
    let mut company = Company::default();
    if let Some(size) = reader.get(table.value, "company_size") {
        let size = reader.number(size, "company_size", u32::MAX)?;
        company = company.with_headcount(size);
    }
    if let Some(kind) = reader.text(table.value, "company_type") {
        let kinds = [("agence", CompanyKind::Agency), ("marchand", CompanyKind::Merchant)];
        company = company.with_kind(known(reader, kind, "company_type", &kinds)?);
    }
    Some(Example {
        title,
        label,
        company,
        file,
    })
}
