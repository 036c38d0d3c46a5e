"""DuckDB: a function of SQL that takes whole columns as Arrow."""

import duckdb
import pyarrow
from duckdb.sqltypes import DOUBLE, INTEGER, VARCHAR

import metiers


def verdict(title, company_size, company_type):
    table = pyarrow.table(metiers.classify_many(title, company_size, company_type))
    return table.to_struct_array()


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """After this, SELECT verdict(title, company_size, company_type).famille works."""
    row = duckdb.struct_type({"famille": VARCHAR, "motif": VARCHAR, "confiance": DOUBLE, "famille_2": VARCHAR})
    connection.create_function(
        "verdict", verdict, [VARCHAR, INTEGER, VARCHAR], row, type="arrow", null_handling="special"
    )
