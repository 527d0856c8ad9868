// What the file of a form page holds, without a browser.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { endsElsewhere, formPage, rulesOf } from "../form-page.mjs";
import { ofOpenAnswers, whyNone } from "../page/words.js";
import { load } from "../src/index.js";
import { SAID } from "./said.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const cse = await load();
const page = await formPage(cse.builtIn());
const inside = (id) => gunzipSync(Buffer.from(page.match(new RegExp(`id="${id}">([^<]*)<`))[1], "base64"));

/** A folder that is gone when the test ends. */
function folder(t, files) {
  const made = mkdtempSync(join(tmpdir(), "form-page-"));
  t.after(() => rmSync(made, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(made, name), JSON.stringify(content));
  return made;
}
const manifest = (title) => ({
  extends: { id: "coventry", version: cse.builtIn().version },
  manifest: { id: "elsewhere", version: "1.0.0", title },
});
const command = (...folders) => spawnSync(process.execPath, [here("../form-page.mjs"), ...folders], { encoding: "utf8", maxBuffer: 1e8 });

test("the library and the rules are inside", () => {
  assert.deepEqual(inside("library-data"), readFileSync(here("../cse_screening.wasm")));
  assert.deepEqual(new Uint8Array(inside("rules-data")), cse.builtIn().document());
});

test("one rule set gives one file, to the byte, and the command gives that file", async () => {
  assert.equal(await formPage(cse.builtIn()), page);
  const link = join(mkdtempSync(join(tmpdir(), "form-page-")), "cse-form-page");
  symlinkSync(here("../form-page.mjs"), link);
  for (const started of [here("../form-page.mjs"), link]) {
    assert.equal(execFileSync(process.execPath, [started, "coventry"], { encoding: "utf8", maxBuffer: 1e8 }), page);
  }
  assert.notEqual(await formPage(await rulesOf(cse, [here("../../../tests/local/tiers")])), page);
});

test("the policy allows this script and this style, and nothing outside", () => {
  const [, policy] = page.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/);
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const [, script] = page.match(/<script type="module">([^]*?)<\/script>/);
  const [, style] = page.match(/<style>([^]*?)<\/style>/);
  assert.deepEqual(policy.split("; "), [
    "default-src 'none'", `script-src ${hash(script)} 'wasm-unsafe-eval'`, `style-src ${hash(style)}`, "base-uri 'none'",
    "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
  ]);
  assert.ok(page.indexOf("Content-Security-Policy") < page.search(/<(style|script|link)/));
  assert.ok(!/\b(src|href|action)="(?!#)/.test(page.replace(script, "")));
  assert.ok(!/innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage|sessionStorage|indexedDB|cookie|\beval\b/.test(script));
});

test("nothing that the rules say is markup", async (t) => {
  const title = "</script><img src=x onerror=alert(1)> {{script}} $&";
  const made = await formPage(await rulesOf(cse, [folder(t, { "manifest.json": manifest(title) })]));
  assert.ok(!made.includes("onerror"));
  assert.equal(made.match(/<script/g).length, page.match(/<script/g).length);
});

test("the page has words for every reason that there is no category", () => {
  const script = readFileSync(here("../page/page.js"), "utf8");
  const codes = (name) => cse.schema("record.json").$defs[name].oneOf.map((one) => one.const);
  for (const code of codes("Scope")) assert.match(script, new RegExp(`\\b${code}: "`));
  const words = codes("NoCategory").map(whyNone);
  assert.equal(new Set(words).size, words.length);
  for (const one of words) assert.doesNotMatch(one, /^That is not/);
  assert.equal(whyNone("another_one"), "That is not “no risk”: another one.");
});

test("what is said of the answers that are open is so", () => {
  for (const { name, request, says, never } of SAID) {
    const record = cse.builtIn().screen(JSON.stringify(request)).value;
    const told = Object.values(ofOpenAnswers(record, `Category ${record.possible}`)).concat(
      record.category === null ? whyNone(record.no_category) : [],
    );
    for (const one of says) assert.ok(told.includes(one), `${name}: ${one} is not among ${told.join(" ")}`);
    for (const one of never) assert.ok(!told.some((words) => words?.includes(one)), `${name}: ${one}`);
  }
  const outside = { category: null, possible: null, gaps: [], no_category: "outside_this_tool" };
  assert.match(ofOpenAnswers(outside).scope, /^These rules give none in this scope/);
  assert.equal(ofOpenAnswers(outside).alone, null);
  // A number has no yes.
  const open = { category: 1, possible: 3, gaps: [{ question: "times", would_raise_to: 3 }], no_category: null };
  assert.equal(ofOpenAnswers(open, "Category 3").gaps, "A yes to any one of these would raise it by itself, to:");
  assert.equal(
    ofOpenAnswers(open, "Category 3", (code) => code === "times").gaps,
    "A yes to any one of these, or a number that is high enough where one is asked for, would raise it by itself, to:",
  );
  // Where no answer would do by itself, several may.
  const several = { category: 1, possible: 3, gaps: [], no_category: null };
  assert.equal(ofOpenAnswers(several, "Category 3").together, "Several of the open answers together could lead to Category 3.");
});

test("a text that would end a script or a style elsewhere is found", () => {
  for (const text of ["a</script", "a</STYLE >", "a <!-- b", "<!--"]) assert.ok(endsElsewhere(text), text);
  for (const text of ["a < b", "<script>", "!--", "<! --", "-->"]) assert.ok(!endsElsewhere(text), text);
  assert.doesNotMatch(page.match(/<script type="module">([^]*?)<\/script>/)[1], /^(import|export) /m);
});

test("rules that are refused make no page, and every fault is told", (t) => {
  const made = command(folder(t, { "manifest.json": { ...manifest("Elsewhere"), settings: { change: [{ id: "none", value: 2 }] } } }));
  assert.equal(made.status, 1);
  assert.equal(made.stdout, "");
  assert.match(made.stderr, /^the rules are refused[^]*\n- manifest\.json/);
});

test("a folder that holds what is not read makes no page", (t) => {
  const made = command(folder(t, { "manifest.json": manifest("Elsewhere"), "steps.jsn": {} }));
  assert.deepEqual([made.status, made.stdout], [1, ""]);
  assert.match(made.stderr, /steps\.jsn is not read; allowed: /);
  assert.equal(command().status, 2);
});

test("a set that extends another one takes its folder as well", async (t) => {
  const base = folder(t, { "manifest.json": manifest("Elsewhere") });
  const further = { extends: { id: "elsewhere", version: "1.0.0" }, manifest: { id: "further", version: "1.0.0", title: "Further" } };
  const local = folder(t, { "manifest.json": further });
  assert.equal((await rulesOf(cse, [local, base])).id, "further");
  assert.equal(command(local).status, 1);
});
