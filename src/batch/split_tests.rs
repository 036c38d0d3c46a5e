//! The splitter against the `csv` crate, on texts made mostly of the bytes that matter.

use super::*;
use proptest::prelude::*;

/// The fields as the `csv` crate reads them.
fn by_csv(text: &[u8], dialect: Dialect) -> Vec<Vec<Vec<u8>>> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true);
    builder.delimiter(dialect.delimiter).escape(dialect.escape);
    let mut reader = builder.from_reader(text);
    let records = reader.byte_records().map(|record| record.expect("memory can be read"));
    records
        .map(|record| record.iter().map(<[u8]>::to_vec).collect())
        .collect()
}

fn by_us(text: &[u8], dialect: Dialect) -> Vec<Vec<Vec<u8>>> {
    let mut records = Records::new(text, dialect, usize::MAX);
    let (mut spans, mut room, mut out) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(record) = records.next(&mut spans) {
        assert_eq!(record.fields, spans.len());
        let fields = spans
            .iter()
            .map(|span| unquote(span.of(text), dialect, &mut room).to_vec());
        out.push(fields.collect());
        spans.clear();
    }
    out
}

fn csv_like() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        4 => Just(b'"'), 3 => Just(b';'), 2 => Just(b'\n'), 1 => Just(b'\r'), 3 => Just(b'a'),
        1 => Just(b'\\'), 1 => Just(0xE9u8), 1 => Just(b','),
    ];
    prop::collection::vec(byte, 0..80)
}

// The `csv` crate hides a BOM, which is not the splitter's business: none is made here.
proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn records_and_fields_are_those_of_the_csv_crate(text in csv_like(), escaped in any::<bool>()) {
        let dialect = Dialect { delimiter: b';', escape: escaped.then_some(b'\\') };
        prop_assert_eq!(by_us(&text, dialect), by_csv(&text, dialect));
    }

    #[test]
    fn fields_that_nobody_wants_are_counted(text in csv_like(), single in any::<bool>(), wanted in 0..4_usize) {
        let dialect = Dialect::of(if single { Dialect::SINGLE } else { b';' });
        let walk = |wanted| {
            let (mut records, mut spans) = (Records::new(&text, dialect, wanted), Vec::new());
            let all: Vec<Record> = std::iter::from_fn(|| records.next(&mut spans)).collect();
            (all, records.blank)
        };
        prop_assert_eq!(walk(wanted), walk(usize::MAX));
    }

    #[test]
    fn a_cut_falls_between_two_records(text in csv_like()) {
        let dialect = Dialect::of(b';');
        let whole = by_us(&text, dialect);
        for seen in 0..=text.len() {
            let cut = last_record_end(&text[..seen], dialect, seen == text.len());
            let mut halves = by_us(&text[..cut.end], dialect);
            halves.extend(by_us(&text[cut.end..], dialect));
            prop_assert_eq!(&halves, &whole, "cut at {} of {}", cut.end, seen);
        }
    }

    #[test]
    fn blank_lines_are_counted_alike_on_both_sides_of_a_cut(text in csv_like()) {
        let dialect = Dialect::of(b';');
        let blank = |text: &[u8]| {
            let mut records = Records::new(text, dialect, 0);
            while records.next(&mut Vec::new()).is_some() {}
            records.blank
        };
        for seen in 0..=text.len() {
            let cut = last_record_end(&text[..seen], dialect, seen == text.len()).end;
            prop_assert_eq!(blank(&text[..cut]) + blank(&text[cut..]), blank(&text));
        }
    }
}

#[test]
fn one_column_is_split_by_lines_only() {
    let dialect = Dialect::of(Dialect::SINGLE);
    let rows = by_us(b"titre\nChef, de ; projet\n\"a\nb\"\n", dialect);
    assert_eq!(
        rows,
        [[b"titre".to_vec()], [b"Chef, de ; projet".to_vec()], [b"a\nb".to_vec()]]
    );
}

#[test]
fn the_open_quote_is_named() {
    let cut = last_record_end(b"a;b\nc;\"d\n", Dialect::of(b';'), true);
    assert_eq!(
        cut,
        Cut {
            end: 4,
            open_quote: Some(6)
        }
    );
}
