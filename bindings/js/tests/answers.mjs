// Answers vectors, in Node and in a browser. `texts` are the files of the folder of vectors, by their names.
import { load, Misuse, RulesRefused } from "../src/index.js";

const encoder = new TextEncoder();
const sha256 = async (bytes) => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** What loading a set gives: its rules, or the bytes of its error. */
function loaded(cse, files) {
  try {
    return cse.loadRules(files);
  } catch (error) {
    if (!(error instanceof RulesRefused || error instanceof Misuse)) throw error;
    const { kind, message, detail } = error;
    return { status: kind, bytes: encoder.encode(JSON.stringify({ kind, message, detail })) };
  }
}

function answered(cse, sets, vector) {
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

/** The count of the vectors and the hash over all answers. Throws at the first that is another. */
export async function answers(texts) {
  const cse = await load();
  const lines = (name) => texts[name].split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const files = new Map();
  for (const { set, name, content } of lines("sets.jsonl")) {
    files.set(set, (files.get(set) ?? new Map()).set(name, content));
  }
  const sets = new Map([...files].map(([name, of]) => [name, loaded(cse, of)]));
  sets.set("coventry", cse.builtIn());
  const all = [];
  let count = 0;
  for (const name of JSON.parse(texts["about.json"]).files) {
    for (const vector of lines(name)) {
      count += 1;
      const { status, bytes } = answered(cse, sets, vector);
      const same = vector.sha256
        ? (await sha256(bytes)) === vector.sha256
        : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) === (vector.answer ?? "");
      if (status !== vector.status || !same) {
        throw new Error(`${name}, vector ${count} of all (${vector.call}): another answer`);
      }
      all.push(`${status}\n`, bytes, "\n");
    }
  }
  return `${count} ${await sha256(await new Blob(all).arrayBuffer())}`;
}
