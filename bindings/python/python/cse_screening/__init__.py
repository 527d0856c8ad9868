"""Screening for child sexual exploitation by rules as data: category, reasons and pathway, each with its source.

It informs a professional. It does not replace judgement, or the voice of the child. That no category comes out is not
"no risk": ``no_category`` says why there is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

from . import _native

__all__ = [
    "Cancel",
    "Cancelled",
    "CseError",
    "LibraryFailed",
    "Misuse",
    "NotVerified",
    "Record",
    "Refused",
    "Rules",
    "RulesRefused",
    "Screened",
    "Stream",
    "Table",
    "TableRefused",
    "VERSION",
    "counts",
    "identity",
    "schema",
    "screen",
    "screen_requests",
    "screen_table",
]

VERSION: Final[str] = _native.VERSION
"""The version of the library, which a record names as its engine."""

Cancel = _native.Cancel
"""Calls off each call that was given it, from another thread: ``cancel()``."""

Json: TypeAlias = dict[str, Any]
Given: TypeAlias = bytes | bytearray | memoryview | str | Mapping[str, Any]
"""JSON as it came, or what becomes JSON. Hand on bytes as they came where you can: a dict has lost repeated keys."""


class CseError(Exception):
    """Why there is no answer.

    ``str()`` and ``repr()`` are fit for a log: they repeat nothing that a request or a record says. ``detail`` is for
    whoever made the call. It may hold a child's data, and belongs in no log.
    """

    kind: str = ""

    def __init__(self, message: str, detail: Any = None) -> None:
        super().__init__(message)
        self.detail = detail

    def __reduce__(self) -> tuple[type[CseError], tuple[str, Any]]:
        return type(self), (str(self), self.detail)


class Refused(CseError):
    """What was given is no request, or no record, of these rules. Nothing is mended or guessed."""

    kind = "refused"


class NotVerified(CseError):
    """The record was read, and does not verify: it was changed, or made by other rules."""

    kind = "not_verified"


class RulesRefused(CseError):
    """The rules are not sound. ``detail["faults"]`` has every fault."""

    kind = "rules_refused"


class TableRefused(CseError):
    """A table has a column that is missing, unknown, or of a type that cannot be read; or whoever holds it failed, or gave
    what is no table; or the rules screen no tables.
    """

    kind = "table_refused"


class Misuse(CseError):
    """The call itself is wrong: an id or a name that there is none of."""

    kind = "misuse"


class Cancelled(CseError):
    """Somebody called it off."""

    kind = "cancelled"


class LibraryFailed(CseError):
    """The library failed: a fault of its own, and not of what was given."""

    kind = "panic"


_ERRORS: Final = {
    error.kind: error for error in (Refused, NotVerified, RulesRefused, TableRefused, Misuse, Cancelled, LibraryFailed)
}


def _answer(answer: tuple[str, bytes]) -> bytes:
    status, body = answer
    if status == "ok":
        return body
    error = json.loads(body)
    # What it was raised for may hold a child's data, and is no cause to show.
    raise _ERRORS[status](error["message"], error["detail"]) from None


def _json(answer: tuple[str, bytes]) -> Json:
    value: Json = json.loads(_answer(answer))
    return value


def _bytes(given: Given | Record) -> bytes:
    if isinstance(given, bytes):
        return given
    if isinstance(given, Record):
        return given.json
    if isinstance(given, str):
        return given.encode()
    if isinstance(given, (bytearray, memoryview)):
        return bytes(given)
    if isinstance(given, Mapping):
        return json.dumps(dict(given), ensure_ascii=False, allow_nan=False).encode()
    raise TypeError("allowed: bytes, text or a mapping")


class Record:
    """An outcome that stands alone, to be kept as it is: ``json`` are its bytes.

    Its parts are read as those of a dict: ``record["category"]``. ``repr()`` names the rules, and nothing of the child.
    """

    __slots__ = ("json", "_value")

    def __init__(self, stored: bytes) -> None:
        self.json: Final[bytes] = bytes(stored)
        self._value: Json | None = None

    @property
    def value(self) -> Json:
        """All of it. Change it, and it is no longer the record: ``json`` is."""
        if self._value is None:
            self._value = json.loads(self.json)
        return self._value

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes. Keep it where records cannot be written, and an edited one is found out."""
        return sha256(self.json).hexdigest()

    @property
    def category(self) -> int | None:
        """The category. ``None`` is not "no risk": ``record["no_category"]`` says why there is none."""
        category: int | None = self.value["category"]
        return category

    def __getitem__(self, part: str) -> Any:
        return self.value[part]

    def __bytes__(self) -> bytes:
        return self.json

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self.json == other.json

    def __hash__(self) -> int:
        return hash(self.json)

    def __repr__(self) -> str:
        rules = self.value.get("rules", {})
        return f"<Record by {rules.get('id')} {rules.get('version')}>"


