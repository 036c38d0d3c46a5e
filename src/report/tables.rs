//! The rows of the report's tables; bars are as long as their share.

use super::numbers::{at_least, hundredths, length, number, share};
use super::texts::{Lang, Texts};
use super::visible::shown;
use crate::batch::{Findings, Group, Grouped, InputFormat, InputReport, Summary, UnknownWord, UnsureTitle};
use crate::engine::Family;

/// A row with a bar.
pub struct Bar {
    pub name: &'static str,
    pub slug: &'static str,
    /// The colour and hatching.
    pub fill: usize,
    pub count: String,
    pub share: String,
    pub length: String,
}

/// The colour and hatching of what has no family.
pub const NO_FAMILY: usize = Family::ALL.len();

/// The records by family, those without one last.
pub fn families(summary: &Summary, lang: Lang) -> Vec<Bar> {
    let with: u64 = summary.families.values().sum();
    let rows = Family::ALL.map(|family| (family.slug(), summary.families.get(family.slug()).copied().unwrap_or(0)));
    let rows: Vec<_> = rows
        .into_iter()
        .chain([("sans_famille", summary.records - with)])
        .collect();
    bars(&rows, summary.records, lang, |at, _| at)
}

/// The records by reason.
pub fn reasons(summary: &Summary, lang: Lang) -> Vec<Bar> {
    const ORDER: [&str; 8] = [
        "indice",
        "repli",
        "hors_champ",
        "exclu_encadrement",
        "exclu_informatique",
        "exclu_graphisme",
        "titre_vide",
        "ligne_irreguliere",
    ];
    let rows = ORDER.map(|slug| (slug, summary.reasons.get(slug).copied().unwrap_or(0)));
    bars(&rows, summary.records, lang, |_, slug| match slug {
        "indice" => 0,
        "repli" => 1,
        _ => NO_FAMILY,
    })
}

