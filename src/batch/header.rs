//! Which column holds what, by what real files call it.
//!
//! Names are compared without case, accents, spaces or marks, so that `Intitulé du poste`, `INTITULE_DU_POSTE` and
//! `intituleDuPoste` are one. The known names are in `aliases`.

use super::aliases::{COMPANY, DATE, KIND, PLACE, SIZE, STRONG, WEAK};
use super::facets::Facets;
use super::options::Column;
use crate::error::Error;
use crate::hidden::is_hidden;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name as it is compared: letters and digits only, lower case, no accents.
pub fn compact(name: &str) -> String {
    let letters = name
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase);
    letters.filter(|c| c.is_alphanumeric()).collect()
}

/// A name as it is shown.
pub fn shown(name: &str) -> &str {
    name.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

/// What a header says of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles {
    pub title: usize,
    pub size: Option<usize>,
    pub kind: Option<usize>,
    /// Another column that may be the title as surely.
    pub rival: Option<usize>,
}

/// What was asked for by name or number.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub title: Option<&'a Column>,
    pub size: Option<&'a Column>,
    pub kind: Option<&'a Column>,
    /// Whether the columns have letters for names, too, as those of a workbook's sheet do.
    pub lettered: bool,
}

/// Finds the columns by what was asked for, then by their names.
///
/// # Errors
/// A column asked for is not there, or none may be the title.
pub fn find(file: &str, names: &[String], asked: Asked<'_>) -> Result<Roles, Error> {
    let keys: Vec<String> = names.iter().map(|name| compact(name)).collect();
    let named = |column: Option<&Column>, option| {
        column
            .map(|column| look_up(file, names, &keys, (column, asked.lettered), option))
            .transpose()
    };
    let size = named(asked.size, "--company-size-column")?;
    let kind = named(asked.kind, "--company-type-column")?;
    let (title, rival) = match named(asked.title, "--title-column")? {
        Some(title) => (title, None),
        None => title(&keys).ok_or_else(|| no_title(file, names, &keys))?,
    };
    let spare = |found: Option<usize>| found.filter(|column| *column != title);
    Ok(Roles {
        title,
        size: size.or_else(|| spare(first(&keys, SIZE))),
        kind: kind.or_else(|| spare(first(&keys, KIND))),
        rival,
    })
}

/// What else the columns hold; the titles' own is nothing else.
pub fn facets(names: &[String], title: usize) -> Facets<usize> {
    let keys: Vec<String> = names.iter().map(|name| compact(name)).collect();
    let found = |aliases| first(&keys, aliases).filter(|column| *column != title);
    Facets {
        date: found(DATE),
        place: found(PLACE),
        company: found(COMPANY),
    }
}

/// Whether a name is surely that of a title.
pub fn is_title(name: &str) -> bool {
    STRONG.contains(&compact(name).as_str())
}

/// Whether some of these names may be the title's.
pub fn has_title(names: &[String]) -> bool {
    title(&names.iter().map(|name| compact(name)).collect::<Vec<_>>()).is_some()
}

/// The title's column, and its rival where two different names are as sure.
fn title(keys: &[String]) -> Option<(usize, Option<usize>)> {
    let mut strong = STRONG
        .iter()
        .filter_map(|alias| keys.iter().position(|key| key == alias));
    if let Some(title) = strong.next() {
        return Some((title, strong.next()));
    }
    let mut weak = (0..keys.len()).filter(|column| WEAK.contains(&keys[*column].as_str()));
    let title = weak.next()?;
    weak.next().is_none().then_some((title, None))
}

fn first(keys: &[String], aliases: &[&str]) -> Option<usize> {
    aliases
        .iter()
        .find_map(|alias| keys.iter().position(|key| key == alias))
}

fn look_up(
    file: &str,
    names: &[String],
    keys: &[String],
    (column, lettered): (&Column, bool),
    option: &'static str,
) -> Result<usize, Error> {
    let name = match column {
        Column::Name(name) => name.clone(),
        Column::Number(number) => number.to_string(),
    };
    let exact = names.iter().position(|other| shown(other) == name);
    let key = compact(&name);
    let close = || keys.iter().position(|other| !key.is_empty() && *other == key);
    let numbered = match column {
        Column::Number(number) => number.checked_sub(1).filter(|index| *index < names.len()),
        Column::Name(_) => None,
    };
    let letters = || {
        lettered
            .then(|| index_of(&name))
            .flatten()
            .filter(|index| *index < names.len())
    };
    let found = exact.or(numbered).or_else(close).or_else(letters);
    found.ok_or_else(|| Error::NoSuchColumn {
        name: file.to_owned(),
        wanted: format!("« {name} »"),
        option,
        columns: listed(names),
        hint: nearest(names, keys, &key),
    })
}

