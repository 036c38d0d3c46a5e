//! What may be cut off a title, by examples and by random endings.

use super::*;
use crate::classifier::Classifier;
use crate::rules::Sources;
use crate::testing::titles;
use crate::title::padded::{self, Title};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use std::cell::{Cell, RefCell};

/// The words that rules see, as rules see them.
fn words(lexicon: &Lexicon, title: &str) -> Vec<(Symbol, Gap, bool)> {
    let mut reading = Reading::default();
    lexicon.read(title, &mut reading);
    seen(&reading)
}

fn seen(reading: &Reading) -> Vec<(Symbol, Gap, bool)> {
    let kept = reading.kept.iter();
    kept.map(|word| (word.symbol, word.gap, word.links())).collect()
}

/// What is left of a title without its tails, if it may be read alone.
fn head<'t>(lexicon: &Lexicon, title: &'t str, reading: &mut Reading) -> Option<&'t str> {
    let read_tail = |start: usize, end: usize| lexicon.read_tail(title.get(start..end)?, reading);
    let title_seen = Title::alone(title.as_bytes());
    let Cut { length, tails, .. } = title_seen.padded(|title| cut(title, read_tail))?;
    let head = &title[..length];
    let takes = |tails| lexicon.read_to_end(head, reading).takes(tails);
    tails.is_some_and(takes).then_some(head)
}

/// Everything that may stand between the dashes and in the brackets of a title: the forms of the vocabulary, and titles cut up.
fn parts() -> Vec<String> {
    let files = Sources::builtin().files;
    let vocabulary = files.iter().filter(|file| file.name.ends_with(".csv"));
    let forms = vocabulary.flat_map(|file| {
        file.text
            .lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap_or(""))
    });
    let titles = titles();
    let pieces = titles.iter().flat_map(|title| title.split([' ', '-', '(', ')', '/']));
    let odd = "H/F|h/f|F/H|a/a|e/a|m|H|F|e|ne|trice|webH|H et|ou F|ou|CDI et|(CDI|59)|35|réf|35 h|01/09|12 mois|Réf. 204417|2026|40-45 K€|#12|+|S.E.O.|\
        <b|a@b.fr|web＠seo.fr|a&#64;b.fr|recrutement|basé à|Bachelor|R&eacute|a;|\u{301}";
    let marks = odd.split('|');
    forms.chain(pieces).chain(marks).map(str::to_owned).collect()
}

/// What is left of titles without their tails.
const HEADS: &[(&str, &[&str])] = &[
    (
        "Traffic manager",
        &[
            " - CDI",
            " (x/f/m)",
            " (H/F) - Lille (59)",
            " – CDI – Réf. 204417 H/F",
            // Parts that have to do with each other are cut off together.
            " - Paris 9e (75)",
            " F/H H/F",
            " (H/F) - CDI - temps plein - Réf. 204417 - Lille (59)",
        ],
    ),
    // A little word is not what the place behind it is.
    ("Traffic manager de", &[" - de Lille"]),
];

/// Titles of which nothing may be cut off.
const WHOLE: &[&str] = &[
    // A mark in halves, one that goes on, and one that would be alone in its bracket.
    "Traffic manager H - F",
    "Traffic manager H - F/H",
    "Traffic manager H ou - F/H",
    "Traffic manager (H - CDI",
    "Rédacteur webH/ F/H",
    "Traffic manager - (H - CDI",
    // An ending, and the half of a mark that is glued to the word.
    "Chargé (e)",
    "Chargé (s)",
    "Webmaster DAM (/F)",
    // What stands behind a space alone and is no mark, but a part of what stands before it.
    "Analyste m a/a",
    "Traffic manager à/a",
    // The same word on both sides.
    "Traffic manager CDI - CDI",
    // A pattern that runs across.
    "Traffic manager 35 - 39 h",
    // Nothing is said, or it depends on whether anything else is.
    "CDI - Lille",
    "Recrutement - CDI",
    "Commercial (H/F) secteur)",
    // A tag, an address or a code for terminals may go on.
    "Traffic manager <b - CDI",
    "Traffic manager web@exemple - CDI",
    "Traffic manager web＠exemple.fr - CDI",
    "Traffic manager web&#64;exemple.fr - CDI",
    "Traffic manager \u{1b}[31m - CDI",
    "Traffic manager - Rédacteur",
];

#[test]
fn what_has_to_do_with_what_stands_behind_it_is_not_cut_off() {
    let set = Classifier::builtin();
    let lexicon = &set.rule_set().lexicon;
    for (left, tails) in HEADS {
        for tail in *tails {
            let title = format!("{left}{tail}");
            assert_eq!(head(lexicon, &title, &mut Reading::default()), Some(*left), "{title}");
        }
    }
    for title in WHOLE {
        assert_eq!(head(lexicon, title, &mut Reading::default()), None, "{title}");
    }
}

