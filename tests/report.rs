//! The report: what it says is what `--stats` counts, nothing in it runs, it stays small, and it is the same every time.
#![cfg(all(feature = "cli", feature = "report"))]

use assert_cmd::Command;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder with a file of ads, and what the program makes there.
struct Room(TempDir);

impl Room {
    fn new(file: &str) -> Room {
        let room = Room(tempfile::tempdir().expect("a folder"));
        fs::write(room.path("in.csv"), file).expect("the input is written");
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, args: &[&str]) {
        let mut program = Command::cargo_bin("metiers").expect("the program");
        program.current_dir(self.0.path()).args(args).assert().success();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("it was written")
    }

    /// The page in a language.
    fn page(&self, lang: &str) -> String {
        self.run(&["report", "-q", "in.csv", "-o", "r.html", "--lang", lang]);
        self.read("r.html")
    }
}

const ADS: &str = "id;Date de publication;titre;Ville;Entreprise\n\
    1;14/03/2025;Traffic manager (H/F);Lyon;Prunelle\n\
    2;2025-03-30;Traffic Manager H/F;LYON;Prunelle\n\
    3;02/04/2025;Rédacteur web;Nantes;Belle & Orange\n\
    4;hier;Zorglubeur;;Prunelle\n\
    5;;Graphiste;Lyon;\n\
    6\n\
    7;;;Lyon;\n";

/// A cell of a row that starts so.
fn cells<'p>(page: &'p str, row: &str) -> Vec<&'p str> {
    let at = page.find(row).unwrap_or_else(|| panic!("no row {row}"));
    let row = &page[at..at + page[at..].find("</tr>").expect("the row's end")];
    let cells = row.split("class=\"n\">").skip(1);
    cells
        .map(|cell| &cell[..cell.find('<').expect("the cell's end")])
        .collect()
}

/// The page and the statistics of one run.
fn counted(room: &Room) -> (String, serde_json::Value) {
    room.run(&[
        "classify", "-q", "in.csv", "-o", "out.csv", "--stats", "s.json", "--report", "r.html",
    ]);
    let stats = serde_json::from_str(&room.read("s.json")).expect("JSON");
    (room.read("r.html"), stats)
}

#[test]
fn the_page_says_what_the_statistics_count() {
    let room = Room::new(ADS);
    let (page, stats) = counted(&room);
    for table in ["families", "reasons"] {
        for (slug, count) in stats[table].as_object().expect("counts") {
            let row = cells(
                &page,
                &page[page.find(&format!("<code>{slug}</code></th>")).expect(slug)..][..20],
            );
            assert_eq!(row[0], count.to_string(), "{slug}");
        }
    }
    assert_eq!(stats["families"]["acquisition"], 2);
    assert_eq!(
        cells(&page, "<th scope=\"row\">mars 2025</th>")[..4],
        ["2", "0", "0", "2"]
    );
    assert_eq!(stats["months"]["groups"][0]["families"]["acquisition"], 2);
    assert_eq!(
        (&stats["months"]["unknown"], &stats["places"]["unknown"]),
        (&3.into(), &1.into())
    );
    assert_eq!(cells(&page, "<tr><th scope=\"row\">Lyon</th>")[0], "4");
    assert_eq!(
        cells(&page, "<tr><th scope=\"row\">Prunelle</th>")[..4],
        ["3", "0", "0", "2"]
    );
    // Alone it is the same page.
    assert_eq!(room.page("fr"), page);
}

#[test]
fn the_page_shows_the_titles_and_words_that_the_statistics_name() {
    let (page, stats) = counted(&Room::new(ADS));
    assert_eq!(stats["frequent_titles"]["acquisition"][0]["records"], 2);
    assert!(
        page.contains("<td dir=\"auto\">Traffic manager (H&#x2F;F)</td><td class=\"n\">2</td>")
            || page.contains("<td dir=\"auto\">Traffic manager (H/F)</td><td class=\"n\">2</td>")
    );
    assert!(page.contains("zorglubeur") && page.contains(stats["fingerprint"].as_str().expect("a text")));
    let sure = stats["confidence"]
        .as_array()
        .expect("groups")
        .iter()
        .map(|group| group["records"].as_u64());
    assert_eq!(sure.sum::<Option<u64>>(), Some(5));
}

