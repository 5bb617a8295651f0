import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { digestOfBytes } from "@plimsoll/foundation/node";

/**
 * A file of a cache: its first line is the digest of a name and of all that follows. What is damaged, cut off, put there by another
 * version or under another name is as good as absent. It guards against accidents; who may write to the cache as the evaluator's own
 * user could as well change the evaluator.
 */
export function readSealed(path: string, name: string): Uint8Array | null {
  const bytes = bytesOf(path);
  const end = bytes?.indexOf(LINE_END) ?? -1;
  if (bytes === null || end === -1) return null;
  const body = bytes.subarray(end + 1);
  return bytes.subarray(0, end).toString("latin1") === sealOf(name, body) ? body : null;
}

/** Whole or not at all. Where it cannot be written there is no cache, and nothing else changes. */
export function writeSealed(path: string, name: string, body: Uint8Array): void {
  const draft = `${path}.${process.pid}.draft`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, Buffer.concat([Buffer.from(`${sealOf(name, body)}\n`, "latin1"), body]));
    renameSync(draft, path);
  } catch {
    rmSync(draft, { force: true });
  }
}

const LINE_END = 0x0a;

const sealOf = (name: string, body: Uint8Array): string =>
  `${digestOfBytes(Buffer.from(name, "utf8"))} ${digestOfBytes(body)}`;

function bytesOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
