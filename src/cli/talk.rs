//! What `classify` says on stderr while it works: how each input is read, what is odd, how far it is.

use super::Color;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle, TermLike};
use metiers::batch::{Event, InputFormat, InputReport, Summary, counted};
use metiers::is_hidden;
use std::fmt;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Whether a bar is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Where stderr is a terminal and stdout is not in its way.
    Auto,
    /// In any case.
    Shown,
    /// In no case.
    Hidden,
}

/// What is said on stderr.
pub struct Talk {
    pub bar: ProgressBar,
    /// Records done so far.
    pub records: Arc<AtomicU64>,
    quiet: bool,
    warning: &'static str,
}

impl Talk {
    /// Speaks unless it is to be quiet, with a bar over these files where one is wanted.
    pub fn new(files: &[PathBuf], progress: Progress, quiet: bool, color: Color) -> Talk {
        let records = Arc::new(AtomicU64::new(0));
        let bar = match progress {
            Progress::Shown => bar(files, true, &records),
            Progress::Auto if io::stderr().is_terminal() && !quiet => bar(files, false, &records),
            Progress::Auto | Progress::Hidden => ProgressBar::hidden(),
        };
        let colored = color.for_stream(&io::stderr());
        Talk {
            bar,
            records,
            quiet,
            warning: if colored { "\x1b[33mwarning:\x1b[0m" } else { "warning:" },
        }
    }

    /// Says one line, unless it is to be quiet.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            self.warn(text);
        }
    }

    /// Says one line that must be heard: it tells why the program fails.
    pub fn warn(&self, text: &str) {
        self.write(&one_line(text));
    }

    /// Warns of something about an input, unless it is to be quiet.
    fn odd(&self, input: &str, text: &str) {
        if !self.quiet {
            self.write(&format!("{}: {} {}", one_line(input), self.warning, one_line(text)));
        }
    }

    fn write(&self, line: &str) {
        // Nobody may be listening, which is no reason to stop.
        self.bar.suspend(|| {
            let _ = writeln!(io::stderr(), "metiers: {line}");
        });
    }

    /// Says that an output is going to replace an input.
    pub fn replaces(&self, file: &Path) {
        self.odd(&file.display().to_string(), "the output replaces this input");
    }

    /// Says that a workbook is no CSV for Excel.
    pub fn leaves_excel(&self, workbook: &Path) {
        let text = "--excel is left aside, a workbook needs none of it";
        self.odd(&workbook.display().to_string(), text);
    }

    /// Says what the run found.
    pub fn event(&self, event: &Event<'_>) {
        match event {
            Event::Reading(report) => self.say(&found(report)),
            Event::Encoding { input, encoding } => {
                self.say(&format!("{input}: {encoding}, by the first letter beyond ASCII"))
            }
            Event::Warning { input, text } => self.odd(input, text),
            _ => {}
        }
    }

    /// Says what was done.
    pub fn summary(&self, summary: &Summary) {
        let families: Vec<String> = summary
            .families
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        let without = summary.records - summary.families.values().sum::<u64>() - summary.irregular_records();
        let odd = summary.irregular_records() - summary.rejected;
        let beside = [
            (without, "without a family"),
            (odd, "that do not fit"),
            (summary.rejected, "rejected"),
        ];
        let beside = beside.iter().filter(|(count, _)| *count > 0);
        let told = families
            .into_iter()
            .chain(beside.map(|(count, what)| format!("{count} {what}")));
        let told: Vec<String> = told.collect();
        let blank = match summary.blank_lines {
            0 => String::new(),
            lines => format!("; {} left out", counted(lines, "blank line")),
        };
        let colon = if told.is_empty() { "" } else { ": " };
        self.say(&format!(
            "{}{colon}{}{blank}",
            counted(summary.records, "record"),
            told.join(", ")
        ));
    }
}

/// A message as one line that no terminal obeys: a file's name may hold anything.
pub fn one_line(text: &str) -> String {
    text.chars().flat_map(visible).collect()
}

