"""What somebody who writes Python relies on."""

import gc
import json
import logging
import pickle
import threading
import traceback
from pathlib import Path

import cse_screening as cse
import pytest

SECRET = "Elm-Street-4711"
REQUEST = {"child": {"age": 12}, "screening": {"indicators": ["poor-self-image"]}}
MANIFEST = {
    "extends": {"id": "coventry", "version": cse.Rules.built_in().version},
    "manifest": {
        "id": "elsewhere",
        "version": "1.0.0",
        "title": "Elsewhere",
        "settings": {"change": [{"id": "several-category-1", "value": 2}]},
    },
}


@pytest.fixture
def rules() -> cse.Rules:
    return cse.Rules.built_in()


@pytest.fixture
def local() -> cse.Rules:
    return cse.Rules.load({"manifest.json": MANIFEST})


def test_a_child_under_thirteen_is_never_in_category_1(rules: cse.Rules) -> None:
    record = rules.screen(REQUEST)
    assert record.category == 2
    assert any(reason["rule"] == "under-13" and reason["decisive"] for reason in record["reasons"])
    assert cse.screen(REQUEST) == record
    assert rules.category(REQUEST)["category"] == 2


@pytest.mark.parametrize("given", [json.dumps(REQUEST), json.dumps(REQUEST).encode(), bytearray(json.dumps(REQUEST).encode()), REQUEST])
def test_a_request_is_text_or_bytes_or_a_mapping(rules: cse.Rules, given: cse.Given) -> None:
    assert rules.screen(given) == rules.screen(REQUEST)


def test_what_is_no_json_never_reaches_the_rules(rules: cse.Rules) -> None:
    with pytest.raises(TypeError):
        rules.screen(12)  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        rules.screen({"child": {"age": float("nan")}, "screening": {}})


def test_a_record_is_stored_and_verified_later(rules: cse.Rules) -> None:
    stored, document = bytes(rules.screen(REQUEST)), rules.document()
    again = cse.Rules.load({"": document})
    assert again.sha256 == rules.sha256 == cse.identity(stored)["rules"]["sha256"]
    assert again.verify(stored)["sha256"] == cse.Record(stored).sha256

    edited = json.loads(stored)
    edited["category"] = None
    with pytest.raises(cse.NotVerified) as caught:
        again.verify(edited)
    assert caught.value.detail["reason"] == "differs"
    assert caught.value.detail["differences"][0] == {"place": "category", "recorded": None, "expected": 2}


def test_local_rules_are_loaded_checked_and_compared(rules: cse.Rules, local: cse.Rules, tmp_path: Path) -> None:
    assert (local.id, local.version, local.title) == ("elsewhere", "1.0.0", "Elsewhere")
    assert local.base is not None and local.base["verified"]
    assert local.check()["holds"]
    assert not rules.compare(local)["same_outcomes"]
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    assert cse.Rules.from_folder(tmp_path).sha256 == local.sha256
    with pytest.raises(cse.NotVerified) as caught:
        local.verify(rules.screen(REQUEST))
    assert caught.value.detail["reason"] == "other_rules"

    further = {
        "extends": {"id": "elsewhere", "version": "1.0.0"},
        "manifest": {"id": "further", "version": "1.0.0", "title": "Further"},
    }
    with pytest.raises(cse.RulesRefused) as refused:
        cse.Rules.load({"manifest.json": further})
    assert refused.value.detail["faults"][0]["file"] == "manifest.json"
    assert cse.Rules.load({"manifest.json": further}, [local]).id == "further"


def test_a_row_is_explained(rules: cse.Rules) -> None:
    older = {"child": {"age": 14}, "screening": {"indicators": ["poor-self-image"]}}
    assert rules.why_not(REQUEST, "under-13")["applied"]
    not_applied = rules.why_not(older, "under-13")
    assert not_applied["changes"]["sets"][0]["in_words"] == "age: 12 or younger (now 14)"
    assert rules.next_category(older)["category"] == 2
    with pytest.raises(cse.Misuse) as caught:
        rules.why_not(older, "under-14")
    assert caught.value.detail["nearest"] == "under-13"


def test_work_runs_out_and_a_call_is_called_off(rules: cse.Rules, local: cse.Rules) -> None:
    report = rules.check(work=1)
    assert (report["holds"], report["cut_short"]) == (False, "out-of-work")
    cancel = cse.Cancel()
    thread = threading.Timer(0.05, cancel.cancel)
    thread.start()
    with pytest.raises(cse.Cancelled):
        while True:
            rules.compare(local, cancel=cancel)
    thread.join()
    assert cancel.is_cancelled()


def test_lines_come_out_as_they_went_in(rules: cse.Rules) -> None:
    line = json.dumps(REQUEST)
    first, second = rules.screen_lines(f"{line}\n\n{{}}\n").splitlines()
    assert first == rules.screen(REQUEST).json
    assert json.loads(second)["line"] == 3


def test_forms_and_schemas(rules: cse.Rules) -> None:
    assert "x-uischema" in rules.form()
    assert cse.schema("record.json")["properties"]["format"]
    with pytest.raises(cse.Misuse):
        cse.schema("records.json")


def test_no_error_and_no_repr_tells_anything_of_a_child(rules: cse.Rules, caplog: pytest.LogCaptureFixture) -> None:
    sent = {"child": {"case": SECRET}, "screening": {}}
    with pytest.raises(cse.Refused) as caught:
        rules.screen(sent)
    assert caught.value.kind == "refused"
    assert SECRET in caught.value.detail["full_text"]
    told = {**REQUEST, "reference": SECRET}
    record = rules.screen(told)
    assert record["reference"] == SECRET
    try:
        rules.screen(sent)
    except cse.CseError as error:
        logging.exception("refused")
        printed = [str(error), repr(error), "".join(traceback.format_exception(error)), caplog.text]
    printed.append(repr(record))
    assert not any(SECRET in text for text in printed), printed
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (type(copy), str(copy), copy.detail) == (cse.Refused, str(caught.value), caught.value.detail)


def test_threads_share_rules_and_records_outlive_them() -> None:
    rules: cse.Rules | None = cse.Rules.built_in()
    records: list[cse.Record] = []
    shared = rules

    def work() -> None:
        assert shared is not None
        records.extend(shared.screen(REQUEST) for _ in range(50))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rules = None
    gc.collect()
    assert len(records) == 200 and len(set(records)) == 1
