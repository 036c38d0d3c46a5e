//! Decides how JSON Lines are read and written: which members count, and the shape of the output.

use super::encoding::Charset;
use super::feed::Grammar;
use super::header;
use super::jsonl::{self, JsonRows};
use super::options::{InputFormat, OutputFormat};
use super::output::Preface;
use super::plan::{Look, Plan, sampled};
use super::render::{self, Cells};
use super::summary::InputReport;
use crate::error::Error;

impl Look<'_, '_, '_> {
    pub fn json(&mut self) -> Result<Plan, Error> {
        self.first_line()?;
        let charset = self.text.feed.charset;
        let sample = charset.unwrap_or(Charset::UTF_8).decode(sampled(&self.text.feed)).0;
        let names = jsonl::keys(&sample);
        let found = header::find(self.name, &names, self.asked());
        let roles = found.map_err(|error| self.explained(error, &sample))?;
        let nested = jsonl::nested_value(&sample, &names[roles.title]);
        self.warnings.extend(nested);
        let options = self.options();
        let table = options.output_format.is_table();
        let added = self.added(!table);
        self.check_clash(&added, &names)?;
        let (shape, preface) = self.json_shape(&names, &added);
        let facets = header::facets(&names, roles.title).map(|at| names[*at].clone());
        let rows = JsonRows {
            title: names[roles.title].clone(),
            size: roles.size.map(|at| names[at].clone()),
            kind: roles.kind.map(|at| names[at].clone()),
            added,
            defaults: self.defaults(roles.size.map(|at| names[at].as_str())),
            strict: options.strict,
            rejects_apart: self.setting.rejects_apart,
            facets: self.setting.survey.then(|| facets.clone()),
            shape,
        };
        let report = InputReport {
            title_name: rows.title.clone(),
            company_size_name: rows.size.clone(),
            company_type_name: rows.kind.clone(),
            date_name: facets.date,
            place_name: facets.place,
            company_name: facets.company,
            ..self.report(InputFormat::Jsonl, charset)
        };
        self.text.feed.set_grammar(Grammar::Lines);
        let names = if table { names } else { Vec::new() };
        Ok(self.plan(Box::new(rows), preface, report, names, false))
    }

    /// An error of the columns with what is to be done where the lines are no objects, or the title stands inside another member.
    fn explained(&self, error: Error, sample: &str) -> Error {
        if !jsonl::holds_objects(sample) {
            return Error::NoTitleColumn {
                name: self.name.to_owned(),
                columns: header::listed(&[]),
                hint: "none of the first lines is a JSON object: give one to a line, as jq -c . writes them".to_owned(),
            };
        }
        match (error, jsonl::nested_title(sample)) {
            (Error::NoTitleColumn { name, columns, .. }, Some(hint)) => Error::NoTitleColumn { name, columns, hint },
            (error, _) => error,
        }
    }

    /// Reads on until the first object is whole: what is cut has no keys.
    fn first_line(&mut self) -> Result<(), Error> {
        while !self.text.feed.eof && memchr::memchr2(b'\n', b'\r', self.carry()).is_none() {
            self.read_more()?;
        }
        Ok(())
    }

    fn json_shape(&self, names: &[String], added: &[String]) -> (jsonl::Shape, Preface) {
        let options = self.options();
        let (delimiter, line_end, guard): (u8, &'static [u8], bool) = match options.output_format {
            OutputFormat::AsInput | OutputFormat::Jsonl => {
                let preface = Preface {
                    mark: self.text.mark,
                    header: Vec::new(),
                    line_end: b"\n",
                };
                return (jsonl::Shape::Objects(self.members()), preface);
            }
            OutputFormat::Nothing => return (jsonl::Shape::Nothing, Preface::default()),
            OutputFormat::Csv => (options.delimiter.unwrap_or(b','), b"\n", false),
            OutputFormat::Table => (b';', b"\n", false),
            OutputFormat::Excel => (b';', b"\r\n", true),
        };
        let cells = Cells {
            delimiter,
            explain: options.explain,
        };
        let header = render::header(names.iter().chain(added), delimiter, line_end, guard);
        let shape = jsonl::Shape::Table {
            columns: names.iter().cloned().zip(0..).collect(),
            cells,
            line_end,
            guard,
        };
        (
            shape,
            Preface {
                mark: guard.then_some(Charset::UTF_8),
                header,
                line_end,
            },
        )
    }
}
