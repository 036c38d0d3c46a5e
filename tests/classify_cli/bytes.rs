//! Encodings, quotes, delimiters, odd and hostile bytes.

use super::work::{Work, cells, classified};
use encoding_rs::WINDOWS_1252;
use std::fs;

#[test]
fn case_023_to_028_encodings() {
    let work = Work::new();
    let text = "id;\"titre\"\r\n1;Chargé d’œuvre à 40 k€\r\n";
    let row = cells("Chargé d’œuvre à 40 k€", ";");
    let expected = format!("id;\"titre\";famille;motif;confiance\r\n1;Chargé d’œuvre à 40 k€;{row}\r\n");
    let marked = |text: &str| [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    assert_eq!(work.run(&[], &marked(text)).done().out, marked(&expected));
    let old = |text: &str| WINDOWS_1252.encode(text).0.into_owned();
    let ran = work.run(&[], &old(text));
    assert!(
        ran.done().out == old(&expected) && ran.err.contains("windows-1252"),
        "{}",
        ran.err
    );
    let little = |text: &str| {
        [
            vec![0xFF, 0xFE],
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ]
        .concat()
    };
    assert_eq!(work.run(&[], &little(text)).done().out, little(&expected));
    let big = |text: &str| {
        [
            vec![0xFE, 0xFF],
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ]
        .concat()
    };
    assert_eq!(work.run(&[], &big(text)).done().out, big(&expected));
    work.run(&[], &little(text)[2..]).refused(&["UTF-16", "-E utf-16le"]);
    assert_eq!(
        work.run(&["-E", "utf-16le"], &little(text)[2..]).done().out,
        little(&expected)[2..]
    );
}

#[test]
fn case_029_to_036_odd_bytes_and_wrong_names() {
    let work = Work::new();
    let text = b"id;titre\n1;Charg\xC3\xA9 d'\xC3\xA9tudes\n2;R\xE9dacteur\n";
    let ran = work.run(&[], text);
    assert!(ran.done().err.contains("the first in record 2"), "{}", ran.err);
    assert!(
        ran.out.windows(10).any(|bytes| bytes == b"R\xE9dacteur;"),
        "the bytes pass as they are"
    );
    assert_eq!(work.run(&["--strict"], text).code, Some(1));
    assert!(
        work.run(&[], "titre\nDÃ©veloppeur\n".as_bytes())
            .done()
            .err
            .contains("encoded twice")
    );
    for label in ["utf8x", "cp850"] {
        let ran = work.run(&["-E", label], b"titre\na\n");
        assert_eq!(ran.code, Some(2));
        assert!(
            ran.err.contains("nearest known") || ran.err.contains("not supported"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn case_037_an_unclosed_quote_is_refused_whole() {
    let work = Work::new();
    work.put("old.csv", "the old one");
    let text = b"id;titre\n1;Chef\n2;\"deux\nlignes\"\n3;\"Chef de projet\n4;Chef\n";
    work.run(&[], text)
        .refused(&["record 3, line 5", "never closed", "--escape"]);
    let ran = work.run(&["-o", "old.csv"], text);
    ran.refused(&["never closed"]);
    assert_eq!(
        fs::read_to_string(work.path("old.csv")).expect("the old file"),
        "the old one"
    );
    assert_eq!(work.files(), ["old.csv"]);
}

#[test]
fn case_038_and_052_a_record_over_the_limit() {
    let work = Work::new();
    let text = [b"id;titre\n1;a\n2;\"".to_vec(), vec![b'x'; 100_000]].concat();
    let ran = work.run(&["--max-record-bytes", "50K", "-o", "out.csv"], &text);
    ran.refused(&["record 2, line 3", "51200 bytes", "--max-record-bytes"]);
    assert!(work.files().is_empty());
}

#[test]
fn case_039_to_044_quotes_and_line_ends() {
    let quoted = "Resp. \"e-commerce\" web";
    let text = format!("id;titre\r1;{quoted}\r2;\"Chef\" de projet\r");
    let (one, two) = (cells(quoted, ";"), cells("Chef de projet", ";"));
    let expected = format!("id;titre;famille;motif;confiance\r1;{quoted};{one}\r2;\"Chef\" de projet;{two}\r");
    assert_eq!(classified(&text, &[]), expected);
    let escaped = "id;titre\n1;\"Chef \\\"web\\\"; SEO\"\n";
    let row = cells("Chef \"web\"; SEO", ";");
    assert!(classified(escaped, &["--escape", "\\"]).ends_with(&format!("SEO\";{row}\n")));
}

#[test]
fn case_045_to_050_delimiters() {
    let tab = cells("Chef, web", "\t");
    assert!(classified("id\ttitre\n1\tChef, web\n", &[]).ends_with(&format!("\t{tab}\n")));
    let one = cells("Chef, web / SEO; Lille | 59", ";");
    let expected = format!("titre;famille;motif;confiance\n\"Chef, web / SEO; Lille | 59\";{one}\n");
    assert_eq!(classified("titre\nChef, web / SEO; Lille | 59\n", &[]), expected);
    for wrong in [";;", "é", "\""] {
        let ran = Work::new().run(&["-d", wrong], b"titre\na\n");
        assert!(ran.code == Some(2) && ran.err.contains("--delimiter"), "{}", ran.err);
    }
    assert!(classified("a:titre\n1:Chef\n", &["-d", ":"]).ends_with(&format!("1:Chef:{}\n", cells("Chef", ":"))));
}

#[test]
fn case_051_and_053_odd_titles() {
    let work = Work::new();
    let ran = work.run(&[], b"id;titre\n1;Chef\0de projet\n");
    assert!(
        ran.done().err.contains("NUL")
            && ran
                .text()
                .contains(&format!("1;Chef\0de projet;{}", cells("Chef de projet", ";")))
    );
    let long = "web ".repeat(250_000);
    let ran = work.run(&[], format!("id;titre\n1;{long}\n").as_bytes());
    assert!(ran.done().err.contains("longer than 4 KiB"));
    assert!(ran.text().ends_with(&format!(";{}\n", cells(&long[..4096], ";"))));
}

#[test]
fn case_062_excel_guards_formulas() {
    let text = "id,titre\n-5,=1+1\n+33 6,\" @SUM(A1); x\"\n";
    let ran = Work::new().run(&["--excel"], text.as_bytes());
    let (one, two) = (cells("=1+1", ";"), cells(" @SUM(A1); x", ";"));
    let expected =
        format!("\u{FEFF}id;titre;famille;motif;confiance\r\n-5;'=1+1;{one}\r\n+33 6;\"' @SUM(A1); x\";{two}\r\n");
    assert_eq!(ran.done().text(), expected);
    assert!(ran.err.contains("2 cells guarded"));
    assert!(classified(text, &[]).contains("-5,=1+1,"));
}
