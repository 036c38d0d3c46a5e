//! Takes an input block by block, each block a run of whole records.
//!
//! Where the blocks are cut depends on nothing but the bytes and the block size, never on how the bytes arrive; and
//! what is done with a record never depends on its block.

use super::encoding::{Charset, Known, weigh};
use super::input::Source;
use super::split::{Cut, Dialect, last_record_end};
use memchr::memrchr;
use std::io::{self, Read};

/// What ends a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    Csv(Dialect),
    Lines,
}

impl Grammar {
    fn cut(self, text: &[u8], at_eof: bool) -> Cut {
        match self {
            Grammar::Csv(dialect) => last_record_end(text, dialect, at_eof),
            Grammar::Lines => Cut {
                end: memrchr(b'\n', text).map_or(0, |at| at + 1),
                open_quote: None,
            },
        }
    }
}

/// Why no more can be read.
#[derive(Debug)]
pub enum Fault {
    Read(io::Error),
    /// The quote at this place of the block is never closed; the records before it end at `records`.
    Unclosed {
        quote: usize,
        records: usize,
    },
    /// The block's first record is too long, perhaps because of the quote at this place.
    TooLong {
        quote: Option<usize>,
    },
}

/// A run of whole records.
#[derive(Debug, Default)]
pub struct Block {
    pub bytes: Vec<u8>,
    /// Where it starts in the decoded input.
    pub offset: u64,
    /// The encoding, where it is decided.
    pub charset: Option<Charset>,
    /// Records that end here or before came while nothing was decided.
    pub ascii_until: usize,
    /// Ends the input; the block is not to be classified.
    pub fault: Option<Fault>,
}

/// An input as it is taken.
pub struct Feed<'a> {
    reader: Source<'a>,
    /// What was read and not yet handed out.
    pub carry: Vec<u8>,
    /// Where `carry` starts.
    pub offset: u64,
    pub eof: bool,
    pub charset: Option<Charset>,
    ascii_until: usize,
    grammar: Grammar,
    block_bytes: usize,
    max_record_bytes: usize,
    failed: bool,
}

/// Bytes at hand in a buffer with what an earlier use left behind them: they are read over that, and no zeros are written first.
struct Room {
    buffer: Vec<u8>,
    held: usize,
}

impl Room {
    /// Bytes in a buffer of their own.
    fn holding(buffer: Vec<u8>) -> Room {
        let held = buffer.len();
        Room { buffer, held }
    }

    /// Bytes in a buffer that is used again.
    fn over(mut buffer: Vec<u8>, bytes: &[u8]) -> Room {
        let held = bytes.len();
        buffer.resize(held.max(buffer.len()), 0);
        buffer[..held].copy_from_slice(bytes);
        Room { buffer, held }
    }

    fn bytes(&self) -> &[u8] {
        &self.buffer[..self.held]
    }

    /// What is behind the bytes, as far as so many would reach.
    fn free(&mut self, bytes: usize) -> &mut [u8] {
        if self.buffer.len() < bytes {
            self.buffer.resize(bytes, 0);
        }
        &mut self.buffer[self.held..bytes]
    }

    fn into_bytes(mut self) -> Vec<u8> {
        self.buffer.truncate(self.held);
        self.buffer
    }
}

