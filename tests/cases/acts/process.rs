//! Signals, pipes and streams that close, terminals, threads.

use crate::program::{Work, program, rules};
use metiers::{Classifier, batch};
use std::fs;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// `classify` by the cases' rules.
pub fn classify(work: &Work) -> Command {
    let mut command = program(work.path());
    command.arg("classify").args(rules());
    command
}

/// Waits until something is so, for some seconds.
pub fn wait_until(is_so: impl Fn() -> bool) {
    for _ in 0..2000 {
        if is_so() {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("it did not come in ten seconds");
}

/// Starts a run that has opened its output and waits for its input.
fn waiting(work: &Work) -> Child {
    work.put("out.csv", "the old one\n");
    let mut command = classify(work);
    command.args(["-o", "out.csv", "--rejects", "odd.csv"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let pipe = child.stdin.as_mut().expect("it has an input");
    pipe.write_all(b"id;titre\n1;Traffic manager\n2\n").expect("it reads");
    wait_until(|| work.files().len() == 3);
    child
}

fn kill(child: &Child, signal: &str) {
    let status = Command::new("kill")
        .arg(format!("-{signal}"))
        .arg(child.id().to_string())
        .status();
    assert!(status.expect("kill runs").success());
}

pub fn signals() {
    for (signal, code) in [("HUP", 129), ("INT", 130), ("TERM", 143)] {
        let work = Work::new();
        let mut child = waiting(&work);
        kill(&child, signal);
        assert_eq!(child.wait().expect("it ends").code(), Some(code), "{signal}");
        let files = work.files();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["out.csv"], "{signal}");
        assert_eq!(files["out.csv"], b"the old one\n");
    }
}

/// A kill at any moment leaves the old output or the new one, and nothing in part; where it can be heard, nothing else.
pub fn killed() {
    for (signal, heard) in [("KILL", None), ("TERM", Some(143))] {
        let work = Work::new();
        let row = "1;Traffic manager;une ville de plus\n";
        work.put("in.csv", format!("id;titre;ville\n{}", row.repeat(50_000)));
        let whole = classify(&work).args(["-q", "in.csv"]).output();
        let whole = whole.expect("the program runs").stdout;
        let (mut old, mut new) = (0, 0);
        for delay in 0..40 {
            work.put("out.csv", "the old one\n");
            let mut child = classify(&work)
                .args(["-q", "in.csv", "-o", "out.csv"])
                .spawn()
                .expect("the program runs");
            thread::sleep(Duration::from_millis(delay * 3 / 2));
            kill(&child, signal);
            let code = child.wait().expect("it ends").code();
            match fs::read(work.path().join("out.csv")).expect("an output is there") {
                text if text == b"the old one\n" => old += 1,
                text if text == whole => new += 1,
                text => panic!("{} bytes are neither the old file nor the new one", text.len()),
            }
            // A signal before the program listens ends it without a code; none of its files is there yet.
            assert!(code == heard || code == Some(0) || code.is_none(), "{signal}: {code:?}");
            let entries = fs::read_dir(work.path()).expect("the folder can be read");
            let mut left: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect();
            left.sort();
            assert!(heard.is_none() || left == ["in.csv", "out.csv"], "{signal}: {left:?}");
        }
        assert!(old + new == 40 && old > 0, "{signal}: {old} old, {new} new");
    }
}

pub fn closed_pipe() {
    let work = Work::new();
    work.put("big.csv", format!("id;titre\n{}", "1;Chef de projet\n".repeat(200_000)));
    let classify = |arguments: &[&str]| {
        let mut command = classify(&work);
        command.arg("-q").args(arguments);
        command
    };
    left(classify(&["big.csv"]), 9);
    left(classify(&["--output-format", "jsonl", "big.csv"]), 9);
    left(classify(&["-j1", "big.csv"]), 9);
    for arguments in [
        &["rules", "list"][..],
        &["explain", "Traffic manager"],
        &["--help"],
        &["--version"],
    ] {
        let mut command = program(work.path());
        command.args(arguments);
        left(command, 0);
    }
}

/// Runs a program whose reader goes away after so many bytes: that is no failure, and nothing is said.
fn left(mut command: Command, after: usize) {
    let said = format!("{command:?}");
    let streams = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = streams.spawn().expect("the program runs");
    let mut out = child.stdout.take().expect("it has an output");
    out.read_exact(&mut vec![0; after]).expect("it writes");
    drop(out);
    let output = child.wait_with_output().expect("it ends");
    let done = (output.status.code(), output.stderr.as_slice());
    assert_eq!(done, (Some(0), &b""[..]), "{said}");
}

/// Streams that are closed from the start: no panic, and a failure where the answer is lost.
pub fn closed_streams() {
    let work = Work::new();
    work.put("in.csv", "id;titre\n1;Traffic manager\n");
    let [no, rules, folder] = rules();
    let run = |redirections: &str| {
        let binary = env!("CARGO_BIN_EXE_metiers");
        let line = format!("exec '{binary}' classify {no} {rules} '{folder}' {redirections}");
        let output = Command::new("sh")
            .args(["-c", &line])
            .current_dir(work.path())
            .stdin(Stdio::null())
            .output()
            .expect("a shell runs");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!err.contains("panicked"), "{err}");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            err,
        )
    };
    let (code, out, _) = run("in.csv 2>&-");
    assert_eq!((code, out.lines().count()), (Some(0), 2));
    let (code, out, _) = run("in.csv 2>/dev/full");
    assert_eq!((code, out.lines().count()), (Some(0), 2));
    assert_eq!(run("in.csv >&-").0, Some(0));
    let (code, _, err) = run("in.csv >/dev/full");
    assert!(code == Some(2) && err.contains("No space left"), "{code:?} {err}");
    let (code, _, err) = run("- <&-");
    assert!(code == Some(2) && err.contains("-: "), "{code:?} {err}");
    assert_eq!(run("none.csv 2>&-").0, Some(2));
    half_closed(&work);
}

/// Where there is memory for the stack of one thread, which waits for signals, and for none beside it: several threads at work are
/// an error that says what helps, the old output stays, and what it says helps.
pub fn no_threads() {
    let work = Work::new();
    work.put("in.csv", "id;titre\n1;Traffic manager\n");
    work.put("out.csv", "the old one\n");
    let [no, rules, folder] = rules();
    let run = |threads: usize, jobs: &str| {
        let binary = env!("CARGO_BIN_EXE_metiers");
        let room = (threads + 1) << 19;
        let line =
            format!("ulimit -v {room} && exec '{binary}' classify {no} {rules} '{folder}' {jobs} in.csv -o out.csv");
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).current_dir(work.path());
        let output = shell.env("RUST_MIN_STACK", (600 << 20).to_string()).output();
        let output = output.expect("a shell runs");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), err)
    };
    for (threads, jobs, said) in [
        (0, "-j 1", "signals cannot be watched: "),
        (1, "-j 2", "the worker threads cannot be started: "),
    ] {
        let (code, err) = run(threads, jobs);
        assert!(
            code == Some(2) && err.lines().count() == 1 && err.contains(said),
            "{code:?} {err}"
        );
        assert_eq!(err.ends_with("; try -j 1\n"), threads == 1, "{err}");
        assert_eq!(work.files()["out.csv"], b"the old one\n");
    }
    let (code, err) = run(1, "-j 1");
    assert_eq!(code, Some(0), "{err}");
    assert!(work.files()["out.csv"].starts_with(b"id;titre;famille"));
}

