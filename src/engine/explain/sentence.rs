//! The decision in words, as one would say it to a recruiter, and the hits that it rests on.

use super::HitReading;
use crate::engine::calibration::Ground;
use crate::engine::concept::Role;
use crate::engine::score::Decision;
use crate::engine::{Company, Family, Label};

/// The hits that the decision rests on, the firmest first.
pub(super) fn deciding(decision: &Decision, hits: &[HitReading]) -> Vec<usize> {
    let of = |wanted: &dyn Fn(&HitReading) -> bool| (0..hits.len()).find(|place| wanted(&hits[*place]));
    let best = |role: Role, active: bool| {
        let found = hits.iter().enumerate().filter(|(_, hit)| {
            let speaks = !active || hit.label == decision.label;
            hit.role == role && hit.inactive.is_none() == active && speaks
        });
        // The first of those with the most points.
        found.rev().max_by_key(|(_, hit)| hit.points).map(|(place, _)| place)
    };
    let context = || of(&|hit| hit.role == Role::Context && hit.inactive.is_none());
    let function = || of(&|hit| hit.role == Role::Function && hit.inactive.is_none());
    let found = match decision.ground {
        Ground::Head => vec![best(Role::Head, true)],
        Ground::Speciality => vec![best(Role::Speciality, true)],
        Ground::Plain => vec![best(Role::Plain, true)],
        Ground::Lead => vec![best(Role::Lead, true)],
        Ground::LeadElsewhere => vec![best(Role::Lead, false)],
        Ground::PlainAlone => vec![best(Role::Plain, false)],
        Ground::FunctionContext => vec![function(), context()],
        Ground::ContextAlone | Ground::UnknownTrade => vec![context()],
        Ground::Several => return named(hits),
        Ground::SmallCompany => match named(hits) {
            several if several.len() > 1 => return several,
            _ => vec![best(Role::Plain, false)],
        },
        Ground::Nothing | Ground::Empty => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

/// The specialities and trades of families that are named, each word of the title counted once.
fn named(hits: &[HitReading]) -> Vec<usize> {
    let mut named: Vec<usize> = Vec::new();
    for (place, hit) in hits.iter().enumerate() {
        let family = hit.label.family().filter(|family| *family != Family::Generalist);
        let apart = named.iter().all(|other| hits[*other].span.end <= hit.span.start);
        if family.is_some() && hit.points > 0 && hit.role != Role::Context && hit.inactive.is_none() && apart {
            named.push(place);
        }
    }
    named
}

/// The decision in a sentence, and what came second in another.
pub(super) fn of(decision: &Decision, runner_up: Option<Family>, hits: &[HitReading], company: &Company) -> String {
    let texts: Vec<String> = deciding(decision, hits)
        .into_iter()
        .map(|place| format!("\"{}\"", hits[place].text))
        .collect();
    let mut sentence = decided(decision, &texts, hits, company);
    for hit in hits.iter().filter(|hit| would_count(hit)) {
        let why = hit.inactive.as_deref().unwrap_or_default();
        sentence.push_str(&format!(" \"{}\" would speak for {}, but {why}.", hit.text, hit.label));
    }
    if let Some(second) = runner_up.and_then(|family| second(family, decision, hits)) {
        sentence.push_str(&second);
    }
    sentence
}

/// A hit of a family that a veto took out of the count.
fn would_count(hit: &HitReading) -> bool {
    let speaks = matches!(hit.role, Role::Head | Role::Speciality | Role::Plain) && hit.label.family().is_some();
    speaks && hit.points == 0 && hit.inactive.as_ref().is_some_and(|why| why.starts_with("not beside"))
}

fn decided(decision: &Decision, texts: &[String], hits: &[HitReading], company: &Company) -> String {
    let first = texts.first().map_or("", String::as_str);
    let all = texts.join(", ");
    match decision.ground {
        Ground::Head => head(first, decision.label),
        Ground::Speciality => speciality(first, decision.label, hits),
        Ground::Plain => format!("{first} counts because the title says that it is of the web."),
        Ground::FunctionContext => whole(texts),
        Ground::Several => format!("Several specialities ({all}): none of them decides."),
        Ground::SmallCompany if texts.len() > 1 => {
            format!("Several specialities ({all}) in a company of fewer than 50 people: one person does it all.")
        }
        Ground::SmallCompany => {
            format!("{first} in a company of fewer than 50 people: one person does it all, the web too.")
        }
        Ground::ContextAlone => {
            let rest = "and no word names a trade or a speciality: generalist, for want of anything firmer.";
            format!("{first} says that it is of the web or of a shop online, {rest}")
        }
        Ground::Lead => {
            format!("{first} leads people, of the web, of marketing or of customer service: none of the five families.")
        }
        Ground::LeadElsewhere => {
            format!("{first} leads people, and nothing says of the web, of marketing or of customer service.")
        }
        Ground::PlainAlone => plain_alone(first, company),
        Ground::UnknownTrade => format!("{first} is of the web, but the trade itself is one that no rule knows."),
        Ground::Nothing if hits.is_empty() => "No rule knows a word of this title.".to_owned(),
        Ground::Nothing => {
            "The title names no trade that the rules know, and nothing says that it is of the web.".to_owned()
        }
        Ground::Empty => "The title is empty: there is nothing to read.".to_owned(),
    }
}

/// The whole site or shop: what is no trade does it, or it is the first that is listed.
fn whole(texts: &[String]) -> String {
    let names = texts.join(" and ");
    let why = if texts.len() == 1 {
        " is the web or the shop as a whole and stands before any speciality"
    } else {
        ": an empty head and the web or the shop, without a speciality"
    };
    format!("{names}{why}, so the whole site or shop.")
}

fn head(text: &str, label: Label) -> String {
    match label {
        Label::GraphicDesign => format!("{text} is a trade of graphic design, which is none of the five families."),
        Label::It => format!("{text} is a trade of IT, which is none of the five families."),
        Label::Management => format!("{text} leads people, which is none of the five families."),
        Label::OutOfScope => format!("{text} is a trade outside the five families."),
        _ => format!("{text} names the trade."),
    }
}

fn speciality(text: &str, label: Label, hits: &[HitReading]) -> String {
    let function = hits.iter().find(|hit| hit.role == Role::Function);
    let whose = match label {
        Label::GraphicDesign => ", of graphic design",
        Label::It => ", of IT",
        Label::OutOfScope => ", outside the five families",
        _ => "",
    };
    match function {
        Some(function) => format!(
            "\"{}\" names no trade, so the speciality decides: {text}{whose}.",
            function.text
        ),
        None => format!("No word names the trade, so the speciality decides: {text}{whose}."),
    }
}

fn plain_alone(text: &str, company: &Company) -> String {
    let small = if company.is_small() {
        ""
    } else {
        " In a company of fewer than 50 people it would be generaliste."
    };
    format!("{text} is of the web only where the title says so, and it does not.{small}")
}

/// What came second, where it has points of its own.
fn second(family: Family, decision: &Decision, hits: &[HitReading]) -> Option<String> {
    let label = Label::from_family(family);
    let hit = hits
        .iter()
        .filter(|hit| hit.label == label && hit.points > 0 && hit.role != Role::Context)
        .max_by_key(|hit| hit.points)?;
    let (theirs, ours) = (decision.points[label.index()], decision.points[decision.label.index()]);
    if theirs > ours {
        return None;
    }
    Some(format!(
        " Second: \"{}\", {label}, {theirs} points against {ours}.",
        hit.text
    ))
}
