"""On a cluster of two executors on this machine: a million titles, an executor killed on the way, rules of one's own."""

import os
import pathlib
import signal
import subprocess
import threading
import time

import pyarrow
import pyarrow.csv
import pyarrow.parquet
import pytest
import spark_frame
from conftest import PROGRAM, TARGET, cells

import metiers
import metiers.spark

MILLION = int(os.environ.get("METIERS_SPARK_ROWS", "1000000"))
NAMES = ["famille", "motif", "confiance", "famille_2"]


def frame(spark, ads):
    schema = "title string, company_size int, company_type string, row int"
    rows = list(zip(ads.titles, ads.sizes, ads.types, range(len(ads.titles))))
    return spark.createDataFrame(rows, schema).repartition(4)


def test_the_labelled_titles(spark, ads):
    found = spark_frame.with_verdicts(frame(spark, ads)).orderBy("row").toArrow().to_pydict()
    assert found["title"] == ads.titles and cells(found) == ads.expected
    assert set(found["regles"]) == {metiers.rules_fingerprint()}


def test_rules_travel_as_text(spark, ads, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('label = "redaction"\n[[concept]]\nname = "scribe"\nrole = "head"\nforms = ["scribe numérique"]\n')
    mine = metiers.Classifier(path)
    path.unlink()
    given = spark.createDataFrame([("Scribe numérique",), (None,), ("Traffic manager",)], "title string").coalesce(1)
    found = metiers.spark.classify(given, "title", classifier=mine, prefix="m_").toArrow().to_pydict()
    assert found["m_famille"] == ["redaction", None, "acquisition"] and found["m_motif"] == ["indice", None, "indice"]
    assert set(found["m_regles"]) == {mine.rules_fingerprint} != {metiers.rules_fingerprint()}


def test_columns_are_checked_before_any_work(spark):
    given = spark.createDataFrame([("SEO", "x")], "title string, Famille string")
    with pytest.raises(ValueError, match="there is no column 'titre': there are title"):
        metiers.spark.classify(given, "titre")
    with pytest.raises(ValueError, match="give a prefix"):
        metiers.spark.classify(given, "title")
    assert metiers.spark.classify(given, "title", prefix="m_").columns[2:] == [f"m_{name}" for name in (*NAMES, "regles")]


@pytest.fixture(scope="module")
def million(tmp_path_factory):
    """A folder of a million titles in Parquet, and what the command line says of them."""
    folder = tmp_path_factory.mktemp("million")
    export, classified = folder / "export.csv", folder / "classified.csv"
    with open(export, "wb") as file:
        subprocess.run([TARGET / "examples/peers", "generate", "lean", str(MILLION)], stdout=file, check=True)
    subprocess.run([PROGRAM, "classify", "-q", "--explain", export, "-o", classified], check=True)
    as_text = {name: pyarrow.string() for name in ("title", *NAMES)}
    options = pyarrow.csv.ConvertOptions(column_types=as_text, include_columns=["id", "title", *NAMES])
    table = pyarrow.csv.read_csv(classified, convert_options=options)
    assert table.num_rows == MILLION and table["id"].to_pylist() == list(range(MILLION))
    pyarrow.parquet.write_table(table.select(["id", "title"]), folder / "titles.parquet")
    return folder, list(zip(*(table[name].to_pylist() for name in NAMES)))


def classified(spark, folder, name):
    """Classifies the million into a folder of Parquet files, in 32 tasks."""
    titles = spark.read.parquet(str(folder / "titles.parquet")).repartition(32, "id")
    metiers.spark.classify(titles, "title").drop("title").write.parquet(str(folder / name))


def rows(folder, name):
    table = pyarrow.parquet.read_table(folder / name).sort_by("id")
    assert table["id"].to_pylist() == list(range(MILLION))
    assert table["regles"].unique().to_pylist() == [metiers.rules_fingerprint()]
    return cells({name: table[name].to_pylist() for name in NAMES})


def executors(spark):
    """What Spark counts of its executors, the dead ones too: number, done tasks, whether alive."""
    all_of_them = spark.sparkContext._jsc.sc().statusStore().executorList(False)
    each = [all_of_them.apply(at) for at in range(all_of_them.size())]
    return {one.id(): (one.completedTasks(), one.isActive()) for one in each if one.id() != "driver"}


def processes(spark):
    """The processes of the executors, by their number, found as children of the driver's."""
    found = {}
    application = spark.sparkContext.applicationId
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if any("CoarseGrainedExecutorBackend" in word for word in words) and application in words:
            found[words[words.index("--executor-id") + 1]] = int(folder.name)
    return found


def test_a_million_titles_on_two_executors(spark, million):
    folder, expected = million
    before = executors(spark)
    classified(spark, folder, "quiet")
    busy = {name for name, (tasks, _) in executors(spark).items() if tasks > before.get(name, (0,))[0]}
    assert len(busy) >= 2 and len({processes(spark)[name] for name in busy}) >= 2
    assert rows(folder, "quiet") == expected


def test_a_million_titles_with_one_executor_killed(spark, million):
    folder, expected = million
    work = threading.Thread(target=classified, args=(spark, folder, "killed"))
    tracker = spark.sparkContext.statusTracker()
    work.start()
    # The stage that classifies has 32 tasks: when some are done and most are not, an executor goes.
    victim = None
    while work.is_alive() and victim is None:
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        if any(stage and stage.numTasks == 32 and 2 <= stage.numCompletedTasks < 24 for stage in stages):
            victim, process = sorted(processes(spark).items())[0]
            os.kill(process, signal.SIGKILL)
        time.sleep(0.01)
    assert victim is not None and work.is_alive()
    work.join()
    # Another one takes its place, perhaps only when the work is done.
    deadline = time.monotonic() + 60
    while len(executors(spark)) < 3 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not executors(spark)[victim][1] and len(executors(spark)) >= 3
    assert rows(folder, "killed") == expected
