//! Where patterns begin, what they cover and how far they reach.

use super::*;

fn patterns(sources: &[&str]) -> Patterns {
    let sources: Vec<_> = sources.iter().map(|source| (*source, Noise::Other)).collect();
    Patterns::new(&sources).unwrap()
}

fn masked(patterns: &Patterns, title: &str) -> Vec<String> {
    let mut folded = looked_up(patterns, title);
    patterns.mask(&mut folded);
    let noise = folded.tokens.iter().filter(|token| token.noise.is_some());
    noise.map(|token| token.raw.of(title).to_owned()).collect()
}

/// A title whose words know where patterns may begin with them.
fn looked_up(patterns: &Patterns, title: &str) -> Folded {
    let mut folded = Folded::default();
    crate::title::fold::fold(title, &mut folded);
    for at in 0..folded.tokens.len() {
        let token = folded.tokens[at];
        folded.tokens[at].begins = patterns.begin_with(folded.word(&token));
    }
    folded
}

#[test]
fn a_pattern_begins_with_the_words_that_it_begins_with() {
    let patterns = patterns(&[
        r"\bref ?[0-9]+",
        r"\b[a-z]{1,3}-[0-9]+",
        r"\bparis\b",
        r"^poste [0-9]+",
        r"[a-z]+@[a-z]+",
    ]);
    let begins = [
        ("ref", 1 | 2),
        ("seo", 2),
        ("paris", 7),
        ("poste", 1),
        ("lille", 0),
        ("re", 2),
        ("refe", 0),
        ("7", 0),
    ];
    for (word, places) in begins {
        assert_eq!(patterns.begin_with(word.as_bytes()), Begins(places), "{word}");
    }
}

#[test]
fn every_way_to_begin_is_found() {
    let found = |source: &str, title: &str| masked(&patterns(&[source]), title);
    assert_eq!(
        found(r"\bref ?[0-9]+", "Chef ref 12 ref34, xref 5"),
        ["ref", "12", "ref34"]
    );
    assert_eq!(found(r"ef ?[0-9]", "Chef 12"), ["Chef", "12"]);
    assert_eq!(found(r"\([0-9]+\)", "Chef (12) 13"), ["12"]);
    assert_eq!(found(r" 1 ?2", "Chef 12 1 2"), ["12", "1", "2"]);
    assert_eq!(found(r"\b[a-z]+@[a-z]+", "Chef a@b 1"), ["a", "b"]);
    assert_eq!(found(r"x*", "Chef 1"), [""; 0]);
}

#[test]
fn what_one_pattern_covers_begins_no_other() {
    let patterns = patterns(&[r"\bref ?[0-9]+", r"[0-9]+ ?k\b"]);
    assert_eq!(masked(&patterns, "Ref 12 k 35 k"), ["Ref", "12", "35", "k"]);
}

#[test]
fn only_patterns_that_need_an_at_are_kept_for_it() {
    for (source, needs) in [
        ("@", true),
        ("a@|b@", true),
        ("(a@)+", true),
        ("a@|b", false),
        ("(a@)?b", false),
        ("[@a]", false),
    ] {
        assert_eq!(needs_at(source), needs, "{source}");
    }
}

#[test]
fn searching_from_where_patterns_may_begin_finds_what_searching_from_everywhere_finds() {
    let classifier = crate::Classifier::builtin();
    let lexicon = &classifier.rule_set().lexicon;
    let (mut folded, mut everywhere) = (Folded::default(), Folded::default());
    for title in crate::testing::titles() {
        for suffix in ["", " (59)", " - Réf. AB-12345 du 01/09/2026", "_12 c# 2 a@b.fr n°7"] {
            let title = format!("{title}{suffix}");
            for folded in [&mut folded, &mut everywhere] {
                crate::title::fold::fold(&title, folded);
                crate::title::lookup::lookup(lexicon, folded);
            }
            everywhere
                .tokens
                .iter_mut()
                .for_each(|token| token.begins = Begins::ANYWHERE);
            lexicon.patterns.mask(&mut folded);
            lexicon.patterns.mask(&mut everywhere);
            let noise = |folded: &Folded| folded.tokens.iter().map(|token| token.noise).collect::<Vec<_>>();
            assert_eq!(noise(&folded), noise(&everywhere), "{title}");
        }
    }
}

#[test]
fn a_pattern_reaches_as_far_as_what_stands_behind_may_change_what_it_finds() {
    let reach = |source: &str, title: &str| {
        let patterns = patterns(&[source]);
        let mut folded = looked_up(&patterns, title);
        let reach = patterns.mask_to_cut(&mut folded);
        (
            reach,
            folded.tokens.iter().filter(|token| token.noise.is_some()).count(),
        )
    };
    let (within, beyond, unknown) = (Reach::Within, Reach::Beyond, Reach::Unknown);
    for (source, title, found) in [
        (r"\bref ?[0-9]+", "Chef", (within, 0)),
        (r"\bref ?[0-9]+", "Chef ref 12", (within, 2)),
        (r"\bref ?[0-9]+", "Chef 12 ref", (within, 0)),
        // A dash, a bracket, the first half of a gender mark: a tail begins so.
        (r"[0-9]+ - [0-9]+ h", "Chef 35", (beyond, 0)),
        (r"[0-9]+ \(h", "Chef 35", (beyond, 0)),
        (r"[0-9]+ \|", "Chef 35", (beyond, 0)),
        (r"[0-9]+ h/", "Chef 35", (beyond, 0)),
        (r"[0-9]+ h - ", "Chef 35", (within, 0)),
        (r"[0-9]+ (?:- [0-9]+ )?h", "Chef 35", (beyond, 0)),
        (r"[0-9]+ (?:- [0-9]+ )?h", "Chef 35 h", (within, 2)),
        (r"[0-9]+/[0-9]+", "Chef 35", (within, 0)),
        (r"[0-9]+ h - [0-9]+|[0-9]+ h\b", "Chef 35 h, 12 h", (beyond, 4)),
        (r"[0-9]+ h\b|[0-9]+ h - [0-9]+", "Chef 35 h, 12 h", (within, 4)),
        // Only at the end, or only before a space.
        (r"[0-9]+ h$", "Chef 35 h", (beyond, 2)),
        (r"[0-9]+ h ", "Chef 35 h", (beyond, 0)),
        (r"[0-9]+ h$", "Chef 35 h 7", (within, 0)),
        (r"[0-9]+ h - $", "Chef 35 h 7 h", (beyond, 0)),
        // Nothing tries patterns where no digit and no sign stands; a tail may have one.
        (r"\bchef de\b", "Chef de", (unknown, 0)),
        (r"\bchef de\b", "Chef de 2", (within, 2)),
        (r"\bchef de -", "Chef de", (beyond, 0)),
        (r"\bchef\b|\bde -", "Chef de", (unknown, 0)),
        (r" 12", "Chef", (unknown, 0)),
        (r" 12", "Chef 12", (unknown, 1)),
    ] {
        assert_eq!(reach(source, title), found, "{source} in {title}");
    }
}
