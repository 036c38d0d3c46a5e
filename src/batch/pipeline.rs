//! Judges blocks on all threads and hands them on in order.
//!
//! Every thread does every step: it takes the next block (one at a time), judges it (all at once), and hands it to
//! the sink (in the order of the blocks). No thread waits for another but to take a block, and the bytes between
//! taking and handing on are bounded, so that a slow reader or writer never fills the memory.

use super::feed::{Block, Feed};
use super::judge::Judge;
use super::rows::{Done, Rows, Stop};
use crate::error::Error;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The most bytes that may be between the feed and the sink for each thread, beside one block: enough that no thread
/// waits for a moment's delay, little enough that a slow disk does not show in the memory.
const IN_FLIGHT: usize = 2 << 20;

/// A buffer that grew beyond this for one long record is not kept; what is written of a block may be several times as long.
const KEPT: usize = 4 << 20;

/// Takes judged blocks in order.
pub trait Sink: Send {
    /// Takes the next block.
    fn accept(&mut self, done: &mut Done) -> Result<(), Error>;
}

/// Runs one input through the threads of the pool; without a pool, on this thread alone.
pub fn run(
    feed: Feed<'_>,
    rows: &dyn Rows,
    sink: &mut dyn Sink,
    judges: &(dyn Fn() -> Judge + Sync),
    pool: Option<&rayon::ThreadPool>,
) -> Result<(), Error> {
    let Some(pool) = pool else {
        return alone(feed, rows, sink, &mut judges());
    };
    let line = Line {
        feed: Mutex::new(Taking { feed, next: 0 }),
        belt: Mutex::new(Belt::default()),
        moved: Condvar::new(),
        in_flight: IN_FLIGHT * pool.current_num_threads(),
        sink: Mutex::new(sink),
    };
    pool.broadcast(|_| line.work(rows, &mut judges()));
    let belt = line.belt.into_inner().unwrap_or_else(PoisonError::into_inner);
    belt.failed.map_or(Ok(()), Err)
}

fn alone(mut feed: Feed<'_>, rows: &dyn Rows, sink: &mut dyn Sink, judge: &mut Judge) -> Result<(), Error> {
    let mut done = Done::default();
    while let Some(block) = feed.next(reusable(std::mem::take(&mut done.block.bytes))) {
        judge_block(block, rows, judge, &mut done);
        sink.accept(&mut done)?;
        done.out = reusable(std::mem::take(&mut done.out));
    }
    Ok(())
}

fn judge_block(mut block: Block, rows: &dyn Rows, judge: &mut Judge, done: &mut Done) {
    let fault = block.fault.take();
    done.reset(Block::default());
    match fault {
        Some(fault) => done.stop = Some(Stop::Fault(fault)),
        None => rows.judge(&block, judge, done),
    }
    done.block = block;
}

fn reusable(buffer: Vec<u8>) -> Vec<u8> {
    if buffer.capacity() > KEPT { Vec::new() } else { buffer }
}

/// The blocks' way from the feed to the sink.
struct Line<'a, 'f> {
    feed: Mutex<Taking<'f>>,
    belt: Mutex<Belt>,
    /// Told whenever bytes have left the belt.
    moved: Condvar,
    /// The most bytes on the belt.
    in_flight: usize,
    sink: Mutex<&'a mut dyn Sink>,
}

struct Taking<'f> {
    feed: Feed<'f>,
    next: u64,
}

/// What lies between the feed and the sink.
#[derive(Default)]
struct Belt {
    waiting: BTreeMap<u64, Done>,
    spare: Vec<Done>,
    in_flight: usize,
    /// The number of the block that the sink takes next.
    next: u64,
    /// Whether some thread is at the sink.
    busy: bool,
    stopped: bool,
    failed: Option<Error>,
}

/// A poisoned lock means that another thread panicked: its panic is passed on by the pool, the data is whole.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Line<'_, '_> {
    fn work(&self, rows: &dyn Rows, judge: &mut Judge) {
        // A panic in a classifier must not leave the other threads waiting for its block.
        let guard = StopOnPanic(self);
        while let Some(mut done) = self.spare() {
            let Some((number, block)) = self.take(std::mem::take(&mut done.block.bytes)) else {
                break;
            };
            judge_block(block, rows, judge, &mut done);
            self.hand_on(number, done);
        }
        std::mem::forget(guard);
    }

    /// Waits until there is room on the belt; gives buffers to work in, or `None` when the run is stopped.
    fn spare(&self) -> Option<Done> {
        let mut belt = lock(&self.belt);
        while belt.in_flight > self.in_flight && !belt.stopped {
            belt = self.moved.wait(belt).unwrap_or_else(PoisonError::into_inner);
        }
        (!belt.stopped).then(|| belt.spare.pop().unwrap_or_default())
    }

    fn take(&self, room: Vec<u8>) -> Option<(u64, Block)> {
        let mut taking = lock(&self.feed);
        let block = taking.feed.next(reusable(room))?;
        taking.next += 1;
        lock(&self.belt).in_flight += block.bytes.len();
        Some((taking.next - 1, block))
    }

    /// Puts a block on the belt; if nobody is at the sink, brings there all that is in order.
    fn hand_on(&self, number: u64, done: Done) {
        let mut belt = lock(&self.belt);
        belt.waiting.insert(number, done);
        if belt.busy {
            return;
        }
        belt.busy = true;
        loop {
            let next = belt.next;
            let Some(mut done) = belt.waiting.remove(&next).filter(|_| !belt.stopped) else {
                break;
            };
            drop(belt);
            let accepted = lock(&self.sink).accept(&mut done);
            belt = lock(&self.belt);
            belt.next += 1;
            belt.in_flight -= done.block.bytes.len();
            done.out = reusable(std::mem::take(&mut done.out));
            belt.spare.push(done);
            if let Err(error) = accepted {
                belt.stopped = true;
                belt.failed = Some(error);
            }
            self.moved.notify_all();
        }
        belt.busy = false;
    }
}

struct StopOnPanic<'l, 'a, 'f>(&'l Line<'a, 'f>);

impl Drop for StopOnPanic<'_, '_, '_> {
    fn drop(&mut self) {
        lock(&self.0.belt).stopped = true;
        self.0.moved.notify_all();
    }
}