/// Standard input that ends half-way: within a record it is the last record, within quotes it is an error, and the old output
/// stays.
fn half_closed(work: &Work) {
    for (text, code) in [
        ("id;titre\n1;Traffic man", 0),
        ("id;titre\n1;\"Traffic man", 2),
        ("id;ti", 2),
    ] {
        work.put("half.csv", "the old one\n");
        let mut command = classify(work);
        command
            .args(["-o", "half.csv"])
            .stdin(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("the program runs");
        let mut pipe = child.stdin.take().expect("it has an input");
        pipe.write_all(text.as_bytes()).expect("it reads");
        drop(pipe);
        assert_eq!(child.wait().expect("it ends").code(), Some(code), "{text}");
        let out = fs::read(work.path().join("half.csv")).expect("an output is there");
        assert_eq!(out == b"the old one\n", code == 2, "{text}");
        fs::remove_file(work.path().join("half.csv")).expect("it was there");
    }
}

/// On a terminal no control character of the data gets through; and the bar is drawn on stderr only.
#[cfg(unix)]
pub fn terminal() {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let work = Work::new();
    work.put(
        "in.csv",
        "id;titre\n1;\x1b[31mTraffic manager\x1b[0m\n2;\x1b]0;titre\x07\u{9b}31mWeb\u{202e}\n",
    );
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&master).expect("it is ours");
    unlockpt(&master).expect("it can be opened");
    let name = ptsname(&master, Vec::new())
        .expect("it has a name")
        .into_string()
        .expect("UTF-8");
    let screen = fs::File::options().write(true).open(name).expect("it opens");
    let mut child = classify(&work)
        .args(["-q", "in.csv"])
        .stdout(Stdio::from(screen))
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    let mut shown = vec![0; 4096];
    let length = rustix::io::read(&master, &mut shown).expect("something is shown");
    let shown = String::from_utf8_lossy(&shown[..length]).into_owned();
    assert!(!shown.contains(['\x1b', '\x07', '\u{9b}', '\u{202e}']), "{shown:?}");
    assert!(shown.contains("\\x1b[31mTraffic manager\\x1b[0m;"), "{shown:?}");
}

#[cfg(not(unix))]
pub fn terminal() {}

/// Threads share a classifier; a panic in a caller's function goes to the caller and spoils nothing.
pub fn shared() {
    let classifier = Classifier::builtin();
    let expected = classifier.classify("Traffic manager");
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let own = classifier.clone();
                for _ in 0..500 {
                    assert_eq!(own.classify("Traffic manager"), expected);
                }
            });
        }
    });
    let options = batch::Options::default();
    let panics = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let observer = |_: batch::Event<'_>| panic!("the caller's own");
        let mut out = Vec::new();
        batch::Run::new(&classifier, &options)
            .observer(&observer)
            .write([batch::Input::new("in", &b"titre\nChef\n"[..])], &mut out)
    }));
    assert!(panics.is_err());
    let mut out = Vec::new();
    let summary = batch::classify(&b"titre\nTraffic manager\n"[..], &mut out, &classifier, &options);
    assert_eq!(summary.expect("the next run works").records, 1);
}
