#!/usr/bin/env node
// Makes one HTML file from a rule set: the form, what follows from its answers, and the record to download. The library
// and the rules are inside, and nothing outside is asked for. node form-page.mjs RULES_DIR [BASE_DIR...] > page.html
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { load, RulesRefused } from "./src/index.js";

const FOLDERS = ["cases", "schema"];
const DOCUMENTS = [".docx", ".html", ".md", ".odt", ".pdf", ".txt"];

/** A file of this package, as a browser reads it. */
const part = async (name) => (await readFile(new URL(name, import.meta.url), "utf8")).replaceAll("\r\n", "\n");
const packed = (bytes) => gzipSync(bytes, { level: 9 }).toString("base64");
const allowed = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Whether a script or style with this text would end elsewhere than where it ends: a comment of HTML may hide its end. */
export const endsElsewhere = (text) => /<\/(script|style)|<!--/i.test(text);

/** The page of a rule set, as text. */
export async function formPage(rules) {
  const library = await part("src/index.js");
  const page = (await part("page/words.js")) + (await part("page/page.js"));
  // One module: what it shares needs no exports, and what the page calls its own stays apart.
  const script = `${library.replaceAll(/^export /gm, "")}\n{\n${page.replaceAll(/^(export |import .*\n)/gm, "")}}\n`;
  const style = await part("page/page.css");
  if (endsElsewhere(script) || endsElsewhere(style)) throw new Error("the page would end in the middle of its script");
  const policy = [
    "default-src 'none'", `script-src ${allowed(script)} 'wasm-unsafe-eval'`, `style-src ${allowed(style)}`,
    "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
  ].join("; ");
  const parts = {
    policy, style, script,
    library: packed(await readFile(new URL("cse_screening.wasm", import.meta.url))),
    rules: packed(rules.document()),
  };
  return (await part("page/page.html")).replaceAll(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
}

/** The files of a folder of rules. What may have been meant as rules and is not read is no small thing. */
async function filesOf(folder) {
  const files = new Map();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    const ending = extname(name);
    if (ending === ".json") files.set(name, await readFile(join(folder, name)));
    else if (!name.startsWith(".") && !FOLDERS.includes(name) && !DOCUMENTS.includes(ending)) {
      throw new Error(`${join(folder, name)} is not read; allowed: rules in .json, the folders ${FOLDERS.join(" and ")}, documents`);
    }
  }
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The rules of folders: the first one, which may extend the others. `coventry` is the built-in set. */
export async function rulesOf(cse, [folder, ...others]) {
  if (folder === "coventry") return cse.builtIn();
  const bases = [];
  for (const base of others) bases.push(cse.loadRules(await filesOf(base), bases));
  return cse.loadRules(await filesOf(folder), bases);
}

// npm starts it by a link to it.
if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const folders = process.argv.slice(2);
  if (folders.length === 0 || folders.some((folder) => folder.startsWith("-"))) {
    console.error("allowed: form-page.mjs RULES_DIR [BASE_DIR...], or coventry for the built-in rules; it writes the page to its output");
    process.exit(2);
  }
  try {
    process.stdout.write(await formPage(await rulesOf(await load(), folders)));
  } catch (error) {
    console.error(error.message);
    if (error instanceof RulesRefused) {
      for (const { file, table, row, field, problem } of error.detail.faults) {
        console.error(`- ${[file, table, row, field].filter(Boolean).join(", ")}: ${problem}`);
      }
    }
    process.exitCode = 1;
  }
}
