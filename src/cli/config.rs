//! `metiers.toml`: the settings of a folder and of what is below it.
//!
//! The file is looked for in the working folder and up its parents; the nearest counts, alone. Its keys are the long options of
//! `classify`; a command takes those that it has. Each setting becomes an option that the command line does not give, and is read
//! by the same code: what the command line says wins.

use super::talk::one_line;
use anyhow::{Context, Result, bail};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What the file is called.
const FILE: &str = "metiers.toml";

/// What a key may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    TextOrNumber,
    Switch,
    Paths,
}

/// The keys, which are options, in the order in which they are shown.
const KEYS: [(&str, Kind); 24] = [
    ("rules", Kind::Paths),
    ("no-builtin-rules", Kind::Switch),
    ("color", Kind::Text),
    ("title-column", Kind::TextOrNumber),
    ("company-size-column", Kind::TextOrNumber),
    ("company-type-column", Kind::TextOrNumber),
    ("company-size", Kind::Number),
    ("company-type", Kind::Text),
    ("delimiter", Kind::Text),
    ("encoding", Kind::Text),
    ("input-format", Kind::Text),
    ("no-header", Kind::Switch),
    ("skip-lines", Kind::Number),
    ("sheet", Kind::TextOrNumber),
    ("escape", Kind::Text),
    ("max-record-bytes", Kind::TextOrNumber),
    ("allow-empty", Kind::Switch),
    ("output-format", Kind::Text),
    ("excel", Kind::Switch),
    ("prefix", Kind::Text),
    ("explain", Kind::Switch),
    ("strict", Kind::Switch),
    ("ragged", Kind::Text),
    ("jobs", Kind::Number),
];

/// Options that exclude each other: what the command line says of one leaves the other out.
const RIVALS: [(&str, &str); 2] = [("excel", "output-format"), ("output-format", "excel")];

/// What a file sets.
#[derive(Debug, Default)]
pub struct Config {
    path: PathBuf,
    settings: Vec<Setting>,
}

/// One key of the file.
#[derive(Debug)]
struct Setting {
    name: &'static str,
    values: Vec<OsString>,
    line: usize,
    column: usize,
}

/// The option of a key, as clap calls it.
fn id(name: &str) -> String {
    name.replace('-', "_")
}

fn has(command: &Command, name: &str) -> bool {
    let id = id(name);
    command.get_arguments().any(|arg| arg.get_id().as_str() == id)
}

/// Lets the switches among the keys be turned off, too: `--explain=false` wins over a file that says `explain = true`.
pub fn switchable(mut command: Command) -> Command {
    let off = |arg: Arg| {
        let arg = arg.action(ArgAction::Set).value_parser(clap::value_parser!(bool));
        let arg = arg.num_args(0..=1).require_equals(true).default_missing_value("true");
        let arg = arg.default_value("false").hide_default_value(true);
        arg.value_name("false").hide_possible_values(true)
    };
    for (name, _) in KEYS.iter().filter(|(_, kind)| *kind == Kind::Switch) {
        if has(&command, name) {
            command = command.mut_arg(id(name), off);
        }
    }
    let below: Vec<String> = command
        .get_subcommands()
        .map(|below| below.get_name().to_owned())
        .collect();
    below
        .into_iter()
        .fold(command, |command, below| command.mut_subcommand(below, switchable))
}

