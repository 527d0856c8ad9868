"""What a million children take, in each way: ``python million.py``, or with how many. Needs duckdb, polars and pyarrow.

Each way is a process of its own. It reads the same two files, screens them, and tells rows a second, its peak of memory,
and a hash of all that came out: these have to be the same in each way.
"""

import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cse_screening as cse
import duckdb
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

ANSWERS = 4
# Of full records fewer: one by one is among the ways.
RECORDS_OF = 10


def make(folder: Path, children: int) -> None:
    """Long tables and requests, the same in every run."""
    screening = cse.Rules.built_in().form()["properties"]["screening"]["properties"]
    codes = list(screening["indicators"]["properties"])
    answers = ["yes", "suspected", "not_known", "no", "no", "no", "no", "no"]
    of = duckdb.connect()
    count = len(codes)
    of.execute(
        f"""copy (
            select i // {ANSWERS} as screening,
                   ?[1 + (hash(i) % {count})::integer] as code,
                   ?[1 + (hash(i + 7) % {len(answers)})::integer] as answer
            from range({children * ANSWERS}) t(i) order by i
        ) to '{folder}/answers.parquet'""",
        [codes, answers],
    )
    of.execute(
        f"""copy (select i as screening, (8 + hash(i) % 16)::utinyint as age, ['yes', 'no', null][1 + (hash(i + 3) % 3)::integer]
            as looked_after from range({children}) t(i) order by i) to '{folder}/children.parquet'"""
    )
    of.execute(
        f"""copy (select i as id, '{{"child": {{"age": ' || (8 + hash(i) % 16) || '}}, "screening": {{"indicators": {{"'
            || ?[1 + (hash(i) % {count})::integer] || '": "' || ?[1 + (hash(i + 7) % {len(answers)})::integer] || '"}}}}}}'
            as request from range({children // RECORDS_OF}) t(i) order by i) to '{folder}/requests.parquet'""",
        [codes, answers],
    )


def by_pyarrow(folder: Path) -> tuple[Any, Any]:
    answers = pyarrow.parquet.read_table(folder / "answers.parquet", read_dictionary=["code", "answer"])
    return answers, pyarrow.parquet.read_table(folder / "children.parquet")


def by_polars(folder: Path) -> tuple[Any, Any]:
    answers = polars.read_parquet(folder / "answers.parquet")
    text = polars.col("code", "answer").cast(polars.Categorical)
    return answers.with_columns(text), polars.read_parquet(folder / "children.parquet")


def by_duckdb(folder: Path) -> tuple[Any, Any]:
    # Its threads hand rows over as they were in the file, as the files were written in order.
    of = duckdb.connect()
    return of.sql(f"from '{folder}/answers.parquet'"), of.sql(f"from '{folder}/children.parquet'")


def said(screenings: pa.Table) -> str:
    """A hash of what came out."""
    reasons = pc.binary_join(screenings["reasons"].cast(pa.list_(pa.string())), " ")
    columns = [screenings[name] for name in ("screening", "category", "indicated", "possible", "unknown", "refused")]
    known = hashlib.sha256()
    for column in [*columns, reasons]:
        known.update("\n".join(map(str, column.to_pylist())).encode())
    return known.hexdigest()[:16]


def records_by_column(folder: Path) -> Iterator[str]:
    requests = pyarrow.parquet.ParquetFile(folder / "requests.parquet")
    reader = pa.RecordBatchReader.from_batches(requests.schema_arrow, requests.iter_batches())
    for batch in pa.RecordBatchReader.from_stream(cse.screen_requests(reader, column="request", id_column="id")):
        yield from batch["record_sha256"].to_pylist()


def records_one_by_one(folder: Path) -> Iterator[str]:
    requests = pyarrow.parquet.read_table(folder / "requests.parquet")
    for text in requests["request"].to_pylist():
        yield hashlib.sha256(cse.screen(text).json).hexdigest()


TABLES = {"pyarrow": by_pyarrow, "polars": by_polars, "duckdb": by_duckdb}
RECORDS = {"screen_requests": records_by_column, "screen, one by one": records_one_by_one}


def peak() -> str:
    """The most memory that this process had, where the system says it."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return "?"
    return str(int(status.split("VmHWM:")[1].split()[0]) // 1024)


def run(way: str, folder: Path) -> None:
    """One way, in a process of its own: rows, seconds of reading and of screening, peak, and what came out."""
    if way in TABLES:
        start = time.process_time()
        answers, children = TABLES[way](folder)
        read = time.process_time()
        screened = cse.screen_table(answers, children)
        screenings = pa.table(screened.screenings)
        done = time.process_time()
        if pa.table(screened.refused).num_rows:
            raise SystemExit(f"{way}: cells were refused")
        rows, most = screenings.num_rows, peak()
        out = said(screenings)
    else:
        start = read = time.process_time()
        known, rows = hashlib.sha256(), 0
        for sha256 in RECORDS[way](folder):
            known.update(sha256.encode())
            rows += 1
        done = time.process_time()
        most = peak()
        out = known.hexdigest()[:16]
    seconds = done - read
    print(f"{way:<20}{rows:>9} rows  {read - start:6.2f} s reading  {seconds:6.2f} s screening  "
          f"{rows / seconds / 1e6:6.3f} million a second  {most:>5} MB at the peak  {out}")


def main() -> None:
    children = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), children)
        for ways in (TABLES, RECORDS):
            outs = set()
            for way in ways:
                call = [sys.executable, __file__, "--way", way, folder]
                line = subprocess.run(call, check=True, capture_output=True, text=True).stdout
                print(line, end="", flush=True)
                outs.add(line.split()[-1])
            if len(outs) != 1:
                raise SystemExit("the ways come to different results")
    print("the same came out in each way")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        run(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
