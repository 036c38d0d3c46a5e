//! The little syntax of forms: `chef·fe de projet (web|digital)`, `[web] analyst`, `{web}`.

use super::toml_reader::Located;
use std::collections::HashMap;

/// The most phrases that one form may stand for.
const MOST_PHRASES: usize = 5_000;
/// The most words that one of them may have.
const LONGEST_PHRASE: usize = 100;
/// The most parts of a form, with those of its classes.
const MOST_PARTS: usize = 20_000;
/// How deep parentheses may be nested, classes included.
const DEEPEST: usize = 8;

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A word, with its inclusive endings and hyphens as they are written.
    Word(String),
    /// One of these sequences; an optional part is a choice with an empty one.
    Choice(Vec<Vec<Part>>),
}

/// What is wrong with a form, and where in it, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FormFault {
    pub message: String,
    pub at: usize,
}

type Classes = HashMap<String, (usize, Vec<Located<String>>)>;

/// Reads a form.
///
/// # Errors
/// A parenthesis without its other half, an unknown class, a form without a word, or one that stands for too much.
pub(crate) fn parse(form: &str, classes: &Classes) -> Result<Vec<Part>, FormFault> {
    let mut parser = Parser {
        form,
        at: 0,
        classes,
        depth: 0,
        parts: 0,
    };
    let parts = parser.sequence()?;
    if parser.at < form.len() {
        return Err(parser.fault("a closing mark without its opening one"));
    }
    if parts.is_empty() {
        return Err(parser.fault("a form without a word"));
    }
    let (phrases, longest) = extent(&parts, &|_| 1);
    let too_much = |message: String| Err(FormFault { message, at: 0 });
    if phrases > MOST_PHRASES {
        return too_much(format!(
            "this form stands for more than {MOST_PHRASES} phrases: split it"
        ));
    }
    if longest > LONGEST_PHRASE {
        return too_much(format!(
            "this form has a phrase of {longest} words: at most {LONGEST_PHRASE}"
        ));
    }
    Ok(parts)
}

struct Parser<'a> {
    form: &'a str,
    at: usize,
    classes: &'a Classes,
    depth: usize,
    /// How many parts there are so far.
    parts: usize,
}

impl Parser<'_> {
    fn fault(&self, message: impl Into<String>) -> FormFault {
        FormFault {
            message: message.into(),
            at: self.at,
        }
    }

    fn next(&self) -> Option<char> {
        self.form[self.at..].chars().next()
    }

    /// Parts up to the end, a bar or a closing mark.
    fn sequence(&mut self) -> Result<Vec<Part>, FormFault> {
        let mut parts = Vec::new();
        while let Some(next) = self.next() {
            self.parts += 1;
            if self.parts > MOST_PARTS {
                return Err(self.fault(format!(
                    "more than {MOST_PARTS} words with those of the classes: split it"
                )));
            }
            match next {
                '(' => parts.push(Part::Choice(self.bracketed(')')?)),
                '[' => {
                    let mut choices = self.bracketed(']')?;
                    choices.push(Vec::new());
                    parts.push(Part::Choice(choices));
                }
                '{' => parts.push(self.class()?),
                ')' | ']' | '|' => break,
                '}' => return Err(self.fault("a closing mark without its opening one")),
                _ if next.is_whitespace() => self.at += next.len_utf8(),
                _ => parts.push(self.word()),
            }
        }
        Ok(parts)
    }

    fn word(&mut self) -> Part {
        let rest = &self.form[self.at..];
        let end = rest
            .find(|c: char| c.is_whitespace() || "()[]{}|".contains(c))
            .unwrap_or(rest.len());
        self.at += end;
        Part::Word(rest[..end].to_owned())
    }

    /// The sequences between two marks.
    fn bracketed(&mut self, close: char) -> Result<Vec<Vec<Part>>, FormFault> {
        let opened = self.at;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fault("nested too deep"));
        }
        let mut choices = Vec::new();
        loop {
            self.at += 1;
            choices.push(self.sequence()?);
            match self.next() {
                Some('|') => {}
                Some(found) if found == close => break,
                _ => {
                    return Err(FormFault {
                        message: format!("this mark is never closed by « {close} »"),
                        at: opened,
                    });
                }
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(choices)
    }

    fn class(&mut self) -> Result<Part, FormFault> {
        let rest = &self.form[self.at + 1..];
        let end = rest
            .find('}')
            .ok_or_else(|| self.fault("this mark is never closed by « } »"))?;
        let name = &rest[..end];
        let (_, forms) = self.classes.get(name).ok_or_else(|| {
            let known = super::diagnostic::nearest(name, self.classes.keys().map(String::as_str));
            let hint = known
                .map(|known| format!("; did you mean « {known} »?"))
                .unwrap_or_default();
            self.fault(format!("unknown class « {name} »{hint}"))
        })?;
        let mut choices = Vec::with_capacity(forms.len());
        for form in forms {
            let mut inner = Parser {
                form: &form.value,
                at: 0,
                classes: self.classes,
                depth: self.depth + 1,
                parts: self.parts,
            };
            if inner.depth > DEEPEST {
                return Err(self.fault("classes that name each other in a circle, or nested too deep"));
            }
            choices.push(
                inner
                    .sequence()
                    .map_err(|fault| self.fault(format!("in the class « {name} »: {}", fault.message)))?,
            );
            self.parts = inner.parts;
        }
        self.at += end + 2;
        Ok(Part::Choice(choices))
    }
}

