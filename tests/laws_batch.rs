//! The laws of the batch room, on files made at random: 8 (the same bytes whatever the threads, blocks and reads),
//! 10 (no record is lost), 11 (the input's fields come back byte for byte), and the bound on memory of law 9.
//!
//! They hold whatever the rules say.

#[path = "../fuzz/src/outcome.rs"]
mod outcome;

use cpu_time::ThreadTime;
use encoding_rs::WINDOWS_1252;
use flate2::{Compression, write::GzEncoder};
use metiers::batch::{self, Error, Options, OutputFormat};
use metiers::{Classifier, Company};
use outcome::{outcome, records};
use proptest::prelude::*;
use std::io::{self, Read, Write};
use std::time::Duration;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

/// A field as files have it: bare, quoted, with line ends, delimiters, doubled quotes, old letters.
fn field() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "Traffic manager",
        "Rédacteur·rice web",
        "CHARGÉ DE CLIENTÈLE H/F",
        "",
        " ",
        "Chef",
        "œuvre",
        "a, b",
        "12,5",
        "\"Chef; de\"",
        "\"dit \"\"le\"\" chef\"",
        "\"deux\nlignes\"",
        "\"CR\r\nLF\"",
        "le \"chef\"",
        "\"Chef\" de projet",
    ]);
    words.prop_map(str::to_owned)
}

/// A file of three columns, some of its records too short or too long, with all line ends and blank lines.
fn file() -> impl Strategy<Value = String> {
    let record = prop_oneof![
        8 => prop::collection::vec(field(), 3..=3),
        1 => prop::collection::vec(field(), 1..=5),
    ];
    let end = prop::sample::select(vec!["\n", "\r\n", "\n\n", "\n"]);
    let rows = prop::collection::vec((record, end), 0..60);
    (rows, any::<bool>()).prop_map(|(rows, ended)| {
        let mut text = "id;intitulé;ville\n".to_owned();
        for (fields, end) in rows {
            text += &fields.join(";");
            text += end;
        }
        if ended {
            text
        } else {
            text.trim_end_matches(['\n', '\r']).to_owned()
        }
    })
}

