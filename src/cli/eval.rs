//! `metiers eval`: how good the rules are on a file of labelled titles.

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use metiers::Classifier;
use metiers::eval::{self, Diff, Evaluation, Fit, Gold, Measure, WrongRows};
use serde::Serialize;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Score the rules on labelled titles: accuracy, F1, confusion, calibration
///
/// Strict counts only a row's label as right, fair its `also_ok` too. Nine-way tells all nine labels apart, six-way the
/// five families and "no family". Three titles in four have no family: read the family F1 first.
///
/// Exit status: 0; 1 where a --min-… is not reached; 2 where a file cannot be used.
#[derive(Args, Debug)]
pub struct EvalArgs {
    /// Labelled titles, `-` for standard input: CSV in UTF-8 with the columns title,label and, where wanted,
    /// also_ok,company_size,company_type,source
    #[arg(value_name = "GOLD.csv")]
    gold: PathBuf,

    /// Write everything as one JSON object; with --wrong, every row and its answer too
    #[arg(long)]
    json: bool,

    /// List the rows answered wrong, nine-way [default where no measure is given: fair]
    #[arg(long, value_name = "MEASURE", num_args = 0..=1, require_equals = true, default_missing_value = "fair")]
    wrong: Option<WrongBy>,

    /// Fit the confidence on these titles and write the map, instead of the scores: the new rules/calibration.csv
    #[arg(long, conflicts_with_all = ["json", "wrong", "baseline", "min_fair", "min_strict", "min_f1"])]
    fit: bool,

    /// Fail unless the fair six-way accuracy is at least this, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_fair: Option<f64>,

    /// Fail unless the strict nine-way accuracy is at least this, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_strict: Option<f64>,

    /// Fail unless the fair family F1, the mean of the families, is at least this, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_f1: Option<f64>,

    /// Tell what changed since an earlier run that was kept with --json --wrong
    #[arg(long, value_name = "RUN.json")]
    baseline: Option<PathBuf>,
}

/// What counts as wrong on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum WrongBy {
    /// Any answer that is not the label
    Strict,
    /// Any answer that is neither the label nor in also_ok
    Fair,
}

impl From<WrongBy> for Measure {
    fn from(by: WrongBy) -> Measure {
        match by {
            WrongBy::Strict => Measure::Strict,
            WrongBy::Fair => Measure::Fair,
        }
    }
}

/// Everything that `--json` writes.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    evaluation: &'a Evaluation,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<&'a Diff>,
}

/// Runs the command; the exit code is 1 where a gate that was asked for failed.
///
/// # Errors
///
/// The gold file or the earlier run cannot be read or used, or standard output cannot be written.
pub fn run(args: &EvalArgs, classifier: &Classifier) -> Result<ExitCode> {
    let gold = read_gold(&args.gold)?;
    if args.fit {
        write_out(&Fit::of(classifier, &gold).to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut evaluation = eval::evaluate(classifier, &gold);
    let measure = args.wrong.map(Measure::from);
    let diff = args
        .baseline
        .as_deref()
        .map(|path| compare(path, &evaluation, measure.unwrap_or(Measure::Fair)))
        .transpose()?;
    let text = if args.json {
        if measure.is_none() {
            evaluation.results.clear();
        }
        json(&evaluation, diff.as_ref())?
    } else {
        text(&args.gold, &evaluation, measure, diff.as_ref())
    };
    write_out(&text)?;
    Ok(gates(args, &evaluation))
}

fn read_gold(path: &Path) -> Result<Gold> {
    if path == Path::new("-") {
        return Gold::from_reader(io::stdin().lock()).context("standard input");
    }
    refuse_folder(path)?;
    let gold = File::open(path).map_err(Into::into).and_then(Gold::from_reader);
    gold.with_context(|| path.display().to_string())
}

/// A folder can be opened as a file, and only reading it tells what it is.
fn refuse_folder(path: &Path) -> Result<()> {
    if path.is_dir() {
        bail!("{}: is a folder; name a file in it", path.display());
    }
    Ok(())
}

fn compare(path: &Path, evaluation: &Evaluation, measure: Measure) -> Result<Diff> {
    refuse_folder(path)?;
    let text = std::fs::read(path).with_context(|| path.display().to_string())?;
    let before: Evaluation = serde_json::from_slice(&text).with_context(|| {
        let name = path.display();
        format!("{name}: not a run of `metiers eval --json --wrong`")
    })?;
    Diff::between(&before, evaluation, measure).with_context(|| path.display().to_string())
}

fn json(evaluation: &Evaluation, diff: Option<&Diff>) -> Result<String> {
    let mut text = serde_json::to_string_pretty(&Report { evaluation, diff })?;
    text.push('\n');
    Ok(text)
}

fn text(gold: &Path, evaluation: &Evaluation, wrong: Option<Measure>, diff: Option<&Diff>) -> String {
    let rules = evaluation.rules_fingerprint.as_deref().unwrap_or("unknown");
    let mut text = format!(
        "{}: {} rows, rules {rules}\n\n{evaluation}",
        gold.display(),
        evaluation.rows
    );
    if let Some(measure) = wrong {
        text.push_str(&format!("\n{}", WrongRows { evaluation, measure }));
    }
    if let Some(diff) = diff {
        text.push_str(&format!("\n{diff}"));
    }
    text
}

/// Writes the report; a reader who has seen enough (`| head`) is no fault and hides no failed gate.
fn write_out(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error).context("standard output"),
        _ => Ok(()),
    }
}

