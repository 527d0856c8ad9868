/** Screening for child sexual exploitation by rules as data. */

/** JSON as it came, or an object that becomes JSON. Hand on bytes as they came where you can: an object has lost repeated keys. */
export type Given = Uint8Array | string | object;

/** Why there is no answer. What is printed of it is fit for a log, and `detail` is not. */
export class CseError extends Error {
  constructor(message: string, detail?: unknown);
  readonly kind: string;
  /** All that is known of it. It may hold a child's data. */
  readonly detail: any;
}
/** What was given is no request, or no record, of these rules. */
export class Refused extends CseError {}
/** The record was read, and does not verify. */
export class NotVerified extends CseError {}
/** The rules are not sound: `detail.faults`. */
export class RulesRefused extends CseError {}
/** The call itself is wrong. */
export class Misuse extends CseError {}
/** Somebody called it off. */
export class Cancelled extends CseError {}
/** The library failed, by a fault of its own. Load it again. */
export class LibraryFailed extends CseError {}

export type Category = 1 | 2 | 3;

export interface RulesIdentity {
  id: string;
  version: string;
  sha256: string;
  calendar: string;
}

/** What a record says. Its JSON Schema is `library.schema("record.json")`. */
export interface RecordValue {
  format: number;
  engine: string;
  rules: RulesIdentity;
  reference?: string;
  scope: string;
  category: Category | null;
  indicated: Category | null;
  possible: Category | null;
  levels?: { category: string | null; indicated: string | null; possible: string | null };
  no_category: string | null;
  reasons: { rule: string; at_least: Category; because: string[]; statements: string[]; basis: string; decisive: boolean }[];
  plan: { host: string; rule: string; statements: string[] } | null;
  steps: { id: string; stage: string; action: string; who: string; actor: string; force: string; due: any }[];
  support: { assessments: string[]; agencies: string[]; interventions: string[] };
  gaps: { question: string; would_raise_to: Category }[];
  prompts: { consider: string; because: string }[];
  findings: { id: string; message: string }[];
  request: any;
  [part: string]: any;
}

/** An outcome that stands alone, to be kept as it is. */
export class Record {
  /** From what was stored. */
  constructor(bytes: Uint8Array);
  /** Its bytes: what is stored. */
  readonly bytes: Uint8Array;
  readonly text: string;
  /** All of it as an object. Change it, and it is no longer the record. */
  readonly value: RecordValue;
  /** Null is not "no risk": `value.no_category` says why there is none. */
  readonly category: Category | null;
  /** The SHA-256 of its bytes, in hexadecimal. */
  sha256(): Promise<string>;
  toJSON(): RecordValue;
}

export interface Decided {
  scope: string;
  category: Category | null;
  indicated: Category | null;
  possible: Category | null;
  levels?: { category: string | null; indicated: string | null; possible: string | null };
  no_category: string | null;
}

export interface Limit {
  /** The most that the call may do. Left out or 0: no limit. */
  work?: number;
}

/** A rule set. It is never changed. */
export class Rules {
  private constructor();
  readonly id: string;
  readonly version: string;
  /** What a record names its rules by. */
  readonly sha256: string;
  readonly title: string;
  /** What it was made from, and whether that was verified. */
  readonly base: { id: string; version: string; sha256: string; verified: boolean } | null;
  /** All of it as one document, to be kept beside the records: `loadRules({"": document})` reads it. */
  document(): Uint8Array;
  /** Throws `Refused`. */
  screen(request: Given): Record;
  /** One request a line, one record or error a line. The errors go back to who sent the lines, and into no log. */
  screenLines(lines: Uint8Array | string): Uint8Array;
  /** What a request comes to, and no more. Throws `Refused`. */
  category(request: Given): Decided;
  /** Screens the request of a record again and compares. Throws `NotVerified`, and `Refused` for what is no record. */
  verify(record: Given | Record): { engine: string; redacted: boolean; sha256: string };
  /** What holds for every request. */
  check(options?: Limit): any;
  /** What changes from these rules to others. */
  compare(to: Rules, options?: Limit): any;
  /** Why a row did not apply, and what would make it. It never says what should be recorded. Throws `Misuse`. */
  whyNot(request: Given, id: string, options?: Limit): any;
  /** The category above, and what would lead to it. It never says what should be recorded. */
  nextCategory(request: Given, options?: Limit): any;
  /** The request of these rules as a form: a JSON Schema with labels and an order. */
  form(): any;
  /** Frees its memory now. */
  free(): void;
}

/** The library, as `load` gives it. */
export class Library {
  constructor(instance: WebAssembly.Instance);
  /** The rules of Coventry City Council's toolkit of 2015. */
  builtIn(): Rules;
  /** Rules from files at hand. Throws `RulesRefused`. */
  loadRules(files: { [name: string]: Given } | Map<string, Given>, bases?: Rules[]): Rules;
  /** What made a record, so that its rules can be found. */
  identity(record: Given | Record): { format: number; engine: string; rules: RulesIdentity };
  /** The JSON Schema with this name, such as `request.json`. Throws `Misuse`. */
  schema(name: string): any;
  /** The answer to one call of the C library. For tests. */
  answer(name: string, ...given: (Rules | Uint8Array | number | bigint)[]): { status: string; bytes: Uint8Array };
}

/** Loads the library: from beside this file, or from what is given. */
export function load(source?: Uint8Array | ArrayBuffer | WebAssembly.Module | Response): Promise<Library>;