/// Calls back with every word of a form, once for each time it is written.
pub(crate) fn for_each_word(parts: &[Part], each: &mut impl FnMut(&str)) {
    for part in parts {
        match part {
            Part::Word(word) => each(word),
            Part::Choice(choices) => choices.iter().for_each(|choice| for_each_word(choice, each)),
        }
    }
}

/// How many phrases a form stands for, each word in so many spellings, and how many words the longest has: counted, not made.
pub(crate) fn extent(parts: &[Part], spellings: &dyn Fn(&str) -> usize) -> (usize, usize) {
    parts.iter().fold((1, 0), |(phrases, longest): (usize, usize), part| {
        let (ways, words) = match part {
            Part::Word(word) => (spellings(word), 1),
            Part::Choice(choices) => {
                let choices = choices.iter().map(|choice| extent(choice, spellings));
                choices.fold((0, 0), |(ways, words): (usize, usize), choice| {
                    (ways.saturating_add(choice.0), words.max(choice.1))
                })
            }
        };
        (phrases.saturating_mul(ways), longest + words)
    })
}

/// Every sequence of words that a form stands for.
pub(crate) fn phrases(parts: &[Part]) -> Vec<Vec<&str>> {
    let mut phrases = sequences(parts);
    phrases.retain(|phrase| !phrase.is_empty());
    phrases
}

fn sequences(parts: &[Part]) -> Vec<Vec<&str>> {
    let mut phrases = vec![Vec::new()];
    for part in parts {
        match part {
            Part::Word(word) => phrases.iter_mut().for_each(|phrase| phrase.push(word.as_str())),
            Part::Choice(choices) => {
                let endings: Vec<_> = choices.iter().flat_map(|choice| sequences(choice)).collect();
                let pairs = phrases
                    .iter()
                    .flat_map(|phrase| endings.iter().map(move |ending| (phrase, ending)));
                phrases = pairs
                    .map(|(phrase, ending)| phrase.iter().chain(ending).copied().collect())
                    .collect();
            }
        }
    }
    phrases
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes() -> Classes {
        let forms = ["web", "en ligne"].map(|form| Located {
            value: form.to_owned(),
            range: 0..0,
        });
        let ring = [Located {
            value: "{ring}".to_owned(),
            range: 0..0,
        }];
        HashMap::from([
            ("web".to_owned(), (0, forms.to_vec())),
            ("ring".to_owned(), (0, ring.to_vec())),
        ])
    }

    fn expand(form: &str) -> Vec<String> {
        let parts = parse(form, &classes()).unwrap();
        phrases(&parts).into_iter().map(|phrase| phrase.join(" ")).collect()
    }

    #[test]
    fn choices_options_and_classes_multiply() {
        assert_eq!(
            expand("chef·fe de projet (web|digital)"),
            ["chef·fe de projet web", "chef·fe de projet digital"]
        );
        assert_eq!(expand("[web] analyst"), ["web analyst", "analyst"]);
        assert_eq!(expand("vente {web}"), ["vente web", "vente en ligne"]);
        assert_eq!(expand("(a|b [c]) d"), ["a d", "b c d", "b d"]);
    }

    #[test]
    fn faults_say_where() {
        for (form, at) in [
            ("a (b", 2),
            ("a [b)", 2),
            ("a {x}", 2),
            ("a {web", 2),
            ("a b)", 3),
            ("", 0),
            ("a}", 1),
            ("{ring}", 0),
        ] {
            assert_eq!(parse(form, &classes()).unwrap_err().at, at, "{form}");
        }
        assert!(parse(&"(".repeat(100_000), &classes()).is_err());
    }

    #[test]
    fn forms_that_stand_for_too_much_are_faults_and_take_no_time() {
        let options = "[a] ".repeat(12);
        for (form, said) in [
            ("(a|b|c|d|e|f|g|h|i|j)".repeat(4), "more than 5000 phrases"),
            ("[a] ".repeat(1000), "more than 5000 phrases"),
            (
                format!("({}a)", format!("{options}|").repeat(400)),
                "more than 5000 phrases",
            ),
            ("a ".repeat(101), "a phrase of 101 words"),
            ("a ".repeat(20_001), "more than 20000 words"),
            ("{laughs} ".repeat(3), "more than 20000 words"),
        ] {
            let mut classes = classes();
            let class = |inner: String| {
                (
                    0,
                    vec![Located {
                        value: inner,
                        range: 0..0,
                    }],
                )
            };
            classes.insert("laughs".to_owned(), class("{l} ".repeat(100)));
            classes.insert("l".to_owned(), class("{a} ".repeat(100)));
            classes.insert("a".to_owned(), class("{web} ".repeat(100)));
            let fault = parse(&form, &classes).unwrap_err();
            assert!(fault.message.contains(said), "{said}: {}", fault.message);
        }
        let parts = parse("(a|b [c]) d-e", &classes()).unwrap();
        assert_eq!(extent(&parts, &|_| 1), (3, 3));
        assert_eq!(extent(&parts, &|word| if word.contains('-') { 2 } else { 1 }), (6, 3));
    }
}
