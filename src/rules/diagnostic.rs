//! Faults in rule files, shown as a compiler shows them: code, file, line, column, caret, help.

use crate::hidden::is_hidden;
use serde::Serialize;
use std::fmt;
use std::ops::Range;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// No rule set is built.
    Error,
    /// The rule set is built; something in it does nothing, or not what it seems.
    Warning,
}

/// One fault of a rule file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// `R001` to `R099`: what kind of fault; the list is in `rules/README.md`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// The column, in characters, from 1.
    pub column: usize,
    /// How many characters the caret covers.
    pub length: usize,
    /// The text of the line.
    pub source: String,
    /// How to mend it.
    pub help: Option<String>,
}

/// The most characters of a line that are shown.
const WIDEST: usize = 160;

impl Diagnostic {
    /// A fault at a range of bytes of a file's text.
    pub(crate) fn at(code: &'static str, file: &str, text: &str, range: Range<usize>, message: String) -> Diagnostic {
        let start = floor(text, range.start);
        let end = floor(text, range.end.max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let source = text[line_start..line_end].trim_end();
        Diagnostic {
            severity: Severity::Error,
            code,
            message,
            file: file.to_owned(),
            line: text[..start].bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            length: text[start..end.min(line_end).max(start)].chars().count().max(1),
            source: source.to_owned(),
            help: None,
        }
    }

    /// A fault of a file as a whole.
    pub(crate) fn of_file(code: &'static str, file: &str, message: String) -> Diagnostic {
        Diagnostic {
            line: 0,
            column: 0,
            length: 0,
            ..Diagnostic::at(code, file, "", 0..0, message)
        }
    }

    /// The same, with a way out.
    pub(crate) fn help(self, help: impl Into<String>) -> Diagnostic {
        Diagnostic {
            help: Some(help.into()),
            ..self
        }
    }

    /// The same, as a warning.
    pub(crate) fn warning(self) -> Diagnostic {
        Diagnostic {
            severity: Severity::Warning,
            ..self
        }
    }
}

impl Diagnostic {
    /// The part of the line that is shown, and where in it the fault starts: a line may be as long as its file.
    fn window(&self) -> (String, usize) {
        const BEFORE: usize = 60;
        let column = self.column - 1;
        let from = if column + self.length.min(BEFORE) <= WIDEST {
            0
        } else {
            column.saturating_sub(BEFORE)
        };
        // A tab or a hidden character would move the caret, or the terminal.
        let plain = |c: char| if is_hidden(c) { ' ' } else { c };
        let shown = self.source.chars().skip(from).take(WIDEST).map(plain).collect();
        (shown, column - from)
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(f, "{severity}[{}]: {}", self.code, self.message)?;
        if self.line == 0 {
            writeln!(f, "  --> {}", self.file)?;
        } else {
            let margin = self.line.to_string().len();
            writeln!(f, "{:margin$}--> {}:{}:{}", "", self.file, self.line, self.column)?;
            let (shown, indent) = self.window();
            writeln!(f, "{} | {shown}", self.line)?;
            let carets = "^".repeat(self.length.min(WIDEST - indent.min(WIDEST - 1)));
            writeln!(f, "{:margin$} | {:indent$}{carets}", "", "")?;
        }
        if let Some(help) = &self.help {
            writeln!(f, "  = help: {help}")?;
        }
        Ok(())
    }
}

/// All faults of a rule set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    pub(crate) fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(others);
    }

    /// Puts the faults in the order of the files and of their lines.
    pub(crate) fn sort<'n>(&mut self, files: impl Iterator<Item = &'n str>) {
        let places: std::collections::HashMap<&str, usize> = files.zip(0..).collect();
        self.0.sort_by_key(|fault| {
            let file = places.get(fault.file.as_str()).copied().unwrap_or(usize::MAX);
            (file, fault.line, fault.column)
        });
    }

    /// The faults, in the order of the files and of their lines.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// The errors alone.
    pub(crate) fn only_errors(mut self) -> Diagnostics {
        self.0.retain(|fault| fault.severity == Severity::Error);
        self
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.0
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .count()
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.0.len() - self.errors()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.0 {
            write!(f, "{diagnostic}")?;
        }
        match (self.errors(), self.warnings()) {
            (0, warnings) => write!(f, "{warnings} warning{}", plural(warnings)),
            (errors, _) => write!(f, "{errors} error{}, no rule set built", plural(errors)),
        }
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

impl std::error::Error for Diagnostics {}

/// What was perhaps meant: the nearest of the known words, if it is near.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const FAR: usize = 3;
    let distance = |other: &&str| strsim::osa_distance(word, other);
    known
        .into_iter()
        .min_by_key(distance)
        .filter(|other| distance(other) < FAR.min(word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_place_in_characters() {
        let text = "a = 1\nclé = \"été\"\n";
        let start = text.find("été").unwrap();
        let fault = Diagnostic::at("R012", "x.toml", text, start..start + "été".len(), "odd".to_owned()).help("even");
        let shown = fault.to_string();
        assert_eq!(
            shown,
            "error[R012]: odd\n --> x.toml:2:8\n2 | clé = \"été\"\n  |        ^^^\n  = help: even\n"
        );
    }

    #[test]
    fn a_place_inside_a_character_is_its_start() {
        let fault = Diagnostic::at("R001", "x", "é", 1..9, String::new());
        assert_eq!((fault.line, fault.column, fault.length), (1, 1, 1));
    }

    #[test]
    fn only_near_words_are_suggested() {
        assert_eq!(nearest("spéciality", ["speciality", "head"]), Some("speciality"));
        assert_eq!(nearest("xyz", ["speciality", "head"]), None);
    }
}
