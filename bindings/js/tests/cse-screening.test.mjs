// What somebody who writes JavaScript relies on.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { inspect } from "node:util";
import { CseError, load, LibraryFailed, Library, Misuse, NotVerified, Record, Refused, Rules, RulesRefused } from "../src/index.js";

const SECRET = "Elm-Street-4711";
const REQUEST = { child: { age: 12 }, screening: { indicators: ["poor-self-image"] } };
const OLDER = { child: { age: 14 }, screening: { indicators: ["poor-self-image"] } };
const cse = await load();
const rules = cse.builtIn();
const MANIFEST = {
  extends: { id: "coventry", version: rules.version },
  manifest: {
    id: "elsewhere", version: "1.0.0", title: "Elsewhere",
    settings: { change: [{ id: "several-category-1", value: 2 }] },
  },
};
const local = cse.loadRules({ "manifest.json": MANIFEST });

/** The error that a call throws, which must be of this kind. */
function thrown(Kind, call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof Kind && error instanceof CseError, String(error));
    assert.equal(error.kind, Kind.kind);
    return error;
  }
  assert.fail("nothing was thrown");
}

test("the module asks for nothing of its host", async () => {
  const bytes = await readFile(new URL("../cse_screening.wasm", import.meta.url));
  assert.deepEqual(WebAssembly.Module.imports(await WebAssembly.compile(bytes)), []);
});

test("a child under thirteen is never in Category 1", () => {
  const record = rules.screen(REQUEST);
  assert.equal(record.category, 2);
  assert.ok(record.value.reasons.some(({ rule, decisive }) => rule === "under-13" && decisive));
  assert.equal(rules.category(REQUEST).category, 2);
});

test("a request is bytes, text or an object", () => {
  const text = JSON.stringify(REQUEST);
  for (const given of [text, new TextEncoder().encode(text)]) {
    assert.deepEqual(rules.screen(given).bytes, rules.screen(REQUEST).bytes);
  }
  for (const given of [null, undefined, 7, true]) assert.throws(() => rules.screen(given), TypeError);
  assert.equal(thrown(Refused, () => rules.screen("")).detail.of, "request");
});

test("a record is stored, and verified later by the rules that were kept", async () => {
  const stored = rules.screen(REQUEST).bytes;
  const again = cse.loadRules({ "": rules.document() });
  assert.equal(cse.identity(stored).rules.sha256, again.sha256);
  assert.equal(again.verify(stored).sha256, await new Record(stored).sha256());
  const edited = { ...new Record(stored).value, category: null };
  const { detail } = thrown(NotVerified, () => again.verify(edited));
  assert.deepEqual(detail.differences[0], { place: "category", recorded: null, expected: 2 });
});

test("local rules are loaded, checked and compared", () => {
  assert.deepEqual([local.id, local.version, local.title, local.base.verified], ["elsewhere", "1.0.0", "Elsewhere", true]);
  assert.equal(local.check().holds, true);
  assert.equal(rules.compare(local).same_outcomes, false);
  assert.equal(thrown(NotVerified, () => local.verify(rules.screen(REQUEST))).detail.reason, "other_rules");
  const further = {
    extends: { id: "elsewhere", version: "1.0.0" },
    manifest: { id: "further", version: "1.0.0", title: "Further" },
  };
  const refused = thrown(RulesRefused, () => cse.loadRules({ "manifest.json": further }));
  assert.equal(refused.detail.faults[0].file, "manifest.json");
  assert.equal(cse.loadRules(new Map([["manifest.json", further]]), [local]).id, "further");
});

test("a row is explained", () => {
  assert.equal(rules.whyNot(REQUEST, "under-13").applied, true);
  const { changes } = rules.whyNot(OLDER, "under-13");
  assert.equal(changes.sets[0].in_words, "age: 12 or younger (now 14)");
  assert.equal(rules.nextCategory(OLDER).category, 2);
  assert.equal(thrown(Misuse, () => rules.whyNot(OLDER, "under-14")).detail.nearest, "under-13");
});

test("work runs out", () => {
  const { holds, cut_short } = rules.check({ work: 1 });
  assert.deepEqual([holds, cut_short], [false, "out-of-work"]);
  for (const work of [-1, 0.5, "1", NaN]) assert.throws(() => rules.check({ work }), TypeError);
});

test("lines come out as they went in", () => {
  const lines = new TextDecoder().decode(rules.screenLines(`${JSON.stringify(REQUEST)}\n\n{}\n`)).split("\n");
  assert.equal(lines[0], rules.screen(REQUEST).text);
  assert.equal(JSON.parse(lines[1]).line, 3);
  assert.equal(lines[2], "");
});

test("forms and schemas", () => {
  assert.ok("x-uischema" in rules.form());
  assert.ok(cse.schema("record.json").properties.format);
  thrown(Misuse, () => cse.schema("records.json"));
});

test("nothing that is printed tells anything of a child", () => {
  const error = thrown(Refused, () => rules.screen({ child: { case: SECRET }, screening: {} }));
  assert.ok(error.detail.full_text.includes(SECRET));
  const record = rules.screen({ ...REQUEST, reference: SECRET });
  assert.equal(record.value.reference, SECRET);
  const printed = [String(error), error.stack, inspect(error, { depth: 9 }), JSON.stringify(error), inspect(record, { depth: 9, showHidden: true }), String(record)];
  for (const text of printed) assert.ok(!text.includes(SECRET), text);
});

test("rules that were freed are not used, and records stay", () => {
  const mine = cse.builtIn();
  const record = mine.screen(REQUEST);
  mine.free();
  mine.free();
  thrown(Misuse, () => mine.screen(REQUEST));
  assert.equal(record.category, 2);
  assert.throws(() => new Rules(), TypeError);
});

test("memory does not grow with calls", () => {
  const pages = () => rules.screenLines("{}\n".repeat(1000)).length;
  const size = pages();
  for (let turn = 0; turn < 200; turn++) assert.equal(pages(), size);
});

test("after a trap, nothing is called any more", async () => {
  let calls = 0;
  const exports = {
    memory: new WebAssembly.Memory({ initial: 1 }),
    cse_abi_version: () => 1,
    cse_rules_built_in: () => {
      calls += 1;
      throw new WebAssembly.RuntimeError("unreachable");
    },
  };
  const broken = new Library({ exports });
  thrown(LibraryFailed, () => broken.builtIn());
  thrown(LibraryFailed, () => broken.builtIn());
  assert.equal(calls, 1);
});

test("instances do not share rules", async () => {
  const other = await load();
  thrown(Misuse, () => other.builtIn().compare(local));
});
