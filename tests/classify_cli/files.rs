//! Compression, what cannot be read or written, signals and closed pipes.

use super::work::Work;
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::Path;

#[test]
fn case_065_to_068_gzip() {
    let work = Work::new();
    let plain = work.run(&[], b"id;titre\n1;Chef\n").done().out.clone();
    let members = [gzip(b"id;titre\n"), gzip(b"1;Chef\n")].concat();
    work.put("name.csv", &members);
    work.put("plain.csv.gz", b"id;titre\n1;Chef\n");
    assert_eq!(work.run(&["name.csv"], b"").done().out, plain);
    assert_eq!(work.run(&["plain.csv.gz"], b"").done().out, plain);
    let trailed = work.run(&[], &[&members[..], b"zz"].concat());
    assert!(
        trailed.done().out == plain && trailed.err.contains("behind the gzip data"),
        "{}",
        trailed.err
    );
    let cut = &members[..members.len() - 5];
    work.run(&["-o", "out.csv"], cut).refused(&["gzip data is truncated"]);
    work.run(&[], cut).refused(&["truncated"]);
    assert_eq!(work.files(), ["name.csv", "plain.csv.gz"]);
}

#[test]
fn case_075_what_cannot_be_read() {
    let work = Work::new();
    work.run(&["none.csv"], b"")
        .refused(&["none.csv: cannot be opened", "No such file"]);
    work.run(&["."], b"").refused(&[".: cannot be read", "directory"]);
    work.run(&["a\nb.csv"], b"").refused(&["a\\nb.csv: cannot be opened"]);
    work.put("-x.csv", "titre\nChef\n");
    work.run(&["--", "-x.csv"], b"").done();
    work.run(&[], b"[{\"title\":\"a\"}]").refused(&["JSON array", "jq"]);
}

#[test]
fn case_076_to_079_outputs() {
    let work = Work::new();
    let text = "id;titre\n1;Chef\n";
    work.put("same.csv", text);
    let expected = work.run(&[], text.as_bytes()).done().out.clone();
    let ran = work.run(&["same.csv", "-o", "same.csv"], b"");
    assert!(ran.done().err.contains("replaces this input"), "{}", ran.err);
    assert_eq!(fs::read(work.path("same.csv")).expect("the output"), expected);
    work.run(&["--no-clobber", "-o", "same.csv"], text.as_bytes())
        .refused(&["same.csv", "--no-clobber"]);
    work.run(&["-o", "none/out.csv"], text.as_bytes())
        .refused(&["none/out.csv", "folder"]);
    work.run(&["-o", "."], text.as_bytes()).refused(&["is a folder"]);
    work.run(&["--rejects", "same.csv", "same.csv"], b"")
        .refused(&["is an input"]);
    work.run(&["--rejects", "a", "--stats", "a"], b"")
        .refused(&["two outputs"]);
    assert_eq!(work.files(), ["same.csv"]);
}

#[cfg(unix)]
#[test]
fn case_078_and_080_links_and_devices() {
    let work = Work::new();
    let text = b"id;titre\n1;Chef\n";
    work.put("target.csv", "old");
    std::os::unix::fs::symlink("target.csv", work.path("link.csv")).expect("a link");
    work.run(&["-o", "link.csv"], text).done();
    assert!(
        fs::symlink_metadata(work.path("link.csv"))
            .expect("the link")
            .is_symlink()
    );
    assert!(
        fs::read(work.path("target.csv"))
            .expect("the target")
            .starts_with(b"id;titre;famille")
    );
    work.run(&["-o", "/dev/null"], text).done();
    if Path::new("/dev/full").exists() {
        let ran = work.run(&["-o", "/dev/full"], text);
        ran.refused(&["cannot be written", "No space left"]);
    }
    assert_eq!(work.files(), ["link.csv", "target.csv"]);
}

#[cfg(unix)]
#[test]
fn case_081_signals_leave_the_old_file() {
    use std::process::{Command, Stdio};
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let work = Work::new();
        work.put("out.csv", "old");
        let mut command = Command::new(env!("CARGO_BIN_EXE_metiers"));
        command.current_dir(work.0.path()).args(["classify", "-o", "out.csv"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        let mut pipe = child.stdin.take().expect("its input");
        // The first message would come after the window is full; the temporary file comes before.
        pipe.write_all(b"id;titre\n1;Chef\n").expect("it reads");
        while work.files().len() < 2 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let kill = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(child.id().to_string())
            .status();
        assert!(kill.expect("kill runs").success());
        assert_eq!(child.wait().expect("it ends").code(), Some(code));
        assert_eq!(work.files(), ["out.csv"]);
        assert_eq!(fs::read_to_string(work.path("out.csv")).expect("the old file"), "old");
    }
}

#[cfg(unix)]
#[test]
fn case_083_a_closed_pipe_is_silent() {
    use std::process::{Command, Stdio};
    let work = Work::new();
    work.put("big.csv", format!("id;titre\n{}", "1;Chef de projet\n".repeat(200_000)));
    let mut command = Command::new(env!("CARGO_BIN_EXE_metiers"));
    command.current_dir(work.0.path()).args(["classify", "-q", "big.csv"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}