#[test]
fn both_languages_and_every_time_the_same() {
    let room = Room::new(ADS);
    let (french, english) = (room.page("fr"), room.page("en"));
    assert!(french.contains("<html lang=\"fr\">") && french.contains("Intitulés à revoir"));
    assert!(
        english.contains("<html lang=\"en\">")
            && english.contains("Titles to review")
            && english.contains("March 2025")
    );
    assert!(!english.contains("Annonces") && !french.contains(" ads "));
    assert_eq!(french, room.page("fr"));
}

#[test]
fn any_number_of_threads_makes_the_same_page() {
    let mut file = String::from("titre;ville\n");
    for number in 0..60_000 {
        let title = ["Zorglubeur n", "Rédacteur web ", "Traffic manager "][number % 3];
        writeln!(
            file,
            "{title}{};Ville {}",
            number * 7 % 50_000,
            number * number % 20_011
        )
        .expect("a text");
    }
    let room = Room::new(&file);
    let page = |jobs: &str| {
        room.run(&["report", "-q", "-j", jobs, "in.csv", "-o", "r.html"]);
        room.read("r.html")
    };
    let one = page("1");
    assert!(one.contains("≥"), "more titles and places than are told apart");
    assert!(one == page("2") && one == page("4"));
}

#[test]
fn nothing_in_a_title_runs_or_hides() {
    let room = Room::new(
        "titre;ville;entreprise\n<script>alert(1)</script> zorglub;\"<img src=x onerror=alert(2)>\";a\u{202E}b\n\
         \"\"\"><svg onload=alert(3)> zorg\u{1b}[31m\";\"&amp;\";</table>\n",
    );
    let page = room.page("fr");
    for hostile in [
        "<script>alert",
        "<img",
        "onload=alert(3)>",
        "\u{202E}",
        "\u{1b}",
        "<svg onload",
    ] {
        assert!(!page.contains(hostile), "{hostile:?}");
    }
    assert!(page.contains("script&#62;alert(1)") && page.contains("a⟦U+202E⟧b") && page.contains("⟦U+001B⟧"));
    assert_eq!(page.matches("<script").count(), 1);
    for address in ["http://", "https://", "@import", "url(//"] {
        assert!(!page.contains(address), "{address}");
    }
}

#[test]
fn the_page_stays_small() {
    let mut file = String::from("titre;ville;entreprise;date\n");
    for number in 0..4_000 {
        let long = "\u{202E}<é".repeat(1 + number % 400);
        writeln!(
            file,
            "\"zorg{number} {long}\";{long};{long}{number};{}-01-01",
            1970 + number % 130
        )
        .expect("a text");
    }
    let room = Room::new(&file);
    let page = room.page("fr");
    assert!(page.len() < 2 << 20, "{} bytes", page.len());
    assert_eq!(page.matches("<td class=\"n\" data-v=\"0.").count(), 200);
    // No column, no section; nothing, and still a page.
    assert!(!Room::new("titre\nChef\n").page("fr").contains("id=\"mois\""));
    assert!(Room::new("titre\n").page("en").contains("Nothing to show."));
}

#[test]
fn json_lines_have_months_too() {
    let room =
        Room::new("{\"title\": \"Rédacteur \\u2013 web\", \"datePosted\": \"2025-08-30\", \"company\": \"<A>\"}\n");
    let page = room.page("en");
    assert!(page.contains("August 2025") && page.contains("&#60;A&#62;"));
}

#[test]
fn files_of_different_kinds_go_into_one_report() {
    let room = Room::new("titre;ville\nRédacteur web;Orléans\n");
    let old = b"id,intitul\xE9\n1,R\xE9dacteur web\n";
    let lines = "{\"titre\":\"Rédacteur web\",\"famille\":\"?\"}\n";
    fs::write(room.path("old.csv"), old).expect("written");
    fs::write(room.path("new.jsonl"), lines).expect("written");
    room.run(&["report", "-q", "in.csv", "old.csv", "new.jsonl", "-o", "r.html"]);
    let page = room.read("r.html");
    for input in ["in.csv", "old.csv", "new.jsonl"] {
        assert!(page.contains(input), "{input}");
    }
    assert!(
        page.contains("<td dir=\"auto\">Rédacteur web</td><td class=\"n\">3</td>"),
        "{page}"
    );
}
