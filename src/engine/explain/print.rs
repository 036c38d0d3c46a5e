//! An explanation laid out for people: plain, or painted for a terminal.
//!
//! Plain text holds no escapes and no marks beyond ASCII but those of the title and of the French names.

use super::{Explanation, HitReading};
use crate::engine::concept::Role;
use crate::hidden::is_hidden;
use crate::title::Noise;
use std::fmt;

const BOLD: &str = "\x1b[1m";
const GREY: &str = "\x1b[90m";
const UNDERLINED: &str = "\x1b[4m";
const PLAIN: &str = "\x1b[0m";

/// An [`Explanation`] painted for a terminal: the evidence underlined in the title, noise in grey.
#[derive(Debug)]
pub struct Colored<'a>(pub(super) &'a Explanation);

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", visible(&self.title))?;
        self.write_answer(f, "", "")?;
        self.write_reading(f)
    }
}

impl fmt::Display for Colored<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_painted_title(f)?;
        self.0.write_answer(f, BOLD, PLAIN)?;
        self.0.write_reading(f)
    }
}

/// How a stretch of the title is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paint {
    None,
    Evidence,
    Noise,
}

impl Explanation {
    /// The same for a terminal.
    pub fn colored(&self) -> Colored<'_> {
        Colored(self)
    }

    fn write_painted_title(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut paints = vec![Paint::None; self.title.len()];
        let mut paint = |start: u32, end: u32, with| paints[start as usize..end as usize].fill(with);
        for place in &self.decided_by {
            let span = self.hits[*place].span;
            paint(span.start, span.end, Paint::Evidence);
        }
        let dropped = |noise: Option<Noise>| noise.is_some_and(|noise| noise != Noise::LittleWord);
        for word in self.words.iter().filter(|word| dropped(word.noise)) {
            paint(word.span.start, word.span.end, Paint::Noise);
        }
        let mut last = Paint::None;
        for (at, letter) in self.title.char_indices() {
            if paints[at] != last {
                last = paints[at];
                f.write_str(PLAIN)?;
                f.write_str(match last {
                    Paint::None => "",
                    Paint::Evidence => UNDERLINED,
                    Paint::Noise => GREY,
                })?;
            }
            f.write_str(&visible(letter.encode_utf8(&mut [0; 4])))?;
        }
        writeln!(f, "{PLAIN}")
    }

    fn write_answer(&self, f: &mut fmt::Formatter<'_>, bold: &str, plain: &str) -> fmt::Result {
        let (label, name) = (self.label, self.label.french_name());
        let family = match label.family() {
            Some(_) => format!("{bold}{label}{plain}: {name}"),
            None => format!("{bold}{label}{plain}: {name}; no family"),
        };
        line(f, "answer", &family)?;
        line(f, "motif", &format!("{}, confidence {:.2}", self.motif, self.confiance))?;
        if let Some(family) = self.famille_2 {
            let name = crate::engine::Label::from_family(family).french_name();
            line(f, "second", &format!("{family}: {name}"))?;
        }
        line(f, "why", &visible(&self.decision))
    }

    fn write_reading(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(f, "words", &self.kept())?;
        let dropped = self.dropped();
        if !dropped.is_empty() {
            line(f, "dropped", &dropped)?;
        }
        for (place, hit) in self.hits.iter().enumerate() {
            line(f, if place == 0 { "rules" } else { "" }, &rule(hit))?;
        }
        let points: Vec<_> = self
            .points
            .iter()
            .map(|label| format!("{} {}", label.label, label.points))
            .collect();
        if points.is_empty() {
            Ok(())
        } else {
            line(f, "points", &points.join(", "))
        }
    }

    /// The words that rules see, as they are read; unknown ones with a question mark.
    fn kept(&self) -> String {
        let mut kept: Vec<String> = Vec::new();
        let mut last = None;
        for word in self.words.iter().filter(|word| word.noise.is_none()) {
            let mut read = match &word.read_as {
                Some(read) => read.clone(),
                None => format!("{}?", visible(&word.text)),
            };
            if word.mistyped {
                read.push_str(&format!(" (written {})", visible(&word.text)));
            }
            match kept.last_mut().filter(|_| last == Some(word.span)) {
                Some(before) => before.push_str(&format!(" {read}")),
                None => kept.push(read),
            }
            last = Some(word.span);
        }
        if kept.is_empty() {
            "none".to_owned()
        } else {
            kept.join(", ")
        }
    }

    /// What is dropped, and why.
    fn dropped(&self) -> String {
        let mut dropped: Vec<(Noise, String)> = Vec::new();
        for word in self.words.iter().filter(|word| word.noise != Some(Noise::LittleWord)) {
            let Some(noise) = word.noise else { continue };
            match dropped.last_mut() {
                Some((last, text)) if *last == noise => text.push_str(&format!(" {}", visible(&word.text))),
                _ => dropped.push((noise, visible(&word.text))),
            }
        }
        let shown = |(noise, text): &(Noise, String)| format!("{text} ({})", noise.name());
        dropped.iter().map(shown).collect::<Vec<_>>().join(", ")
    }
}

fn line(f: &mut fmt::Formatter<'_>, title: &str, text: &str) -> fmt::Result {
    writeln!(f, "  {title:<8} {text}")
}

/// What a rule brings, what it is, and where it stands.
fn rule(hit: &HitReading) -> String {
    let points = match (&hit.inactive, hit.points) {
        (_, points @ 1..) => format!("{points:+}"),
        (Some(_), 0) => "off".to_owned(),
        (None, 0) => "-".to_owned(),
    };
    let speaks = match hit.role {
        Role::Context | Role::Function | Role::Mark => hit.role.name().to_owned(),
        role => format!("{} of {}", role.name(), hit.label),
    };
    let why = hit.inactive.as_ref().map(|why| format!(", {}", visible(why)));
    let (text, concept, file, line) = (visible(&hit.text), &hit.concept, &hit.file, hit.line);
    let why = why.unwrap_or_default();
    format!("{points:>4}  \"{text}\": {concept}, {speaks}{why} ({file}:{line})")
}

/// A text with its hidden characters shown as escapes, so that a terminal is not fooled.
fn visible(text: &str) -> String {
    let show = |c: char| {
        if is_hidden(c) {
            c.escape_unicode().collect::<String>()
        } else {
            c.to_string()
        }
    };
    text.chars().map(show).collect()
}
