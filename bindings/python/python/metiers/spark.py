"""The verdicts on Spark: ``DataFrame.mapInArrow`` calls this package in the executors' Python.

    import metiers.spark
    classified = metiers.spark.classify(ads, "intitule", company_size="effectif")

Needs pyspark and pyarrow, and this package where the executors run. The rules travel as text with the tasks; their
fingerprint comes back in the column ``regles``, so that a table tells by which rules it was made.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from metiers import Classifier

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame


def classify(
    frame: DataFrame,
    title: str,
    company_size: str | None = None,
    company_type: str | None = None,
    classifier: Classifier | None = None,
    prefix: str = "",
) -> DataFrame:
    """Adds the columns famille, motif, confiance, famille_2 and regles to a data frame.

    ``title``, ``company_size`` and ``company_type`` are names of columns, ``classifier`` holds rules of one's own, and
    ``prefix`` stands before the names of the added columns. A title that is null has no verdict.

    Raises ValueError where a column is missing, or one of an added column's name is there already.
    """
    from pyspark.sql.types import DoubleType, StringType, StructField, StructType

    kinds = {"famille": StringType(), "motif": StringType(), "confiance": DoubleType()}
    kinds |= {"famille_2": StringType(), "regles": StringType()}
    added = [StructField(prefix + name, kind) for name, kind in kinds.items()]
    for name in filter(None, (title, company_size, company_type)):
        if name not in frame.columns:
            raise ValueError(f"there is no column {name!r}: there are {', '.join(frame.columns)}")
    taken = {name.lower() for name in frame.columns} & {field.name.lower() for field in added}
    if taken:
        raise ValueError(f"there is a column {taken.pop()!r} already: give a prefix")
    columns = (title, company_size, company_type)
    work = functools.partial(batches, classifier or Classifier(), columns, [field.name for field in added])
    return frame.mapInArrow(work, StructType([*frame.schema.fields, *added]))


def batches(
    classifier: Classifier,
    columns: tuple[str, str | None, str | None],
    added: list[str],
    given: Iterable[pyarrow.RecordBatch],
) -> Iterator[pyarrow.RecordBatch]:
    """Classifies the batches of one task: what runs in the executors' Python."""
    import pyarrow
    from pyspark import TaskContext

    context = TaskContext.get()
    # As many threads as Spark gives the task, not as many as the machine has cores.
    os.environ.setdefault("RAYON_NUM_THREADS", str(context.cpus() if context else 1))
    for batch in given:
        size, kind = (batch.column(name) if name else None for name in columns[1:])
        table = pyarrow.table(classifier.classify_many(batch.column(columns[0]), size, kind)).combine_chunks()
        verdicts = [column.chunk(0) if column.num_chunks else pyarrow.array([], column.type) for column in table.columns]
        rules = pyarrow.repeat(classifier.rules_fingerprint, batch.num_rows)
        names = [*batch.schema.names, *added]
        yield pyarrow.RecordBatch.from_arrays([*batch.columns, *verdicts, rules], names=names)
