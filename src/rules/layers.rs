//! One phrase in two layers of rules: the later layer has it.

use super::file::ConceptText;
use super::source::Sources;
use super::tables::Phrases;
use super::texts::Texts;

/// Takes a phrase from the concepts of other labels where a later layer claims it, under no condition: a user's rule then means what
/// it says, whatever the built-in ones said of the same words. Concepts that only switch others on and off keep it.
pub(super) fn later_ones_win(sources: &Sources, concepts: &[ConceptText], texts: &Texts, phrases: &mut Phrases) {
    let of = |form: &u16| {
        let (concept, text) = &texts.concepts[usize::from(*form)];
        (sources.files[text.file].layer, &concepts[*concept])
    };
    for forms in phrases.values_mut() {
        let claims = forms.iter().map(of).filter(|(_, concept)| concept.speaks_always());
        let Some((last, winner)) = claims.max_by_key(|(layer, _)| *layer) else {
            continue;
        };
        forms.retain(|form| {
            let (layer, concept) = of(form);
            layer >= last || !concept.role.speaks() || concept.label == winner.label
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::{Classifier, Label};

    fn label(layers: &[&str], title: &str) -> Label {
        let builder = layers.iter().fold(Classifier::builder(), |builder, rules| {
            builder.rules_text("mine.toml", *rules)
        });
        builder.build().unwrap().classify(title).label()
    }

    fn head(label: &str, form: &str, condition: &str) -> String {
        format!(
            "label = \"{label}\"\n[[concept]]\nname = \"{label} to me\"\nrole = \"head\"\nforms = [\"{form}\"]\n{condition}"
        )
    }

    #[test]
    fn the_last_layer_has_the_words_that_several_claim() {
        let [traffic, writing] = ["acquisition", "redaction"].map(|label| head(label, "rédacteur web", ""));
        assert_eq!(label(&[&traffic], "Rédacteur web H/F"), Label::Acquisition);
        assert_eq!(label(&[&traffic, &writing], "Rédacteur web H/F"), Label::WebWriting);
        assert_eq!(label(&[&writing, &traffic], "Rédacteur web H/F"), Label::Acquisition);
        assert_eq!(label(&[&traffic], "Rédacteur de fiches produits"), Label::WebWriting);
        assert_eq!(
            label(&[&head("redaction", "boulanger", "")], "Boulanger"),
            Label::WebWriting
        );
    }

    #[test]
    fn what_only_gives_tags_claims_no_words_and_loses_none() {
        let mark = head("acquisition", "rédacteur web", "gives = [\"mien\"]").replace("head", "mark");
        assert_eq!(label(&[&mark], "Rédacteur web H/F"), Label::WebWriting);
        // The words go to the one, the tag stays with the other.
        let claimed = head("web_marketing", "rédacteur web", "");
        let other = head("redaction", "boulanger", "needs = [\"mien\"]");
        let title = "Rédacteur web, boulanger";
        let told = |rules: &[&str]| {
            let layers = rules.iter().fold(Classifier::builder(), |builder, rules| {
                builder.rules_text("mine.toml", *rules)
            });
            let why = layers.build().unwrap().explain(title);
            why.hits
                .iter()
                .any(|hit| hit.concept == "redaction to me" && hit.points > 0)
        };
        assert!(told(&[&mark, &other]) && told(&[&mark, &claimed, &other]));
    }

    #[test]
    fn under_a_condition_it_leaves_them_to_the_others() {
        let writing = head("redaction", "boulanger", "needs = [\"web\"]");
        assert_eq!(label(&[&writing], "Boulanger"), Label::OutOfScope);
    }
}
