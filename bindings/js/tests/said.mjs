// Requests, with what the page has to say of them and what it may never say.
import { readFileSync } from "node:fs";

const codes = (name, key) => {
  const table = JSON.parse(readFileSync(new URL(`../../../rules/coventry/${name}.json`, import.meta.url), "utf8"));
  return table[name].map((row) => row[key]);
};
const all = (list, answer) => Object.fromEntries(list.map((code) => [code, answer]));
const [facts, indicators] = [all(codes("facts", "fact"), "no"), all(codes("indicators", "code"), "no")];

const GAPS = "A yes to any one of these would raise it by itself, to:";
const SCOPE = "These rules give none in this scope. Another answer about age, needs or care could change the scope. Unknown is not “no”.";
const ALONE =
  "No open answer to a question that arises would raise it by itself, if it were yes. Not among the open answers are " +
  "indicators that were not asked about, and what nobody answered and was taken for a no.";
const TOGETHER = "Several of the open answers together could lead to Category 3.";

export const SAID = [
  {
    // That there are needs for care would make it Category 3.
    name: "an adult of whom everything was answered but the needs",
    request: {
      child: { age: 19, ...facts, needs_care_and_support: "not_known" },
      screening: { indicators: { ...indicators, rape: "yes" } },
    },
    says: [SCOPE, "Outside the scope in which these rules give one. That is not “no risk”: see what to do."],
    never: [ALONE, GAPS, "Every question", "of this age"],
  },
  {
    name: "a child of whom everything was answered",
    request: { child: { age: 15, ...facts }, screening: { indicators: { ...indicators, "poor-self-image": "yes" } } },
    says: [ALONE],
    never: [GAPS, SCOPE, "Several of", "It could be"],
  },
  {
    name: "a child of whom nothing was asked",
    request: { child: { age: 15 }, screening: {} },
    says: ["No indicator was asked about. That is not “no risk”: the form says nothing about risk."],
    never: [GAPS, SCOPE, "Several of"],
  },
  {
    name: "a child who would be in the category that is possible by one answer",
    request: { child: { age: 15 }, screening: { indicators: { "poor-self-image": "suspected" } } },
    says: ["It could be Category 3, if what is not known or suspected were so.", GAPS],
    never: [ALONE, SCOPE, "Several of", "lead there"],
  },
  {
    name: "a child who would be there by several answers alone",
    request: {
      child: { age: 17, placed_out_of_area: "not_known", unaccompanied: "no" },
      screening: { indicators: { "eating-disorder": "suspected" } },
    },
    says: ["It could be Category 3, if what is not known or suspected were so.", GAPS, TOGETHER],
    never: [ALONE, SCOPE],
  },
];
