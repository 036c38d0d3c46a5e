//! Many titles at hand at once: slices in, verdicts or flat columns out, on all threads.
//!
//! For callers that hold columns (data frames, databases). Files are the business of [`batch`](crate::batch).

use crate::classifier::{Classifier, Scratch};
use crate::engine::{Company, CompanyKind, Family, Reason, Verdict};
use crate::memo::{AHEAD, Memo};
use crate::memory::Memory;
use rayon::prelude::*;
use std::error::Error;
use std::sync::{LazyLock, Mutex, PoisonError};

/// A thread takes no fewer titles than this at a time, which would not be worth the hand-over, and no more.
const FEWEST: usize = 512;
const MOST: usize = 1 << 14;

/// What is known of the employers, by title; a column that is not there says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Companies<'c> {
    /// How many people work there.
    pub headcounts: Option<&'c [Option<u32>]>,
    /// What kind of company it is.
    pub kinds: Option<&'c [Option<CompanyKind>]>,
}

/// Verdicts as flat columns, each as long as the titles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// The families.
    pub families: Vec<Option<Family>>,
    /// The reasons.
    pub reasons: Vec<Reason>,
    /// The confidences, from 0.00 to 1.00.
    pub confidences: Vec<f32>,
    /// The families that came second.
    pub runners_up: Vec<Option<Family>>,
}

/// A column of companies that is not as long as the titles.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{titles} titles, but {rows} rows in the column of {column}: give one row for each title")]
pub struct UnevenColumns {
    /// How many titles there are.
    pub titles: usize,
    /// What the other column holds.
    pub column: &'static str,
    /// How long it is.
    pub rows: usize,
}

impl Companies<'_> {
    fn check(&self, titles: usize) -> Result<(), UnevenColumns> {
        let lengths = [
            ("headcounts", self.headcounts.map(<[_]>::len)),
            ("company types", self.kinds.map(<[_]>::len)),
        ];
        let odd = lengths
            .into_iter()
            .find_map(|(column, rows)| Some((column, rows.filter(|rows| *rows != titles)?)));
        odd.map_or(Ok(()), |(column, rows)| Err(UnevenColumns { titles, column, rows }))
    }

    fn of(&self, row: usize) -> Company {
        let headcount = self.headcounts.and_then(|column| column[row]);
        Company::new(headcount, self.kinds.and_then(|column| column[row]))
    }
}

impl Classifier {
    /// Classifies many titles on the threads of the current `rayon` pool, or on this thread alone where none can be started; the
    /// verdicts are in the titles' order.
    ///
    /// ```
    /// use metiers::{Classifier, Family};
    /// let verdicts = Classifier::builtin().classify_batch(&["Rédactrice web", "Boulanger"]);
    /// assert_eq!(verdicts[0].family(), Some(Family::WebWriting));
    /// assert_eq!(verdicts[1].family(), None);
    /// ```
    pub fn classify_batch<T: AsRef<str> + Sync>(&self, titles: &[T]) -> Vec<Verdict> {
        self.verdicts(titles, &Companies::default())
    }

    /// Classifies many titles, with what is known of their companies.
    ///
    /// # Errors
    /// A column of companies is not as long as the titles.
    pub fn classify_batch_for<T: AsRef<str> + Sync>(
        &self,
        titles: &[T],
        companies: &Companies<'_>,
    ) -> Result<Vec<Verdict>, UnevenColumns> {
        companies.check(titles.len())?;
        Ok(self.verdicts(titles, companies))
    }

