//! `metiers classify`: the records of files, with the verdict's columns added.

use super::Color;
use super::output::{Output, is_file, place};
use super::reading::{ColumnArgs, ReadingArgs, Shape, inputs, reading_options, refuse_inputs};
#[cfg(feature = "report")]
use super::report::{Lang, write_report};
#[cfg(feature = "xlsx")]
use super::sheet;
use super::signals;
use super::talk::Talk;
use super::values::{beside, whole};
use super::work::WorkArgs;
use anyhow::{Context, Result, bail};
use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use metiers::Classifier;
use metiers::batch::{self, Event, Findings, Options, OutputFormat, Run, Summary, Survey, counted};
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Add family, reason and confidence to the records of CSV and JSON Lines files
///
/// The records come back in their order and their bytes untouched, with the columns famille, motif and confiance added
/// at the end (with --explain also famille_2 and indices). Encoding, delimiter, header and title column are found, and
/// said on stderr; gzip is undone. Objects of JSON Lines get the rules' fingerprint too, as regles.
///
/// Exit status: 0; 1 where --strict or --max-rejects was not met; 2 where something cannot be used.
#[derive(Args, Debug)]
pub struct ClassifyArgs {
    /// Files to classify, `-` or none for standard input; several must have the same header
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Write here, once complete, instead of to standard output; may be the input itself; .xlsx makes a workbook, .gz
    /// compresses
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    /// Leave an output that is there already alone
    #[arg(long)]
    no_clobber: bool,

    #[command(flatten, next_help_heading = "Reading")]
    reading: ReadingArgs,

    #[command(flatten, next_help_heading = "Columns")]
    columns: ColumnArgs,

    #[command(flatten, next_help_heading = "Writing")]
    writing: WritingArgs,

    #[command(flatten, next_help_heading = "Work")]
    work: WorkArgs,
}

/// How the output is written.
#[derive(Args, Debug)]
struct WritingArgs {
    /// The shape of the output [default: the input's]
    #[arg(long, value_enum, value_name = "SHAPE")]
    output_format: Option<Shape>,

    /// Write what a French Excel opens: `;`, a byte-order mark, CRLF, formulas guarded
    #[arg(long, conflicts_with = "output_format")]
    excel: bool,

    /// Put before the names of the added columns
    #[arg(long, value_name = "P", default_value = "")]
    prefix: String,

    /// Add the columns famille_2 (the runner-up) and indices (the evidence)
    #[arg(long)]
    explain: bool,

    /// Write records that do not fit to this file instead of to the output
    #[arg(long, value_name = "FILE", value_parser = PathBufValueParser::new().try_map(beside))]
    rejects: Option<PathBuf>,

    /// Fail (exit 1) where more records than this do not fit; with --strict, none may
    #[arg(long, value_name = "N", value_parser = whole::<u64>, allow_negative_numbers = true)]
    max_rejects: Option<u64>,

    /// Fail (exit 1) where any record does not fit; refuse doubtful columns and badly encoded records
    #[arg(long)]
    strict: bool,

    /// What to do with records of too many fields
    #[arg(long, value_enum, value_name = "WAY", default_value = "reject")]
    ragged: Ragged,

    /// Write what was counted to this file, as JSON, with the words the rules do not know and the titles they are
    /// least sure of
    #[arg(long, value_name = "FILE.json", value_parser = PathBufValueParser::new().try_map(beside))]
    stats: Option<PathBuf>,

    /// Write a report to look at to this file: charts and tables in one HTML page
    #[cfg(feature = "report")]
    #[arg(long, value_name = "FILE.html", value_parser = PathBufValueParser::new().try_map(beside))]
    report: Option<PathBuf>,

    /// The language of the report
    #[cfg(feature = "report")]
    #[arg(long, value_enum, default_value_t, value_name = "LANG", requires = "report")]
    lang: Lang,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Ragged {
    /// Give them the reason ligne_irreguliere
    Reject,
    /// Classify them and keep the extra fields
    Keep,
}

impl ClassifyArgs {
    fn options(&self) -> Options {
        let writing = &self.writing;
        Options {
            output_format: match (writing.excel, writing.output_format) {
                _ if self.to_workbook() => OutputFormat::Table,
                (true, _) => OutputFormat::Excel,
                (_, None) => OutputFormat::AsInput,
                (_, Some(Shape::Csv)) => OutputFormat::Csv,
                (_, Some(Shape::Jsonl)) => OutputFormat::Jsonl,
            },
            prefix: writing.prefix.clone(),
            explain: writing.explain,
            keep_ragged: writing.ragged == Ragged::Keep,
            strict: writing.strict,
            jobs: self.work.jobs(),
            ..reading_options(&self.reading, &self.columns)
        }
    }

