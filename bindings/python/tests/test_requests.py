"""Full records from a column of text, and what comes of wrong cells."""

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import cse_screening as cse
import duckdb
import polars
import pyarrow as pa
import pytest

REQUEST = '{"child": {"age": 12}, "screening": {"indicators": ["poor-self-image"]}}'
UNDER_13 = json.loads(REQUEST)


def read(stream: cse.Stream) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pa.table(stream).to_pylist()
    return found


def some(count: int) -> list[str]:
    """Different requests, with the lines of a person and those of a program, and letters that are not of ASCII."""
    rng = random.Random(20)
    codes = ["poor-self-image", "clipping", "rape", "late-home-or-missing"]
    found = []
    for at in range(count):
        request = {
            "reference": f"čase-{at}",
            "child": {"age": rng.randrange(8, 24)},
            "screening": {"indicators": {code: rng.choice(["yes", "suspected", "not_known", "no"]) for code in rng.sample(codes, 2)}},
        }
        found.append(json.dumps(request, indent=rng.choice([None, 2]), ensure_ascii=rng.choice([True, False])))
    return found


def of_dictionary(columns: dict[str, list[Any]]) -> Any:
    table = pa.table(columns)
    return table.set_column(1, "request", table["request"].dictionary_encode())


def of_large(columns: dict[str, list[Any]]) -> Any:
    return pa.table(columns).cast(pa.schema([("id", pa.int64()), ("request", pa.large_string())]))


def of_duckdb(columns: dict[str, list[Any]]) -> Any:
    return duckdb.connect().from_arrow(pa.table(columns))


@pytest.mark.parametrize("of", [pa.table, of_dictionary, of_large, polars.DataFrame, of_duckdb])
def test_each_record_is_that_of_its_request_alone(of: Any) -> None:
    requests: list[str | None] = [*some(3000), None]
    rules = cse.Rules.built_in()
    stream = rules.screen_requests(of({"id": list(range(1, len(requests) + 1)), "request": requests}), id_column="id")
    reader = pa.RecordBatchReader.from_stream(stream)
    assert reader.schema.metadata[b"cse_rules_sha256"].decode() == rules.sha256
    batches = list(reader)
    assert max(batch.num_rows for batch in batches) <= 1024
    rows = [row for batch in batches for row in batch.to_pylist()]
    assert len(rows) == len(requests)
    seen = set()
    for at, (row, request) in enumerate(zip(rows, requests, strict=True)):
        assert (row["id"], row["row"]) == (at + 1, at)
        if request is None:
            assert (row["record"], row["error_kind"]) == (None, "null")
            continue
        record = rules.screen(request)
        assert row["record"].encode() == record.json
        assert row["record_sha256"] == record.sha256 == hashlib.sha256(row["record"].encode()).hexdigest()
        for part in ("scope", "category", "indicated", "possible"):
            assert row[part] == record[part]
        assert row["error"] is row["error_kind"] is row["error_place"] is None
        seen.add(row["category"])
    assert seen == {None, 1, 2, 3}
    assert rules.verify(rows[0]["record"])["sha256"] == rows[0]["record_sha256"]


WRONG = [
    (None, "null", "request", "no request: the cell is null; allowed: a request as JSON"),
    ("", "not_json", "line 1 column 0", None),
    ("   ", "not_json", "line 1 column 3", None),
    ("Elm-Street-4711", "not_json", "line 1 column 1", None),
    (REQUEST + REQUEST, "not_json", f"line 1 column {len(REQUEST) + 1}", None),
    (REQUEST[:-1], "not_json", f"line 1 column {len(REQUEST) - 1}", None),
    ("null", None, None, None),
    ("[]", None, None, None),
    ("{}", "missing", None, None),
    (json.dumps(UNDER_13 | {"child": {"age": 121}}), "out_of_range", "child.age", None),
    (json.dumps(UNDER_13 | {"child": {"age": "Elm-Street-4711"}}), "wrong_type", "child.age", None),
    (json.dumps(UNDER_13 | {"child": {"date_of_birth": "2012-02-30"}}), "not_a_day", "child.date_of_birth", None),
    (json.dumps(UNDER_13 | {"child": {"case": "Elm-Street-4711"}}), "unknown_code", "child.case", None),
    (json.dumps(UNDER_13 | {"screening": {"indicators": ["Elm-Street-4711"]}}), "unknown_code", None, None),
    (json.dumps(UNDER_13 | {"screening": {"indicators": ["rape", "rape"]}}), "repeated_indicator", None, None),
    (json.dumps(UNDER_13 | {"Elm-Street-4711": 1}), "unknown_field", "request", None),
    ('{"child": {"age": 12, "age": 40}, "screening": {}}', "repeated_field", None, None),
]


@pytest.mark.parametrize("cell, kind, place, error", WRONG)
def test_a_cell_that_is_wrong_is_one_row_that_is_refused(cell: str | None, kind: str | None, place: str | None, error: str | None) -> None:
    table = pa.table({"request": pa.array([REQUEST, cell, REQUEST], pa.string())})
    before, row, after = read(cse.screen_requests(table))
    assert (before["record"], before["category"]) == (after["record"], after["category"]) == (cse.screen(REQUEST).json.decode(), 2)
    assert [before["row"], row["row"], after["row"]] == [0, 1, 2]
    for part in ("record", "record_sha256", "scope", "category", "indicated", "possible"):
        assert row[part] is None
    assert row["error"] and row["error_kind"]
    assert "4711" not in row["error"] + row["error_place"]
    if cell is not None:
        with pytest.raises(cse.Refused) as caught:
            cse.screen(cell)
        assert row["error"] == str(caught.value)
        assert row["error_kind"] == caught.value.detail["kind"]
        # The place as far as every request has it.
        assert row["error_place"] == "request" or caught.value.detail["place"].startswith(row["error_place"])
    for found, expected in ((row["error_kind"], kind), (row["error_place"], place), (row["error"], error)):
        assert expected is None or found == expected


