//! An export on its way: sent, read, reviewed, corrected, fetched, forgotten.

use super::client::{BYTES, Service};
use encoding_rs::WINDOWS_1252;
use metiers::eval::Gold;
use metiers::{Classifier, batch};
use serde_json::{Value, json};
use std::fs;

fn by_the_library(bytes: &[u8], options: &batch::Options) -> Vec<u8> {
    let mut out = Vec::new();
    batch::classify(bytes, &mut out, &Classifier::builtin(), options).unwrap();
    out
}

fn path(state: &Value, rest: &str) -> String {
    format!("/v1/files/{}{rest}", state["id"].as_str().unwrap())
}

#[test]
fn the_result_is_what_the_command_line_writes() {
    let service = Service::start();
    for name in [
        "rh-excel.csv",
        "liste.csv",
        "ats.csv",
        "france-travail.csv",
        "feed.jsonl",
    ] {
        let bytes = fs::read(format!("fixtures/exports/{name}")).unwrap();
        let state = service.file(&format!("name={name}"), &bytes);
        assert_eq!(state["state"], "ready", "{state}");
        let plain = by_the_library(&bytes, &batch::Options::default());
        let answer = service.get(&path(&state, "/result"));
        assert!(answer.body == plain, "{name}");
        assert!(answer.head.contains("content-disposition: attachment"));
        let explained = batch::Options {
            explain: true,
            ..batch::Options::default()
        };
        let answer = service.get(&path(&state, "/result?explain=true"));
        assert!(answer.body == by_the_library(&bytes, &explained), "{name}");
        let excel = batch::Options {
            output_format: batch::OutputFormat::Excel,
            ..batch::Options::default()
        };
        let answer = service.get(&path(&state, "/result?format=excel"));
        assert!(answer.body == by_the_library(&bytes, &excel), "{name}");
        // Without corrections, the corrected result is the result.
        assert!(
            service.get(&path(&state, "/result?corrected=true")).body == plain,
            "{name}"
        );
        assert!(
            service
                .get(&path(&state, "/result?format=xlsx"))
                .body
                .starts_with(b"PK")
        );
    }
}

/// Sends a correction of one title, and the corrected result.
fn corrected(service: &Service, state: &Value, correction: Value, query: &str) -> Vec<u8> {
    let kept = service.json(
        "PUT",
        &path(state, "/corrections"),
        &json!({ "corrections": [correction] }),
    );
    assert_eq!(kept.json()["corrections"], 1, "{}", kept.text());
    service
        .get(&path(state, &format!("/result?corrected=true{query}")))
        .body
}

#[test]
fn a_correction_changes_its_rows_and_nothing_else() {
    let service = Service::start();
    let odd = "Boulanger;\"un\r\n\"\"deux\"\"\";8\r\n";
    let text = format!(
        "Intitulé;Note;Effectif de l'entreprise\r\nSEO;x;\r\n{odd}trop;de;champs;ici\r\nBoulanger;y;\r\n\r\nBoulanger;z;8"
    );
    let state = service.file("name=a.csv", text.as_bytes());
    let plain = String::from_utf8(service.get(&path(&state, "/result")).body).unwrap();
    let size = state["found"]["company_size_name"].is_string().then_some(8);
    let correction = json!({"title": "Boulanger", "company_size": size, "label": "redaction"});
    let after = String::from_utf8(corrected(&service, &state, correction, "")).unwrap();
    let records = |text: &str| text.matches("Boulanger").count();
    assert_eq!(records(&after), 3);
    let expected = plain.replace("8;;hors_champ;0.99", "8;redaction;correction;1.00");
    assert_ne!(expected, plain);
    assert_eq!(after, expected);
    // What was corrected is kept with the file, and is a gold file.
    assert_eq!(
        service.get(&path(&state, "")).json()["corrections"][0]["label"],
        "redaction"
    );
    let gold = service.get(&path(&state, "/corrections")).body;
    let gold = Gold::from_reader(gold.as_slice()).unwrap();
    assert_eq!(gold.rows.len(), 1);
    assert_eq!(
        (gold.rows[0].title.as_str(), gold.rows[0].company_size),
        ("Boulanger", size)
    );
    assert_eq!(
        (gold.rows[0].label.slug(), gold.rows[0].source.as_str()),
        ("redaction", "a.csv")
    );
}

