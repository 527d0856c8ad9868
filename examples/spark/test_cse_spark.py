"""Both ways of screening in Spark, on a cluster of two workers, beside one process that screens the same rows.

CHILDREN says how many: 20,000 if it says nothing. `pytest -s` prints how long it took beside handing the same rows on.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cse_screening as cse
import cse_spark
import pyarrow as pa
import pyarrow.parquet
import pytest
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

CHILDREN = int(os.environ.get("CHILDREN", "20000"))
BUCKETS = 4 + CHILDREN // 50_000
CODES = ["poor-self-image", "clipping", "rape", "late-home-or-missing", "looked_after", "learning_disability"]
ANSWERS = ["yes", "suspected", "not_known", "no"]

# Cells that cannot be read, each of a screening of its own: the row, and the column that is refused.
WRONG_ANSWERS = [
    ({"code": "cliping"}, "code"),
    ({"code": None}, "code"),
    ({"code": ""}, "code"),
    ({"answer": "perhaps"}, "answer"),
    ({"answer": ""}, "answer"),
    ({"date": "2025-02-30"}, "date"),
    ({"date": "yesterday"}, "date"),
]
WRONG_CHILDREN = [({"age": 121}, "age"), ({"age": -1}, "age"), ({"placement": "castle"}, "placement"), ({"looked_after": "maybe"}, "looked_after")]
WRONG_REQUESTS = [
    (None, "null"),
    ("", "not_json"),
    ("{", "not_json"),
    ("{}", "missing"),
    ('{"child": {"age": 121}, "screening": {}}', "out_of_range"),
    ('{"child": {"case": "Elm Street"}, "screening": {}}', "unknown_code"),
    ('{"child": {"age": 12, "age": 40}, "screening": {}}', "repeated_field"),
]


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.sql.shuffle.partitions", BUCKETS)
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "2g")
        # On a busy machine a worker may be late.
        .config("spark.network.timeout", "600s")
        .config("spark.executor.heartbeatInterval", "60s")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    session.sparkContext.addPyFile(cse_spark.__file__)
    yield session
    session.stop()


def chosen(of: list[str], *by: Any) -> Column:
    """One of several, always the same for the same row."""
    at = F.pmod(F.xxhash64(*(one if isinstance(one, Column) else F.lit(one) for one in by)), F.lit(len(of)))
    return F.element_at(F.array(*map(F.lit, of)), (at + 1).cast("int"))


@pytest.fixture(scope="session")
def made(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same children as long tables and as requests, in files of Parquet."""
    folder = tmp_path_factory.mktemp("made")
    ids = spark.range(0, CHILDREN, 1, 4)
    screening = F.format_string("case-%07d", "id")
    age = (F.pmod(F.xxhash64("id"), F.lit(12)) + 8).cast("int")
    children = ids.select(screening.alias("screening"), age.alias("age"), F.lit(None).cast("string").alias("placement"), F.lit(None).cast("string").alias("looked_after"))
    each = F.explode(F.sequence(F.lit(0), F.pmod(F.xxhash64("id", F.lit(1)), F.lit(8)).cast("int")))
    answers = ids.select("id", screening.alias("screening"), each.alias("at")).select(
        "screening",
        chosen(CODES, F.col("id"), F.col("at"), 2).alias("code"),
        chosen(ANSWERS, F.col("id"), F.col("at"), 3).alias("answer"),
        F.lit(None).cast("string").alias("date"),
    )
    first, second = (F.concat(F.lit(f'"{code}": "'), chosen(ANSWERS, F.col("id"), code), F.lit('"')) for code in CODES[:2])
    request = F.concat(F.lit('{"child": {"age": '), age.cast("string"), F.lit('}, "screening": {"indicators": {'), first, F.lit(", "), second, F.lit("}}}"))
    requests = ids.select(screening.alias("id"), request.alias("request"))

    wrong_children = [{"screening": f"wrong-{at}", "age": 15} | row for at, (row, _) in enumerate(WRONG_CHILDREN)]
    wrong_children += [{"screening": f"answers-{at}", "age": 15} for at in range(len(WRONG_ANSWERS))]
    wrong_children += [{"screening": None, "age": 12}, {"screening": "twice", "age": 12}, {"screening": "twice", "age": 40}]
    wrong_answers = [{"screening": f"answers-{at}", "code": "clipping", "answer": "yes"} | row for at, (row, _) in enumerate(WRONG_ANSWERS)]
    wrong_requests = [{"id": f"wrong-{at}", "request": request} for at, (request, _) in enumerate(WRONG_REQUESTS)]
    for name, frame, wrong in (("children", children, wrong_children), ("answers", answers, wrong_answers), ("requests", requests, wrong_requests)):
        rows = [tuple(row.get(column) for column in frame.columns) for row in wrong]
        nullable = T.StructType([T.StructField(field.name, field.dataType) for field in frame.schema])
        frame.union(spark.createDataFrame(rows, nullable)).write.parquet(str(folder / name))
    return folder


