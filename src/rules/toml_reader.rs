//! TOML with places: every value knows its bytes, and every fault is noted instead of ending the reading.

use super::diagnostic::{Diagnostics, nearest};
use super::source::Source;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and where it stands in its file.
#[derive(Clone, Debug)]
pub(crate) struct Located<T> {
    pub value: T,
    pub range: Range<usize>,
}

/// Reads the values of one file, noting what is wrong with them.
pub(crate) struct Reader<'a> {
    pub source: &'a Source,
    pub faults: &'a mut Diagnostics,
}

/// A table and where it stands.
pub(crate) type Table<'t> = Located<&'t DeTable<'t>>;

impl<'a> Reader<'a> {
    /// The file's top table; syntax errors are noted, and what could be read of it comes back.
    pub fn parse(&mut self) -> Spanned<DeTable<'a>> {
        let source: &'a Source = self.source;
        let (table, errors) = DeTable::parse_recoverable(&source.text);
        for error in errors {
            let range = error.span().unwrap_or(0..0);
            let message = error.message().lines().collect::<Vec<_>>().join("; ");
            self.fault("R002", range, message);
        }
        table
    }

    /// Notes a fault.
    pub fn fault(&mut self, code: &'static str, range: Range<usize>, message: impl Into<String>) {
        self.faults.push(self.source.fault(code, range, message));
    }

    /// Notes a fault with a way out.
    pub fn fault_with(&mut self, code: &'static str, range: Range<usize>, message: impl Into<String>, help: String) {
        self.faults.push(self.source.fault(code, range, message).help(help));
    }

    /// Notes every key that is not among `known`.
    pub fn only(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let meant = nearest(name, known.iter().copied());
                let help = match meant {
                    Some(meant) => format!("did you mean « {meant} »?"),
                    None => format!("keys known here: {}", known.join(", ")),
                };
                self.fault_with("R003", key.span(), format!("unknown key « {name} »"), help);
            }
        }
    }

    /// The value of a key.
    pub fn get<'t>(&self, table: &'t DeTable<'_>, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        table
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map(|(_, value)| shorten(value))
    }

    /// The text of a key that may be missing.
    pub fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<Located<String>> {
        let value = self.get(table, key)?;
        let range = value.span();
        match value.get_ref().as_str() {
            Some(text) => Some(Located {
                value: text.to_owned(),
                range,
            }),
            None => {
                let found = value.get_ref().type_str();
                self.fault("R004", range, format!("« {key} » must be a text, not {found}"));
                None
            }
        }
    }

    /// The text of a key that must be there.
    pub fn required(&mut self, table: &Table<'_>, key: &str) -> Option<Located<String>> {
        if self.get(table.value, key).is_none() {
            self.fault("R005", table.range.clone(), format!("« {key} » is missing"));
        }
        self.text(table.value, key)
    }

    /// The whole number of a key that may be missing, from 0 to `most`.
    pub fn number(&mut self, value: &Spanned<DeValue<'_>>, key: &str, most: u32) -> Option<u32> {
        let number = value.get_ref().as_integer();
        let parsed = number.and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        if parsed.is_none_or(|number| number > most) {
            self.fault(
                "R004",
                value.span(),
                format!("« {key} » must be a whole number from 0 to {most}"),
            );
        }
        parsed.filter(|number| *number <= most)
    }

    /// The list of texts of a key; empty where it is missing.
    pub fn texts(&mut self, table: &DeTable<'_>, key: &str) -> Vec<Located<String>> {
        let Some(value) = self.get(table, key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            let found = value.get_ref().type_str();
            self.fault(
                "R004",
                value.span(),
                format!("« {key} » must be a list of texts, not {found}"),
            );
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_str() {
                Some(text) => texts.push(Located {
                    value: text.to_owned(),
                    range: item.span(),
                }),
                None => self.fault("R004", item.span(), format!("« {key} » must hold texts only")),
            }
        }
        texts
    }

    /// The tables of a key such as `[[concept]]`; empty where it is missing.
    pub fn tables<'t>(&mut self, table: &'t DeTable<'_>, key: &str) -> Vec<Table<'t>> {
        let Some(value) = self.get(table, key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.fault("R004", value.span(), format!("« {key} » must be written [[{key}]]"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_table() {
                Some(table) => tables.push(Located {
                    value: table,
                    range: item.span(),
                }),
                None => self.fault("R004", item.span(), format!("« {key} » must be written [[{key}]]")),
            }
        }
        tables
    }
}

/// The same value, its text borrowed for no longer than the table is.
fn shorten<'t>(value: &'t Spanned<DeValue<'_>>) -> &'t Spanned<DeValue<'t>> {
    value
}
