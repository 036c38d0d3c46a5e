//! From a title's bytes to the values of the added columns, with buffers that are reused from row to row.

use super::answer::Answer;
use super::encoding::Charset;
use super::keys::Keys;
use super::notes::Notes;
use super::summary::Tally;
use super::unknown::{self, Places};
use crate::classifier::{Classifier, Scratch};
use crate::engine::recent::Recent;
use crate::engine::{Company, Verdict};
use crate::memo::{AHEAD, Memo, Print};
use crate::title::is_twice_encoded;
use crate::title::padded::Title;
use crate::title::tail::{End, Tail};
use std::borrow::Cow;
use std::num::NonZeroU64;

/// The most bytes of a title that are read.
pub const TITLE_BYTES: usize = 4 << 10;

/// Is told of every title that is judged, its company and its verdict.
pub type Listener = std::sync::Arc<dyn Fn(&str, &Company, &Verdict) + Send + Sync>;

/// What titles that are judged one behind the other are looked for by.
pub type Prints = [Option<Print>; AHEAD];

/// How a verdict came about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// The title was remembered.
    Title,
    /// What stands before its tails was, with its unknown words.
    Head(Option<Places>),
    /// The title was read.
    Reading,
}

/// Judges the titles of one thread.
pub struct Judge {
    listener: Option<Listener>,
    classifier: Classifier,
    scratch: Scratch,
    explain: bool,
    /// Whether more is wanted than a verdict, or somebody listens: nothing is remembered then.
    speaks: bool,
    evidence: String,
    room: String,
    memo: Memo,
    recent: Recent,
    /// The encoding of the titles that the memo holds.
    charset: Charset,
    /// How the verdict on the title judged last came about.
    source: Source,
    /// What makes the keys of titles, where they are noted for a survey.
    keys: Option<Keys>,
    /// The key of the title judged last, where it is known.
    key: Option<NonZeroU64>,
}

impl Judge {
    /// The judge of one of so many threads.
    pub fn new(classifier: &Classifier, explain: bool, threads: usize) -> Judge {
        Judge {
            listener: None,
            classifier: classifier.clone(),
            scratch: Scratch::default(),
            explain,
            speaks: explain,
            evidence: String::new(),
            room: String::new(),
            memo: Memo::of_one(threads, usize::MAX).with_numbers_alike(classifier.rule_set().sources.are_builtin()),
            recent: Recent::new(),
            charset: Charset::UTF_8,
            source: Source::Title,
            keys: None,
            key: None,
        }
    }

    /// The same, of titles that are noted for a survey or not: their keys are remembered then, too.
    pub fn surveyed(self, surveyed: bool) -> Judge {
        Judge {
            keys: surveyed.then(Keys::default),
            memo: self.memo.with_keys(surveyed),
            ..self
        }
    }

    /// Notes the title that was judged last, for a survey. Its words are noted unless it was remembered, since they were noted
    /// before then; a title with a long number may have been remembered by another's.
    #[inline]
    pub fn note(&mut self, title: &Title<'_>, charset: Charset, verdict: Verdict, record: u64, notes: &mut Notes) {
        let numbered = self.memo.has_alike(title);
        let title = utf_8(title.bytes(), charset);
        notes.add(record, verdict, &title, self.key);
        if verdict.family().is_none() && (self.source != Source::Title || numbered) {
            let text = String::from_utf8_lossy(&title);
            let text = cut(&text, TITLE_BYTES).kept;
            if let Source::Head(Some(places)) = self.source {
                return notes.words(|words| places.write(text, words));
            }
            if self.source != Source::Reading {
                self.classifier.read(&mut self.scratch, text);
            }
            notes.words(|words| unknown::write(&self.scratch, text, words));
        }
    }

    /// The same, with somebody who is told of every title.
    pub fn heard_by(self, listener: Option<Listener>) -> Judge {
        Judge {
            speaks: self.explain || listener.is_some(),
            listener,
            ..self
        }
    }

