//! Workbooks as output: what was written is what is read, and nothing in it is run.

use super::process::classify;
use crate::program::Work;
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::fs;

/// Texts are texts, whatever they look like; long ones are cut and told; the same rows make the same bytes.
pub fn written() {
    let work = Work::new();
    let formulas = "id,titre,x\n1,=1+1,\"=cmd|'/C calc'!A0\"\n0042,\"Traffic manager\nweb\",@SUM(A1)\n";
    let long = "é".repeat(40_000);
    work.put("in.csv", format!("{formulas}3,Boulanger,{long}\n"));
    for output in ["out.xlsx", "again.xlsx"] {
        let output = classify(&work)
            .args(["in.csv", "-o", output])
            .output()
            .expect("the program runs");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && err.contains("1 cell cut at 32767 letters"),
            "{err}"
        );
    }
    let [one, two] = ["out.xlsx", "again.xlsx"].map(|name| fs::read(work.path().join(name)).expect("an output"));
    assert!(one == two, "the bytes depend on when they are written");

    let mut workbook: Xlsx<_> = open_workbook(work.path().join("out.xlsx")).expect("a workbook");
    assert!(workbook.worksheet_formula("metiers").expect("the sheet").is_empty());
    let cells = workbook.worksheet_range("metiers").expect("the sheet");
    let text = |row: u32, column: u32| match cells.get_value((row, column)) {
        Some(Data::String(text)) => text.clone(),
        other => panic!("{row} {column} is no text: {other:?}"),
    };
    assert_eq!(
        [text(1, 1), text(1, 2), text(2, 0), text(2, 1)].join("|"),
        "=1+1|=cmd|'/C calc'!A0|0042|Traffic manager\nweb"
    );
    assert_eq!(
        (text(0, 5), text(2, 3)),
        ("confiance".to_owned(), "acquisition".to_owned())
    );
    assert_eq!(cells.get_value((2, 5)), Some(&Data::Float(0.99)));
    assert_eq!(text(3, 2).chars().count(), 32_767);
    read_again(&work);
}

/// What was written is read as it was.
fn read_again(work: &Work) {
    let plain = classify(work)
        .args(["-q", "in.csv", "--title-column", "titre"])
        .output()
        .expect("the program runs");
    let again = classify(work)
        .args(["-q", "out.xlsx", "--title-column", "titre", "--prefix", "b_"])
        .output()
        .expect("the program runs");
    let rows = |text: &[u8], delimiter: u8| -> Vec<csv::StringRecord> {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text);
        reader.records().map(|row| row.expect("a row")).collect()
    };
    let (plain, again) = (rows(&plain.stdout, b','), rows(&again.stdout, b';'));
    assert_eq!((plain.len(), again.len()), (3, 3));
    for (plain, again) in plain.iter().zip(&again) {
        assert_eq!(
            plain.iter().skip(3).collect::<Vec<_>>(),
            again.iter().skip(6).collect::<Vec<_>>()
        );
        assert_eq!((&plain[0], &plain[1]), (&again[0], &again[1]));
    }
}

/// A sheet has so many rows: one more is told before anything is put in place.
pub fn too_many_rows() {
    let work = Work::new();
    work.put("out.xlsx", "the old one");
    let text = format!("id;titre\n{}", "1;Traffic manager\n".repeat(1_048_576));
    let text = work.put("in.csv", text);
    let output = classify(&work)
        .args(["-q", "in.csv", "-o", "out.xlsx"])
        .output()
        .expect("the program runs");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code() == Some(2) && err.contains("at most 1048576 rows"),
        "{err}"
    );
    fs::remove_file(text).expect("it was there");
    assert_eq!(work.files()["out.xlsx"], b"the old one");
    assert_eq!(work.files().len(), 1);
}
