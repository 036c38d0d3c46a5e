//! A run over one or several inputs, with one output.

use super::encoding::{Charset, Letters};
use super::input::Source;
use super::judge::{Judge, Listener};
use super::open::{self, Text};
use super::options::{Options, OutputFormat, check_delimiter};
use super::output::{InputSink, Out, Preface, REJECTS_HEADER};
use super::pipeline;
use super::plan::{Plan, Setting, plan};
use super::render;
use super::summary::{InputReport, Summary, Tally};
use super::survey::Survey;
use crate::classifier::Classifier;
use crate::error::Error;
use std::fmt;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};

/// More threads are not started: each has a memo and buffers of its own, and the bound on the memory is for all of them.
const MOST_JOBS: usize = 16;
/// What is noted of the blocks between the threads takes room as well, and more threads would wait for the survey.
const MOST_SURVEYED: usize = 4;

/// An input with the name it goes by in messages. It is opened only when its turn comes.
pub struct Input<'a> {
    name: String,
    open: Box<dyn FnOnce() -> io::Result<Source<'a>> + 'a>,
}

impl<'a> Input<'a> {
    /// An input that is open.
    pub fn new(name: impl Into<String>, reader: impl Read + Send + 'a) -> Input<'a> {
        Input::lazy(name, move || Ok(reader))
    }

    /// An input that is opened when its turn comes.
    pub fn lazy<R: Read + Send + 'a>(name: impl Into<String>, open: impl FnOnce() -> io::Result<R> + 'a) -> Input<'a> {
        Input {
            name: name.into(),
            open: Box::new(move || open().map(|reader| Box::new(reader) as Source<'a>)),
        }
    }

    /// Its name, and what it is read from.
    pub(super) fn open(self) -> Result<(String, Source<'a>), Error> {
        match (self.open)() {
            Ok(reader) => Ok((self.name, reader)),
            Err(source) => Err(Error::Open {
                name: self.name,
                source,
            }),
        }
    }
}

impl fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Something a user may want to see while a run goes on.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'e> {
    /// How an input is going to be read.
    Reading(&'e InputReport),
    /// What encoding an input turned out to be in, where its start was ASCII.
    Encoding {
        /// The input's name.
        input: &'e str,
        /// The encoding.
        encoding: &'static str,
    },
    /// What is odd about an input.
    Warning {
        /// The input's name.
        input: &'e str,
        /// What is odd.
        text: &'e str,
    },
}

/// A run and its helpers.
///
/// ```
/// use metiers::{Classifier, batch};
///
/// let classifier = Classifier::builtin();
/// let options = batch::Options::default();
/// let (mut out, mut rejects) = (Vec::new(), Vec::new());
/// let summary = batch::Run::new(&classifier, &options)
///     .rejects(&mut rejects)
///     .write([batch::Input::new("offres.csv", &b"id,titre\n1\n2,Traffic manager\n"[..])], &mut out)?;
/// assert_eq!((summary.records, summary.written, summary.rejected), (2, 1, 1));
/// assert!(rejects.ends_with(b"offres.csv,1,9,2,missing_column,\"1\"\n"));
/// # Ok::<(), batch::Error>(())
/// ```
pub struct Run<'r> {
    classifier: &'r Classifier,
    options: &'r Options,
    rejects: Option<&'r mut (dyn Write + Send)>,
    observer: Option<&'r dyn Fn(Event<'_>)>,
    listener: Option<Listener>,
    survey: Option<&'r mut Survey>,
    rows: Option<&'r AtomicU64>,
}

impl fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut run = f.debug_struct("Run");
        run.field("classifier", self.classifier).field("options", self.options);
        run.finish_non_exhaustive()
    }
}

/// What the first input settles for those that follow.
struct Settled {
    name: String,
    names: Vec<String>,
    delimiter: Option<char>,
    format: super::InputFormat,
    transcoded: Option<Charset>,
    encoding: Option<&'static str>,
    /// Whether the output is UTF-8 whatever the inputs are.
    utf_8: bool,
}

