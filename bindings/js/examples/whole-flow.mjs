// Screen, store, verify years later, and the same under an area's own rules: node examples/whole-flow.mjs
import assert from "node:assert/strict";
import { load, Record } from "cse-screening";

const cse = await load();
const rules = cse.builtIn();
const store = { rules: new Map(), records: new Map() };

// Screen, and store the record as it is, with the rules that made it.
const record = rules.screen({ reference: "ours", child: { age: 12 }, screening: { indicators: ["rape"] } });
store.rules.set(rules.sha256, rules.document());
store.records.set(await record.sha256(), record.bytes);
console.log(`Category ${record.category}: ${record.value.steps.length} steps`);

// Years later: find its rules, and see that it still comes out so.
for (const [sha256, stored] of store.records) {
  const document = store.rules.get(cse.identity(stored).rules.sha256);
  assert.equal(cse.loadRules({ "": document }).verify(stored).sha256, sha256);
  console.log(`it reproduces: Category ${new Record(stored).category}`);
}

// An area's own rules: refused with every fault, or loaded; then checked, once, and not for each child.
const local = cse.loadRules({
  "manifest.json": {
    extends: { id: "coventry", version: rules.version },
    manifest: {
      id: "elsewhere", version: "1.0.0", title: "Elsewhere",
      settings: { change: [{ id: "several-category-1", value: 2 }] },
    },
  },
});
assert.ok(local.check().holds);
const request = { child: { age: 15 }, screening: { indicators: ["poor-self-image", "eating-disorder"] } };
console.log(`here Category ${rules.screen(request).category}, elsewhere Category ${local.screen(request).category}`);
