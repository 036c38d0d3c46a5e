//! What a gold file may hold, and the message for each fault of one.

use crate::eval::{Gold, GoldError, GoldRow};
use crate::{Company, CompanyKind, Label};

const HEADER: &str = "title,label,also_ok,company_size,company_type,source\n";

fn read(text: &str) -> Result<Gold, GoldError> {
    Gold::from_reader(text.as_bytes())
}

/// The message for a file with the usual header and these rows.
fn message(rows: &str) -> String {
    read(&format!("{HEADER}{rows}")).unwrap_err().to_string()
}

#[test]
fn a_row_is_read_with_all_its_columns() {
    let rows = "\"Chef, de projet\", generaliste ,web_marketing| hors_champ,8,agence,ad\nBoulanger,hors_champ,,,,\n";
    let gold = read(&format!("{HEADER}{rows}")).unwrap();
    let first = GoldRow {
        line: 2,
        title: "Chef, de projet".into(),
        label: Label::Generalist,
        also_ok: vec![Label::WebMarketing, Label::OutOfScope],
        company_size: Some(8),
        company_type: Some(CompanyKind::Agency),
        source: "ad".into(),
    };
    assert_eq!(gold.rows[0], first);
    assert_eq!(
        first.company(),
        Company::default().with_headcount(8).with_kind(CompanyKind::Agency)
    );
    assert_eq!((gold.rows[1].company_size, gold.rows[1].company_type), (None, None));
    assert_eq!(gold.rows[1].company(), Company::default());
}

#[test]
fn a_byte_order_mark_any_order_and_absent_optional_columns_are_fine() {
    let gold = read("\u{feff}label,title\nredaction,Rédacteur web\n").unwrap();
    assert_eq!(
        (gold.rows[0].title.as_str(), gold.rows[0].label),
        ("Rédacteur web", Label::WebWriting)
    );
}

#[test]
fn titles_keep_their_spaces_and_may_be_empty() {
    let gold = read("title,label\n  CM  ,relation_client\n,hors_champ\n").unwrap();
    assert_eq!(
        (gold.rows[0].title.as_str(), gold.rows[1].title.as_str()),
        ("  CM  ", "")
    );
}

#[test]
fn lines_are_true_after_quoted_line_ends_blank_lines_and_crlf() {
    let text = "title,label\r\n\"a\r\nb\",redaction\r\n\r\nc,redaction\r\nd,oups\r\n";
    assert!(
        read(text)
            .unwrap_err()
            .to_string()
            .starts_with("record 3, line 6, column « label »")
    );
    let text = "\u{feff}\ntitle,label\n\"a\nb\",redaction\n\nc,redaction\n";
    let lines: Vec<u64> = read(text).unwrap().rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 6]);
}

#[test]
fn an_unknown_label_is_told_with_its_place_and_value() {
    let labels = "the labels are relation_client, web_marketing, acquisition, redaction, generaliste, \
                  exclu_graphisme, exclu_informatique, exclu_encadrement, hors_champ";
    assert_eq!(
        message("a,redaction,,,,\nb,seo,,,,\n"),
        format!("record 2, line 3, column « label »: unknown label « seo »: {labels}")
    );
    assert_eq!(
        message("a,redaction,hors_champ|redactio,,,\n"),
        format!(
            "record 1, line 2, column « also_ok »: unknown label « redactio »: did you mean « redaction »? {labels}"
        )
    );
    assert!(
        message("a,,,,,\n").starts_with("record 1, line 2, column « label »: no label: write one of relation_client,")
    );
}

#[test]
fn a_bad_size_or_type_is_told_with_its_place_and_value() {
    for size in ["douze", "-3", "12.5", "99999999999"] {
        assert_eq!(
            message(&format!("a,redaction,,{size},,\n")),
            format!(
                "record 1, line 2, column « company_size »: « {size} » is no headcount: \
                 write a whole number such as 12, or leave it empty"
            )
        );
    }
    assert_eq!(
        message("a,redaction,,,boutique,\n"),
        "record 1, line 2, column « company_type »: « boutique » is no company type: \
         write agence or marchand, or leave it empty"
    );
}

#[test]
fn a_faulty_header_is_told() {
    let all = "title,label,also_ok,company_size,company_type,source";
    let cases = [
        (
            "titre,label\na,b\n",
            format!(
                "the header, line 1, column « title »: missing from the header « titre,label »: \
                 the columns of a gold file are {all}"
            ),
        ),
        (
            "title;label\na;b\n",
            "the header, line 1, column « title »: missing from the header « title;label »: \
             the file is separated by semicolons, save it with commas"
                .to_owned(),
        ),
        (
            "title,label,also-ok\na,b,c\n",
            "the header, line 1: unknown column « also-ok »: did you mean « also_ok »?".to_owned(),
        ),
        (
            "title,label,remarque\na,b,c\n",
            format!(
                "the header, line 1: unknown column « remarque »: the columns of a gold file are {all}; take this one out"
            ),
        ),
        (
            "title,label,title\na,b,c\n",
            "the header, line 1, column « title »: the header names it twice: keep one".to_owned(),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text).unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_record_of_another_length_or_encoding_is_told() {
    assert_eq!(
        message("a,redaction,,,,\nb, c,redaction,,,,\n"),
        "record 2, line 3: 7 fields where the header has 6: put a title that holds a comma between double quotes"
    );
    let latin1 = b"title,label\nR\xe9dacteur,redaction\n";
    assert_eq!(
        Gold::from_reader(latin1.as_slice()).unwrap_err().to_string(),
        "record 1, line 2: bytes that are not UTF-8: save the file as UTF-8"
    );
}

#[test]
fn a_file_without_rows_is_a_fault() {
    for text in ["", "\u{feff}", HEADER] {
        assert!(matches!(read(text), Err(GoldError::NoRows)), "{text:?}");
    }
}

#[test]
fn six_way_fairness_looks_at_the_family_only() {
    let gold = read("title,label,also_ok\nCM,relation_client,exclu_informatique\n").unwrap();
    let row = &gold.rows[0];
    assert!(row.accepts(Label::It) && !row.accepts(Label::OutOfScope));
    // No family like `exclu_informatique`, though it is another label.
    assert!(row.accepts_family_of(Label::OutOfScope));
    assert!(!row.accepts_family_of(Label::WebMarketing));
}
