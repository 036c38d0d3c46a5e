//! The noise of job ads, by kind: for a title, the same title as other employers, exports and keyboards would have
//! written it. Shared by the laws, which forbid that it matters, and by `examples/noise.rs`, which counts how often it does.

#[path = "noise/words.rs"]
mod words;

use unicode_normalization::UnicodeNormalization;
use words::*;

/// A kind of noise.
pub struct Kind {
    /// What it is called in tables.
    pub name: &'static str,
    /// The largest share of titles whose family it may change, in percent.
    pub limit: f64,
    /// The ways to add it to a title.
    pub spoil: fn(&str) -> Vec<String>,
}

const fn kind(name: &'static str, spoil: fn(&str) -> Vec<String>) -> Kind {
    Kind {
        name,
        limit: 0.5,
        spoil,
    }
}

/// All kinds.
pub const KINDS: [Kind; 27] = [
    kind("upper case", |title| vec![title.to_uppercase()]),
    kind("lower case", |title| vec![title.to_lowercase()]),
    kind("no accents", |title| vec![bare(title)]),
    kind("no accents, upper case", |title| vec![bare(title).to_uppercase()]),
    kind("NFD", |title| vec![title.nfd().collect()]),
    kind("H/F at the end", |title| end(title, &GENDERS)),
    kind("H/F in front", |title| front(title, &GENDERS)),
    kind("H/F after the first word", |title| middle(title, &GENDERS)),
    kind("H/F glued", |title| GLUED.map(|mark| format!("{title}{mark}")).to_vec()),
    kind("H/F doubled", |title| end(title, &DOUBLED)),
    kind("contract", |title| around(title, &CONTRACTS)),
    kind("alternance, stage", |title| around(title, &TRAINEES)),
    kind("place", |title| places(title, &PLACES)),
    kind("reference", |title| around(title, &REFERENCES)),
    kind("pay", |title| around(title, &PAY)),
    kind("hours", |title| around(title, &HOURS)),
    kind("remote work", |title| around(title, &REMOTE)),
    kind("date, length", |title| around(title, &DATES)),
    kind("level, diploma", |title| around(title, &LEVELS)),
    kind("seniority", |title| {
        SENIORITY.map(|word| format!("{title} {word}")).to_vec()
    }),
    kind("hiring phrase", hiring),
    kind("emoji", |title| [end(title, &EMOJIS), front(title, &EMOJIS)].concat()),
    kind("no-break and doubled spaces", |title| {
        ["\u{A0}", "  ", "\u{202F}", " \u{A0} ", "\t"]
            .map(|space| title.replace(' ', space))
            .to_vec()
    }),
    kind("HTML entities", entities),
    kind("double-encoded UTF-8", |title| {
        vec![encoded_twice(title), encoded_twice(&title.replace('\'', "’"))]
    }),
    kind("bold letters", |title| {
        vec![
            styled(title, '𝐀', '𝐚'),
            styled(title, '𝗔', '𝗮'),
            styled(title, 'Ａ', 'ａ'),
        ]
    }),
    kind("zero-width characters", zero_width),
];

/// One slip of the keyboard in a long word.
pub const SLIP: Kind = Kind {
    name: "one slip in a long word",
    limit: 7.0,
    spoil: slips,
};

fn end(title: &str, marks: &[&str]) -> Vec<String> {
    marks.iter().map(|mark| format!("{title} {mark}")).collect()
}

fn front(title: &str, marks: &[&str]) -> Vec<String> {
    marks
        .iter()
        .flat_map(|mark| [format!("{mark} {title}"), format!("{mark} - {title}")])
        .collect()
}

fn middle(title: &str, marks: &[&str]) -> Vec<String> {
    let Some((first, rest)) = title.split_once(' ') else {
        return Vec::new();
    };
    // After a whole word only: neither inside a parenthesis nor before a mark of its own.
    if !first.chars().all(char::is_alphabetic) || !rest.starts_with(char::is_alphabetic) {
        return Vec::new();
    }
    marks.iter().map(|mark| format!("{first} {mark} {rest}")).collect()
}

/// Behind a dash, in parentheses, after a comma, in front.
fn around(title: &str, notes: &[&str]) -> Vec<String> {
    let ways = |note: &&str| {
        [
            format!("{title} - {note}"),
            format!("{title} ({note})"),
            format!("{title} {note}"),
            format!("{title}, {note}"),
            format!("{note} - {title}"),
            format!("[{note}] {title}"),
        ]
    };
    notes.iter().flat_map(ways).collect()
}

fn places(title: &str, places: &[&str]) -> Vec<String> {
    let ways = |place: &&str| {
        [
            format!("{title} - {place}"),
            format!("{title} {place}"),
            format!("{title}, {place}"),
            format!("{title} à {place}"),
            format!("{place} : {title}"),
            format!("{title} basé à {place}"),
        ]
    };
    places.iter().flat_map(ways).collect()
}

fn hiring(title: &str) -> Vec<String> {
    let front = [
        "Recherche",
        "Recherche un(e)",
        "Nous recrutons :",
        "Nous recherchons un·e",
        "Offre d'emploi :",
        "Offre d'emploi -",
        "URGENT -",
        "URGENT !",
        "[URGENT]",
        "On recrute !",
        "Poste de",
        "Recrutement",
        "Notre client recherche un",
        "Recrute",
        "Devenez",
        "Rejoignez-nous en tant que",
        "Job :",
    ];
    let back = [
        "urgent",
        "- URGENT",
        "(urgent)",
        "- poste à pourvoir",
        "recherché",
        "- Nous recrutons !",
        "- recrutement en cours",
        "à pourvoir dès que possible",
    ];
    let front = front.iter().map(|phrase| format!("{phrase} {title}"));
    front
        .chain(back.iter().map(|phrase| format!("{title} {phrase}")))
        .collect()
}

