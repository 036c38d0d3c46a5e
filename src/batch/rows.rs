//! What the pipeline asks of a format: judge a block, and count the records of what could not be judged.

use super::feed::{Block, Fault};
use super::judge::Judge;
use super::notes::Notes;
use super::split::Span;
use super::summary::{Irregular, Tally};

/// A record that is written to the file of rejects.
#[derive(Clone, Copy, Debug)]
pub struct Reject {
    /// Its number in the block, from 1.
    pub record: u64,
    pub span: Span,
    pub why: Irregular,
}

/// What stopped a block.
#[derive(Debug)]
pub enum Stop {
    Fault(Fault),
    /// The object of this number has a member of the name of an added one.
    Clash(String),
}

/// A block that was judged, in buffers that are used again.
#[derive(Debug, Default)]
pub struct Done {
    pub block: Block,
    pub out: Vec<u8>,
    pub rejects: Vec<Reject>,
    pub tally: Tally,
    /// For the survey, where there is one.
    pub notes: Notes,
    pub stop: Option<Stop>,
}

impl Done {
    /// Empties the buffers for another block.
    pub fn reset(&mut self, block: Block) {
        self.block = block;
        self.out.clear();
        self.rejects.clear();
        self.tally = Tally::default();
        self.notes.clear();
        self.stop = None;
    }
}

/// How the records of one input are read and written.
pub trait Rows: Sync {
    /// Judges a block's records and writes them to `done`.
    fn judge(&self, block: &Block, judge: &mut Judge, done: &mut Done);

    /// How many records a text of whole records has.
    fn count(&self, text: &[u8]) -> u64;
}
