import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { writeWhole } from "@plimsoll/foundation/node";
import { type AdoptedOrigin, adoptedOriginShape } from "../process-table/adopted-origin.ts";
import {
  identifier,
  integer,
  list,
  matching,
  nullable,
  object,
  PlimsollError,
  type Shaped,
} from "@plimsoll/foundation";

const identity = object({ pid: integer(1), startTime: integer() });

const fields = {
  run: identifier,
  /** Which boot the identities belong to. */
  bootId: matching("a boot id", /^[0-9a-f-]{36}$/),
  warden: identity,
  deadman: identity,
  /** `null` until the job's root exists; it then still waits at its gate. */
  root: nullable(identity),
  cgroupDirectories: list(matching("the path of a run's cgroup", /^\/.*\/plimsoll-[^/]+$/), 16),
};

const startedShape = object({ version: integer(1, 1), ...fields });
/** Version 2 is of adopted runs: whoever knows only version 1 would look for a marker that nobody carries. */
const adoptedShape = object({ version: integer(2, 2), ...fields, adopted: adoptedOriginShape });

/** What a stranger needs to find a run and kill it, on disk before the job's first instruction (law L5). */
export type Journal = Shaped<typeof startedShape> | Shaped<typeof adoptedShape>;

/** Where the root of the run came from, if it was adopted. */
export const originIn = (journal: Journal): AdoptedOrigin | undefined =>
  "adopted" in journal ? journal.adopted : undefined;

/** Clock ticks since boot: nothing older belongs to the run. An adopted root is older than its warden. */
export const sinceTicksOf = (journal: Journal): number =>
  "adopted" in journal && journal.root !== null ? journal.root.startTime : journal.warden.startTime;

/** Replaces the file as a whole, and returns when it is durable. Where that fails it leaves no draft. */
export function writeJournal(file: string, journal: Journal): void {
  const draft = `${file}.draft`;
  try {
    withDescriptor(draft, "w", (descriptor) => {
      writeWhole(descriptor, `${JSON.stringify(journal)}\n`);
      fsyncSync(descriptor);
    });
    renameSync(draft, file);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw cause;
  }
  withDescriptor(dirname(file), "r", fsyncSync);
}

/** Throws `JOURNAL_MALFORMED`: a journal that cannot be read proves nobody dead. */
export function readJournal(file: string): Journal {
  const json = parseJson(file);
  const parsed = isOfAdopted(json) ? adoptedShape.parse(json) : startedShape.parse(json);
  if (parsed.ok) return parsed.value;
  throw malformed(file, `${parsed.error.expected} at ${parsed.error.path}`, parsed.error.received);
}

const isOfAdopted = (json: unknown): boolean =>
  typeof json === "object" && json !== null && "version" in json && json.version === 2;

export const removeJournal = (file: string): void => rmSync(file, { force: true });

function parseJson(file: string): unknown {
  const text = readFileSync(file, "utf8");
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw malformed(file, "JSON", JSON.stringify(text.slice(0, 60)), cause);
  }
}

const malformed = (file: string, expected: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "JOURNAL_MALFORMED",
    expected: `${expected} in the journal ${file}`,
    received,
    fix: "look for living processes with PLIMSOLL_RUN in their environment, end them, then remove the file",
    cause,
  });

function withDescriptor(path: string, flags: string, act: (descriptor: number) => void): void {
  const descriptor = openSync(path, flags, 0o600);
  try {
    act(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
