//! A run over one or several inputs, with one output.

use super::encoding::Charset;
use super::input::Source;
use super::judge::Judge;
use super::open::{self, Text};
use super::options::{Options, OutputFormat};
use super::output::{InputSink, Out, Preface, REJECTS_HEADER};
use super::pipeline;
use super::plan::{Plan, Setting, plan};
use super::render;
use super::summary::{InputReport, Summary, Tally};
use crate::classifier::Classifier;
use crate::error::Error;
use std::io::{self, Read, Write};
use std::sync::atomic::Ordering;

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
    pub fn lazy<R: Read + Send + 'a>(
        name: impl Into<String>,
        open: impl FnOnce() -> io::Result<R> + 'a,
    ) -> Input<'a> {
        Input {
            name: name.into(),
            open: Box::new(move || open().map(|reader| Box::new(reader) as Source<'a>)),
        }
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
}

/// What the first input settles for those that follow.
struct Settled {
    name: String,
    names: Vec<String>,
    delimiter: Option<char>,
    format: super::InputFormat,
    transcoded: Option<Charset>,
    encoding: Option<&'static str>,
}

impl<'r> Run<'r> {
    /// A run of these options.
    pub fn new(classifier: &'r Classifier, options: &'r Options) -> Run<'r> {
        Run {
            classifier,
            options,
            rejects: None,
            observer: None,
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

    /// Classifies the records of all inputs, one input after the other, as if they were one file.
    ///
    /// # Errors
    /// As [`classify`](super::classify).
    pub fn write<'i>(
        mut self,
        inputs: impl IntoIterator<Item = Input<'i>>,
        writer: &mut (dyn Write + Send),
    ) -> Result<Summary, Error> {
        let pool = self.pool()?;
        if let Some(rejects) = &mut self.rejects {
            rejects
                .write_all(REJECTS_HEADER)
                .map_err(Error::WriteRejects)?;
        }
        let (mut total, mut reports, mut warnings) = (Tally::default(), Vec::new(), Vec::new());
        let mut writer = Some(writer);
        let mut out: Option<(Out<'_>, Settled)> = None;
        let mut last = None;
        for input in inputs {
            let Input { name, open } = input;
            let reader = open().map_err(|source| Error::Open {
                name: name.clone(),
                source,
            })?;
            let mut text = open::open(&name, reader, self.options)?;
            let Some(mut plan) = self.plan(&name, &mut text)? else {
                continue;
            };
            match (&mut out, writer.take()) {
                (Some((_, settled)), _) => settled.check(&plan, &text, &name)?,
                (None, Some(writer)) => out = Some(self.first(&plan, &text, &name, writer)),
                (None, None) => {}
            }
            let Some((out, settled)) = &mut out else {
                continue;
            };
            if settled.name != name || !reports.is_empty() {
                plan.preface.mark = None;
                plan.preface.header.clear();
            }
            let (tally, report, said) =
                self.one(&name, text, plan, out, &mut last, pool.as_ref())?;
            settled.settle(&report, &name)?;
            total.add(&tally);
            reports.push(report);
            warnings.extend(said);
        }
        self.finish(out.map(|(out, _)| out), writer)?;
        let summary = total.summary(self.classifier.fingerprint());
        Ok(Summary {
            inputs: reports,
            warnings,
            ..summary
        })
    }

    fn pool(&self) -> Result<Option<rayon::ThreadPool>, Error> {
        let jobs = match self.options.jobs {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            jobs => jobs,
        };
        let build = || rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
        (jobs > 1)
            .then(build)
            .transpose()
            .map_err(|error| Error::Threads(error.to_string()))
    }

    fn plan(&self, name: &str, text: &mut Text<'_>) -> Result<Option<Plan>, Error> {
        let fingerprint = self.classifier.fingerprint();
        let setting = Setting {
            options: self.options,
            fingerprint,
            rejects_apart: self.rejects.is_some(),
        };
        let plan = plan(name, text, &setting)?;
        if plan.is_none() && !self.options.allow_empty {
            return Err(Error::Empty {
                name: name.to_owned(),
            });
        }
        Ok(plan)
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
            OutputFormat::Excel => false,
        };
        let transcoded = text.transcoded.filter(|_| keeps_format);
        let settled = Settled {
            name: name.to_owned(),
            names: plan.names.clone(),
            delimiter: plan.report.delimiter,
            format: plan.report.format,
            encoding: None,
            transcoded: text.transcoded,
        };
        (Out::new(writer, transcoded), settled)
    }

    fn one(
        &mut self,
        name: &str,
        text: Text<'_>,
        plan: Plan,
        out: &mut Out<'_>,
        last: &mut Option<u8>,
        pool: Option<&rayon::ThreadPool>,
    ) -> Result<(Tally, InputReport, Vec<String>), Error> {
        let mut said = Vec::new();
        let observer = self.observer;
        let mut warn = |text: String| {
            if let Some(observer) = observer {
                observer(Event::Warning {
                    input: name,
                    text: &text,
                });
            }
            said.push(format!("{name}: {text}"));
        };
        if let Some(observer) = observer {
            observer(Event::Reading(&plan.report));
        }
        plan.warnings.into_iter().for_each(&mut warn);
        let mut sink = InputSink {
            out,
            rejects: match &mut self.rejects {
                Some(file) => Some(&mut **file),
                None => None,
            },
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
            last,
            charset: None,
        };
        let judges = || Judge::new(self.classifier, self.options.explain);
        let garbage = text.garbage.clone();
        pipeline::run(text.feed, plan.rows.as_ref(), &mut sink, &judges, pool)?;
        sink.preface().map_err(Error::Write)?;
        let (tally, charset) = (sink.tally, sink.charset);
        tally.warnings().into_iter().for_each(&mut warn);
        if garbage.load(Ordering::Relaxed) {
            warn("bytes behind the gzip data were left out".to_owned());
        }
        let encoding = plan.report.encoding.or(charset.map(Charset::name));
        if let Some((observer, encoding)) =
            observer.zip(encoding.filter(|_| plan.report.encoding.is_none()))
        {
            observer(Event::Encoding {
                input: name,
                encoding,
            });
        }
        let report = InputReport {
            records: tally.records,
            encoding,
            ..plan.report
        };
        Ok((tally, report, said))
    }

    /// Writes the header that an empty input allows, and brings everything on its way.
    fn finish(
        &mut self,
        out: Option<Out<'_>>,
        writer: Option<&mut (dyn Write + Send)>,
    ) -> Result<(), Error> {
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
            OutputFormat::Jsonl => Preface::default(),
            OutputFormat::Excel => {
                let header = format!("{}\r\n", names.join(";")).into_bytes();
                Preface {
                    mark: Some(Charset::UTF_8),
                    header,
                    line_end: b"\r\n",
                }
            }
            OutputFormat::AsInput | OutputFormat::Csv => {
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

impl Settled {
    /// Whether a later input may share the first one's output.
    fn check(&self, plan: &Plan, text: &Text<'_>, name: &str) -> Result<(), Error> {
        let what = if plan.report.format != self.format {
            "the format"
        } else if text.transcoded != self.transcoded {
            "the encoding"
        } else if plan.names != self.names {
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
        if self.encoding.is_some() && report.encoding.is_some() && report.encoding != self.encoding
        {
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
