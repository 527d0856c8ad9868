"""Answers the vectors of a folder, compares each, and prints their count and one hash."""

import json
import sys
from hashlib import sha256
from pathlib import Path

from cse_screening import _native as native

folder = Path(sys.argv[1])


def lines(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / name).read_text("utf-8").split("\n") if line]


def load_sets() -> dict[str, tuple[native.Rules | None, str, bytes]]:
    built_in = native.built_in()
    files: dict[str, list[tuple[str, bytes]]] = {}
    for line in lines("sets.jsonl"):
        files.setdefault(line["set"], []).append((line["name"], line["content"].encode()))
    loaded = {name: native.load(of_set, []) for name, of_set in files.items()}
    return {"coventry": (built_in, *native.about(built_in)), **loaded}


def answered(sets: dict[str, tuple[native.Rules | None, str, bytes]], vector: dict[str, str]) -> tuple[str, bytes]:
    call, given, id = vector["call"], vector.get("input", "").encode(), vector.get("id", "")
    work = int(vector["work"]) if "work" in vector else None
    rules, status, about = sets.get(vector.get("rules", ""), (None, "", b""))
    if call == "rules":
        return status, about
    if call == "schema":
        return native.schema(id)
    if call == "identity":
        return native.identity(given)
    assert rules is not None
    if call in ("document", "form"):
        return getattr(native, call)(rules)
    if call == "why_not":
        return native.why_not(rules, given, id, work, None)
    if call == "next_category":
        return native.next_category(rules, given, work, None)
    if call == "check":
        return native.check(rules, work, None)
    if call == "compare":
        return native.compare(sets[vector["by"]][0], rules, work, None)
    if call == "verify_screened":
        status, record = native.screen(sets[vector["by"]][0], given)
        if status != "ok":
            return status, record
        if "find" in vector:
            record = record.replace(vector["find"].encode(), vector.get("replace", "").encode(), 1)
        return native.verify(rules, record)
    return getattr(native, call)(rules, given)


def main() -> None:
    sets = load_sets()
    total, count = sha256(), 0
    for name in json.loads((folder / "about.json").read_text())["files"]:
        for vector in lines(name):
            count += 1
            status, answer = answered(sets, vector)
            same = (
                sha256(answer).hexdigest() == vector["sha256"]
                if "sha256" in vector
                else answer.decode() == vector.get("answer", "")
            )
            if status != vector["status"] or not same:
                sys.exit(f"{name}, vector {count} of all ({vector['call']}): another answer")
            total.update(status.encode() + b"\n" + answer + b"\n")
    print(count, total.hexdigest())


main()
