//! Output files that appear only when they are complete.
//!
//! The text goes to a temporary file beside the target, is synced and then renamed over it; until then an older file
//! stays as it is. A link is followed to what it names; a device or a pipe is written straight.

use super::signals;
use anyhow::{Context, Result, anyhow, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use metiers::is_hidden;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// An output, written but not yet in place.
pub enum Output {
    /// Standard output.
    Stdout,
    /// Standard output where a person looks at it: nothing of the data commands the terminal.
    Terminal,
    /// A device or a pipe.
    Direct(File),
    /// A file to be.
    Temporary {
        file: NamedTempFile,
        target: PathBuf,
        clobber: bool,
    },
    /// Any of these, compressed on the way, as its name says.
    Gzip(Box<GzEncoder<Output>>),
}

/// What a path names in the end, be it there or not: two spellings of one file give the same.
pub fn place(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| {
        let path = followed(path).unwrap_or_else(|_| path.to_owned());
        match (fs::canonicalize(folder(&path)), path.file_name()) {
            (Ok(folder), Some(name)) => folder.join(name),
            _ => path,
        }
    })
}

/// Whether a path names a file, or what may become one: devices and pipes take several outputs.
pub fn is_file(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |found| found.is_file())
}

/// Whether an output of this name is to be compressed.
pub fn is_gzip(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("gz"))
}

impl Output {
    /// Standard output.
    pub fn stdout() -> Output {
        if io::stdout().is_terminal() {
            Output::Terminal
        } else {
            Output::Stdout
        }
    }

    /// A file of this name, compressed where the name ends in `.gz`; with `clobber` it may be there already.
    ///
    /// # Errors
    ///
    /// It is there and must not be, or its folder cannot be written.
    pub fn create(path: &Path, clobber: bool) -> Result<Output> {
        let output = Output::plain(path, clobber)?;
        Ok(match is_gzip(path) {
            true => Output::Gzip(Box::new(GzEncoder::new(output, Compression::fast()))),
            false => output,
        })
    }

    fn plain(path: &Path, clobber: bool) -> Result<Output> {
        let shown = path.display();
        let found = fs::metadata(path).ok();
        if !clobber && (found.is_some() || path.symlink_metadata().is_ok()) {
            bail!("{shown}: is there already, and --no-clobber says to leave it");
        }
        if found.as_ref().is_some_and(fs::Metadata::is_dir) {
            bail!("{shown}: is a folder; name a file in it");
        }
        if found.as_ref().is_some_and(|found| !found.is_file()) {
            let file = File::options().write(true).open(path);
            return Ok(Output::Direct(
                file.with_context(|| format!("{shown}: cannot be written"))?,
            ));
        }
        let target = followed(path).with_context(|| shown.to_string())?;
        let file = signals::create(|| temporary(&target, found.as_ref())).map_err(|error| {
            let folder = folder(&target).display();
            // The error names the temporary file, which says nothing to a user.
            match error.kind() {
                io::ErrorKind::NotFound => {
                    anyhow!("{shown}: takes no file: there is no folder {folder}, or none can be made in it")
                }
                kind => anyhow!("{shown}: no file can be made in the folder {folder}: {kind}; name another file"),
            }
        })?;
        Ok(Output::Temporary { file, target, clobber })
    }

    /// Puts the output in its place.
    ///
    /// # Errors
    ///
    /// The disk is full, or the target has become impossible; it is then as it was.
    pub fn finish(mut self) -> Result<()> {
        if let Output::Gzip(gzip) = self {
            return gzip.finish().context("the output cannot be written")?.finish();
        }
        self.flush().context("the output cannot be written")?;
        let Output::Temporary { file, target, clobber } = self else {
            return Ok(());
        };
        let shown = || format!("{}: cannot be written", target.display());
        file.as_file().sync_all().with_context(shown)?;
        let temporary = file.path().to_owned();
        signals::complete(&temporary, || {
            let put = if clobber {
                file.persist(&target)
            } else {
                file.persist_noclobber(&target)
            };
            put.map_err(|error| error.error)
        })
        .with_context(shown)?;
        // The name is safe once the folder is; not every system lets a folder be synced.
        let _ = File::open(folder(&target)).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

/// A workbook is written from front to back, and then its front again.
#[cfg(feature = "xlsx")]
impl io::Seek for Output {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        match self {
            Output::Direct(file) => file.seek(to),
            Output::Temporary { file, .. } => file.seek(to),
            Output::Stdout | Output::Terminal | Output::Gzip(_) => Err(io::ErrorKind::NotSeekable.into()),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Stdout => io::stdout().write(bytes),
            Output::Terminal => io::stdout().write_all(&tame(bytes)).map(|()| bytes.len()),
            Output::Direct(file) => file.write(bytes),
            Output::Temporary { file, .. } => file.write(bytes),
            Output::Gzip(gzip) => gzip.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout | Output::Terminal => io::stdout().flush(),
            Output::Direct(file) => file.flush(),
            Output::Temporary { file, .. } => file.flush(),
            Output::Gzip(gzip) => gzip.flush(),
        }
    }
}

/// Hidden characters as text, save those that lay out lines.
fn tame(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\n' | '\r' | '\t' => out.push(c as u8),
                c if u32::from(c) < 0x80 && c.is_control() => out.extend(format!("\\x{:02x}", u32::from(c)).bytes()),
                // The mark of a file's encoding is its own, and moves nothing.
                c if is_hidden(c) && c != '\u{FEFF}' => out.extend(c.escape_unicode().to_string().bytes()),
                c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        // Letters of another encoding; the first 32 of the upper half are controls to some terminals.
        for byte in chunk.invalid() {
            match byte {
                0x80..=0x9F => out.extend(format!("\\x{byte:02x}").bytes()),
                byte => out.push(*byte),
            }
        }
    }
    out
}

fn folder(file: &Path) -> &Path {
    file.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// What a path names in the end, be it there or not.
fn followed(path: &Path) -> Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(link) => path = folder(&path).join(link),
            Err(_) => return Ok(path),
        }
    }
    bail!("too many links one behind the other")
}

/// A new file beside the target, with the rights of the file it replaces or of any new file.
fn temporary(target: &Path, replaced: Option<&fs::Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".metiers-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder(target))?;
    if let Some(replaced) = replaced {
        file.as_file().set_permissions(replaced.permissions())?;
    }
    Ok(file)
}
