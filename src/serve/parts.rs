//! A title cut into parts by what they did: evidence, exclusion, noise; put together again they are the title.

use metiers::Explanation;
use serde::Serialize;

/// What a part of a title did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Nothing.
    Plain,
    /// It speaks for the answer.
    Evidence,
    /// It speaks for another family.
    Other,
    /// It is why there is no family.
    Exclusion,
    /// It was dropped: contract, place, gender mark…
    Noise,
}

/// A part of a title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    text: String,
    kind: Kind,
}

/// The parts of an explained title, in order.
pub fn of(why: &Explanation) -> Vec<Part> {
    let mut kinds = vec![Kind::Plain; why.title.len()];
    let mut fill = |start: u32, end: u32, kind: Kind, over: &dyn Fn(Kind) -> bool| {
        let end = (end as usize).min(kinds.len());
        for place in &mut kinds[(start as usize).min(end)..end] {
            if over(*place) {
                *place = kind;
            }
        }
    };
    for (place, hit) in why.hits.iter().enumerate() {
        let decides = why.decided_by.contains(&place);
        let counts = hit.points > 0 && hit.inactive.is_none();
        let kind = match (hit.label == why.label, hit.label.family()) {
            _ if !decides && !counts => continue,
            (true, None) => Kind::Exclusion,
            (true, Some(_)) => Kind::Evidence,
            _ if decides && why.label.family().is_none() => Kind::Exclusion,
            _ if decides => Kind::Evidence,
            _ => Kind::Other,
        };
        fill(hit.span.start, hit.span.end, kind, &|now| {
            kind != Kind::Other || now == Kind::Plain
        });
    }
    for word in why.words.iter().filter(|word| word.noise.is_some()) {
        fill(word.span.start, word.span.end, Kind::Noise, &|now| now == Kind::Plain);
    }
    let mut parts: Vec<Part> = Vec::new();
    for (at, letter) in why.title.char_indices() {
        match parts.last_mut() {
            Some(part) if part.kind == kinds[at] => part.text.push(letter),
            _ => parts.push(Part {
                text: letter.to_string(),
                kind: kinds[at],
            }),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use metiers::Classifier;

    fn shown(title: &str) -> Vec<(String, Kind)> {
        let parts = of(&Classifier::builtin().explain(title));
        let together: String = parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(together, title);
        parts.into_iter().map(|part| (part.text, part.kind)).collect()
    }

    #[test]
    fn each_part_is_what_it_did() {
        let parts = shown("Traffic Manager (H/F) – CDI – Lyon");
        assert_eq!(parts[0], ("Traffic Manager".to_owned(), Kind::Evidence));
        for noise in ["H", "CDI", "Lyon"] {
            assert!(parts.contains(&(noise.to_owned(), Kind::Noise)), "{noise}: {parts:?}");
        }
        let parts = shown("Rédactrice web SEO");
        assert!(
            parts.contains(&("Rédactrice web".to_owned(), Kind::Evidence)),
            "{parts:?}"
        );
        assert!(parts.contains(&("SEO".to_owned(), Kind::Other)), "{parts:?}");
        assert_eq!(
            shown("Graphiste e-commerce")[0],
            ("Graphiste".to_owned(), Kind::Exclusion)
        );
    }

    #[test]
    fn whatever_the_title_its_parts_are_the_title() {
        for title in [
            "",
            "é",
            "\u{0}",
            "<script>alert(1)</script> SEO 🛒",
            "Rédacteur·rice / RÉDACTRICE  web ",
        ] {
            shown(title);
        }
    }
}
