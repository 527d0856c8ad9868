// Answers the vectors of a folder, compares each, and prints their count and one hash.
import { readdirSync, readFileSync } from "node:fs";
import { answers } from "./answers.mjs";

const folder = process.argv[2];
const names = readdirSync(folder).filter((name) => /\.jsonl?$/.test(name));
console.log(await answers(Object.fromEntries(names.map((name) => [name, readFileSync(`${folder}/${name}`, "utf8")]))));
