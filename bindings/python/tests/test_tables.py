"""Long tables of pyarrow, Polars and DuckDB, and what comes of wrong rows."""

import ctypes
import datetime
import random
import re
import traceback
from pathlib import Path
from typing import Any

import cse_screening as cse
import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet
import pytest

ANSWERS = {
    "screening": ["a", "a", "b", "b", "c"],
    "code": ["poor-self-image", "clipping", "poor-self-image", "looked_after", "cliping"],
    "answer": ["yes", None, "suspected", "yes", "yes"],
}
CHILDREN = {"screening": ["a", "b", "c"], "age": [15, 12, 15]}


def rows(table: cse.Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pa.table(table).to_pylist()
    return found


def of_pyarrow(columns: dict[str, list[Any]]) -> Any:
    return pa.table(columns)


def of_pyarrow_dictionaries(columns: dict[str, list[Any]]) -> Any:
    arrays = {name: pa.array(cells) for name, cells in columns.items()}
    encoded = {name: cells if name == "age" else cells.dictionary_encode() for name, cells in arrays.items()}
    return pa.table(encoded)


def of_polars(columns: dict[str, list[Any]]) -> Any:
    return polars.DataFrame(columns)


def of_polars_categories(columns: dict[str, list[Any]]) -> Any:
    text = [name for name in columns if name in ("code", "answer")]
    return polars.DataFrame(columns).with_columns(polars.col(text).cast(polars.Categorical) if text else [])


def of_duckdb(columns: dict[str, list[Any]]) -> Any:
    table = pa.table(columns)
    return duckdb.connect().from_arrow(table)


WAYS = [of_pyarrow, of_pyarrow_dictionaries, of_polars, of_polars_categories, of_duckdb]


@pytest.mark.parametrize("of", WAYS)
def test_one_call_from_frames_to_a_frame(of: Any) -> None:
    screened = cse.screen_table(of(ANSWERS), of(CHILDREN))
    found = rows(screened.screenings)
    assert [row["screening"] for row in found] == ["a", "b", "c"]
    assert [(row["category"], row["indicated"], row["possible"]) for row in found] == [
        (1, 1, 3),
        (3, 3, 3),
        (None, None, 3),
    ]
    assert found[0]["reasons"] == ["listed-indicator"]
    assert [(row["unknown"], row["differing"], row["refused"]) for row in found] == [(1, 0, 0), (0, 0, 0), (0, 0, 1)]
    assert [row["answered"] for row in found] == [2, 1, 0]
    (refused,) = rows(screened.refused)
    assert refused == {
        "table": "answers",
        "row": 4,
        "column": "code",
        "found": "cliping",
        "allowed": "one of the 68 codes of the rules; did you mean `clipping`?",
    }


def test_the_result_is_read_by_each_of_them_and_more_than_once() -> None:
    screened = cse.screen_table(pa.table(ANSWERS), pa.table(CHILDREN))
    screenings = screened.screenings
    for _ in range(2):
        assert pa.table(screenings).num_rows == len(screenings) == 3
        assert polars.DataFrame(screenings)["category"].to_list() == [1, 3, None]
        assert duckdb.sql("select max(category) from screenings").fetchall() == [(3,)]
        exploded = polars.DataFrame(screenings).explode("reasons").filter(polars.col("screening") == "a")
        assert exploded["reasons"].cast(polars.String).to_list() == ["listed-indicator"]


def test_the_schema_names_the_rules() -> None:
    rules = cse.Rules.built_in()
    table = pa.table(rules.screen_table(pa.table(ANSWERS), pa.table(CHILDREN)).screenings)
    said = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert said["cse_rules_sha256"] == rules.sha256
    assert (said["cse_rules_id"], said["cse_rules_version"]) == (rules.id, rules.version)


def test_random_tables_are_screened_as_their_requests_one_by_one() -> None:
    rng = random.Random(20)
    rules = cse.Rules.built_in()
    codes = ["poor-self-image", "clipping", "rape", "late-home-or-missing", "looked_after", "learning_disability"]
    facts = {"looked_after", "learning_disability"}
    order = ["no", "not_known", "suspected", "yes"]
    table: list[tuple[int, str, str]] = []
    ages = [rng.randrange(8, 24) for _ in range(300)]
    for child in range(len(ages)):
        for _ in range(rng.randrange(9)):
            table.append((child, rng.choice(codes), rng.choice(order)))
    rng.shuffle(table)
    answers = pa.table(
        {"screening": [row[0] for row in table], "code": [row[1] for row in table], "answer": [row[2] for row in table]}
    )
    screened = rules.screen_table(answers, pa.table({"screening": range(len(ages)), "age": ages}))
    assert len(screened.refused) == 0
    seen = set()
    for child, row in enumerate(rows(screened.screenings)):
        best: dict[str, str] = {}
        for _, code, answer in (one for one in table if one[0] == child):
            best[code] = max(best.get(code, "no"), answer, key=order.index)
        request = {
            "child": {"age": ages[child]} | {code: answer for code, answer in best.items() if code in facts},
            "screening": {"indicators": {code: answer for code, answer in best.items() if code not in facts}},
        }
        record = rules.screen(request)
        for level in ("category", "indicated", "possible"):
            assert row[level] == record[level], (child, level)
        assert row["reasons"] == [reason["rule"] for reason in record["reasons"]]
        assert row["scope"] == record["scope"]
        seen.add(row["category"])
    assert seen == {None, 1, 2, 3}


def test_ids_that_nobody_has_are_not_taken_for_no_answers() -> None:
    count = 12
    answers = pa.table({"screening": [f"{at:05}" for at in range(count)], "code": ["rape"] * count, "answer": ["yes"] * count})
    children = pa.table({"screening": [str(at) for at in range(count)], "age": [15] * count})
    screened = cse.screen_table(answers, children)
    assert len(screened.refused) == count
    assert {(row["category"], row["possible"], row["refused"]) for row in rows(screened.screenings)} == {(None, 3, 1)}
    figures = {row["category"]: row["figure"] for row in rows(cse.counts(screened.screenings)) if row["scope"] == "child"}
    assert figures == {"nothing_asked": "0", "none": "0", "1": "0", "2": "0", "3": "0", "not_read_whole": "10"}


def test_a_second_row_of_one_screening_never_makes_it_lower() -> None:
    no = {fact: ["no", None] for fact in ("additional_needs", "learning_disability", "care_leaver", "looked_after")}
    children = pa.table({"screening": ["a", "a"], "age": [40, 12], "section_47": [None, "yes"]} | no)
    screened = cse.screen_table(pa.table({"screening": ["a"], "code": ["rape"], "answer": ["yes"]}), children)
    (row,) = rows(screened.screenings)
    assert (row["scope"], row["category"], row["refused"]) == ("child", 3, 1)


def test_dates_of_birth_are_days_or_text() -> None:
    for days in (["2012-02-29"], [datetime.date(2012, 2, 29)]):
        children = pa.table({"screening": ["a"], "date_of_birth": days, "screened_on": ["2025-02-28"]})
        answers = pa.table({"screening": ["a"], "code": ["poor-self-image"], "answer": ["yes"]})
        (row,) = rows(cse.screen_table(answers, children).screenings)
        assert row["category"] == 2


def test_a_table_that_cannot_be_read_is_refused_and_no_cell_of_it_is_said() -> None:
    with pytest.raises(cse.TableRefused, match="no column `answer`"):
        cse.screen_table(pa.table({"screening": ["Elm"], "code": ["clipping"]}), pa.table(CHILDREN))
    with pytest.raises(cse.TableRefused, match="`age` of the table `children` is of the type Utf8"):
        cse.screen_table(pa.table(ANSWERS), pa.table({"screening": ["Elm"], "age": ["12"]}))
    for wrong in (12, {"screening": ["a"]}, object()):
        with pytest.raises(TypeError, match="Arrow PyCapsule interface"):
            cse.screen_table(wrong, pa.table(CHILDREN))  # type: ignore[arg-type]

    def broken() -> Any:
        yield pa.record_batch({"screening": ["a"], "code": ["clipping"], "answer": ["yes"]})
        raise ValueError("Elm-Street-4711")

    schema = pa.schema([("screening", pa.string()), ("code", pa.string()), ("answer", pa.string())])
    reader = pa.RecordBatchReader.from_batches(schema, broken())
    with pytest.raises(cse.TableRefused) as caught:
        cse.screen_table(reader, pa.table(CHILDREN))
    assert "4711" not in str(caught.value) + repr(caught.value)
    assert "4711" in caught.value.detail


class Holder:
    """A table that does something else when it is asked for its stream."""

    def __init__(self, does: Any) -> None:
        self.does = does

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.does()


def raises(error: BaseException) -> Any:
    def does() -> Any:
        raise error

    return Holder(does)


class Asked:
    """A table whose stream cannot even be asked for."""

    @property
    def __arrow_c_stream__(self) -> Any:
        raise KeyError("Elm-Street-4711")


@pytest.mark.parametrize("holder", [raises(ValueError("Elm-Street-4711")), raises(AttributeError("Elm-Street-4711")), Asked()])
def test_what_the_holder_of_a_table_says_is_in_the_detail_alone(holder: Any) -> None:
    for call in (
        lambda: cse.screen_table(holder, pa.table(CHILDREN)),
        lambda: cse.screen_table(pa.table(ANSWERS), holder),
        lambda: cse.counts(holder),
    ):
        with pytest.raises(cse.TableRefused, match="was not handed over") as caught:
            call()
        shown = "".join(traceback.format_exception(caught.value))
        assert "4711" not in shown + repr(caught.value)
        assert "4711" in caught.value.detail
        assert caught.value.__cause__ is None and caught.value.__context__ is None


def test_whoever_ends_the_program_is_let() -> None:
    with pytest.raises(KeyboardInterrupt):
        cse.screen_table(pa.table(ANSWERS), raises(KeyboardInterrupt()))


def test_a_stream_that_was_read_already_is_refused() -> None:
    stream = pa.table(CHILDREN).__arrow_c_stream__()
    holder: Any = Holder(lambda: stream)
    assert len(cse.screen_table(pa.table(ANSWERS), holder).screenings) == 3
    with pytest.raises(cse.TableRefused, match="`children` has no schema that can be read"):
        cse.screen_table(pa.table(ANSWERS), holder)


def no_text() -> Any:
    """Text that is not UTF-8: C3 without what has to follow."""
    offsets = pa.array([0, 1], pa.int32()).buffers()[1]
    return pa.StringArray.from_buffers(1, offsets, pa.py_buffer(b"\xc3"))


def dictionary(key: int, values: list[str]) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array([key], pa.int32()), pa.array(values), safe=False)


