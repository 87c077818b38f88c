"""Reads a Parquet file, one of several groups, and a CSV file with a metadata header; says as JSON what it found."""

import json
import math
import sys

import pandas
import pyarrow.compute
import pyarrow.parquet


def plain(value):
    if hasattr(value, "isoformat"):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%f")
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, list):
        return [plain(one) for one in value]
    return str(value) if type(value) is int and abs(value) > 2**53 else value


def table_of(table):
    found = {name: [plain(one) for one in table[name].to_pylist()] for name in table.column_names}
    for name in ("serial", "unsigned"):
        found[name] = [one if one is None else str(one) for one in table[name].to_pylist()]
    return found


table = pyarrow.parquet.read_table(sys.argv[1])
many = pyarrow.parquet.ParquetFile(sys.argv[2])
lines = pandas.read_csv(sys.argv[3], comment="#", keep_default_na=False, na_values={"temp": [""], "echo": [""]})
csv = {name: [None if one != one else one for one in lines[name]] for name in ("temp", "note", "echo")}
json.dump(
    {
        "table": table_of(table),
        "metadata": {key.decode(): value.decode() for key, value in table.schema.metadata.items()},
        "many": {
            "rows": many.metadata.num_rows,
            "groups": many.metadata.num_row_groups,
            "sum": pyarrow.compute.sum(many.read()["n"]).as_py(),
        },
        "csv": csv,
    },
    sys.stdout,
)
