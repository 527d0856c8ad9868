// Compiles only where the types are as they are used.
import { load, Refused, Record, type Decided, type Rules } from "../src/index.js";

const cse = await load();
const rules: Rules = cse.builtIn();
const record: Record = rules.screen({ child: { age: 12 }, screening: {} });
const category: 1 | 2 | 3 | null = record.category;
const decided: Decided = rules.category(record.text);
const kept: Uint8Array = record.bytes;
const hash: string = await record.sha256();
const steps: string[] = record.value.steps.map((step) => step.action);
try {
  cse.loadRules({ "manifest.json": "{}" }, [rules]).verify(kept);
} catch (error) {
  if (error instanceof Refused) console.log(error.message, error.detail.place);
}
// @ts-expect-error: rules come from a library.
new (await import("../src/index.js")).Rules();
// @ts-expect-error: a number is no request.
rules.screen(7);
rules.check({ work: 1 });
console.log(category, decided.no_category, hash, steps);
