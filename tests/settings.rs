//! `metiers.toml`, `--show-config`, completions, pages of the manual, and outputs that are compressed.
#![cfg(feature = "cli")]

use assert_cmd::Command;
use flate2::read::GzDecoder;
use std::fs;
use std::io::Read;
use std::path::Path;
use tempfile::TempDir;

fn room() -> TempDir {
    let room = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(room.path().join("a/b")).expect("folders");
    fs::write(room.path().join("a/b/in.csv"), "id;poste occupé\n1;Traffic manager\n").expect("a file");
    room
}

/// What the program writes in the folder `a/b`: standard output, standard error, status.
fn run(room: &Path, args: &[&str]) -> (String, String, Option<i32>) {
    let mut program = Command::cargo_bin("metiers").expect("the program");
    let output = program
        .current_dir(room.join("a/b"))
        .args(args)
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn the_nearest_settings_up_the_parents_count() {
    let room = room();
    let room = room.path();
    assert_eq!(
        run(room, &["classify", "in.csv"]).2,
        Some(2),
        "no column is known to hold titles"
    );
    fs::write(room.join("metiers.toml"), "prefix = \"far_\"\n").expect("a file");
    fs::write(
        room.join("a/metiers.toml"),
        "title-column = \"poste occupé\"\nprefix = \"m_\"\n",
    )
    .expect("a file");
    let (out, told, _) = run(room, &["classify", "in.csv"]);
    assert!(
        out.starts_with("id;poste occupé;m_famille;m_motif;m_confiance\n1;Traffic manager;acquisition"),
        "{out}"
    );
    assert!(told.contains("a/metiers.toml: title-column, prefix"), "{told}");
    let (out, ..) = run(room, &["classify", "-q", "--prefix", "q_", "in.csv"]);
    assert!(out.starts_with("id;poste occupé;q_famille"), "{out}");
    assert_eq!(run(room, &["classify", "--no-config", "in.csv"]).2, Some(2));
    // Options after the end of options stay files.
    let (out, ..) = run(room, &["classify", "-q", "--", "in.csv"]);
    assert!(out.contains("m_famille"), "{out}");
}

#[test]
fn what_counts_is_shown_with_its_origin() {
    let room = room();
    let room = room.path();
    fs::write(
        room.join("a/metiers.toml"),
        "jobs = 2\nexplain = true\nrules = [\"mine\"]\n",
    )
    .expect("a file");
    let (out, _, code) = run(room, &["classify", "--show-config", "--prefix", "p", "in.csv"]);
    assert_eq!(code, Some(0));
    let line = |name: &str| {
        out.lines()
            .find(|line| line.starts_with(name))
            .unwrap_or_else(|| panic!("{name}: {out}"))
    };
    assert!(line("jobs = 2 ").ends_with("a/metiers.toml:1:1"));
    assert!(line("explain = true ").ends_with("a/metiers.toml:2:1"));
    assert!(line("rules = [").contains("a/mine") && line("prefix = \"p\" ").ends_with("# command line"));
    assert!(line("strict = false ").ends_with("# default") && line("# delimiter").ends_with("# default"));
    // It could be kept as it is, and it is the same without a command.
    assert!(out.parse::<toml::Table>().is_ok(), "{out}");
    assert!(run(room, &["--show-config"]).0.contains("jobs = 2 "));
    let (out, ..) = run(room, &["--show-config", "--no-config", "--color", "never"]);
    assert!(
        out.contains("no metiers.toml is used") && out.contains("color = \"never\""),
        "{out}"
    );
}

#[test]
fn settings_reach_the_commands_below_a_command() {
    let room = room();
    let room = room.path();
    fs::write(room.join("metiers.toml"), "title-column = \"poste occupé\"\n").expect("a file");
    let diff = ["rules", "diff", "builtin", "builtin", "in.csv"];
    let (out, told, code) = run(room, &diff);
    assert!(
        code == Some(0) && out.contains("1 record, 0 titles change"),
        "{out}{told}"
    );
    assert!(told.contains("metiers.toml: title-column"), "{told}");
    let (out, ..) = run(room, &[&["--show-config"], &diff[..]].concat());
    assert!(out.contains("title-column = \"poste occupé\" "), "{out}");
    assert_eq!(run(room, &[&["--no-config"], &diff[..]].concat()).2, Some(2));
    assert_eq!(run(room, &["rules", "list", "--word", "zyxo"]).2, Some(0));
}

#[test]
fn faulty_settings_stop_every_command_and_are_placed() {
    let room = room();
    fs::write(room.path().join("a/metiers.toml"), "jobs = 2\nprefx = \"m\"\n").expect("a file");
    let (_, told, code) = run(room.path(), &["explain", "Traffic manager"]);
    assert_eq!(code, Some(2));
    assert!(
        told.contains("metiers.toml:2:1: unknown key « prefx »: did you mean « prefix »?"),
        "{told}"
    );
    assert_eq!(told.lines().count(), 1);
}

#[test]
fn every_shell_can_complete() {
    let room = room();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (out, _, code) = run(room.path(), &["completions", shell]);
        assert!(
            code == Some(0) && out.contains("title-column") && out.contains("classify"),
            "{shell}"
        );
    }
    let (_, told, code) = run(room.path(), &["completions", "cmd"]);
    assert!(code == Some(2) && told.contains("fish"), "{told}");
}

