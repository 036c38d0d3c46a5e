"""The examples in the docstrings and in the README run, and the stubs say what the package has."""

import doctest
import pathlib
import re
import subprocess
import sys

import metiers
import metiers._metiers

README = pathlib.Path(__file__).parents[1] / "README.md"


def test_the_examples_of_the_docstrings():
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = {test.name: test for test in finder.find(metiers, globs={})}
    for kind in (metiers.Classifier, metiers.Verdict, metiers.VerdictTable):
        found |= {test.name: test for test in finder.find(kind, kind.__name__, module=False, globs={})}
    runner = doctest.DocTestRunner()
    for test in found.values():
        runner.run(test)
    assert (runner.failures, runner.tries >= 15) == (0, True)


def test_the_examples_of_the_readme():
    blocks = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.S | re.M)
    assert len(blocks) >= 2
    for block in blocks:
        exec(compile(block, str(README), "exec"), {})


def test_everything_public_says_what_it_is():
    for kind in (metiers.Classifier, metiers.Verdict, metiers.VerdictTable):
        for name in [name for name in vars(kind) if not name.startswith("_")]:
            assert getattr(kind, name).__doc__, f"{kind.__name__}.{name}"
    for name in metiers.__all__:
        assert name == "__version__" or getattr(metiers, name).__doc__, name


def test_the_stubs_are_the_package(tmp_path):
    # pyarrow comes without types.
    settings = tmp_path / "mypy.ini"
    settings.write_text("[mypy]\nignore_missing_imports = True\n")
    # Names that only types have, and what the cache of the built-in classifier is made of.
    allowed = tmp_path / "allowed"
    names = "ArrowArray|ArrowStream|Family|HasToList|Path|Reason|Sizes|Texts|Types|__all__"
    allowed.write_text(f"metiers\\._metiers\\.({names})\nmetiers\\._builtin\nmetiers\\.spark\\.pyarrow\n")
    command = [sys.executable, "-m", "mypy.stubtest", "metiers", "--ignore-disjoint-bases"]
    command += ["--mypy-config-file", settings, "--allowlist", allowed]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert (pathlib.Path(metiers.__file__).parent / "py.typed").exists()
