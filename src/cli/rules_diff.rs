//! `metiers rules diff`: what a change of the rules does to the titles of an export.

use super::RulesArgs;
use super::reading::{ColumnArgs, ReadingArgs, reading_options};
use super::talk::one_line;
use anyhow::{Context, Result};
use clap::Args;
use metiers::batch::{Event, Input, Options, OutputFormat, Run, counted};
use metiers::eval::{DecidingRule, RulesChanges, RulesDiff, Side, TitleChange};
use metiers::{Classifier, Company, is_hidden};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

/// Tell which titles of an export change between two rule sets, from what to what, and by which rule
///
/// OLD and NEW are files or folders of rules, as for --rules, or `builtin` for the built-in rules alone. Each stands on the
/// built-in rules; with --no-builtin-rules each is a whole set of its own, such as the folder `rules` of another version.
///
/// Exit status: 0; 1 where more titles change than --max-changes allows; 2 where rules or file cannot be used.
#[derive(Args, Debug)]
pub struct DiffArgs {
    /// The rules as they were
    old: PathBuf,

    /// The rules as they are to be
    new: PathBuf,

    /// The export: any file that `classify` reads, `-` for standard input
    file: PathBuf,

    /// Write everything as one JSON object
    #[arg(long)]
    json: bool,

    /// Fail where more titles than this change
    #[arg(long, value_name = "N")]
    max_changes: Option<usize>,

    #[command(flatten)]
    reading: ReadingArgs,

    #[command(flatten)]
    columns: ColumnArgs,
}

/// Runs the command; the exit code is 1 where the gate failed.
///
/// # Errors
///
/// Rules or file cannot be read, or standard output cannot be written.
pub fn run(args: &DiffArgs, base: &RulesArgs) -> Result<ExitCode> {
    let (old, new) = (classifier(base, &args.old)?, classifier(base, &args.new)?);
    let found = compare(args, &old, &new)?;
    let text = if args.json {
        format!("{}\n", serde_json::to_string_pretty(&found)?)
    } else {
        text(args, &found)
    };
    io::stdout().write_all(text.as_bytes())?;
    let changes = found.changes.len();
    match args.max_changes.filter(|most| changes > *most) {
        None => Ok(ExitCode::SUCCESS),
        Some(most) => {
            // A closed stderr is no reason to panic: the exit code says it too.
            let _ = writeln!(
                io::stderr(),
                "metiers: {}, --max-changes allows {most}",
                changing(changes)
            );
            Ok(ExitCode::FAILURE)
        }
    }
}

/// The rules that a path names, on the ones that hold for both; `builtin` names nothing but the built-in ones.
fn classifier(base: &RulesArgs, path: &Path) -> Result<Classifier> {
    if path == Path::new("builtin") {
        return Ok(Classifier::builtin());
    }
    Ok(base.builder().rules(path).build()?)
}

fn compare(args: &DiffArgs, old: &Classifier, new: &Classifier) -> Result<RulesChanges> {
    let diff = Arc::new(Mutex::new(RulesDiff::new(old, new)));
    let heard = Arc::clone(&diff);
    let options = Options {
        output_format: OutputFormat::Jsonl,
        // The export may be one of ours, with our columns.
        prefix: "rules diff ".to_owned(),
        ..reading_options(&args.reading, &args.columns)
    };
    let name = args.file.display().to_string();
    let file = args.file.clone();
    let input = Input::lazy(name, move || -> io::Result<Box<dyn Read + Send>> {
        Ok(match file.as_path() {
            path if path == Path::new("-") => Box::new(io::stdin()),
            path => Box::new(File::open(path)?),
        })
    });
    let warn = |event: Event<'_>| {
        if let Event::Warning { input, text } = event {
            let _ = writeln!(io::stderr(), "metiers: {}", one_line(&format!("{input}: {text}")));
        }
    };
    Run::new(new, &options)
        .observer(&warn)
        .listener(move |title, company, verdict| {
            let mut diff = heard.lock().unwrap_or_else(PoisonError::into_inner);
            diff.title(title, company, verdict);
        })
        .write([input], &mut io::sink())
        .context("no comparison")?;
    let mut diff = diff.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(diff.finish())
}

fn text(args: &DiffArgs, found: &RulesChanges) -> String {
    let titles = found.changes.len();
    let mut text = format!(
        "old {} (rules {}), new {} (rules {})\n{}: {}, {} in {}\n",
        args.old.display(),
        found.rules_before,
        args.new.display(),
        found.rules_after,
        args.file.display(),
        counted(found.records as u64, "record"),
        changing(titles),
        counted(found.changed_records as u64, "record"),
    );
    if titles > 0 {
        text.push_str("\n titles  records\n");
    }
    for transition in &found.transitions {
        let (titles, records) = (transition.titles, transition.records);
        let (before, after) = (transition.before, transition.after);
        text.push_str(&format!("{titles:>7}  {records:>7}  {before} -> {after}\n"));
    }
    for change in &found.changes {
        text.push_str(&one(change));
    }
    text
}

/// So many titles that change.
fn changing(titles: usize) -> String {
    let change = if titles == 1 { "changes" } else { "change" };
    format!("{} {change}", counted(titles as u64, "title"))
}

/// A title, its two answers, and how it is read where that differs.
fn one(change: &TitleChange) -> String {
    let records = match change.records {
        1 => String::new(),
        records => format!(" ({records} records)"),
    };
    let company = match change.company {
        company if company == Company::default() => "",
        company if company.is_small() => " (small company)",
        _ => " (company known)",
    };
    let title: String = change
        .title
        .chars()
        .map(|c| if is_hidden(c) { ' ' } else { c })
        .collect();
    let mut text = format!("\n{title}{records}{company}\n");
    for (name, side) in [("old", &change.before), ("new", &change.after)] {
        text.push_str(&format!("  {name}  {}\n", answer(side)));
    }
    if change.before.words != change.after.words {
        let [before, after] = [&change.before, &change.after].map(|side| side.words.join(" "));
        text.push_str(&format!("  read as \"{before}\", now as \"{after}\"\n"));
    }
    text
}

fn answer(side: &Side) -> String {
    let rule = |rule: &DecidingRule| {
        let (concept, role, form) = (&rule.concept, rule.role.name(), &rule.form);
        format!("{concept}, {role} « {form} » ({}:{})", rule.file, rule.line)
    };
    let by: Vec<_> = side.by.iter().map(rule).collect();
    let by = if by.is_empty() {
        "no rule".to_owned()
    } else {
        by.join(" + ")
    };
    format!("{} ({}) by {by}", side.label, side.motif)
}
