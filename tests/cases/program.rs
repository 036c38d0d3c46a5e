//! The program, run in a folder of its own, and what it gave.

use crate::case::{Run, differ};
use crate::pipe;
use regex::bytes::Regex;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// How often the program was run.
pub static RUNS: AtomicUsize = AtomicUsize::new(0);

/// How a command gets its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feeding {
    /// As the command says, and nothing added to it.
    AsIs,
    /// From its files, with so many threads; 0 leaves that to the command.
    File(u8),
    /// Through a pipe that gives so many bytes at a time.
    Pipe(u8, usize),
}

impl Feeding {
    /// Whether it is the first one tried, whose answer the others must repeat.
    pub fn first(self) -> bool {
        matches!(self, Feeding::AsIs | Feeding::File(0 | 1))
    }

    /// A message as it reads when the input has no name.
    pub fn worded(self, text: &str, run: &Run) -> String {
        match (self, run.input()) {
            (Feeding::Pipe(..), Some(input)) => text.replace(&format!("{input}: "), "-: "),
            _ => text.to_owned(),
        }
    }

    /// A file that names its input as it reads when the input has no name.
    pub fn worded_file(self, text: Vec<u8>, run: &Run) -> Vec<u8> {
        let (Feeding::Pipe(..), Some(input)) = (self, run.input()) else {
            return text;
        };
        let named = [("\n", ",", "\n-,"), ("\"", "\"", "\"-\""), ("\"", ": ", "\"-: ")];
        named.iter().fold(text, |text, (before, after, new)| {
            replaced(&text, format!("{before}{input}{after}").as_bytes(), new.as_bytes())
        })
    }
}

/// A text, which may be no UTF-8, with each occurrence of some bytes replaced.
fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// A folder to run in.
pub struct Work {
    folder: TempDir,
    /// The files that were there before.
    before: BTreeMap<String, Vec<u8>>,
}

/// What a run gave.
pub struct Given {
    pub code: Option<i32>,
    pub out: Vec<u8>,
    pub err: String,
    /// The files that are new or changed; a deleted one is empty.
    files: BTreeMap<String, Vec<u8>>,
}

/// The rules by which the cases are judged, so that the built-in ones may change.
pub fn rules() -> [String; 3] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases/rules");
    [
        "--no-builtin-rules".to_owned(),
        "--rules".to_owned(),
        folder.display().to_string(),
    ]
}

/// The program, its environment empty, but for where its counts go when coverage is measured.
pub fn program(folder: &Path) -> Command {
    RUNS.fetch_add(1, Ordering::Relaxed);
    let mut command = Command::new(env!("CARGO_BIN_EXE_metiers"));
    let counts = "LLVM_PROFILE_FILE";
    command.current_dir(folder).env_clear();
    command.envs(std::env::var_os(counts).map(|file| (counts, file)));
    command
}

impl Work {
    /// An empty folder.
    pub fn new() -> Work {
        Work {
            folder: tempfile::tempdir().expect("a folder can be made"),
            before: BTreeMap::new(),
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts a file in.
    pub fn put(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, text).expect("a file can be made");
        path
    }

    /// Notes what is there.
    pub fn ready(mut self) -> Work {
        self.before = self.files();
        self
    }

    /// The files of the folder that are small enough to be compared.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.path()).expect("the folder can be read");
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let small = |path: &PathBuf| fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() < 1 << 20);
        let file = |path: PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, fs::read(&path).expect("a file can be read"))
        };
        paths.filter(small).map(file).collect()
    }

    /// Runs a command in the folder.
    pub fn play(&self, run: &Run, feeding: Feeding) -> Given {
        let mut command = program(self.path());
        command.args(self.arguments(run, feeding)).envs(&run.env);
        let given = match (feeding, run.input(), &run.stdin) {
            (Feeding::Pipe(_, step), Some(input), _) => {
                let bytes = fs::read(self.path().join(input)).expect("the input is there");
                piped(&mut command, &bytes, step)
            }
            (_, _, Some(file)) => piped(
                &mut command,
                &fs::read(self.path().join(file)).expect("it is there"),
                4096,
            ),
            _ => piped(&mut command, b"", 1),
        };
        self.given(given)
    }

    fn arguments(&self, run: &Run, feeding: Feeding) -> Vec<String> {
        let mut arguments = run.command.clone();
        let jobs = match feeding {
            Feeding::AsIs | Feeding::File(0) | Feeding::Pipe(0, _) => None,
            Feeding::File(jobs) | Feeding::Pipe(jobs, _) => Some(format!("-j{jobs}")),
        };
        let mut added: Vec<String> = jobs.into_iter().collect();
        let judges = arguments
            .first()
            .is_some_and(|command| command == "classify" || command == "explain");
        if judges && !arguments.iter().any(|argument| argument.starts_with("--rules")) {
            added.extend(rules());
        }
        arguments.splice(1..1, added);
        if let (Feeding::Pipe(..), Some(input)) = (feeding, run.input()) {
            let input = input.to_owned();
            arguments
                .iter_mut()
                .filter(|argument| **argument == input)
                .for_each(|argument| "-".clone_into(argument));
        }
        arguments
    }

    /// What came of it, in words that do not depend on the machine.
    fn given(&self, output: std::process::Output) -> Given {
        let err = String::from_utf8_lossy(&output.stderr).replace(&self.path().display().to_string(), "[DIR]");
        assert!(!err.contains("panicked"), "{err}");
        let err = String::from_utf8_lossy(&steady(err.into_bytes())).into_owned();
        let after = self.files();
        let mut files: BTreeMap<String, Vec<u8>> = after.clone();
        files.retain(|name, text| self.before.get(name) != Some(text));
        files.values_mut().for_each(|text| *text = steady(std::mem::take(text)));
        let gone = self.before.keys().filter(|name| !after.contains_key(*name));
        files.extend(gone.map(|name| (format!("{name}.gone"), Vec::new())));
        Given {
            code: output.status.code(),
            out: steady(output.stdout),
            err,
            files,
        }
    }
}

