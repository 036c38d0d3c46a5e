//! `metiers rules`: work on rules without recompiling.

use super::{RulesArgs, rules_diff};
use anyhow::Result;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand, ValueEnum};
use metiers::engine::{ConceptSummary, Origin, Role};
use metiers::{Classifier, Diagnostic, Label};
use serde::Serialize;
use std::io::{self, Write};
use std::process::ExitCode;

/// Check, list or compare the rules
#[derive(Args, Debug)]
pub struct RulesCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Compile the rules, run the examples of every rule file, and look for rules that do nothing or contradict others
    ///
    /// Exit status: 0; 1 where an example fails, or, with --deny-warnings, where a rule is useless or contradicts
    /// another; 2 where the rules do not compile.
    Check(CheckArgs),
    /// List the concepts: label, role, points, name, origin, place, forms
    List(ListArgs),
    Diff(Box<rules_diff::DiffArgs>),
}

#[derive(Args, Debug)]
struct CheckArgs {
    /// Write one JSON object
    #[arg(long)]
    json: bool,

    /// Fail for useless and contradictory rules too
    #[arg(long)]
    deny_warnings: bool,
}

#[derive(Args, Debug)]
struct ListArgs {
    /// Only concepts of this label
    #[arg(long)]
    label: Option<Label>,

    /// Only concepts of this role
    #[arg(long, value_parser = PossibleValuesParser::new(Role::ALL.map(Role::name)))]
    role: Option<String>,

    /// Only concepts with this word in their name or in a form; case and accents make no difference
    #[arg(long)]
    word: Option<String>,

    /// Only concepts of this origin
    #[arg(long, value_enum)]
    origin: Option<OriginName>,

    /// Write one JSON object a concept
    #[arg(long)]
    json: bool,
}

/// The origins on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OriginName {
    Builtin,
    User,
}

/// Runs the command; the exit code is 1 where a check failed.
///
/// # Errors
///
/// The rules are at fault, or the answer cannot be written.
pub fn run(args: &RulesCommand, rules: &RulesArgs, classifier: &Classifier) -> Result<ExitCode> {
    match &args.action {
        Action::Check(check_args) => check(check_args, classifier),
        Action::List(list_args) => list(list_args, classifier),
        Action::Diff(diff_args) => rules_diff::run(diff_args, rules),
    }
}

/// What `check --json` writes.
#[derive(Serialize)]
struct Report<'a> {
    rules: &'a str,
    concepts: usize,
    /// Examples that fail.
    failed: Vec<&'a Diagnostic>,
    /// Rules that are useless or contradict others.
    warnings: Vec<&'a Diagnostic>,
}

fn check(args: &CheckArgs, classifier: &Classifier) -> Result<ExitCode> {
    let (found, doubts) = (classifier.check(), classifier.warnings());
    let all = found.iter().chain(doubts.iter());
    let (failed, warnings): (Vec<_>, Vec<_>) = all.partition(|fault| fault.code == "R031");
    let report = Report {
        rules: classifier.fingerprint(),
        concepts: classifier.concepts().count(),
        failed,
        warnings,
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        print(&report, &mut out)?;
    }
    out.flush()?;
    let bad = !report.failed.is_empty() || (args.deny_warnings && !report.warnings.is_empty());
    Ok(ExitCode::from(u8::from(bad)))
}

fn print(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    for found in report.failed.iter().chain(&report.warnings) {
        write!(out, "{found}")?;
    }
    match report.failed.len() + report.warnings.len() {
        0 => writeln!(out, "rules {}: {} concepts, no fault", report.rules, report.concepts),
        1 => writeln!(out, "1 warning"),
        count => writeln!(out, "{count} warnings"),
    }
}

fn list(args: &ListArgs, classifier: &Classifier) -> Result<ExitCode> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for concept in classifier.concepts().filter(|concept| args.wants(concept)) {
        if args.json {
            writeln!(out, "{}", serde_json::to_string(&concept)?)?;
        } else {
            let (label, role, points) = (concept.label, concept.role.name(), concept.points);
            let (name, origin) = (&concept.name, concept.origin.name());
            let (file, line, forms) = (&concept.file, concept.line, concept.forms.join(", "));
            writeln!(
                out,
                "{label}\t{role}\t{points}\t{name}\t{origin}\t{file}:{line}\t{forms}"
            )?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

impl ListArgs {
    fn wants(&self, concept: &ConceptSummary) -> bool {
        let origin = |name| match name {
            OriginName::Builtin => Origin::Builtin,
            OriginName::User => Origin::User,
        };
        self.label.is_none_or(|label| label == concept.label)
            && self.role.as_deref().is_none_or(|role| role == concept.role.name())
            && self.origin.is_none_or(|name| origin(name) == concept.origin)
            && self.word.as_deref().is_none_or(|word| {
                let word = metiers::title::folded(word);
                let mut texts = std::iter::once(&concept.name).chain(&concept.forms);
                texts.any(|text| metiers::title::folded(text).contains(&word))
            })
    }
}
