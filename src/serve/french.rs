//! The decision in a French sentence, for the page; the English one is the library's.

use metiers::engine::Role;
use metiers::{Company, Explanation, Ground, Label};

/// The decision of an explanation, as one would say it to a recruiter.
pub fn decision(why: &Explanation, company: &Company) -> String {
    let texts: Vec<String> = why
        .decided_by
        .iter()
        .map(|place| format!("« {} »", why.hits[*place].text))
        .collect();
    let mut sentence = decided(why, &texts, company);
    for hit in &why.hits {
        let counts = matches!(hit.role, Role::Head | Role::Speciality | Role::Plain) && hit.label.family().is_some();
        let veto = hit.inactive.as_deref().and_then(|why| why.strip_prefix("not beside "));
        if let Some(beside) = veto.filter(|_| counts && hit.points == 0) {
            let label = name(hit.label);
            sentence += &format!(" « {} » parlerait pour {label}, mais pas à côté de {beside}.", hit.text);
        }
    }
    sentence + &second(why)
}

fn decided(why: &Explanation, texts: &[String], company: &Company) -> String {
    let first = texts.first().map_or("", String::as_str);
    let all = texts.join(", ");
    match why.ground {
        Ground::Head => head(first, why.label),
        Ground::Speciality => speciality(first, why),
        Ground::Plain => format!("{first} compte, parce que le titre dit que c’est sur le web."),
        Ground::FunctionContext if texts.len() == 1 => format!(
            "{first} est le web ou la boutique dans son ensemble et précède toute spécialité, donc tout le site ou toute la boutique."
        ),
        Ground::FunctionContext => format!(
            "{} : une fonction qui ne nomme aucun métier et le web ou la boutique, sans spécialité, donc tout le site ou toute la boutique.",
            texts.join(" et ")
        ),
        Ground::Several => format!("Plusieurs spécialités ({all}) : aucune ne l’emporte."),
        Ground::SmallCompany if texts.len() > 1 => {
            format!("Plusieurs spécialités ({all}) dans une entreprise de moins de 50 personnes : une seule fait tout.")
        }
        Ground::SmallCompany => {
            format!("{first} dans une entreprise de moins de 50 personnes : une seule fait tout, le web aussi.")
        }
        Ground::ContextAlone => format!(
            "{first} dit que c’est sur le web ou pour une boutique en ligne, et aucun mot ne nomme un métier ni une spécialité : généraliste, faute de mieux."
        ),
        Ground::Lead => {
            format!("{first} encadre, dans le web, le marketing ou le service client : aucune des cinq familles.")
        }
        Ground::LeadElsewhere => {
            format!("{first} encadre, et rien ne parle du web, du marketing ni du service client.")
        }
        Ground::PlainAlone => plain_alone(first, company),
        Ground::UnknownTrade => format!("{first} est du web, mais aucune règle ne connaît ce métier."),
        Ground::Nothing if why.hits.is_empty() => "Aucune règle ne connaît un mot de ce titre.".to_owned(),
        Ground::Nothing => {
            "Le titre ne nomme aucun métier que les règles connaissent, et rien ne dit qu’il est du web.".to_owned()
        }
        Ground::Empty => "Le titre est vide : il n’y a rien à lire.".to_owned(),
    }
}

fn head(text: &str, label: Label) -> String {
    match label {
        Label::GraphicDesign => format!("{text} est un métier du graphisme, hors des cinq familles."),
        Label::It => format!("{text} est un métier de l’informatique, hors des cinq familles."),
        Label::Management => format!("{text} encadre, ce qui est hors des cinq familles."),
        Label::OutOfScope => format!("{text} est un métier hors des cinq familles."),
        _ => format!("{text} nomme le métier."),
    }
}

fn speciality(text: &str, why: &Explanation) -> String {
    let whose = match why.label {
        Label::GraphicDesign => ", du graphisme",
        Label::It => ", de l’informatique",
        Label::OutOfScope => ", hors des cinq familles",
        _ => "",
    };
    match why.hits.iter().find(|hit| hit.role == Role::Function) {
        Some(function) => format!(
            "« {} » ne nomme aucun métier, la spécialité décide donc : {text}{whose}.",
            function.text
        ),
        None => format!("Aucun mot ne nomme le métier, la spécialité décide donc : {text}{whose}."),
    }
}

fn plain_alone(text: &str, company: &Company) -> String {
    let small = match company.is_small() {
        true => "",
        false => " Dans une entreprise de moins de 50 personnes, ce serait un généraliste.",
    };
    format!("{text} n’est du web que si le titre le dit, et il ne le dit pas.{small}")
}

/// What came second, where it has points of its own and fewer than the winner.
fn second(why: &Explanation) -> String {
    let points = |label| {
        why.points
            .iter()
            .find(|found| found.label == label)
            .map(|found| found.points)
    };
    let label = why.famille_2.map(Label::from_family);
    let told = label.and_then(|label| {
        let ours = points(why.label).unwrap_or_default();
        let theirs = points(label).filter(|theirs| *theirs <= ours)?;
        let speaking = |hit: &&_| speaks(hit, label);
        let hit = why.hits.iter().filter(speaking).max_by_key(|hit| hit.points)?;
        let name = name(label);
        Some(format!(
            " Ensuite : « {} », {name}, {theirs} points contre {ours}.",
            hit.text
        ))
    });
    told.unwrap_or_default()
}

fn speaks(hit: &metiers::engine::explain::HitReading, label: Label) -> bool {
    hit.label == label && hit.points > 0 && hit.role != Role::Context
}

/// What a label is called inside a sentence.
fn name(label: Label) -> &'static str {
    match label {
        Label::CustomerRelations => "la relation client",
        Label::WebMarketing => "le web-marketing",
        Label::Acquisition => "l’acquisition",
        Label::WebWriting => "la rédaction",
        Label::Generalist => "les généralistes",
        Label::GraphicDesign => "le graphisme",
        Label::It => "l’informatique",
        Label::Management => "l’encadrement",
        Label::OutOfScope => "un autre métier",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use metiers::Classifier;

    #[test]
    fn says_it_in_french() {
        let classifier = Classifier::builtin();
        let said = |title: &str, company: Company| decision(&classifier.explain_for(title, &company), &company);
        let nobody = Company::default();
        assert_eq!(
            said("Rédacteur·rice web SEO (H/F)", nobody),
            "« Rédacteur·rice web » nomme le métier. Ensuite : « SEO », l’acquisition, 38 points contre 53."
        );
        assert!(said("Graphiste e-commerce", nobody).contains("métier du graphisme"));
        assert!(said("Assistant marketing", nobody).ends_with("ce serait un généraliste."));
        assert!(said("Assistant marketing", nobody.with_headcount(8)).contains("une seule fait tout"));
        assert_eq!(said("", nobody), "Le titre est vide : il n’y a rien à lire.");
    }

    #[test]
    fn no_english_is_left_on_composed_titles() {
        let classifier = Classifier::builtin();
        let gold = include_str!("../../fixtures/gold/composed.csv");
        for line in gold.lines().skip(1) {
            let said = decision(&classifier.explain(line), &Company::default());
            assert!(!said.contains(" the ") && said.ends_with('.'), "{line}: {said}");
        }
    }
}
