"""What the tests share: labelled titles, the answers of the command line, a Spark cluster on this machine."""

import csv
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
PROGRAM = TARGET / "metiers"
sys.path.insert(0, str(ROOT / "bindings/python/recipes"))

GOLD = [ROOT / "fixtures/gold/composed.csv"]
if os.environ.get("METIERS_GOLD"):
    GOLD.append(pathlib.Path(os.environ["METIERS_GOLD"]) / "dev.csv")


class Ads:
    """Titles with what is known of their companies, and the four cells that the command line adds to each."""

    def __init__(self, path):
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        self.titles = [row["title"] for row in rows]
        self.sizes = [int(row["company_size"]) if row["company_size"] else None for row in rows]
        self.types = [row["company_type"] or None for row in rows]
        self.expected = by_program(path)
        assert len(self.expected) == len(rows) > 100

    def columns(self):
        return {"title": self.titles, "company_size": self.sizes, "company_type": self.types}


def by_program(path, *options):
    """The added cells, read from the command line's own output."""
    command = [PROGRAM, "classify", "-q", "--explain", *options, path]
    text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    names = ("famille", "motif", "confiance", "famille_2")
    return [tuple(row[name] for name in names) for row in csv.DictReader(text.splitlines(keepends=True))]


def cells(columns):
    """Columns of verdicts as the cells that the command line writes."""
    text = lambda value: value or ""
    number = lambda value: "" if value is None else f"{value:.2f}"
    names = (("famille", text), ("motif", text), ("confiance", number), ("famille_2", text))
    return list(zip(*([write(value) for value in columns[name]] for name, write in names)))


@pytest.fixture(scope="session", params=GOLD, ids=lambda path: path.stem)
def ads(request):
    return Ads(request.param)


def cluster():
    """A Spark session on two executors of one core, each a process of its own with Python processes of its own."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    return (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("metiers")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "1g")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )


@pytest.fixture(scope="session")
def spark():
    session = cluster()
    yield session
    session.stop()
