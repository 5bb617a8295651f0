import type { RandomStream } from "@plimsoll/foundation";
import { parseNanJson, parseNanJsonLines } from "../../src/intake/json/nan-json.ts";
import { isList, isObject, type JsonValue } from "../../src/intake/json/json-value.ts";
import type { FileRole } from "../../src/intake/mapping.ts";
import type { SourceFiles } from "../../src/intake/reader.ts";
import { readZip, type StoredEntry, writeZip } from "./zip-writer.ts";

/**
 * What may happen to a file without anybody inventing a value: none of these may ever raise the number of controlled trials.
 * `cut` takes out a run of bytes, `delete` a whole member, item, line or entry.
 */
export const LOSSES = ["delete", "cut", "truncate", "nan", "reorder", "duplicate"] as const;

export type Loss = (typeof LOSSES)[number];

/** One loss in one of the files, at a place that the stream draws. */
export function lose(files: SourceFiles, loss: Loss, random: RandomStream): SourceFiles {
  return changeOne(files, random, (bytes) => loseIn(bytes, loss, random));
}

/** One bit turned over: what a registered digest must notice. */
export const flipBit = (files: SourceFiles, random: RandomStream): SourceFiles =>
  changeOne(files, random, (bytes) => {
    const copy = bytes.slice();
    const place = random.below(copy.length);
    copy[place] = (copy[place] ?? 0) ^ (1 << random.below(8));
    return copy;
  });

function changeOne(files: SourceFiles, random: RandomStream, change: (bytes: Uint8Array) => Uint8Array): SourceFiles {
  const roles = Object.keys(files) as FileRole[];
  const role = pick(roles, random);
  const bytes = files[role];
  if (bytes === undefined) throw new Error(`no ${role}`);
  return { ...files, [role]: change(bytes) };
}

function loseIn(bytes: Uint8Array, loss: Loss, random: RandomStream): Uint8Array {
  if (loss === "truncate") return bytes.slice(0, random.below(bytes.length));
  if (loss === "cut") return cut(bytes, random);
  if (bytes[0] === 0x50) return loseInArchive(bytes, loss, random);
  return loseInText(bytes, loss, random);
}

function cut(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const lengthMax = pick([1, 8, 64, 1024, bytes.length], random);
  const from = random.below(bytes.length);
  const to = Math.min(bytes.length, from + 1 + random.below(lengthMax));
  return new Uint8Array(Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]));
}

/** Half of the losses hit the archive's entries, half the JSON inside one of them. */
function loseInArchive(bytes: Uint8Array, loss: Loss, random: RandomStream): Uint8Array {
  const entries = [...readZip(bytes)];
  if (loss === "nan" || random.chance(1, 2)) {
    const place = random.below(entries.length);
    const { name, content } = entries[place] as StoredEntry;
    const inner = random.chance(1, 5) ? cut(content, random) : loseInText(content, loss, random);
    entries[place] = { name, content: inner };
    return writeZip(entries);
  }
  return writeZip(loseInList(entries, loss, random));
}

function loseInText(bytes: Uint8Array, loss: Loss, random: RandomStream): Uint8Array {
  const whole = parseNanJson(bytes);
  if (whole.ok) return new Uint8Array(Buffer.from(render(loseInValue(whole.value, loss, random))));
  const lines = parseNanJsonLines(bytes);
  if (!lines.ok) throw new Error(lines.error.received);
  const rows = [...lines.value];
  const place = random.below(rows.length);
  if (loss === "nan" || random.chance(1, 2)) rows[place] = loseInValue(rows[place] as JsonValue, loss, random);
  const changed = loss === "nan" ? rows : loseInList(rows, loss, random);
  return new Uint8Array(Buffer.from(changed.map((row) => `${render(row)}\n`).join("")));
}

function loseInList<T>(items: readonly T[], loss: Loss, random: RandomStream): T[] {
  const copy = [...items];
  if (copy.length === 0) return copy;
  const place = random.below(copy.length);
  if (loss === "delete") copy.splice(place, 1);
  if (loss === "duplicate") copy.splice(random.below(copy.length + 1), 0, copy[place] as T);
  if (loss === "reorder") copy.push(...copy.splice(place, 1 + random.below(copy.length)));
  return copy;
}

/** Walks down to a node drawn on the way: each step stops with a chance that leaves, branches and the root all get their share. */
function loseInValue(value: JsonValue, loss: Loss, random: RandomStream): JsonValue {
  if (!isList(value) && !isObject(value)) return loss === "nan" ? Number.NaN : value;
  const keys = Object.keys(value);
  if (keys.length === 0) return value;
  const deeper = loss === "nan" ? random.chance(19, 20) : random.chance(4, 5);
  if (!deeper) return loss === "nan" ? Number.NaN : loseHere(value, loss, random);
  const key = pick(keys, random);
  const inner = (value as Readonly<Record<string, JsonValue>>)[key] as JsonValue;
  const isLeaf = typeof inner !== "object" || inner === null;
  if (isLeaf && loss !== "nan") return loseHere(value, loss, random);
  const changed = loseInValue(inner, loss, random);
  return isList(value) ? value.with(Number(key), changed) : { ...value, [key]: changed };
}

function loseHere(value: JsonValue, loss: Loss, random: RandomStream): JsonValue {
  if (isList(value)) return loseInList(value, loss, random);
  if (!isObject(value) || loss === "duplicate") return value;
  return Object.fromEntries(loseInList(Object.entries(value), loss, random));
}

/** JSON as Python writes it, NaN and all. */
function render(value: JsonValue): string {
  if (isList(value)) return `[${value.map(render).join(",")}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}:${render(inner)}`)
      .join(",")}}`;
  return typeof value === "number" ? `${value}` : JSON.stringify(value);
}

const pick = <T>(items: readonly T[], random: RandomStream): T => items[random.below(items.length)] as T;
