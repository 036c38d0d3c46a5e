//! `metiers classify` as a user meets it: the cases of bad input, each by its number where it has one.
//!
//! Nothing here depends on what the rules say of a title.

use assert_cmd::Command;
use encoding_rs::WINDOWS_1252;
use flate2::{Compression, write::GzEncoder};
use metiers::Classifier;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder of its own for a test, and the program run in it.
struct Work(TempDir);

/// What the program did.
struct Ran {
    code: Option<i32>,
    out: Vec<u8>,
    err: String,
}

impl Work {
    fn new() -> Work {
        Work(tempfile::tempdir().expect("a folder can be made"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), text).expect("a file can be made");
        self.path(name)
    }

    fn run(&self, arguments: &[&str], stdin: &[u8]) -> Ran {
        let mut command = Command::cargo_bin("metiers").expect("the program is built");
        command
            .current_dir(self.0.path())
            .env_clear()
            .arg("classify")
            .args(arguments);
        let output = command
            .write_stdin(stdin)
            .output()
            .expect("the program runs");
        let err = String::from_utf8(output.stderr).expect("messages are UTF-8");
        assert!(!err.contains("panicked"), "{err}");
        Ran {
            code: output.status.code(),
            out: output.stdout,
            err,
        }
    }

    /// The files in the folder.
    fn files(&self) -> Vec<String> {
        let name = |entry: std::io::Result<fs::DirEntry>| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("UTF-8")
        };
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .expect("the folder")
            .map(name)
            .collect();
        names.sort();
        names
    }
}

impl Ran {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("the output is UTF-8")
    }

    /// Fails with exit 2, nothing written and one line that says all this.
    fn refused(&self, said: &[&str]) {
        let line = self.err.lines().last().unwrap_or_default();
        assert_eq!((self.code, self.out.len()), (Some(2), 0), "{}", self.err);
        for words in said {
            assert!(line.contains(words), "« {words} » is not in: {line}");
        }
    }

    fn done(&self) -> &Ran {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self
    }
}

/// A title's cells, as the library gives them.
fn cells(title: &str, delimiter: &str) -> String {
    let verdict = Classifier::builtin().classify(title);
    let family = verdict.family().map_or("", |family| family.slug());
    [
        family,
        verdict.reason().slug(),
        &format!("{:.2}", verdict.confidence()),
    ]
    .join(delimiter)
}

fn classified(text: &str, arguments: &[&str]) -> String {
    Work::new()
        .run(arguments, text.as_bytes())
        .done()
        .text()
        .to_owned()
}

#[test]
fn the_columns_come_at_the_end_and_the_rest_is_untouched() {
    let row = cells("Traffic manager", ";");
    let text = "id;Intitulé du poste;Métier\r\n1;Traffic manager;\"x\"\r\n";
    let expected = format!(
        "id;Intitulé du poste;Métier;famille;motif;confiance\r\n1;Traffic manager;\"x\";{row}\r\n"
    );
    assert_eq!(classified(text, &[]), expected);
}

#[test]
fn what_is_found_is_said() {
    let work = Work::new();
    work.put(
        "offres.csv",
        WINDOWS_1252
            .encode("réf;intitulé;effectif\n1;Rédacteur web;8\n")
            .0,
    );
    let ran = work.run(&["offres.csv"], b"");
    let said = "metiers: offres.csv: title in column 2 « intitulé », delimiter « ; », windows-1252, company size in « effectif »";
    assert!(ran.done().err.contains(said), "{}", ran.err);
    assert_eq!(work.run(&["-q", "offres.csv"], b"").err, "");
}

#[test]
fn case_001_to_005_little_or_nothing() {
    let work = Work::new();
    work.run(&[], b"")
        .refused(&["-: the file is empty", "--allow-empty"]);
    work.run(&[], b"\xEF\xBB\xBF").refused(&["empty"]);
    assert_eq!(
        work.run(&["--allow-empty"], b"").done().text(),
        "famille;motif;confiance\n"
    );
    assert_eq!(
        classified("id,titre\n", &[]),
        "id,titre,famille,motif,confiance\n"
    );
    assert_eq!(
        classified("id,titre", &[]),
        "id,titre,famille,motif,confiance"
    );
    let last = cells("Chef", ",");
    assert_eq!(
        classified("id,titre\n1,Chef", &[]),
        format!("id,titre,famille,motif,confiance\n1,Chef,{last}")
    );
}