/// JSON Lines whose members are spelt in many ways.
fn lines() -> impl Strategy<Value = String> {
    let title = prop::sample::select(vec![
        r#""Traffic manager""#,
        r#""R\u00e9dacteur web""#,
        r#""Charg\u00E9 de \"client\u00e8le\"""#,
        r#""\ud83d\ude00 SEO \n manager""#,
        r#""""#,
        "null",
    ]);
    let other = prop::sample::select(vec!["12.50", "[1, {}]", r#""a}b""#, "true", "1e40", r#"{"titre":"x"}"#]);
    let line = (title, other, any::<bool>(), prop::sample::select(vec!["\n", "\r\n"]));
    let line = line.prop_map(|(title, other, first, end)| match first {
        true => format!(r#"{{"titre":{title},"x": {other} }}{end}"#),
        false => format!(r#"{{ "x":{other}, "titre" : {title}}}{end}"#),
    });
    prop::collection::vec(line, 1..30).prop_map(|lines| lines.concat())
}

/// The same text in another encoding; letters it lacks become `?`, in both.
fn encodings(text: &str) -> Vec<Vec<u8>> {
    let utf16 = [
        b"\xFF\xFE".to_vec(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ]
    .concat();
    vec![
        text.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        WINDOWS_1252.encode(&text.replace('·', ".")).0.into_owned(),
        utf16,
        gzip(text.as_bytes()),
    ]
}

fn shapes() -> [OutputFormat; 3] {
    [OutputFormat::AsInput, OutputFormat::Excel, OutputFormat::Jsonl]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn law_08_output_does_not_depend_on_threads_blocks_or_reads(text in file(), apart in any::<bool>(), explain in any::<bool>()) {
        for bytes in encodings(&text) {
            for output_format in shapes() {
                let options = Options { jobs: 1, explain, output_format, ..Options::default() };
                let expected = outcome(&bytes, usize::MAX, &options, apart);
                for (jobs, block_bytes, step) in [(1, 1, 1), (1, 50, 7), (2, 1, 4096), (3, 90, 1), (2, 4096, 7)] {
                    let options = Options { jobs, block_bytes, ..options.clone() };
                    prop_assert_eq!(&outcome(&bytes, step, &options, apart), &expected, "{} {} {}", jobs, block_bytes, step);
                }
            }
        }
    }

    #[test]
    fn law_08_gzip_in_any_members_is_the_plain_file(text in file(), cut in any::<prop::sample::Index>(), output_format in prop::sample::select(shapes().to_vec())) {
        let options = Options { jobs: 1, output_format, ..Options::default() };
        let mut plain = outcome(text.as_bytes(), usize::MAX, &options, true);
        let (head, tail) = text.as_bytes().split_at(cut.index(text.len() + 1));
        let zipped = [gzip(head), gzip(tail)].concat();
        let unzipped = outcome(&zipped, 7, &options, true);
        // That it was compressed is told; all else is equal.
        if let Ok(summary) = &mut plain.summary {
            summary.inputs[0].gzip = true;
        }
        prop_assert_eq!(unzipped, plain);
    }

    #[test]
    fn law_08_and_11_hold_for_json_lines(text in lines()) {
        let options = Options { jobs: 1, ..Options::default() };
        let expected = outcome(text.as_bytes(), usize::MAX, &options, false);
        for (jobs, block_bytes, step) in [(1, 1, 1), (2, 50, 7), (3, 4096, 4096)] {
            let options = Options { jobs, block_bytes, ..options.clone() };
            prop_assert_eq!(&outcome(text.as_bytes(), step, &options, false), &expected);
        }
        let summary = expected.summary.expect("the file can be read");
        let out = String::from_utf8(expected.out).expect("UTF-8 stays UTF-8");
        prop_assert_eq!(summary.records as usize, text.lines().count());
        prop_assert_eq!(out.lines().count(), text.lines().count());
        for (before, after) in text.lines().zip(out.lines()) {
            // The members stand as they stood, and others behind them.
            let members = before.trim_end().trim_end_matches('}').trim_end();
            prop_assert!(after.starts_with(members), "{} → {}", before, after);
            let member = serde_json::from_str::<serde_json::Value>(after).expect("JSON")["motif"].take();
            prop_assert!(member.is_string());
        }
    }

    #[test]
    fn law_08_holds_for_bytes_of_any_kind(bytes in prop::collection::vec(prop::sample::select(b"\";,\n\r\ta\\\xC3\xA9\x00{}".to_vec()), 0..300)) {
        let text = [&b"id;titre;x\n"[..], &bytes].concat();
        let options = Options { jobs: 1, ..Options::default() };
        let expected = outcome(&text, usize::MAX, &options, true);
        for (jobs, block_bytes, step) in [(1, 1, 1), (2, 13, 7), (2, 64, 4096)] {
            let options = Options { jobs, block_bytes, ..options.clone() };
            prop_assert_eq!(&outcome(&text, step, &options, true), &expected);
        }
    }

    #[test]
    fn law_10_records_out_and_rejects_are_the_records_in(text in file()) {
        let records_in = records(text.as_bytes()).len() - 1;
        for apart in [false, true] {
            let done = outcome(text.as_bytes(), 4096, &Options::default(), apart);
            let summary = done.summary.expect("the file can be read");
            prop_assert_eq!(summary.records as usize, records_in);
            prop_assert_eq!(summary.written + summary.rejected, summary.records);
            prop_assert_eq!(records(&done.out).len() - 1, summary.written as usize);
            prop_assert_eq!(summary.irregular_records() > 0 && apart, summary.rejected > 0);
            if apart {
                let rejects = csv::Reader::from_reader(done.rejects.as_slice()).into_byte_records().count();
                prop_assert_eq!(rejects, summary.rejected as usize);
            }
            prop_assert_eq!(summary.reasons.values().sum::<u64>(), summary.written + summary.rejected);
        }
    }

    #[test]
    fn law_11_fields_come_back_byte_for_byte(text in file()) {
        for bytes in &encodings(&text)[..3] {
            let done = outcome(bytes, 4096, &Options::default(), false);
            prop_assert!(done.summary.is_ok());
            // Without their last cells, the lines are the input's, line ends and all; blank lines are left out.
            for (before, after) in records(bytes).iter().zip(records(&done.out)) {
                let fields: Vec<&[u8]> = before.iter().collect();
                let kept: Vec<&[u8]> = after.iter().take(fields.len()).collect();
                prop_assert_eq!(kept, fields);
                prop_assert_eq!(after.len(), before.len().max(3) + 3);
            }
        }
    }

    #[test]
    fn law_11_raw_bytes_pass_untouched(rows in prop::collection::vec((field(), field()), 1..40)) {
        let mut text = "id;intitulé;ville\r\n".to_owned();
        rows.iter().for_each(|(id, title)| text += &format!("{id};{title};\"Lille\"\r\n"));
        let done = outcome(text.as_bytes(), 7, &Options::default(), false);
        let mut rest = String::from_utf8(done.out).expect("UTF-8 stays UTF-8");
        for (id, title) in &rows {
            let raw = format!("{id};{title};\"Lille\"");
            let at = rest.find(&raw).expect("each record's bytes are there, in order");
            rest.drain(..at + raw.len());
        }
    }
}

#[test]
fn verdicts_are_those_of_the_library() {
    let classifier = Classifier::builtin();
    let titles = [
        "Traffic manager",
        "Chargé de clientèle",
        "Community manager H/F",
        "Boulanger",
        "",
        "Assistant marketing",
    ];
    let sizes = ["6 à 9 salariés", "50 à 99 salariés", ""];
    let mut text = "titre;trancheEffectifEtab\n".to_owned();
    let mut expected = Vec::new();
    for title in titles {
        for (size, people) in sizes.iter().zip([Some(7), Some(74), None]) {
            text += &format!("{title};{size}\n");
            let company = Company::new(people, None);
            let verdict = classifier.classify_for(title, &company);
            let family = verdict.family().map_or("", |family| family.slug());
            expected.push(format!(
                "{title};{size};{family};{};{:.2}",
                verdict.reason(),
                verdict.confidence()
            ));
        }
    }
    let mut out = Vec::new();
    batch::classify(text.as_bytes(), &mut out, &classifier, &Options::default()).expect("the file can be read");
    let out = String::from_utf8(out).expect("UTF-8 stays UTF-8");
    assert_eq!(out.lines().skip(1).collect::<Vec<_>>(), expected);
}

#[test]
fn law_08_an_accent_that_comes_late_decides_alike() {
    let mut text = b"id;titre\n".to_vec();
    for row in 0..30_000 {
        text.extend(format!("{row};Chef de projet\n").bytes());
    }
    text.extend(b"x;Charg\xE9 de client\xE8le \x9Cuvre\n");
    let options = Options {
        jobs: 1,
        ..Options::default()
    };
    let expected = outcome(&text, usize::MAX, &options, false);
    let summary = expected.summary.as_ref().expect("the file can be read");
    assert_eq!(summary.inputs[0].encoding, Some("windows-1252"));
    assert_eq!(summary.bad_encoding, 0);
    for (jobs, block_bytes, step) in [(2, 1000, 4096), (1, 300_000, 7), (2, 65_536, 1000)] {
        let options = Options {
            jobs,
            block_bytes,
            ..options.clone()
        };
        assert!(outcome(&text, step, &options, false) == expected);
    }
}

/// One row again and again, so many bytes in all.
fn endless(row: &'static [u8], bytes: u64) -> impl Read + Send {
    struct Rows(&'static [u8], usize);
    impl Read for Rows {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let read = (&self.0[self.1..]).read(room)?;
            self.1 = (self.1 + read) % self.0.len();
            Ok(read)
        }
    }
    Rows(row, 0).take(bytes)
}

#[test]
fn law_09_a_quote_that_is_never_closed_is_an_error_at_the_limit() {
    let options = Options {
        max_record_bytes: 1 << 20,
        ..Options::default()
    };
    let text = endless(b"1;Chef de projet;Lille\n", 1 << 34);
    let head = &b"id;titre;ville\n1;a;b\n2;\"Chef;Lille\n"[..];
    let error = batch::classify(head.chain(text), io::sink(), &Classifier::builtin(), &options).unwrap_err();
    assert!(
        matches!(error, Error::RecordTooLong { record: 2, line: 3, .. }),
        "{error}"
    );
}

/// The most memory this process ever had, in KiB.
#[cfg(target_os = "linux")]
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
#[cfg(target_os = "linux")]
fn law_09_memory_does_not_grow_with_the_input() {
    let run = |bytes: u64| {
        let text = (&b"id;titre;ville\n"[..]).chain(endless(b"1;Chef de projet web H/F;Lille\n", bytes));
        let options = Options {
            jobs: 2,
            ..Options::default()
        };
        batch::classify(text, io::sink(), &Classifier::builtin(), &options)
            .expect("the file can be read")
            .records
    };
    assert!(run(8 << 20) > 200_000);
    let Some(before) = peak() else { return };
    assert!(run(96 << 20) > 3_000_000);
    let grown = peak().unwrap_or(before) - before;
    // The other tests of this file run beside this one and have their share.
    assert!(grown < 48 << 10, "{grown} KiB more for twelve times the input");
}

/// An input of about so many bytes.
type Make = fn(usize) -> Vec<u8>;

/// Inputs that a step could go over again and again, and how large.
const SHAPES: [(&str, usize, Make); 8] = [
    (
        "a long title",
        1 << 20,
        |size| row(&"chef de projet ".repeat(size / 15)),
    ),
    ("a long title in quotes", 1 << 20, |size| {
        row(&format!("\"{}\"", "\"\" \n".repeat(size / 4)))
    }),
    ("a long field beside", 1 << 20, |size| {
        row(&format!("web;{}", "x".repeat(size)))
    }),
    ("tiny records", 200_000, |size| row(&"a\n".repeat(size / 2))),
    ("blank lines", 1 << 20, |size| row(&("\r\n".repeat(size / 2) + "web\n"))),
    ("many columns", 40_000, |size| {
        let fields = |field: &str| format!("titre;{}\n", [field].repeat(size / 4).join(";"));
        (fields("abc") + &fields("1 2").repeat(20)).into_bytes()
    }),
    ("short records of many", 200_000, |size| {
        row(&"a;b;c;d;e;f;g;h\n".repeat(size / 16))
    }),
    ("a JSON object of many members", 400_000, |size| {
        let members: Vec<String> = (0..size / 12).map(|number| format!("\"{number:06}\":1")).collect();
        format!("{{{},\"titre\":\"web\"}}\n", members.join(",")).into_bytes()
    }),
];

fn row(rest: &str) -> Vec<u8> {
    format!("titre\n{rest}").into_bytes()
}

/// Invariant I9: eight times the bytes take about eight times as long; where a step were quadratic, sixty-four times. It is the
/// processor's time: that on the wall is also that of whoever else is at work.
#[test]
fn law_09_time_is_linear_in_the_size_of_the_input() {
    for output_format in [OutputFormat::AsInput, OutputFormat::Excel] {
        let options = Options {
            jobs: 1,
            output_format,
            ..Options::default()
        };
        SHAPES.iter().for_each(|shape| is_linear(shape, &options));
    }
}

fn is_linear((name, size, make): &(&str, usize, Make), options: &Options) {
    let classifier = Classifier::builtin();
    let time = |size: usize| {
        let text = make(size);
        let runs = (0..4).map(|_| {
            let start = ThreadTime::now();
            let done = batch::classify(text.as_slice(), io::sink(), &classifier, options);
            let summary = done.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(summary.records > 0, "{name}");
            start.elapsed()
        });
        runs.min().unwrap_or_default()
    };
    let (short, long) = (time(size / 8), time(*size));
    assert!(
        long < short * 24 + Duration::from_millis(10),
        "{name}, {:?}: {short:?} for {} bytes, {long:?} for {size}",
        options.output_format,
        size / 8
    );
}