#[test]
fn corrections_reach_every_shape() {
    let service = Service::start();
    let one = json!({"title": "Boulanger", "label": "hors_champ"});
    let two = json!({"title": "Boulanger", "label": "generaliste"});
    let lines = "{\"id\":1,\"title\":\"SEO\"}\n{\"id\":2,\"title\":\"Boulanger\"}\n";
    let state = service.file("name=a.jsonl", lines.as_bytes());
    let after = String::from_utf8(corrected(&service, &state, two.clone(), "")).unwrap();
    let objects: Vec<Value> = after.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (&objects[0]["famille"], &objects[1]["famille"]),
        (&json!("acquisition"), &json!("generaliste"))
    );
    assert_eq!(
        (&objects[1]["motif"], &objects[1]["confiance"]),
        (&json!("correction"), &json!(1.0))
    );
    assert_eq!(objects[1]["regles"], objects[0]["regles"]);
    // One column, whose titles may hold what parts the added ones.
    let state = service.file("name=a.csv", "titre\nBoulanger\nSEO ; SEA\n".as_bytes());
    let after = String::from_utf8(corrected(&service, &state, one, "")).unwrap();
    assert_eq!(after.lines().nth(1), Some("Boulanger;;correction;1.00"));
    // A workbook, corrected, is read again.
    let book = corrected(&service, &state, two, "&format=xlsx");
    let again = service.file("name=b.xlsx&title_column=titre", &book);
    assert_eq!(again["found"]["sheet"], "metiers");
    assert_eq!(again["findings"]["prefix"], "metiers_");
    let text = String::from_utf8(service.get(&path(&again, "/result")).body).unwrap();
    assert!(text.contains("Boulanger;generaliste;correction;1"), "{text}");
}

#[test]
fn corrections_leave_the_encoding_as_it_is() {
    let service = Service::start();
    let two = json!({"title": "Boulanger", "label": "generaliste"});
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let narrow = |bytes: Vec<u8>| {
        let units = bytes.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit));
        String::from_utf16(&units.collect::<Vec<u16>>()).unwrap()
    };
    let table = wide("\u{FEFF}titre\tville\r\nBoulanger\tÉvry\r\nSEO\tLyon\r\n");
    let state = service.file("name=a.txt", &table);
    let after = narrow(corrected(&service, &state, two.clone(), ""));
    assert!(after.starts_with("\u{FEFF}titre\tville\tfamille\t"), "{after}");
    assert!(
        after.contains("\r\nBoulanger\tÉvry\tgeneraliste\tcorrection\t1.00\r\n"),
        "{after}"
    );
    let excel = String::from_utf8(corrected(&service, &state, two.clone(), "&format=excel")).unwrap();
    assert!(
        excel.contains("Boulanger;Évry;generaliste;correction;1.00\r\n"),
        "{excel}"
    );
    let lines = "{\"title\":\"Boulanger\",\"ville\":\"Évry\"}\n{\"title\":\"SEO\"}\n";
    let state = service.file("name=a.jsonl", &wide(&format!("\u{FEFF}{lines}")));
    let after = narrow(corrected(&service, &state, two.clone(), ""));
    let first =
        "\u{FEFF}{\"title\":\"Boulanger\",\"ville\":\"Évry\",\"famille\":\"generaliste\",\"motif\":\"correction\"";
    assert!(after.starts_with(first), "{after}");
    let state = service.file("name=b.jsonl", &WINDOWS_1252.encode(lines).0);
    let after = WINDOWS_1252
        .decode(&corrected(&service, &state, two, ""))
        .0
        .into_owned();
    assert!(after.starts_with(first.trim_start_matches('\u{FEFF}')), "{after}");
    assert_eq!(after.lines().count(), 2);
}

#[test]
fn corrections_find_their_columns_beside_records_of_too_many_fields() {
    let service = Service::start();
    let two = json!({"title": "Boulanger", "label": "generaliste"});
    let text = "titre;ville\nBoulanger;\"Nice; Nord\"\nSEO;Lyon;\"trop; \"\"et\"\" plus\";encore\nBoulanger\n";
    let state = service.file("name=a.csv", text.as_bytes());
    let plain = String::from_utf8(service.get(&path(&state, "/result?format=excel")).body).unwrap();
    let after = String::from_utf8(corrected(&service, &state, two.clone(), "&format=excel")).unwrap();
    assert!(plain.contains(";;ligne_irreguliere;;\"trop"), "{plain}");
    assert_eq!(
        after,
        plain.replace(";;hors_champ;0.99", ";generaliste;correction;1.00")
    );
    assert_eq!(after.matches("correction").count(), 2);
    assert!(corrected(&service, &state, two, "&format=xlsx").starts_with(b"PK"));
}