def test_rules_of_an_areas_own_give_their_records() -> None:
    own = {"code": "own-one", "label": "An own one", "category": 1, "kind": "behaviour", "groups": [], "statement": "N097"}
    manifest = {
        "extends": {"id": "coventry", "version": cse.Rules.built_in().version},
        "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Elsewhere"},
        "indicators": {"add": [own]},
    }
    rules = cse.Rules.load({"manifest.json": manifest})
    request = '{"child": {"age": 15}, "screening": {"indicators": ["own-one"]}}'
    table = pa.table({"text": [request, REQUEST]})
    found = read(cse.screen_requests(table, rules, column="text"))
    assert [row["record"].encode() for row in found] == [rules.screen(request).json, rules.screen(REQUEST).json]
    (refused, _) = read(cse.screen_requests(table, column="text"))
    assert refused["error_kind"] == "unknown_code"


def test_an_empty_table_gives_an_empty_one() -> None:
    table = pa.table(cse.screen_requests(pa.table({"request": pa.array([], pa.string())})))
    assert (table.num_rows, table.column_names[:2]) == (0, ["row", "record"])


def test_columns_that_cannot_be_read_are_refused() -> None:
    table = pa.table({"request": [REQUEST], "number": [1], "record": ["a"], "id": ["a"]})
    for given, said in (
        ({"column": "text"}, "the table `requests` has no column `text`"),
        ({"column": "number"}, "`number` of the table `requests` is of the type Int64; allowed: text"),
        ({"id_column": "ids"}, "has no column `ids`"),
        ({"id_column": "record"}, "`record` cannot be that of the ids"),
    ):
        with pytest.raises(cse.TableRefused, match=said):
            cse.screen_requests(table, **given)  # type: ignore[arg-type]
    twice = pa.table([pa.array([REQUEST]), pa.array([REQUEST])], names=["request", "request"])
    with pytest.raises(cse.TableRefused, match="twice"):
        cse.screen_requests(twice)
    for wrong in (12, [REQUEST], object()):
        with pytest.raises(TypeError, match="Arrow PyCapsule interface"):
            cse.screen_requests(wrong)  # type: ignore[arg-type]
    # The column of requests may be that of the ids as well.
    assert read(cse.screen_requests(table, id_column="request"))[0]["request"] == REQUEST


def test_a_stream_is_read_once_and_says_so() -> None:
    stream = cse.screen_requests(pa.table({"request": [REQUEST]}))
    assert repr(stream) == "<Stream>"
    assert pa.table(stream).num_rows == 1
    with pytest.raises(cse.Misuse, match="was read before"):
        pa.table(stream)


def batches(count: int, text: list[str], end: BaseException | None = None) -> Any:
    schema = pa.schema([("request", pa.string())])

    def made() -> Iterator[pa.RecordBatch]:
        for _ in range(count):
            yield pa.record_batch([pa.array(text)], schema)
        if end:
            raise end

    return pa.RecordBatchReader.from_batches(schema, made())


def test_who_makes_the_batches_fails_and_what_was_read_before_stands() -> None:
    reader = pa.RecordBatchReader.from_stream(cse.screen_requests(batches(2, [REQUEST], ValueError("Elm-Street-4711"))))
    assert reader.read_next_batch().num_rows == reader.read_next_batch().num_rows == 1
    with pytest.raises(Exception, match="`requests` broke off") as caught:
        reader.read_next_batch()
    assert "4711" not in str(caught.value)


def test_text_that_is_none_ends_it() -> None:
    offsets = pa.array([0, 1], pa.int32()).buffers()[1]
    wrong = pa.StringArray.from_buffers(1, offsets, pa.py_buffer(b"\xc3"))
    with pytest.raises(Exception, match="`requests` broke off"):
        pa.table(cse.screen_requests(pa.table({"request": wrong})))


def test_batches_are_read_as_they_are_asked_for() -> None:
    asked = []
    schema = pa.schema([("request", pa.string())])

    def made() -> Iterator[pa.RecordBatch]:
        for at in range(3):
            asked.append(at)
            yield pa.record_batch([pa.array([REQUEST] * (at + 1))], schema)

    reader = pa.RecordBatchReader.from_stream(cse.screen_requests(pa.RecordBatchReader.from_batches(schema, made())))
    assert asked == []
    assert (reader.read_next_batch().num_rows, asked) == (1, [0])
    assert (reader.read_next_batch().num_rows, asked) == (2, [0, 1])
    assert [row for batch in reader for row in batch["row"].to_pylist()] == [3, 4, 5]


MEASURED = """
import resource
import cse_screening as cse
import pyarrow as pa

table = pa.table({"request": ['{"child": {"age": 12}, "screening": {"indicators": ["poor-self-image"]}}'] * 30_000})
read = lambda rows: sum(batch.nbytes for batch in pa.RecordBatchReader.from_stream(cse.screen_requests(table.slice(0, rows))))
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
# As far as it goes for some batches, it goes.
read(4_000)
before = peak()
print(read(30_000), peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the peak is told in other units")
def test_memory_stays_the_same_however_great_the_batches() -> None:
    # In a process of its own, whose peak is no other test's.
    said = subprocess.run([sys.executable, "-c", MEASURED], capture_output=True, text=True, check=True).stdout
    size, grown = map(int, said.split())
    assert size > 60_000_000 and grown < size / 4, said
