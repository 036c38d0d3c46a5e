//! `metiers completions` and `metiers man`: what a shell and `man` want to know of the command line.

use super::output::Output;
use anyhow::{Context, Result, bail};
use clap::{Args, Command};
use clap_complete::Shell;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write what a shell needs to complete commands and options
///
/// For bash: metiers completions bash > ~/.local/share/bash-completion/completions/metiers
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Write the manual's pages, one for each command
#[derive(Args, Debug)]
pub struct ManArgs {
    /// The folder to write them to, such as ~/.local/share/man/man1
    dir: PathBuf,
}

/// Writes the completions to standard output.
///
/// # Errors
///
/// Standard output cannot be written.
pub fn completions(args: &CompletionsArgs, mut command: Command) -> Result<ExitCode> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command, "metiers", &mut text);
    io::stdout().write_all(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the pages, each complete or not at all.
///
/// # Errors
///
/// The folder is not there or cannot be written.
pub fn man(args: &ManArgs, command: Command) -> Result<ExitCode> {
    if !args.dir.is_dir() {
        bail!("{}: is no folder; make it first", args.dir.display());
    }
    let mut command = command.disable_help_subcommand(true);
    command.build();
    page(&args.dir, "metiers", &command)?;
    Ok(ExitCode::SUCCESS)
}

/// The page of a command, then those of the commands below it.
fn page(dir: &Path, name: &str, command: &Command) -> Result<()> {
    let path = dir.join(format!("{name}.1"));
    // A page needs a name that lives as long as the program; there are a dozen.
    let named = command.clone().name(&*name.to_owned().leak());
    let mut text = Vec::new();
    clap_mangen::Man::new(named)
        .date("")
        .render(&mut text)
        .context("the page cannot be made")?;
    let mut output = Output::create(&path, true)?;
    output
        .write_all(&text)
        .with_context(|| format!("{}: cannot be written", path.display()))?;
    output.finish()?;
    let below = command.get_subcommands().filter(|below| !below.is_hide_set());
    for below in below {
        page(dir, &format!("{name}-{}", below.get_name()), below)?;
    }
    Ok(())
}