impl Config {
    /// The nearest file up from a folder; `None` where there is none.
    ///
    /// # Errors
    ///
    /// It cannot be read, or something in it is wrong: all that is, each with its place.
    pub fn find(folder: &Path, command: &Command) -> Result<Option<Config>> {
        let mut paths = folder.ancestors().map(|folder| folder.join(FILE));
        let Some(path) = paths.find(|path| path.is_file()) else {
            return Ok(None);
        };
        let bytes = std::fs::read(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
        let Ok(text) = String::from_utf8(bytes) else {
            bail!("{}: is not UTF-8; save it as UTF-8", path.display());
        };
        Config::parse(path, text.trim_start_matches('\u{FEFF}'), command).map(Some)
    }

    fn parse(path: PathBuf, text: &str, command: &Command) -> Result<Config> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut faults: Vec<(usize, String)> = Vec::new();
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            faults.push((at, error.message().lines().collect::<Vec<_>>().join("; ")));
        }
        let mut settings = Vec::new();
        for (key, value) in table.get_ref() {
            match setting(key.get_ref(), value, &path) {
                Ok((name, values)) => {
                    let (line, column) = place(text, key.span().start);
                    let setting = Setting {
                        name,
                        values,
                        line,
                        column,
                    };
                    let refused = setting.refused(command);
                    faults.extend(refused.map(|why| (value.span().start, why)));
                    settings.push(setting);
                }
                Err((on_value, why)) => {
                    let span = if on_value { value.span() } else { key.span() };
                    faults.push((span.start, why));
                }
            }
        }
        faults.sort();
        faults.dedup_by_key(|(at, _)| *at);
        if !faults.is_empty() {
            let fault = |(at, why): &(usize, String)| {
                let (line, column) = place(text, *at);
                format!("{}:{line}:{column}: {why}", path.display())
            };
            bail!("{}", faults.iter().map(fault).collect::<Vec<_>>().join("; "));
        }
        settings.sort_by_key(|setting| KEYS.iter().position(|(name, _)| *name == setting.name));
        Ok(Config { path, settings })
    }

    /// The options to add to a command line that was read so: those that it has and does not give.
    pub fn added(&self, command: &Command, given: &ArgMatches) -> Vec<OsString> {
        let rival = |name: &str| RIVALS.iter().find(|(one, _)| *one == name).map(|(_, other)| *other);
        let wanted = |setting: &&Setting| {
            let silent =
                |name: &str| !has(command, name) || given.value_source(&id(name)) != Some(ValueSource::CommandLine);
            has(command, setting.name) && silent(setting.name) && rival(setting.name).is_none_or(silent)
        };
        self.settings.iter().filter(wanted).flat_map(Setting::options).collect()
    }

    /// What is said when settings are used.
    pub fn notice(&self, added: &[OsString]) -> String {
        let names = self.settings.iter().map(|setting| setting.name);
        let used = |name: &&str| {
            let option = format!("--{name}=");
            added.iter().any(|arg| arg.to_string_lossy().starts_with(&option))
        };
        let used: Vec<&str> = names.filter(used).collect();
        format!("settings of {}: {}", self.path.display(), used.join(", "))
    }
}

impl Setting {
    fn options(&self) -> Vec<OsString> {
        let option = |value: &OsString| {
            let mut option = OsString::from(format!("--{}=", self.name));
            option.push(value);
            option
        };
        self.values.iter().map(option).collect()
    }

    /// What a command has against the value, in the words it has for a value on the command line.
    fn refused(&self, command: &Command) -> Option<String> {
        let global = ["metiers".into(), "classify".into()];
        let args = global.into_iter().chain(self.options());
        let error = command.clone().try_get_matches_from(args).err()?;
        let told = super::usage(&error);
        Some(told.strip_suffix("; see --help").unwrap_or(&told).to_owned())
    }
}

/// A key and its values; or whether the value is at fault, and why.
fn setting(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    file: &Path,
) -> Result<(&'static str, Vec<OsString>), (bool, String)> {
    let written = key.replace('_', "-").to_lowercase();
    let Some((name, kind)) = KEYS.into_iter().find(|(name, _)| *name == key) else {
        let near = KEYS
            .iter()
            .map(|(name, _)| (strsim::damerau_levenshtein(&written, name), *name))
            .min();
        let hint = match near.filter(|(distance, _)| *distance <= 3) {
            Some((_, name)) => format!("did you mean « {name} »?"),
            None => "the keys are long options of classify: metiers --show-config --no-config lists them".to_owned(),
        };
        return Err((false, format!("unknown key « {} »: {hint}", one_line(key))));
    };
    let folder = file.parent().unwrap_or(Path::new("."));
    let value = value.get_ref();
    let text = |value: &DeValue<'_>| value.as_str().map(str::to_owned);
    let number = |value: &DeValue<'_>| value.as_integer().map(|number| number.to_string());
    let values: Option<Vec<OsString>> = match kind {
        Kind::Text => text(value).map(|text| vec![text.into()]),
        Kind::Number => number(value).map(|number| vec![number.into()]),
        Kind::TextOrNumber => text(value).or_else(|| number(value)).map(|text| vec![text.into()]),
        Kind::Switch => value.as_bool().map(|on| vec![on.to_string().into()]),
        Kind::Paths => {
            let path = |value: &DeValue<'_>| Some(folder.join(text(value)?).into_os_string());
            match value {
                DeValue::Array(paths) => paths.iter().map(|one| path(one.get_ref())).collect(),
                one => path(one).map(|path| vec![path]),
            }
        }
    };
    let wanted = match kind {
        Kind::Text => "a text such as \"…\"",
        Kind::Number => "a whole number",
        Kind::TextOrNumber => "a text or a whole number",
        Kind::Switch => "true or false",
        Kind::Paths => "a path or a list of paths",
    };
    let values = values.ok_or_else(|| (true, format!("« {name} » must be {wanted}, not {}", value.type_str())))?;
    Ok((name, values))
}

