//! What is not words: references, pay, dates, hours, links, found by the patterns of `vocabulary/patterns.toml`.
//!
//! All patterns run together, over the folded text, and only where a digit or a mark makes one possible. The regular
//! expressions are those of the `regex` crate; its engine is called directly so that every thread owns its cache.

use super::fold::Folded;
use super::token::Noise;
use regex_automata::meta::{BuildError, Config, Regex};
use regex_automata::util::syntax;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

pub(crate) use regex_automata::meta::Cache;

/// The largest compiled size of all patterns, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// The patterns and the kind of noise that each finds. Those that come ready with the program are built when the first
/// title may need them: that takes longer than everything else at the start.
#[derive(Serialize, Deserialize)]
pub(crate) struct Patterns {
    sources: Box<[Box<str>]>,
    kinds: Box<[Noise]>,
    #[serde(skip)]
    regex: OnceLock<Regex>,
}

impl Default for Patterns {
    fn default() -> Self {
        Patterns::new(&[]).expect("no pattern is a valid set of patterns")
    }
}

impl Patterns {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// The place of the first faulty pattern, and what is wrong with it.
    pub fn new(patterns: &[(&str, Noise)]) -> Result<Patterns, Box<BuildError>> {
        let sources: Box<[Box<str>]> = patterns.iter().map(|(source, _)| (*source).into()).collect();
        Ok(Patterns {
            regex: OnceLock::from(build(&sources)?),
            sources,
            kinds: patterns.iter().map(|(_, kind)| *kind).collect(),
        })
    }

    fn regex(&self) -> &Regex {
        let build = || build(&self.sources).expect("these patterns were built before they were stored");
        self.regex.get_or_init(build)
    }

    /// A cache for one thread.
    pub fn cache(&self) -> Cache {
        self.regex().create_cache()
    }

    /// Makes noise of the words that a pattern covers.
    pub fn mask(&self, folded: &mut Folded, cache: &mut Cache) {
        let mut from = 0;
        while from < folded.text().len() {
            let input = regex_automata::Input::new(folded.text()).range(from..);
            let Some(found) = self.regex().search_with(cache, &input) else {
                return;
            };
            let kind = self.kinds[found.pattern().as_usize()];
            let (start, end) = (found.start() as u32, found.end() as u32);
            for token in &mut folded.tokens {
                if token.text.start < end && token.text.end > start {
                    token.noise = Some(kind);
                }
            }
            from = found.end().max(from + 1);
        }
    }
}

fn build(sources: &[Box<str>]) -> Result<Regex, Box<BuildError>> {
    Regex::builder()
        .configure(Config::new().nfa_size_limit(Some(SIZE_LIMIT)).utf8_empty(false).auto_prefilter(false))
        .syntax(syntax::Config::new().utf8(false).unicode(false))
        .build_many(sources)
        .map_err(Box::new)
}
