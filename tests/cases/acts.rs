//! Cases that a table cannot tell: each is a function, named by its case.

mod files;
mod heavy;
mod process;
mod workbook;

/// The acts by name.
pub const ALL: &[(&str, fn())] = &[
    ("closed_pipe", process::closed_pipe),
    ("closed_streams", process::closed_streams),
    ("disk_full", files::disk_full),
    ("growing", files::growing),
    ("gzip_bomb", heavy::gzip_bomb),
    ("killed", process::killed),
    ("links", files::links),
    ("long_field", heavy::long_field),
    ("many_rows", heavy::many_rows),
    ("no_threads", process::no_threads),
    ("odd_names", files::odd_names),
    ("shared", process::shared),
    ("signals", process::signals),
    ("terminal", process::terminal),
    ("too_many_rows", workbook::too_many_rows),
    ("two_writers", files::two_writers),
    ("unclosed_quote", heavy::unclosed_quote),
    ("workbook_written", workbook::written),
    ("unreadable", files::unreadable),
];
