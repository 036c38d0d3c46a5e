//! The classifier: ties the rooms together, no logic of its own.

use crate::engine::concept::Rules;
use crate::engine::concept::{ConceptSummary, Origin};
use crate::engine::explain::Explanation;
use crate::engine::hits::{self, Hit};
use crate::engine::recent::Recent;
use crate::engine::score::{self, Decision};
use crate::engine::{Company, Verdict};
use crate::memory::Keeper;
use crate::rules::{self, Diagnostics, Sources};
use crate::title::tail::{End, Tail};
use crate::title::token::UNKNOWN;
use crate::title::{Lexicon, Reading, Span};
use std::cell::Cell;
use std::fmt::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Titles are read up to this many bytes: no real one comes near, and time stays bounded.
pub const LONGEST_TITLE: usize = 4096;

/// Reads titles by a set of rules. Cheap to clone, shared freely between threads.
///
/// ```
/// use metiers::{Classifier, Family};
/// let verdict = Classifier::builtin().classify("Traffic Manager (H/F) - CDI - Paris");
/// assert_eq!(verdict.family(), Some(Family::Acquisition));
/// ```
#[derive(Clone)]
pub struct Classifier(Arc<RuleSet>);

pub(crate) struct RuleSet {
    pub lexicon: Lexicon,
    pub rules: Rules,
    pub sources: Sources,
    pub fingerprint: String,
}

/// The buffers of one thread, reused from title to title so that none allocates, and what it remembers of the titles seen last; any
/// classifier may use them.
///
/// [`Classifier::classify_with`] answers from memory what it was asked of late: once two thousand titles have come it begins to
/// remember the last 16,000 or so, in 1.5 MiB at most. The memory is one classifier's at a time; another one reads its titles, until
/// two thousand have come in a row that are not the first one's. Verdicts are the same with it and without.
/// [`Classifier::classify`] and [`Classifier::classify_for`] have a scratch for each thread.
#[derive(Default)]
pub struct Scratch {
    pub(crate) reading: Reading,
    pub(crate) hits: Vec<Hit>,
    keeper: Keeper,
}

/// Makes a classifier from rules of one's own, with or without the built-in ones.
///
/// ```
/// use metiers::{Classifier, Family};
/// let rules = r#"
/// label = "redaction"
/// [[concept]]
/// name = "scribe numérique"
/// role = "head"
/// forms = ["scribe numérique"]
/// "#;
/// let classifier = Classifier::builder().rules_text("mine.toml", rules).build().unwrap();
/// assert_eq!(classifier.classify("Scribe numérique H/F").family(), Some(Family::WebWriting));
/// ```
pub struct ClassifierBuilder {
    sources: Sources,
    faults: Diagnostics,
}

impl ClassifierBuilder {
    /// Leaves out the built-in rules about jobs and their vocabulary; weights and the endings of French words stay.
    pub fn without_builtin_rules(mut self) -> Self {
        self.sources.drop_builtin_rules();
        self
    }

    /// Adds a rule file, or a folder of them laid out like `rules/`. Later ones win. What cannot be read is told by [`build`](Self::build).
    pub fn rules(mut self, path: impl AsRef<Path>) -> Self {
        if let Err(faults) = self.sources.add_path(path.as_ref()) {
            self.faults.extend(faults);
        }
        self
    }

    /// Adds rules as a text; `name` tells their kind as a file's name does (`mine.toml`, `noise.csv`).
    pub fn rules_text(self, name: &str, text: impl Into<String>) -> Self {
        self.rules_texts([(name, text)])
    }

