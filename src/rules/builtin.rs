//! The rule files that are compiled into the program.

/// Name and text of every built-in rule file; the test makes sure that none is forgotten.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("rules/weights.toml", include_str!("../../rules/weights.toml")),
    ("rules/calibration.csv", include_str!("../../rules/calibration.csv")),
    (
        "rules/vocabulary/morphology.toml",
        include_str!("../../rules/vocabulary/morphology.toml"),
    ),
    (
        "rules/vocabulary/classes.toml",
        include_str!("../../rules/vocabulary/classes.toml"),
    ),
    (
        "rules/vocabulary/patterns.toml",
        include_str!("../../rules/vocabulary/patterns.toml"),
    ),
    (
        "rules/vocabulary/noise.csv",
        include_str!("../../rules/vocabulary/noise.csv"),
    ),
    (
        "rules/vocabulary/places.csv",
        include_str!("../../rules/vocabulary/places.csv"),
    ),
    (
        "rules/vocabulary/acronyms.csv",
        include_str!("../../rules/vocabulary/acronyms.csv"),
    ),
    (
        "rules/vocabulary/anglicisms.csv",
        include_str!("../../rules/vocabulary/anglicisms.csv"),
    ),
    (
        "rules/vocabulary/lookalikes.csv",
        include_str!("../../rules/vocabulary/lookalikes.csv"),
    ),
    (
        "rules/families/relation_client.toml",
        include_str!("../../rules/families/relation_client.toml"),
    ),
    (
        "rules/families/web_marketing.toml",
        include_str!("../../rules/families/web_marketing.toml"),
    ),
    (
        "rules/families/acquisition.toml",
        include_str!("../../rules/families/acquisition.toml"),
    ),
    (
        "rules/families/redaction.toml",
        include_str!("../../rules/families/redaction.toml"),
    ),
    (
        "rules/families/generaliste.toml",
        include_str!("../../rules/families/generaliste.toml"),
    ),
    (
        "rules/exclusions/graphisme.toml",
        include_str!("../../rules/exclusions/graphisme.toml"),
    ),
    (
        "rules/exclusions/informatique.toml",
        include_str!("../../rules/exclusions/informatique.toml"),
    ),
    (
        "rules/exclusions/encadrement.toml",
        include_str!("../../rules/exclusions/encadrement.toml"),
    ),
    (
        "rules/exclusions/hors_champ.toml",
        include_str!("../../rules/exclusions/hors_champ.toml"),
    ),
];

#[cfg(test)]
mod tests {
    use super::FILES;
    use std::path::Path;

    #[test]
    fn every_rule_file_is_built_in() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["rules", "rules/vocabulary", "rules/families", "rules/exclusions"] {
            for entry in std::fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                let documentation = name.ends_with("README.md") || name.ends_with("sources.toml");
                if path.is_file() && !documentation {
                    assert!(
                        FILES.iter().any(|(file, _)| *file == name),
                        "{name} is not built in: add it to builtin.rs"
                    );
                }
            }
        }
    }

    #[test]
    fn every_tag_is_documented() {
        let readme = include_str!("../../rules/README.md");
        let given = |(name, text): &(&str, &str)| {
            let table: toml::Table = text.parse().unwrap_or_else(|fault| panic!("{name}: {fault}"));
            let concepts = table.get("concept").and_then(toml::Value::as_array).cloned();
            let gives = |concept: toml::Value| concept.get("gives").and_then(toml::Value::as_array).cloned();
            concepts
                .unwrap_or_default()
                .into_iter()
                .filter_map(gives)
                .flatten()
                .collect::<Vec<_>>()
        };
        let concept_files = FILES
            .iter()
            .filter(|(name, _)| name.contains("/families/") || name.contains("/exclusions/"));
        for tag in concept_files.flat_map(given) {
            let tag = tag.as_str().expect("a tag is a text");
            assert!(
                readme.contains(&format!("`{tag}`")),
                "rules/README.md does not say what the tag {tag} means"
            );
        }
    }
}
