//! What the README shows of the service is what it answers.
//!
//! After a change of the rules that moves it: `TRYCMD=overwrite cargo test --release --test serve readme`.

use super::client::Service;
use std::fs;
use std::path::Path;

/// The part of a text between two others.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let start = text.find(before).unwrap_or_else(|| panic!("no {before}")) + before.len();
    let end = text[start..].find(after).unwrap_or_else(|| panic!("no {after}"));
    &text[start..start + end]
}

#[test]
fn the_answer_that_the_readme_shows_is_the_answer() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let asked = between(&readme, "\ncurl http://127.0.0.1:8407/v1/classify", "\n```");
    let body = serde_json::from_str(between(asked, "-d '", "'")).unwrap();
    let shown = between(&readme, &format!("{asked}\n```\n\n```json\n"), "```");
    let answer = Service::start().json("POST", "/v1/classify", &body).text();
    // One result to a line, to be read by people.
    let told = answer
        .replace("[{", "[\n  {")
        .replace("},{", "},\n  {")
        .replace("}]", "}\n]")
        + "\n";
    if shown != told && std::env::var("TRYCMD").as_deref() == Ok("overwrite") {
        fs::write(&path, readme.replace(shown, &told)).unwrap();
        return;
    }
    assert_eq!(shown, told, "TRYCMD=overwrite writes it anew");
}
