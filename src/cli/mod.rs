//! What the commands share: the options that hold everywhere, the choice of rules, the dispatch, the exit status.
//!
//! Exit policy, for all commands: `0` when done, a closed pipe too; `1` when done but a gate that was asked for
//! failed; `2` for bad usage, rules, input or output, with one line on stderr (rule files: one paragraph a fault) that says
//! what, where and how to mend it; `130` and `143` on signals (see `signals`), but `0` for `serve`, which a signal stops in peace.
//! A panic is always a bug.
//!
//! Commands use the library's public interface only, so that a binding can do all that they do.

mod classify;
mod config;
mod eval;
mod explain;
mod output;
mod reading;
#[cfg(feature = "report")]
mod report;
mod rules;
mod rules_diff;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "xlsx")]
pub mod sheet;
mod shell;
mod signals;
mod talk;
mod values;
mod work;

use anyhow::{Result, anyhow, bail};
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use config::Config;
use metiers::{Classifier, ClassifierBuilder, batch};
use std::ffi::OsString;
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

    /// Write the settings that count for the command, and where each comes from, instead of running it
    #[arg(long, global = true, help_heading = "Settings")]
    show_config: bool,

    /// Leave metiers.toml alone, which otherwise is looked for in this folder and up its parents
    #[arg(long, global = true, help_heading = "Settings")]
    no_config: bool,

    #[command(flatten)]
    rules: RulesArgs,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand, Debug)]
enum Command {
    Classify(Box<classify::ClassifyArgs>),
    #[cfg(feature = "report")]
    Report(Box<report::ReportArgs>),
    Explain(explain::ExplainArgs),
    Rules(rules::RulesCommand),
    Eval(eval::EvalArgs),
    #[cfg(feature = "serve")]
    Serve(serve::ServeArgs),
    Completions(shell::CompletionsArgs),
    Man(shell::ManArgs),
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

/// Runs the command that these arguments name, the program's name first, and says on stderr what went wrong.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match run(arguments.into_iter().collect()) {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) if error.is::<metiers::Diagnostics>() => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::from(2)
        }
        Err(error) => {
            // What has no name of its own came of writing to standard output.
            let error = match error.chain().count() {
                1 if error.is::<io::Error>() => error.context("the output cannot be written"),
                _ => error,
            };
            // Nobody may be listening, which is no reason to panic.
            let _ = writeln!(io::stderr(), "metiers: {}", talk::one_line(&format!("{error:#}")));
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of our output has gone, as `head` does once it has seen enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let cause = match error.downcast_ref::<batch::Error>() {
        Some(batch::Error::Write(cause)) => Some(cause),
        Some(_) => None,
        None => error.downcast_ref::<io::Error>(),
    };
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Reads the command line, with the settings of `metiers.toml`, and runs the command it names.
fn run(mut args: Vec<OsString>) -> Result<ExitCode> {
    let Some(mut given) = parse(&args)? else {
        return Ok(ExitCode::SUCCESS);
    };
    if given.get_flag("show_config") && given.subcommand().is_none() {
        args.push("classify".into());
        given = parse(&args)?.unwrap_or(given);
    }
    let cli = Cli::from_arg_matches(&given).map_err(|error| anyhow!("{}", usage(&error)))?;
    let folder = std::env::current_dir().ok().filter(|_| !cli.no_config);
    let config = match folder {
        Some(folder) => Config::find(&folder, &command(&args))?,
        None => None,
    };
    let settled = match &config {
        Some(config) => with_settings(config, args, &given)?,
        None => given.clone(),
    };
    let cli = Cli::from_arg_matches(&settled).map_err(|error| anyhow!("{}", usage(&error)))?;
    if cli.show_config {
        write!(io::stdout(), "{}", shown(config.as_ref(), &given, &settled))?;
        return Ok(ExitCode::SUCCESS);
    }
    dispatch(cli)
}

fn dispatch(cli: Cli) -> Result<ExitCode> {
    let Cli {
        command: asked,
        rules,
        color,
        ..
    } = cli;
    let Some(asked) = asked else {
        bail!("no command is given; classify, report, explain, eval, rules or serve, and --help tells of each");
    };
    let classifier = || rules.classifier();
    match asked {
        Command::Classify(args) => classify::run(&args, &classifier()?, color),
        #[cfg(feature = "report")]
        Command::Report(args) => report::run(&args, &classifier()?, color),
        Command::Explain(args) => explain::run(&args, &classifier()?, color),
        Command::Rules(args) => rules::run(&args, &rules, &classifier()?),
        Command::Eval(args) => eval::run(&args, &classifier()?),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args, &rules, &classifier()?),
        Command::Completions(args) => shell::completions(&args, command(&[])),
        Command::Man(args) => shell::man(&args, command(&[])),
    }
}

/// What a command line says; `None` where it asked for help, which is given.
fn parse(args: &[OsString]) -> Result<Option<ArgMatches>> {
    match command(args).try_get_matches_from(args) {
        Ok(matches) => Ok(Some(matches)),
        Err(asked) if !asked.use_stderr() => {
            write!(io::stdout(), "{}", asked.render())?;
            Ok(None)
        }
        Err(error) => bail!("{}", usage(&error)),
    }
}

/// The same command line, with the settings that it leaves open; they are told on stderr.
fn with_settings(config: &Config, mut args: Vec<OsString>, given: &ArgMatches) -> Result<ArgMatches> {
    let (named, below) = named(given);
    let added = config.added(&named, below);
    let end = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    let quiet = below.try_get_one::<bool>("quiet").ok().flatten() == Some(&true);
    if !added.is_empty() && !quiet && !given.get_flag("show_config") {
        let _ = writeln!(io::stderr(), "metiers: {}", talk::one_line(&config.notice(&added)));
    }
    args.splice(end..end, added);
    Ok(parse(&args)?.unwrap_or_else(|| given.clone()))
}

/// The command that a command line names, as `rules diff` to its last word, and what is given to it.
fn named(mut given: &ArgMatches) -> (clap::Command, &ArgMatches) {
    let mut named = command(&[]);
    named.build();
    while let Some((name, below)) = given.subcommand() {
        named = named.find_subcommand(name).cloned().unwrap_or(named);
        given = below;
    }
    (named, given)
}

fn shown(config: Option<&Config>, given: &ArgMatches, settled: &ArgMatches) -> String {
    let ((named, given), (_, settled)) = (named(given), named(settled));
    config::shown(config, &named, given, settled)
}

/// What is wrong with the command line, in one line.
fn usage(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let told = text.lines().take_while(|line| !line.starts_with("Usage:"));
    let told = told.filter(|line| !line.starts_with("For more information"));
    let told: Vec<&str> = told.map(str::trim).filter(|line| !line.is_empty()).collect();
    let told = told.join("; ").replace(":; ", ": ").replace("; [", " [");
    format!("{}; see --help", told.strip_prefix("error: ").unwrap_or(&told))
}

/// The command line; its long version names the rules, which are read for that alone.
fn command(args: &[OsString]) -> clap::Command {
    let command = config::switchable(Cli::command());
    if args.iter().all(|argument| argument != "--version") {
        return command;
    }
    let rules = Classifier::builtin();
    command.long_version(format!("{}\nrules {}", env!("CARGO_PKG_VERSION"), rules.fingerprint()))
}
