//! One title or many: the service's answers are the library's, title by title.

use super::client::{Service, encoded};
use metiers::eval::Gold;
use metiers::{Classifier, CompanyKind, Family, Scratch};
use serde_json::{Value, json};
use std::fs::File;
use std::path::Path;

fn slug(kind: Option<CompanyKind>) -> Value {
    kind.map_or(Value::Null, |kind| serde_json::to_value(kind).unwrap())
}

/// Sends all titles of a gold file at once and holds each answer against the library's.
fn equal(service: &Service, path: &Path) {
    let gold = Gold::from_reader(File::open(path).unwrap()).unwrap();
    let rows: Vec<Value> = gold
        .rows
        .iter()
        .map(
            |row| json!({"title": row.title, "company_size": row.company_size, "company_type": slug(row.company_type)}),
        )
        .collect();
    let answer = service.json("POST", "/v1/classify", &json!({ "rows": rows })).json();
    let classifier = Classifier::builtin();
    assert_eq!(answer["rules"], classifier.fingerprint());
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results.len(), gold.rows.len());
    let mut scratch = Scratch::default();
    for (row, result) in gold.rows.iter().zip(results) {
        let mut evidence = String::new();
        let verdict = classifier.classify_with_evidence(&mut scratch, &row.title, &row.company(), &mut evidence);
        let family = |family: Option<Family>| family.map_or(Value::Null, |family| family.slug().into());
        let expected = json!({
            "title": row.title,
            "famille": family(verdict.family()),
            "motif": verdict.reason().slug(),
            "confiance": f64::from(verdict.confidence_percent()) / 100.0,
            "famille_2": family(verdict.runner_up()),
            "indices": evidence,
        });
        assert_eq!(*result, expected);
    }
}

#[test]
fn the_answers_are_the_librarys_on_every_gold_title() {
    let service = Service::start();
    equal(&service, Path::new("fixtures/gold/composed.csv"));
    equal(&service, Path::new("fixtures/gold/field.csv"));
    match std::env::var_os("METIERS_GOLD") {
        Some(folder) => equal(&service, &Path::new(&folder).join("dev.csv")),
        None => eprintln!("METIERS_GOLD is not set: the real titles were not asked about"),
    }
}

#[test]
fn one_title_many_and_rows_say_the_same() {
    let service = Service::start();
    let title = "Assistant(e) marketing et communication";
    let ask = |body: Value| {
        let answer = service.json("POST", "/v1/classify", &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["results"].clone()
    };
    let alone = ask(json!({ "title": title }));
    assert_eq!(alone[0]["famille"], Value::Null);
    assert_eq!(alone, ask(json!({ "titles": [title] })));
    assert_eq!(alone, ask(json!({ "rows": [{ "title": title }] })));
    let small = ask(json!({ "title": title, "company_size": 8 }));
    assert_eq!(
        (&small[0]["famille"], &small[0]["motif"]),
        (&json!("generaliste"), &json!("repli"))
    );
    assert_eq!(small, ask(json!({ "rows": [{ "title": title, "company_size": 8 }] })));
    let agency = ask(json!({ "title": title, "company_size": 8, "company_type": "agence" }));
    assert_eq!(agency[0]["famille"], Value::Null);
    assert_eq!(ask(json!({ "titles": [] })), json!([]));
    let many = vec![title; 10_000];
    assert_eq!(ask(json!({ "titles": many })).as_array().unwrap().len(), 10_000);
}

#[test]
fn parts_put_together_are_the_title() {
    let service = Service::start();
    let titles = [
        "<script>alert(1)</script> SEO",
        "Rédactrice web – CDI 🛒",
        "",
        "Graphiste",
    ];
    let answer = service
        .json("POST", "/v1/classify", &json!({ "titles": titles, "parts": true }))
        .json();
    for (title, result) in titles.iter().zip(answer["results"].as_array().unwrap()) {
        let parts = result["parts"].as_array().unwrap();
        let together: String = parts.iter().map(|part| part["text"].as_str().unwrap()).collect();
        assert_eq!(together, *title);
    }
}

#[test]
fn explains_as_the_library_does() {
    let service = Service::start();
    for title in ["Rédacteur·rice web SEO (H/F) – CDI", "Boulanger", "", "a&b=c %41 +"] {
        let mut answer = service.get(&format!("/v1/explain?title={}", encoded(title))).json();
        let parts = answer.as_object_mut().unwrap().remove("parts");
        assert!(parts.is_some_and(|parts| parts.is_array()));
        let expected = Classifier::builtin().explain(title);
        // Through text, as the answer came: a confidence of single precision has other digits as a value.
        let expected: Value = serde_json::from_str(&serde_json::to_string(&expected).unwrap()).unwrap();
        assert_eq!(answer, expected);
    }
    let french = service.get(&format!(
        "/v1/explain?title={}&lang=fr&company_size=8",
        encoded("Assistant marketing")
    ));
    assert!(
        french.json()["decision"]
            .as_str()
            .unwrap()
            .contains("moins de 50 personnes")
    );
}
