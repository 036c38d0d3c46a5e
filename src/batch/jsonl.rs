//! Judges JSON Lines: each object keeps its bytes and gets its members before its closing brace.

use super::answer::Answer;
use super::company::Defaults;
use super::encoding::Charset;
use super::facets::{Facets, Month};
use super::feed::Block;
use super::header::is_title;
use super::judge::Judge;
use super::render::{self, Cells, Members};
use super::rows::{Done, Reject, Rows, Stop};
use super::split::Span;
use super::summary::{Irregular, Tally};
use crate::title::padded::Title;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;

/// The member under which a line that is no object is kept.
pub const RAW: &str = "brut";

/// The shape in which objects are written.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Their own bytes with the members added.
    Objects(Members),
    /// Cells under these columns, each with its place, with this line end; formulas guarded if so asked.
    Table {
        columns: HashMap<String, usize>,
        cells: Cells,
        line_end: &'static [u8],
        guard: bool,
    },
    /// Not at all.
    Nothing,
}

/// How the objects of one input are read and written.
#[derive(Clone, Debug)]
pub struct JsonRows {
    pub title: String,
    pub size: Option<String>,
    pub kind: Option<String>,
    /// The names that must not be there already.
    pub added: Vec<String>,
    pub defaults: Defaults,
    pub strict: bool,
    pub rejects_apart: bool,
    /// What is noted for the survey, where there is one.
    pub facets: Option<Facets<String>>,
    pub shape: Shape,
}

/// The members of an object, in order, their values unread.
pub struct Object<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(key) = map.next_key::<Key<'de>>()? {
                    members.push((key.0, map.next_value()?));
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// A key or another text, borrowed where it holds no escape. Half a pair of surrogates (`\ud83d`, an emoji that was cut) is no
/// character, and becomes U+FFFD.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_bytes<E>(self, text: &'de [u8]) -> Result<Key<'de>, E> {
                Ok(Key(whole(text)))
            }
            fn visit_bytes<E>(self, text: &[u8]) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(whole(text).into_owned())))
            }
        }
        deserializer.deserialize_bytes(Text)
    }
}

/// A text of which only half pairs of surrogates, three bytes each, are no UTF-8.
fn whole(text: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(text) {
        return Cow::Borrowed(text);
    }
    let half = |chunk: std::str::Utf8Chunk<'_>| chunk.invalid().first() == Some(&0xED);
    let chunks = text.utf8_chunks();
    let parts = chunks.flat_map(|chunk| [chunk.valid(), if half(chunk) { "\u{FFFD}" } else { "" }]);
    Cow::Owned(parts.collect())
}

/// A value as a cell: strings without their quotes, `null` empty, the rest as JSON. `None` for lists and objects.
fn scalar(raw: &RawValue) -> Option<Cow<'_, str>> {
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'"') => Some(serde_json::from_str::<Key<'_>>(text).map_or(Cow::Borrowed(text), |key| key.0)),
        Some(b'n') => Some(Cow::Borrowed("")),
        Some(b'{' | b'[') => None,
        _ => Some(Cow::Borrowed(text)),
    }
}

impl Rows for JsonRows {
    fn judge(&self, block: &Block, judge: &mut Judge, done: &mut Done) {
        let mut blank = 0;
        for span in Lines::new(&block.bytes, &mut blank) {
            done.tally.records += 1;
            let raw = span.of(&block.bytes);
            let charset = block.charset.unwrap_or(Charset::UTF_8);
            let (text, bad) = charset.decode(raw);
            if bad {
                done.tally.bad_encoding += 1;
                done.tally.first_bad.get_or_insert(done.tally.records);
            }
            let next = block.bytes[span.end..].iter().position(|byte| *byte == b'\n');
            let line = Line {
                raw,
                text: &text,
                utf_8: block.charset == Some(Charset::UTF_8) && span.end > block.ascii_until,
                end: &block.bytes[span.end..next.map_or(span.end, |at| span.end + at + 1)],
            };
            let fits = if bad && self.strict {
                Err(Irregular::BadEncoding)
            } else {
                self.line(&line, judge, done)
            };
            if let Err(why) = fits {
                self.irregular(&line, span, why, done);
            }
            if done.stop.is_some() {
                return;
            }
        }
        done.tally.blank = blank;
    }

