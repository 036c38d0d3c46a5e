//! How values of the command line are read.

use metiers::batch::{Charset, check_delimiter};
use std::path::PathBuf;
use std::str::FromStr;

/// A file beside the output.
pub fn beside(path: PathBuf) -> Result<PathBuf, String> {
    match path.as_os_str() == "-" {
        true => Err("standard output is for the records, so a file must be named".to_owned()),
        false => Ok(path),
    }
}

/// One ASCII character.
pub fn ascii(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() => Ok(*byte),
        _ => Err("must be one ASCII character".to_owned()),
    }
}

/// What may part fields.
pub fn delimiter(text: &str) -> Result<u8, String> {
    match text.to_lowercase().as_str() {
        "tab" | "\\t" => Ok(b'\t'),
        _ => {
            let delimiter = ascii(text).map_err(|error| format!("{error}, or `tab`"))?;
            check_delimiter(delimiter).map_err(|error| error.to_string())?;
            Ok(delimiter)
        }
    }
}

/// An encoding by its name.
pub fn encoding(label: &str) -> Result<Charset, String> {
    Charset::for_label(label).map_err(|error| error.to_string())
}

/// How many people work in a company.
pub fn headcount(text: &str) -> Result<u32, String> {
    let spaced = text.trim().replace([' ', '\u{a0}', '\u{202f}'], "");
    spaced
        .parse()
        .map_err(|_| "must be how many people work there, a whole number such as 12".to_owned())
}

/// How many of something.
pub fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    let number = text.trim().parse();
    number.map_err(|_| "must be a whole number such as 2".to_owned())
}

/// A number of bytes, such as `4096` or `16M`.
pub fn bytes(text: &str) -> Result<usize, String> {
    let (digits, shift) = match text.to_ascii_uppercase().as_bytes() {
        [.., b'K'] => (&text[..text.len() - 1], 10),
        [.., b'M'] => (&text[..text.len() - 1], 20),
        [.., b'G'] => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    let number: Option<usize> = digits.parse().ok().filter(|number| *number > 0);
    number
        .and_then(|number| number.checked_mul(1 << shift))
        .ok_or_else(|| "must be a number such as 4096 or 16M".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        assert_eq!((delimiter("TAB"), delimiter(";")), (Ok(b'\t'), Ok(b';')));
        assert!(
            ["\"", "a", "Z", "0", ".", "_"]
                .map(delimiter)
                .iter()
                .all(Result::is_err)
        );
        assert!(delimiter("\n").is_err() && delimiter("").is_err() && ascii("é").is_err());
        assert_eq!((bytes("4096"), bytes("16m")), (Ok(4096), Ok(16 << 20)));
        assert_eq!((headcount("12"), headcount("1 200")), (Ok(12), Ok(1200)));
        assert!(headcount("x").is_err() && headcount("-3").is_err() && headcount("").is_err());
        assert_eq!((whole("2"), whole::<u8>(" 7 ")), (Ok(2), Ok(7)));
        assert!(whole::<u8>("256").is_err() && whole::<usize>("x").is_err() && whole::<usize>("").is_err());
        assert!(bytes("0").is_err() && bytes("x").is_err() && bytes("99999999999G").is_err() && bytes("é").is_err());
    }
}
