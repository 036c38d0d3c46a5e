"""Columns of titles, whatever holds them: the same verdicts, nulls kept, faults told."""

import multiprocessing
import threading

import numpy
import pandas
import polars
import pyarrow
import pytest

import metiers

TITLES = ["Traffic manager", None, "Rédactrice web", "", "Graphiste", "Assistant marketing et communication", "Boulanger"]
EXPECTED = metiers.classify_many(TITLES).to_dict()

HOLDERS = {
    "tuple": tuple,
    "iterator": iter,
    "numpy": lambda titles: numpy.array(titles, dtype=object),
    "NaN": lambda titles: [float("nan") if title is None else title for title in titles],
    "NA": lambda titles: [pandas.NA if title is None else title for title in titles],
    "pandas object": lambda titles: pandas.Series(titles, dtype=object),
    "pandas string": lambda titles: pandas.Series(titles, dtype="string"),
    "pandas pyarrow": lambda titles: pandas.Series(titles, dtype="string[pyarrow]"),
    "pandas category": lambda titles: pandas.Series(titles, dtype="category"),
    "pandas index": lambda titles: pandas.Series(titles, index=range(9, 9 + len(titles))),
    "polars": polars.Series,
    "polars categorical": lambda titles: polars.Series(titles, dtype=polars.Categorical),
    "utf8": pyarrow.array,
    "large_utf8": lambda titles: pyarrow.array(titles, pyarrow.large_string()),
    "utf8_view": lambda titles: pyarrow.array(titles, pyarrow.string_view()),
    "dictionary": lambda titles: pyarrow.array(titles).dictionary_encode(),
    "dictionary of nulls": lambda titles: pyarrow.DictionaryArray.from_arrays(
        pyarrow.array([at if title is not None else 5 for at, title in enumerate(titles)], pyarrow.int8()),
        pyarrow.array(titles),
    ).take(pyarrow.array(range(len(titles)))),
    "chunked": lambda titles: pyarrow.chunked_array([titles[:2], [], titles[2:]]),
    "sliced": lambda titles: pyarrow.array(["before", *titles, "after"]).slice(1, len(titles)),
    "sliced view": lambda titles: pyarrow.array(["a", *titles], pyarrow.string_view()).slice(1),
    "sliced dictionary": lambda titles: pyarrow.array(["a", *titles]).dictionary_encode().slice(1),
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_whatever_holds_the_titles(holder):
    titles = TITLES
    if holder == "dictionary of nulls":
        # A value of a dictionary may be null itself, and its key then is not.
        titles = [title if title is not None else TITLES[5] for title in TITLES]
        assert metiers.classify_many(HOLDERS[holder](titles)).to_dict() == metiers.classify_many(titles).to_dict()
        return
    assert metiers.classify_many(HOLDERS[holder](titles)).to_dict() == EXPECTED


def test_null_values_of_a_dictionary_are_nulls():
    keys = pyarrow.array([1, 0, None], pyarrow.int32())
    titles = pyarrow.DictionaryArray.from_arrays(keys, pyarrow.array([None, "SEO"]))
    assert metiers.classify_many(titles).to_dict()["motif"] == ["indice", None, None]
    none = pyarrow.DictionaryArray.from_arrays(pyarrow.array([None], pyarrow.int8()), pyarrow.array([], pyarrow.string()))
    assert metiers.classify_many(none).to_dict()["motif"] == [None]


def test_nulls_stay_and_empty_titles_are_told():
    assert EXPECTED["motif"][1] is EXPECTED["famille"][1] is EXPECTED["confiance"][1] is None
    assert EXPECTED["motif"][3] == "titre_vide"
    assert EXPECTED["famille"][0] == "acquisition"


@pytest.mark.parametrize("titles", [[], pandas.Series([], dtype=object), polars.Series([], dtype=polars.String), pyarrow.array([])])
def test_no_titles(titles):
    verdicts = metiers.classify_many(titles)
    assert len(verdicts) == 0 and pyarrow.table(verdicts).num_rows == 0
    assert pyarrow.table(verdicts).column_names == verdicts.column_names


@pytest.mark.parametrize(
    "titles",
    [None, "SEO", b"SEO", 3, ["SEO", 3], [b"SEO"], pyarrow.array([1]), pyarrow.array([b"x"]), polars.Series([1.5]),
     pandas.Series([1]), polars.DataFrame({"title": ["SEO"]}), pyarrow.table({"title": ["SEO"]})],
)
def test_anything_else_is_a_type_error(titles):
    with pytest.raises(TypeError, match="titles: "):
        metiers.classify_many(titles)


def no_text(kind, values=(b"SEO", None, b"caf\xe9", b"\xff")):
    """An array of texts that are none, as only a careless maker has them."""
    array = pyarrow.array(values, pyarrow.large_binary() if kind == pyarrow.large_string() else pyarrow.binary())
    if kind == pyarrow.string_view():
        array = array.cast(pyarrow.binary_view())
    return pyarrow.Array.from_buffers(kind, len(array), array.buffers())


@pytest.mark.parametrize("kind", [pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()], ids=str)
def test_bytes_that_are_no_text_are_told(kind):
    with pytest.raises(ValueError, match="titles: row 2 is no Unicode text"):
        metiers.classify_many(no_text(kind))
    with pytest.raises(ValueError, match="titles: row 5 is no Unicode text"):
        metiers.classify_many(pyarrow.chunked_array([pyarrow.array(["SEO"] * 3, kind), no_text(kind)]))
    with pytest.raises(ValueError, match="company_type: row 2 is no Unicode text"):
        metiers.classify_many(["SEO"] * 4, company_type=no_text(kind, (b"agence", None, b"caf\xe9", None)))
    keys = pyarrow.array([0, 0, 1, 3], pyarrow.int8())
    with pytest.raises(ValueError, match="titles: row 3 is no Unicode text"):
        metiers.classify_many(pyarrow.DictionaryArray.from_arrays(keys, no_text(kind)))


class Once:
    """What gives one stream, and the same one when asked again."""

    def __init__(self, arrow):
        self.capsule = arrow.__arrow_c_stream__()

    def __arrow_c_stream__(self, requested_schema=None):
        return self.capsule


def test_a_stream_that_was_read_or_breaks_off_is_told():
    once = Once(pyarrow.chunked_array([["SEO"], ["SEA"]]))
    assert metiers.classify_many(once).to_dict()["motif"] == ["indice", "indice"]
    with pytest.raises(ValueError, match="it was read already"):
        metiers.classify_many(once)

    def batches():
        yield pyarrow.record_batch({"title": ["SEO"]})
        raise RuntimeError("the disk is gone")

    broken = pyarrow.RecordBatchReader.from_batches(pyarrow.schema({"title": pyarrow.string()}), batches())
    with pytest.raises(ValueError, match="the disk is gone"):
        metiers.classify_many(Once(broken))


SIZES = [None, None, 3, None, 1000, 8, 0]
TYPES = [None, "marchand", None, "agence", None, "marchand", None]
NUMBERS = [getattr(pyarrow, sign + kind)() for sign in ("", "u") for kind in ("int16", "int32", "int64")]
NUMBERS += [pyarrow.float16(), pyarrow.float32(), pyarrow.float64()]


@pytest.mark.parametrize(
    "sizes",
    [SIZES, pandas.Series(SIZES), pandas.Series(SIZES, dtype="Int64"), polars.Series(SIZES),
     *(pyarrow.array(SIZES, kind) for kind in NUMBERS), pyarrow.chunked_array([SIZES[:3], SIZES[3:]]), numpy.array(SIZES, dtype=float),
     [numpy.int16(size) if size is not None else None for size in SIZES]],
    ids=lambda sizes: f"{type(sizes).__module__.split('.')[0]}.{getattr(sizes, 'dtype', '')}",
)
@pytest.mark.parametrize("types", [TYPES, pandas.Series(TYPES), polars.Series(TYPES, dtype=polars.Categorical)], ids=type)
def test_columns_of_companies(sizes, types):
    table = metiers.classify_many(TITLES, company_size=sizes, company_type=types).to_dict()
    for row, title in enumerate(TITLES):
        if title is not None:
            one = metiers.classify(title, SIZES[row], TYPES[row]).as_dict()
            assert {name: table[name][row] for name in table} == {name: one[name] for name in table}
    assert table["famille"][5] == "generaliste"


def test_one_company_for_all():
    title = "Assistant marketing et communication"
    assert metiers.classify_many([title] * 3, company_size=8).to_dict()["motif"] == ["repli"] * 3
    assert metiers.classify_many([title] * 3, numpy.int64(8), "agence").to_dict()["famille"] == [None] * 3


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"company_size": [1]}, ValueError, "2 titles, but 1 rows"),
        ({"company_type": ["agence"] * 3}, ValueError, "2 titles, but 3 rows"),
        ({"company_size": [1, -2]}, ValueError, "row 1: -2 people"),
        ({"company_size": [1, "x"]}, TypeError, "row 1: a number"),
        ({"company_size": pyarrow.array([1, -2])}, ValueError, "-2 people"),
        ({"company_size": pyarrow.array(["1", "2"])}, TypeError, "numbers are needed"),
        ({"company_type": ["agence", "mairie"]}, ValueError, "row 1: .*mairie"),
        ({"company_type": [1, 2]}, TypeError, "row 0 is int"),
    ],
)
def test_columns_of_companies_are_checked(arguments, error, words):
    with pytest.raises(error, match=words):
        metiers.classify_many(["SEO", "SEA"], **arguments)