    /// Adds several texts, none of which wins over another, as the files of a folder are added.
    pub fn rules_texts<'n>(mut self, texts: impl IntoIterator<Item = (&'n str, impl Into<String>)>) -> Self {
        self.sources
            .add_texts(texts.into_iter().map(|(name, text)| (name, text.into())));
        self
    }

    /// Compiles the rules; the built-in ones alone are compiled already.
    ///
    /// # Errors
    /// Every fault of every file, each with its place and a way out.
    pub fn build(self) -> Result<Classifier, Diagnostics> {
        if self.faults.errors() > 0 {
            return Err(self.faults);
        }
        let sources = self.sources;
        if sources.are_builtin()
            && let Ok((lexicon, rules, fingerprint)) = rules::packed::unpack(crate::PACKED_RULES)
        {
            return Ok(Classifier(Arc::new(RuleSet {
                lexicon,
                rules,
                sources,
                fingerprint,
            })));
        }
        RuleSet::compile(sources).map(|set| Classifier(Arc::new(set)))
    }
}

impl fmt::Debug for Classifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut classifier = f.debug_struct("Classifier");
        classifier
            .field("fingerprint", &self.fingerprint())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ClassifierBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<_> = self.sources.files.iter().map(|file| &file.name).collect();
        f.debug_struct("ClassifierBuilder")
            .field("files", &files)
            .field("faults", &self.faults)
            .finish()
    }
}

impl fmt::Debug for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scratch").finish_non_exhaustive()
    }
}

impl Scratch {
    /// Does some work with this thread's buffers, which have grown and remember.
    pub(crate) fn with<T>(work: impl FnOnce(&mut Scratch) -> T) -> T {
        thread_local! {
            static WARM: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
        }
        // None are there at first, within such a piece of work, and at the end of a thread.
        let mut scratch = WARM.try_with(Cell::take).ok().flatten().unwrap_or_default();
        let done = work(&mut scratch);
        let _ = WARM.try_with(|place| place.set(Some(scratch)));
        done
    }
}

impl RuleSet {
    /// Compiles rules from their files.
    pub fn compile(sources: Sources) -> Result<RuleSet, Diagnostics> {
        let compiled = rules::compile(&sources)?;
        Ok(RuleSet {
            lexicon: compiled.lexicon,
            rules: compiled.rules,
            fingerprint: sources.fingerprint(),
            sources,
        })
    }

    /// Decides on a title that was read.
    fn decide(&self, reading: &Reading, hits: &mut Vec<Hit>, company: &Company) -> Decision {
        hits::find(&self.rules, &reading.kept, hits);
        if reading.words.is_empty() {
            return Decision::empty();
        }
        score::decide(&self.rules, &reading.kept, hits, company)
    }
}

impl Classifier {
    /// The classifier with the rules compiled into the program; made once, then shared.
    pub fn builtin() -> Classifier {
        static BUILTIN: OnceLock<Classifier> = OnceLock::new();
        let build = || match Classifier::builder().build() {
            Ok(classifier) => classifier,
            Err(faults) => panic!("the built-in rules do not compile, which the tests rule out:\n{faults}"),
        };
        BUILTIN.get_or_init(build).clone()
    }

    /// A classifier to be made from the built-in rules and one's own.
    pub fn builder() -> ClassifierBuilder {
        ClassifierBuilder {
            sources: Sources::builtin(),
            faults: Diagnostics::default(),
        }
    }

    /// Classifies one title.
    pub fn classify(&self, title: &str) -> Verdict {
        self.classify_for(title, &Company::default())
    }

    /// Classifies one title of a known company.
    ///
    /// ```
    /// use metiers::{Classifier, Company, Family};
    /// let small = Company::default().with_headcount(8);
    /// let verdict = Classifier::builtin().classify_for("Assistant(e) marketing et communication", &small);
    /// assert_eq!(verdict.family(), Some(Family::Generalist));
    /// ```
    pub fn classify_for(&self, title: &str, company: &Company) -> Verdict {
        Scratch::with(|scratch| self.classify_with(scratch, title, company))
    }

