import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
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

const journalShape = object({
  version: integer(1, 1),
  run: identifier,
  /** Which boot the identities belong to. */
  bootId: matching("a boot id", /^[0-9a-f-]{36}$/),
  warden: identity,
  deadman: identity,
  /** `null` until the job's root exists; it then still waits at its gate. */
  root: nullable(identity),
  cgroupDirectories: list(matching("the path of a run's cgroup", /^\/.*\/plimsoll-[^/]+$/), 16),
});

/** What a stranger needs to find a run and kill it, on disk before the job's first instruction (law L5). */
export type Journal = Shaped<typeof journalShape>;

/** Replaces the file as a whole, and returns when it is durable. */
export function writeJournal(file: string, journal: Journal): void {
  const draft = `${file}.draft`;
  withDescriptor(draft, "w", (descriptor) => {
    writeSync(descriptor, `${JSON.stringify(journal)}\n`);
    fsyncSync(descriptor);
  });
  renameSync(draft, file);
  withDescriptor(dirname(file), "r", fsyncSync);
}

/** Throws `JOURNAL_MALFORMED`: a journal that cannot be read proves nobody dead. */
export function readJournal(file: string): Journal {
  const parsed = journalShape.parse(parseJson(file));
  if (parsed.ok) return parsed.value;
  throw malformed(file, `${parsed.error.expected} at ${parsed.error.path}`, parsed.error.received);
}

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
