/**
 * Screening for child sexual exploitation by rules as data, in WebAssembly without imports. It holds no logic: each call
 * is one of the C library's.
 */

const ABI_VERSION = 1;
const STATUS = ["ok", "refused", "not_verified", "rules_refused", "misuse", "cancelled", "panic"];
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Why there is no answer. `message`, and what `console` and `JSON.stringify` show, are fit for a log. `detail` is for
 * whoever made the call: it may hold a child's data.
 */
export class CseError extends Error {
  #detail;

  constructor(message, detail = null) {
    super(message);
    this.#detail = detail;
    Object.defineProperty(this, "name", { value: new.target.name, configurable: true });
  }

  /** What kind of error it is: `refused`, `not_verified`, `rules_refused`, `misuse`, `cancelled` or `panic`. */
  get kind() {
    return this.constructor.kind ?? "";
  }

  /** All that is known of it. It belongs in no log. */
  get detail() {
    return this.#detail;
  }
}

/** What was given is no request, or no record, of these rules. Nothing is mended or guessed. */
export class Refused extends CseError {
  static kind = "refused";
}

/** The record was read, and does not verify: it was changed, or made by other rules. */
export class NotVerified extends CseError {
  static kind = "not_verified";
}

/** The rules are not sound. `detail.faults` has every fault. */
export class RulesRefused extends CseError {
  static kind = "rules_refused";
}

/** The call itself is wrong: an id or a name that there is none of, a rule set that was freed. */
export class Misuse extends CseError {
  static kind = "misuse";
}

/** Somebody called it off. */
export class Cancelled extends CseError {
  static kind = "cancelled";
}

/** The library failed: a fault of its own, and not of what was given. Load it again. */
export class LibraryFailed extends CseError {
  static kind = "panic";
}

const ERRORS = new Map(
  [Refused, NotVerified, RulesRefused, Misuse, Cancelled, LibraryFailed].map((error) => [error.kind, error]),
);

function failed() {
  return new LibraryFailed("the library failed: this is a fault of the library itself, and not of what was given");
}

/** Bytes of what was given: bytes or text as they are, anything else as JSON. */
function bytesOf(given) {
  if (given instanceof Record) return given.bytes;
  if (given instanceof Uint8Array) return given;
  if (typeof given === "string") return encoder.encode(given);
  if (given !== null && typeof given === "object") return encoder.encode(JSON.stringify(given));
  throw new TypeError("allowed: bytes, text or an object");
}

/** An outcome that stands alone, to be kept as it is: `bytes`. */
export class Record {
  #bytes;
  #value;

  constructor(bytes) {
    if (!(bytes instanceof Uint8Array)) throw new TypeError("allowed: the bytes of a record");
    this.#bytes = bytes.slice();
  }

  /** Its bytes: what is stored, and what its SHA-256 is taken of. */
  get bytes() {
    return this.#bytes.slice();
  }

  get text() {
    return decoder.decode(this.#bytes);
  }

  /** All of it as an object. Change it, and it is no longer the record. */
  get value() {
    this.#value ??= JSON.parse(this.text);
    return this.#value;
  }

  /** The category. Null is not "no risk": `value.no_category` says why there is none. */
  get category() {
    return this.value.category;
  }

  /** The SHA-256 of its bytes. Keep it where records cannot be written, and an edited one is found out. */
  async sha256() {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", this.#bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  toJSON() {
    return this.value;
  }
}

/** The calls of one instance of WebAssembly. */
class Native {
  #exports;
  #hasFailed = false;
  #registry;

  constructor(instance) {
    this.#exports = instance.exports;
    const version = this.call("cse_abi_version");
    if (version !== ABI_VERSION) {
      throw new Misuse(`the library has version ${version} of its functions; allowed: ${ABI_VERSION}`);
    }
    this.#registry = new FinalizationRegistry((handle) => this.#free(handle));
  }

