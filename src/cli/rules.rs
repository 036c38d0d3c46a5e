//! `metiers rules`: work on rules without recompiling.

use anyhow::Result;
use clap::{Args, Subcommand};
use metiers::Classifier;
use std::io::{self, Write};
use std::process::ExitCode;

/// Check or list the rules
#[derive(Args, Debug)]
pub struct RulesCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Compile the rules and run the examples of every rule file
    ///
    /// Exit status: 0, doubts told too; 1 where an example fails; 2 where the rules do not compile.
    Check,
    /// List the concepts: label, role, points, name, place, forms
    List {
        /// Write one JSON object a concept
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command; the exit code is 1 where a check failed.
///
/// # Errors
///
/// The answer cannot be written.
pub fn run(args: &RulesCommand, classifier: &Classifier) -> Result<ExitCode> {
    match args.action {
        Action::Check => check(classifier),
        Action::List { json } => list(classifier, json),
    }
}

fn check(classifier: &Classifier) -> Result<ExitCode> {
    let found = classifier.check();
    if found.iter().next().is_none() {
        writeln!(
            io::stdout(),
            "rules {}: {} concepts, no fault",
            classifier.fingerprint(),
            classifier.concepts().count()
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(io::stdout(), "{found}")?;
    let failed = found.iter().any(|fault| fault.code == "R031");
    Ok(ExitCode::from(u8::from(failed)))
}

fn list(classifier: &Classifier, json: bool) -> Result<ExitCode> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for concept in classifier.concepts() {
        if json {
            writeln!(out, "{}", serde_json::to_string(&concept)?)?;
        } else {
            let (label, role, points) = (concept.label, concept.role.name(), concept.points);
            let forms = concept.forms.join(", ");
            writeln!(
                out,
                "{label}\t{role}\t{points}\t{}\t{}:{}\t{forms}",
                concept.name, concept.file, concept.line
            )?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
