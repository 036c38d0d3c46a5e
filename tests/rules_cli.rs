//! The rules workshop from outside: check, list, diff, the fit, and the list of fault codes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Output;

/// Rules with one fault of each kind that a set may have and still compile.
const ODD: &str = r#"
label = "redaction"
[[concept]]
name = "plume"
role = "head"
forms = ["zyxo plume", "zyxo-plume", "zyxo graveur"]
gives = ["zyxotique"]
[[concept]]
name = "plume encore"
role = "head"
forms = ["zyxo graveur"]
"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn metiers(args: &[&str]) -> Output {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_metiers"));
    command.args(args).output().expect("the program runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn path(folder: &tempfile::TempDir) -> &str {
    folder.path().to_str().expect("a name of letters")
}

#[test]
fn check_finds_what_is_useless_and_what_contradicts() {
    let acronyms = "acronym,meaning\nZYX,zyxo plume\nZYX,zyxo graveur\n";
    let anglicisms = "form,meaning\nzyxo pen,zyxo plume\nzyxo pen,zyxo graveur\nzyxo nib,inconnuissime\n";
    let classes = "[[class]]\nname = \"vide\"\nforms = [\"zyxo\"]\n";
    let rules = folder(&[
        ("odd.toml", ODD),
        ("acronyms.csv", acronyms),
        ("anglicisms.csv", anglicisms),
        ("classes.toml", classes),
    ]);
    let found = metiers(&["rules", "check", "--json", "--rules", path(&rules)]);
    let report: serde_json::Value = serde_json::from_slice(&found.stdout).expect("JSON");
    let warnings = report["warnings"].as_array().expect("a list");
    let codes: BTreeSet<&str> = warnings.iter().filter_map(|warning| warning["code"].as_str()).collect();
    let expected = ["R033", "R035", "R036", "R037", "R038", "R039"];
    assert!(expected.iter().all(|code| codes.contains(code)), "{codes:?}");
    assert!(
        warnings.iter().all(|warning| warning["line"].as_u64() > Some(0)),
        "{report}"
    );
    assert_eq!(found.status.code(), Some(0));
    let denied = metiers(&["rules", "check", "--deny-warnings", "--rules", path(&rules)]);
    assert_eq!(denied.status.code(), Some(1));
    assert!(stdout(&denied).contains("^^^^"), "{}", stdout(&denied));
}