/// How a file is read in another way.
fn again(service: &Service, state: &Value, wishes: &Value) -> Value {
    let answer = service.json("POST", &path(state, "/read"), wishes);
    assert_eq!(answer.status, 200, "{}", answer.text());
    service.when_read(state["id"].as_str().unwrap())
}

#[test]
fn a_header_further_down_is_chosen_by_the_first_lines() {
    let service = Service::start();
    let text =
        "Extraction du 3 mai\n;;\nn°;Besoin;Effectif\n1;Traffic manager;8\n2;Assistant marketing et communication;8\n";
    let state = service.file("name=a.csv", text.as_bytes());
    assert_eq!(state["error"]["code"], "no_title_column");
    let preview = service.get(&path(&state, "/preview")).json();
    assert_eq!(preview["lines"][2]["cells"], json!(["n°", "Besoin", "Effectif"]));
    assert_eq!(preview["lines"][2]["skip_lines"], 2);
    let wishes = json!({"skip_lines": 2, "title_column": "2", "company_size_column": "3"});
    let state = again(&service, &state, &wishes);
    assert_eq!(state["findings"]["summary"]["records"], 2, "{state}");
    assert_eq!(state["findings"]["summary"]["families"]["generaliste"], 1);
    // The lines are those of the file, however it is read.
    assert_eq!(service.get(&path(&state, "/preview")).json(), preview);
    let result = String::from_utf8(service.get(&path(&state, "/result")).body).unwrap();
    assert!(result.starts_with("n°;Besoin;Effectif;famille;"), "{result}");
    let state = again(&service, &state, &json!({"no_header": true, "title_column": "1"}));
    assert_eq!(state["findings"]["summary"]["records"], 5);
    // Lines that are not there are skipped as soon as the last.
    let state = again(&service, &state, &json!({"skip_lines": u32::MAX}));
    assert_eq!(state["error"]["code"], "empty_file");
    // No more than the description promises.
    let beyond = json!({"skip_lines": u64::from(u32::MAX) + 1});
    let answer = service.json("POST", &path(&state, "/read"), &beyond);
    assert_eq!(answer.code(), (422, "unfit".to_owned()));
}

#[test]
fn corrections_find_their_columns_without_a_header() {
    let service = Service::start();
    let state = service.file("name=a.csv", "Boulanger;Nice\nSEO;Lyon;trop\n".as_bytes());
    let state = again(&service, &state, &json!({"no_header": true, "title_column": "1"}));
    let two = json!({"title": "Boulanger", "label": "generaliste"});
    let after = String::from_utf8(corrected(&service, &state, two, "&format=excel")).unwrap();
    let rows = "Boulanger;Nice;generaliste;correction;1.00\r\nSEO;Lyon;;ligne_irreguliere;;trop\r\n";
    assert!(after.ends_with(rows), "{after}");
}

#[test]
fn the_sheets_of_a_workbook_are_told() {
    let service = Service::start();
    let bytes = fs::read("fixtures/cases/074-sheets/in.xlsx").unwrap();
    let state = service.file("name=a.xlsx", &bytes);
    let preview = service.get(&path(&state, "/preview")).json();
    let sheets = preview["sheets"].as_array().unwrap();
    assert!(sheets.len() > 1 && preview["lines"][1]["titled"] == true, "{preview}");
    assert_ne!(preview["sheet"], sheets[0], "the first one is hidden");
    let state = again(&service, &state, &json!({"sheet": sheets[0]}));
    assert_eq!(state["found"]["sheet"], sheets[0], "{state}");
}

#[test]
fn what_was_found_is_told() {
    let service = Service::start();
    let bytes = fs::read("fixtures/exports/rh-excel.csv").unwrap();
    let state = service.file("name=rh.csv", &bytes);
    assert_eq!(state["found"]["encoding"], "windows-1252");
    assert_eq!(state["findings"]["summary"]["records"], 102);
    assert_eq!(state["findings"]["first"].as_array().unwrap().len(), 20);
    let review = state["findings"]["review"].as_array().unwrap();
    assert!(review.is_sorted_by_key(|row| (row["confiance"].as_f64().unwrap() * 100.0) as u8));
    let rows: u64 = review.iter().map(|row| row["rows"].as_u64().unwrap()).sum();
    let empty = state["findings"]["summary"]["reasons"]["titre_vide"].as_u64().unwrap();
    assert_eq!(rows + empty, 102);
}