# A key that is taken for the one next to it would make "no" of a "yes".
@pytest.mark.parametrize(
    "wrong",
    [no_text, lambda: dictionary(1, ["yes"]), lambda: dictionary(7, ["yes", "no"]), lambda: dictionary(-1, ["no", "yes"])],
)
def test_what_no_table_can_hold_is_refused(wrong: Any) -> None:
    answers = {"screening": ["a"], "code": ["clipping"], "answer": ["yes"]}
    children = {"screening": ["a"], "looked_after": ["yes"]}
    for column in answers:
        with pytest.raises(cse.TableRefused, match="the table `answers` broke off") as caught:
            cse.screen_table(pa.table(answers | {column: wrong()}), pa.table(children))
        assert caught.value.detail and caught.value.detail not in str(caught.value) + repr(caught.value)
    for column in children:
        with pytest.raises(cse.TableRefused, match="the table `children` broke off"):
            cse.screen_table(pa.table(answers), pa.table(children | {column: wrong()}))
    screenings = pa.table(cse.screen_table(pa.table(answers), pa.table(children)).screenings)
    with pytest.raises(cse.TableRefused, match="the table `screenings` broke off"):
        cse.counts(screenings.set_column(screenings.column_names.index("scope"), "scope", wrong()))


class Stream(ctypes.Structure):
    """A stream of Arrow's C interface, whose batches fail without a word of why."""


