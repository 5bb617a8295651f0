import { createHash } from "node:crypto";
import { integer, matching, object, type Shape } from "@plimsoll/foundation";
import { snapshotOf, stateFromSnapshot } from "@plimsoll/kernel";
import { Frontier, type WitnessState } from "@plimsoll/ledger";
import type { Position } from "./followed-log.ts";

interface Header {
  /** Base64 of the roots of the perfect subtrees. */
  readonly frontier: string;
  /** SHA-256 of the rest of the file, hexadecimal. */
  readonly sha256: string;
  /** Leaves. */
  readonly size: number;
}

const headerShape: Shape<Header> = object({
  frontier: matching("base64", /^[A-Za-z0-9+/]*={0,2}$/),
  sha256: matching("a SHA-256", /^[0-9a-f]{64}$/),
  size: integer(),
});

/** A line of JSON, then the kernel's snapshot. */
export function positionText({ frontier, state }: Position): string {
  const [size, roots, snapshot] = [frontier.size, base64(frontier.toBytes()), snapshotOf(state)];
  const header: Header = { frontier: roots, sha256: digestOf(size, roots, snapshot), size };
  return `${JSON.stringify(header)}\n${snapshot}`;
}

/** Reads a position; `null` for one that is not whole, of another version of the kernel, or ahead of what was cosigned. */
export function positionFromText(text: string | null, cosigned: WitnessState): Position | null {
  const lineEnd = text?.indexOf("\n") ?? -1;
  if (text === null || lineEnd < 0) return null;
  const header = headerOf(text.slice(0, lineEnd));
  const snapshot = text.slice(lineEnd + 1);
  if (header === null || header.size > cosigned.size) return null;
  if (digestOf(header.size, header.frontier, snapshot) !== header.sha256) return null;
  const frontier = Frontier.fromBytes(header.size, new Uint8Array(Buffer.from(header.frontier, "base64")));
  const state = stateFromSnapshot(snapshot);
  return frontier !== undefined && state.ok ? { frontier, state: state.value } : null;
}

function headerOf(line: string): Header | null {
  try {
    const header = headerShape.parse(JSON.parse(line));
    return header.ok ? header.value : null;
  } catch {
    return null;
  }
}

const digestOf = (size: number, frontier: string, snapshot: string): string =>
  createHash("sha256").update(`${size}\n${frontier}\n`).update(snapshot).digest("hex");

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