#[test]
fn the_review_is_bounded_and_counts_its_rows() {
    let service = Service::start();
    let text: String = (0..6_000).map(|row| format!("Zorglub{} web\n", row % 2_000)).collect();
    let state = service.file("name=z.csv", format!("titre\n{text}").as_bytes());
    let review = state["findings"]["review"].as_array().unwrap();
    assert_eq!(review.len(), 500);
    assert!(review.iter().all(|row| row["rows"] == 3));
}

#[test]
fn a_file_that_cannot_be_read_says_why_and_may_be_read_in_another_way() {
    let service = Service::start();
    let state = service.file("name=a.csv", b"colonne,autre\nx,SEO\n");
    assert_eq!(
        (&state["state"], &state["error"]["code"]),
        (&json!("failed"), &json!("no_title_column"))
    );
    assert_eq!(service.get(&path(&state, "/result")).code().0, 409);
    let again = service.json("POST", &path(&state, "/read"), &json!({"title_column": "autre"}));
    assert_eq!(again.status, 200);
    let state = service.when_read(state["id"].as_str().unwrap());
    assert_eq!(state["findings"]["summary"]["families"]["acquisition"], 1);
    for (bytes, code) in [
        (&b""[..], "empty_file"),
        (b"[{\"title\":\"SEO\"}]", "json_array"),
        (b"PK\x03\x04", "workbook"),
        (b"\x1F\x8B\x08", "gzip"),
    ] {
        assert_eq!(service.file("name=x", bytes)["error"]["code"], code);
    }
}

#[test]
fn rules_of_ones_own_are_checked_and_compared() {
    let service = Service::start();
    let overlay = "label = \"redaction\"\n[[concept]]\nname = \"plume\"\nrole = \"head\"\nforms = [\"zorglubeur\"]\n";
    let checked = service
        .json("POST", "/v1/rules/check", &json!({ "text": overlay }))
        .json();
    assert!(checked["rules"].is_string());
    assert_eq!(checked["faults"], json!([]));
    let state = service.file(
        "name=z.csv",
        "titre\nZorglubeur H/F\nBoulanger\nZorglubeur H/F\n".as_bytes(),
    );
    let found = service
        .json("POST", &path(&state, "/changes"), &json!({ "text": overlay }))
        .json();
    assert_eq!((&found["records"], &found["changed_records"]), (&json!(3), &json!(2)));
    assert_eq!(found["changes"][0]["after"]["label"], "redaction");
    assert_eq!(found["changes"][0]["after"]["by"][0]["file"], "mes-regles.toml");
    let nothing = service
        .json("POST", &path(&state, "/changes"), &json!({ "text": " \n" }))
        .json();
    assert_eq!(
        (&nothing["faults"], &nothing["changed_records"]),
        (&json!([]), &json!(0))
    );
    let broken = overlay.replace("\"head\"", "\"hed\"");
    for address in ["/v1/rules/check".to_owned(), path(&state, "/changes")] {
        let found = service.json("POST", &address, &json!({ "text": broken })).json();
        assert_eq!(
            (&found["rules"], &found["faults"][0]["line"]),
            (&Value::Null, &json!(4))
        );
    }
}

#[test]
fn files_are_forgotten() {
    let service = Service::start();
    let state = service.file("name=a.csv", b"titre\nSEO\n");
    assert_eq!(service.send("DELETE", &path(&state, ""), "", b"").status, 204);
    assert_eq!(service.get(&path(&state, "")).status, 404);
    let first = service.file("name=a.csv", b"titre\nSEO\n");
    for _ in 0..4 {
        service.file("name=b.csv", b"titre\nSEA\n");
    }
    assert_eq!(service.get(&path(&first, "")).code().0, 404);
    // A client that goes away in the middle leaves nothing.
    let head = format!("POST /v1/files HTTP/1.1\r\nHost: localhost\r\n{BYTES}Content-Length: 1000\r\n\r\nabc");
    let mut stream = std::net::TcpStream::connect(service.address).unwrap();
    std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
    drop(stream);
    assert_eq!(service.get("/healthz").status, 200);
}
