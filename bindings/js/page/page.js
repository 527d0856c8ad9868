// The form of one rule set. It holds no rule: at each change it asks the library, and shows what that says. Whatever
// comes from the rules or from whoever fills it in becomes text, and never markup.
import { load, CseError } from "../src/index.js";
import { ofOpenAnswers, whyNone } from "./words.js";

const at = (id) => document.getElementById(id);
const has = (object, key) => Object.hasOwn(object ?? {}, key);

/** An element. What is no element becomes text; what is null is left out. */
function element(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== null && value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...inside.flat(Infinity).filter((one) => one !== null && one !== undefined));
  return made;
}

async function unpacked(id) {
  const packed = Uint8Array.from(atob(at(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const inWords = (code) => code.replaceAll("_", " ").replaceAll("-", " ");
/** A whole number as one; anything else as it stands, for the library to refuse. */
const numberOf = (text) => (/^\s*\d{1,9}\s*$/.test(text) ? Number(text) : text);

/** What nobody can send yet, such as half a date. */
class Unfinished extends Error {
  constructor(place, problem) {
    super(problem);
    this.place = place;
  }
}

let made = 0;
const nextId = () => `q${(made += 1)}`;

/**
 * A question: `node` to show, `read()` for its value (undefined where it is not answered), `said()` for that in words.
 * `name` is its place in the request.
 */
function question(given, name, form) {
  const schema = has(given, "$ref") ? form.$defs[given.$ref.split("/").at(-1)] : given;
  const title = given.title ?? schema.title ?? capitalised(inWords(name.split(".").at(-1)));
  const about = given.description ?? schema.description ?? null;
  if (schema.oneOf?.every((one) => has(one, "const"))) return choices(schema.oneOf, name, title, about);
  if (has(schema, "oneOf")) return kinds(schema.oneOf, name, title, about, form);
  if (schema.type === "object") return several(schema, name, title, about, form);
  if (schema.type === "array" && schema.items.type === "integer") return range(name, title, about);
  return line(schema, name, title, about);
}

/** A fieldset with a legend, and a hint that belongs to it. */
function framed(title, about, name, ...inside) {
  const hint = about === null ? null : element("p", { class: "hint", id: nextId() }, about);
  return element(
    "fieldset",
    { class: "question", "data-place": name, "aria-describedby": hint?.id },
    element("legend", {}, title), hint, inside,
  );
}

function radio(name, value, title, checked) {
  const input = element("input", { type: "radio", name, value, checked });
  return { input, label: element("label", {}, input, element("span", {}, title)) };
}

function choices(allowed, name, title, about) {
  const none = radio(name, "", "Not answered", true);
  const answers = allowed.map((one) => ({ ...radio(name, JSON.stringify(one.const), one.title), ...one }));
  const chosen = () => answers.find(({ input }) => input.checked);
  return {
    node: framed(title, about, name, element("div", { class: "choices" }, none.label, answers.map(({ label }) => label))),
    read: () => chosen()?.const,
    said: () => chosen()?.title,
  };
}

/** An answer of one kind among several: a number, a range, not known. */
function kinds(allowed, name, title, about, form) {
  const none = radio(`${name}:kind`, "", "Not answered", true);
  const answers = allowed.map((one, index) => ({
    ...radio(`${name}:kind`, String(index), one.title),
    inner: has(one, "const") ? { read: () => one.const, said: () => one.title } : question(one, name, form),
  }));
  const node = framed(
    title, about, name,
    element("div", { class: "choices" }, none.label, answers.map(({ label }) => label)),
    answers.map(({ inner }) => inner.node ?? null),
  );
  const chosen = () => answers.find(({ input }) => input.checked);
  const show = () => {
    for (const { input, inner } of answers) if (inner.node) inner.node.hidden = !input.checked;
  };
  show();
  return {
    node,
    show,
    read: () => {
      const one = chosen();
      const value = one?.inner.read();
      if (one && value === undefined) throw new Unfinished(name, "what was chosen has no value yet");
      return value;
    },
    said: () => chosen()?.inner.said(),
  };
}

function several(schema, name, title, about, form) {
  const inner = Object.entries(schema.properties).map(([key, one]) => [key, question(one, `${name}.${key}`, form)]);
  const given = () => inner.map(([key, one]) => [key, one.read(), one]).filter(([, value]) => value !== undefined);
  return {
    node: framed(title, about, name, inner.map(([, one]) => one.node)),
    show: () => inner.forEach(([, one]) => one.show?.()),
    read: () => {
      const object = Object.create(null);
      for (const [key, value] of given()) object[key] = value;
      return given().length > 0 ? object : undefined;
    },
    said: () => given().map(([, , one]) => one.said()).join("\n"),
  };
}

function range(name, title, about) {
  const ends = ["Lowest", "Highest"].map((end, index) => {
    const id = nextId();
    const input = element("input", { id, name: `${name}:${index}`, class: "short", inputmode: "numeric", autocomplete: "off" });
    return { input, node: element("div", { class: "question" }, element("label", { for: id }, end), input) };
  });
  const texts = () => ends.map(({ input }) => input.value);
  return {
    node: framed(title, about, name, ends.map(({ node }) => node)),
    read: () => (texts().every((text) => text === "") ? undefined : texts().map(numberOf)),
    said: () => `between ${texts().join(" and ")}`,
  };
}

/** One input: a number, a day, a text, or several texts, one a line. */
function line(schema, name, title, about) {
  const id = nextId();
  const hints = [about, schema.type === "array" ? "One on each line." : null].filter((one) => one !== null).join(" ");
  const hint = hints === "" ? null : element("p", { class: "hint", id: `${id}-hint` }, hints);
  // Spelling may be looked up elsewhere.
  const shared = { id, name, "aria-describedby": hint?.id, autocomplete: "off", spellcheck: "false" };
  const isDay = schema.format === "date";
  const isLong = schema.type === "array" || schema.maxLength > 200 || name.endsWith(".rationale");
  const input = isLong
    ? element("textarea", { ...shared, rows: 3 })
    : element("input", {
        ...shared,
        type: isDay ? "date" : "text",
        inputmode: schema.type === "integer" ? "numeric" : null,
        class: isDay || schema.type === "integer" ? "short" : null,
      });
  const read = () => {
    if (input.validity.badInput) throw new Unfinished(name, "the day is not complete");
    if (input.value === "") return undefined;
    if (schema.type === "integer") return numberOf(input.value);
    if (schema.type !== "array") return input.value;
    const lines = input.value.split("\n").filter((one) => one.trim() !== "");
    return lines.length > 0 ? lines : undefined;
  };
  const node = element("div", { class: "question", "data-place": name }, element("label", { for: id }, title), hint, input);
  return { node, read, said: () => (isDay ? day(input.value) : input.value) };
}

/** The answers by which a sign was seen. */
const SEEN = ["suspected", "yes"];

/** A sign, and the day beside it, once it is answered that it was seen. */
function sign(schema, name, form) {
  const answer = question(schema, name, form);
  const hint = "The last day on which it was seen. Without a day it counts as seen now.";
  const seen = line({ type: "string", format: "date" }, `${name}.seen_on`, "Seen on", hint);
  answer.node.append(seen.node);
  const isSeen = () => SEEN.includes(answer.read());
  const given = () => (isSeen() ? seen.read() : undefined);
  return {
    node: answer.node,
    show: () => {
      seen.node.hidden = !isSeen();
    },
    read: () => (given() === undefined ? answer.read() : { answer: answer.read(), seen_on: given() }),
    said: () => (given() === undefined ? answer.said() : `${answer.said()}, seen on ${seen.said()}`),
  };
}

/** A day, as every text of the project writes it. */
function day(iso) {
  const [year, month, number] = iso.split("-").map(Number);
  const name = new Date(Date.UTC(2000, month - 1, 1)).toLocaleString("en-GB", { month: "long", timeZone: "UTC" });
  return `${number} ${name} ${year}`;
}

/** The scope, by its code. */
const SCOPE = {
  child: "Screened as a child.", young_adult: "Screened as a young adult.", adult: "An adult.",
  outside_this_tool: "Of an age for which this tool is not made.",
};
const FROM = { referral: "the referral", screening: "the screening", determination: "the day on which a meeting determined it" };

function begin(cse, rules) {
  const form = rules.form();
  const tables = JSON.parse(new TextDecoder().decode(rules.document()));
  const table = (name, key) => new Map((tables[name] ?? []).map((row) => [row[key], row]));
  const [reasons, plans, stages, levels] = [
    table("category_rules", "id"), table("plan_hosts", "id"), table("stages", "stage"), table("levels", "id"),
  ];
  const categories = table("categories", "category");
  const noun = levels.size > 0 ? "level" : "category";
  const actions = table("steps", "id");
  const named = form.properties.child.properties.previous_category.oneOf;

  document.title = rules.title;
  at("title").textContent = rules.title;
  at("rules").textContent = `Rules ${rules.id} ${rules.version}, SHA-256 ${rules.sha256}`;

  // The questions, each by its place in the request, in the order of the form.
  const questions = new Map();
  const placed = (place) => place.split("/properties/").slice(1).join(".");
  const schemaAt = (place) => place.split("/").slice(1).reduce((inner, key) => inner[key], form);
  // Days are asked for where some condition of the set asks for them.
  const asksWhen = /"(observed_within|within)":/.test(JSON.stringify(tables));
  const ask = (name, schema) => {
    const isDated = asksWhen && name.startsWith("screening.indicators.");
    const asked = { title: schema.title, ...(isDated ? sign : question)(schema, name, form) };
    questions.set(name, asked);
    return asked.node;
  };
  const group = (label, nodes) => element("fieldset", { class: "group" }, element("legend", {}, label), nodes);
  const groups = form["x-uischema"].elements.map(({ label, elements }) =>
    group(label, elements.map(({ scope }) => ask(placed(scope), schemaAt(scope)))),
  );
  // What stands beside the child and the screening.
  const beside = Object.entries(form.properties).filter(([, schema]) => schema.type !== "object");
  groups.push(group("The record", beside.map(([name, schema]) => ask(name, schema))));
  at("groups").replaceChildren(...groups);
  const titles = new Map([...questions].map(([place, { title }]) => [place.split(".").at(-1), { place, title }]));

  /** What was answered, as JSON. */
  function request() {
    const whole = Object.create(null);
    for (const name of form.required) whole[name] = Object.create(null);
    for (const [place, { read }] of questions) {
      const value = read();
      if (value === undefined) continue;
      const keys = place.split(".");
      const last = keys.pop();
      const inner = keys.reduce((object, key) => (object[key] ??= Object.create(null)), whole);
      inner[last] = value;
    }
    return JSON.stringify(whole);
  }

  const level = (category, id) => {
    if (levels.has(id)) return capitalised(levels.get(id).label);
    const row = named.find((one) => one.const >= category);
    return row === undefined ? `Category ${category}` : capitalised(row.title);
  };
  const label = (code) => titles.get(code)?.title ?? capitalised(inWords(code));
  const cause = (code) => {
    const known = titles.get(code);
    const said = known && questions.get(known.place).read() !== undefined ? questions.get(known.place).said() : null;
    return said === null || said === undefined || said === "Yes" ? label(code) : `${label(code)} (${said.replaceAll("\n", "; ")})`;
  };
  const numbers = (statements, basis) =>
    statements.length === 0 ? null : element("span", { class: "small" }, ` [${basis === "reading" ? "reading of " : ""}${statements.join(" ")}]`);

  function due(step) {
    const { after, unit, from, date, until, repeats } = step.due;
    const length = `${until ? `${after} to ${until.after}` : after} ${inWords(unit)}`;
    const start = FROM[from] ?? `the deadline of “${actions.get(from)?.action ?? inWords(from)}”`;
    const words = repeats ? `every ${length} from ${start}` : `${length} after ${start}`;
    if (date === null) return `Due ${words}; that day is not known.`;
    const days = until?.date ? `Between ${day(date)} and ${day(until.date)}` : `By ${day(date)}`;
    return `${days}${repeats ? ", for the first time" : ""}: ${words}.`;
  }

  const list = (items) => element("ul", {}, items.map((item) => element("li", {}, item)));
  const part = (title, ...inside) => [element("h3", {}, title), ...inside];

  function headline({ category, levels: own, no_category }) {
    if (category !== null) {
      const row = levels.size > 0 ? undefined : categories.get(category);
      return `${level(category, own?.category)}${row ? `: ${row.name}` : ""}.`;
    }
    return `No ${noun}. ${whyNone(no_category)}`;
  }

  function toDo({ steps }) {
    if (steps.length === 0) return [element("p", {}, "No step follows from what is recorded. That is not “no risk”.")];
    const order = [...new Set(steps.map(({ stage }) => stage))];
    return order.flatMap((stage) => [
      element("h4", {}, stages.get(stage)?.label ?? capitalised(inWords(stage))),
      list(
        steps.filter((step) => step.stage === stage).map((step) => [
          element("span", { class: step.force }, capitalised(step.force)),
          ` · ${capitalised(step.who)}: ${step.action}.`,
          step.due === null ? null : ` ${due(step)}`,
          numbers(step.statements, step.basis),
        ]),
      ),
    ]);
  }

  function why({ reasons: given }) {
    const said = (reason) => {
      const row = reasons.get(reason.rule);
      const causes = reason.because.map(cause).join("; ");
      const counted = reason.counted ? ` (${reason.counted.reached}, where ${reason.counted.needed} are needed)` : "";
      return [
        `${level(reason.at_least)}: ${row?.label ?? inWords(reason.rule)}`,
        `${causes === "" ? "" : `: ${causes}`}${counted}`,
        numbers(reason.statements, reason.basis),
      ];
    };
    const [decisive, other] = [given.filter((one) => one.decisive), given.filter((one) => !one.decisive)];
    if (given.length === 0) return [element("p", {}, `No rule gives a ${noun} for what is recorded.`)];
    return [
      decisive.length > 0 ? list(decisive.map(said)) : null,
      ...(other.length > 0 ? [element("p", {}, "Also found, and giving less:"), list(other.map(said))] : []),
    ];
  }

  function notKnown(record) {
    const state = (code) => {
      const known = titles.get(code);
      const asked = known && questions.get(known.place);
      return asked && asked.read() !== undefined ? asked.said().toLowerCase() : "not answered";
    };
    const told = [];
    const asksNumber = (code) => (tables.questions ?? []).some((row) => row.code === code && row.asks === "number");
    const words = ofOpenAnswers(record, level(record.possible, record.levels?.possible), asksNumber);
    if (words.possible !== null) told.push(element("p", {}, element("strong", {}, words.possible)));
    if (words.gaps !== null) {
      told.push(element("p", {}, words.gaps));
      told.push(list(record.gaps.map((gap) => `${level(gap.would_raise_to)}: ${label(gap.question)} (${state(gap.question)})`)));
    }
    for (const one of [words.together, words.scope]) if (one !== null) told.push(element("p", {}, one));
    const isOpen = (code) => titles.has(code) && questions.get(titles.get(code).place).read() === undefined;
    const taken = tables.facts.filter((row) => row.left_out === "no" && isOpen(row.fact));
    if (taken.length > 0) {
      told.push(element("p", {}, "Not answered, and taken for a no:"), list(taken.map((row) => capitalised(row.label))));
    }
    const open = tables.indicators.filter((row) => isOpen(row.code)).length;
    if (open > 0) told.push(element("p", {}, `${open} of ${tables.indicators.length} indicators are not answered. That is no answer, and not a no.`));
    return told.length > 0 ? told : [element("p", {}, words.alone)];
  }

  function answered() {
    const given = [...questions.values()].filter(({ read }) => read() !== undefined);
    if (given.length === 0) return [element("p", {}, "Nothing yet.")];
    return [element("dl", {}, given.map(({ title, said }) => element("div", {}, element("dt", {}, title), element("dd", {}, said()))))];
  }

  function told(record, sha256) {
    const { category, indicated, findings, plan, prompts, support } = record;
    const lists = ["assessments", "agencies", "interventions"].filter((kind) => support[kind].length > 0);
    const lines = [
      element("p", { class: `headline c${category ?? 0}` }, headline(record)),
      category === null && record.levels?.category ? element("p", {}, `Called here: ${levels.get(record.levels.category)?.label}`) : null,
      category !== indicated && indicated !== null ? element("p", {}, `The answers alone give ${level(indicated, record.levels?.indicated)}.`) : null,
      element("p", {}, SCOPE[record.scope] ?? capitalised(inWords(record.scope))),
      ...(findings.length > 0 ? part("Points to check", list(findings.map(({ message }) => capitalised(message)))) : []),
      ...part("What to do, and who does it", ...toDo(record)),
      ...(plan ? part("The one plan", element("p", {}, capitalised(plans.get(plan.rule)?.label ?? inWords(plan.host)), numbers(plan.statements))) : []),
      ...part("Why", ...why(record)),
      ...part("What is not known", ...notKnown(record)),
      ...(prompts.length > 0 ? part("Not asked: consider", list(prompts.map((one) => `${label(one.consider)} (because of: ${label(one.because)})`))) : []),
      ...(lists.length > 0 ? part("Support listed", list(lists.map((kind) => `${capitalised(kind)}: ${support[kind].join("; ")}`))) : []),
      ...part("What was answered", ...answered()),
      ...part("The record", element("p", { class: "small" }, `SHA-256 ${sha256}. Engine ${record.engine}, rules ${record.rules.id} ${record.rules.version}.`)),
    ];
    at("told").replaceChildren(...lines.filter((one) => one !== null));
  }

  /** Says it at the question that it is about, too. */
  function mark(place, problem) {
    for (const node of document.querySelectorAll(".wrong")) node.classList.remove("wrong");
    for (const node of document.querySelectorAll("#groups .problem")) node.remove();
    for (const node of document.querySelectorAll("[aria-invalid]")) {
      node.removeAttribute("aria-invalid");
      node.removeAttribute("aria-describedby");
      if (node.dataset.hint) node.setAttribute("aria-describedby", node.dataset.hint);
    }
    if (place === null) return null;
    // Codes of a set stand in quotation marks there.
    place = place.replaceAll('"', "");
    const nodes = [...document.querySelectorAll("[data-place]")].filter((node) => {
      const asked = node.dataset.place;
      return place === asked || place.startsWith(`${asked}.`) || place.startsWith(`${asked}[`);
    });
    const node = nodes.at(-1);
    if (node === undefined) return null;
    const id = nextId();
    node.classList.add("wrong");
    node.append(element("p", { class: "problem", id }, problem));
    for (const input of node.querySelectorAll("input:not([type=radio]), textarea")) {
      input.setAttribute("aria-invalid", "true");
      input.dataset.hint = input.getAttribute("aria-describedby") ?? "";
      input.setAttribute("aria-describedby", `${id} ${input.dataset.hint}`.trim());
    }
    return node.querySelector("legend, label").textContent;
  }

  const say = (words) => {
    // Set only where it changes, so that a screen reader says it once.
    if (at("status").textContent !== words) at("status").textContent = words;
  };

  function refused(place, problem) {
    record = null;
    at("download").disabled = true;
    const title = mark(place, problem);
    const lead = title === null ? "" : `${title}: `;
    at("told").replaceChildren(
      element("p", { class: "headline c0" }, "Not screened. There is no result until this is put right."),
      element("p", { class: "warning" }, `${lead}${problem}`),
    );
    say(`Not screened: ${lead}${problem}`);
  }

  let record = null;
  let sha256 = "";
  let kept = true;

  function update() {
    for (const { show } of questions.values()) show?.();
    try {
      record = rules.screen(request());
      ({ sha256 } = rules.verify(record));
      mark(null);
      told(record.value, sha256);
      at("download").disabled = false;
      const musts = record.value.steps.filter(({ force }) => force === "must").length;
      const open = record.value.possible !== record.value.category ? " What is not known could raise it." : "";
      say(`${headline(record.value)}${musts > 0 ? ` What must be done: ${musts}.` : ""}${open}`);
    } catch (error) {
      if (error instanceof Unfinished) refused(error.place, error.message);
      else if (error instanceof CseError) refused(error.detail?.place ?? null, error.detail?.full_text ?? error.message);
      else {
        refused(null, "The page failed. What it showed before does not hold any more. Open it anew.");
        throw error;
      }
    }
  }

  at("questions").addEventListener("input", () => {
    kept = false;
    update();
  });
  // Half a day is no input, and is seen where the question is left.
  at("questions").addEventListener("focusout", (event) => {
    if (event.target.type === "date") update();
  });
  at("questions").addEventListener("submit", (event) => event.preventDefault());
  at("questions").addEventListener("reset", (event) => {
    if (!kept && !confirm("Take back every answer?")) return event.preventDefault();
    kept = true;
    // The answers are taken back behind this.
    setTimeout(update);
  });
  at("download").addEventListener("click", () => {
    update();
    if (record === null) return;
    const url = URL.createObjectURL(new Blob([record.bytes], { type: "application/json" }));
    element("a", { href: url, download: `record-${sha256.slice(0, 12)}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    kept = true;
  });
  at("print").addEventListener("click", () => print());
  // The browser's own way to print leaves no question first: half a day would not be seen.
  addEventListener("beforeprint", update);
  addEventListener("beforeunload", (event) => {
    if (!kept) event.preventDefault();
  });
  // Some browsers give a page that is opened again the answers that it had.
  at("questions").reset();
}

try {
  const cse = await load(await unpacked("library-data"));
  begin(cse, cse.loadRules({ "": await unpacked("rules-data") }));
  document.documentElement.dataset.ready = "";
} catch (error) {
  at("broken").textContent = `This page cannot be used here: ${error.message}`;
  at("broken").hidden = false;
  throw error;
}
