import type { RandomStream } from "@plimsoll/foundation";
import { parseNanJson, parseNanJsonLines } from "../../src/intake/json/nan-json.ts";
import { isList, isObject, type JsonObject, type JsonValue } from "../../src/intake/json/json-value.ts";
import type { FileRole, IntakeMapping } from "../../src/intake/mapping.ts";
import type { FileBytes } from "./node-decompress.ts";
import { readZip, type StoredEntry, writeZip } from "./zip-writer.ts";

/**
 * What may happen to a file without anybody inventing a value: none of these may ever raise the number of controlled trials.
 * `cut` takes out a run of bytes, `delete` a whole member, item, line or entry.
 */
export const LOSSES = ["delete", "cut", "truncate", "nan", "reorder", "duplicate"] as const;

/** What puts in something that was not there: only a registered digest can notice all of these. */
export const FORGERIES = ["flip", "edit"] as const;

export const MUTATIONS = [...LOSSES, ...FORGERIES] as const;

export type Mutation = (typeof MUTATIONS)[number];

export const isLoss = (mutation: Mutation): boolean => (LOSSES as readonly Mutation[]).includes(mutation);

/** One mutation in one of the files, at a place that the stream draws. */
export function mutate(
  files: FileBytes,
  mutation: Mutation,
  random: RandomStream,
  { controlled, uncontrolled }: Pick<IntakeMapping, "controlled" | "uncontrolled">,
): FileBytes {
  const change: Change = { mutation, random, forged: controlled[0] ?? 1, failing: uncontrolled };
  const roles = Object.keys(files) as FileRole[];
  const role = pick(roles, random);
  const bytes = files[role];
  if (bytes === undefined) throw new Error(`no ${role}`);
  return { ...files, [role]: mutatedBytes(bytes, change) };
}

interface Change {
  readonly mutation: Mutation;
  readonly random: RandomStream;
  /** What `edit` writes over a value. */
  readonly forged: JsonValue;
  /** The values over which it writes by preference. */
  readonly failing: readonly JsonValue[];
}

function mutatedBytes(bytes: Uint8Array, change: Change): Uint8Array {
  const { mutation, random } = change;
  if (mutation === "flip") return flipped(bytes, random);
  if (mutation === "truncate") return bytes.slice(0, random.below(bytes.length));
  if (mutation === "cut") return cut(bytes, random);
  return bytes[0] === 0x50 ? inArchive(bytes, change) : inText(bytes, change);
}

function flipped(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const copy = bytes.slice();
  const place = random.below(copy.length);
  copy[place] = (copy[place] ?? 0) ^ (1 << random.below(8));
  return copy;
}

function cut(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const lengthMax = pick([1, 8, 64, 1024, bytes.length], random);
  const from = random.below(bytes.length);
  const to = Math.min(bytes.length, from + 1 + random.below(lengthMax));
  return new Uint8Array(Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]));
}

const isOfValues = (mutation: Mutation): boolean => mutation === "nan" || mutation === "edit";

/** Half of the losses hit the archive's entries, half the JSON inside one of them. */
function inArchive(bytes: Uint8Array, change: Change): Uint8Array {
  const { mutation, random } = change;
  const entries = [...kept(entriesOf, bytes, readZip)];
  if (isOfValues(mutation) || random.chance(1, 2)) {
    const place = random.below(entries.length);
    const { name, content } = entries[place] as StoredEntry;
    const inner = random.chance(1, 5) ? cut(content, random) : inText(content, change);
    entries[place] = { name, content: inner };
    return writeZip(entries);
  }
  return writeZip(inSequence(entries, change));
}

function inText(bytes: Uint8Array, change: Change): Uint8Array {
  const { mutation, random } = change;
  const text = kept(textsOf, bytes, parsedText);
  if (mutation === "edit" && random.chance(1, 2)) return forgedText(text, change);
  if (text.lines === null) return encoded(render(inValue(text.whole, change)));
  const rows = [...text.lines];
  const place = random.below(rows.length);
  if (isOfValues(mutation) || random.chance(1, 2)) rows[place] = inValue(rows[place] as JsonValue, change);
  const changed = isOfValues(mutation) ? rows : inSequence(rows, change);
  return encoded(changed.map((row) => `${render(row)}\n`).join(""));
}