def read(made: Path, name: str) -> pa.Table:
    return pyarrow.parquet.read_table(made / name)


def without_dictionaries(table: pa.Table) -> pa.Table:
    return pa.Table.from_pylist(table.to_pylist())


def cells(table: pa.Table, ids: dict[str, pa.Array]) -> Counter[tuple[Any, ...]]:
    """Refused cells, each with the id of its row in the place of its number."""
    return Counter(
        (ids[cell["table"]][cell["row"]].as_py(), cell["table"], cell["column"], cell["found"], cell["allowed"]) for cell in table.to_pylist()
    )


def compared(spark: SparkSession, answers: pa.Table, children: pa.Table) -> tuple[pa.Table, list[dict[str, Any]], Any]:
    """Screens tables in Spark and in one process, and gives what both came to."""
    frames = (spark.createDataFrame(answers), spark.createDataFrame(children))
    return beside(*frames, answers, children)


def beside(frame_of_answers: DataFrame, frame_of_children: DataFrame, answers: pa.Table, children: pa.Table) -> Any:
    screened = cse_spark.screen_tables(frame_of_answers, frame_of_children, buckets=BUCKETS).persist()
    screenings, refused = cse_spark.apart(screened)
    alone = cse.screen_table(answers, children)
    expected = pa.table(alone.screenings).sort_by("screening")
    found = screenings.toArrow().sort_by("screening")
    assert found.column_names == expected.column_names
    assert found["screening"].equals(expected["screening"])
    for column in expected.column_names:
        assert found[column].to_pylist() == expected[column].to_pylist(), column
    ids = {"answers": answers["screening"], "children": children["screening"]}
    those = refused.collect()
    of_spark = Counter((row["screening"], row["table"], row["column"], row["found"], row["allowed"]) for row in those)
    assert of_spark == cells(pa.table(alone.refused), ids)
    assert cse_spark.counts(screenings).to_pylist() == pa.table(cse.counts(alone.screenings)).to_pylist()
    screened.unpersist()
    return expected, those


def test_long_tables_come_to_what_one_process_comes_to(spark: SparkSession, made: Path) -> None:
    frames = [spark.read.parquet(str(made / name)) for name in ("answers", "children")]
    screenings, refused = beside(*frames, read(made, "answers"), read(made, "children"))
    assert len(screenings) == CHILDREN + len(WRONG_ANSWERS) + len(WRONG_CHILDREN) + 1
    assert set(screenings["category"].to_pylist()) == {None, 1, 2, 3}
    columns = {row["screening"]: row["column"] for row in refused}
    wrong = {f"answers-{at}": column for at, (_, column) in enumerate(WRONG_ANSWERS)}
    wrong |= {f"wrong-{at}": column for at, (_, column) in enumerate(WRONG_CHILDREN)}
    assert columns == wrong | {None: "screening", "twice": "screening"}


@pytest.mark.parametrize("nobodys", ["00017", None])
def test_an_answer_that_is_nobodys_is_heard_of_in_every_bucket(spark: SparkSession, nobodys: str | None) -> None:
    children = pa.table({"screening": [str(at) for at in range(100)], "age": [15] * 100})
    heard = [str(at) for at in range(0, 100, 2)]
    answers = pa.table({"screening": [*heard, nobodys], "code": ["clipping"] * 51, "answer": ["no"] * 50 + ["yes"]})
    screenings, refused = compared(spark, answers, children)
    assert Counter(screenings["refused"].to_pylist()) == {0: 50, 1: 50}
    assert Counter(screenings["possible"].to_pylist()) == {None: 50, 3: 50}
    assert [(row["screening"], row["column"]) for row in refused] == [(nobodys, "screening")]


