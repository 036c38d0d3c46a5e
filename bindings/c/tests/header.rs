//! `metiers.h` is what cbindgen makes of the sources: `METIERS_BLESS=1 cargo test --release -p metiers-c` writes it.

use std::path::Path;

#[test]
fn the_header_is_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut made = Vec::new();
    cbindgen::generate(folder).unwrap().write(&mut made);
    let made = String::from_utf8(made).unwrap();
    let header = folder.join("metiers.h");
    if std::env::var_os("METIERS_BLESS").is_some() {
        std::fs::write(&header, &made).unwrap();
    }
    assert!(made.contains("metiers_classify("));
    assert_eq!(std::fs::read_to_string(&header).unwrap(), made);
}