#[test]
fn every_command_has_a_page() {
    let room = room();
    assert_eq!(run(room.path(), &["man", "."]).2, Some(0));
    let folder = room.path().join("a/b");
    let page = |name: &str| fs::read_to_string(folder.join(name)).expect("a page");
    for (name, word) in [
        ("metiers.1", "metiers"),
        ("metiers-classify.1", "rejects"),
        ("metiers-rules-diff.1", "OLD"),
    ] {
        assert!(page(name).contains(".TH") && page(name).contains(word), "{name}");
    }
    let (_, told, code) = run(room.path(), &["man", "none"]);
    assert!(code == Some(2) && told.contains("none: is no folder"), "{told}");
}

#[test]
fn a_name_in_gz_is_written_compressed() {
    let room = room();
    let folder = room.path().join("a/b");
    let plain = run(room.path(), &["classify", "-q", "--title-column", "2", "in.csv"]).0;
    for name in ["out.csv.gz", "OUT.GZ"] {
        let args = [
            "classify",
            "-q",
            "--title-column",
            "2",
            "in.csv",
            "-o",
            name,
            "--stats",
            "s.json.gz",
        ];
        assert_eq!(run(room.path(), &args).2, Some(0));
        let text = |name: &str| {
            let mut text = String::new();
            let file = fs::File::open(folder.join(name)).expect("the output");
            GzDecoder::new(file).read_to_string(&mut text).expect("gzip");
            text
        };
        assert_eq!(text(name), plain);
        assert!(text("s.json.gz").starts_with('{'));
        let (again, ..) = run(
            room.path(),
            &["classify", "-q", "--prefix", "x", "--title-column", "2", name],
        );
        assert!(
            again.starts_with("id;poste occupé;famille;motif;confiance;xfamille"),
            "{again}"
        );
    }
    let (_, told, code) = run(
        room.path(),
        &["classify", "--title-column", "2", "in.csv", "-o", "o.xlsx.gz"],
    );
    assert!(code == Some(2) && told.contains("name it .xlsx"), "{told}");
}

#[test]
fn wrong_values_say_what_is_wanted() {
    let room = room();
    let (_, told, code) = run(room.path(), &["explain", "SEO", "--company-size", "x"]);
    assert!(code == Some(2) && told.contains("a whole number such as 12"), "{told}");
    fs::write(room.path().join("a/b/gold.csv"), "titel,label\nSEO,acquisition\n").expect("a file");
    let (_, told, _) = run(room.path(), &["eval", "gold.csv"]);
    assert!(
        told.contains("the header, line 1") && !told.contains("record 0"),
        "{told}"
    );
    fs::write(
        room.path().join("a/b/in.jsonl"),
        "{\"offre\": {\"intitule\": \"SEO\"}}\n",
    )
    .expect("a file");
    let (_, told, code) = run(room.path(), &["classify", "in.jsonl"]);
    assert!(
        code == Some(2) && told.contains("« intitule » stands inside « offre »"),
        "{told}"
    );
    fs::write(room.path().join("a/b/in.jsonl"), "{\"title\": {\"fr\": \"SEO\"}}\n").expect("a file");
    let (_, told, _) = run(room.path(), &["classify", "in.jsonl"]);
    assert!(
        told.contains("« title » holds an object, not a text") && told.contains(".[\"title\"] |= .[\"fr\"]"),
        "{told}"
    );
}
