//! `batch::classify` beside a plain copy of the same bytes by the `csv` crate, which is the floor of tools that parse.
//!
//! Two files of 100,000 records, made the same in every run: lean ones of about 100 bytes, and wide ones of about
//! 1 KiB whose description holds quotes and line ends, as job boards' exports do. Each run is checked: so many
//! records, and exactly so many bytes of the input in the output.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use metiers::Classifier;
use metiers::batch::{self, Options};
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROWS: usize = 100_000;

const TITLES: [&str; 12] = [
    "Traffic manager H/F",
    "Chargé(e) de clientèle - CDI - Lille (59)",
    "Rédacteur·rice web SEO",
    "Développeur PHP",
    "Community manager (H/F) en alternance",
    "Assistant e-commerce",
    "Boulanger pâtissier",
    "Chef de projet digital",
    "Responsable du service client",
    "Graphiste web",
    "CHARGE DE REFERENCEMENT SEA / SEO",
    "Comptable fournisseurs F/H",
];

const CITIES: [&str; 5] = [
    "Lille",
    "Saint-Étienne",
    "Paris 9e",
    "Villeneuve-d'Ascq",
    "Aix-en-Provence",
];

/// A generator of numbers that are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }
}

/// Titles that do not all repeat: a reference stands behind most.
fn title(numbers: &mut Numbers) -> String {
    let title = TITLES[numbers.below(TITLES.len())];
    if numbers.below(4) == 0 {
        title.to_owned()
    } else {
        format!("{title} - Réf {}", numbers.below(1_000_000))
    }
}

fn file(description: bool) -> Vec<u8> {
    let mut numbers = Numbers(2026);
    let mut text = "id;intitulé;ville;contrat;date;salaire;texte\r\n".to_owned();
    for row in 0..ROWS {
        let (title, city) = (title(&mut numbers), CITIES[numbers.below(CITIES.len())]);
        let salary = 20_000 + numbers.below(30_000);
        text += &format!(
            "{row};{title};{city};CDI temps plein;2026-11-{:02};{salary} €;",
            1 + row % 28
        );
        if description {
            text += "\"Au sein du \"\"pôle digital\"\", vous animez ; vous suivez :\r\n";
            for line in 0..7 + numbers.below(6) {
                text +=
                    &format!("- {line}. le trafic, les campagnes et la relation avec la clientèle, au quotidien ;\r\n");
            }
            text += "Rejoignez-nous !\"";
        } else {
            text += "poste à pourvoir";
        }
        text += "\r\n";
    }
    text.into_bytes()
}

/// Reads and writes every record, as a tool built on the `csv` crate does.
fn copy(text: &[u8]) -> Vec<u8> {
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.delimiter(b';').has_headers(false).from_reader(text);
    let mut builder = csv::WriterBuilder::new();
    let mut writer = builder.delimiter(b';').from_writer(Vec::with_capacity(text.len()));
    let mut record = csv::ByteRecord::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut record).expect("memory can be read") {
        writer.write_byte_record(&record).expect("memory can be written");
        rows += 1;
    }
    assert_eq!(rows, ROWS + 1);
    writer.into_inner().expect("memory can be written")
}

fn classify(text: &[u8], classifier: &Classifier, jobs: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() * 2);
    let options = Options {
        jobs,
        ..Options::default()
    };
    let summary = batch::classify(text, &mut out, classifier, &options).expect("the file can be read");
    assert_eq!((summary.records as usize, summary.irregular_records()), (ROWS, 0));
    out
}

/// The output without its last three cells is the input, byte for byte.
fn check(text: &[u8], out: &[u8]) {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(b';').has_headers(false).from_reader(out);
    let mut record = csv::ByteRecord::new();
    let mut added = 0;
    while reader.read_byte_record(&mut record).expect("memory can be read") {
        added += record.iter().rev().take(3).map(|cell| cell.len() + 1).sum::<usize>();
    }
    assert_eq!(out.len() - added, text.len());
}

fn fastest(mut work: impl FnMut()) -> Duration {
    let time = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..7).map(|_| time(&mut work)).min().unwrap_or_default()
}

fn benches(criterion: &mut Criterion) {
    let classifier = Classifier::builtin();
    for (name, description) in [("lean", false), ("wide", true)] {
        let text = file(description);
        check(&text, &classify(&text, &classifier, 1));
        assert_eq!(classify(&text, &classifier, 1), classify(&text, &classifier, 2));
        let floor = fastest(|| drop(black_box(copy(&text))));
        for jobs in [1, 2] {
            let ours = fastest(|| drop(black_box(classify(&text, &classifier, jobs))));
            let ratio = ours.as_secs_f64() / floor.as_secs_f64();
            println!(
                "{name}, {} bytes, {jobs} threads: {ours:.1?}, csv copy {floor:.1?}, ratio {ratio:.2}",
                text.len()
            );
        }
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function("csv_copy", |bencher| bencher.iter(|| copy(&text)));
        for jobs in [1, 2] {
            group.bench_function(format!("classify_{jobs}"), |bencher| {
                bencher.iter(|| classify(&text, &classifier, jobs))
            });
        }
        group.finish();
    }
}

criterion_group!(batch_benches, benches);
criterion_main!(batch_benches);
