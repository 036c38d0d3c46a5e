//! Which rule files a set is made of: the built-in ones, then the user's, later ones winning.

use super::builtin;
use super::diagnostic::Diagnostic;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The largest rule file that is read, in bytes.
const LARGEST_FILE: u64 = 4 << 20;
/// How deep the folders of a rule set may be nested.
const DEEPEST_FOLDER: usize = 4;

/// What a rule file holds, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Concepts,
    Weights,
    Calibration,
    Morphology,
    Classes,
    Patterns,
    Noise,
    Places,
    Acronyms,
    Anglicisms,
    Lookalikes,
}

impl Kind {
    /// The kind of a file, or `None` for one that holds no rules.
    fn of(name: &str) -> Option<Kind> {
        let file = name.rsplit('/').next().unwrap_or(name);
        Some(match file {
            "weights.toml" => Kind::Weights,
            "calibration.csv" => Kind::Calibration,
            "morphology.toml" => Kind::Morphology,
            "classes.toml" => Kind::Classes,
            "patterns.toml" => Kind::Patterns,
            "noise.csv" => Kind::Noise,
            "places.csv" => Kind::Places,
            "acronyms.csv" => Kind::Acronyms,
            "anglicisms.csv" => Kind::Anglicisms,
            "lookalikes.csv" => Kind::Lookalikes,
            "sources.toml" => return None,
            _ if file.ends_with(".toml") => Kind::Concepts,
            _ => return None,
        })
    }
}

/// A rule file's text.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub name: String,
    pub text: Cow<'static, str>,
    pub kind: Kind,
    /// 0 for the built-in files, then one number for each `--rules`: within a layer a name stands once, a later
    /// layer replaces it.
    pub layer: usize,
}

impl Source {
    /// A fault at a range of bytes.
    pub fn fault(&self, code: &'static str, range: std::ops::Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(code, &self.name, &self.text, range, message.into())
    }

    /// The line of a byte, from 1.
    pub fn line(&self, at: usize) -> u32 {
        self.text.as_bytes()[..at.min(self.text.len())]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count() as u32
            + 1
    }
}

/// The files of a rule set, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    pub files: Vec<Source>,
    /// What stands in the folders and is not read, a fault for each folder.
    pub unread: Vec<Diagnostic>,
    layers: usize,
}

impl Sources {
    /// The built-in files.
    pub fn builtin() -> Sources {
        let file = |(name, text): &(&str, &'static str)| {
            let kind = Kind::of(name).expect("built-in files have known names");
            Source {
                name: (*name).to_owned(),
                text: Cow::Borrowed(text),
                kind,
                layer: 0,
            }
        };
        Sources {
            files: builtin::FILES.iter().map(file).collect(),
            unread: Vec::new(),
            layers: 1,
        }
    }

    /// Whether these are the built-in files, all of them and no other.
    pub fn are_builtin(&self) -> bool {
        self.layers == 1 && self.files.len() == builtin::FILES.len()
    }

    /// Leaves out the built-in files but those about points and about the forms of words.
    pub fn drop_builtin_rules(&mut self) {
        let kept = |kind| matches!(kind, Kind::Weights | Kind::Calibration | Kind::Morphology);
        self.files.retain(|file| file.layer > 0 || kept(file.kind));
    }