#[test]
fn check_tells_what_adds_nothing_and_what_two_labels_claim_alike() {
    let concept = |label: &str, forms: &str| {
        format!(
            "label = \"{label}\"\n[[concept]]\nname = \"{label} zyxo\"\nrole = \"head\"\nforms = [{forms}]\nneeds = [\"web\"]\n"
        )
    };
    let rules = folder(&[
        ("a.toml", &concept("redaction", "\"zyxo\", \"zyxo plume\"")),
        ("b.toml", &concept("acquisition", "\"zyxo\"")),
        (
            "anglicisms.csv",
            "form,meaning\nzyxo-plume,zyxo plume\nzyxo pen,zyxo plume\nzyxo pens,zyxo plume\n",
        ),
        ("lookalikes.csv", "form,like\nzyxologuissime,zyxo\n"),
    ]);
    let told = stdout(&metiers(&["rules", "check", "--rules", path(&rules)]));
    for said in [
        "[R032]: « zyxo » stands for redaction and for acquisition",
        "[R037]: « zyxo-plume » adds nothing: it is read as « zyxoplume » anyway",
        "[R037]: « zyxo pens » adds nothing: an earlier entry says the same",
        "anglicisms.csv:3: keep one",
        "[R037]: the look-alike « zyxologuissime » does nothing: it is one slip of the keyboard from no word of the rules, or from several",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
}

/// The fault of one file among the rules, which are refused.
fn refused(name: &str, text: &str, said: &str) {
    let rules = folder(&[]);
    let file = rules.path().join(name);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    std::fs::write(file, text).expect("a file");
    let found = metiers(&["rules", "check", "--rules", path(&rules)]);
    let told = stdout(&found) + &String::from_utf8_lossy(&found.stderr);
    let told = told.replace(&format!("{}/", path(&rules)), "");
    assert!(told.contains(said), "{said}: {told}");
    assert_eq!(found.status.code(), Some(2), "{told}");
}

#[test]
fn what_cannot_be_read_as_rules_is_told_with_its_place() {
    let plume = "label = \"redaction\"\n[concept]\nname = \"plume\"\nrole = \"head\"\nforms = [\"zyxo\"]\n";
    refused("a.toml", plume, "[R004]: « concept » must be written [[concept]]");
    refused("notes.md", "", "no rule file in this folder");
    let deep = "1/2/3/4/5/a.toml";
    refused(deep, plume, "this folder is more than 4 folders deep");
}

#[test]
fn faults_of_a_column_stand_under_it() {
    for (name, text, said) in [
        (
            "calibration.csv",
            "ground,margin,percent,titles\nhead,0,190,1\n",
            "[R004]: « percent » must be a whole number from 0 to 100\n --> calibration.csv:2:8\n2 | head,0,190,1\n  |        ^^^\n",
        ),
        (
            "calibration.csv",
            "ground,margin,percent,titles\nhead,bas,90,1\n",
            " --> calibration.csv:2:6\n2 | head,bas,90,1\n  |      ^^^\n",
        ),
        (
            "places.csv",
            "form,kind\nzyxo,ville\nplume,ville,encore\n",
            "[R002]: CSV error: record 2 (line: 3, byte: 21): found record with 3 fields, but the previous record has 2 fields\n --> places.csv:3:1\n",
        ),
        (
            "noise.csv",
            "form,kind,reach,note\nzyxo,bidon,,\n",
            "[R008]: unknown kind « bidon »\n --> noise.csv:2:6\n2 | zyxo,bidon,,\n  |      ^^^^^\n",
        ),
        (
            "noise.csv",
            "form,kind,reach,note\n\"zyxo, plume\",contrat,loin,\n",
            "[R008]: unknown reach « loin » for « contrat »\n --> noise.csv:2:23\n",
        ),
        (
            "acronyms.csv",
            "acronym,meaning,case\nZYX,zyxo plume,lower\n",
            "[R008]: unknown case « lower »: it is upper or empty\n --> acronyms.csv:2:16\n",
        ),
        (
            "anglicisms.csv",
            "form,meaning\nzyxo pen,zyxo (plume\n",
            "[R012]: this mark is never closed by « ) »\n --> anglicisms.csv:2:15\n",
        ),
    ] {
        refused(name, text, said);
    }
}

/// What a case of bad input cannot hold, since it is long and never the same: more words, and more sets of forms that share a phrase,
/// than the tables can count.
#[test]
fn rules_without_measure_are_told() {
    let letter = |digit: char| char::from(b'a' + digit as u8 - b'0');
    let word = |number: usize| format!("zy{}", number.to_string().chars().map(letter).collect::<String>());
    let concept =
        |name: usize, forms: &str| format!("[[concept]]\nname = \"{name}\"\nrole = \"head\"\nforms = [{forms}]\n");
    let pair = |number: usize| format!("\"{} {}\"", word(2 * number), word(2 * number + 1));
    let words: Vec<String> = (0..30_000).map(pair).collect();
    // Every two of the concepts have a phrase of their own.
    let many = 364;
    let shared = |one: usize| {
        let others = (0..many).filter(|other| *other != one);
        let phrases = others.map(|other| format!("{} {}", word(one.min(other)), word(one.max(other))));
        concept(one, &format!("\"({})\"", phrases.collect::<Vec<_>>().join("|")))
    };
    for (text, said) in [
        (concept(0, &words.join(",")), "too many different words: at most 65535"),
        (
            (0..many).map(shared).collect::<String>(),
            "66066 sets of forms that stand for one phrase: at most 65534",
        ),
    ] {
        let rules = folder(&[("a.toml", &format!("label = \"redaction\"\n{text}"))]);
        let found = metiers(&["rules", "check", "--no-builtin-rules", "--rules", path(&rules)]);
        let told = stdout(&found) + &String::from_utf8_lossy(&found.stderr);
        let help = "  --> rules\n  = help: fewer files with --rules, or fewer forms\n";
        assert!(told.contains(&format!("error[R015]: {said}\n{help}")), "{said}: {told}");
        assert_eq!(found.status.code(), Some(2), "{told}");
    }
}

#[test]
fn check_tells_which_files_of_a_folder_are_not_read() {
    let sound = "label = \"redaction\"\n[[concept]]\nname = \"plume\"\nrole = \"head\"\nforms = [\"zyxo\"]\n";
    let rules = folder(&[("a.toml", sound), ("README.md", ""), (".a.toml.swp", "")]);
    let check = || metiers(&["rules", "check", "--deny-warnings", "--rules", path(&rules)]);
    let told = stdout(&check());
    assert!(check().status.success() && !told.contains("R040"), "{told}");
    for name in ["a.toml.bak", "rules.yml", "noises.csv"] {
        std::fs::write(rules.path().join(name), sound).expect("a file");
    }
    let told = stdout(&check());
    let line = "warning[R040]: no rules are read from « a.toml.bak », « noises.csv », « rules.yml »\n";
    assert!(told.contains(line) && told.matches("R040").count() == 1, "{told}");
    assert_eq!(check().status.code(), Some(1));
}

/// Faults that a user's own rules seldom have, each with what is wrong in them.
#[test]
fn seldom_faults_have_their_code_and_place() {
    let concept =
        |rest: &str| format!("label = \"redaction\"\n[[concept]]\nname = \"plume\"\nrole = \"head\"\n{rest}\n");
    let tags: Vec<String> = (0..65).map(|tag| format!("\"tag {tag}\"")).collect();
    let tags = format!("forms = [\"zyxo\"]\ngives = [{}]", tags.join(","));
    let falls = "ground,margin,percent,titles\nhead,0,90,1\nhead,9,80,1\n".to_owned();
    let example = "forms = [\"zyxo\"]\n[[example]]\ntitle = \"Boulanger\"\nlabel = \"redaction\"";
    for (name, text, said) in [
        (
            "calibration.csv",
            falls,
            [
                "[R009]: the confidence of Head falls at margin 9",
                "calibration.csv:1:1",
            ],
        ),
        (
            "a.toml",
            concept("forms = [\"rédact·eur\"]"),
            ["[R013]: unknown inclusive ending « ·eur »", "a.toml:5:11"],
        ),
        ("a.toml", concept(&tags), ["[R015]: ", " tags: at most 64"]),
        (
            "a.toml",
            concept(example),
            ["[R031]: the example « Boulanger » should be redaction", "a.toml:7:9"],
        ),
        (
            "a.toml",
            concept("forms = [\"h/f\"]"),
            ["[R034]: the form « h/f » is never reached", "a.toml:5:10"],
        ),
    ] {
        let rules = folder(&[(name, &text)]);
        let found = metiers(&["rules", "check", "--rules", path(&rules)]);
        let told = stdout(&found) + &String::from_utf8_lossy(&found.stderr);
        assert!(said.iter().all(|said| told.contains(said)), "{said:?}: {told}");
    }
}

#[test]
fn diff_tells_what_changes_and_by_which_rule() {
    let rules = folder(&[("odd.toml", ODD)]);
    let export = folder(&[(
        "offres.csv",
        "id;intitulé\n1;Zyxo plume H/F\n2;Comptable\n3;Zyxo plume H/F\n",
    )]);
    let export = export.path().join("offres.csv");
    let export = export.to_str().expect("a name of letters");
    let args = ["rules", "diff", "builtin", path(&rules), export];
    let text = stdout(&metiers(&args));
    assert!(text.contains("3 records, 1 title changes in 2 records"), "{text}");
    assert!(text.contains("hors_champ -> redaction"), "{text}");
    assert!(text.contains("odd.toml:6)"), "{text}");
    let gated = metiers(&[&args[..], &["--max-changes", "0", "--json"]].concat());
    assert_eq!(gated.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&gated.stdout).expect("JSON");
    assert_eq!(found["changes"][0]["after"]["by"][0]["concept"], "plume");
    let same = metiers(&["rules", "diff", "builtin", "builtin", export, "--max-changes", "0"]);
    assert_eq!(same.status.code(), Some(0));
    // Whatever else holds, as by a metiers.toml, `builtin` is the built-in rules alone.
    let own = metiers(&[
        "rules",
        "diff",
        "builtin",
        path(&rules),
        export,
        "--rules",
        path(&rules),
    ]);
    assert!(stdout(&own).contains("1 title changes"), "{}", stdout(&own));
}

#[test]
fn diff_shows_no_title_that_turns_the_line_around() {
    let rules = folder(&[("odd.toml", ODD)]);
    let export = folder(&[("offres.csv", "id;intitulé\n1;Zyxo plume \u{202E}H/F\u{1b}[2J\u{ad}\n")]);
    let export = export.path().join("offres.csv");
    let text = stdout(&metiers(&[
        "rules",
        "diff",
        "builtin",
        path(&rules),
        export.to_str().expect("a name of letters"),
    ]));
    assert!(text.contains("\nZyxo plume  H/F [2J \n"), "{text}");
}

#[test]
fn list_tells_origins_and_filters() {
    let rules = folder(&[("odd.toml", ODD)]);
    let list = |more: &[&str]| stdout(&metiers(&[&["rules", "list", "--rules", path(&rules)], more].concat()));
    let mine = list(&["--origin", "user"]);
    assert_eq!(mine.lines().count(), 2, "{mine}");
    assert!(mine.contains("\tuser\t") && mine.contains("odd.toml:6"), "{mine}");
    let found = list(&["--word", "GRAVEUR", "--label", "redaction", "--role", "head", "--json"]);
    assert_eq!(
        found.lines().filter(|line| line.contains("zyxo graveur")).count(),
        2,
        "{found}"
    );
    assert_eq!(list(&["--word", "zyxo", "--role", "mark"]), "");
}

#[test]
fn a_fit_is_the_file_that_replaces_the_calibration() {
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gold/composed.csv");
    let fit = stdout(&metiers(&["eval", gold.to_str().expect("a name of letters"), "--fit"]));
    assert!(fit.starts_with("ground,margin,percent,titles\n"), "{fit}");
    let rules = folder(&[("calibration.csv", fit.as_str())]);
    let found = metiers(&["explain", "--rules", path(&rules), "Traffic manager"]);
    assert_eq!(found.status.code(), Some(0));
}

#[test]
fn every_fault_code_is_documented_and_every_documented_one_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let quoted = regex::Regex::new("\"(R0\\d\\d)\"").expect("a pattern");
    let mut used = BTreeSet::new();
    let mut folders: Vec<PathBuf> = vec![root.join("src/rules")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a source file");
            // Tests may make up codes.
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            used.extend(quoted.captures_iter(code).map(|found| found[1].to_owned()));
        }
    }
    let readme = std::fs::read_to_string(root.join("rules/README.md")).expect("the README of the rules");
    let row = regex::Regex::new(r"(?m)^\| (R0\d\d) \| \S").expect("a pattern");
    let documented: BTreeSet<String> = row.captures_iter(&readme).map(|found| found[1].to_owned()).collect();
    assert_eq!(used, documented);
}