class ArrowStream(Protocol):
    """Whatever has the Arrow PyCapsule interface: tables of pyarrow, data frames of Polars and pandas, relations of DuckDB."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


class Table:
    """Rows in Arrow's memory: ``pyarrow.table(it)``, ``polars.DataFrame(it)``, or a table of DuckDB by its name.

    ``len()`` counts the rows. ``repr()`` repeats none.
    """

    __slots__ = ("_batches",)

    def __init__(self, batches: _native.Batches) -> None:
        self._batches = batches

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._batches.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return self._batches.rows()

    def __repr__(self) -> str:
        return f"<Table of {len(self)} rows>"


class Stream:
    """Rows in Arrow's memory that are made as they are read, and read once: ``pyarrow.RecordBatchReader.from_stream(it)``
    for batch after batch, ``pyarrow.table(it)`` or ``polars.DataFrame(it)`` for all of them.

    What goes wrong in between is an error of who reads. It says nothing of a row.
    """

    __slots__ = ("_stream",)

    def __init__(self, stream: _native.Stream) -> None:
        self._stream = stream

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        stream = self._stream.taken()
        if stream is None:
            raise Misuse("this stream was read before, and is read once: make another, or a table of it")
        return stream

    def __repr__(self) -> str:
        return "<Stream>"


class Screened:
    """What came of two tables: ``screenings`` has a row for each, ``refused`` one for each cell that could not be read.

    Look at ``refused`` first. Such a cell was taken for not known: the category of its screening is "at least", and the
    column ``refused`` of the screening counts them. ``refused`` repeats what was found, and belongs in no log.
    """

    __slots__ = ("screenings", "refused")

    def __init__(self, screenings: Table, refused: Table) -> None:
        self.screenings: Final[Table] = screenings
        self.refused: Final[Table] = refused

    def __repr__(self) -> str:
        return f"<Screened {len(self.screenings)}, {len(self.refused)} cells refused>"


def _tables(made: tuple[list[_native.Batches] | None, str, bytes]) -> list[Table]:
    tables, status, body = made
    _answer((status, body))
    return [Table(batches) for batches in tables or []]


class Rules:
    """A rule set. It is never changed, and threads may share it."""

    __slots__ = ("_rules", "_about")

    def __init__(self, rules: _native.Rules) -> None:
        self._rules = rules
        self._about = _json(_native.about(rules))

    @classmethod
    def built_in(cls) -> Rules:
        """The rules of Coventry City Council's toolkit of 2015."""
        return cls(_native.built_in())

    @classmethod
    def load(cls, files: Mapping[str, Given], bases: Iterable[Rules] = ()) -> Rules:
        """Rules from files at hand: each name, with its content. ``bases`` are sets that they may extend, beside the
        built-in one.

        Raises RulesRefused, with every fault.
        """
        named = [(name, _bytes(content)) for name, content in files.items()]
        rules, status, body = _native.load(named, [base._rules for base in bases])
        _answer((status, body))
        assert rules is not None
        return cls(rules)

    @classmethod
    def from_folder(cls, folder: str | PathLike[str], bases: Iterable[Rules] = ()) -> Rules:
        """The ``.json`` files of a folder. The command ``cse rules check`` looks at the whole folder, and at its cases:
        let it, before rules are used.
        """
        files = sorted(Path(folder).glob("*.json"))
        return cls.load({file.name: file.read_bytes() for file in files}, bases)

    @property
    def id(self) -> str:
        """The id."""
        return str(self._about["rules"]["id"])

    @property
    def version(self) -> str:
        """The version."""
        return str(self._about["rules"]["version"])

    @property
    def sha256(self) -> str:
        """The SHA-256 of its document: what a record names its rules by."""
        return str(self._about["rules"]["sha256"])

    @property
    def title(self) -> str:
        """The title."""
        return str(self._about["title"])

    @property
    def base(self) -> Json | None:
        """What it was made from, and whether that was verified."""
        base: Json | None = self._about["base"]
        return base

    def document(self) -> bytes:
        """All of it as one document, to be kept beside the records: ``Rules.load({"": document})`` reads it."""
        return _answer(_native.document(self._rules))

    def screen(self, request: Given) -> Record:
        """Screens a request. Raises Refused for one that these rules do not understand."""
        return Record(_answer(_native.screen(self._rules, _bytes(request))))

    def screen_lines(self, lines: bytes | str) -> bytes:
        """Screens one request a line, and gives one line for each: its record, or ``line`` and ``error``. The errors go
        back to who sent the lines, and into no log.
        """
        return _answer(_native.screen_lines(self._rules, _bytes(lines)))

    def screen_table(self, answers: ArrowStream, children: ArrowStream) -> Screened:
        """Screens a long table of answers and a table of one row a screening: see ``docs/data-teams.md``. Raises
        TableRefused.
        """
        screenings, refused = _tables(_native.screen_table(self._rules, answers, children))
        return Screened(screenings, refused)

    def screen_requests(
        self, requests: ArrowStream, column: str = "request", id_column: str | None = None
    ) -> Stream:
        """Screens a column of text, one request as JSON in each cell, to one row for each, in the same order: its record,
        or the error. The column of ids goes with them as it is: see ``docs/data-teams.md``. Nothing is read before the
        result is. Raises TableRefused.
        """
        stream, status, body = _native.screen_requests(self._rules, requests, column, id_column)
        _answer((status, body))
        assert stream is not None
        return Stream(stream)

    def category(self, request: Given) -> Json:
        """What a request comes to, and no more."""
        return _json(_native.category(self._rules, _bytes(request)))

    def verify(self, record: Given | Record) -> Json:
        """Screens the request of a record again and compares. Raises NotVerified, and Refused for what is no record."""
        return _json(_native.verify(self._rules, _bytes(record)))

    def check(self, *, work: int | None = None, cancel: Cancel | None = None) -> Json:
        """What holds for every request. With ``work`` that ran out, ``cut_short`` says so and ``holds`` is false."""
        return _json(_native.check(self._rules, work, cancel))

    def compare(self, to: Rules, *, work: int | None = None, cancel: Cancel | None = None) -> Json:
        """What changes from these rules to others."""
        return _json(_native.compare(self._rules, to._rules, work, cancel))

    def why_not(
        self, request: Given, id: str, *, work: int | None = None, cancel: Cancel | None = None
    ) -> Json:
        """Why the row with this id did not apply, and what would make it. It never says what should be recorded."""
        return _json(_native.why_not(self._rules, _bytes(request), id, work, cancel))

    def next_category(self, request: Given, *, work: int | None = None, cancel: Cancel | None = None) -> Json:
        """The category above, and the smallest changes that would lead to it. It never says what should be recorded."""
        return _json(_native.next_category(self._rules, _bytes(request), work, cancel))

    def form(self) -> Json:
        """The request of these rules as a form: a JSON Schema with labels and an order."""
        return _json(_native.form(self._rules))

    def __repr__(self) -> str:
        return f"<Rules {self.id} {self.version} {self.sha256[:12]}>"