/** One of the failing values of a text turned into a controlled one. */
function forgedText({ lines, whole }: ParsedText, change: Change): Uint8Array {
  const root = lines ?? whole;
  const places = kept(failuresOf, root as object, () => [...failuresIn(root, change.failing)]);
  const forged = places.length === 0 ? root : withForged(root, pick(places, change.random), change.forged);
  return encoded(
    lines === null ? render(forged) : (forged as readonly JsonValue[]).map((row) => `${render(row)}\n`).join(""),
  );
}

type Path = readonly string[];

function* failuresIn(value: JsonValue, failing: readonly JsonValue[]): Generator<Path> {
  if (!isList(value) && !isObject(value)) {
    if (failing.includes(value)) yield [];
    return;
  }
  for (const [key, inner] of Object.entries(value as JsonObject))
    for (const path of failuresIn(inner, failing)) yield [key, ...path];
}

function withForged(value: JsonValue, [key, ...rest]: Path, forged: JsonValue): JsonValue {
  if (key === undefined) return forged;
  const inner = withForged((value as JsonObject)[key] as JsonValue, rest, forged);
  return isList(value) ? value.with(Number(key), inner) : { ...(value as JsonObject), [key]: inner };
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

type ParsedText =
  | { readonly lines: null; readonly whole: JsonValue }
  | { readonly lines: readonly JsonValue[]; readonly whole: null };

function parsedText(bytes: Uint8Array): ParsedText {
  const whole = parseNanJson(bytes);
  if (whole.ok) return { lines: null, whole: whole.value };
  const lines = parseNanJsonLines(bytes);
  if (!lines.ok) throw new Error(lines.error.received);
  return { lines: lines.value, whole: null };
}

/** A campaign changes the same few files a million times: what it reads of them is read once. */
const entriesOf = new WeakMap<Uint8Array, readonly StoredEntry[]>();
const textsOf = new WeakMap<Uint8Array, ParsedText>();
const failuresOf = new WeakMap<object, readonly Path[]>();
const rendered = new WeakMap<object, string>();

function kept<Key extends object, Value>(known: WeakMap<Key, Value>, key: Key, make: (key: Key) => Value): Value {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make(key);
  known.set(key, made);
  return made;
}

function inSequence<T>(sequence: readonly T[], { mutation, random }: Change): T[] {
  const copy = [...sequence];
  if (copy.length === 0) return copy;
  const place = random.below(copy.length);
  if (mutation === "delete") copy.splice(place, 1);
  if (mutation === "duplicate") copy.splice(random.below(copy.length + 1), 0, copy[place] as T);
  if (mutation === "reorder") copy.push(...copy.splice(place, 1 + random.below(copy.length)));
  return copy;
}

/** Walks down to a node drawn on the way: each step stops with a chance that leaves, branches and the root all get their share. */
function inValue(value: JsonValue, change: Change): JsonValue {
  const { mutation, random } = change;
  const written = mutation === "edit" ? change.forged : Number.NaN;
  const ofValues = isOfValues(mutation);
  if (!isList(value) && !isObject(value)) return ofValues ? written : value;
  const keys = Object.keys(value);
  if (keys.length === 0) return value;
  const deeper = ofValues ? random.chance(19, 20) : random.chance(4, 5);
  if (!deeper) return ofValues ? written : here(value, change);
  const key = pick(keys, random);
  const inner = (value as Readonly<Record<string, JsonValue>>)[key] as JsonValue;
  const isLeaf = typeof inner !== "object" || inner === null;
  if (isLeaf && !ofValues) return here(value, change);
  const changed = inValue(inner, change);
  return isList(value) ? value.with(Number(key), changed) : { ...value, [key]: changed };
}

function here(value: JsonValue, change: Change): JsonValue {
  if (isList(value)) return inSequence(value, change);
  if (!isObject(value) || change.mutation === "duplicate") return value;
  return Object.fromEntries(inSequence(Object.entries(value), change));
}

/** JSON as Python writes it, NaN and all. */
function render(value: JsonValue): string {
  if (isList(value)) return kept(rendered, value, () => `[${value.map(render).join(",")}]`);
  if (isObject(value))
    return kept(
      rendered,
      value,
      () =>
        `{${Object.entries(value)
          .map(([key, inner]) => `${JSON.stringify(key)}:${render(inner)}`)
          .join(",")}}`,
    );
  return typeof value === "number" ? `${value}` : JSON.stringify(value);
}

const pick = <T>(choices: readonly T[], random: RandomStream): T => choices[random.below(choices.length)] as T;