  /** Calls a function. A trap leaves the memory in a state that nobody knows, so nothing is called after one. */
  call(name, ...given) {
    if (this.#hasFailed) throw failed();
    try {
      return this.#exports[name](...given);
    } catch (error) {
      this.#hasFailed = true;
      throw failed();
    }
  }

  /** Calls with bytes, each as where it stands and its length, and gives what the answer says. */
  answer(name, given) {
    const copies = [];
    try {
      const flat = given.flatMap((one) => {
        if (!(one instanceof Uint8Array)) return [one];
        // An empty one may be null.
        if (one.length === 0) return [0, 0];
        const at = this.call("cse_alloc", one.length);
        copies.push([at, one.length]);
        this.#memory().set(one, at >>> 0);
        return [at, one.length];
      });
      return this.call(name, ...flat);
    } finally {
      if (!this.#hasFailed) copies.forEach(([at, length]) => this.call("cse_dealloc", at, length));
    }
  }

  /** What an answer says, which is freed, and the rules that it has. */
  read(answer) {
    const status = STATUS[this.call("cse_answer_status", answer)];
    const at = this.call("cse_answer_bytes", answer) >>> 0;
    const bytes = this.#memory().slice(at, at + (this.call("cse_answer_length", answer) >>> 0));
    const rules = this.call("cse_answer_rules", answer);
    this.call("cse_answer_free", answer);
    return { status, bytes, rules };
  }

  /** The bytes of an answer that is ok. */
  bytes(name, ...given) {
    return ok(this.read(this.answer(name, given)));
  }

  json(name, ...given) {
    return JSON.parse(decoder.decode(this.bytes(name, ...given)));
  }

  register(rules, handle) {
    this.#registry.register(rules, handle, rules);
  }

  freeNow(rules, handle) {
    this.#registry.unregister(rules);
    this.#free(handle);
  }

  #free(handle) {
    if (!this.#hasFailed) this.call("cse_rules_free", handle);
  }

  #memory() {
    // Made anew each time: it moves when it grows.
    return new Uint8Array(this.#exports.memory.buffer);
  }
}

function ok({ status, bytes }) {
  if (status === "ok") return bytes;
  const { message, detail } = JSON.parse(decoder.decode(bytes));
  throw new (ERRORS.get(status) ?? LibraryFailed)(message, detail);
}

/** The most that a call may do, as the library takes it: 0 is no limit. */
function workOf(options) {
  const work = options?.work ?? 0;
  if (!Number.isSafeInteger(work) || work < 0) throw new TypeError("work: allowed: a whole number, 0 for no limit");
  return BigInt(work);
}

/** A rule set. It is never changed. */
export class Rules {
  #native;
  #handle;
  #about;

  /** Rules come from a `Library`. */
  constructor(native, handle) {
    if (!(native instanceof Native)) throw new TypeError("rules come from a library: builtIn() or loadRules()");
    this.#native = native;
    this.#handle = handle;
    native.register(this, handle);
    this.#about = native.json("cse_about", handle);
  }

  #live() {
    if (this.#handle === 0) throw new Misuse("these rules were freed");
    return this.#handle;
  }

  static handleOf(rules, native) {
    if (!(rules instanceof Rules)) throw new TypeError("allowed: a rule set");
    if (rules.#native !== native) throw new Misuse("these rules belong to another instance of the library");
    return rules.#live();
  }

  get id() {
    return this.#about.rules.id;
  }

  get version() {
    return this.#about.rules.version;
  }

  get sha256() {
    return this.#about.rules.sha256;
  }

  get title() {
    return this.#about.title;
  }

  /** What it was made from, and whether that was verified; or null. */
  get base() {
    return this.#about.base;
  }

  document() {
    return this.#native.bytes("cse_document", this.#live());
  }

  screen(request) {
    return new Record(this.#native.bytes("cse_screen", this.#live(), bytesOf(request)));
  }

  screenLines(lines) {
    return this.#native.bytes("cse_screen_lines", this.#live(), bytesOf(lines));
  }

  category(request) {
    return this.#native.json("cse_category", this.#live(), bytesOf(request));
  }

  verify(record) {
    return this.#native.json("cse_verify", this.#live(), bytesOf(record));
  }

  check(options) {
    return this.#native.json("cse_check", this.#live(), workOf(options), 0);
  }

  compare(to, options) {
    return this.#native.json("cse_compare", this.#live(), Rules.handleOf(to, this.#native), workOf(options), 0);
  }

  whyNot(request, id, options) {
    const given = [bytesOf(request), encoder.encode(id)];
    return this.#native.json("cse_why_not", this.#live(), ...given, workOf(options), 0);
  }

  nextCategory(request, options) {
    return this.#native.json("cse_next_category", this.#live(), bytesOf(request), workOf(options), 0);
  }

  form() {
    return this.#native.json("cse_form", this.#live());
  }

  /** Frees its memory now. It is freed all the same when nobody holds it any more. */
  free() {
    if (this.#handle !== 0) {
      this.#native.freeNow(this, this.#handle);
      this.#handle = 0;
    }
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.free();
  }
}

/** The library. */
export class Library {
  #native;

  constructor(instance) {
    this.#native = new Native(instance);
  }

  /** The rules of Coventry City Council's toolkit of 2015. */
  builtIn() {
    const handle = this.#native.call("cse_rules_built_in");
    if (handle === 0) throw failed();
    return new Rules(this.#native, handle);
  }

  /** Rules from files at hand: names with their contents. `bases` are sets that they may extend. */
  loadRules(files, bases = []) {
    const native = this.#native;
    const named = files instanceof Map ? [...files] : Object.entries(files);
    const contents = named.map(([name, content]) => [encoder.encode(name), bytesOf(content)]);
    const known = bases.map((base) => Rules.handleOf(base, native));
    const gathered = native.call("cse_files_new");
    try {
      for (const [name, content] of contents) native.answer("cse_files_add", [gathered, name, content]);
      for (const base of known) native.call("cse_files_base", gathered, base);
      const answer = native.read(native.call("cse_files_load", gathered));
      ok(answer);
      return new Rules(native, answer.rules);
    } finally {
      native.call("cse_files_free", gathered);
    }
  }

  /** What made a record: `format`, `engine` and `rules`. */
  identity(record) {
    return this.#native.json("cse_identity", bytesOf(record));
  }

  /** The JSON Schema with this name, such as `request.json`. */
  schema(name) {
    return this.#native.json("cse_schema", encoder.encode(name));
  }

  /** The answer to one call of the C library, whatever it is. For tests. */
  answer(name, ...given) {
    const handles = given.map((one) => (one instanceof Rules ? Rules.handleOf(one, this.#native) : one));
    const { status, bytes } = this.#native.read(this.#native.answer(name, handles));
    return { status, bytes };
  }
}

async function moduleOf(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return WebAssembly.compile(source);
  if (typeof Response !== "undefined" && source instanceof Response) {
    return WebAssembly.compile(await source.arrayBuffer());
  }
  if (source !== undefined) throw new TypeError("allowed: bytes, a module or a response with WebAssembly");
  const url = new URL("../cse_screening.wasm", import.meta.url);
  if (url.protocol === "file:") {
    const { readFile } = await import("node:fs/promises");
    return WebAssembly.compile(await readFile(url));
  }
  return WebAssembly.compile(await (await fetch(url)).arrayBuffer());
}

/** Loads the library: from beside this file, or from what is given. It asks for nothing of its host. */
export async function load(source) {
  return new Library(await WebAssembly.instantiate(await moduleOf(source), {}));
}
