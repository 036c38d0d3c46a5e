//! One title in the library, by kind of title, beside a plain lower-case copy of the same bytes: the floor of anything
//! that reads a title at all.
//!
//! A title is *read*, or was *seen before* by the buffers that it is asked with, which answer from memory.
//!
//! Every answer is checked before its time is taken, so that a reading that stops too early cannot look fast. ASCII
//! takes the fast path of folding; accents and styled letters the slow one; noisy titles run the patterns; long words
//! out of scope are looked up as slips of the keyboard.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use metiers::{Classifier, Company, Label, Scratch, stages};
use std::hint::black_box;

/// A kind of title, with the label that each must get.
const KINDS: [(&str, &[(&str, Label)]); 6] = [
    (
        "short",
        &[
            ("Traffic manager", Label::Acquisition),
            ("Webmaster H/F", Label::Generalist),
            ("Copywriter", Label::WebWriting),
            ("Graphiste", Label::GraphicDesign),
        ],
    ),
    (
        "long",
        &[
            (
                "Responsable marketing digital et e-commerce pour une marque de mode en pleine croissance internationale",
                Label::WebMarketing,
            ),
            (
                "Community manager pour les reseaux sociaux d'une federation sportive nationale et de ses clubs locaux",
                Label::CustomerRelations,
            ),
        ],
    ),
    (
        "accented",
        &[
            ("Rédacteur·rice web spécialisé·e en référencement", Label::WebWriting),
            ("Chargée de référencement naturel", Label::Acquisition),
            ("Téléconseillère énergie", Label::CustomerRelations),
        ],
    ),
    (
        "styled",
        &[
            ("𝐓𝐫𝐚𝐟𝐟𝐢𝐜 𝐦𝐚𝐧𝐚𝐠𝐞𝐫", Label::Acquisition),
            ("RÃ©dacteur web &amp; SEO", Label::WebWriting),
            ("Rédacteur web", Label::WebWriting),
        ],
    ),
    (
        "noisy",
        &[
            (
                "URGENT ! Traffic manager (H/F) - CDI - 35-40K€ - Paris 9e (75009) - réf. 2026-1234",
                Label::Acquisition,
            ),
            (
                "🔥 [CDD 6 mois] Rédacteur / Rédactrice web F/H – temps plein 35h – Lille (59)",
                Label::WebWriting,
            ),
        ],
    ),
    (
        "out of scope",
        &[
            ("Conducteur de travaux menuiseries", Label::OutOfScope),
            ("Infirmier en réanimation cardiologique", Label::OutOfScope),
            ("Préparateur de commandes", Label::OutOfScope),
            ("Anesthésiste réanimateur vacataire", Label::OutOfScope),
        ],
    ),
];

fn titles(criterion: &mut Criterion) {
    let classifier = Classifier::builtin();
    let (mut scratch, company) = (Scratch::default(), Company::default());
    let mut lower = String::new();
    for (kind, titles) in KINDS {
        for (title, label) in titles {
            let read = stages::verdict(&classifier, &mut scratch, title, &company);
            assert_eq!(read.label(), *label, "{title}");
            // Often enough for buffers that begin to remember late.
            for _ in 0..2_000 {
                assert_eq!(classifier.classify_with(&mut scratch, title, &company), read, "{title}");
            }
        }
        let mut group = criterion.benchmark_group(format!("titles/{kind}"));
        let bytes: usize = titles.iter().map(|(title, _)| title.len()).sum();
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function("read", |bencher| {
            bencher.iter(|| {
                for (title, _) in titles {
                    black_box(stages::verdict(&classifier, &mut scratch, black_box(title), &company));
                }
            });
        });
        group.bench_function("seen before", |bencher| {
            bencher.iter(|| {
                for (title, _) in titles {
                    black_box(classifier.classify_with(&mut scratch, black_box(title), &company));
                }
            });
        });
        group.bench_function("floor: lower-case copy", |bencher| {
            bencher.iter(|| {
                for (title, _) in titles {
                    lower.clear();
                    lower.push_str(black_box(title));
                    lower.make_ascii_lowercase();
                    black_box(&lower);
                }
            });
        });
    }
}

criterion_group!(benches, titles);
criterion_main!(benches);