#[test]
fn a_word_and_its_other_form_meet() {
    let side = |word, mark| Side { word, mark };
    let tail = |front, back, closed| Tail { front, back, closed };
    let (one, other, none) = (side(7, false), side(8, false), side(UNKNOWN, false));
    assert!(End::Closed(one).takes(other) && End::Closed(none).takes(none) && !End::Closed(one).takes(one));
    assert!(!End::Closed(side(7, true)).takes(side(8, true)) && End::Closed(side(7, true)).takes(other));
    assert!(!End::Open.takes(none) && !End::Unread.takes(none));
    let contract = tail(one, one, true);
    assert_eq!(contract.before(None), Some(one));
    assert_eq!(contract.before(Some(other)), Some(one));
    assert_eq!(
        (contract.before(Some(one)), contract.last().before(Some(other))),
        (None, None)
    );
    // Behind noise of marks alone, the word next to the cut is that of the next tail.
    assert_eq!(
        tail(side(UNKNOWN, true), none, true).before(Some(other)),
        Some(side(8, true))
    );
}

#[test]
fn an_end_is_what_it_was_before_it_was_packed() {
    let sides = [0, 1, 7, End::MARK - 1].map(|word| [false, true].map(|mark| End::Closed(Side { word, mark })));
    for end in sides.as_flattened().iter().chain([&End::Unread, &End::Open]) {
        assert_eq!(End::unpacked(end.packed()), *end);
    }
    let beyond = End::Closed(Side {
        word: End::MARK,
        mark: false,
    });
    assert_eq!(End::unpacked(beyond.packed()), End::Open);
}

#[test]
fn a_title_and_the_same_without_its_tails_have_the_same_words() {
    let set = Classifier::builtin();
    let lexicon = &set.rule_set().lexicon;
    let part = select(parts());
    let gap = select(vec![
        " - ", " – ", " (", ") ", " | ", " ", ") (", ") - ", "/", "/ ", "\\ ", "(", ", ", " & ",
    ]);
    let tails = proptest::collection::vec((gap, part), 1..5);
    let strategy = (select(titles()), tails, any::<bool>());
    let mut runner = TestRunner::new(ProptestConfig::with_cases(100_000));
    let (reading, cut) = (RefCell::new(Reading::default()), Cell::new(0));
    let law = |(mut title, tails, closed): (String, Vec<(&str, String)>, bool)| {
        tails.iter().for_each(|(gap, part)| title += &[*gap, part].concat());
        title += if closed { ")" } else { "" };
        lexicon.read_to_end(&title, &mut reading.borrow_mut());
        prop_assert_eq!(
            seen(&reading.borrow()),
            words(lexicon, &title),
            "« {} » to its end",
            title
        );
        if let Some(head) = head(lexicon, &title, &mut reading.borrow_mut()) {
            cut.set(cut.get() + 1);
            let [head_words, title_words] = [head, &title].map(|title| words(lexicon, title));
            prop_assert_eq!(head_words, title_words, "« {} » of « {} »", head, title);
        }
        Ok(())
    };
    runner.run(&strategy, law).unwrap();
    assert!(cut.get() > 2_000, "{}", cut.get());
}

#[test]
fn parts_begin_at_the_spaces_before_marks_among_the_last_bytes() {
    let marks = ["a", " ", "-", "|", "(", "–", "é", "/", "bcdefghi"];
    let text = proptest::collection::vec(select(marks.to_vec()), 0..120);
    let law = |parts: Vec<&str>| {
        let mut title = parts.concat().into_bytes();
        title.truncate(padded::LONGEST);
        // Whatever stands behind the title.
        for length in 0..=title.len() {
            let starts = Title::in_front_of(&title, length).padded(Starts::of);
            let title = &title[..length];
            let begins =
                |at: &usize| title[*at] == b' ' && title.get(at + 1).is_some_and(|mark| b"-|(\xE2".contains(mark));
            let first = length.saturating_sub(Starts::SEEN);
            let expected: Vec<usize> = (first..length).rev().filter(begins).collect();
            prop_assert_eq!(starts.expect("it is short enough").collect::<Vec<_>>(), expected);
        }
        Ok(())
    };
    TestRunner::new(ProptestConfig::with_cases(300))
        .run(&text, law)
        .unwrap();
}

/// Where the last part of a text begins that may be a tail.
fn last_part(title: &str) -> Option<usize> {
    let title = Title::alone(title.as_bytes());
    let part = |title: Padded<'_>| Starts::of(title).last_part(title.own());
    title.padded(part).expect("it is short enough")
}

/// Titles whose last words are no part of their own.
const UNPARTED: &[&str] = &[
    // A dash is one between spaces; other characters share bytes with a long one.
    "Webmaster -CDI",
    "Webmaster- CDI",
    "Webmaster –CDI",
    "Webmaster ’ CDI",
    "Webmaster € CDI",
    "Webmaster ₓ CDI",
    "Webmaster H-F",
    "Webmaster 1/F",
    "Webmaster H/2",
    // Behind an inner bracket the segment before it goes on.
    "Webmaster (H/F) secteur)",
    "Webmaster ((59)",
    "Webmaster(59)",
];

