// Fills in form pages in a browser as somebody would: the records are those of the vectors, nothing runs over the side, axe
// finds no barrier, and nothing is asked for. Then answers all vectors in the browser. node tests/browser.mjs CHROMIUM
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { formPage, rulesOf } from "../form-page.mjs";
import { load } from "../src/index.js";
import { SAID } from "./said.mjs";

// The browser's driver and axe are those of the pages of the command, at their pinned versions.
const beside = createRequire(new URL("../../../tests/browser/package.json", import.meta.url));
const { chromium } = beside("playwright-core");
const axe = readFileSync(beside.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SIZES = [
  { name: "narrow phone", width: 320, height: 640, media: "screen" },
  { name: "phone", width: 375, height: 844, media: "screen" },
  { name: "laptop", width: 1280, height: 800, media: "screen" },
  // A4 less its margins, at 96 dots an inch.
  { name: "paper", width: 688, height: 1005, media: "print" },
];
/** So many vectors of each set are filled in. */
const FILLED = 10;
/** The sets whose pages are looked at: one in groups with levels and questions of its own, and the largest. */
const LOOKED_AT = ["coventry", "tiers"];

const root = (name) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
let failed = 0;
const say = (good, words) => {
  if (!good) failed += 1;
  console.log(`${good ? "passed" : "FAILED"}: ${words}`);
};

const cse = await load();
const folder = mkdtempSync(join(tmpdir(), "form-pages-"));
const browser = await chromium.launch({ executablePath: process.argv[2], args: ["--no-sandbox", "--disable-gpu"] });

/** The page of a set, open; what it asked for; and what it complained of. */
async function opened(name, rules, options) {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, await formPage(rules));
  const context = await browser.newContext({ offline: true, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const [asked, complaints] = [[], []];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("html[data-ready]");
  await page.waitForSelector("#download:enabled");
  return { page, context, asked, complaints };
}

/** What of a request stands where on the form: names of inputs, and what to do there. None where it has no place. */
function places(form, request) {
  const found = [];
  const at = (schema, name, value) => {
    if (schema === undefined) return false;
    if (schema.$ref) return at({ ...form.$defs[schema.$ref.split("/").at(-1)] }, name, value);
    if (schema.oneOf?.every((one) => "const" in one)) {
      if (!schema.oneOf.some((one) => one.const === value)) return false;
      return found.push({ check: name, value: JSON.stringify(value) });
    }
    if (schema.oneOf) {
      const index = schema.oneOf.findIndex((one) => one.const === value || (one.type === "integer" && typeof value === "number") || (one.type === "array" && Array.isArray(value)));
      if (index < 0) return false;
      found.push({ check: `${name}:kind`, value: String(index) });
      return "const" in schema.oneOf[index] || at(schema.oneOf[index], name, value);
    }
    if (schema.type === "object") {
      if (Array.isArray(value) || value === null || typeof value !== "object") return false;
      // What is empty is not sent, unless it has to stand there.
      if (Object.keys(value).length === 0 && !form.required.includes(name)) return false;
      return Object.entries(value).every(([key, one]) => at(schema.properties?.[key], name === "" ? key : `${name}.${key}`, one));
    }
    if (schema.type === "array" && schema.items.type === "integer") {
      return Array.isArray(value) && value.every((one, index) => found.push({ fill: `${name}:${index}`, value: String(one) }));
    }
    if (schema.type === "array") return Array.isArray(value) && found.push({ fill: name, value: value.join("\n") });
    if (typeof value !== (schema.type === "integer" ? "number" : "string")) return false;
    return found.push({ fill: name, value: String(value) });
  };
  return at(form, "", request) ? found : null;
}

const named = (page, name, value) =>
  page.locator(`[name=${JSON.stringify(name)}]${value === undefined ? "" : `[value=${JSON.stringify(value)}]`}`);

async function fill(page, found) {
  for (const { check, fill, value } of found) {
    if (check) await named(page, check, value).check();
    else await named(page, fill).fill(value);
  }
}

async function downloaded(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  return readFileSync(await download.path());
}

async function anew(page) {
  page.once("dialog", (dialog) => dialog.accept());
  await page.click("#anew");
  await page.waitForSelector("#download:enabled");
}

const vectors = readFileSync(root("bindings/vectors/screen.jsonl"), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const sets = ["coventry", "tiers", "weights", "extended"];
for (const set of sets) {
  const rules = await rulesOf(cse, [set === "coventry" ? set : root(`tests/local/${set}`)]);
  const form = rules.form();
  // Vectors that stand on the form, taken evenly from those that there are, the fullest of each part.
  const standing = vectors
    .filter(({ call, rules: by, status }) => call === "screen" && by === set && status === "ok")
    .map((vector) => ({ vector, found: places(form, JSON.parse(vector.input)) }))
    .filter(({ found }) => found !== null && found.length > 1);
  const each = Math.max(1, Math.floor(standing.length / FILLED));
  const chosen = Array.from({ length: Math.min(FILLED, standing.length) }, (_, index) =>
    standing.slice(index * each, (index + 1) * each).reduce((one, other) => (other.found.length > one.found.length ? other : one)),
  );
  const { page, context, asked, complaints } = await opened(set, rules);
  const first = await page.textContent("#status");
  say(first.includes("No indicator was asked about. That is not “no risk”"), `${set}: an empty form is not called no risk (${first})`);
  let same = 0;
  for (const { vector, found } of chosen) {
    await fill(page, found);
    const bytes = await downloaded(page);
    const expected = vector.sha256 ?? sha256(vector.answer);
    if (sha256(bytes) === expected) same += 1;
    else say(false, `${set}: another record for ${vector.input}: ${bytes.toString().slice(-400)}`);
    await anew(page);
  }
  say(same === chosen.length && same > 2, `${set}: ${same} of ${chosen.length} records are the library's, of ${standing.length} that stand on the form`);
  // What is said follows the answers a little later.
  const isAsAtFirst = (first) => document.querySelector("#status").textContent === first;
  const again = await page.waitForFunction(isAsAtFirst, first, { timeout: 10_000 }).then(() => true, () => false);
  say(again, `${set}: begun anew, it is as at first`);
  const kept = await page.evaluate(async () => [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length]);
  say(JSON.stringify(kept) === '[0,0,"",0]', `${set}: nothing is kept`);
  const outside = asked.slice(1).filter((url) => !url.startsWith("blob:"));
  say(outside.length === 0, `${set}: nothing is asked for ${outside.join(" ")}`);
  say(complaints.length === 0, `${set}: no complaint ${complaints.join("; ")}`);
  await context.close();

  if (!LOOKED_AT.includes(set)) continue;
  // Axe is a script, which the page itself would not let run.
  const looked = await opened(set, rules, { bypassCSP: true });
  await looked.page.evaluate(axe);
  // The bar lies over whatever is below it, until one scrolls.
  await looked.page.addStyleTag({ content: "#bar { position: static !important; }" });
  for (const state of ["empty", "filled in", "refused"]) {
    const { page } = looked;
    if (state === "filled in") await fill(page, chosen.at(-1).found);
    if (state === "refused") await named(page, "child.age").fill("twelve");
    for (const { name, width, height, media } of SIZES) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ media });
      const wide = await page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        const over = [...document.querySelectorAll("body *")].filter((one) => {
          const box = one.getBoundingClientRect();
          return box.width > 1 && !one.closest(".skip") && box.right > width + 0.5;
        });
        const found = over.slice(0, 3).map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 50)}`);
        return document.documentElement.scrollWidth > width ? ["the page scrolls", ...found] : found;
      });
      say(wide.length === 0, `${set}, ${name}, ${state}: nothing runs over the side ${wide.join("; ")}`);
      const { violations } = await page.evaluate(
        ({ values, touched }) => globalThis.axe.run(document, { runOnly: { type: "tag", values }, rules: { "target-size": { enabled: touched } }, resultTypes: ["violations"] }),
        { values: RULES, touched: media === "screen" },
      );
      const barriers = violations.map(({ id, nodes }) => `\n  ${id} (${nodes.length}): ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`);
      say(barriers.length === 0, `${set}, ${name}, ${state}: no barrier ${barriers.join("")}`);
    }
    await page.emulateMedia({ media: "screen" });
  }
  await looked.context.close();
}

// By keyboard, and what is refused.
{
  const { page, context } = await opened("keyboard", cse.builtIn());
  await page.keyboard.press("Tab");
  say((await page.evaluate(() => document.activeElement.className)) === "skip", "the keyboard reaches the questions at once");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("12");
  await named(page, "screening.indicators.rape", "").focus();
  for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  say((await page.textContent("#status")).startsWith("Category 3: serious risk of harm."), "a form is filled in by keyboard, and the result follows");
  const record = JSON.parse(await downloaded(page));
  say(record.request.child.age === 12 && record.request.screening.indicators.rape === "yes", "what was typed stands in the record");
  say((await page.getAttribute("#status", "aria-live")) === "polite", "a screen reader is told");

  await named(page, "child.age").fill("121");
  const told = await page.textContent("#told");
  say(told.startsWith("Not screened") && !told.includes("Category 3"), "what is refused leaves no result standing");
  say(await page.isDisabled("#download"), "what is refused has no record");
  say((await named(page, "child.age").getAttribute("aria-invalid")) === "true", "the question that is wrong says so");
  await named(page, "child.age").fill("");
  say((await page.isEnabled("#download")) && (await page.locator("[aria-invalid]").count()) === 0, "put right, it is well again");

  await named(page, "child.date_of_birth").focus();
  await page.keyboard.type("12");
  await named(page, "child.age").focus();
  say((await page.textContent("#status")).includes("the day is not complete"), "half a date is not taken for none");
  await context.close();
}

// What is said of the answers that are open.
{
  const rules = cse.builtIn();
  const { page, context } = await opened("said", rules);
  for (const { name, request, says, never } of SAID) {
    await fill(page, places(rules.form(), request));
    const told = await page.locator("#told").innerText();
    const missing = says.filter((words) => !told.includes(words));
    const wrong = never.filter((words) => told.includes(words));
    say(missing.length + wrong.length === 0, `${name}: the page says what is so ${[...missing, ...wrong].join(" ")}`);
    await anew(page);
  }
  await named(page, "child.date_of_birth").focus();
  await page.keyboard.type("12");
  say(!(await page.textContent("#status")).includes("the day is not complete"), "half a date is not looked at while it is typed");
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  say((await page.textContent("#status")).includes("the day is not complete"), "what is printed says that a date is half there");
  await context.close();
}

// When a sign was seen, where the rules ask for it.
{
  const rules = await rulesOf(cse, [root("tests/local/weights")]);
  const { indicators } = JSON.parse(new TextDecoder().decode(rules.document()));
  const { code } = indicators.find(({ weight, older_weight }) => older_weight < weight);
  const place = `screening.indicators.${code}`;
  const record = (given) => rules.screen({ child: { age: 15 }, screening: { screened_on: "2026-01-14", indicators: { [code]: given } } });
  const { page, context } = await opened("seen", rules);
  await named(page, "child.age").fill("15");
  await named(page, "screening.screened_on").fill("2026-01-14");
  say(await named(page, `${place}.seen_on`).isHidden(), "of a sign that is not answered no day is asked");
  await named(page, place, '"yes"').check();
  say((await downloaded(page)).equals(Buffer.from(record("yes").bytes)), "a sign without a day is in the record without one");
  await named(page, `${place}.seen_on`).fill("2019-05-07");
  const dated = record({ answer: "yes", seen_on: "2019-05-07" });
  say((await downloaded(page)).equals(Buffer.from(dated.bytes)), "a sign with a day is in the record with it");
  say((await page.textContent("#told")).includes("Yes, seen on 7 May 2019"), "and the day is told");
  say(dated.value.findings.some(({ id }) => id === "counted-as-old"), "and counts");
  await named(page, `${place}.seen_on`).fill("2026-01-15");
  say((await named(page, `${place}.seen_on`).getAttribute("aria-invalid")) === "true", "a day behind that of the screening is refused, and told there");
  await named(page, place, '"no"').check();
  say((await downloaded(page)).equals(Buffer.from(record("no").bytes)), "what was not seen has no day");
  await context.close();
  const other = await opened("undated", cse.builtIn());
  say((await other.page.locator('[name$=".seen_on"]').count()) === 0, "rules that ask for no day have none on the form");
  await other.context.close();
}

// Words that would be markup.
{
  const markup = "<img src=x onerror=document.title='run'>";
  const rules = cse.loadRules({
    "manifest.json": {
      extends: { id: "coventry", version: cse.builtIn().version },
      manifest: { id: "elsewhere", version: "1.0.0", title: markup },
    },
  });
  const { page, context } = await opened("markup", rules);
  await named(page, "reference").fill(markup);
  await named(page, "screening.views.words").fill(markup);
  const seen = [await page.locator("img").count(), await page.title(), await page.textContent("h1")];
  say(JSON.stringify(seen) === JSON.stringify([0, markup, markup]), "markup in rules and answers is text");
  say((await page.textContent("#told")).includes(markup), "and is shown as it stands");
  const blocked = await page.evaluate(async () => {
    try {
      document.body.innerHTML = "<p>";
      return false;
    } catch {
      return fetch("https://example.com/").then(() => false, () => true);
    }
  });
  say(blocked, "the page itself could neither write markup nor fetch");
  await context.close();
}

// The vectors, with the module as a page loads it.
const kinds = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
const server = createServer((request, response) => {
  const name = new URL(request.url, "http://localhost").pathname;
  if (name === "/") return response.setHeader("content-type", "text/html").end("<!DOCTYPE html><title>Vectors</title>");
  if (name === "/favicon.ico") return response.writeHead(404).end();
  const kind = Object.keys(kinds).find((ending) => name.endsWith(ending));
  response.setHeader("content-type", kinds[kind] ?? "text/plain");
  response.end(readFileSync(fileURLToPath(new URL(`..${name}`, import.meta.url))));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const names = readdirSync(root("bindings/vectors")).filter((name) => /\.jsonl?$/.test(name));
const texts = Object.fromEntries(names.map((name) => [name, readFileSync(root(`bindings/vectors/${name}`), "utf8")]));
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const answer = await page.evaluate(async (given) => (await import("/tests/answers.mjs")).answers(given), texts);
const { count, sha256: expected } = JSON.parse(texts["about.json"]);
say(answer === `${count} ${expected}`, `the vectors in the browser: ${answer}`);

await browser.close();
server.close();
rmSync(folder, { recursive: true });
process.exitCode = failed === 0 ? 0 : 1;
