//! What the commands share: the options that hold everywhere, the choice of rules, the dispatch.
//!
//! Commands use the library's public interface only, so that a binding can do all that they do.

mod classify;
mod eval;
mod explain;
mod output;
mod rules;
mod rules_diff;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "xlsx")]
pub mod sheet;
mod signals;
mod talk;
mod values;

pub use talk::one_line;

use anyhow::{Result, bail};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use metiers::{Classifier, ClassifierBuilder};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Tells what a French e-commerce job title really is
#[derive(Parser, Debug)]
#[command(name = "metiers", version, max_term_width = 100)]
struct Cli {
    /// When to use colours; NO_COLOR in the environment means never
    #[arg(long, value_enum, default_value_t, global = true)]
    color: Color,

    #[command(flatten)]
    rules: RulesArgs,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Classify(Box<classify::ClassifyArgs>),
    Explain(explain::ExplainArgs),
    Rules(rules::RulesCommand),
    Eval(eval::EvalArgs),
    #[cfg(feature = "serve")]
    Serve(serve::ServeArgs),
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// Where a terminal shows them
    #[default]
    Auto,
    /// Even into a pipe
    Always,
    /// Not at all
    Never,
}

impl Color {
    /// Whether what is written to this stream is coloured.
    pub fn for_stream(self, stream: &impl IsTerminal) -> bool {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self {
            Color::Auto => !refused && stream.is_terminal(),
            Color::Always => true,
            Color::Never => false,
        }
    }
}

/// Which rules to classify by.
#[derive(Args, Clone, Debug, Default)]
pub struct RulesArgs {
    /// Rules of your own, a file or a folder; later ones win over earlier ones and over the built-in ones
    #[arg(long, value_name = "PATH", global = true, help_heading = "Rules")]
    rules: Vec<PathBuf>,

    /// Leave the built-in rules out
    #[arg(long, global = true, help_heading = "Rules")]
    no_builtin_rules: bool,
}

impl RulesArgs {
    /// The classifier by these rules.
    ///
    /// # Errors
    ///
    /// The rules cannot be read or are at fault.
    pub fn classifier(&self) -> Result<Classifier> {
        if self.rules.is_empty() && !self.no_builtin_rules {
            return Ok(Classifier::builtin());
        }
        Ok(self.builder().build()?)
    }

    /// These rules, to be added to.
    fn builder(&self) -> ClassifierBuilder {
        let builder = match self.no_builtin_rules {
            true => Classifier::builder().without_builtin_rules(),
            false => Classifier::builder(),
        };
        self.rules.iter().fold(builder, |builder, path| builder.rules(path))
    }
}

/// Reads the command line and runs the command it names.
///
/// # Errors
///
/// The command line is wrong, or the command cannot do what it was asked.
pub fn run() -> Result<ExitCode> {
    let cli = command()
        .try_get_matches()
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match cli {
        Ok(cli) => cli,
        Err(asked) if !asked.use_stderr() => {
            write!(io::stdout(), "{}", asked.render())?;
            return Ok(ExitCode::SUCCESS);
        }
        Err(error) => bail!("{}", usage(&error)),
    };
    let classifier = cli.rules.classifier()?;
    match cli.command {
        Command::Classify(args) => classify::run(&args, &classifier, cli.color),
        Command::Explain(args) => explain::run(&args, &classifier, cli.color),
        Command::Rules(args) => rules::run(&args, &cli.rules, &classifier),
        Command::Eval(args) => eval::run(&args, &classifier),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args, &cli.rules, &classifier),
    }
}

/// What is wrong with the command line, in one line.
fn usage(error: &clap::Error) -> String {
    let text = error.render().to_string();
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return "no command is given; classify, explain, eval, rules or serve, and --help tells of each".to_owned();
    }
    let told = text.lines().take_while(|line| !line.starts_with("Usage:"));
    let told = told.filter(|line| !line.starts_with("For more information"));
    let told: Vec<&str> = told.map(str::trim).filter(|line| !line.is_empty()).collect();
    let told = told.join("; ").replace(":; ", ": ").replace("; [", " [");
    format!("{}; see --help", told.strip_prefix("error: ").unwrap_or(&told))
}

/// The command line; its long version names the rules, which are read for that alone.
fn command() -> clap::Command {
    let command = Cli::command();
    if std::env::args_os().all(|argument| argument != "--version") {
        return command;
    }
    let rules = Classifier::builtin();
    command.long_version(format!("{}\nrules {}", env!("CARGO_PKG_VERSION"), rules.fingerprint()))
}