#[test]
fn case_006_to_008_blank_lines_and_empty_titles() {
    let ran = Work::new().run(
        &[],
        "id;titre;x\n\n;;\r\n\n1; \u{A0}\u{200B};\n\n".as_bytes(),
    );
    assert!(
        ran.done().err.contains("3 blank lines left out"),
        "{}",
        ran.err
    );
    let motifs: Vec<&str> = ran
        .text()
        .lines()
        .skip(1)
        .map(|line| line.split(';').nth(4).unwrap_or(""))
        .collect();
    let expected =
        ["", " \u{A0}\u{200B}"].map(|title| Classifier::builtin().classify(title).reason().slug());
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
    refused.refused(&[
        "2 « intitulés »",
        "--title-column",
        "closest is « intitulés »",
    ]);
    let both = b"title;intitule\na;b\n";
    assert!(
        work.run(&[], both)
            .done()
            .err
            .contains("« intitule » is taken")
    );
    work.run(&["--strict"], both)
        .refused(&["« intitule » and « title »", "--title-column"]);
    let doubled = work.run(&[], b"titre;x;x\na;b;c\n");
    assert!(
        doubled
            .done()
            .err
            .contains("several columns are called « x »")
    );
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
    let expected = format!(
        "id;titre;x;famille;motif;confiance\n1;Chef;;{row}\n2;;{odd}3;Chef;y;z{odd}4;Chef;w;{row}\n"
    );
    assert_eq!(ran.done().text(), expected);
    assert!(
        ran.err.contains("2 of 4 records")
            && ran.err.contains("1 short records")
            && ran.err.contains("-d")
    );
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

#[test]
fn case_023_to_028_encodings() {
    let work = Work::new();
    let text = "id;\"titre\"\r\n1;Chargé d’œuvre à 40 k€\r\n";
    let row = cells("Chargé d’œuvre à 40 k€", ";");
    let expected =
        format!("id;\"titre\";famille;motif;confiance\r\n1;Chargé d’œuvre à 40 k€;{row}\r\n");
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
    work.run(&[], &little(text)[2..])
        .refused(&["UTF-16", "-E utf-16le"]);
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
    assert!(
        ran.done().err.contains("the first in record 2"),
        "{}",
        ran.err
    );
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
    ran.refused(&[
        "record 2, line 3",
        "51200 bytes",
        "--max-record-bytes",
    ]);
    assert!(work.files().is_empty());
}

#[test]
fn case_039_to_044_quotes_and_line_ends() {
    let quoted = "Resp. \"e-commerce\" web";
    let text = format!("id;titre\r1;{quoted}\r2;\"Chef\" de projet\r");
    let (one, two) = (cells(quoted, ";"), cells("Chef de projet", ";"));
    let expected =
        format!("id;titre;famille;motif;confiance\r1;{quoted};{one}\r2;\"Chef\" de projet;{two}\r");
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
    let expected =
        format!("titre;famille;motif;confiance\n\"Chef, web / SEO; Lille | 59\";{one}\n");
    assert_eq!(
        classified("titre\nChef, web / SEO; Lille | 59\n", &[]),
        expected
    );
    for wrong in [";;", "é", "\""] {
        let ran = Work::new().run(&["-d", wrong], b"titre\na\n");
        assert!(
            ran.code == Some(2) && ran.err.contains("--delimiter"),
            "{}",
            ran.err
        );
    }
    assert!(
        classified("a:titre\n1:Chef\n", &["-d", ":"])
            .ends_with(&format!("1:Chef:{}\n", cells("Chef", ":")))
    );
}

#[test]
fn case_051_and_053_odd_titles() {
    let work = Work::new();
    let ran = work.run(&[], b"id;titre\n1;Chef\0de projet\n");
    assert!(
        ran.done().err.contains("NUL")
            && ran.text().contains(&format!(
                "1;Chef\0de projet;{}",
                cells("Chef de projet", ";")
            ))
    );
    let long = "web ".repeat(250_000);
    let ran = work.run(&[], format!("id;titre\n1;{long}\n").as_bytes());
    assert!(ran.done().err.contains("longer than 4 KiB"));
    assert!(
        ran.text()
            .ends_with(&format!(";{}\n", cells(&long[..4096], ";")))
    );
}

#[test]
fn case_062_excel_guards_formulas() {
    let text = "id,titre\n-5,=1+1\n+33 6,\" @SUM(A1); x\"\n";
    let ran = Work::new().run(&["--excel"], text.as_bytes());
    let (one, two) = (cells("=1+1", ";"), cells(" @SUM(A1); x", ";"));
    let expected = format!(
        "\u{FEFF}id;titre;famille;motif;confiance\r\n-5;'=1+1;{one}\r\n+33 6;\"' @SUM(A1); x\";{two}\r\n"
    );
    assert_eq!(ran.done().text(), expected);
    assert!(ran.err.contains("2 cells guarded"));
    assert!(classified(text, &[]).contains("-5,=1+1,"));
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

#[test]
fn case_065_to_068_gzip() {
    let work = Work::new();
    let plain = work.run(&[], b"id;titre\n1;Chef\n").done().out.clone();
    let members = [gzip(b"id;titre\n"), gzip(b"1;Chef\n")].concat();
    work.put("name.csv", &members);
    work.put("plain.csv.gz", b"id;titre\n1;Chef\n");
    assert_eq!(work.run(&["name.csv"], b"").done().out, plain);
    assert_eq!(work.run(&["plain.csv.gz"], b"").done().out, plain);
    let trailed = work.run(&[], &[&members[..], b"zz"].concat());
    assert!(
        trailed.done().out == plain && trailed.err.contains("behind the gzip data"),
        "{}",
        trailed.err
    );
    let cut = &members[..members.len() - 5];
    work.run(&["-o", "out.csv"], cut)
        .refused(&["gzip data is truncated"]);
    work.run(&[], cut).refused(&["truncated"]);
    assert_eq!(work.files(), ["name.csv", "plain.csv.gz"]);
}

#[test]
fn case_075_what_cannot_be_read() {
    let work = Work::new();
    work.run(&["none.csv"], b"")
        .refused(&["none.csv: cannot be opened", "No such file"]);
    work.run(&["."], b"")
        .refused(&[".: cannot be read", "directory"]);
    work.run(&["a\nb.csv"], b"")
        .refused(&["a\\nb.csv: cannot be opened"]);
    work.put("-x.csv", "titre\nChef\n");
    work.run(&["--", "-x.csv"], b"").done();
    work.run(&[], b"[{\"title\":\"a\"}]")
        .refused(&["JSON array", "jq"]);
}

#[test]
fn case_076_to_079_outputs() {
    let work = Work::new();
    let text = "id;titre\n1;Chef\n";
    work.put("same.csv", text);
    let expected = work.run(&[], text.as_bytes()).done().out.clone();
    let ran = work.run(&["same.csv", "-o", "same.csv"], b"");
    assert!(
        ran.done().err.contains("replaces this input"),
        "{}",
        ran.err
    );
    assert_eq!(
        fs::read(work.path("same.csv")).expect("the output"),
        expected
    );
    work.run(&["--no-clobber", "-o", "same.csv"], text.as_bytes())
        .refused(&["same.csv", "--no-clobber"]);
    work.run(&["-o", "none/out.csv"], text.as_bytes())
        .refused(&["none/out.csv", "folder"]);
    work.run(&["-o", "."], text.as_bytes())
        .refused(&["is a folder"]);
    work.run(&["--rejects", "same.csv", "same.csv"], b"")
        .refused(&["is an input"]);
    work.run(&["--rejects", "a", "--stats", "a"], b"")
        .refused(&["two outputs"]);
    assert_eq!(work.files(), ["same.csv"]);
}

#[cfg(unix)]
#[test]
fn case_078_and_080_links_and_devices() {
    let work = Work::new();
    let text = b"id;titre\n1;Chef\n";
    work.put("target.csv", "old");
    std::os::unix::fs::symlink("target.csv", work.path("link.csv")).expect("a link");
    work.run(&["-o", "link.csv"], text).done();
    assert!(
        fs::symlink_metadata(work.path("link.csv"))
            .expect("the link")
            .is_symlink()
    );
    assert!(
        fs::read(work.path("target.csv"))
            .expect("the target")
            .starts_with(b"id;titre;famille")
    );
    work.run(&["-o", "/dev/null"], text).done();
    if Path::new("/dev/full").exists() {
        let ran = work.run(&["-o", "/dev/full"], text);
        ran.refused(&["cannot be written", "No space left"]);
    }
    assert_eq!(work.files(), ["link.csv", "target.csv"]);
}

#[cfg(unix)]
#[test]
fn case_081_signals_leave_the_old_file() {
    use std::process::{Command, Stdio};
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let work = Work::new();
        work.put("out.csv", "old");
        let mut command = Command::new(env!("CARGO_BIN_EXE_metiers"));
        command
            .current_dir(work.0.path())
            .args(["classify", "-o", "out.csv"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        let mut pipe = child.stdin.take().expect("its input");
        // The first message would come after the window is full; the temporary file comes before.
        pipe.write_all(b"id;titre\n1;Chef\n").expect("it reads");
        while work.files().len() < 2 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let kill = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(child.id().to_string())
            .status();
        assert!(kill.expect("kill runs").success());
        assert_eq!(child.wait().expect("it ends").code(), Some(code));
        assert_eq!(work.files(), ["out.csv"]);
        assert_eq!(
            fs::read_to_string(work.path("out.csv")).expect("the old file"),
            "old"
        );
    }
}

#[cfg(unix)]
#[test]
fn case_083_a_closed_pipe_is_silent() {
    use std::process::{Command, Stdio};
    let work = Work::new();
    work.put(
        "big.csv",
        format!("id;titre\n{}", "1;Chef de projet\n".repeat(200_000)),
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_metiers"));
    command
        .current_dir(work.0.path())
        .args(["classify", "-q", "big.csv"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..])
    );
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
    assert_eq!(
        value["famille"].as_str(),
        verdict.family().map(|family| family.slug())
    );
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

#[test]
fn the_statistics_say_what_was_done() {
    let work = Work::new();
    work.run(&["--stats", "s.json"], b"id;titre\n1;Chef\n2\n")
        .done();
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
    let expected =
        format!("id;titre;famille;motif;confiance\n1;Chef;{row}\n2;Chef;{row}\n3;Chef;{row}\n");
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
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(out.as_bytes());
    assert_eq!(
        reader
            .headers()
            .expect("a header")
            .iter()
            .skip(2)
            .collect::<Vec<_>>(),
        ["famille", "motif", "confiance", "famille_2", "indices"]
    );
    let rows: Vec<csv::StringRecord> = reader
        .records()
        .map(|row| row.expect("as many cells as names"))
        .collect();
    assert_eq!((rows.len(), &rows[1][3]), (2, "ligne_irreguliere"));
    let mut evidence = String::new();
    let (mut scratch, company) = (metiers::Scratch::default(), metiers::Company::default());
    Classifier::builtin().classify_with_evidence(
        &mut scratch,
        "Traffic manager",
        &company,
        &mut evidence,
    );
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
        (
            "titre;ville\nAssistant marketing;x\n",
            &["--company-size", "8"][..],
        ),
        (
            "titre;taille\nAssistant marketing;8\n",
            &["--company-size-column", "taille"],
        ),
        (
            "titre;company_size\nAssistant marketing;6 à 9 salariés\n",
            &[],
        ),
    ] {
        let ran = work.run(arguments, text.as_bytes());
        assert!(
            ran.done()
                .text()
                .lines()
                .nth(1)
                .is_some_and(|line| line.contains(&row)),
            "{}",
            ran.text()
        );
    }
    assert_eq!(
        work.run(&["--company-type", "banque"], b"titre\na\n").code,
        Some(2)
    );
}
