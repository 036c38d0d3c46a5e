//! An entry of the memo's index, four bytes long.

/// Where a title is in the log, in which round it was written, and some of its hash; 0 where there is none.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Entry(u32);

const POSITION_BITS: u32 = 21;
const EVEN: u32 = 1 << POSITION_BITS;
const TAG: u32 = !(2 * EVEN - 1);
const PRESENT: u32 = 1 << 31;

impl Entry {
    /// A log has no more words than an entry can tell apart.
    pub const MOST_WORDS: usize = 1 << POSITION_BITS;

    pub fn new(hash: u64, position: usize, even: bool) -> Entry {
        let round = if even { EVEN } else { 0 };
        Entry(Entry::tag(hash) | round | position as u32)
    }

    /// The part of a hash that an entry holds: bits below those that tell the set.
    #[inline]
    pub fn tag(hash: u64) -> u32 {
        (hash >> 17) as u32 & TAG | PRESENT
    }

    /// Whether it may be that of a title with this part of its hash.
    #[inline]
    pub fn has(self, tag: u32) -> bool {
        self.0 & TAG == tag
    }

    #[inline]
    pub fn position(self) -> usize {
        (self.0 & (EVEN - 1)) as usize
    }

    #[inline]
    pub fn is_even(self) -> bool {
        self.0 & EVEN != 0
    }

    /// All of it, to be looked at for the caches' sake alone.
    #[inline]
    pub fn bits(self) -> u32 {
        self.0
    }
}