/// A text without what changes from version to version; a long one by its length, its digest and its end.
fn steady(text: Vec<u8>) -> Vec<u8> {
    const LONGEST: usize = 40 << 10;
    // A fingerprint covers the built-in weights and confidences, too, which the cases are not about.
    static FINGERPRINT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"((?:rules|regles)"?:? ?"?|fingerprint": ?")[0-9a-f]{16}"#).expect("a valid pattern")
    });
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let text = match String::from_utf8(text) {
        Ok(text) => {
            let text = text.replace(&version, "\"version\": \"[VERSION]\"");
            text.replace(concat!(env!("CARGO_MANIFEST_DIR"), "/"), "").into_bytes()
        }
        Err(error) => error.into_bytes(),
    };
    let text = FINGERPRINT.replace_all(&text, b"${1}[RULES]").into_owned();
    if text.len() <= LONGEST {
        return text;
    }
    let digest: String = Sha256::digest(&text)[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let head = format!("({} bytes, SHA-256 {digest}..., ending in)\n", text.len());
    [head.as_bytes(), &text[text.len() - 160..]].concat()
}

/// Runs a command with a text on its standard input.
pub fn piped(command: &mut Command, text: &[u8], step: usize) -> std::process::Output {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let pipe = child.stdin.take().expect("it has a standard input");
    std::thread::scope(|scope| {
        scope.spawn(move || pipe::feed(pipe, text, step));
        child.wait_with_output().expect("it ends")
    })
}

impl Given {
    /// Writes everything down as what is expected; nothing is kept where there is nothing.
    pub fn keep(&self, place: &dyn Fn(&str) -> PathBuf) -> io::Result<()> {
        let write = |path: PathBuf, text: &[u8]| {
            let _ = fs::remove_file(&path);
            if text.is_empty() { Ok(()) } else { fs::write(path, text) }
        };
        write(place("stdout"), &self.out)?;
        write(place("stderr"), self.err.as_bytes())?;
        let folder = place("files");
        let _ = fs::remove_dir_all(&folder);
        for (name, text) in &self.files {
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(name), text)?;
        }
        Ok(())
    }

    /// What differs between the files that came and those of a folder.
    pub fn compare_files(&self, folder: &Path, worded: &dyn Fn(Vec<u8>) -> Vec<u8>) -> Vec<String> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        let names = entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
        let mut names: Vec<String> = names.chain(self.files.keys().cloned()).collect();
        names.sort();
        names.dedup();
        let problem = |name: &String| {
            let expected = fs::read(folder.join(name)).ok().map(worded);
            let given = self.files.get(name);
            let none = &b"(no such file)"[..];
            (expected.as_ref() != given).then(|| {
                differ(
                    name,
                    expected.as_deref().unwrap_or(none),
                    given.map_or(none, Vec::as_slice),
                )
            })
        };
        names.iter().filter_map(problem).collect()
    }
}
