//! What the house asks of its own files: modules that say what they are for, files of a bearable length, and a reason for
//! every crate that is depended on. Functions are measured by clippy (`clippy.toml`).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of code in a file; blank lines and comments are not counted.
const MOST_LINES: usize = 400;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files of a folder and of those inside it, but for what is built and what is hidden.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let left_out = name.starts_with('.') || ["target", "node_modules"].contains(&&*name);
        if path.is_dir() && !left_out {
            sources(&path, found);
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_file_says_what_it_is_for_and_is_of_a_bearable_length() {
    let mut files = Vec::new();
    sources(root(), &mut files);
    assert!(files.len() > 100);
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a source can be read");
        let lines = text.lines().map(str::trim);
        let code = lines.filter(|line| !line.is_empty() && !line.starts_with("//")).count();
        if code >= MOST_LINES {
            wrong.push(format!("{}: {code} lines of code", file.display()));
        }
        if !text.starts_with("//! ") {
            wrong.push(format!("{}: no //! on top", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The crates that a table of `Cargo.toml` names.
fn depended_on(manifest: &toml::Table, table: &str) -> BTreeSet<String> {
    let table = manifest.get(table).and_then(toml::Value::as_table);
    table.into_iter().flat_map(toml::Table::keys).cloned().collect()
}

#[test]
fn every_dependency_has_its_line() {
    let manifest: toml::Table = fs::read_to_string(root().join("Cargo.toml"))
        .expect("the manifest can be read")
        .parse()
        .expect("the manifest is TOML");
    let mut needed = depended_on(&manifest, "dependencies");
    needed.extend(depended_on(&manifest, "build-dependencies"));
    let page = fs::read_to_string(root().join("docs/dependencies.md")).expect("the page can be read");
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let told: BTreeSet<String> = rows.map(|(name, _)| name.to_owned()).collect();
    assert_eq!(told, needed, "docs/dependencies.md and Cargo.toml name other crates");
}
