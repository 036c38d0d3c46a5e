"""How many titles a second a core classifies on Spark, and what 10^9 would take.

    bindings/build
    target/bindings/bin/python bindings/spark_rate.py [TITLES] [RUNS]       4,000,000 titles, 5 runs by default

A local cluster, two executors of one core each, reads the titles of `peers generate lean` from Parquet, classifies them by
`metiers.spark.classify` and drops the rows (the sink `noop`); in turn with it, the same rows go through Python and back with
nothing done to them. The table has the medians. The machine needs two free cores: a rate is per core that the cluster was given.
"""

import pathlib
import statistics
import sys
import tempfile
import time

import pyarrow
import pyarrow.parquet

from rates import ROOT, titles

sys.path.insert(0, str(ROOT / "bindings/python/tests"))
from conftest import cluster

import metiers.spark

CORES = 2
FILES = 32


def frame(spark, folder, count):
    """The titles, one task a file."""
    column = titles(count)
    rows = -(-count // FILES)
    for at in range(FILES):
        table = pyarrow.table({"title": column.slice(at * rows, rows)})
        pyarrow.parquet.write_table(table, folder / f"{at}.parquet")
    largest = max(file.stat().st_size for file in folder.glob("*.parquet"))
    spark.conf.set("spark.sql.files.openCostInBytes", 0)
    spark.conf.set("spark.sql.files.maxPartitionBytes", largest)
    return spark.read.parquet(str(folder))


def seconds(made):
    start = time.perf_counter()
    made.write.format("noop").mode("overwrite").save()
    return time.perf_counter() - start


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    spark = cluster()
    with tempfile.TemporaryDirectory() as folder:
        given = frame(spark, pathlib.Path(folder), count)
        ways = {
            "`metiers.spark.classify`": metiers.spark.classify(given, "title"),
            "`mapInArrow` with nothing done": given.mapInArrow(lambda batches: batches, given.schema),
        }
        taken = {way: [] for way in ways}
        for run in range(runs + 1):  # the first starts Python and is not counted
            for way, made in ways.items():
                took = seconds(made)
                if run > 0:
                    taken[way].append(took)
    spark.stop()
    print(f"{count} titles in {FILES} tasks, {CORES} executors of one core, median of {runs} runs\n")
    print("| | titles a second and core | 10^9 titles, core-hours | on 64 cores, minutes |\n|---|---|---|---|")
    for way, times in taken.items():
        rate = count / statistics.median(times) / CORES
        print(f"| {way} | {rate:,.0f} | {1e9 / rate / 3600:.2f} | {1e9 / rate / 64 / 60:.1f} |")


if __name__ == "__main__":
    main()