    /// Makes ready for titles of one company that are to be judged next, as they stand in the file; gives what each is looked for by.
    pub fn foresee<'t>(
        &mut self,
        titles: impl Iterator<Item = Title<'t>>,
        charset: Charset,
        company: &Company,
    ) -> Prints {
        let mut prints = Prints::default();
        if !self.speaks {
            for (print, title) in prints.iter_mut().zip(titles) {
                *print = self.print(&title, charset, company);
            }
            self.memo.foresee(&prints);
        }
        prints
    }

    /// What a title is looked for by, where verdicts are remembered at all.
    #[inline]
    pub fn print(&mut self, title: &Title<'_>, charset: Charset, company: &Company) -> Option<Print> {
        let Judge {
            classifier,
            scratch,
            memo,
            ..
        } = self;
        let read_tail = |part: &str| read_tail(classifier, scratch, part);
        match (self.speaks, &self.keys) {
            (true, _) => None,
            (false, None) => memo.print_of_head(title, charset == Charset::UTF_8, company, read_tail),
            // The key of a title is not that of what stands before its tails.
            (false, Some(_)) => memo.print(title, company),
        }
    }

    /// The answer for a title, counted.
    #[inline]
    pub fn answer(
        &mut self,
        title: &Title<'_>,
        print: Option<&Print>,
        charset: Charset,
        company: &Company,
        tally: &mut Tally,
    ) -> Answer<'_> {
        if charset != self.charset {
            self.memo.clear();
            self.charset = charset;
        }
        let print = match self.known(title, print, company) {
            Ok((verdict, source)) => {
                self.source = source;
                return counted(verdict, tally);
            }
            Err(print) => print,
        };
        let (text, bad) = charset.decode(title.bytes());
        if bad {
            tally.bad_encoding += 1;
            tally.first_bad.get_or_insert(tally.records);
        }
        let odd = tally.nul + tally.mojibake;
        let Answer { verdict, .. } = self.answer_text(&text, company, tally);
        // What is counted as odd is to be counted each time.
        if !bad
            && tally.nul + tally.mojibake == odd
            && let (Some(verdict), Some(print)) = (verdict, print)
        {
            self.key = self.key_for(title, &text);
            self.memo
                .put(title, &print, verdict, End::Unread, self.key.map_or(0, NonZeroU64::get));
        }
        Answer {
            verdict,
            evidence: &self.evidence,
        }
    }

    /// The verdict on a title that need not be read, and where it comes from; or what the title is to be put by.
    #[inline]
    fn known(
        &mut self,
        title: &Title<'_>,
        print: Option<&Print>,
        company: &Company,
    ) -> Result<(Verdict, Source), Option<Print>> {
        let Some(print) = print else { return Err(None) };
        let surveyed = self.keys.is_some();
        // Who has the verdict of another number has not its words.
        let numbered = surveyed && self.memo.has_alike(title);
        if numbered && let Some((verdict, places)) = self.by_its_head(title, print, company) {
            return Ok((verdict, Source::Head(places)));
        }
        let print = match self.remembered(title, print, company) {
            Ok((verdict, key)) => {
                self.key = NonZeroU64::new(key);
                return Ok((verdict, Source::Title));
            }
            Err(print) => print,
        };
        let by_its_head = print.filter(|_| surveyed && !numbered);
        let found = by_its_head.and_then(|print| self.by_its_head(title, &print, company));
        found
            .map(|(verdict, places)| (verdict, Source::Head(places)))
            .ok_or(print)
    }

    /// The verdict on a title and its key, where they are remembered or what stands before its tails has them.
    fn remembered(
        &mut self,
        title: &Title<'_>,
        print: &Print,
        company: &Company,
    ) -> Result<(Verdict, u64), Option<Print>> {
        let Judge {
            classifier,
            scratch,
            recent,
            memo,
            charset,
            keys,
            ..
        } = self;
        memo.verdict(title, print, |head| {
            let (text, bad) = charset.decode(head);
            let odd = bad || text.contains('\0') || is_twice_encoded(&text);
            (!odd).then(|| {
                let (verdict, end) = classifier.classify_to_end(scratch, recent, &text, company);
                let places = keys.as_ref().map_or(0, |_| Places::packed(scratch));
                (verdict, end, places)
            })
        })
    }

    /// The verdict on a title of which the key is wanted too, by what stands before its tails, and the unknown words there. It is
    /// remembered from now on, if it has a key of its own.
    fn by_its_head(
        &mut self,
        title: &Title<'_>,
        print: &Print,
        company: &Company,
    ) -> Option<(Verdict, Option<Places>)> {
        let Judge {
            classifier,
            scratch,
            memo,
            charset,
            ..
        } = self;
        let read_tail = |part: &str| read_tail(classifier, scratch, part);
        let head = memo.print_of_head(title, *charset == Charset::UTF_8, company, read_tail);
        let head = head.filter(|head| head.tails.is_some())?;
        let (verdict, places) = self.remembered(title, &head, company).ok()?;
        self.key = self.key_for(title, &self.charset.decode(title.bytes()).0);
        if let Some(key) = self.key {
            self.memo.put(title, print, verdict, End::Unread, key.get());
        }
        Some((verdict, Places::unpacked(places)))
    }

    /// The key of a title that is going to be remembered; none where others with its verdict may have keys of their own.
    fn key_for(&mut self, title: &Title<'_>, text: &str) -> Option<NonZeroU64> {
        let alike = self.keys.is_some() && self.memo.has_alike(title);
        let keys = self.keys.as_mut().filter(|_| !alike)?;
        NonZeroU64::new(keys.title(text.as_bytes()))
    }

    /// The answer for a title that is text already.
    pub fn answer_text(&mut self, text: &str, company: &Company, tally: &mut Tally) -> Answer<'_> {
        let mut text = cut(text, TITLE_BYTES);
        tally.truncated += u64::from(text.truncated);
        let odd = Odd::of(text.kept.as_bytes());
        if odd.nul {
            tally.nul += 1;
            self.room.clear();
            self.room
                .extend(text.kept.chars().map(|c| if c == '\0' { ' ' } else { c }));
            text.kept = &self.room;
        }
        tally.mojibake += u64::from(odd.beyond_ascii && is_twice_encoded(text.kept));
        self.evidence.clear();
        let verdict = if self.explain {
            self.classifier
                .classify_with_evidence(&mut self.scratch, text.kept, company, &mut self.evidence)
        } else {
            self.classifier
                .classify_recent(&mut self.scratch, &mut self.recent, text.kept, company)
        };
        count(&verdict, tally);
        if let Some(listener) = &self.listener {
            listener(text.kept, company, &verdict);
        }
        (self.source, self.key) = (Source::Reading, None);
        Answer {
            verdict: Some(verdict),
            evidence: &self.evidence,
        }
    }
}

