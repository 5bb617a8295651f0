import { type Digest, type Shaped } from "@plimsoll/foundation";
import { type DossierFault, invalid, unreadable } from "./dossier-fault.ts";
import { lockShape } from "./dossier-parts.ts";
import { readInFolder } from "./file-in-folder.ts";
import { JSON_BYTES_MAX, readStrictJson } from "./strict-json.ts";

export const LOCK_FILE = "sources.lock.json";

export type SourceLock = Shaped<typeof lockShape>;

const NO_LOCK: SourceLock = { format: "plimsoll release sources lock 1", sources: [], logs: [] };

/** No bytes have it: a source that nobody sealed is not whole. */
export const UNSEALED: Digest = `sha256:${"0".repeat(64)}`;

/** The lock of a folder; an empty one where there is none. */
export function readLock(folder: string): SourceLock | DossierFault {
  const read = readInFolder(folder, LOCK_FILE, JSON_BYTES_MAX);
  if (!read.ok)
    return read.refusal === "not there" ? NO_LOCK : unreadable(LOCK_FILE, null, "a regular file", read.refusal);
  const json = readStrictJson(LOCK_FILE, new TextDecoder().decode(read.bytes));
  if (!json.ok) return json.fault;
  const parsed = lockShape.parse(json.written.value);
  return parsed.ok ? parsed.value : invalid(LOCK_FILE, json.written.lineOf(parsed.error.path), parsed.error);
}

/** A source with what the lock says, where it says nothing itself. Anything but an object is left as it is. */
export function sealedSource(source: unknown, lock: ReadonlyMap<string, SourceLock["sources"][number]>): unknown {
  if (!isRecord(source)) return source;
  const locked = lock.get(String(source["id"]));
  return { digest: locked?.digest ?? UNSEALED, bytes: locked?.bytes ?? 0, ...source };
}

/** An evaluation whose runs have the digests of the lock, where they have none themselves. */
export function sealedEvaluation(evaluation: unknown, lock: ReadonlyMap<string, Digest>): unknown {
  if (!isRecord(evaluation) || !Array.isArray(evaluation["runs"])) return evaluation;
  const sealed = (run: unknown): unknown =>
    isRecord(run) ? { digest: lock.get(runKey(String(evaluation["id"]), String(run["id"]))) ?? UNSEALED, ...run } : run;
  return { ...evaluation, runs: evaluation["runs"].map(sealed) };
}

/** Neither id has a space. */
export const runKey = (evaluation: string, run: string): string => `${evaluation} ${run}`;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
