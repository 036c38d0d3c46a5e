//! Explanations as people see them, kept as texts in `fixtures/explanations`.
//!
//! What changes with every edit of the rules is left out: the hits one by one, the points and the confidence; they are
//! shown by rules of the test's own (`fixtures/decisions`). Where a change is meant, `METIERS_BLESS=1 cargo test --test explanations` writes the texts anew; read the diff before keeping it.

use metiers::{Classifier, Company, Scratch};
use std::path::{Path, PathBuf};

/// The name of the text, the title, and how many people the company employs.
const CASES: &[(&str, &str, Option<u32>)] = &[
    ("coach", "Coach Technique Open-Source & E-Commerce", None),
    ("redacteur_seo", "Rédacteur·rice web SEO (H/F) – CDI", None),
    ("petite_entreprise", "Assistant(e) marketing et communication", Some(8)),
    ("communication", "Chargé de communication", None),
    ("specialite", "Chargée de mission SEO - Lille (59)", None),
    ("chef_de_projet", "Chef de projet e-commerce", None),
    ("exclu", "Développeur Java confirmé (H/F)", None),
    ("encadrement", "Directrice e-commerce", None),
    ("hors_champ", "Comptable général H/F", None),
    ("contresens", "Chargé d'acquisition de talents", None),
    (
        "plusieurs",
        "Chargé de SEO, rédaction web et community management",
        None,
    ),
    ("inconnu", "Zyxologue", None),
    ("faute", "Consultant référencemnt naturel", None),
    ("vide", "  ", None),
];

/// The text without what every edit of the rules changes.
fn masked(text: &str) -> String {
    let figures = regex::Regex::new(r"confidence \d\.\d\d|\d+ points against \d+").expect("a pattern");
    let kept = text.lines().take_while(|line| !line.starts_with("  rules"));
    let kept: String = kept.map(|line| format!("{line}\n")).collect();
    figures.replace_all(&kept, "___").into_owned()
}

#[test]
fn hits_and_points_are_laid_out() {
    let rules = "label = \"redaction\"\n[[concept]]\nname = \"plume\"\nrole = \"head\"\nforms = [\"plume\"]\n\
        [[concept]]\nname = \"encre\"\nrole = \"plain\"\nforms = [\"encre\"]\nunless = [\"eau\"]\n\
        [[concept]]\nname = \"eau\"\nrole = \"mark\"\nforms = [\"aquatique\"]\ngives = [\"eau\"]\n";
    let builder = Classifier::builder().without_builtin_rules();
    let classifier = builder.rules_text("mine.toml", rules).build().expect("sound rules");
    let text = classifier.explain("Plume encre aquatique").to_string();
    let from = text.find("  rules").expect("hits");
    assert_eq!(
        &text[from..],
        "  rules     +53  \"Plume\": plume, head of redaction (mine.toml:5)\n            \
         off  \"encre\": encre, plain of redaction, not beside \"aquatique\" (eau) (mine.toml:9)\n              \
         -  \"aquatique\": eau, mark (mine.toml:14)\n  points   redaction 53\n"
    );
}

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder)
}

/// Whether the text kept in a file is this one, which is written there where that is asked for.
fn kept(path: &Path, now: &str) -> Result<(), String> {
    if std::env::var_os("METIERS_BLESS").is_some() {
        std::fs::write(path, now).expect("the text can be written");
    }
    let kept = std::fs::read_to_string(path).expect("the text is there");
    let places = kept.lines().zip(now.lines()).position(|(kept, now)| kept != now);
    let place = places.unwrap_or_else(|| kept.lines().count().min(now.lines().count()));
    let part = |text: &str| {
        text.lines()
            .skip(place.saturating_sub(8))
            .take(12)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let differs = || format!("{}: was\n{}\nis\n{}", path.display(), part(&kept), part(now));
    (kept == now).then_some(()).ok_or_else(differs)
}

/// Every point, margin, runner-up and sentence, by rules of the test's own (`fixtures/decisions/rules`), which no change of the
/// built-in ones moves. A number before a title is how many people the company employs.
#[test]
fn decisions_are_what_they_were_to_the_last_point() {
    let folder = fixtures("decisions");
    let rules = folder.join("rules");
    let builder = Classifier::builder().without_builtin_rules();
    let classifier = builder.rules(&rules).build().expect("sound rules");
    let titles = std::fs::read_to_string(folder.join("titles.txt")).expect("the titles");
    let (mut scratch, mut told) = (Scratch::default(), String::new());
    for line in titles.lines() {
        let (people, title) = match line.split_once(' ') {
            Some((people, title)) if people.parse::<u32>().is_ok() => (people.parse().ok(), title),
            _ => (None, line),
        };
        let company = Company::new(people, None);
        let why = classifier.explain_for(title, &company);
        let mut evidence = String::new();
        classifier.classify_with_evidence(&mut scratch, title, &company, &mut evidence);
        let small = people.map_or(String::new(), |people| format!(" ({people} people)"));
        told += &format!(
            "{}{small}: {:?}, margin {}, evidence: {evidence}\n{why}\n",
            why.label, why.ground, why.margin
        );
    }
    let told = told.replace(&format!("{}/", rules.display()), "");
    kept(&folder.join("expected.txt"), &told).unwrap_or_else(|changed| panic!("{changed}"));
}

#[test]
fn explanations_read_as_they_did() {
    let folder = fixtures("explanations");
    let classifier = Classifier::builtin();
    let mut changed = Vec::new();
    for (name, title, people) in CASES {
        let company = Company::new(*people, None);
        let now = masked(&classifier.explain_for(title, &company).to_string());
        changed.extend(kept(&folder.join(format!("{name}.txt")), &now).err());
    }
    assert!(
        changed.is_empty(),
        "{}\nif this is meant, keep it with METIERS_BLESS=1",
        changed.join("\n")
    );
}

#[test]
fn colours_mark_the_evidence_and_the_noise_and_say_the_same() {
    let why = Classifier::builtin().explain("Traffic manager CDI");
    let colored = why.colored().to_string();
    let first = colored.lines().next().expect("a line");
    assert!(first.contains("\u{1b}[4mTraffic manager"), "{first:?}");
    assert!(first.contains("\u{1b}[90mCDI"), "{first:?}");
    let escapes = regex::Regex::new("\u{1b}\\[\\d+m").expect("a pattern");
    assert_eq!(escapes.replace_all(&colored, ""), why.to_string());
    assert!(!why.to_string().contains('\u{1b}'));
}

#[test]
fn a_title_cannot_command_the_terminal() {
    let why = Classifier::builtin().explain("SEO\u{1b}[31m manager\u{202e} rouge");
    for text in [why.to_string(), why.colored().to_string()] {
        assert!(!text.contains("\u{1b}[31m") && !text.contains('\u{202e}'), "{text:?}");
    }
}
