//! The steps of reading a title, each with all those before it, beside a plain lower-case copy of the same bytes.
//!
//! A step works in place on what the one before it made, so its own time is the difference between two neighbours.
//! Each step's outcome is checked before its time is taken.
//!
//! What was tried, by the instructions that callgrind counts for a row of `peers generate lean` (rows 10,001 to 20,000 by
//! `classify -j1`, without link-time optimisation, half of the rows answered by the memo):
//!
//! - kept: eight letters folded in a register, words looked up by a key of two registers instead of their letters, steps that the
//!   words of a title rule out left out: 9,790 to 6,610, one codegen unit instead of sixteen included;
//! - kept: a word of ASCII letters and the mark behind it read whole, the bits of what goes on at each node of a trie, a doublet
//!   looked for only where a symbol stands twice among four; kept in the batch: marks found 64 bytes at a time, titles remembered
//!   in a log, added cells ready made: to 5,910;
//! - kept: titles seen through a window of 64 bytes, plain words in one loop, gender marks looked for only at what may be one;
//! - kept although they take more instructions, since they wait less for memory: all words of a title looked at before one is
//!   compared, the memo's places of sixteen titles fetched together, patterns started only where one may begin;
//! - kept in the batch: 16 MiB of titles, those that differ by a long number alone taken for one. From the window on it
//!   all took the instructions of a row from 5,970 to 5,860 only, but the processor time of 1,000,000 rows from 1.85 to 1.42 s in
//!   one run;
//! - kept in the batch: the tails of a title cut off where it is remembered (`title::tail`), so that titles that differ by a town, a
//!   contract or a reference are one: of 1,000,000 rows with 352,418 different titles some 45,000 texts are read, half of them tails.
//!   Rows 100,001 to 200,000, with link-time optimisation: 4,670 instructions to 2,870, the fields behind the title counted by their
//!   delimiters included. A part that runs on into the tail behind it (*Paris 9e (75)*) is a tail together with it; without that
//!   132,000 rows had to be read whole; tails in sets of four instead of one place each are read half as often;
//! - kept in the batch: titles seen with the bytes behind them (`title::padded`): words are masked instead of counted, so that no loop ends
//!   where nobody foresees it, and nothing is copied; what is given back through memory in small pieces and read in large ones
//!   (records, prints) kept in registers; of two parts of a set one compared, by a tag. The instructions are the same (2,860), of 31 branches a row
//!   that are not foreseen 20 are left, and the processor time of 1,000,000 rows is 11 to 14 % less. Of numbers of five digits the
//!   last three left out as well: a quarter fewer texts read;
//! - kept in the batch: where a tail has to do with the next one it is tried together with that one before all that follow, and a head that has
//!   to be read with what stands behind it is read with the first tail alone; twice as many tails remembered: half of the texts that were
//!   still read are not, 8 % less processor time;
//! - kept in the batch: blocks of 512 KiB instead of 64: the system takes long for each read and each write, a million lean rows take 5 to 7 %
//!   less (256 KiB to 1 MiB are alike, 2 MiB are slower); tags of tails apart from the parts, numbers of characters looked for only where a `#`
//!   stands, what is remembered compared without a loop: 3 % together;
//! - kept in the batch: prints passed by reference (each was copied three times), one mask instead of two for where tails may begin, the bits
//!   below a length looked up instead of shifted, the starts of tails used up as they are given, a title and what stands before its tails asked
//!   for in one place, in registers: of a million lean rows 2,486 instructions each to 2,272, start included, and 7 % less time;
//! - dropped: tails with words behind a gender mark (` H/F en alternance`), where no expression and no phrase of the rules may run on across the
//!   mark: a third fewer texts read (14,200 to 9,500 of a million rows), but the look for them costs every row as much as that saves;
//! - dropped: a record copied in two halves that fit the registers: no difference; output kept back so that each write is of whole 512 KiB: 1 %,
//!   not worth its buffers;
//! - dropped: the kinds of parts told apart by masks instead of branches: two branches fewer a row that are not foreseen, no faster; all of it
//!   for processors of the third level (AVX2, BMI2): 7 % fewer instructions, 2 % less time; an index an eighth as large: no difference;
//! - dropped: parts in places of one line of the caches each, asked one after the other: 200 instructions fewer, but two branches more that are
//!   not foreseen: slower;
//! - dropped: a look for the dashes of a title by memchr: 450 instructions a row, 230 by the bits of its spaces, less by those of its
//!   dashes and brackets;
//! - dropped: keys put together piece by piece while letters are read: 170 more than making them from the letters once;
//! - dropped: numbers alone in parentheses kept from the patterns: 5 % less, but patterns know them for places;
//! - dropped: one codegen unit beside thin linking: no difference; the regex crate's prefilter for patterns: no difference.
//!
//! Then by titles that were never seen, the 1,152 real ones (44 bytes and 6.8 words each), as `scripts/instructions` counts them, with
//! link-time optimisation: 6,155 instructions a title to 5,340, 907 a word to 787:
//!
//! - kept: of a word only the place where it is looked for first asked in the loop over all words, the search from there in a
//!   function of its own; a hash that every letter has a part in, where one left out the seventh and the eighth (*manager* and
//!   *managers* shared a place): 950 to 700 with what unknown words cost;
//! - kept: the edges of a node of a trie in a small table of their own instead of sorted, no trie followed where the next word
//!   cannot go on, labels ranked by one number each, no noise given back where no word begins a phrase that wants it;
//! - dropped: marks and digits gathered in locals while plain words are read: 40 instructions more, no registers are left;
//! - dropped: gaps asked, words kept and suspects noted by arithmetic instead of branches: 300 instructions more, and of 85 branches a
//!   title that are not foreseen only 2 fewer, since the compiler makes branches of most of it again.
//!
//! What is left stands in no one place: folding 1,300, words looked up 700, phrases 1,550, hits 640, points 670, marks 280; the 80
//! branches not foreseen cost as much again. Each pass over the words ends with one of them: fewer passes are what is left to try,
//! words made where tokens are looked up instead of copied from them (330) first.
//!
//! Twenty titles over and over take 1.9 µs each on the machine where 20,000 take 2.4: a quarter of the time is memory, the rest is work.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use metiers::stages::{Outcome, Stages, Step};
use metiers::{Classifier, Label};
use std::hint::black_box;

