//! What the output is: columns, shapes, messages, statistics, several inputs.

use super::work::{Work, cells, classified};
use encoding_rs::WINDOWS_1252;
use metiers::Classifier;
use std::fs;

#[test]
fn the_columns_come_at_the_end_and_the_rest_is_untouched() {
    let row = cells("Traffic manager", ";");
    let text = "id;Intitulé du poste;Métier\r\n1;Traffic manager;\"x\"\r\n";
    let expected = format!("id;Intitulé du poste;Métier;famille;motif;confiance\r\n1;Traffic manager;\"x\";{row}\r\n");
    assert_eq!(classified(text, &[]), expected);
}

#[test]
fn what_is_found_is_said() {
    let work = Work::new();
    work.put(
        "offres.csv",
        WINDOWS_1252.encode("réf;intitulé;company_size\n1;Rédacteur web;8\n").0,
    );
    let ran = work.run(&["offres.csv"], b"");
    let said = "metiers: offres.csv: title in column 2 « intitulé », delimiter « ; », windows-1252, company size in « company_size »";
    assert!(ran.done().err.contains(said), "{}", ran.err);
    assert_eq!(work.run(&["-q", "offres.csv"], b"").err, "");
}

#[test]
fn json_lines_keep_their_bytes() {
    let work = Work::new();
    let text = "{\"id\": 1, \"intitule\" : \"Traffic \\u006danager\"}\r\n\n{ \"intitule\":null, \"a\":[1, {}] }\nnot json\n{}\n";
    let ran = work.run(&["--rejects", "odd.csv"], text.as_bytes());
    let lines: Vec<&str> = ran.done().text().lines().collect();
    assert!(
        lines[0].starts_with("{\"id\": 1, \"intitule\" : \"Traffic \\u006danager\",\"famille\":"),
        "{}",
        lines[0]
    );
    assert!(
        lines[1].starts_with("{ \"intitule\":null, \"a\":[1, {}] ,\"famille\":null,"),
        "{}",
        lines[1]
    );
    let value: serde_json::Value = serde_json::from_str(lines[0]).expect("JSON");
    let verdict = Classifier::builtin().classify("Traffic manager");
    assert_eq!(value["motif"], verdict.reason().slug());
    assert_eq!(value["famille"].as_str(), verdict.family().map(|family| family.slug()));
    assert_eq!(value["regles"], Classifier::builtin().fingerprint());
    assert_eq!(lines.len(), 3);
    let rejects = fs::read_to_string(work.path("odd.csv")).expect("the rejects");
    assert!(
        rejects.contains("-,3,") && rejects.contains(",not_an_object,\"not json\""),
        "{rejects}"
    );
    let kept = work.run(&[], text.as_bytes());
    assert!(
        kept.done()
            .text()
            .contains("{\"brut\":\"not json\",\"famille\":null,\"motif\":\"ligne_irreguliere\"")
    );
    work.run(&[], b"{\"title\":\"a\",\"motif\":1}\n")
        .refused(&["« motif »", "--prefix"]);
}

#[test]
fn shapes_can_be_changed() {
    let (csv, json) = (cells("Chef", ","), Classifier::builtin().classify("Chef"));
    let out = classified(
        "{\"id\":1,\"title\":\"Chef\"}\n{\"title\":\"Chef\",\"id\":null}\n",
        &["--output-format", "csv"],
    );
    assert_eq!(
        out,
        format!("id,title,famille,motif,confiance\n1,Chef,{csv}\n,Chef,{csv}\n")
    );
    let out = classified("n°;titre\n\"1;\";Chef", &["--output-format", "jsonl"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (&value["n°"], &value["titre"], &value["motif"]),
        (&"1;".into(), &"Chef".into(), &json.reason().slug().into())
    );
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_leaves_excel_aside_and_says_so() {
    let work = Work::new();
    work.put("in.csv", "id;titre\n1;SEO\n");
    let ran = work.run(&["--excel", "in.csv", "-o", "out.xlsx"], b"");
    let said = "out.xlsx: warning: --excel is left aside";
    assert!(ran.done().err.contains(said), "{}", ran.err);
}

#[test]
fn the_statistics_say_what_was_done() {
    let work = Work::new();
    work.run(&["--stats", "s.json"], b"id;titre\n1;Chef\n2\n").done();
    let text = fs::read_to_string(work.path("s.json")).expect("the statistics");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        (&value["records"], &value["reasons"]["ligne_irreguliere"]),
        (&2.into(), &1.into())
    );
    assert_eq!(value["fingerprint"], Classifier::builtin().fingerprint());
    assert_eq!(value["inputs"][0]["delimiter"], ";");
}

#[test]
fn several_inputs_are_one_output() {
    let work = Work::new();
    work.put("a.csv", "id;titre\n1;Chef");
    work.put("b.csv", "id;titre\n2;Chef\n");
    work.put("c.csv", "id,titre\n2,Chef\n");
    work.put("d.csv", "no;titre\n2;Chef\n");
    let row = cells("Chef", ";");
    let out = work.run(&["a.csv", "b.csv", "-"], b"id;titre\n3;Chef\n");
    let expected = format!("id;titre;famille;motif;confiance\n1;Chef;{row}\n2;Chef;{row}\n3;Chef;{row}\n");
    assert_eq!(out.done().text(), expected);
    let ran = work.run(&["-o", "out.csv", "a.csv", "c.csv"], b"");
    ran.refused(&["c.csv: the delimiter differs from that of a.csv"]);
    work.run(&["-o", "out.csv", "a.csv", "d.csv"], b"")
        .refused(&["the header differs"]);
    assert!(!work.path("out.csv").exists());
}

#[test]
fn explain_adds_two_columns() {
    let out = classified("id;titre\n1;Traffic manager\n2\n", &["--explain"]);
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(out.as_bytes());
    assert_eq!(
        reader.headers().expect("a header").iter().skip(2).collect::<Vec<_>>(),
        ["famille", "motif", "confiance", "famille_2", "indices"]
    );
    let rows: Vec<csv::StringRecord> = reader
        .records()
        .map(|row| row.expect("as many cells as names"))
        .collect();
    assert_eq!((rows.len(), &rows[1][3]), (2, "ligne_irreguliere"));
    let mut evidence = String::new();
    let (mut scratch, company) = (metiers::Scratch::default(), metiers::Company::default());
    Classifier::builtin().classify_with_evidence(&mut scratch, "Traffic manager", &company, &mut evidence);
    assert_eq!(rows[0][6].is_empty(), evidence.is_empty());
}

#[test]
fn the_company_is_heeded() {
    let work = Work::new();
    let classifier = Classifier::builtin();
    let small = metiers::Company::default().with_headcount(8);
    let verdict = classifier.classify_for("Assistant marketing", &small);
    let row = format!(
        "{};{}",
        verdict.family().map_or("", |family| family.slug()),
        verdict.reason()
    );
    for (text, arguments) in [
        ("titre;ville\nAssistant marketing;x\n", &["--company-size", "8"][..]),
        (
            "titre;taille\nAssistant marketing;8\n",
            &["--company-size-column", "taille"],
        ),
        ("titre;company_size\nAssistant marketing;6 à 9 salariés\n", &[]),
    ] {
        let ran = work.run(arguments, text.as_bytes());
        assert!(
            ran.done().text().lines().nth(1).is_some_and(|line| line.contains(&row)),
            "{}",
            ran.text()
        );
    }
    assert_eq!(work.run(&["--company-type", "banque"], b"titre\na\n").code, Some(2));
}