    /// Classifies many titles, with what is known of their companies, into flat columns.
    ///
    /// ```
    /// use metiers::columns::Companies;
    /// use metiers::{Classifier, Family};
    /// let titles = ["Assistant marketing", "Assistant marketing", "Traffic manager"];
    /// let companies = Companies { headcounts: Some(&[Some(8), None, None]), ..Companies::default() };
    /// let columns = Classifier::builtin().classify_columns(&titles, &companies)?;
    /// assert_eq!(columns.families, [Some(Family::Generalist), None, Some(Family::Acquisition)]);
    /// # Ok::<(), metiers::columns::UnevenColumns>(())
    /// ```
    ///
    /// # Errors
    /// A column of companies is not as long as the titles.
    pub fn classify_columns<T: AsRef<str> + Sync>(
        &self,
        titles: &[T],
        companies: &Companies<'_>,
    ) -> Result<Columns, UnevenColumns> {
        let verdicts = self.classify_batch_for(titles, companies)?;
        Ok(Columns {
            families: verdicts.iter().map(Verdict::family).collect(),
            reasons: verdicts.iter().map(Verdict::reason).collect(),
            confidences: verdicts.iter().map(Verdict::confidence).collect(),
            runners_up: verdicts.iter().map(Verdict::runner_up).collect(),
        })
    }

    fn verdicts<T: AsRef<str> + Sync>(&self, titles: &[T], companies: &Companies<'_>) -> Vec<Verdict> {
        if !has_threads() {
            let mut reader = Reader::new(self, 1, titles.len());
            return Scratch::with(|scratch| reader.verdicts(scratch, titles, |row| companies.of(row)));
        }
        let threads = rayon::current_num_threads();
        let rows = (titles.len() / threads / 4).clamp(FEWEST, MOST);
        // Those that no thread has at the moment: never more than threads are at work at once.
        let free = Mutex::new(Vec::new());
        let parts = titles
            .par_chunks(rows)
            .enumerate()
            .with_max_len(1)
            .map(|(part, part_of)| {
                let reader = free.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let mut reader = reader.unwrap_or_else(|| Reader::new(self, threads, titles.len()));
                let verdicts =
                    Scratch::with(|scratch| reader.verdicts(scratch, part_of, |row| companies.of(part * rows + row)));
                free.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
                verdicts
            });
        parts.collect::<Vec<_>>().concat()
    }
}

/// Whether there is a pool of threads: one that a caller made, or rayon's own, which panics where it is used and could not be started
/// (a limit on processes or on memory).
fn has_threads() -> bool {
    static STARTED: LazyLock<bool> = LazyLock::new(|| match rayon::ThreadPoolBuilder::new().build_global() {
        Ok(()) => true,
        // A pool that is there already is no failure of the system's.
        Err(error) => error.source().is_none(),
    });
    rayon::current_thread_index().is_some() || *STARTED
}

/// Reads one title after the other and remembers what came of them, since columns repeat their titles.
struct Reader<'c> {
    classifier: &'c Classifier,
    memory: Memory,
}