    fn count(&self, text: &[u8]) -> u64 {
        Lines::new(text, &mut 0).count() as u64
    }
}

struct Line<'a> {
    raw: &'a [u8],
    text: &'a str,
    /// Whether it is UTF-8 for certain: an ASCII beginning may be any encoding's.
    utf_8: bool,
    end: &'a [u8],
}

impl JsonRows {
    fn line(&self, line: &Line<'_>, judge: &mut Judge, done: &mut Done) -> Result<(), Irregular> {
        let object: Object<'_> = serde_json::from_str(line.text).map_err(|_| Irregular::NotAnObject)?;
        let member = |name: &str| object.0.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
        if let Some(name) = self.added.iter().find(|name| member(name).is_some()) {
            done.stop = Some(Stop::Clash(name.clone()));
            return Ok(());
        }
        let cell = |name: &Option<String>| scalar(member(name.as_deref()?)?);
        let company = self
            .defaults
            .company(cell(&self.size).as_deref(), cell(&self.kind).as_deref());
        let title = member(&self.title)
            .map_or(Some(Cow::Borrowed("")), scalar)
            .ok_or(Irregular::NotAnObject)?;
        let title = &Title::alone(title.as_bytes());
        let print = judge.print(title, Charset::UTF_8, &company);
        let answer = judge.answer(title, print.as_ref(), Charset::UTF_8, &company, &mut done.tally);
        let verdict = answer.verdict;
        self.write(line, Some(&object), &answer, &mut done.tally, &mut done.out);
        if let (Some(facets), Some(verdict)) = (&self.facets, verdict) {
            judge.note(title, Charset::UTF_8, verdict, done.tally.records, &mut done.notes);
            let (date, place) = (cell(&facets.date), cell(&facets.place));
            done.notes.ad(
                date.and_then(|date| Month::of(&date)),
                place.unwrap_or_default().as_bytes(),
                cell(&facets.company).unwrap_or_default().as_bytes(),
            );
        }
        Ok(())
    }

    fn irregular(&self, line: &Line<'_>, span: Span, why: Irregular, done: &mut Done) {
        done.tally.irregular[why as usize] += 1;
        if self.rejects_apart {
            done.tally.rejected += 1;
            done.rejects.push(Reject {
                record: done.tally.records,
                span,
                why,
            });
            return;
        }
        let object: Option<Object<'_>> = serde_json::from_str(line.text).ok();
        self.write(
            line,
            object.as_ref(),
            &Answer::IRREGULAR,
            &mut done.tally,
            &mut done.out,
        );
    }

    fn write(
        &self,
        line: &Line<'_>,
        object: Option<&Object<'_>>,
        answer: &Answer<'_>,
        tally: &mut Tally,
        out: &mut Vec<u8>,
    ) {
        tally.written += 1;
        match &self.shape {
            Shape::Objects(members) => {
                // The last brace is the object's: it was parsed.
                let brace = line.raw.iter().rposition(|byte| *byte == b'}').unwrap_or(0);
                out.extend_from_slice(object.map_or(b"", |_| &line.raw[..brace]));
                let own = out.len();
                match object {
                    Some(object) if object.0.is_empty() => {}
                    Some(_) => out.push(b','),
                    None => out.extend_from_slice(format!("{{\"{RAW}\":{},", Value::from(line.text)).as_bytes()),
                }
                members.write(answer, out);
                out.push(b'}');
                if !line.utf_8 {
                    render::in_ascii(own, out);
                }
                out.extend_from_slice(line.end);
            }
            Shape::Table { .. } => self.table(line, object, answer, tally, out),
            Shape::Nothing => {}
        }
    }