def test_the_table_is_arrow_to_all():
    verdicts = metiers.classify_many(TITLES * 30_000)
    table = pyarrow.table(verdicts)
    assert [str(kind) for kind in table.schema.types] == ["string", "string", "double", "string"]
    table.validate(full=True)
    assert table.num_rows == len(verdicts) == 210_000 and table.to_pydict() == verdicts.to_dict()
    assert polars.DataFrame(verdicts).to_dict(as_series=False) == verdicts.to_dict()
    views = pyarrow.schema([(name, pyarrow.string_view()) for name in ("famille", "motif")] + [("confiance", pyarrow.float32()), ("famille_2", pyarrow.large_string())])
    assert pyarrow.table(verdicts, schema=views).schema == views


def test_the_lock_is_free_and_threads_agree():
    answers, titles = [], pyarrow.array(TITLES * 20_000)
    work = lambda: answers.append(metiers.classify_many(titles).to_dict()["motif"])
    threads = [threading.Thread(target=work) for _ in range(4)]
    ticks = 0
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        ticks += 1
    for thread in threads:
        thread.join()
    assert ticks > 100 and len(answers) == 4 and all(answer == answers[0] for answer in answers)


def _forked(queue):
    queue.put(metiers.classify_many(TITLES).to_dict())


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_has_threads_of_its_own():
    metiers.classify_many(TITLES)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=_forked, args=(queue,))
    child.start()
    assert queue.get(timeout=60) == EXPECTED
    child.join()