impl Reader<'_> {
    /// The reader of one of so many threads that have so many titles to read.
    fn new(classifier: &Classifier, threads: usize, titles: usize) -> Reader<'_> {
        Reader {
            classifier,
            memory: Memory::new(classifier, Memo::of_one(threads, titles)),
        }
    }

    /// The verdicts on some titles, each with the company of its row.
    fn verdicts<T: AsRef<str>>(
        &mut self,
        scratch: &mut Scratch,
        titles: &[T],
        company: impl Fn(usize) -> Company,
    ) -> Vec<Verdict> {
        let Reader { classifier, memory } = self;
        let mut verdicts = Vec::with_capacity(titles.len());
        for titles in titles.chunks(AHEAD) {
            let first = verdicts.len();
            let mut prints = [None; AHEAD];
            for (at, (print, title)) in prints.iter_mut().zip(titles).enumerate() {
                *print = memory.print(classifier, scratch, title.as_ref(), &company(first + at));
            }
            memory.foresee(&prints);
            for (at, (print, title)) in prints.iter().zip(titles).enumerate() {
                let company = company(first + at);
                verdicts.push(memory.verdict(classifier, scratch, title.as_ref(), print.as_ref(), &company));
            }
        }
        verdicts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_at_once_are_as_one_by_one() {
        let classifier = Classifier::builtin();
        let titles: Vec<String> = (0..5_000)
            .map(|row| {
                [
                    "Traffic manager",
                    "Chargé de marketing",
                    "Assistant marketing et communication",
                ][row % 3]
                    .to_owned()
                    + &" H/F".repeat(row % 2)
            })
            .collect();
        let headcounts: Vec<Option<u32>> = (0..5_000).map(|row| (row % 5 > 0).then_some(row % 100)).collect();
        let kinds: Vec<Option<CompanyKind>> = (0..5_000)
            .map(|row| [None, Some(CompanyKind::Agency), Some(CompanyKind::Merchant)][row % 7 % 3])
            .collect();
        let companies = Companies {
            headcounts: Some(&headcounts),
            kinds: Some(&kinds),
        };
        let columns = classifier.classify_columns(&titles, &companies).unwrap();
        let batch = classifier.classify_batch(&titles);
        let mut scratch = Scratch::default();
        for (row, title) in titles.iter().enumerate() {
            let one = classifier.classify_anew(&mut scratch, title, &companies.of(row));
            assert_eq!(
                (columns.families[row], columns.reasons[row], columns.confidences[row]),
                (one.family(), one.reason(), one.confidence())
            );
            assert_eq!(columns.runners_up[row], one.runner_up());
            let one = classifier.classify_anew(&mut scratch, title, &Company::default());
            assert_eq!(batch[row], one);
        }
        assert!(columns.families.contains(&Some(Family::Generalist)) && columns.families.contains(&None));
    }

    /// Runs itself where no thread has room for its stack, as where a limit on processes is reached.
    #[test]
    #[cfg(unix)]
    fn without_threads_one_is_enough() {
        if std::env::var_os("METIERS_NO_THREADS").is_some() {
            assert!(std::thread::Builder::new().spawn(|| ()).is_err());
            let verdicts = Classifier::builtin().classify_batch(&vec!["Traffic manager"; 2_000]);
            assert!(
                verdicts
                    .iter()
                    .all(|verdict| verdict.family() == Some(Family::Acquisition))
            );
            assert_eq!(verdicts.len(), 2_000);
            return;
        }
        let this = std::env::current_exe().expect("the test has a file");
        let mut shell = std::process::Command::new("sh");
        shell.args([
            "-c",
            "ulimit -v 524288 && exec \"$0\" --exact columns::tests::without_threads_one_is_enough",
        ]);
        shell
            .arg(this)
            .env("METIERS_NO_THREADS", "1")
            .env("RUST_MIN_STACK", (600 << 20).to_string());
        let output = shell.output().expect("a shell runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}{output:?}");
    }

    #[test]
    fn titles_with_tails_are_what_they_are_when_read_alone() {
        const TAILS: [&str; 12] = [
            " - CDI",
            " (H/F)",
            " F/H",
            " - Lille (59)",
            " – Paris 9e",
            " (75)",
            " - Réf. 123456",
            " | Stage",
            " (e)",
            " - 35h",
            " -",
            " (trice)",
        ];
        let classifier = Classifier::builtin();
        let titles = crate::testing::titles()
            .into_iter()
            .enumerate()
            .flat_map(|(at, title)| {
                let tail = move |place: usize| TAILS[(at * 5 + place * 7) % TAILS.len()];
                [1, 2, 3].map(|count| (0..count).fold(title.clone(), |title, place| title + tail(place + count)))
            });
        let titles: Vec<String> = titles.collect();
        let verdicts = classifier.classify_batch(&titles);
        let (mut scratch, none) = (Scratch::default(), Company::default());
        for (title, verdict) in titles.iter().zip(verdicts) {
            assert_eq!(verdict, classifier.classify_anew(&mut scratch, title, &none), "{title}");
        }
    }

    #[test]
    fn a_column_of_another_length_is_an_error() {
        let companies = Companies {
            kinds: Some(&[None]),
            ..Companies::default()
        };
        let error = Classifier::builtin()
            .classify_columns(&["SEO", "SEA"], &companies)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "2 titles, but 1 rows in the column of company types: give one row for each title"
        );
        assert_eq!(Classifier::builtin().classify_batch::<&str>(&[]), []);
    }
}
