//! ASCII letters and digits, eight at a time: where they end, what they fold to and what is among them, by arithmetic in one
//! register instead of a look at each byte.

/// The ASCII letters and digits at the start of eight bytes, found and folded in one register: in each byte of a mask the
/// highest bit answers.
pub(super) struct Run {
    /// The bytes in lower case, zeros behind the run.
    pub folded: u64,
    /// How many they are, eight at most.
    pub length: usize,
    /// Which bytes of the run are letters.
    pub letters: u64,
    /// Whether a letter is in lower case.
    pub has_lower: bool,
    /// Whether one is a digit.
    pub has_digit: bool,
}

impl Run {
    /// No letter at all.
    pub const NONE: Run = Run {
        folded: 0,
        length: 0,
        letters: 0,
        has_lower: false,
        has_digit: false,
    };

    const HIGH: u64 = Run::each(0x80);

    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }

    /// The run at the start of a chunk, whose first byte is the lowest. No sum carries from byte to byte, as the highest
    /// bits are taken off before.
    #[inline]
    pub fn of(chunk: u64) -> Run {
        let plain = chunk & !Run::HIGH;
        let folded = plain | Run::each(0x20);
        let letters = (folded + Run::each(0x80 - b'a')) & !(folded + Run::each(0x7F - b'z'));
        let digits = (plain + Run::each(0x80 - b'0')) & !(plain + Run::each(0x7F - b'9'));
        let ascii = !chunk & Run::HIGH;
        let stop = !(letters | digits) & ascii | (chunk & Run::HIGH);
        // All bits of the bytes before the first one that stops the run.
        let within = ((stop & stop.wrapping_neg()) >> 7).wrapping_sub(1);
        let letters = letters & ascii & within;
        Run {
            folded: folded & within,
            length: stop.trailing_zeros() as usize / 8,
            letters,
            has_lower: chunk & (letters >> 2) != 0,
            has_digit: digits & ascii & within != 0,
        }
    }
}

/// Eight bytes from a place on, the lowest first; zeros stand behind the end.
#[inline]
pub(super) fn chunk(raw: &[u8], at: usize) -> u64 {
    if let Some(eight) = raw[at..].first_chunk::<8>() {
        return u64::from_le_bytes(*eight);
    }
    match raw.last_chunk::<8>() {
        // `at` is among the last seven bytes, or behind them.
        Some(last) => (u64::from_le_bytes(*last) >> 1) >> (8 * (at + 8 - raw.len()) - 1),
        None => raw[at..]
            .iter()
            .rev()
            .fold(0, |chunk, byte| chunk << 8 | u64::from(*byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place_is_what_it_is() {
        for place in 0..8 {
            for byte in 0..=u8::MAX {
                let mut bytes = *b"aZ09zAbC";
                bytes[place] = byte;
                let run = Run::of(u64::from_le_bytes(bytes));
                let length = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                let (word, mut folded) = (&bytes[..length], [0; 8]);
                folded[..length].copy_from_slice(&word.to_ascii_lowercase());
                assert_eq!(
                    (run.length, run.folded),
                    (length, u64::from_le_bytes(folded)),
                    "{byte} at {place}"
                );
                let letters = word.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
                assert_eq!(run.letters.count_ones() as usize, letters);
                assert_eq!(run.has_lower, word.iter().any(u8::is_ascii_lowercase));
                assert_eq!(run.has_digit, word.iter().any(u8::is_ascii_digit));
            }
        }
    }

    #[test]
    fn zeros_stand_behind_the_end() {
        for text in [&b"abc"[..], b"abcdefgh", b"abcdefghijk"] {
            for at in 0..=text.len() {
                let mut eight = [0; 8];
                let rest = &text[at..text.len().min(at + 8)];
                eight[..rest.len()].copy_from_slice(rest);
                assert_eq!(chunk(text, at), u64::from_le_bytes(eight), "{text:?} at {at}");
            }
        }
    }
}
