import type { TreeHash } from "../merkle/tree-hash.ts";
import { isKeyName } from "./verifier-key.ts";

/** The head of a log (C2SP tlog-checkpoint v1.0.0). */
export interface Checkpoint {
  /** Names the log; also the name of the key that signs it. */
  readonly origin: string;
  /** The number of entries. */
  readonly size: number;
  readonly root: TreeHash;
}

/** The note text: origin, size in decimal, root in base64. No extension lines: cosignatures would not cover them all. */
export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;

/** Reads a note text; `undefined` unless it is exactly the one form that `checkpointText` writes. */
export function parseCheckpointText(text: string): Checkpoint | undefined {
  const [origin = "", size = "", root = ""] = text.split("\n");
  const checkpoint = { origin, size: Number(size), root: new Uint8Array(Buffer.from(root, "base64")) };
  const isWellFormed =
    isKeyName(origin) &&
    Number.isSafeInteger(checkpoint.size) &&
    checkpoint.root.length === 32 &&
    checkpointText(checkpoint) === text;
  return isWellFormed ? checkpoint : undefined;
}