/// Says on stderr, in one line, which gates failed.
fn gates(args: &EvalArgs, evaluation: &Evaluation) -> ExitCode {
    let failed = failed_gates(args, evaluation);
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    let (file, failed) = (args.gold.display(), failed.join("; "));
    // A closed stderr is no reason to panic: the exit code says it too.
    let _ = writeln!(io::stderr(), "metiers: not good enough on {file}: {failed}");
    ExitCode::FAILURE
}

fn failed_gates(args: &EvalArgs, evaluation: &Evaluation) -> Vec<String> {
    let accuracy = evaluation.accuracy;
    let gates = [
        (
            "--min-fair",
            args.min_fair,
            "fair six-way accuracy",
            Some(accuracy.six_way.fair),
        ),
        (
            "--min-strict",
            args.min_strict,
            "strict nine-way accuracy",
            Some(accuracy.nine_way.strict),
        ),
        ("--min-f1", args.min_f1, "fair family F1", evaluation.macro_f1.fair),
    ];
    let fault = |(option, least, score, reached): (&str, Option<f64>, &str, Option<f64>)| match (least?, reached) {
        (least, Some(reached)) if reached >= least => None,
        // Cut, not rounded: 0.94996 is under 0.95 and must not be shown as 0.9500.
        (least, Some(reached)) => Some(format!(
            "{score} {:.4} is under {option} {least}",
            (reached * 1e4).floor() / 1e4
        )),
        (least, None) => Some(format!(
            "{score} cannot be told to reach {option} {least}: no row has a family"
        )),
    };
    gates.into_iter().filter_map(fault).collect()
}