    /// Classifies one title with buffers of the caller's, which remember it.
    pub fn classify_with(&self, scratch: &mut Scratch, title: &str, company: &Company) -> Verdict {
        let Some(mut memory) = scratch.keeper.lend(self) else {
            return self.classify_anew(scratch, title, company);
        };
        let print = memory.print(self, scratch, title, company);
        let verdict = memory.verdict(self, scratch, title, print.as_ref(), company);
        scratch.keeper.keep(memory);
        verdict
    }

    /// Classifies one title by reading it, whatever is remembered: its words and hits are in the buffers then.
    pub(crate) fn classify_anew(&self, scratch: &mut Scratch, title: &str, company: &Company) -> Verdict {
        self.decide(scratch, title, company).verdict(&self.0.rules)
    }

    /// Classifies one title, by what was decided on the same words where that is remembered. A `recent` is of one classifier.
    pub(crate) fn classify_recent(
        &self,
        scratch: &mut Scratch,
        recent: &mut Recent,
        title: &str,
        company: &Company,
    ) -> Verdict {
        self.read(scratch, title);
        self.verdict_on_read(scratch, recent, company)
    }

    /// The verdict on the title read last.
    fn verdict_on_read(&self, scratch: &mut Scratch, recent: &mut Recent, company: &Company) -> Verdict {
        let Scratch { reading, hits, .. } = scratch;
        let reading = &*reading;
        recent.verdict(&reading.kept, company, || {
            self.0.decide(reading, hits, company).verdict(&self.0.rules)
        })
    }

    /// The same, and what may stand behind the title.
    pub(crate) fn classify_to_end(
        &self,
        scratch: &mut Scratch,
        recent: &mut Recent,
        title: &str,
        company: &Company,
    ) -> (Verdict, End) {
        let end = self.0.lexicon.read_to_end(readable(title), &mut scratch.reading);
        (self.verdict_on_read(scratch, recent, company), end)
    }

    /// The last part of a title as a tail, if it is one.
    pub(crate) fn read_tail(&self, scratch: &mut Scratch, part: &str) -> Option<Tail> {
        self.0.lexicon.read_tail(part, &mut scratch.reading)
    }

    /// Classifies one title and writes its evidence, readable, at the end of `evidence`: `traffic manager +53; web +8`. The title is read,
    /// even where it is remembered.
    pub fn classify_with_evidence(
        &self,
        scratch: &mut Scratch,
        title: &str,
        company: &Company,
        evidence: &mut String,
    ) -> Verdict {
        let verdict = self.classify_anew(scratch, title, company);
        // Several concepts of one label may claim the same words: that is one piece of evidence.
        let rules = &self.0.rules;
        let said = |hit: &Hit| (hit.start, rules.concept_of(hit.form).label);
        let mut last = None;
        let counted = scratch.hits.iter().filter(|hit| hit.points > 0);
        let counted = counted.filter(|hit| last.replace(said(hit)) != Some(said(hit)));
        for (place, hit) in counted.enumerate() {
            let separator = if place == 0 { "" } else { "; " };
            let name = &self.0.rules.concept_of(hit.form).name;
            write!(evidence, "{separator}{name} +{}", hit.points).expect("a text can always be written to");
        }
        verdict
    }

    /// Says why a title is what it is.
    ///
    /// ```
    /// let why = metiers::Classifier::builtin().explain("Rédacteur·rice web SEO");
    /// assert!(why.to_string().contains("redaction"));
    /// ```
    pub fn explain(&self, title: &str) -> Explanation {
        self.explain_for(title, &Company::default())
    }

    /// Says why a title of a known company is what it is.
    pub fn explain_for(&self, title: &str, company: &Company) -> Explanation {
        let mut scratch = Scratch::default();
        let title = readable(title);
        let decision = self.decide(&mut scratch, title, company);
        Explanation::new(&self.0, title, &scratch, &decision, company)
    }

    /// The fingerprint of the rule set, 16 hexadecimal digits: the same rules give the same verdicts.
    pub fn fingerprint(&self) -> &str {
        &self.0.fingerprint
    }