impl<'a> Feed<'a> {
    pub fn new(reader: Source<'a>, charset: Option<Charset>, block_bytes: usize, max_record_bytes: usize) -> Feed<'a> {
        Feed {
            reader,
            carry: Vec::new(),
            offset: 0,
            eof: false,
            charset,
            ascii_until: if charset.is_none() { usize::MAX } else { 0 },
            grammar: Grammar::Lines,
            block_bytes: block_bytes.clamp(1, max_record_bytes.max(1)),
            max_record_bytes,
            failed: false,
        }
    }

    /// Reads ahead until so many bytes are at hand, or the input ends.
    pub fn prime(&mut self, bytes: usize) -> io::Result<()> {
        let mut room = Room::holding(std::mem::take(&mut self.carry));
        let read = self.fill(&mut room, bytes).and_then(|()| self.settle(&mut room));
        self.carry = room.into_bytes();
        read
    }

    /// Leaves out the next bytes, which are at hand.
    pub fn skip(&mut self, bytes: usize) {
        self.carry.drain(..bytes);
        self.pass(bytes);
    }

    /// Says how records end, before the first block.
    pub fn set_grammar(&mut self, grammar: Grammar) {
        self.grammar = grammar;
    }

    fn pass(&mut self, bytes: usize) {
        self.offset += bytes as u64;
        if self.ascii_until != usize::MAX {
            self.ascii_until = self.ascii_until.saturating_sub(bytes);
        }
    }

    /// Reads until so many bytes are held, or the input ends.
    fn fill(&mut self, room: &mut Room, bytes: usize) -> io::Result<()> {
        while !self.eof && room.held < bytes {
            match self.reader.read(room.free(bytes)) {
                Ok(0) => self.eof = true,
                Ok(count) => room.held += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Decides the encoding as soon as something tells it.
    fn settle(&mut self, room: &mut Room) -> io::Result<()> {
        if self.charset.is_some() || room.bytes().is_ascii() {
            return Ok(());
        }
        let mut known = weigh(room.bytes(), self.eof);
        if let Known::NeedsFrom(first) = known {
            self.fill(room, first + super::encoding::EVIDENCE)?;
            known = weigh(room.bytes(), self.eof);
        }
        if let Known::Decided(charset, first) = known {
            self.charset = Some(charset);
            self.ascii_until = first;
        }
        Ok(())
    }

    /// The next block, in a buffer to be used again; `None` at the end.
    pub fn next(&mut self, buffer: Vec<u8>) -> Option<Block> {
        if self.failed {
            return None;
        }
        let mut room = Room::over(buffer, &self.carry);
        let (end, fault) = match self.gather(&mut room) {
            Ok(found) => found,
            Err(error) => (room.held, Some(Fault::Read(error))),
        };
        if room.held == 0 && fault.is_none() {
            return None;
        }
        self.failed = fault.is_some();
        self.carry.clear();
        self.carry.extend_from_slice(&room.bytes()[end..]);
        room.held = end;
        let block = Block {
            bytes: room.into_bytes(),
            offset: self.offset,
            charset: self.charset,
            ascii_until: self.ascii_until,
            fault,
        };
        self.pass(end);
        Some(block)
    }

    /// Reads until a record ends; gives where the block ends and what is wrong with it.
    fn gather(&mut self, room: &mut Room) -> io::Result<(usize, Option<Fault>)> {
        // Room for the line end of a record of the very limit.
        let most = self.max_record_bytes.saturating_add(2);
        let mut target = self.block_bytes;
        loop {
            self.fill(room, target)?;
            self.settle(room)?;
            let seen = target.min(room.held);
            let at_end = self.eof && seen == room.held;
            let cut = self.grammar.cut(&room.bytes()[..seen], at_end);
            if at_end && room.held - cut.end <= most {
                let fault = cut.open_quote.map(|quote| Fault::Unclosed {
                    quote,
                    records: cut.end,
                });
                return Ok((seen, fault));
            }
            if cut.end > 0 {
                return Ok((cut.end, None));
            }
            if seen >= most {
                return Ok((seen, Some(Fault::TooLong { quote: cut.open_quote })));
            }
            target = target.saturating_mul(2).min(most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn feed(text: &[u8], block: usize, most: usize) -> Feed<'static> {
        let mut feed = Feed::new(Box::new(Cursor::new(text.to_vec())), None, block, most);
        feed.set_grammar(Grammar::Csv(Dialect::of(b';')));
        feed
    }

    #[test]
    fn blocks_hold_whole_records_and_lose_nothing() {
        let text = b"a;b\n\"c\nd\";e\r\nf;g\n\nh".as_slice();
        for block in 1..30 {
            let mut feed = feed(text, block, 100);
            let mut all = Vec::new();
            while let Some(block) = feed.next(Vec::new()) {
                assert!(block.fault.is_none());
                assert_eq!(block.offset as usize, all.len());
                all.extend(block.bytes);
            }
            assert_eq!(all, text);
        }
    }

    #[test]
    fn a_record_over_the_limit_is_a_fault_whatever_the_block() {
        for block in [1, 3, 1000] {
            let mut feed = feed(b"a\nbb\n\"cccccccccccccccccccccc", block, 10);
            let mut last = None;
            while let Some(block) = feed.next(Vec::new()) {
                last = Some(block);
            }
            assert!(
                matches!(last.unwrap().fault, Some(Fault::TooLong { quote: Some(0) })),
                "block {block}"
            );
        }
    }

    #[test]
    fn the_first_accent_decides_wherever_it_comes() {
        let mut text = b"titre\n".to_vec();
        text.extend(b"Chef de projet\n".repeat(20_000));
        text.extend(b"Charg\xE9 de mission\n");
        let mut feed = feed(&text, 1000, 10_000);
        let mut undecided = 0;
        while let Some(block) = feed.next(Vec::new()) {
            undecided += u64::from(block.charset.is_none());
        }
        assert!(undecided > 200);
        assert_eq!(feed.charset.map(Charset::name), Some("windows-1252"));
    }
}