/// Without accents, ligatures apart.
pub fn bare(title: &str) -> String {
    title
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .nfc()
        .collect()
}

fn entities(title: &str) -> Vec<String> {
    let encode = |how: fn(char) -> String| {
        let each = |c: char| if c.is_ascii() { c.to_string() } else { how(c) };
        title.nfc().map(each).collect::<String>()
    };
    vec![
        encode(|c| format!("&#{};", c as u32)),
        encode(|c| format!("&#x{:X};", c as u32)),
        encode(named).replace('\'', "&#39;"),
        title.replace('&', "&amp;").replace('\'', "&apos;"),
        title.replace(' ', "&nbsp;"),
    ]
}

fn named(c: char) -> String {
    let mut parts = [c].into_iter().nfd();
    let (base, mark) = (parts.next().unwrap_or(c), parts.next());
    let accent = match mark {
        Some('\u{301}') => "acute",
        Some('\u{300}') => "grave",
        Some('\u{302}') => "circ",
        Some('\u{308}') => "uml",
        Some('\u{327}') => "cedil",
        _ => "",
    };
    match c {
        '’' => "&rsquo;".to_owned(),
        '–' => "&ndash;".to_owned(),
        '·' => "&middot;".to_owned(),
        'œ' => "&oelig;".to_owned(),
        '€' => "&euro;".to_owned(),
        _ if accent.is_empty() => c.to_string(),
        _ => format!("&{base}{accent};"),
    }
}

/// UTF-8 read as Windows-1252.
fn encoded_twice(title: &str) -> String {
    let composed: String = title.nfc().collect();
    encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(composed.as_bytes())
        .0
        .into_owned()
}

/// ASCII letters in another alphabet of Unicode, accents kept as combining marks.
fn styled(title: &str, capital: char, small: char) -> String {
    let shift = |c: char, from: char, to: char| char::from_u32(to as u32 + (c as u32 - from as u32)).unwrap_or(c);
    let each = |c: char| match c {
        'A'..='Z' => shift(c, 'A', capital),
        'a'..='z' => shift(c, 'a', small),
        _ => c,
    };
    title.nfd().map(each).collect()
}

fn zero_width(title: &str) -> Vec<String> {
    let between = |mark: char| title.chars().flat_map(|c| [c, mark]).collect::<String>();
    vec![
        format!("\u{FEFF}{title}"),
        format!("\u{200B}{title}\u{200B}"),
        between('\u{200B}'),
        between('\u{AD}'),
        title.replace(' ', " \u{200B}"),
    ]
}

/// The letters beside each letter of a French keyboard.
const NEIGHBOURS: [(char, &str); 26] = [
    ('a', "zq"),
    ('b', "vn"),
    ('c', "xvd"),
    ('d', "sfec"),
    ('e', "zrd"),
    ('f', "dgrv"),
    ('g', "fhtb"),
    ('h', "gjyn"),
    ('i', "uok"),
    ('j', "hku"),
    ('k', "jli"),
    ('l', "kmo"),
    ('m', "lp"),
    ('n', "bh"),
    ('o', "ipl"),
    ('p', "om"),
    ('q', "asw"),
    ('r', "etf"),
    ('s', "qdz"),
    ('t', "ryg"),
    ('u', "yij"),
    ('v', "cbf"),
    ('w', "xq"),
    ('x', "wcs"),
    ('y', "tuh"),
    ('z', "aes"),
];

/// A deletion, an insertion, a substitution and a swap in each word of seven letters or more, at places that the title
/// decides, so that every run makes the same ones.
fn slips(title: &str) -> Vec<String> {
    let letters: Vec<char> = title.nfc().collect();
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    for end in 0..=letters.len() {
        if letters.get(end).is_none_or(|c| !c.is_alphabetic()) {
            if end - start >= 7 {
                words.push((start, end));
            }
            start = end + 1;
        }
    }
    let mut numbers = title.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    let mut below = |limit: usize| {
        numbers = numbers.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (numbers >> 33) as usize % limit
    };
    let mut out = Vec::new();
    for (start, end) in words {
        for way in 0..4 {
            let at = start + below(end - start);
            let beside = neighbour(letters[at], below(4));
            let mut slipped = letters.clone();
            match way {
                0 => drop(slipped.remove(at)),
                1 => slipped.insert(at, beside),
                2 => slipped[at] = beside,
                _ => slipped.swap(at.min(end - 2), at.min(end - 2) + 1),
            }
            out.push(slipped.into_iter().collect());
        }
    }
    out
}

fn neighbour(letter: char, which: usize) -> char {
    let base = letter.to_lowercase().nfd().next().unwrap_or(letter);
    let beside = NEIGHBOURS
        .iter()
        .find(|(known, _)| *known == base)
        .map_or("e", |(_, beside)| beside);
    let chosen = beside.chars().cycle().nth(which).unwrap_or('e');
    if letter.is_uppercase() {
        chosen.to_ascii_uppercase()
    } else {
        chosen
    }
}