    /// Whether the records are seen as they come.
    fn to_screen(&self) -> bool {
        self.output.is_none() && io::stdout().is_terminal()
    }

    /// Whether the output's name asks for a workbook.
    fn to_workbook(&self) -> bool {
        #[cfg(feature = "xlsx")]
        return self.writing.output_format.is_none() && self.output.as_deref().is_some_and(sheet::is_workbook);
        #[cfg(not(feature = "xlsx"))]
        false
    }

    /// The input that the output replaces.
    fn replaced(&self) -> Option<&PathBuf> {
        let output = self.output.as_ref().and_then(|path| fs::canonicalize(path).ok())?;
        self.files
            .iter()
            .find(|file| fs::canonicalize(file).is_ok_and(|file| file == output))
    }

    /// Says what a user may not have meant of the output.
    fn warn(&self, talk: &Talk) {
        if let Some(file) = self.replaced() {
            talk.replaces(file);
        }
        if let Some(workbook) = self
            .output
            .as_deref()
            .filter(|_| self.writing.excel && self.to_workbook())
        {
            talk.leaves_excel(workbook);
        }
    }

    /// The error with the name of the file that could not be written.
    fn named(&self, error: batch::Error) -> anyhow::Error {
        let file = match error {
            batch::Error::Write(_) => self.output.as_deref(),
            batch::Error::WriteRejects(_) => self.writing.rejects.as_deref(),
            _ => None,
        };
        match file {
            Some(file) => anyhow::Error::new(error).context(file.display().to_string()),
            None => error.into(),
        }
    }

    /// The outputs beside the main one.
    fn beside(&self) -> Vec<PathBuf> {
        #[cfg(feature = "report")]
        let report = &self.writing.report;
        #[cfg(not(feature = "report"))]
        let report = &None;
        let beside = [&self.writing.rejects, &self.writing.stats, report];
        beside.into_iter().flatten().cloned().collect()
    }

    /// Two outputs of one name would overwrite each other, and rejects would overwrite an input.
    fn check_paths(&self) -> Result<()> {
        #[cfg(feature = "xlsx")]
        if let Some(path) = self.output.as_deref().filter(|path| sheet::is_packed_workbook(path)) {
            bail!("{}: a workbook is compressed already; name it .xlsx", path.display());
        }
        let beside = self.beside();
        let mut places = Vec::new();
        for path in self.output.iter().chain(&beside).filter(|path| is_file(path)) {
            let place = place(path);
            if places.contains(&place) {
                bail!("{}: is named for two outputs; give each its own file", path.display());
            }
            places.push(place);
        }
        refuse_inputs(&self.files, beside.iter().map(PathBuf::as_path))
    }
}

/// Runs the command; the exit code is 1 where a gate that was asked for failed.
///
/// # Errors
///
/// An input cannot be read or understood, or an output cannot be written.
pub fn run(args: &ClassifyArgs, classifier: &Classifier, color: Color) -> Result<ExitCode> {
    args.check_paths()?;
    signals::watch().context("signals cannot be watched")?;
    let clobber = !args.no_clobber;
    let create = |path: &Option<PathBuf>| path.as_deref().map(|path| Output::create(path, clobber)).transpose();
    let mut output = match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => Output::create(path, clobber)?,
        None => Output::stdout(),
    };
    let mut rejects = create(&args.writing.rejects)?.map(BufWriter::new);
    let mut others = Others {
        stats: create(&args.writing.stats)?,
        #[cfg(feature = "report")]
        report: create(&args.writing.report)?,
    };
    let talk = args.work.talk(&args.files, args.to_screen(), color);
    args.warn(&talk);
    let options = args.options();
    let observer = |event: Event<'_>| talk.event(&event);
    let mut run = Run::new(classifier, &options).observer(&observer).count(&talk.records);
    if let Some(rejects) = &mut rejects {
        run = run.rejects(rejects);
    }
    let mut survey = others.wanted().then(|| Survey::new(classifier));
    if let Some(survey) = &mut survey {
        run = run.survey(survey);
    }
    let summary = write(args, run, &talk, &mut output)?;
    talk.bar.finish_and_clear();
    if let Some(survey) = survey {
        others.write(args, &summary, &survey.findings())?;
    }
    finish(args, output, rejects, others)?;
    talk.summary(&summary);
    Ok(gates(args, &summary, &talk))
}