    /// Adds texts of the caller's as one layer.
    pub fn add_texts<'n>(&mut self, texts: impl IntoIterator<Item = (&'n str, String)>) {
        for (name, text) in texts {
            self.push(name, text, self.layers);
        }
        self.layers += 1;
    }

    /// Adds a file or a folder as a layer of its own.
    ///
    /// # Errors
    /// What cannot be read, and why; all of it.
    pub fn add_path(&mut self, path: &Path) -> Result<(), Vec<Diagnostic>> {
        let layer = self.layers;
        self.layers += 1;
        let mut found = Folder::default();
        if path.is_dir() {
            found = found.with(path, 0);
            if found.paths.is_empty() && found.faults.is_empty() {
                found.faults.push(
                    unreadable(path, "no rule file in this folder".to_owned())
                        .help("rule files end in .toml or .csv: see rules/README.md"),
                );
            }
        } else {
            found.paths.push(path.to_owned());
        }
        self.unread.extend(found.unread);
        for path in found.paths {
            match read(&path) {
                Ok(text) => self.push(&path.to_string_lossy(), text, layer),
                Err(fault) => found.faults.push(*fault),
            }
        }
        if found.faults.is_empty() {
            Ok(())
        } else {
            Err(found.faults)
        }
    }

    fn push(&mut self, name: &str, text: String, layer: usize) {
        let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
        let kind = Kind::of(name).unwrap_or(Kind::Concepts);
        self.files.push(Source {
            name: name.to_owned(),
            text: Cow::Owned(text),
            kind,
            layer,
        });
    }

    /// The files of a kind, with their places.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = (usize, &Source)> {
        self.files.iter().enumerate().filter(move |(_, file)| file.kind == kind)
    }

    /// Sixteen hexadecimal digits that name the set: the start of the SHA-256 of all files, each with its kind and its layer,
    /// since a later layer wins over an earlier one.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for file in &self.files {
            hash.update([file.kind as u8]);
            hash.update(file.layer.to_le_bytes());
            hash.update(file.text.len().to_le_bytes());
            hash.update(file.text.as_bytes());
        }
        hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What a folder holds.
#[derive(Default)]
struct Folder {
    paths: Vec<PathBuf>,
    faults: Vec<Diagnostic>,
    unread: Vec<Diagnostic>,
}

impl Folder {
    /// With the rule files of a folder, sorted by name so that the order is the same everywhere.
    fn with(mut self, folder: &Path, depth: usize) -> Folder {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.faults.push(unreadable(folder, error.to_string()));
                return self;
            }
        };
        let mut inside = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => inside.push(entry.path()),
                Err(error) => self.faults.push(unreadable(folder, error.to_string())),
            }
        }
        inside.sort();
        let mut others = Vec::new();
        for path in inside {
            if path.is_dir() && !path.is_symlink() {
                self = self.with_inner(&path, depth);
            } else if Kind::of(&path.to_string_lossy()).is_some() {
                self.paths.push(path);
            } else if !is_note(&path) {
                others.push(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
            }
        }
        if !others.is_empty() {
            self.unread.push(unread(folder, &others));
        }
        self
    }

    fn with_inner(mut self, folder: &Path, depth: usize) -> Folder {
        if depth < DEEPEST_FOLDER {
            return self.with(folder, depth + 1);
        }
        let deep = format!("this folder is more than {DEEPEST_FOLDER} folders deep");
        self.faults
            .push(unreadable(folder, deep).help("move its rule files up"));
        self
    }
}

/// Whether nobody would take a file for rules: texts about them, where they come from, what is hidden.
fn is_note(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = [".md", ".txt"].iter().any(|ending| name.ends_with(ending));
    path.is_file() && (text || name == "sources.toml" || name.starts_with('.') || !name.contains('.'))
}

/// That some of what a folder holds is not read.
fn unread(folder: &Path, names: &[String]) -> Diagnostic {
    let names = names
        .iter()
        .map(|name| format!("« {name} »"))
        .collect::<Vec<_>>()
        .join(", ");
    Diagnostic::of_file("R040", &folder.to_string_lossy(), format!("no rules are read from {names}")).help(
        "rules are in files that end in .toml, and in noise.csv, places.csv, acronyms.csv, anglicisms.csv, lookalikes.csv and \
         calibration.csv",
    )
}

fn read(path: &Path) -> Result<String, Box<Diagnostic>> {
    let failed = |error: std::io::Error| Box::new(unreadable(path, error.to_string()));
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > LARGEST_FILE {
        let limit = LARGEST_FILE >> 20;
        return Err(Box::new(
            unreadable(path, format!("{size} bytes")).help(format!("a rule file has at most {limit} MiB: split it")),
        ));
    }
    String::from_utf8(std::fs::read(path).map_err(failed)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = error.as_bytes()[..at].iter();
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        Box::new(unreadable(path, format!("not UTF-8 at byte {at}, line {line}")).help("save the file as UTF-8"))
    })
}

fn unreadable(path: &Path, why: String) -> Diagnostic {
    let name = path.to_string_lossy();
    Diagnostic::of_file("R001", &name, format!("cannot read « {name} »: {why}"))
}
