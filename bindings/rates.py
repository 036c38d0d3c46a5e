"""How many titles a second, each way in the same run: the Rust batch, Arrow, a Python list, scikit-learn.

    bindings/build && target/bindings/bin/pip install scikit-learn
    target/bindings/bin/python bindings/rates.py [TITLES] [RUNS]        1,000,000 titles, 5 runs by default

The ways take turns; the table has each one's median. The titles are those of `peers generate lean`. scikit-learn, TF-IDF of words and
of letters within words with a logistic regression, is trained on `fixtures/gold/composed.csv` and predicts a part of the
titles only, since it takes its time.
"""

import csv
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import pyarrow
import pyarrow.csv

import metiers

ROOT = pathlib.Path(__file__).resolve().parents[1]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/examples"
LEARNED = 50_000


def titles(count):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "export.csv"
        with open(path, "wb") as file:
            subprocess.run([TARGET / "peers", "generate", "lean", str(count)], stdout=file, check=True)
        return pyarrow.csv.read_csv(path)["title"]


def rust(column):
    """A run of `Classifier::classify_columns` on the same titles: its own process, its own clock."""
    lines = "\n".join(column.to_pylist()) + "\n"

    def seconds():
        run = subprocess.run([TARGET / "columns"], input=lines, capture_output=True, encoding="utf-8", check=True)
        return float(run.stdout)

    return seconds


def timed(call):
    def seconds():
        start = time.perf_counter()
        call()
        return time.perf_counter() - start

    return seconds


def learned(some):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    model = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        ),
        LogisticRegression(C=10, class_weight="balanced", max_iter=3000),
    )
    with open(ROOT / "fixtures/gold/composed.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    model.fit([row["title"] for row in rows], [row["label"] for row in rows])
    return timed(lambda: model.predict(some))


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    column = titles(count)
    listed = column.to_pylist()
    classifier = metiers.Classifier()
    ways = {
        "Rust, `classify_columns`": (rust(column), count),
        "Python, Arrow in and out": (timed(lambda: pyarrow.table(classifier.classify_many(column))), count),
        "Python, a list in, Arrow out": (timed(lambda: pyarrow.table(classifier.classify_many(listed))), count),
        "Python, one by one": (timed(lambda: [classifier.classify(title) for title in listed]), count),
        "scikit-learn, TF-IDF and logistic regression": (learned(listed[:LEARNED]), min(count, LEARNED)),
    }
    taken = {way: [] for way in ways}
    for run in range(runs + 1):  # the first is not counted
        for way, (seconds, _) in ways.items():
            took = seconds()
            if run > 0:
                taken[way].append(took)
    rates = {way: ways[way][1] / statistics.median(taken[way]) for way in ways}
    first = next(iter(rates.values()))
    print(f"{count} titles, {len(set(listed))} different, {os.cpu_count()} cores, median of {runs} runs\n")
    print("| | titles a second | of the Rust batch |\n|---|---|---|")
    for way, rate in rates.items():
        print(f"| {way} | {rate:,.0f} | {rate / first:.3g} |")


if __name__ == "__main__":
    main()