@cache
def _built_in() -> Rules:
    # To make rules ready for tables takes longer than most tables do.
    return Rules.built_in()


def screen(request: Given) -> Record:
    """Screens a request by the built-in rules."""
    return _built_in().screen(request)


def screen_table(answers: ArrowStream, children: ArrowStream, rules: Rules | None = None) -> Screened:
    """Screens tables by the built-in rules, or by others."""
    return (rules or _built_in()).screen_table(answers, children)


def screen_requests(
    requests: ArrowStream, rules: Rules | None = None, *, column: str = "request", id_column: str | None = None
) -> Stream:
    """Screens a column of text, one request as JSON in each cell, by the built-in rules, or by others: a record for each."""
    return (rules or _built_in()).screen_requests(requests, column, id_column)


def counts(screenings: ArrowStream) -> Table:
    """Counts screenings by scope and category: rounded to 5, with 1 to 7 as "under 8", and without a total. ``least`` and
    ``most`` can be added up with those of other areas. ``nothing_asked`` and ``not_read_whole`` stand beside ``none``.
    """
    return _tables(_native.counts(screenings))[0]


def identity(record: Given | Record) -> Json:
    """What made a record: ``format``, ``engine`` and ``rules``, so that its rules can be found."""
    return _json(_native.identity(_bytes(record)))


def schema(name: str) -> Json:
    """The JSON Schema with this name, such as ``request.json``. Raises Misuse for a name that there is none of."""
    return _json(_native.schema(name))