OF_STREAM = ctypes.POINTER(Stream)
GET = ctypes.CFUNCTYPE(ctypes.c_int, OF_STREAM, ctypes.c_void_p)
ERROR = ctypes.CFUNCTYPE(ctypes.c_void_p, OF_STREAM)
RELEASE = ctypes.CFUNCTYPE(None, OF_STREAM)
Stream._fields_ = [
    ("get_schema", GET),
    ("get_next", GET),
    ("get_last_error", ERROR),
    ("release", RELEASE),
    ("private_data", ctypes.c_void_p),
]


def test_a_stream_that_breaks_the_interface_ends_the_call_and_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    def release(stream: Any) -> None:
        stream.contents.release = RELEASE()

    def capsule_of(schema: pa.Schema) -> tuple[Any, Stream]:
        def get_schema(_: Any, into: int) -> int:
            schema._export_to_c(into)
            return 0

        stream = Stream(GET(get_schema), GET(lambda *_: 5), ERROR(lambda _: None), RELEASE(release), None)
        new = ctypes.pythonapi.PyCapsule_New
        new.restype = ctypes.py_object
        new.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
        return new(ctypes.addressof(stream), b"arrow_array_stream", None), stream

    for columns, call in (
        (CHILDREN, lambda holder: cse.screen_table(pa.table(ANSWERS), holder)),
        (ANSWERS, lambda holder: cse.screen_table(holder, pa.table(CHILDREN))),
    ):
        capsule, stream = capsule_of(pa.table(columns).schema)
        holder: Any = Holder(lambda: capsule)
        with pytest.raises(cse.LibraryFailed):
            call(holder)
        # It keeps the functions until here.
        del stream
    assert capfd.readouterr() == ("", "")