#[test]
fn the_last_part_is_what_the_last_mark_begins() {
    let [longest, longer] = [LONGEST, LONGEST + 1].map(|length| format!(" - {}", "a".repeat(length - 3)));
    let parts = " H/F; f/h; - CDI; | CDI; – CDI; — CDI; (CDI); (CDI - Nord); - (59) Nord";
    for part in parts.split(';').chain([&*longest]) {
        for title in ["", " - Lille", " (59)", " F/H", " -Lille"].map(|before| format!("Webmaster{before}")) {
            assert_eq!(last_part(&format!("{title}{part}")), Some(title.len()), "{title}{part}");
        }
        assert_eq!(last_part(part), None, "{part} alone");
    }
    for title in UNPARTED.iter().chain([&&*format!("Webmaster{longer}")]) {
        assert_eq!(last_part(title), None, "{title}");
    }
}

/// A tail that is too long to be asked for together with *(deux)*.
fn long_tail() -> String {
    format!(" - {}", "x".repeat(LONGEST - " (deux) - ".len() + 1))
}

/// What is left of a title, the word at the front of what is cut off, and what was asked for, where *un* and *deux* are tails.
fn cut_up(title: &str) -> (String, Option<Symbol>, String) {
    let side = |word| Side { word, mark: false };
    let tail = |word, closed| Tail {
        front: side(word),
        back: side(word),
        closed,
    };
    let mut asked = Vec::new();
    let read = |start: usize, end: usize| {
        let part = title.get(start..end).expect("whole characters");
        assert!(part.len() <= LONGEST);
        asked.push(part.to_owned());
        match part {
            " - un" => Some(tail(1, true)),
            " - deux" => Some(tail(2, true)),
            " (deux)" => Some(tail(2, false)),
            " H/F" => Some(tail(UNKNOWN, true)),
            _ if part == long_tail() => Some(tail(4, true)),
            " - un - un" | " (deux) - un - deux" => Some(tail(3, true)),
            _ => None,
        }
    };
    let cut = Title::alone(title.as_bytes())
        .padded(|title| cut(title, read))
        .expect("it is short enough");
    (
        title[..cut.length].to_owned(),
        cut.tails.map(|front| front.word),
        asked.join(";"),
    )
}

#[test]
fn tails_are_cut_off_from_the_last_one_on() {
    let many = " - un - deux".repeat(3);
    let long = long_tail();
    let words = "web ".repeat(12);
    let far_behind = format!("{words}- un - un");
    let (with_long, asked_of_long) = (format!("web (deux){long}"), format!("{long}; (deux)"));
    let [far, near] = ["web", "web - un"].map(|left| format!("{left}{many}"));
    for (title, left, front, asked) in [
        ("web", "web", None, ""),
        ("web - trois", "web - trois", None, " - trois"),
        ("web - trois - un", "web - trois", Some(1), " - un; - trois"),
        ("web - un - deux", "web", Some(1), " - deux; - un"),
        // What has to do with the next one is asked for together with it.
        ("web - un - un", "web", Some(3), " - un; - un; - un - un"),
        (
            "web - deux - deux",
            "web - deux",
            Some(2),
            " - deux; - deux; - deux - deux",
        ),
        ("web (deux) - un", "web (deux)", Some(1), " - un; (deux); (deux) - un"),
        (&far, "web", Some(1), " - deux; - un; - deux; - un; - deux; - un"),
        (
            &near,
            "web",
            Some(3),
            " - deux; - un; - deux; - un; - deux; - un; - un; - un - un",
        ),
        (&far_behind, words.trim_end(), Some(3), " - un; - un; - un - un"),
        (&with_long, "web (deux)", Some(4), &asked_of_long),
        // With the next one alone first, then with all behind it.
        (
            "web (deux) - un - deux",
            "web",
            Some(3),
            " - deux; - un; (deux); (deux) - un; (deux) - un - deux",
        ),
    ] {
        assert_eq!(cut_up(title), (left.to_owned(), front, asked.to_owned()), "{title}");
    }
}

#[test]
fn a_part_that_no_dash_and_no_bracket_begins_is_cut_off_in_its_turn() {
    for (title, left, front, asked) in [
        ("web - un H/F - deux", "web", Some(1), " - deux; H/F; - un"),
        ("web - deux H/F - un H/F", "web", Some(2), " H/F; - un; H/F; - deux"),
        (
            "web (deux) H/F",
            "web (deux)",
            Some(UNKNOWN),
            " H/F; (deux); (deux) H/F",
        ),
    ] {
        assert_eq!(cut_up(title), (left.to_owned(), front, asked.to_owned()), "{title}");
    }
}
