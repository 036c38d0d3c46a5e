"""``python -m metiers`` is the program: output, messages, exit status."""

import pathlib
import subprocess
import sys

import pytest
from conftest import PROGRAM, ROOT

PACKAGE = [sys.executable, "-m", "metiers"]
LIST = "fixtures/exports/liste.csv"


@pytest.mark.parametrize(
    "arguments",
    [
        ["classify", LIST],
        ["classify", "--explain", "--excel", LIST],
        ["explain", "Rédacteur·rice web SEO (H/F)"],
        ["--version"],
        ["classify", "--help"],
        ["eval", "fixtures/gold/composed.csv", "--min-fair", "1.0"],
        ["classify", "nowhere.csv"],
        ["classify", "--no-such-option"],
        [],
    ],
    ids=" ".join,
)
def test_the_same_as_the_program(arguments):
    run = lambda command: subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True)
    here, there = run(PACKAGE), run([PROGRAM])
    assert (here.returncode, here.stdout, here.stderr) == (there.returncode, there.stdout, there.stderr)


def test_exit_status():
    status = lambda *arguments: subprocess.run([*PACKAGE, *arguments], cwd=ROOT, capture_output=True).returncode
    assert status("explain", "SEO") == 0
    assert status("eval", "fixtures/gold/composed.csv", "--min-fair", "1.0") == 1
    assert status("classify", "nowhere.csv") == 2


def test_workbooks_and_a_closed_pipe(tmp_path):
    book = tmp_path / "classified.xlsx"
    subprocess.run([*PACKAGE, "classify", "-q", LIST, "-o", book], cwd=ROOT, check=True)
    assert book.read_bytes()[:2] == b"PK"
    with subprocess.Popen([*PACKAGE, "classify", "-q", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        run.stdout.close()
        try:
            run.stdin.write(b"titre\n" + b"SEO manager\n" * 200_000)
            run.stdin.close()
        except BrokenPipeError:
            pass
        assert run.wait() == 0


def test_the_script_is_installed():
    script = pathlib.Path(sys.executable).parent / "metiers"
    assert subprocess.run([script, "explain", "SEO"], capture_output=True).returncode == 0
