//! The gaps between folded words; the words themselves are in `fixtures/titles/fold.csv`.

use super::*;

/// The words of a title and what stands before each.
fn read(title: &str) -> Vec<(String, Gap)> {
    let mut folded = Folded::default();
    fold(title, &mut folded);
    let word = |token: &Token| String::from_utf8_lossy(folded.word(token)).into_owned();
    folded.tokens.iter().map(|token| (word(token), token.gap)).collect()
}

fn words(expected: &[(&str, Gap)]) -> Vec<(String, Gap)> {
    expected.iter().map(|(word, gap)| ((*word).to_owned(), *gap)).collect()
}

#[test]
fn a_tag_is_a_space_and_a_bare_less_than_opens_a_bracket() {
    let tag = words(&[("web", Gap::NONE), ("seo", Gap::SPACE)]);
    let longest = format!("web<b{}>seo", "r".repeat(97));
    for title in [
        "web<b>seo",
        "web</b>seo",
        "web<b class=\"a\">seo",
        "web<b></b>seo",
        "web <b> seo",
        &longest,
    ] {
        assert_eq!(read(title), tag, "{title}");
    }
    for title in [
        "web<b\u{338}>seo",
        "web<3>seo",
        "web< b>seo",
        "web<b seo",
        "web<é>seo",
        &longest.replace(">", "r>"),
    ] {
        assert_eq!(read(title)[1].1.only(Gap::OPEN), Gap::OPEN, "{title}");
    }
    // `>` with a stroke upon it is another character, wherever else one stands.
    assert_eq!(
        read("web<b>\u{338}seo"),
        words(&[("web", Gap::NONE), ("b", Gap::OPEN), ("seo", Gap::SPACE)])
    );
    assert_eq!(read("web<b>s\u{338}eo"), tag);
}

#[test]
fn a_code_for_terminals_is_nothing_and_any_other_escape_a_space() {
    for title in [
        "we\u{1b}[31mb seo",
        "we\u{1b}[0mb seo",
        "web\u{1b}[m seo",
        "we\u{1b}[1;31mb seo",
        "web\u{1b}[31m s\u{301}eo",
    ] {
        assert_eq!(
            read(title),
            words(&[("web", Gap::NONE), ("seo", Gap::SPACE)]),
            "{title:?}"
        );
    }
    for title in ["we\u{1b}b", "we\u{1b}[31", "we\u{1b}[31é", "we\u{1b}[31m\u{301}b"] {
        assert_eq!(read(title)[0].0, "we", "{title:?}");
    }
}

#[test]
fn full_stops_join_single_letters_and_part_words() {
    for title in ["S.E.O web", "s.e\u{AD}.o web"] {
        assert_eq!(
            read(title),
            words(&[("seo", Gap::NONE), ("web", Gap::SPACE)]),
            "{title}"
        );
    }
    for (title, second, gap) in [
        ("S.E.O. web", "web", Gap::DOT.with(Gap::SPACE)),
        ("f.référencement", "referencement", Gap::DOT),
        ("Node.js", "js", Gap::DOT),
        ("s. e", "e", Gap::DOT.with(Gap::SPACE)),
        ("s.é.o", "e", Gap::DOT),
        ("s.e\u{301}.o", "e", Gap::DOT),
    ] {
        assert_eq!(read(title)[1], (second.to_owned(), gap), "{title}");
    }
}

#[test]
fn a_mark_in_another_width_parts_as_it_does_in_its_own() {
    for (mark, gap) in [
        ('＜', Gap::OPEN),
        ('（', Gap::OPEN),
        ('）', Gap::CLOSE),
        ('，', Gap::COMMA),
        ('；', Gap::BREAK),
        ('！', Gap::SPACE),
        ('＋', Gap::SPACE),
    ] {
        assert_eq!(read(&format!("web{mark}seo"))[1], ("seo".to_owned(), gap), "{mark}");
    }
}

#[test]
fn a_text_goes_on_behind_a_cut_with_a_space() {
    let mut folded = Folded::default();
    for length in 0..200 {
        let title = "É".repeat(length);
        fold(&title, &mut folded);
        assert_eq!(folded.text_to_cut(), ["e".repeat(length).as_bytes(), b" "].concat());
        assert_eq!(folded.text().len(), length);
    }
}