    fn table(
        &self,
        line: &Line<'_>,
        object: Option<&Object<'_>>,
        answer: &Answer<'_>,
        tally: &mut Tally,
        out: &mut Vec<u8>,
    ) {
        let Shape::Table {
            columns,
            cells,
            line_end,
            guard,
        } = &self.shape
        else {
            return;
        };
        let mut values = vec![None; columns.len()];
        for (key, raw) in object.map_or(&[][..], |object| &object.0) {
            match columns.get(&**key) {
                Some(place) => values[*place] = values[*place].or(Some(*raw)),
                None => tally.lost += 1,
            }
        }
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                out.push(cells.delimiter);
            }
            let value = value.map(|raw| scalar(raw).unwrap_or(Cow::Borrowed(raw.get())));
            let whole = (object.is_none() && at == 0).then_some(Cow::Borrowed(line.text));
            let text = value.or(whole).unwrap_or_default();
            if *guard {
                tally.guarded += u64::from(render::guarded(&text, cells.delimiter, out));
            } else {
                render::cell(text.as_bytes(), cells.delimiter, out);
            }
        }
        cells.write(answer, Some(Charset::UTF_8), out);
        out.extend_from_slice(line_end);
    }
}

/// The lines of a text that are not blank, without their ends.
struct Lines<'t, 'b> {
    text: &'t [u8],
    at: usize,
    blank: &'b mut u64,
}

impl<'t, 'b> Lines<'t, 'b> {
    fn new(text: &'t [u8], blank: &'b mut u64) -> Lines<'t, 'b> {
        Lines { text, at: 0, blank }
    }
}

impl Iterator for Lines<'_, '_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let line = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let start = self.at;
            self.at += line + 1;
            if rest[..line].trim_ascii().is_empty() {
                *self.blank += 1;
                continue;
            }
            let end = start + line - usize::from(rest[..line].ends_with(b"\r"));
            return Some(Span { start, end });
        }
        None
    }
}

/// The keys of the first objects, in the order in which they come.
pub fn keys(text: &str) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    for line in text.lines().take(100) {
        let Ok(object) = serde_json::from_str::<Object<'_>>(line) else {
            continue;
        };
        for (key, _) in object.0 {
            if known.insert(key.clone().into_owned()) {
                keys.push(key.into_owned());
            }
        }
    }
    keys
}

/// Whether any of the first lines is an object.
pub fn holds_objects(text: &str) -> bool {
    text.lines()
        .take(100)
        .any(|line| serde_json::from_str::<Object<'_>>(line).is_ok())
}

/// How to bring out a title that stands inside a member of the first objects.
pub fn nested_title(text: &str) -> Option<String> {
    let inside = |line: &str| {
        let object: Object<'_> = serde_json::from_str(line).ok()?;
        object.0.iter().find_map(|(outer, value)| {
            let inner: Object<'_> = serde_json::from_str(value.get()).ok()?;
            let (inner, _) = inner.0.into_iter().find(|(inner, _)| is_title(inner))?;
            let jq = format!(". + {{{inner:?}: .[{outer:?}][{inner:?}]}}");
            Some(format!(
                "« {inner} » stands inside « {outer} »: bring it out, as jq -c '{jq}' does"
            ))
        })
    };
    text.lines().take(100).find_map(inside)
}

/// How to bring out a title that is a list or an object in the first objects.
pub fn nested_value(text: &str, title: &str) -> Option<String> {
    let nested = |line: &str| {
        let object: Object<'_> = serde_json::from_str(line).ok()?;
        let (_, value) = object.0.iter().find(|(key, _)| key == title)?;
        let (what, within) = match serde_json::from_str(value.get()).ok()? {
            Value::Array(_) => ("a list", "[0]".to_owned()),
            Value::Object(inner) => ("an object", format!("[{:?}]", inner.keys().next()?)),
            _ => return None,
        };
        Some(format!(
            "« {title} » holds {what}, not a text: bring the text out, as jq -c '.[{title:?}] |= .{within}' does"
        ))
    };
    text.lines().take(100).find_map(nested)
}