fn bars(rows: &[(&'static str, u64)], whole: u64, lang: Lang, fill: impl Fn(usize, &'static str) -> usize) -> Vec<Bar> {
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let bar = |(at, (slug, count)): (usize, &(&'static str, u64))| Bar {
        name: lang.name_of(slug),
        slug,
        fill: fill(at, slug),
        count: number(*count, lang),
        share: share(*count, whole, lang),
        length: length(*count, most),
    };
    rows.iter().enumerate().map(bar).collect()
}

/// A part of a bar.
pub struct Part {
    pub fill: usize,
    pub start: String,
    pub length: String,
}

/// The places or the companies, the largest first.
pub struct GroupTable {
    pub id: &'static str,
    pub heading: &'static str,
    pub caption: &'static str,
    pub column: &'static str,
    pub rows: Vec<GroupRow>,
    pub others: Option<String>,
    pub unknown: Option<String>,
}

/// One place or company.
pub struct GroupRow {
    pub name: String,
    pub count: String,
    pub parts: Vec<Part>,
    pub families: Vec<String>,
}

/// What is told by place and by company.
pub fn groups(findings: &Findings, lang: Lang) -> Vec<GroupTable> {
    let t = lang.texts();
    let places = findings.places.as_ref().map(|found| {
        let (heading, caption) = (t.places, t.places_caption);
        (found, "lieux", heading, caption, t.place)
    });
    let companies = findings.companies.as_ref().map(|found| {
        let (heading, caption) = (t.companies, t.companies_caption);
        (found, "entreprises", heading, caption, t.company)
    });
    let table = |(found, id, heading, caption, column): (&Grouped, _, _, _, _)| GroupTable {
        id,
        heading,
        caption,
        column,
        rows: found.groups.iter().map(|group| row(group, lang)).collect(),
        others: (found.others > 0).then(|| number(found.others, lang)),
        unknown: (found.unknown > 0).then(|| number(found.unknown, lang)),
    };
    places.into_iter().chain(companies).map(table).collect()
}

fn row(group: &Group, lang: Lang) -> GroupRow {
    let mut start = 0;
    let with = counts(group);
    let without = group.records - with.iter().sum::<u64>();
    let part = |(fill, count): (usize, u64)| {
        let part = Part {
            fill,
            start: length(start, group.records),
            length: length(count, group.records),
        };
        start += count;
        part
    };
    let parts = with.into_iter().chain([without]).enumerate();
    GroupRow {
        name: shown(&group.name),
        count: at_least(group.records, group.perhaps_more, lang),
        parts: parts.filter(|(_, count)| *count > 0).map(part).collect(),
        families: with.map(|count| number(count, lang)).to_vec(),
    }
}

/// The records of a group by family, in the order of the families.
pub fn counts(group: &Group) -> [u64; Family::ALL.len()] {
    Family::ALL.map(|family| group.families.get(family.slug()).copied().unwrap_or(0))
}

/// The most frequent titles of one label.
pub struct TitleList {
    pub name: &'static str,
    pub slug: &'static str,
    pub titles: Vec<(String, String)>,
}

/// The most frequent titles, families first.
pub fn titles(findings: &Findings, lang: Lang) -> Vec<TitleList> {
    let labels = crate::engine::Label::ALL.map(|label| label.slug());
    let list = |slug: &'static str| {
        let titles = findings.frequent_titles.get(slug)?;
        let title = |title: &crate::batch::FrequentTitle| {
            (shown(&title.title), at_least(title.records, title.perhaps_more, lang))
        };
        Some(TitleList {
            name: lang.name_of(slug),
            slug,
            titles: titles.iter().map(title).collect(),
        })
    };
    labels.into_iter().filter_map(list).collect()
}

/// A title to look at again.
pub struct UnsureRow {
    pub title: String,
    pub label: &'static str,
    pub second: &'static str,
    pub confidence: String,
    /// For sorting.
    pub percent: String,
    pub records: u64,
    pub first: u64,
}

impl UnsureRow {
    pub fn new(row: &UnsureTitle, lang: Lang) -> UnsureRow {
        UnsureRow {
            title: shown(&row.title),
            label: lang.name_of(row.label),
            second: row.famille_2.map_or("", |slug| lang.name_of(slug)),
            confidence: hundredths(row.confiance, lang),
            percent: format!("{:.2}", row.confiance),
            records: row.records,
            first: row.first,
        }
    }
}

/// A word that no rule has.
pub struct WordRow {
    pub word: String,
    pub count: String,
}

impl WordRow {
    pub fn new(word: &UnknownWord, lang: Lang) -> WordRow {
        WordRow {
            word: shown(&word.word),
            count: at_least(word.titles, word.perhaps_more, lang),
        }
    }
}

/// How an input was read.
pub struct InputRow {
    pub name: String,
    pub facts: Vec<(&'static str, String)>,
}

impl InputRow {
    pub fn new(input: &InputReport, lang: Lang) -> InputRow {
        let t = lang.texts();
        let column = |name: &Option<String>| name.as_deref().map(|name| format!("« {} »", shown(name)));
        let title = match input.title_column {
            Some(number) => format!("{number} « {} »", shown(&input.title_name)),
            None => format!("« {} »", shown(&input.title_name)),
        };
        let facts = [
            (t.read_records, Some(number(input.records, lang))),
            (t.read_shape, Some(shape(input, t))),
            (t.read_encoding, Some(encoding(input, t))),
            (t.read_title, Some(title)),
            (t.read_size, column(&input.company_size_name)),
            (t.read_type, column(&input.company_type_name)),
            (t.read_date, column(&input.date_name)),
            (t.read_place, column(&input.place_name)),
            (t.read_company, column(&input.company_name)),
        ];
        let name = if input.name == "-" {
            t.standard_input.to_owned()
        } else {
            shown(&input.name)
        };
        let facts = facts.into_iter().filter_map(|(what, value)| Some((what, value?)));
        InputRow {
            name,
            facts: facts.collect(),
        }
    }
}

fn shape(input: &InputReport, t: &Texts) -> String {
    let shape = match (&input.sheet, input.format, input.delimiter) {
        (Some(sheet), ..) => format!("{} « {} »", t.read_sheet, shown(sheet)),
        (_, InputFormat::Jsonl, _) => "JSON Lines".to_owned(),
        (_, InputFormat::Csv, None) => t.read_one_column.to_owned(),
        (_, InputFormat::Csv, Some('\t')) => format!("CSV, {}", t.read_tab),
        (_, InputFormat::Csv, Some(delimiter)) => format!("CSV « {delimiter} »"),
    };
    format!("{shape}{}", if input.gzip { ", gzip" } else { "" })
}

fn encoding(input: &InputReport, t: &Texts) -> String {
    let mark = if input.byte_order_mark { t.read_mark } else { "" };
    format!("{}{mark}", input.encoding.unwrap_or("ASCII"))
}
