"""Screening in Spark: functions to copy, for a cluster whose workers have `cse_screening` and `pyarrow`.

Hand this file to them: `spark.sparkContext.addPyFile("cse_spark.py")`, or `spark-submit --py-files cse_spark.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain

import cse_screening as cse
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

LEVELS = [T.StructField(name, T.ByteType()) for name in ("category", "indicated", "possible")]
RECORDS = [
    T.StructField("record", T.StringType()),
    T.StructField("record_sha256", T.StringType()),
    T.StructField("scope", T.StringType()),
    *LEVELS,
    T.StructField("error", T.StringType()),
    T.StructField("error_kind", T.StringType()),
    T.StructField("error_place", T.StringType()),
]
CELL = [T.StructField(name, T.StringType()) for name in ("table", "column", "found", "allowed")]
SCREENINGS = [
    T.StructField("scope", T.StringType()),
    *LEVELS,
    T.StructField("reasons", T.ArrayType(T.StringType())),
    *(T.StructField(name, T.IntegerType()) for name in ("answered", "unknown", "differing", "refused")),
    T.StructField("cell", T.StructType(CELL)),
]


@cache
def _rules(document: bytes | None) -> cse.Rules:
    """Rules are made once in each process of a worker."""
    return cse.Rules.built_in() if document is None else cse.Rules.load({"": document})


def _like(columns: pa.Table | pa.RecordBatch, schema: pa.Schema) -> pa.Table:
    """The columns that Spark was told of, in its order and of its types. It knows no whole numbers without a sign."""
    table = pa.table(columns) if isinstance(columns, pa.Table) else pa.Table.from_batches([columns])
    return table.select(schema.names).cast(schema)


def screen_requests(requests: DataFrame, *, id: str, column: str = "request", rules: cse.Rules | None = None) -> DataFrame:
    """A full record for each request, or why it was refused. Batch after batch: nothing is moved between workers."""
    schema = T.StructType([requests.schema[id], *RECORDS])
    document = rules and rules.document()

    def screen(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        first = next(batches, None)
        if first is None:
            return
        given = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
        stream = cse.screen_requests(given, _rules(document), column=column, id_column=id)
        for batch in pa.RecordBatchReader.from_stream(stream):
            yield from _like(batch, _arrow(schema)).to_batches()

    return requests.select(id, column).mapInArrow(screen, schema)


def screen_tables(
    answers: DataFrame, children: DataFrame, *, buckets: int, rules: cse.Rules | None = None
) -> DataFrame:
    """Long tables, as `cse.screen_table` takes them: a row for each screening, and one for each cell that was refused, in
    `cell`. Write it once, and take it `apart` afterwards.

    Both tables are laid into buckets by the id of the screening, so that the answers of one screening and its child are
    always in one bucket, and never in two. A bucket has to fit into the memory of a worker: 100,000 screenings are few.
    """
    # Two types of whole numbers are one id in one process, and two in a hash.
    if all(isinstance(table.schema["screening"].dataType, T.IntegralType) for table in (answers, children)):
        answers, children = (table.withColumn("screening", F.col("screening").cast("long")) for table in (answers, children))
    elif answers.schema["screening"].dataType != children.schema["screening"].dataType:
        raise ValueError("the ids of the two tables are of different types; allowed: texts in both, or whole numbers in both")
    # A cell of an answer that is nobody's has no id.
    schema = T.StructType([T.StructField("screening", children.schema["screening"].dataType), *SCREENINGS])
    document = rules and rules.document()
    # An answer that is nobody's may be of any screening, and so of any bucket: each bucket has to hear of it.
    lost = not answers.join(children.select("screening"), "screening", "left_anti").isEmpty()
    by = F.pmod(F.xxhash64("screening"), F.lit(buckets)).alias("bucket")

    def screen(of_answers: pa.Table, of_children: pa.Table) -> pa.Table:
        of_answers, of_children = (table.drop_columns("bucket") for table in (of_answers, of_children))
        told = of_answers
        if lost:
            nobodys = {name: pa.nulls(1, of_answers.schema.field(name).type) for name in of_answers.column_names}
            told = pa.concat_tables([of_answers, pa.table(nobodys, of_answers.schema)])
        screened = cse.screen_table(told, of_children, _rules(document))
        screenings = pa.table(screened.screenings)
        cells = pa.table(screened.refused)
        of_schema = _arrow(schema)
        none = pa.nulls(len(screenings), of_schema.field("cell").type)
        made = [_like(screenings.append_column("cell", none), of_schema)]
        ids = {"answers": of_answers["screening"], "children": of_children["screening"]}
        # The row that was added here is told of where it came from.
        kept = [cell for cell in cells.to_pylist() if cell["table"] != "answers" or cell["row"] < len(of_answers)]
        rows = [{"screening": ids[cell["table"]][cell["row"]].as_py(), "cell": _cell(cell)} for cell in kept]
        made.append(pa.Table.from_pylist(rows, of_schema))
        return pa.concat_tables(made)

    left = answers.withColumn("bucket", by).groupBy("bucket")
    right = children.withColumn("bucket", by).groupBy("bucket")
    return left.cogroup(right).applyInArrow(screen, schema)


def apart(screened: DataFrame) -> tuple[DataFrame, DataFrame]:
    """The screenings, and the cells that were refused, each with the screening of its row. Look at these first."""
    screenings = screened.where(F.col("cell").isNull()).drop("cell")
    cells = screened.where(F.col("cell").isNotNull()).select("screening", "cell.*")
    return screenings, cells


def counts(screenings: DataFrame) -> pa.Table:
    """What may leave the building, as `cse.counts` has it. Four small columns come to the driver, and no id."""
    return pa.table(cse.counts(screenings.select("scope", "category", "answered", "refused").toArrow()))


def _cell(cell: dict[str, object]) -> dict[str, object]:
    return {field.name: cell[field.name] for field in CELL}


def _arrow(schema: T.StructType) -> pa.Schema:
    from pyspark.sql.pandas.types import to_arrow_schema

    return to_arrow_schema(schema)
