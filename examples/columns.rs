//! How long `Classifier::classify_columns` takes on the titles of standard input, one a line: what `bindings/rates.py` measures
//! the other ways by. Prints seconds, without reading and without the rules.

use metiers::Classifier;
use metiers::columns::Companies;
use std::io::Read;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let titles: Vec<&str> = text.lines().collect();
    let classifier = Classifier::builtin();
    let start = Instant::now();
    let columns = classifier.classify_columns(&titles, &Companies::default())?;
    let took = start.elapsed();
    assert_eq!(columns.reasons.len(), titles.len());
    println!("{}", took.as_secs_f64());
    Ok(())
}