def test_children_without_an_answer_and_answers_without_a_child_are_all_there(spark: SparkSession) -> None:
    answers = pa.table({"screening": pa.array([7, 7, 8]), "code": ["clipping", "clipping", "rape"], "answer": ["yes", "no", "yes"]})
    children = pa.table({"screening": pa.array([7, 9, 11]), "age": [15, 15, 12]})
    screenings, _ = compared(spark, answers, children)
    assert [(row["screening"], row["category"], row["differing"], row["refused"]) for row in screenings.to_pylist()] == [
        (7, 3, 1, 0),
        (9, None, 0, 1),
        (11, None, 0, 1),
    ]


def test_each_request_comes_to_the_record_of_one_process(spark: SparkSession, made: Path) -> None:
    requests = spark.read.parquet(str(made / "requests"))
    of_spark = cse_spark.screen_requests(requests, id="id")
    columns = ["id", "record_sha256", "scope", "category", "indicated", "possible", "error", "error_kind", "error_place"]
    found = of_spark.select(columns).toArrow().sort_by("id")
    alone = cse.screen_requests(read(made, "requests"), id_column="id")
    parts = [batch.select(columns) for batch in pa.RecordBatchReader.from_stream(alone)]
    expected = pa.Table.from_batches(parts).sort_by("id")
    assert len(expected) == CHILDREN + len(WRONG_REQUESTS)
    for column in columns:
        assert found[column].to_pylist() == expected[column].to_pylist(), column
    assert set(expected["category"].to_pylist()) == {None, 1, 2, 3}
    kinds = {row["id"]: row["error_kind"] for row in expected.to_pylist() if row["error"]}
    assert kinds == {f"wrong-{at}": kind for at, (_, kind) in enumerate(WRONG_REQUESTS)}
    some = of_spark.where("id = 'case-0000007'").collect()
    (text,) = [row["request"] for row in requests.where("id = 'case-0000007'").collect()]
    assert [row["record"].encode() for row in some] == [cse.screen(text).json]


def test_rules_of_an_areas_own_go_to_the_workers(spark: SparkSession) -> None:
    manifest = {
        "extends": {"id": "coventry", "version": cse.Rules.built_in().version},
        "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Elsewhere", "settings": {"change": [{"id": "several-category-1", "value": 2}]}},
    }
    rules = cse.Rules.load({"manifest.json": manifest})
    request = json.dumps({"child": {"age": 15}, "screening": {"indicators": ["poor-self-image", "clipping"]}})
    frame = spark.createDataFrame([("a", request)], "id string, request string")
    (row,) = cse_spark.screen_requests(frame, id="id", rules=rules).collect()
    assert row["record"].encode() == rules.screen(request).json != cse.screen(request).json
    tables = ([("a", "clipping", "yes")], "screening string, code string, answer string"), ([("a", 15)], "screening string, age int")
    answers, children = (spark.createDataFrame(*table) for table in tables)
    (row,) = cse_spark.screen_tables(answers, children, buckets=2, rules=rules).collect()
    assert (row["category"], row["reasons"]) == (3, pa.table(rules.screen_table(answers.toArrow(), children.toArrow()).screenings)["reasons"][0].as_py())


def test_what_it_takes_beside_handing_the_same_rows_on(spark: SparkSession, made: Path) -> None:
    """It prints, and holds no limit: what else the machine does is in it."""
    requests = spark.read.parquet(str(made / "requests")).repartition(4).persist()
    answers, children = (spark.read.parquet(str(made / name)).persist() for name in ("answers", "children"))
    for frame in (requests, answers, children):
        frame.count()
    by = F.pmod(F.xxhash64("screening"), F.lit(BUCKETS)).alias("bucket")
    cogrouped = answers.groupBy(by).cogroup(children.groupBy(by))
    ways = {
        "requests handed on": requests.mapInArrow(lambda batches: batches, requests.schema),
        "requests to records": cse_spark.screen_requests(requests, id="id"),
        "tables handed on": cogrouped.applyInArrow(lambda of_answers, of_children: of_children, children.schema),
        "tables screened": cse_spark.screen_tables(answers, children, buckets=BUCKETS),
    }
    for name, frame in ways.items():
        start = time.perf_counter()
        frame.write.format("noop").mode("overwrite").save()
        took = time.perf_counter() - start
        print(f"\n{name}: {took:.1f} s, {CHILDREN / took:,.0f} rows a second", end="")
    print()
