"""The C interface from C, ctypes and PHP: the cells are the command line's, byte for byte."""

import ctypes
import subprocess
import threading

import pytest
from conftest import ROOT, TARGET, cells

C = ROOT / "bindings/c"
LIBRARY = TARGET / "libmetiers_c.so"
OK, NULL, NOT_UTF8, NO_CLASSIFIER = range(4)


def records(ads):
    row = lambda title, size, kind: f"{title}\t{-1 if size is None else size}\t{kind or ''}\n"
    return "".join(map(row, ads.titles, ads.sizes, ads.types))


def answers(command, ads):
    run = subprocess.run(command, input=records(ads), capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return [tuple(line.split(",")) for line in run.stdout.splitlines()]


@pytest.fixture(scope="module", params=["shared", "static"])
def program(request, tmp_path_factory):
    made = tmp_path_factory.mktemp("c") / "calls"
    link = {"shared": [LIBRARY, f"-Wl,-rpath,{TARGET}"], "static": [TARGET / "libmetiers_c.a", "-lm", "-ldl"]}
    flags = ["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-pthread", f"-I{C}"]
    subprocess.run(["gcc", *flags, C / "tests/calls.c", "-o", made, *link[request.param]], check=True)
    return made


def test_c(program, ads):
    assert answers([program], ads) == ads.expected


def test_php(ads):
    command = ["php", "-d", "ffi.enable=1", C / "tests/calls.php", LIBRARY, C / "metiers.h"]
    assert answers(command, ads) == ads.expected


class Verdict(ctypes.Structure):
    _fields_ = [(name, ctypes.c_char_p) for name in ("family", "reason")]
    _fields_ += [("confidence", ctypes.c_double), ("runner_up", ctypes.c_char_p)]


@pytest.fixture(scope="module")
def library():
    library = ctypes.CDLL(str(LIBRARY))
    texts = [ctypes.c_char_p, ctypes.c_size_t]
    library.metiers_new.argtypes = [*texts, ctypes.POINTER(ctypes.c_uint64)]
    library.metiers_free.argtypes = [ctypes.c_uint64]
    library.metiers_classify.argtypes = [ctypes.c_uint64, *texts, ctypes.c_int64, ctypes.c_char_p, ctypes.POINTER(Verdict)]
    return library


def test_ctypes(library, ads):
    classifier, verdict, found = ctypes.c_uint64(), Verdict(), []
    assert library.metiers_new(None, 0, ctypes.byref(classifier)) == OK
    for title, size, kind in zip(ads.titles, ads.sizes, ads.types):
        title, kind = title.encode(), kind and kind.encode()
        size = -1 if size is None else size
        assert library.metiers_classify(classifier, title, len(title), size, kind, ctypes.byref(verdict)) == OK
        family, second = (text and text.decode() for text in (verdict.family, verdict.runner_up))
        found.append((family, verdict.reason.decode(), verdict.confidence, second))
    columns = dict(zip(("famille", "motif", "confiance", "famille_2"), zip(*found)))
    assert cells(columns) == ads.expected
    assert library.metiers_free(classifier) == OK


def test_ctypes_faults_and_threads(library):
    classifier, verdict = ctypes.c_uint64(), Verdict()
    assert library.metiers_new(None, 0, ctypes.byref(classifier)) == OK
    classify = lambda title, length: library.metiers_classify(classifier, title, length, -1, None, ctypes.byref(verdict))
    assert classify(None, 4) == NULL and classify(b"SEO\xe9", 4) == NOT_UTF8 and classify(b"", 0) == OK
    assert verdict.reason == b"titre_vide"
    statuses = []

    def work():
        own = Verdict()
        for _ in range(2000):
            statuses.append(library.metiers_classify(classifier, b"SEO", 3, -1, None, ctypes.byref(own)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [OK] * 8000
    assert [library.metiers_free(classifier) for _ in range(3)] == [OK, NO_CLASSIFIER, NO_CLASSIFIER]
    assert classify(b"SEO", 3) == NO_CLASSIFIER
