//! Files that grow, vanish, cannot be read or written; names that are no text.

use super::process::{classify, wait_until};
use crate::program::Work;
use std::fs;
use std::io::Read;
#[cfg(unix)]
use std::os::unix::fs::FileExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

const SMALL: &str = "id;titre\n1;Traffic manager\n2\n";

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A named pipe is read like a file; what may not be read is told.
#[cfg(unix)]
pub fn unreadable() {
    use std::os::unix::fs::PermissionsExt;
    let work = Work::new();
    let made = Command::new("mkfifo").arg(work.path().join("pipe.csv")).status();
    assert!(made.expect("mkfifo runs").success());
    let mut child = classify(&work)
        .args(["-q", "pipe.csv", "-o", "out.csv"])
        .spawn()
        .expect("the program runs");
    fs::write(work.path().join("pipe.csv"), SMALL).expect("the pipe can be written");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(work.files()["out.csv"].starts_with(b"id;titre;famille"));

    let secret = work.put("secret.csv", SMALL);
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).expect("rights can be taken");
    if fs::File::open(&secret).is_err() {
        let output = classify(&work).arg("secret.csv").output().expect("the program runs");
        let err = stderr(&output);
        assert!(
            output.status.code() == Some(2) && err.contains("secret.csv: cannot be opened"),
            "{err}"
        );
    }
}

#[cfg(not(unix))]
pub fn unreadable() {}

/// A link that was followed is a link still.
pub fn links() {
    let work = Work::new();
    work.put("in.csv", SMALL);
    work.put("target.csv", "old");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::os::unix::fs::symlink("target.csv", work.path().join("link.csv")).expect("a link");
        let target = work.path().join("target.csv");
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).expect("rights can be given");
        let status = classify(&work).args(["-q", "in.csv", "-o", "link.csv"]).status();
        assert!(status.expect("the program runs").success());
        let link = fs::symlink_metadata(work.path().join("link.csv")).expect("the link");
        assert!(link.is_symlink());
        let mode = fs::metadata(&target).expect("the target").permissions().mode();
        assert_eq!(mode & 0o777, 0o640, "the new file has the old one's rights");
    }
}

/// Whatever the byte at which no more can be written, the old file stays and no other is left.
#[cfg(unix)]
pub fn disk_full() {
    let work = Work::new();
    work.put("in.csv", format!("id;titre\n{}", "1;Traffic manager;\n".repeat(20_000)));
    work.put("out.csv", "the old one\n");
    let work = work.ready();
    let binary = env!("CARGO_BIN_EXE_metiers");
    // A limit on the size of files fails at that byte as a full disk does, and needs no rights.
    for blocks in [1, 100, 500] {
        for output in ["-o out.csv", "--rejects out.csv -o /dev/null"] {
            let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec '{binary}' classify -q in.csv {output}");
            let output = Command::new("sh").args(["-c", &line]).current_dir(work.path()).output();
            let output = output.expect("a shell runs");
            let err = stderr(&output);
            assert!(
                output.status.code() == Some(2) && err.contains("cannot be written"),
                "{line}: {err}"
            );
            assert_eq!(work.files().keys().collect::<Vec<_>>(), ["in.csv", "out.csv"]);
            assert_eq!(work.files()["out.csv"], b"the old one\n");
        }
    }
    small_disk(work.path());
}

/// Runs the program on a disk of 64 KiB that nobody else sees, and shows what it leaves there.
#[cfg(unix)]
const ON_A_SMALL_DISK: &str = r#"
    mkdir -p disk && mount -t tmpfs -o size=64k none disk || exit 77
    echo 'the old one' > disk/out.csv
    "$0" classify -q in.csv "$@"
    echo "exit $?"
    ls -A disk
    cat disk/out.csv
"#;

/// On a disk that fills up: exit 2, one line that names the file, the old file as it was and no other.
#[cfg(unix)]
fn small_disk(folder: &std::path::Path) {
    let binary = env!("CARGO_BIN_EXE_metiers");
    for (written, file) in [
        (&["-o", "disk/out.csv"][..], "disk/out.csv"),
        (&["-o", "disk/new.csv"], "disk/new.csv"),
        (&["-o", "disk/out.xlsx"], "disk/out.xlsx"),
        (&["--rejects", "disk/out.csv", "-o", "/dev/null"], "disk/out.csv"),
    ] {
        let mut command = Command::new("unshare");
        command.args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            ON_A_SMALL_DISK,
            binary,
        ]);
        let output = command.args(written).current_dir(folder).output();
        let Some(output) = output.ok().filter(|output| output.stdout.starts_with(b"exit ")) else {
            eprintln!("no disk can be mounted here: a small one was not tried");
            return;
        };
        let (left, err) = (String::from_utf8_lossy(&output.stdout), stderr(&output));
        assert_eq!(left, "exit 2\nout.csv\nthe old one\n", "{written:?}: {err}");
        assert!(err.lines().count() == 1 && err.contains(file), "{err}");
        assert!(err.contains("No space left on device"), "{err}");
    }
}

