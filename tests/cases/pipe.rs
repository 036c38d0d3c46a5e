//! A pipe that gives so many bytes at a time: the next ones go in when the program has taken the last.

use std::io::{self, Write};
use std::process::ChildStdin;

/// How many bytes of each end of an input are given step by step; what is between goes in large pieces.
const SLOW: usize = 300;

/// Writes an input in steps. A program that has stopped reading is no error.
pub fn feed(mut pipe: ChildStdin, bytes: &[u8], step: usize) {
    let head = bytes.len().min(SLOW);
    let tail = bytes.len().saturating_sub(SLOW).max(head);
    let _ = steps(&mut pipe, &bytes[..head], step)
        .and_then(|()| steps(&mut pipe, &bytes[head..tail], 4096))
        .and_then(|()| steps(&mut pipe, &bytes[tail..], step));
}

fn steps(pipe: &mut ChildStdin, bytes: &[u8], step: usize) -> io::Result<()> {
    for piece in bytes.chunks(step) {
        pipe.write_all(piece)?;
        wait(pipe);
    }
    Ok(())
}

/// Waits until the pipe is empty, or nobody seems to take from it.
#[cfg(unix)]
fn wait(pipe: &ChildStdin) {
    let start = std::time::Instant::now();
    while rustix::io::ioctl_fionread(pipe).is_ok_and(|left| left > 0) && start.elapsed().as_millis() < 30 {
        // The program may need this very processor.
        std::thread::sleep(std::time::Duration::from_micros(20));
    }
}

#[cfg(not(unix))]
fn wait(_: &ChildStdin) {}
