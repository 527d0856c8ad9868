// Answers the vectors of a folder, compares each, and prints their count and one hash.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { load, RulesRefused, Misuse } from "../src/index.js";

const folder = process.argv[2];
const lines = (name) =>
  readFileSync(`${folder}/${name}`, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const encoder = new TextEncoder();
const cse = await load();

/** What loading a set gives: its rules, or the bytes of its error. */
function loaded(files) {
  try {
    return cse.loadRules(files);
  } catch (error) {
    if (!(error instanceof RulesRefused || error instanceof Misuse)) throw error;
    const { kind, message, detail } = error;
    return { status: kind, bytes: encoder.encode(JSON.stringify({ kind, message, detail })) };
  }
}

const files = new Map();
for (const { set, name, content } of lines("sets.jsonl")) {
  files.set(set, (files.get(set) ?? new Map()).set(name, content));
}
const sets = new Map([...files].map(([name, of]) => [name, loaded(of)]));
sets.set("coventry", cse.builtIn());

function answered(vector) {
  const { call, find, replace = "" } = vector;
  const [input, id] = [vector.input ?? "", vector.id ?? ""].map((text) => encoder.encode(text));
  const [rules, by] = [sets.get(vector.rules), sets.get(vector.by)];
  const work = BigInt(vector.work ?? 0);
  switch (call) {
    case "rules":
      return rules.status ? rules : cse.answer("cse_about", rules);
    case "document":
    case "form":
      return cse.answer(`cse_${call}`, rules);
    case "schema":
      return cse.answer("cse_schema", id);
    case "identity":
      return cse.answer("cse_identity", input);
    case "check":
      return cse.answer("cse_check", rules, work, 0);
    case "compare":
      return cse.answer("cse_compare", by, rules, work, 0);
    case "why_not":
      return cse.answer("cse_why_not", rules, input, id, work, 0);
    case "next_category":
      return cse.answer("cse_next_category", rules, input, work, 0);
    case "verify_screened": {
      const screened = cse.answer("cse_screen", by, input);
      if (screened.status !== "ok") return screened;
      let record = new TextDecoder().decode(screened.bytes);
      if (find) record = record.replace(find, () => replace);
      return cse.answer("cse_verify", rules, encoder.encode(record));
    }
    default:
      return cse.answer(`cse_${call}`, rules, input);
  }
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const total = createHash("sha256");
let count = 0;
for (const name of JSON.parse(readFileSync(`${folder}/about.json`, "utf8")).files) {
  for (const vector of lines(name)) {
    count += 1;
    const { status, bytes } = answered(vector);
    const same = vector.sha256
      ? sha256(bytes) === vector.sha256
      : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) === (vector.answer ?? "");
    if (status !== vector.status || !same) {
      console.error(`${name}, vector ${count} of all (${vector.call}): another answer`);
      process.exit(1);
    }
    total.update(`${status}\n`).update(bytes).update("\n");
  }
}
console.log(count, total.digest("hex"));
