//! A case: what its folder says, and whether the program does it.

use crate::acts;
use crate::make::Make;
use crate::program::{Feeding, Given, Work};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What stands in `case.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    /// The row of the matrix; from 200 on, bugs that came later.
    case: u32,
    /// What the input is.
    about: String,
    /// Why the answer is not the matrix's, where it is not.
    note: Option<String>,
    /// Whether it takes more than some seconds.
    #[serde(default)]
    slow: bool,
    /// The function that plays it, where a table cannot.
    act: Option<String>,
    /// Input files that are made rather than kept.
    #[serde(default)]
    make: Vec<Make>,
    /// Links to be there, by name, and what they point at.
    #[serde(default)]
    links: BTreeMap<String, String>,
    #[serde(default)]
    run: Vec<Run>,
}

/// A command and its exit status. What it writes stands in files beside it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Which of the case's runs it is; the first needs no name.
    #[serde(default)]
    pub name: String,
    /// The program's arguments.
    pub command: Vec<String>,
    #[serde(default)]
    pub exit: i32,
    /// The environment, which is empty otherwise.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Whether the input may come through a pipe too.
    #[serde(default = "yes")]
    pub pipe: bool,
    /// A file given as standard input.
    pub stdin: Option<String>,
}

fn yes() -> bool {
    true
}

/// A case, ready to be run.
pub struct Case {
    pub name: String,
    pub slow: bool,
    folder: PathBuf,
    text: Text,
}

impl Case {
    /// The cases of a folder, sorted by name.
    pub fn all(folder: &Path) -> Result<Vec<Case>, String> {
        let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
        let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        folders.retain(|path| path.join("case.toml").exists());
        folders.sort();
        folders.into_iter().map(Case::read).collect()
    }

    fn read(folder: PathBuf) -> Result<Case, String> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.join("case.toml")).map_err(|error| format!("{name}: {error}"))?;
        let text: Text = toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
        let told = !text.about.is_empty() && text.note.as_ref().is_none_or(|note| !note.is_empty());
        let does = text.act.is_some() || !text.run.is_empty();
        if !told || !does || !name.starts_with(&format!("{:03}-", text.case)) {
            return Err(format!(
                "{name}: needs its number first, `about`, and a `run` or an `act`"
            ));
        }
        let slow = text.slow;
        Ok(Case {
            name,
            slow,
            folder,
            text,
        })
    }

    /// Runs everything of the case; what differs is told.
    pub fn check(&self) -> Result<(), String> {
        if let Some(name) = &self.text.act {
            let act = acts::ALL.iter().find(|(known, _)| known == name);
            act.ok_or_else(|| format!("no act is called {name}"))?.1();
        }
        let mut problems = Vec::new();
        for run in &self.text.run {
            for feeding in self.feedings(run) {
                let work = self.work()?;
                let given = work.play(run, feeding);
                problems.extend(self.compare(run, feeding, &given));
            }
        }
        if problems.is_empty() {
            return Ok(());
        }
        Err(problems.join("\n"))
    }

    /// The ways in which a run is fed: from its files, and through a pipe where it has one input.
    fn feedings(&self, run: &Run) -> Vec<Feeding> {
        let classifies = run.command.first().is_some_and(|command| command == "classify");
        if !classifies {
            return vec![Feeding::AsIs];
        }
        let steps: &[usize] = if run.pipe && run.stdin.is_none() && run.input().is_some() {
            &[1, 7, 4096]
        } else {
            &[]
        };
        let fixed = run.command.iter().any(|argument| argument == "-j");
        let threads: &[u8] = if fixed { &[0] } else { &[1, 2] };
        let with = |jobs: &u8| {
            let piped = steps.iter().map(|step| Feeding::Pipe(*jobs, *step));
            [Feeding::File(*jobs)].into_iter().chain(piped).collect::<Vec<_>>()
        };
        threads.iter().flat_map(with).collect()
    }

    fn work(&self) -> Result<Work, String> {
        let work = Work::new();
        for path in self.inputs() {
            let name = path.file_name().unwrap_or_default();
            fs::copy(&path, work.path().join(name)).map_err(|error| error.to_string())?;
        }
        for make in &self.text.make {
            make.make(work.path()).map_err(|error| error.to_string())?;
        }
        #[cfg(unix)]
        for (link, target) in &self.text.links {
            std::os::unix::fs::symlink(target, work.path().join(link)).map_err(|error| error.to_string())?;
        }
        Ok(work.ready())
    }

    /// The files that a run may read: all but those that say what must come out.
    fn inputs(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten();
        let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let expected = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name == "case.toml" || name.ends_with("stdout") || name.ends_with("stderr")
        };
        files.filter(|path| path.is_file() && !expected(path)).collect()
    }

    /// What differs from what is expected; where it is asked for, what came becomes what is expected.
    fn compare(&self, run: &Run, feeding: Feeding, given: &Given) -> Vec<String> {
        let place = |what: &str| match run.name.as_str() {
            "" => self.folder.join(what),
            name => self.folder.join(format!("{name}.{what}")),
        };
        if std::env::var_os("METIERS_BLESS").is_some() && feeding.first() {
            given.keep(&place).expect("what is expected can be written");
        }
        let mut problems = Vec::new();
        if given.code != Some(run.exit) {
            problems.push(format!("exit {:?} instead of {}: {}", given.code, run.exit, given.err));
        }
        let expected = |what: &str| fs::read(place(what)).unwrap_or_default();
        let out = expected("stdout");
        if given.out != out {
            problems.push(differ("stdout", &out, &given.out));
        }
        let err = feeding.worded(&String::from_utf8_lossy(&expected("stderr")), run);
        if given.err != err {
            problems.push(differ("stderr", err.as_bytes(), given.err.as_bytes()));
        }
        let worded = |text: Vec<u8>| feeding.worded_file(text, run);
        problems.extend(given.compare_files(&place("files"), &worded));
        let told = |problem: String| format!("{:?} {feeding:?}: {problem}", run.command);
        problems.into_iter().map(told).collect()
    }
}

impl Run {
    /// The argument that is the run's input, where it has one that may come through a pipe.
    pub fn input(&self) -> Option<&str> {
        let mut inputs = self.command.iter().filter(|argument| argument.starts_with("in."));
        let input = inputs.next()?;
        inputs.next().is_none().then_some(input)
    }
}

/// Two texts that differ, as far as a person may want to read them.
pub fn differ(what: &str, expected: &[u8], given: &[u8]) -> String {
    let shown = |text: &[u8]| {
        text[..text.len().min(2000)]
            .escape_ascii()
            .to_string()
            .replace("\\n", "\n  ")
    };
    format!("{what} should be\n  {}\nand is\n  {}", shown(expected), shown(given))
}