def test_the_built_in_rules_are_made_ready_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(*given: Any) -> Any:
        made.append(given[0])
        return [], "ok", b""

    monkeypatch.setattr(cse._native, "screen_table", counted)
    monkeypatch.setattr(cse, "_tables", lambda _: (None, None))
    for _ in range(2):
        cse.screen_table(pa.table(ANSWERS), pa.table(CHILDREN))
    assert made[0] is made[1]


def test_indicators_of_an_areas_own_are_answered_in_the_table() -> None:
    manifest = {
        "extends": {"id": "coventry", "version": cse.Rules.built_in().version},
        "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Elsewhere"},
        "indicators": {
            "add": [{"code": "own-one", "label": "An own one", "category": 1, "kind": "behaviour", "groups": [], "statement": "N097"}]
        },
    }
    rules = cse.Rules.load({"manifest.json": manifest})
    answers = pa.table({"screening": ["a", "a"], "code": ["own-one", "own-one"], "answer": ["yes", "no"]})
    screened = rules.screen_table(answers, pa.table({"screening": ["a"], "age": [15]}))
    assert pa.table(screened.screenings).column("category").to_pylist() == [1]
    assert pa.table(screened.refused).num_rows == 0


def test_rules_that_ask_for_a_number_screen_no_tables() -> None:
    rules = cse.Rules.from_folder(Path(__file__).resolve().parents[3] / "tests/local/tiers")
    with pytest.raises(cse.TableRefused, match="these rules cannot screen columns"):
        rules.screen_table(pa.table(ANSWERS), pa.table(CHILDREN))


def test_counts_are_rounded_and_have_no_total() -> None:
    count = 12
    answers = pa.table({"screening": range(count), "code": ["clipping"] * count, "answer": ["yes"] * count})
    children = pa.table({"screening": range(count + 7), "age": [15] * (count + 7)})
    found = rows(cse.counts(cse.screen_table(answers, children).screenings))
    shown = {(row["scope"], row["category"]): (row["figure"], row["least"], row["most"]) for row in found}
    assert shown["child", "3"] == ("10", 8, 12)
    assert shown["child", "nothing_asked"] == ("under 8", 1, 7)
    assert shown["child", "none"] == ("0", 0, 0)
    assert {figure for figure, *_ in shown.values()} == {"0", "10", "under 8"}
    with pytest.raises(cse.TableRefused):
        cse.counts(pa.table(CHILDREN))


def test_nothing_of_a_row_is_in_a_repr() -> None:
    screened = cse.screen_table(pa.table(ANSWERS), pa.table(CHILDREN))
    assert repr(screened) == "<Screened 3, 1 cells refused>"
    assert repr(screened.screenings) == "<Table of 3 rows>"


def test_what_the_page_runs_can_be_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[3] / "docs" / "data-teams.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 3
    monkeypatch.chdir(tmp_path)
    pyarrow.parquet.write_table(pa.table(ANSWERS), "answers.parquet")
    pyarrow.parquet.write_table(pa.table(CHILDREN), "children.parquet")
    exec("\n".join(blocks), {})
    shown = capfd.readouterr().out
    assert "poor-self-imag" in shown and "under 8" in shown
    assert "count_star()" in shown
    assert "no request" in shown and "record_sha256" in shown
