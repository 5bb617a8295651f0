import { readFileSync, statSync } from "node:fs";
import { Fault } from "./fault.ts";

/** A checkpoint with the signatures of some seventy witnesses; a key is far shorter. */
export const NOTE_BYTES_MAX = 256 << 10;

/** Looked at before it is opened: a pipe would hang there, a device never end. `undefined` where there is no file. */
export function regularFileSize(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === false) throw new Fault("LEDGER_UNREADABLE", `"${path}" is no regular file`);
  return found?.size;
}

/** `undefined` where there is no file. */
export function readBounded(path: string, bytesMax: number): Buffer | undefined {
  const size = regularFileSize(path);
  if (size !== undefined && size > bytesMax) throw new Fault("LEDGER_UNREADABLE", `"${path}" is longer than it can be`);
  return size === undefined ? undefined : readFileSync(path);
}
