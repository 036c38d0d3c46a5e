"""One by one, in Arrow, in pandas, polars, DuckDB and a script of Odoo's: the cells are the command line's, byte for byte."""

import types

import duckdb
import duckdb_function
import odoo_field
import pandas
import pandas_column
import polars
import polars_column
import pyarrow
from conftest import cells

import metiers


def test_one_by_one(ads):
    verdicts = [metiers.classify(*row).as_dict() for row in zip(ads.titles, ads.sizes, ads.types)]
    assert cells({name: [verdict[name] for verdict in verdicts] for name in verdicts[0]}) == ads.expected


def test_lists(ads):
    assert cells(metiers.classify_many(ads.titles, ads.sizes, ads.types).to_dict()) == ads.expected


def test_arrow(ads):
    columns = pyarrow.table(ads.columns())
    verdicts = metiers.classify_many(*(columns[name] for name in ads.columns()))
    assert cells(pyarrow.table(verdicts).to_pydict()) == ads.expected


def test_pandas(ads):
    table = pandas_column.with_verdicts(pandas.DataFrame(ads.columns()))
    assert list(table["title"]) == ads.titles
    assert cells(table.astype(object).where(table.notna(), None).to_dict("list")) == ads.expected


def test_polars(ads):
    table = polars_column.with_verdicts(polars.DataFrame(ads.columns()))
    assert table["title"].to_list() == ads.titles and cells(table.to_dict(as_series=False)) == ads.expected


def test_duckdb(ads):
    connection = duckdb.connect()
    duckdb_function.register(connection)
    table = pyarrow.table({**ads.columns(), "row": range(len(ads.titles))}).cast(
        pyarrow.schema([("title", "string"), ("company_size", "int32"), ("company_type", "string"), ("row", "int32")])
    )
    connection.register("ads", table)
    query = "SELECT verdict(title, company_size, company_type) AS verdict FROM ads ORDER BY row"
    verdicts = [verdict for (verdict,) in connection.execute(query).fetchall()]
    assert cells({name: [verdict[name] for verdict in verdicts] for name in verdicts[0]}) == ads.expected


class Jobs(list):
    """A record set as far as the recipe goes."""

    def search(self, domain):
        assert domain == [("x_famille", "=", False)]
        return Jobs(job for job in self if job.values.get("x_famille", False) is False)

    def __getitem__(self, place):
        return Jobs(super().__getitem__(place)) if isinstance(place, slice) else super().__getitem__(place)


class Job:
    def __init__(self, name, size):
        self.name, self.values = name, {}
        self.company_id = types.SimpleNamespace(x_effectif=size or 0)

    def write(self, values):
        self.values.update(values)


class Environment(dict):
    def __init__(self, jobs):
        super().__init__({"hr.job": jobs})
        self.commits = 0
        self.cr = self

    def commit(self):
        self.commits += 1


def test_odoo(ads):
    jobs = Jobs(map(Job, ads.titles, ads.sizes))
    env = Environment(jobs)
    odoo_field.fill(env, step=100)
    assert env.commits == -(-len(jobs) // 100)
    told = [(job.values["x_famille"] or "", job.values["x_motif"]) for job in jobs]
    right = metiers.classify_many(ads.titles, ads.sizes).to_dict()
    assert told == [(family or "", reason) for family, reason in zip(right["famille"], right["motif"])]
    agencies = [row for row, kind in enumerate(ads.types) if kind == "agence"]
    assert all(told[row] == ads.expected[row][:2] for row in range(len(jobs)) if row not in agencies)
