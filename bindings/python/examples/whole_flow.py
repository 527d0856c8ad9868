"""Screen, store, verify years later, and the same under an area's own rules."""

import sqlite3

import cse_screening as cse

rules = cse.Rules.built_in()
store = sqlite3.connect(":memory:")
store.execute("CREATE TABLE rules (sha256 TEXT PRIMARY KEY, document BLOB NOT NULL)")
store.execute("CREATE TABLE records (sha256 TEXT PRIMARY KEY, record BLOB NOT NULL)")

# Screen, and store the record as it is, with the rules that made it.
record = rules.screen({"reference": "ours", "child": {"age": 12}, "screening": {"indicators": ["rape"]}})
store.execute("INSERT INTO rules VALUES (?, ?)", (rules.sha256, rules.document()))
store.execute("INSERT INTO records VALUES (?, ?)", (record.sha256, record.json))
print(f"Category {record.category}: {len(record['steps'])} steps")

# Years later: find its rules, and see that it still comes out so.
(kept, stored) = store.execute("SELECT sha256, record FROM records").fetchone()
made_by = cse.identity(stored)["rules"]["sha256"]
(document,) = store.execute("SELECT document FROM rules WHERE sha256 = ?", (made_by,)).fetchone()
verified = cse.Rules.load({"": document}).verify(stored)
assert verified["sha256"] == kept
print("it reproduces")

# An area's own rules: refused with every fault, or loaded; then checked, once, and not for each child.
local = cse.Rules.load({
    "manifest.json": {
        "extends": {"id": "coventry", "version": rules.version},
        "manifest": {
            "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere",
            "settings": {"change": [{"id": "several-category-1", "value": 2}]},
        },
    }
})
assert local.check()["holds"]
request = {"child": {"age": 15}, "screening": {"indicators": ["poor-self-image", "eating-disorder"]}}
print(f"here Category {rules.screen(request).category}, elsewhere Category {local.screen(request).category}")
