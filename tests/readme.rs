//! The README says what happens: its commands print what it shows.
//!
//! After a change of the rules that moves a line or a figure there:
//! `TRYCMD=overwrite cargo test --release --test readme`.

#[test]
fn commands_print_what_the_readme_shows() {
    trycmd::TestCases::new().case("README.md");
}