    /// The rule files beside the built-in ones, each with its name and text: those that were added together in one list, in their
    /// order. From each list [`ClassifierBuilder::rules_texts`] makes the same classifier elsewhere.
    ///
    /// ```
    /// use metiers::Classifier;
    /// let mine = Classifier::builder().rules_text("mine.toml", "label = \"redaction\"").build().unwrap();
    /// assert_eq!(mine.own_rules().collect::<Vec<_>>(), [[("mine.toml", "label = \"redaction\"")]]);
    /// ```
    pub fn own_rules(&self) -> impl Iterator<Item = Vec<(&str, &str)>> {
        let own = self
            .0
            .sources
            .files
            .iter()
            .filter(|file| file.layer > 0)
            .collect::<Vec<_>>();
        let lists: Vec<Vec<_>> = own
            .chunk_by(|one, next| one.layer == next.layer)
            .map(|files| {
                files
                    .iter()
                    .map(|file| (file.name.as_str(), file.text.as_ref()))
                    .collect()
            })
            .collect();
        lists.into_iter()
    }

    /// What the rules do not do although they seem to: examples of the rule files that fail, forms that two labels claim.
    pub fn check(&self) -> Diagnostics {
        rules::check::examples(self)
    }

    /// What looks useless or contradictory in the rules: unused, shadowed and conflicting ones. Where there are rules of
    /// one's own, only they are spoken of.
    pub fn warnings(&self) -> Diagnostics {
        rules::lint::warnings(self)
    }

    /// The concepts of the rules, in the order of the files.
    pub fn concepts(&self) -> impl Iterator<Item = ConceptSummary> {
        let rules = &self.0.rules;
        let mut all: Vec<ConceptSummary> = {
            let summary = |concept| ConceptSummary::of(concept, &rules.tags);
            rules.concepts.iter().map(summary).collect()
        };
        for (place, form) in rules.forms.iter().enumerate() {
            let concept = &mut all[usize::from(rules.form_concepts[place])];
            concept.forms.push(rules.form_texts.text(place).to_owned());
            if concept.file.is_empty() {
                concept.file = rules.files[usize::from(form.file)].to_string();
                concept.line = form.line;
                if self.0.sources.files[usize::from(form.file)].layer > 0 {
                    concept.origin = Origin::User;
                }
            }
        }
        all.into_iter()
    }

    /// Reads a title, without deciding on it.
    pub(crate) fn read(&self, scratch: &mut Scratch, title: &str) {
        self.0.lexicon.read(readable(title), &mut scratch.reading);
    }

    /// Where the words of the title read last stand that no rule and no noise has.
    pub(crate) fn unknown_words(scratch: &Scratch) -> impl Iterator<Item = Span> {
        let unknown = scratch.reading.kept.iter().filter(|word| word.symbol == UNKNOWN);
        unknown.map(|word| word.raw)
    }

    pub(crate) fn rule_set(&self) -> &Arc<RuleSet> {
        &self.0
    }

    pub(crate) fn decide(&self, scratch: &mut Scratch, title: &str, company: &Company) -> Decision {
        let Scratch { reading, hits, .. } = scratch;
        self.0.lexicon.read(readable(title), reading);
        self.0.decide(reading, hits, company)
    }
}

/// The part of a title that is read.
fn readable(title: &str) -> &str {
    if title.len() <= LONGEST_TITLE {
        title
    } else {
        &title[..title.floor_char_boundary(LONGEST_TITLE)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packed_rules_are_those_of_the_files() {
        let set = RuleSet::compile(Sources::builtin()).unwrap();
        let packed = postcard::to_allocvec(&(&set.lexicon, &set.rules, &set.fingerprint)).unwrap();
        assert!(packed == crate::PACKED_RULES);
        assert!(rules::packed::unpack(crate::PACKED_RULES).is_ok());
        assert!(rules::packed::unpack(&crate::PACKED_RULES[1..]).is_err());
    }
}