/// The outputs that tell what the records hold.
struct Others {
    stats: Option<Output>,
    #[cfg(feature = "report")]
    report: Option<Output>,
}

impl Others {
    fn wanted(&self) -> bool {
        #[cfg(feature = "report")]
        return self.stats.is_some() || self.report.is_some();
        #[cfg(not(feature = "report"))]
        self.stats.is_some()
    }

    fn write(&mut self, args: &ClassifyArgs, summary: &Summary, findings: &Findings) -> Result<()> {
        if let Some(stats) = &mut self.stats {
            let shown = args.writing.stats.as_deref().unwrap_or(Path::new("-")).display();
            let text = statistics(summary, findings)?;
            writeln!(stats, "{text:#}").with_context(|| format!("{shown}: the statistics cannot be written"))?;
        }
        #[cfg(feature = "report")]
        if let Some((report, path)) = self.report.as_mut().zip(args.writing.report.as_deref()) {
            write_report(report, path, summary, findings, args.writing.lang)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        self.stats.map_or(Ok(()), Output::finish)?;
        #[cfg(feature = "report")]
        self.report.map_or(Ok(()), Output::finish)?;
        Ok(())
    }
}

/// What was counted and found, as one object.
fn statistics(summary: &Summary, findings: &Findings) -> Result<serde_json::Value> {
    let mut text = serde_json::to_value(summary)?;
    text["version"] = env!("CARGO_PKG_VERSION").into();
    text["fallback_share"] = summary.fallback_share().into();
    if let (Some(text), serde_json::Value::Object(found)) = (text.as_object_mut(), serde_json::to_value(findings)?) {
        text.extend(found);
    }
    Ok(text)
}

/// Writes everything to the output: as text, or as the workbook that its name asks for.
fn write(args: &ClassifyArgs, run: Run<'_>, talk: &Talk, output: &mut Output) -> Result<Summary> {
    let inputs = inputs(&args.files, &talk.bar);
    let named = |error| args.named(error);
    #[cfg(feature = "xlsx")]
    if args.to_workbook() {
        let mut sheet = sheet::SheetWriter::new(format!("{}confiance", args.writing.prefix))?;
        let summary = run.write(inputs, &mut sheet).map_err(named)?;
        let shown = || args.output.as_deref().unwrap_or(Path::new("-")).display().to_string();
        let cut = sheet.finish(output).with_context(shown)?;
        if cut > 0 {
            talk.say(&format!("{}: {} cut at 32767 letters", shown(), counted(cut, "cell")));
        }
        return Ok(summary);
    }
    run.write(inputs, output).map_err(named)
}

/// Puts all outputs in place, the main one last: where it is, the others are.
fn finish(args: &ClassifyArgs, output: Output, rejects: Option<BufWriter<Output>>, others: Others) -> Result<()> {
    if let Some(rejects) = rejects {
        let file = rejects.into_inner().map_err(|error| error.into_error());
        file.map_err(|error| args.named(batch::Error::WriteRejects(error)))?
            .finish()?;
    }
    others.finish()?;
    output.finish()
}

fn gates(args: &ClassifyArgs, summary: &Summary, talk: &Talk) -> ExitCode {
    let odd = summary.irregular_records();
    let (gate, most) = match args.writing.strict {
        true => ("--strict", Some(0)),
        false => ("--max-rejects", args.writing.max_rejects),
    };
    match most.filter(|most| odd > *most) {
        None => ExitCode::SUCCESS,
        Some(most) => {
            let keep = match args.writing.rejects {
                Some(_) => "they are in the file of rejects",
                None => "--rejects FILE keeps them apart",
            };
            let (records, do_not) = (counted(odd, "record"), if odd == 1 { "does not" } else { "do not" });
            talk.warn(&format!("{records} {do_not} fit, {gate} allows {most}; {keep}"));
            ExitCode::from(1)
        }
    }
}