/// The line and the column of a byte, from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[line..].chars().count() + 1)
}

/// The settings that count for a command and where each comes from, as a file that could be kept.
pub fn shown(config: Option<&Config>, command: &Command, given: &ArgMatches, settled: &ArgMatches) -> String {
    let named = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let mut text = match config {
        Some(config) => format!("# settings of `{named}`, with {}\n", config.path.display()),
        None => format!("# settings of `{named}`; no {FILE} is used\n"),
    };
    for (name, kind) in KEYS.into_iter().filter(|(name, _)| has(command, name)) {
        let id = id(name);
        let set = config.and_then(|config| config.settings.iter().find(|setting| setting.name == name));
        let origin = match (given.value_source(&id), settled.value_source(&id), set, config) {
            (Some(ValueSource::CommandLine), ..) => "command line".to_owned(),
            (_, Some(ValueSource::CommandLine), Some(set), Some(config)) => {
                format!("{}:{}:{}", config.path.display(), set.line, set.column)
            }
            _ => "default".to_owned(),
        };
        let raw = settled.get_raw(&id).into_iter().flatten();
        let values: Vec<String> = raw.map(|value| value.to_string_lossy().into_owned()).collect();
        let line = match written(kind, &values) {
            Some(value) => format!("{name} = {value}"),
            None => format!("# {name} ="),
        };
        // A text can always be written to.
        let _ = writeln!(text, "{line:<40} # {}", one_line(&origin));
    }
    text
}

/// Values as TOML; `None` where there are none.
fn written(kind: Kind, values: &[String]) -> Option<String> {
    let text = |text: &String| toml::Value::String(text.clone()).to_string();
    let one = values.last()?;
    Some(match kind {
        Kind::Text => text(one),
        Kind::Paths => format!("[{}]", values.iter().map(text).collect::<Vec<_>>().join(", ")),
        Kind::Switch => one.clone(),
        Kind::Number | Kind::TextOrNumber if one.parse::<u64>().is_ok() => one.clone(),
        Kind::Number | Kind::TextOrNumber => text(one),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command;

    fn parse(text: &str) -> Result<Config> {
        Config::parse("f.toml".into(), text, &command(&[]))
    }

    #[test]
    fn every_key_is_an_option_of_classify() {
        let mut command = command(&[]);
        command.build();
        let classify = command.find_subcommand("classify").unwrap();
        for (name, kind) in KEYS {
            let arg = classify.get_arguments().find(|arg| arg.get_long() == Some(name));
            let arg = arg.unwrap_or_else(|| panic!("{name}"));
            assert_eq!(
                arg.get_num_args().unwrap().min_values() == 0,
                kind == Kind::Switch,
                "{name}"
            );
        }
    }

    #[test]
    fn all_faults_are_told_with_their_places() {
        let told =
            parse("titel-column = \"x\"\nprefix = 3\n\ncompany-size = \"x\"\nrules = [1]\nzzzz = 1\njobs = -1\n");
        let told = told.unwrap_err().to_string();
        for part in [
            "f.toml:1:1: unknown key « titel-column »: did you mean « title-column »?",
            "f.toml:2:10: « prefix » must be a text such as \"…\", not integer",
            "f.toml:4:16: « company-size » must be a whole number, not string",
            "f.toml:5:9: « rules » must be a path or a list of paths",
            "f.toml:6:1: unknown key « zzzz »: the keys are",
            "f.toml:7:8: invalid value '-1'",
        ] {
            assert!(told.contains(part), "{part} in {told}");
        }
        assert!(parse("a = \n").unwrap_err().to_string().starts_with("f.toml:1:"));
        let told = parse("company-type = \"boutique\"").unwrap_err().to_string();
        assert!(told.starts_with("f.toml:1:16: ") && told.contains("agence"), "{told}");
    }

    #[test]
    fn the_command_line_wins() {
        let config = parse("prefix = \"p_\"\nexplain = true\noutput-format = \"jsonl\"\nrules = \"mine\"\n").unwrap();
        let added = |args: &[&str]| {
            let mut command = command(&[]);
            let matches = command.clone().try_get_matches_from(args).unwrap();
            command.build();
            let (name, given) = matches.subcommand().unwrap();
            config.added(command.find_subcommand(name).unwrap(), given)
        };
        let all = ["--rules=mine", "--output-format=jsonl", "--prefix=p_", "--explain=true"];
        assert_eq!(added(&["metiers", "classify"]), all);
        let given = added(&["metiers", "classify", "--prefix", "q", "--explain=false", "--excel"]);
        assert_eq!(given, ["--rules=mine"]);
        assert_eq!(added(&["metiers", "explain", "x"]), ["--rules=mine"]);
    }
}
