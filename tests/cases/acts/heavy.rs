//! Inputs without end: the program gives up at its limit, or goes on, within a bound of memory.

use super::process::classify;
use crate::program::Work;
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::{self, Write};
use std::process::{ChildStdin, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// 64 MiB, and the longest record that is taken.
const MOST_KIB: usize = (64 << 10) + (16 << 10);

/// What a run took and gave.
struct Heavy {
    code: Option<i32>,
    err: String,
    peak_kib: usize,
}

/// Runs the program on what a function writes, and watches its memory.
fn run(arguments: &[&str], write: impl FnOnce(ChildStdin) -> io::Result<()>) -> Heavy {
    let work = Work::new();
    let mut child = classify(&work)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let (pipe, process) = (child.stdin.take().expect("it has an input"), child.id());
    let ended = AtomicBool::new(false);
    let (output, peak_kib) = thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(process, &ended));
        // It stops reading where it has seen enough.
        let _ = write(pipe);
        let output = child.wait_with_output().expect("it ends");
        ended.store(true, Ordering::Relaxed);
        (output, watcher.join().expect("the watcher ends"))
    });
    assert!(work.files().is_empty(), "something is left over");
    Heavy {
        code: output.status.code(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
        peak_kib,
    }
}

/// The most memory that a process had, as far as the system tells; it is asked a thousand times a second.
fn watch(process: u32, ended: &AtomicBool) -> usize {
    let mut most = 0;
    while !ended.load(Ordering::Relaxed) {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let peak = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        most = most.max(peak.unwrap_or(0));
        thread::sleep(Duration::from_millis(1));
    }
    most
}

fn repeat(out: &mut impl Write, text: &[u8], bytes: usize) -> io::Result<()> {
    let many = text.repeat((256 << 10) / text.len() + 1);
    (0..bytes / many.len() + 1).try_for_each(|_| out.write_all(&many))
}

fn refused(heavy: &Heavy, said: &str) {
    let Heavy { code, err, peak_kib } = heavy;
    println!("{said}: peak {peak_kib} KiB");
    assert!(
        *code == Some(2) && err.lines().last().is_some_and(|line| line.contains(said)),
        "{code:?} {err}"
    );
    assert!(*peak_kib < MOST_KIB, "{peak_kib} KiB");
}

/// 300 MB behind a quote that is never closed.
pub fn unclosed_quote() {
    for jobs in ["-j1", "-j2"] {
        let heavy = run(&[jobs, "-o", "out.csv"], |mut pipe| {
            pipe.write_all(b"id;titre\n1;Chef\n2;\"Chef de projet\n")?;
            repeat(&mut pipe, b"3;Traffic manager\n", 300_000_000)
        });
        refused(
            &heavy,
            "record 2, line 3: longer than 16777216 bytes: a quote opened there",
        );
    }
}

/// A field of one gigabyte.
pub fn long_field() {
    for jobs in ["-j1", "-j2"] {
        let heavy = run(&[jobs, "-o", "out.csv"], |mut pipe| {
            pipe.write_all(b"id;titre\n1;")?;
            repeat(&mut pipe, b"abcdefgh", 1 << 30)
        });
        refused(&heavy, "record 1, line 2: longer than 16777216 bytes");
    }
}

/// Ten gigabytes of zeros in a gzip file of ten megabytes: as the whole file, and as its second record.
pub fn gzip_bomb() {
    for start in ["", "id;titre\n1;"] {
        let heavy = run(&["-j2", "-o", "out.csv"], |pipe| {
            let mut packed = GzEncoder::new(pipe, Compression::fast());
            packed.write_all(start.as_bytes())?;
            repeat(&mut packed, &[0; 1024], 10 << 30)?;
            packed.finish().map(drop)
        });
        refused(
            &heavy,
            if start.is_empty() {
                "-:"
            } else {
                "longer than 16777216 bytes"
            },
        );
    }
}

/// Ten million rows take no more memory than one million.
pub fn many_rows() {
    let peak = |rows: usize| {
        let row = b"12345;Traffic manager H/F;Lille;CDI;une entreprise\n";
        let heavy = run(&["-j2", "-q"], |mut pipe| {
            pipe.write_all(b"id;titre;ville;contrat;entreprise\n")?;
            repeat(&mut pipe, row, row.len() * rows)
        });
        assert_eq!(heavy.code, Some(0), "{}", heavy.err);
        println!("{rows} rows: peak {} KiB", heavy.peak_kib);
        heavy.peak_kib
    };
    let (some, many) = (peak(1_000_000), peak(10_000_000));
    assert!(
        many < MOST_KIB && many < some + (8 << 10),
        "{some} KiB, then {many} KiB"
    );
}