/// The place of a column of a sheet by its letters: `A` is the first, `AA` the 27th.
fn index_of(letters: &str) -> Option<usize> {
    let sound = (1..=3).contains(&letters.len()) && letters.bytes().all(|letter| letter.is_ascii_uppercase());
    let number = letters
        .bytes()
        .fold(0, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
    sound.then(|| number - 1)
}

/// The name closest to one that is not there, where one is close.
fn nearest(names: &[String], keys: &[String], key: &str) -> String {
    let distances = keys.iter().map(|other| strsim::damerau_levenshtein(key, other));
    match distances.zip(names).min() {
        Some((distance, name)) if distance <= 1 + key.len() / 3 => {
            format!("; did you mean « {} »?", shown(name))
        }
        _ => String::new(),
    }
}

/// The columns, numbered, and no more of them than a line can bear.
pub fn listed(names: &[String]) -> String {
    const MOST: usize = 40;
    let one = |(at, name): (usize, &String)| {
        let name: String = shown(name).chars().take(60).flat_map(visible).collect();
        format!("{} « {name} »", at + 1)
    };
    let mut all: Vec<String> = names.iter().enumerate().take(MOST).map(one).collect();
    if names.len() > MOST {
        all.push(format!("and {} more", names.len() - MOST));
    }
    if all.is_empty() {
        "(none)".to_owned()
    } else {
        all.join(", ")
    }
}

/// A letter as it may be put on one line of a terminal.
pub fn visible(c: char) -> impl Iterator<Item = char> {
    let hidden = is_hidden(c);
    let escaped = hidden.then(|| c.escape_unicode());
    escaped.into_iter().flatten().chain((!hidden).then_some(c))
}

fn no_title(file: &str, names: &[String], keys: &[String]) -> Error {
    let weak: Vec<String> = (0..keys.len())
        .filter(|at| WEAK.contains(&keys[*at].as_str()))
        .map(|at| shown(&names[at]).to_owned())
        .collect();
    let distances = keys
        .iter()
        .enumerate()
        .filter(|(_, key)| !key.is_empty())
        .flat_map(|(at, key)| {
            STRONG
                .iter()
                .map(move |alias| (strsim::damerau_levenshtein(key, alias), at, *alias))
        });
    let hint = if weak.is_empty() {
        let near = distances
            .min()
            .filter(|(distance, _, alias)| *distance <= alias.len() / 4);
        match near {
            Some((_, at, alias)) => format!(
                "the closest is « {} » (to « {alias} »): if it is that, give --title-column {}",
                shown(&names[at]).chars().take(60).flat_map(visible).collect::<String>(),
                at + 1
            ),
            None => "name it with --title-column NAME or its number".to_owned(),
        }
    } else {
        format!("« {} » may be: choose with --title-column", weak.join(" » and « "))
    };
    Error::NoTitleColumn {
        name: file.to_owned(),
        columns: listed(names),
        hint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn roles(header: &[&str]) -> Result<Roles, Error> {
        find(
            "f",
            &names(header),
            Asked {
                title: None,
                size: None,
                kind: None,
                lettered: false,
            },
        )
    }

    #[test]
    fn every_alias_is_written_as_it_is_compared() {
        for alias in [STRONG, WEAK, SIZE, KIND, DATE, PLACE, COMPANY].concat() {
            assert_eq!(compact(alias), alias);
        }
    }

    #[test]
    fn real_headers() {
        let cases: &[(&[&str], usize)] = &[
            (&["id", "\u{FEFF}Intitulé du poste ", "Métier", "Employeur"], 1),
            (&["INTITULE_DU_POSTE", "romeLibelle"], 0),
            (
                &[
                    "appellationlibelle",
                    "romeLibelle",
                    "intitule",
                    "entreprise.nom",
                    "trancheEffectifEtab",
                ],
                2,
            ),
            (&["Offer_Reference_", "JobDescriptionTranslation_JobTitle_"], 1),
            (&["company_name", "jobTitle"], 1),
            (&["Code_OGR", "Libelle_metier_OGR", "Description"], 1),
            (&["title", "intitule"], 1),
            (&["id", "Job\u{A0}Title"], 1),
        ];
        for (header, title) in cases {
            assert_eq!(roles(header).map(|roles| roles.title).ok(), Some(*title), "{header:?}");
        }
    }

    #[test]
    fn what_is_never_a_title() {
        let header = [
            "Métier",
            "romeLibelle",
            "appellationlibelle",
            "entreprise_nom",
            "description",
            "secteurActivite",
        ];
        let text = roles(&header).unwrap_err().to_string();
        assert!(
            text.contains("--title-column") && text.contains("« romeLibelle »"),
            "{text}"
        );
        assert!(
            roles(&["nom", "libelle"])
                .unwrap_err()
                .to_string()
                .contains("« nom » and « libelle » may be")
        );
    }

    #[test]
    fn the_company_is_found() {
        let roles = roles(&["intitule", "trancheEffectifEtab", "company_type"]).unwrap();
        assert_eq!((roles.size, roles.kind), (Some(1), Some(2)));
    }

    #[test]
    fn what_else_is_found() {
        let header = names(&[
            "Date de création",
            "Poste",
            "lieuTravail.libelle",
            "Employeur",
            "Date",
            "Ville",
        ]);
        let found = Facets {
            date: Some(0),
            place: Some(5),
            company: Some(3),
        };
        assert_eq!(facets(&header, 1), found);
        assert_eq!(facets(&header, 3).company, None);
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_nearest() {
        let column: Column = "intitul".parse().unwrap();
        let asked = Asked {
            title: Some(&column),
            size: None,
            kind: None,
            lettered: true,
        };
        let text = find("f", &names(&["id", "intitule"]), asked).unwrap_err().to_string();
        assert!(text.contains("did you mean « intitule »"), "{text}");
    }
}
