//! `metiers report`: what a file holds, as a page to look at.

use super::Color;
use super::output::Output;
use super::reading::{ColumnArgs, ReadingArgs, inputs, reading_options, refuse_inputs};
use super::signals;
use super::work::WorkArgs;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use metiers::Classifier;
use metiers::batch::{Event, Findings, Options, OutputFormat, Run, Summary, Survey};
use metiers::report::{self, Report};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Make a page to look at: charts and tables of what a file holds
///
/// One HTML file that needs nothing else: families, reasons, confidence, months, places and companies where there are such
/// columns, the most frequent titles, the least sure ones to review, the words that no rule has. `classify --report` makes
/// the same beside its output, in one pass.
///
/// Exit status: 0; 2 where something cannot be used.
#[derive(Args, Debug)]
pub struct ReportArgs {
    /// Files to report on, of any kinds together; `-` or none for standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Write here, once complete, instead of to standard output
    #[arg(short, long, value_name = "FILE.html")]
    output: Option<PathBuf>,

    /// The language of the report
    #[arg(long, value_enum, default_value_t, value_name = "LANG")]
    lang: Lang,

    #[command(flatten, next_help_heading = "Reading")]
    reading: ReadingArgs,

    #[command(flatten, next_help_heading = "Columns")]
    columns: ColumnArgs,

    #[command(flatten, next_help_heading = "Work")]
    work: WorkArgs,
}

/// The language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// French
    #[default]
    Fr,
    /// English
    En,
}

/// Runs the command.
///
/// # Errors
///
/// An input cannot be read or understood, or the report cannot be written.
pub fn run(args: &ReportArgs, classifier: &Classifier, color: Color) -> Result<ExitCode> {
    signals::watch().context("signals cannot be watched")?;
    let path = args.output.as_deref().filter(|path| *path != Path::new("-"));
    refuse_inputs(&args.files, path)?;
    let mut output = match path {
        Some(path) => Output::create(path, true)?,
        None if io::stdout().is_terminal() => bail!("a report is a page for a browser: name it, as in -o report.html"),
        None => Output::stdout(),
    };
    let talk = args.work.talk(&args.files, false, color);
    let options = Options {
        output_format: OutputFormat::Nothing,
        jobs: args.work.jobs(),
        ..reading_options(&args.reading, &args.columns)
    };
    let observer = |event: Event<'_>| talk.event(&event);
    let mut survey = Survey::new(classifier);
    let run = Run::new(classifier, &options).observer(&observer).count(&talk.records);
    let summary = run
        .survey(&mut survey)
        .write(inputs(&args.files, &talk.bar), &mut io::sink())?;
    talk.bar.finish_and_clear();
    write_report(
        &mut output,
        path.unwrap_or(Path::new("-")),
        &summary,
        &survey.findings(),
        args.lang,
    )?;
    output.finish()?;
    talk.summary(&summary);
    Ok(ExitCode::SUCCESS)
}

/// Writes the page about a run.
pub fn write_report(
    output: &mut Output,
    path: &Path,
    summary: &Summary,
    findings: &Findings,
    lang: Lang,
) -> Result<()> {
    let lang = match lang {
        Lang::Fr => report::Lang::French,
        Lang::En => report::Lang::English,
    };
    let page = Report::new(summary, findings, lang).to_string();
    output
        .write_all(page.as_bytes())
        .with_context(|| format!("{}: the report cannot be written", path.display()))
}