/// A share from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        Ok(percent) if (1.0..=100.0).contains(&percent) => {
            Err(format!("a share goes from 0 to 1: write {}", percent / 100.0))
        }
        _ => Err("a share goes from 0 to 1, such as 0.9".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use metiers::eval::Answer;
    use metiers::{Label, Reason};

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        eval: EvalArgs,
    }

    fn args(of: &[&str]) -> EvalArgs {
        Cli::try_parse_from([&["eval", "gold.csv"], of].concat()).unwrap().eval
    }

    /// Two rows in three right, one of them of a family: strict 2/3, fair six-way 2/3, F1 1.
    fn evaluation() -> Evaluation {
        let file = "title,label\na,redaction\nb,hors_champ\nc,hors_champ\n";
        let gold = Gold::from_reader(file.as_bytes()).unwrap();
        let labels = [Label::WebWriting, Label::OutOfScope, Label::Acquisition];
        Evaluation::from_answers(gold.rows.into_iter().zip(labels).map(|(row, label)| {
            (
                row,
                Answer {
                    label,
                    reason: Reason::Evidence,
                    confidence_percent: 50,
                    runner_up: None,
                },
            )
        }))
    }

    #[test]
    fn wrong_takes_a_measure_only_after_an_equals_sign() {
        assert!(args(&[]).wrong.is_none());
        assert!(matches!(args(&["--wrong"]).wrong, Some(WrongBy::Fair)));
        assert!(matches!(args(&["--wrong=strict"]).wrong, Some(WrongBy::Strict)));
    }

    #[test]
    fn gates_fail_below_and_pass_at_their_share() {
        let evaluation = evaluation();
        let passed = args(&["--min-fair=0.6666", "--min-strict=0", "--min-f1=1"]);
        assert_eq!(failed_gates(&passed, &evaluation), [""; 0]);
        let failed = args(&["--min-fair=0.66667", "--min-strict=0.9", "--min-f1=1"]);
        assert_eq!(
            failed_gates(&failed, &evaluation),
            [
                "fair six-way accuracy 0.6666 is under --min-fair 0.66667",
                "strict nine-way accuracy 0.6666 is under --min-strict 0.9",
            ]
        );
    }

    #[test]
    fn an_f1_of_nothing_fails_its_gate() {
        let failed = failed_gates(&args(&["--min-f1=0"]), &Evaluation::from_answers([]));
        assert_eq!(
            failed,
            ["fair family F1 cannot be told to reach --min-f1 0: no row has a family"]
        );
    }

    #[test]
    fn a_percentage_is_refused_with_the_share_it_means() {
        assert_eq!(share("0.95"), Ok(0.95));
        assert_eq!(share("95"), Err("a share goes from 0 to 1: write 0.95".into()));
        for text in ["NaN", "-1", "many", "1000"] {
            assert_eq!(share(text), Err("a share goes from 0 to 1, such as 0.9".into()));
        }
    }

    #[test]
    fn files_that_cannot_be_used_are_named_in_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let line = |error: anyhow::Error| format!("{error:#}").replace(&folder.path().display().to_string(), "");
        let gold = path("gold.csv", "title,label\na,\n");
        assert!(
            line(read_gold(&gold).unwrap_err()).starts_with("/gold.csv: record 1, line 2, column « label »: no label")
        );
        let absent = line(read_gold(&folder.path().join("absent.csv")).unwrap_err());
        assert_eq!(
            absent.matches("absent.csv").count() + absent.matches("os error").count(),
            2,
            "{absent}"
        );

        let fault = |text| line(compare(&path("run.json", text), &evaluation(), Measure::Fair).unwrap_err());
        assert!(fault("{}").starts_with("/run.json: not a run of `metiers eval --json --wrong`: missing field"));
        let mut bare = evaluation();
        bare.results.clear();
        assert!(fault(&json(&bare, None).unwrap()).starts_with("/run.json: the earlier run holds no rows"));
    }

    #[test]
    fn a_report_is_a_baseline() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("run.json");
        let before = evaluation();
        let diff = Diff::between(&before, &before, Measure::Fair).unwrap();
        // One with a diff of its own is as good.
        std::fs::write(&run, json(&before, Some(&diff)).unwrap()).unwrap();
        assert_eq!(compare(&run, &before, Measure::Fair).unwrap().same, 3);
    }

    #[test]
    fn json_holds_rows_only_where_they_are() {
        let mut evaluation = evaluation();
        let with_rows: serde_json::Value = serde_json::from_str(&json(&evaluation, None).unwrap()).unwrap();
        assert_eq!(with_rows["results"][0]["answer"]["label"], "redaction");
        assert_eq!(with_rows["rows"], 3);
        assert!(with_rows.get("diff").is_none());
        evaluation.results.clear();
        let without: serde_json::Value = serde_json::from_str(&json(&evaluation, None).unwrap()).unwrap();
        assert!(without.get("results").is_none());
    }
}