fn visible(c: char) -> impl Iterator<Item = char> {
    let hidden = is_hidden(c);
    let escaped = hidden.then(|| c.escape_default());
    escaped.into_iter().flatten().chain((!hidden).then_some(c))
}

/// How an input is read, in a line.
fn found(report: &InputReport) -> String {
    let title = match report.title_column {
        Some(column) => format!("title in column {column} « {} »", report.title_name),
        None => format!("title in « {} »", report.title_name),
    };
    let shape = match (report.format, report.delimiter) {
        _ if report.sheet.is_some() => format!("sheet « {} »", report.sheet.as_deref().unwrap_or_default()),
        (InputFormat::Jsonl, _) => "JSON Lines".to_owned(),
        (InputFormat::Csv, None) => "one column".to_owned(),
        (InputFormat::Csv, Some('\t')) => "delimiter « tab »".to_owned(),
        (InputFormat::Csv, Some(delimiter)) => format!("delimiter « {delimiter} »"),
    };
    let company = [("size", &report.company_size_name), ("type", &report.company_type_name)];
    let company = company
        .iter()
        .filter_map(|(what, name)| Some(format!(", company {what} in « {} »", name.as_deref()?)));
    let mark = if report.byte_order_mark {
        " with a byte-order mark"
    } else {
        ""
    };
    let gzip = if report.gzip { ", gzip" } else { "" };
    let encoding = report.encoding.unwrap_or("ASCII so far");
    format!(
        "{}: {title}, {shape}, {encoding}{mark}{gzip}{}",
        report.name,
        company.collect::<String>()
    )
}

/// A bar over the bytes of all files, where they are known; it tells the records, too.
fn bar(files: &[PathBuf], forced: bool, records: &Arc<AtomicU64>) -> ProgressBar {
    let size = |path: &PathBuf| {
        fs::metadata(path)
            .ok()
            .filter(fs::Metadata::is_file)
            .map(|found| found.len())
    };
    let total: Option<u64> = if files.is_empty() {
        None
    } else {
        files.iter().map(size).sum()
    };
    let (bar, look) = match total {
        Some(total) => (
            ProgressBar::new(total),
            "{bar:20} {records} records, {bytes} of {total_bytes}, {eta} left",
        ),
        None => (
            ProgressBar::new_spinner(),
            "{spinner} {records} records, {bytes}, {bytes_per_sec}",
        ),
    };
    if forced && !io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::term_like_with_hz(Box::new(Plain), 2));
    }
    let style = ProgressStyle::with_template(look).unwrap_or_else(|_| ProgressStyle::default_bar());
    let records = Arc::clone(records);
    let style = style.with_key("records", move |_: &ProgressState, out: &mut dyn fmt::Write| {
        // A text can always be written to.
        let _ = write!(out, "{}", HumanCount(records.load(Ordering::Relaxed)));
    });
    bar.with_style(style)
}

/// A stderr that is no terminal: a bar is a line now and then.
#[derive(Debug)]
struct Plain;

impl TermLike for Plain {
    fn width(&self) -> u16 {
        80
    }
    fn move_cursor_up(&self, _: usize) -> io::Result<()> {
        Ok(())
    }
    fn move_cursor_down(&self, _: usize) -> io::Result<()> {
        Ok(())
    }
    fn move_cursor_right(&self, _: usize) -> io::Result<()> {
        Ok(())
    }
    fn move_cursor_left(&self, _: usize) -> io::Result<()> {
        Ok(())
    }
    fn write_line(&self, text: &str) -> io::Result<()> {
        writeln!(io::stderr(), "{}", text.trim_end())
    }
    fn write_str(&self, text: &str) -> io::Result<()> {
        // What is drawn is padded with blanks to the width, in a piece of its own.
        if text.trim().is_empty() {
            Ok(())
        } else {
            self.write_line(text)
        }
    }
    fn clear_line(&self) -> io::Result<()> {
        Ok(())
    }
    fn flush(&self) -> io::Result<()> {
        io::stderr().flush()
    }
}
