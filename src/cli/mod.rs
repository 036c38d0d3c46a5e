//! What the commands share: the options that hold everywhere, the choice of rules, the dispatch.
//!
//! Commands use the library's public interface only, so that a binding can do all that they do.

mod classify;
mod eval;
mod explain;
mod output;
mod rules;
mod signals;
mod talk;
mod values;

use anyhow::Result;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use metiers::Classifier;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

/// Tells what a French e-commerce job title really is
#[derive(Parser, Debug)]
#[command(name = "metiers", version, max_term_width = 100)]
struct Cli {
    /// When to use colours; NO_COLOR in the environment means never
    #[arg(long, value_enum, default_value_t, global = true)]
    color: Color,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Add family, reason and confidence to the records of CSV and JSON Lines files
    Classify {
        #[command(flatten)]
        rules: RulesArgs,
        #[command(flatten)]
        args: Box<classify::ClassifyArgs>,
    },
    Explain {
        #[command(flatten)]
        rules: RulesArgs,
        #[command(flatten)]
        args: explain::ExplainArgs,
    },
    Rules {
        #[command(flatten)]
        rules: RulesArgs,
        #[command(flatten)]
        args: rules::RulesCommand,
    },
    Eval {
        #[command(flatten)]
        rules: RulesArgs,
        #[command(flatten)]
        args: eval::EvalArgs,
    },
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
#[derive(Args, Debug, Default)]
pub struct RulesArgs {
    /// Rules of your own, a file or a folder; later ones win over earlier ones and over the built-in ones
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,

    /// Leave the built-in rules out
    #[arg(long)]
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
        let builder = Classifier::builder();
        let builder = if self.no_builtin_rules {
            builder.without_builtin_rules()
        } else {
            builder
        };
        Ok(self
            .rules
            .iter()
            .fold(builder, |builder, path| builder.rules(path))
            .build()?)
    }
}

/// Reads the command line and runs the command it names.
///
/// # Errors
///
/// The command cannot do what it was asked; bad usage ends the program here.
pub fn run() -> Result<ExitCode> {
    let matches = command().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match cli.command {
        Command::Classify { rules, args } => classify::run(&args, &rules.classifier()?, cli.color),
        Command::Explain { rules, args } => explain::run(&args, &rules.classifier()?, cli.color),
        Command::Rules { rules, args } => rules::run(&args, &rules.classifier()?),
        Command::Eval { rules, args } => eval::run(&args, &rules.classifier()?),
    }
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