/// What the inputs read so far have given.
#[derive(Default)]
struct SoFar {
    tally: Tally,
    reports: Vec<InputReport>,
    warnings: Vec<String>,
    /// The last byte written.
    last: Option<u8>,
}

impl SoFar {
    fn summary(self, fingerprint: &str) -> Summary {
        Summary {
            inputs: self.reports,
            warnings: self.warnings,
            ..self.tally.summary(fingerprint)
        }
    }
}

impl<'r> Run<'r> {
    /// A run of these options.
    pub fn new(classifier: &'r Classifier, options: &'r Options) -> Run<'r> {
        Run {
            classifier,
            options,
            rejects: None,
            observer: None,
            listener: None,
            survey: None,
            rows: None,
        }
    }

    /// Writes records that do not fit here, instead of to the output.
    pub fn rejects(mut self, file: &'r mut (dyn Write + Send)) -> Run<'r> {
        self.rejects = Some(file);
        self
    }

    /// Tells what is found, as it is found.
    pub fn observer(mut self, observer: &'r dyn Fn(Event<'_>)) -> Run<'r> {
        self.observer = Some(observer);
        self
    }

    /// Tells every title, its company and its verdict, in the order of the records, on one thread alone.
    pub fn listener(
        mut self,
        listener: impl Fn(&str, &crate::Company, &crate::Verdict) + Send + Sync + 'static,
    ) -> Run<'r> {
        self.listener = Some(std::sync::Arc::new(listener));
        self
    }

    /// Gathers what the records hold. Unlike a listener this leaves all threads at work, and gives the same for any number.
    pub fn survey(mut self, survey: &'r mut Survey) -> Run<'r> {
        self.survey = Some(survey);
        self
    }

    /// Counts the records here, as they are written.
    pub fn count(mut self, records: &'r AtomicU64) -> Run<'r> {
        self.rows = Some(records);
        self
    }

    /// Classifies the records of all inputs, one input after the other, as if they were one file.
    ///
    /// # Errors
    /// As [`classify`](super::classify).
    pub fn write<'i>(
        mut self,
        inputs: impl IntoIterator<Item = Input<'i>>,
        writer: &mut (dyn Write + Send),
    ) -> Result<Summary, Error> {
        self.options.delimiter.map_or(Ok(()), check_delimiter)?;
        let pool = self.pool()?;
        let header = self.rejects.as_mut().map(|file| file.write_all(REJECTS_HEADER));
        header.transpose().map_err(Error::WriteRejects)?;
        // Inputs that are only counted may differ as they like.
        let shared = self.options.output_format != OutputFormat::Nothing || self.rejects.is_some();
        let mut so_far = SoFar::default();
        let mut writer = Some(writer);
        let mut out: Option<(Out<'_>, Settled)> = None;
        for input in inputs {
            let Some((name, text, mut plan)) = self.open(input)? else {
                continue;
            };
            if let Some(writer) = writer.take() {
                out = Some(self.first(&plan, &text, &name, writer));
            }
            let Some((out, settled)) = &mut out else {
                continue;
            };
            if shared && !so_far.reports.is_empty() {
                settled.check(&plan, &text, &name, self.options.has_header)?;
                plan.preface.mark = None;
                plan.preface.header.clear();
            }
            let report = self.one(&name, text, plan, out, &mut so_far, pool.as_ref())?;
            if shared {
                settled.settle(&report, &name)?;
            }
            so_far.reports.push(report);
        }
        self.finish(out.map(|(out, _)| out), writer)?;
        Ok(so_far.summary(self.classifier.fingerprint()))
    }

    fn pool(&self) -> Result<Option<rayon::ThreadPool>, Error> {
        let jobs = match self.options.jobs {
            _ if self.listener.is_some() => 1,
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            jobs => jobs,
        };
        let most = if self.survey.is_some() {
            MOST_SURVEYED
        } else {
            MOST_JOBS
        };
        let jobs = jobs.min(most);
        let build = || rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
        (jobs > 1)
            .then(build)
            .transpose()
            .map_err(|error| Error::Threads(error.to_string()))
    }

    /// Opens an input and looks at it; `None` where it is empty and may be.
    fn open<'i>(&self, input: Input<'i>) -> Result<Option<(String, Text<'i>, Plan)>, Error> {
        let (name, reader) = input.open()?;
        let mut text = open::open(&name, reader, self.options)?;
        let fingerprint = self.classifier.fingerprint();
        let setting = Setting {
            options: self.options,
            fingerprint,
            rejects_apart: self.rejects.is_some(),
            survey: self.survey.is_some(),
        };
        match plan(&name, &mut text, &setting)? {
            Some(plan) => Ok(Some((name, text, plan))),
            None if self.options.allow_empty => Ok(None),
            None => Err(Error::Empty { name }),
        }
    }

    fn first<'w>(
        &self,
        plan: &Plan,
        text: &Text<'_>,
        name: &str,
        writer: &'w mut (dyn Write + Send),
    ) -> (Out<'w>, Settled) {
        let keeps_format = match self.options.output_format {
            OutputFormat::AsInput => true,
            OutputFormat::Csv => plan.report.format == super::InputFormat::Csv,
            OutputFormat::Jsonl => plan.report.format == super::InputFormat::Jsonl,
            OutputFormat::Table | OutputFormat::Excel | OutputFormat::Nothing => false,
        };
        let transcoded = text.transcoded.filter(|_| keeps_format);
        let settled = Settled {
            name: name.to_owned(),
            names: plan.names.clone(),
            delimiter: plan.report.delimiter,
            format: plan.report.format,
            encoding: None,
            transcoded: text.transcoded,
            utf_8: !keeps_format,
        };
        (Out::new(writer, transcoded), settled)
    }

    fn one(
        &mut self,
        name: &str,
        text: Text<'_>,
        plan: Plan,
        out: &mut Out<'_>,
        so_far: &mut SoFar,
        pool: Option<&rayon::ThreadPool>,
    ) -> Result<InputReport, Error> {
        self.tell(Event::Reading(&plan.report));
        self.warn(name, plan.warnings, so_far);
        if let Some(survey) = &mut self.survey {
            survey.columns(&plan.report);
        }
        let surveyed = self.survey.is_some();
        let mut sink = InputSink {
            out,
            survey: self.survey.as_deref_mut(),
            before: so_far.tally.records,
            count: self.rows,
            rejects: reborrow(&mut self.rejects),
            rows: plan.rows.as_ref(),
            name,
            preface: Some(plan.preface),
            bare_cr: plan.bare_cr,
            lines: plan.lines,
            tally: Tally {
                blank: plan.blank,
                ..Tally::default()
            },
            limit: self.options.max_record_bytes,
            last: &mut so_far.last,
            charset: None,
            letters: self.options.encoding.is_none().then(Letters::default),
        };
        let threads = pool.map_or(1, rayon::ThreadPool::current_num_threads);
        // What a survey counts takes as much room as half of what the threads remember.
        let shares = if surveyed { 2 * threads } else { threads };
        let judges = || {
            let judge = Judge::new(self.classifier, self.options.explain, shares);
            judge.heard_by(self.listener.clone()).surveyed(surveyed)
        };
        pipeline::run(text.feed, plan.rows.as_ref(), &mut sink, &judges, pool)?;
        sink.preface().map_err(Error::Write)?;
        let (tally, charset, letters) = (sink.tally, sink.charset, sink.letters);
        so_far.tally.add(&tally);
        let odd = odd(letters, &tally, text.garbage.load(Ordering::Relaxed));
        self.warn(name, odd, so_far);
        Ok(self.report(plan.report, tally.records, charset))
    }

    /// The report of an input that was read to its end, where its encoding is known at last.
    fn report(&self, report: InputReport, records: u64, charset: Option<Charset>) -> InputReport {
        let late = charset.map(Charset::name).filter(|_| report.encoding.is_none());
        if let Some(encoding) = late {
            self.tell(Event::Encoding {
                input: &report.name,
                encoding,
            });
        }
        InputReport {
            records,
            encoding: report.encoding.or(late),
            ..report
        }
    }

    fn tell(&self, event: Event<'_>) {
        if let Some(observer) = self.observer {
            observer(event);
        }
    }

    fn warn(&self, input: &str, warnings: Vec<String>, so_far: &mut SoFar) {
        for text in warnings {
            self.tell(Event::Warning { input, text: &text });
            so_far.warnings.push(format!("{input}: {text}"));
        }
    }

    /// Writes the header that an empty input allows, and brings everything on its way.
    fn finish(&mut self, out: Option<Out<'_>>, writer: Option<&mut (dyn Write + Send)>) -> Result<(), Error> {
        if let Some(mut out) = out {
            out.flush().map_err(Error::Write)?;
        } else if let Some(writer) = writer {
            let preface = self.empty_preface();
            let mut out = Out::new(writer, None);
            let mark = preface.mark.map_or(Ok(()), |charset| out.mark(charset));
            mark.and_then(|()| out.put(&preface.header))
                .and_then(|()| out.flush())
                .map_err(Error::Write)?;
        }
        self.rejects
            .as_mut()
            .map_or(Ok(()), |file| file.flush())
            .map_err(Error::WriteRejects)
    }

    fn empty_preface(&self) -> Preface {
        let names = render::added(&self.options.prefix, self.options.explain);
        match self.options.output_format {
            OutputFormat::Jsonl | OutputFormat::Nothing => Preface::default(),
            OutputFormat::Excel => {
                let header = format!("{}\r\n", names.join(";")).into_bytes();
                Preface {
                    mark: Some(Charset::UTF_8),
                    header,
                    line_end: b"\r\n",
                }
            }
            OutputFormat::AsInput | OutputFormat::Csv | OutputFormat::Table => {
                let delimiter = char::from(self.options.delimiter.unwrap_or(b';')).to_string();
                Preface {
                    mark: None,
                    header: format!("{}\n", names.join(&delimiter)).into_bytes(),
                    line_end: b"\n",
                }
            }
        }
    }
}

