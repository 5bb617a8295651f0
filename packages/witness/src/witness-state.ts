import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, integer, matching, object, PlimsollError, type Shape } from "@plimsoll/foundation";
import { EMPTY_ROOT, NOTHING_WITNESSED, takeWriterLock, type WitnessState } from "@plimsoll/ledger";
import type { Position } from "./followed-log.ts";
import { positionFromText, positionText } from "./position-file.ts";
import { replaceDurably, syncDirectory } from "./replace-durably.ts";

/** What a witness remembers of the logs it watches. */
export interface WitnessStore {
  /** The latest checkpoint of a log that was cosigned. Throws `WITNESS_STATE_DAMAGED`: to begin anew would be to forget. */
  read(origin: string): WitnessState;
  /**
   * Replaces the state, durably on return, if it is still `expected`; else throws `WITNESS_STATE_MOVED`. Nothing may be signed
   * before it returned.
   */
  replace(origin: string, expected: WitnessState, next: WitnessState): void;
  /** Where the kernel stood when last kept; `null` for none that can be used. It lies at or behind the state. */
  readPosition(origin: string): Position | null;
  /** Saves the time of deciding everything again. */
  keepPosition(origin: string, position: Position): void;
  close(): void;
}

/**
 * A folder with a folder for each log: `state.json` and `kernel.snapshot`. One process at a time has it.
 *
 * Throws `DATA_IN_USE`, `DIRECTORY_NOT_WRITABLE`.
 */
export function openWitnessStore(directory: string): WitnessStore {
  makeFolder(directory);
  const lock = takeWriterLock(directory);
  const fileOf = (origin: string, file: string): string => join(logFolder(directory, origin), file);
  return {
    read: (origin) => readState(fileOf(origin, STATE), origin),
    replace(origin, expected, next) {
      const path = fileOf(origin, STATE);
      const found = readState(path, origin);
      if (!isSameState(found, expected)) throw stateMoved(origin, found.size, expected.size);
      replaceDurably(path, stateText(origin, next));
    },
    readPosition: (origin) =>
      positionFromText(readIfThere(fileOf(origin, SNAPSHOT)), readState(fileOf(origin, STATE), origin)),
    keepPosition: (origin, position) => replaceDurably(fileOf(origin, SNAPSHOT), positionText(position)),
    close: () => lock.close(),
  };
}

const STATE = "state.json";
const SNAPSHOT = "kernel.snapshot";

export const isSameState = (left: WitnessState, right: WitnessState): boolean =>
  left.size === right.size && Buffer.compare(left.root, right.root) === 0;

/** An origin may hold what no file name may: the folder is named by its hash. */
function logFolder(directory: string, origin: string): string {
  const folder = join(directory, createHash("sha256").update(origin).digest("hex").slice(0, 32));
  if (mkdirSync(folder, { recursive: true }) !== undefined) syncDirectory(directory);
  return folder;
}

interface StateFile {
  readonly origin: string;
  readonly root: string;
  readonly size: number;
}

const stateShape: Shape<StateFile> = object({
  origin: matching("an origin", /^[^\n]{1,4096}$/),
  root: matching("32 bytes in base64", /^[A-Za-z0-9+/]{43}=$/),
  size: integer(),
});

const stateText = (origin: string, { size, root }: WitnessState): string =>
  `${canonicalJson({ origin, root: Buffer.from(root).toString("base64"), size })}\n`;

/** No file: nothing was cosigned yet. Anything but what `stateText` writes: the witness knows no longer what it signed. */
function readState(path: string, origin: string): WitnessState {
  const text = readIfThere(path);
  if (text === null) return NOTHING_WITNESSED;
  const state = stateOf(text);
  if (state === null || stateText(origin, state) !== text) throw stateDamaged(path);
  if (state.size === 0 && Buffer.compare(state.root, EMPTY_ROOT) !== 0) throw stateDamaged(path);
  return state;
}

function stateOf(text: string): WitnessState | null {
  try {
    const file = stateShape.parse(JSON.parse(text));
    return file.ok ? { size: file.value.size, root: new Uint8Array(Buffer.from(file.value.root, "base64")) } : null;
  } catch {
    return null;
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    throw new PlimsollError({
      code: "DIRECTORY_NOT_WRITABLE",
      expected: `a folder "${directory}" for what the witness remembers`,
      received: (cause as NodeJS.ErrnoException).code ?? String(cause),
      fix: "give another folder, or the right to write this one",
      cause,
    });
  }
}

const stateMoved = (origin: string, found: number, expected: number): PlimsollError =>
  new PlimsollError({
    code: "WITNESS_STATE_MOVED",
    expected: `the state of "${origin}" at size ${expected}, on which the decision rests`,
    received: `size ${found}`,
    fix: "ask again: another request came first",
  });

const stateDamaged = (path: string): PlimsollError =>
  new PlimsollError({
    code: "WITNESS_STATE_DAMAGED",
    expected: `the state of a log as the witness wrote it in "${path}"`,
    received: "something else",
    fix: "restore the newest copy; an older one would let this witness sign two histories",
  });
