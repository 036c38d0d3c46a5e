//! Empty and ragged files, headers, lines before them.

use super::work::{Work, cells, classified};
use metiers::Classifier;
use std::fs;

#[test]
fn case_001_to_005_little_or_nothing() {
    let work = Work::new();
    work.run(&[], b"").refused(&["-: the file is empty", "--allow-empty"]);
    work.run(&[], b"\xEF\xBB\xBF").refused(&["empty"]);
    assert_eq!(
        work.run(&["--allow-empty"], b"").done().text(),
        "famille;motif;confiance\n"
    );
    assert_eq!(classified("id,titre\n", &[]), "id,titre,famille,motif,confiance\n");
    assert_eq!(classified("id,titre", &[]), "id,titre,famille,motif,confiance");
    let last = cells("Chef", ",");
    assert_eq!(
        classified("id,titre\n1,Chef", &[]),
        format!("id,titre,famille,motif,confiance\n1,Chef,{last}")
    );
}

#[test]
fn case_006_to_008_blank_lines_and_empty_titles() {
    let ran = Work::new().run(&[], "id;titre;x\n\n;;\r\n\n1; \u{A0}\u{200B};\n\n".as_bytes());
    assert!(ran.done().err.contains("3 blank lines left out"), "{}", ran.err);
    let motifs: Vec<&str> = ran
        .text()
        .lines()
        .skip(1)
        .map(|line| line.split(';').nth(4).unwrap_or(""))
        .collect();
    let expected = ["", " \u{A0}\u{200B}"].map(|title| Classifier::builtin().classify(title).reason().slug());
    assert_eq!(motifs, expected);
}

#[test]
fn case_009_no_header() {
    let row = cells("Chef de projet", ";");
    let text = "1;Chef de projet\n";
    assert_eq!(
        classified(text, &["--no-header", "--title-column", "2"]),
        format!("1;Chef de projet;{row}\n")
    );
    Work::new()
        .run(&["--no-header"], text.as_bytes())
        .refused(&["« Chef de projet »", "--title-column N"]);
}

#[test]
fn case_010_to_014_headers() {
    let work = Work::new();
    let refused = work.run(&[], b"id;intitul\xC3\xA9s;ville\n1;a;b\n");
    refused.refused(&["2 « intitulés »", "--title-column", "closest is « intitulés »"]);
    let both = b"title;intitule\na;b\n";
    assert!(work.run(&[], both).done().err.contains("« intitule » is taken"));
    work.run(&["--strict"], both)
        .refused(&["« intitule » and « title »", "--title-column"]);
    let doubled = work.run(&[], b"titre;x;x\na;b;c\n");
    assert!(doubled.done().err.contains("several columns are called « x »"));
    assert!(doubled.text().starts_with("titre;x;x;famille;"));
    let clash = b"titre;famille\na;b\n";
    work.run(&[], clash).refused(&["« famille »", "--prefix"]);
    assert!(
        work.run(&["--prefix", "m_"], clash)
            .done()
            .text()
            .starts_with("titre;famille;m_famille;m_motif;m_confiance\n")
    );
    work.run(&["--title-column", "titr"], b"id;titre\n1;a\n")
        .refused(&["did you mean « titre »"]);
    work.run(&["--title-column", "7"], b"id;titre\n1;a\n")
        .refused(&["no column « 7 »", "1 « id », 2 « titre »"]);
    assert!(
        work.run(&[], "id;\" INTITULÉ_du\u{A0}poste \"\n1;a\n".as_bytes())
            .done()
            .err
            .contains("column 2")
    );
}

#[test]
fn case_015_many_columns() {
    let header: Vec<String> = (0..10_000).map(|column| format!("c{column}")).collect();
    let text = format!("{},titre\n{}Chef\n", header.join(","), ",".repeat(10_000));
    let out = classified(&text, &[]);
    assert!(out.ends_with(&format!(",Chef,{}\n", cells("Chef", ","))));
}

#[test]
fn case_016_to_019_ragged_records() {
    let work = Work::new();
    let text = b"id;titre;x\n1;Chef\n2\n3;Chef;y;z\n4;Chef;w\n";
    let row = cells("Chef", ";");
    let ran = work.run(&[], text);
    let odd = ";;ligne_irreguliere;\n";
    let expected =
        format!("id;titre;x;famille;motif;confiance\n1;Chef;;{row}\n2;;{odd}3;Chef;y;z{odd}4;Chef;w;{row}\n");
    assert_eq!(ran.done().text(), expected);
    assert!(ran.err.contains("2 of 4 records") && ran.err.contains("1 short records") && ran.err.contains("-d"));
    let apart = work.run(&["--rejects", "odd.csv", "--max-rejects", "2"], text);
    assert_eq!(apart.done().text().lines().count(), 3);
    let rejects = fs::read_to_string(work.path("odd.csv")).expect("the rejects");
    let expected = "input,record,byte_offset,line,reason,raw\n-,2,18,3,missing_column,\"2\"\n-,3,20,4,too_many_columns,\"3;Chef;y;z\"\n";
    assert_eq!(rejects, expected);
    assert!(
        work.run(&["--ragged", "keep"], text)
            .text()
            .contains(&format!("3;Chef;y;z;{row}\n"))
    );
    let gate = work.run(&["--max-rejects", "1"], text);
    assert_eq!((gate.code, gate.text().lines().count()), (Some(1), 5));
    assert_eq!(work.run(&["--strict"], text).code, Some(1));
}

#[test]
fn case_020_and_021_lines_before_the_header() {
    let work = Work::new();
    let row = cells("Chef", ";");
    assert_eq!(
        classified("sep=;\r\nid;titre\r\n1;Chef\r\n", &[]),
        format!("id;titre;famille;motif;confiance\r\n1;Chef;{row}\r\n")
    );
    let text = b"Export du 3 mai\n\nid;titre\n1;Chef\n";
    work.run(&[], text).refused(&["line 3", "--skip-lines 2"]);
    assert!(
        work.run(&["--skip-lines", "2"], text)
            .done()
            .text()
            .starts_with("id;titre;famille")
    );
}
