//! `metiers explain`: why a title is what it is.

use super::Color;
use super::values::headcount;
use anyhow::{Context, Result};
use clap::Args;
use metiers::{Classifier, Company, CompanyKind};
use std::io::{self, Write};
use std::process::ExitCode;

/// Say why titles are what they are: words, rules, points, and the decision in a sentence
///
/// Exit status: 0; 2 where the rules cannot be used.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// The titles
    #[arg(value_name = "TITLE", required = true)]
    titles: Vec<String>,

    /// How many people work in the company
    #[arg(long, value_name = "N", value_parser = headcount)]
    company_size: Option<u32>,

    /// What kind of company it is: agence or marchand
    #[arg(long, value_name = "TYPE")]
    company_type: Option<CompanyKind>,

    /// Write one JSON object a title
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
///
/// The answer cannot be written.
pub fn run(args: &ExplainArgs, classifier: &Classifier, color: Color) -> Result<ExitCode> {
    let company = Company::new(args.company_size, args.company_type);
    write(args, classifier, &company, color)?;
    Ok(ExitCode::SUCCESS)
}

fn write(args: &ExplainArgs, classifier: &Classifier, company: &Company, color: Color) -> Result<()> {
    let mut out = io::stdout().lock();
    let colored = color.for_stream(&out);
    for (place, title) in args.titles.iter().enumerate() {
        let why = classifier.explain_for(title, company);
        if args.json {
            writeln!(
                out,
                "{}",
                serde_json::to_string(&why).context("the explanation as JSON")?
            )?;
            continue;
        }
        let between = if place > 0 { "\n" } else { "" };
        if colored {
            write!(out, "{between}{}", why.colored())?;
        } else {
            write!(out, "{between}{why}")?;
        }
    }
    Ok(out.flush()?)
}
