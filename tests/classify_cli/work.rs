//! A folder for each test, and the program run in it.

use assert_cmd::Command;
use metiers::Classifier;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder of its own for a test, and the program run in it.
pub struct Work(pub TempDir);

/// What the program did.
pub struct Ran {
    pub code: Option<i32>,
    pub out: Vec<u8>,
    pub err: String,
}

impl Work {
    pub fn new() -> Work {
        Work(tempfile::tempdir().expect("a folder can be made"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn put(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), text).expect("a file can be made");
        self.path(name)
    }

    pub fn run(&self, arguments: &[&str], stdin: &[u8]) -> Ran {
        let mut command = Command::cargo_bin("metiers").expect("the program is built");
        command
            .current_dir(self.0.path())
            .env_clear()
            .arg("classify")
            .args(arguments);
        let output = command.write_stdin(stdin).output().expect("the program runs");
        let err = String::from_utf8(output.stderr).expect("messages are UTF-8");
        assert!(!err.contains("panicked"), "{err}");
        Ran {
            code: output.status.code(),
            out: output.stdout,
            err,
        }
    }
}

impl Ran {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("the output is UTF-8")
    }

    /// Fails with exit 2, nothing written and one line that says all this.
    pub fn refused(&self, said: &[&str]) {
        let line = self.err.lines().last().unwrap_or_default();
        assert_eq!((self.code, self.out.len()), (Some(2), 0), "{}", self.err);
        for words in said {
            assert!(line.contains(words), "« {words} » is not in: {line}");
        }
    }

    pub fn done(&self) -> &Ran {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self
    }
}

/// A title's cells, as the library gives them.
pub fn cells(title: &str, delimiter: &str) -> String {
    let verdict = Classifier::builtin().classify(title);
    let family = verdict.family().map_or("", |family| family.slug());
    [family, verdict.reason().slug(), &format!("{:.2}", verdict.confidence())].join(delimiter)
}

pub fn classified(text: &str, arguments: &[&str]) -> String {
    Work::new().run(arguments, text.as_bytes()).done().text().to_owned()
}
