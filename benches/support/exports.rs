//! Exports made up for measuring: the same bytes for the same shape, number of rows and seed, everywhere.
//!
//! Titles are the composed ones of `fixtures/`, some far more frequent than others, three in four with the noise of real
//! ads behind them, so that about two titles in five are new, as in a job board's export.

use std::io::{self, Write};

/// What the rows look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// About 100 bytes, hardly a quote.
    Lean,
    /// The same, the titles as people compose them and nothing behind: each some hundred times in a million rows.
    Repeated,
    /// About 1 KiB: a description with quotes, delimiters and line ends.
    Wide,
}

/// The header of every export.
pub const HEADER: &str = "id,title,city,contract,date,pay,text\n";

const COMPOSED: &str = include_str!("../../fixtures/gold/composed.csv");
const LABELLED: &str = include_str!("../../fixtures/titles/labelled.csv");
const CITIES: [&str; 8] = [
    "Lille",
    "Saint-Étienne",
    "Paris 9e",
    "Villeneuve-d'Ascq",
    "Aix-en-Provence",
    "Lyon",
    "Nantes",
    "Béziers",
];
const GENDERS: [&str; 5] = [" (H/F)", " H/F", " F/H", " - H/F", " h/f"];
const CONTRACTS: [&str; 6] = [
    " - CDI",
    " en alternance",
    " (Stage)",
    " CDD 6 mois",
    " - Freelance",
    " - CDI",
];

/// A generator of numbers that are the same everywhere.
pub struct Numbers(u64);

impl Numbers {
    /// Numbers that follow from a seed.
    pub fn new(seed: u64) -> Numbers {
        Numbers(seed)
    }

    /// A number from 0 to `limit`, without it.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

/// The titles that exports are made of, as people compose them.
pub fn composed() -> Vec<String> {
    let titles = |text: &'static str| {
        let rows = csv::Reader::from_reader(text.as_bytes()).into_records();
        rows.map(|row| row.expect("fixtures are CSV")[0].to_owned())
    };
    titles(COMPOSED).chain(titles(LABELLED)).collect()
}

/// A title with the noise of an ad.
pub fn title(composed: &[String], numbers: &mut Numbers) -> String {
    // The smaller of two numbers: the first titles come more often than the last.
    let place = numbers.below(composed.len()).min(numbers.below(composed.len()));
    let mut title = composed[place].clone();
    if numbers.below(4) == 0 {
        return title;
    }
    if numbers.below(4) == 0 {
        title = title.to_uppercase();
    }
    if numbers.below(2) == 0 {
        title += numbers.of(&GENDERS);
    }
    if numbers.below(3) == 0 {
        title += numbers.of(&CONTRACTS);
    }
    if numbers.below(3) == 0 {
        let department = 1 + numbers.below(95);
        title += &format!(" - {} ({department:02})", numbers.of(&CITIES));
    }
    if numbers.below(6) == 0 {
        title += &format!(" - Réf. {}", numbers.below(1_000_000));
    }
    title
}

/// Writes an export of so many rows.
///
/// # Errors
/// What the writer gives.
pub fn write(shape: Shape, rows: usize, out: &mut impl Write) -> io::Result<()> {
    let composed = composed();
    let mut numbers = Numbers::new(2026);
    out.write_all(HEADER.as_bytes())?;
    for row in 0..rows {
        let title = match shape {
            Shape::Repeated => &composed[numbers.below(composed.len())],
            Shape::Lean | Shape::Wide => &title(&composed, &mut numbers),
        };
        let title = quoted(title);
        let (city, day) = (numbers.of(&CITIES), 1 + row % 28);
        let pay = 20_000 + numbers.below(30_000);
        write!(out, "{row},{title},{city},CDI,2026-11-{day:02},{pay},")?;
        match shape {
            Shape::Lean | Shape::Repeated => out.write_all("poste à pourvoir\n".as_bytes())?,
            Shape::Wide => description(&mut numbers, out)?,
        }
    }
    Ok(())
}

fn quoted(title: &str) -> String {
    if title.contains([',', '"']) {
        format!("\"{}\"", title.replace('"', "\"\""))
    } else {
        title.to_owned()
    }
}

fn description(numbers: &mut Numbers, out: &mut impl Write) -> io::Result<()> {
    out.write_all("\"Au sein du \"\"pôle digital\"\", vous animez, vous suivez :\n".as_bytes())?;
    for line in 0..8 + numbers.below(6) {
        let text = "le trafic, les campagnes et la relation avec la clientèle, au quotidien ;";
        writeln!(out, "- {line}. {text}")?;
    }
    out.write_all("Rejoignez-nous !\"\n".as_bytes())
}