/// Titles with what each comes to: words, words known to the rules, noise among the marks, words kept.
const TITLES: [(&str, [usize; 4], Label); 4] = [
    ("Traffic manager", [2, 2, 0, 2], Label::Acquisition),
    (
        "Chargé·e de référencement naturel (H/F) - CDI - Lille 59",
        [10, 8, 4, 2],
        Label::Acquisition,
    ),
    (
        "Rédacteur / Rédactrice web, 35-40K€, réf. 2026-1234",
        [8, 4, 5, 2],
        Label::WebWriting,
    ),
    ("Conducteur de travaux menuiseries", [4, 4, 0, 3], Label::OutOfScope),
];

fn outcomes(counts: [usize; 4], label: Label) -> [(Step, Outcome); 5] {
    let [words, known, noise, kept] = counts;
    [
        (Step::Fold, Outcome::Words(words)),
        (Step::Lookup, Outcome::Known(known)),
        (Step::Marks, Outcome::Noise(noise)),
        (Step::Phrases, Outcome::Kept(kept)),
        (Step::Decide, Outcome::Label(label)),
    ]
}

fn stages(criterion: &mut Criterion) {
    let mut stages = Stages::new(&Classifier::builtin());
    for (title, counts, label) in TITLES {
        for (step, outcome) in outcomes(counts, label) {
            assert_eq!(stages.read(title, step), outcome, "{title}, {step:?}");
        }
    }
    let mut group = criterion.benchmark_group("stages");
    let bytes: usize = TITLES.iter().map(|(title, ..)| title.len()).sum();
    group.throughput(Throughput::Bytes(bytes as u64));
    let mut lower = String::new();
    group.bench_function("0 floor: lower-case copy", |bencher| {
        bencher.iter(|| {
            for (title, ..) in TITLES {
                lower.clear();
                lower.push_str(black_box(title));
                lower.make_ascii_lowercase();
                black_box(&lower);
            }
        });
    });
    let names = [
        "1 fold",
        "2 and look up",
        "3 and marks",
        "4 and phrases",
        "5 and decide",
    ];
    let steps = outcomes([0; 4], Label::OutOfScope).map(|(step, _)| step);
    for (name, step) in names.into_iter().zip(steps) {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for (title, ..) in TITLES {
                    black_box(stages.read(black_box(title), step));
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
