//! Tables of numbers as bytes: how the built-in rules hold their large tables (`packed`), so that the program reads them back without
//! working each number out.
//!
//! Each entry takes the same number of bytes, its numbers one behind the other, the lowest byte first. For `#[serde(with = "flat")]`.

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// What takes a fixed number of bytes.
pub(crate) trait Flat: Sized {
    /// How many.
    const SIZE: usize;

    /// Puts it behind other bytes.
    fn put(&self, bytes: &mut Vec<u8>);

    /// Takes it from the front of bytes, of which there are enough; they are moved on.
    fn take(bytes: &mut &[u8]) -> Self;

    /// A table of them, from all its bytes.
    fn table(bytes: &[u8]) -> Box<[Self]> {
        let entries = bytes.chunks_exact(Self::SIZE);
        entries.map(|mut entry| Self::take(&mut entry)).collect()
    }
}

macro_rules! number {
    ($($number:ty),*) => {$(
        impl Flat for $number {
            const SIZE: usize = size_of::<$number>();

            fn put(&self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }

            #[inline]
            fn take(bytes: &mut &[u8]) -> Self {
                let (number, rest) = bytes.split_first_chunk().expect("an entry has all its bytes");
                *bytes = rest;
                <$number>::from_le_bytes(*number)
            }

            // Many at once.
            fn table(bytes: &[u8]) -> Box<[$number]> {
                bytes.as_chunks().0.iter().map(|number| <$number>::from_le_bytes(*number)).collect()
            }
        }
    )*};
}

number!(u8, u16, u32, u64);

impl<T: Flat> Flat for [T; 2] {
    const SIZE: usize = 2 * T::SIZE;

    fn put(&self, bytes: &mut Vec<u8>) {
        self.iter().for_each(|part| part.put(bytes));
    }

    #[inline]
    fn take(bytes: &mut &[u8]) -> Self {
        [T::take(bytes), T::take(bytes)]
    }
}

impl<A: Flat, B: Flat> Flat for (A, B) {
    const SIZE: usize = A::SIZE + B::SIZE;

    fn put(&self, bytes: &mut Vec<u8>) {
        self.0.put(bytes);
        self.1.put(bytes);
    }

    #[inline]
    fn take(bytes: &mut &[u8]) -> Self {
        (A::take(bytes), B::take(bytes))
    }
}

/// Makes a struct flat by its fields, all of them: `flat!(Node { first: u32, value: u16 })`, or `flat!(Set(u8))`.
macro_rules! flat {
    ($name:ident { $($field:ident: $kind:ty),* $(,)? }) => {
        impl $crate::rules::flat::Flat for $name {
            const SIZE: usize = 0 $(+ <$kind as $crate::rules::flat::Flat>::SIZE)*;

            fn put(&self, bytes: &mut Vec<u8>) {
                let $name { $($field),* } = self;
                $($crate::rules::flat::Flat::put($field, bytes);)*
            }

            #[inline]
            fn take(bytes: &mut &[u8]) -> Self {
                $name { $($field: <$kind as $crate::rules::flat::Flat>::take(bytes)),* }
            }
        }
    };
    ($name:ident($kind:ty)) => {
        impl $crate::rules::flat::Flat for $name {
            const SIZE: usize = <$kind as $crate::rules::flat::Flat>::SIZE;

            fn put(&self, bytes: &mut Vec<u8>) {
                $crate::rules::flat::Flat::put(&self.0, bytes);
            }

            #[inline]
            fn take(bytes: &mut &[u8]) -> Self {
                $name(<$kind as $crate::rules::flat::Flat>::take(bytes))
            }
        }
    };
}
pub(crate) use flat;

/// Writes a table.
pub(crate) fn serialize<T: Flat, S: Serializer>(table: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(table.len() * T::SIZE);
    table.iter().for_each(|entry| entry.put(&mut bytes));
    serializer.serialize_bytes(&bytes)
}

/// Reads a table.
pub(crate) fn deserialize<'de, T: Flat, D: Deserializer<'de>>(deserializer: D) -> Result<Box<[T]>, D::Error> {
    deserializer.deserialize_bytes(Bytes(PhantomData))
}

/// Takes the bytes of a table of `T`.
struct Bytes<T>(PhantomData<T>);

impl<T: Flat> Visitor<'_> for Bytes<T> {
    type Value = Box<[T]>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entries of {} bytes each", T::SIZE)
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Box<[T]>, E> {
        if bytes.len().is_multiple_of(T::SIZE) {
            Ok(T::table(bytes))
        } else {
            Err(E::invalid_length(bytes.len(), &self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Set(u8);
    flat!(Set(u8));

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Entry {
        place: u32,
        set: Set,
        pair: (u16, u64),
    }
    flat!(Entry {
        place: u32,
        set: Set,
        pair: (u16, u64)
    });

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Table(#[serde(with = "super")] Box<[Entry]>);

    #[test]
    fn a_table_is_read_as_it_was_written() {
        let entry = |number: u32| Entry {
            place: number << 20 | 5,
            set: Set(number as u8),
            pair: (number as u16 + 300, u64::from(number) << 40),
        };
        for length in [0, 1, 2, 1000] {
            let table = Table((0..length).map(entry).collect());
            let bytes = postcard::to_allocvec(&table).unwrap();
            assert!(bytes.len() <= length as usize * Entry::SIZE + 4);
            assert_eq!(postcard::from_bytes::<Table>(&bytes).unwrap(), table);
        }
        // One byte too few of an entry.
        let bytes = [&[Entry::SIZE as u8 - 1][..], &[0; Entry::SIZE]].concat();
        assert!(postcard::from_bytes::<Table>(&bytes).is_err());
    }
}