/// A part of a title as a tail; what is odd is none, since it is to be counted each time.
fn read_tail(classifier: &Classifier, scratch: &mut Scratch, part: &str) -> Option<Tail> {
    let odd = part.contains('\0') || is_twice_encoded(part);
    (!odd).then(|| classifier.read_tail(scratch, part)).flatten()
}

/// The answer of a verdict without evidence, counted.
fn counted(verdict: Verdict, tally: &mut Tally) -> Answer<'static> {
    count(&verdict, tally);
    Answer {
        verdict: Some(verdict),
        evidence: "",
    }
}

fn count(verdict: &Verdict, tally: &mut Tally) {
    if let Some(family) = verdict.family() {
        tally.families[family as usize] += 1;
    }
    tally.reasons[verdict.reason() as usize] += 1;
}

/// A cell in UTF-8, but for what is wrong with its bytes.
pub fn utf_8(cell: &[u8], charset: Charset) -> Cow<'_, [u8]> {
    if charset == Charset::UTF_8 {
        return Cow::Borrowed(cell);
    }
    match charset.decode(cell).0 {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

/// What may be odd about a text, from one look at its bytes.
struct Odd {
    nul: bool,
    beyond_ascii: bool,
}

impl Odd {
    fn of(text: &[u8]) -> Odd {
        const ONES: u64 = 0x0101_0101_0101_0101;
        const TOPS: u64 = ONES << 7;
        let (words, rest) = text.as_chunks::<8>();
        let look = |(zeros, all): (u64, u64), word: u64| (zeros | word.wrapping_sub(ONES) & !word, all | word);
        let seen = words.iter().map(|word| u64::from_le_bytes(*word)).fold((0, 0), look);
        // The last bytes are a word whose empty places hold no zeros.
        let last = rest.iter().fold(ONES, |last, byte| last << 8 | u64::from(*byte));
        let (zeros, all) = look(seen, last);
        Odd {
            nul: zeros & TOPS != 0,
            beyond_ascii: all & TOPS != 0,
        }
    }
}

struct Kept<'a> {
    kept: &'a str,
    truncated: bool,
}

/// The first bytes of a text, whole letters only.
fn cut(text: &str, most: usize) -> Kept<'_> {
    if text.len() <= most {
        return Kept {
            kept: text,
            truncated: false,
        };
    }
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    Kept {
        kept: &text[..end],
        truncated: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_odd_is_seen_wherever_it_stands() {
        for length in 1..20 {
            let mut text = vec![b'\x01'; length];
            let odd = Odd::of(&text);
            assert!(!odd.nul && !odd.beyond_ascii);
            for at in 0..length {
                text[at] = 0;
                assert!(Odd::of(&text).nul, "{at} of {length}");
                text[at] = 0xC3;
                let odd = Odd::of(&text);
                assert!(odd.beyond_ascii && !odd.nul, "{at} of {length}");
                text[at] = b'a';
            }
        }
    }

    #[test]
    fn a_long_title_is_cut_between_letters() {
        let text = "é".repeat(3000);
        let cut = cut(&text, 4095);
        assert!(cut.truncated && cut.kept.len() == 4094);
    }
}