#[cfg(not(unix))]
pub fn disk_full() {}

/// A file that grows or is cut while it is read gives what is there when its end is read: no crash, whole records but the last.
#[cfg(unix)]
pub fn growing() {
    let work = Work::new();
    let path = work.path().join("in.csv");
    let row = b"1;Traffic manager;une ville\n";
    let before = [&b"id;titre;ville\n"[..], &row.repeat(300_000)].concat();
    let grown = [&before[..], &row.repeat(1_000), b"2;Traffic manager;une"].concat();
    for after in [&grown[..], &before[..before.len() - 50_010]] {
        work.put("in.csv", &before);
        let mut child = classify(&work)
            .args(["-q", "in.csv"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut pipe = child.stdout.take().expect("it has an output");
        let mut out = vec![0; 1000];
        // What it writes is not taken on, so that it waits in the midst of the file.
        pipe.read_exact(&mut out).expect("it writes");
        thread::sleep(Duration::from_millis(100));
        let file = fs::File::options().write(true).open(&path).expect("it opens");
        match after.strip_prefix(&before[..]) {
            Some(more) => file.write_all_at(more, before.len() as u64).expect("it can grow"),
            None => file.set_len(after.len() as u64).expect("it can be cut"),
        }
        pipe.read_to_end(&mut out).expect("it writes");
        assert_eq!(child.wait().expect("it ends").code(), Some(0));
        work.put("in.csv", after);
        let whole = classify(&work)
            .args(["-q", "in.csv"])
            .output()
            .expect("the program runs");
        assert!(
            out == whole.stdout && out.len() > after.len(),
            "{} of {} bytes",
            out.len(),
            whole.stdout.len()
        );
    }
}

/// Two runs that write one file: each is whole, the last one stays, nothing is mixed or left over.
pub fn two_writers() {
    let work = Work::new();
    let text = |title: &str| format!("id;titre\n{}", format!("1;{title}\n").repeat(20_000));
    work.put("a.csv", text("Traffic manager"));
    work.put("b.csv", text("Rédacteur web"));
    let run = |file: &str| {
        classify(&work)
            .args(["-q", file])
            .output()
            .expect("the program runs")
            .stdout
    };
    let whole = [run("a.csv"), run("b.csv")];
    for _ in 0..10 {
        let both = ["a.csv", "b.csv"].map(|file| {
            let mut command = classify(&work);
            command
                .args(["-q", file, "-o", "out.csv"])
                .spawn()
                .expect("the program runs")
        });
        for mut child in both {
            assert_eq!(child.wait().expect("it ends").code(), Some(0));
        }
        let out = fs::read(work.path().join("out.csv")).expect("the output");
        assert!(whole.contains(&out), "the output is of neither run");
    }
    wait_until(|| true);
    let names: Vec<String> = fs::read_dir(work.path())
        .expect("the folder")
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

/// Names that are no text work as names of inputs and of outputs.
#[cfg(unix)]
pub fn odd_names() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let work = Work::new();
    for name in [
        &b"deux\nlignes.csv"[..],
        b"\xE9t\xE9.csv",
        b"-x.csv",
        b" .csv",
        b"\x1b[31m.csv",
    ] {
        let name = OsStr::from_bytes(name);
        fs::write(work.path().join(name), SMALL).expect("the system takes the name");
        let output = classify(&work)
            .arg("--output")
            .arg("out.csv")
            .arg("--")
            .arg(name)
            .output();
        let output = output.expect("the program runs");
        let err = stderr(&output);
        assert_eq!((output.status.code(), err.lines().count()), (Some(0), 4), "{err}");
        assert!(!err.contains('\x1b'), "{err:?}");
        let mut joined = std::ffi::OsString::from("--output=");
        joined.push(name);
        let output = classify(&work)
            .arg("-q")
            .arg(joined)
            .arg("out.csv")
            .args(["--prefix", "b_"])
            .output();
        assert_eq!(output.expect("the program runs").status.code(), Some(0));
        let again = fs::read(work.path().join(name)).expect("the output");
        assert!(again.starts_with(b"id;titre;famille;motif;confiance;b_famille"));
    }
}

#[cfg(not(unix))]
pub fn odd_names() {}