fn reborrow<'s>(file: &'s mut Option<&mut (dyn Write + Send)>) -> Option<&'s mut (dyn Write + Send)> {
    match file {
        Some(file) => Some(&mut **file),
        None => None,
    }
}

impl Settled {
    /// Whether a later input may share the first one's output.
    fn check(&self, plan: &Plan, text: &Text<'_>, name: &str, has_header: bool) -> Result<(), Error> {
        let what = if plan.report.format != self.format {
            "the format"
        } else if text.transcoded != self.transcoded && !self.utf_8 {
            "the encoding"
        } else if !has_header && plan.names.len() != self.names.len() {
            "the number of columns"
        } else if has_header && plan.names != self.names {
            "the header"
        } else if plan.report.delimiter != self.delimiter {
            "the delimiter"
        } else {
            return Ok(());
        };
        Err(Error::InputsDiffer {
            name: name.to_owned(),
            first: self.name.clone(),
            what,
        })
    }

    /// Checks what is known only at an input's end. ASCII goes with every encoding.
    fn settle(&mut self, report: &InputReport, name: &str) -> Result<(), Error> {
        let both = self.encoding.is_some() && report.encoding.is_some();
        if both && report.encoding != self.encoding && !self.utf_8 {
            return Err(Error::InputsDiffer {
                name: name.to_owned(),
                first: self.name.clone(),
                what: "the encoding",
            });
        }
        self.encoding = self.encoding.or(report.encoding);
        Ok(())
    }
}

/// What is odd about an input that was read to its end.
fn odd(letters: Option<Letters>, tally: &Tally, garbage: bool) -> Vec<String> {
    let letters = letters.and_then(Letters::warning).into_iter();
    let trailing = garbage.then(|| "bytes behind the gzip data were left out".to_owned());
    letters.chain(tally.warnings()).chain(trailing).collect()
}
