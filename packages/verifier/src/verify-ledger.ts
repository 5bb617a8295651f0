import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readPublicKey, verifyCheckpoint } from "./checkpoint.ts";
import { Fault } from "./fault.ts";
import { LogFile } from "./log-file.ts";
import { type OnCheckpoint, Proving } from "./proving.ts";
import { type Refuted, refuted, type Verified } from "./verdict.ts";
import { cosignersOf } from "./witnesses.ts";

export interface VerifyOptions {
  /** The log's public key in PEM. Default: the folder's own. */
  readonly keyPem?: string | undefined;
  /** Witnesses by their vkeys: how many of them cosigned is counted. */
  readonly witnesses?: readonly string[];
  /** Gets each checkpoint once its signature and its root are proven. */
  readonly onCheckpoint?: OnCheckpoint;
}

/**
 * Recomputes everything that a ledger folder claims, from its bytes and a public key. Never throws, never writes there.
 * A folder of exported tiles is `verifyTiles`' to check.
 */
export function verifyLedger(directory: string, options: VerifyOptions = {}): Verified | Refuted {
  const { keyPem, witnesses = [], onCheckpoint } = options;
  try {
    // Read before the log: read later, it could be ahead of it.
    const notes = PUBLISHED.flatMap((file) => readText(join(directory, file)) ?? []);
    using log = openLog(directory, notes.length > 0);
    const key = readPublicKey(keyPem ?? readText(join(directory, "ledger.pub.pem")) ?? "");
    const promised = notes.map((note) => verifyCheckpoint(note, key, "the published checkpoint"));
    const proving = new Proving(key, promised, onCheckpoint);
    for (const { leaves, note: checkpoint, firstLeaf } of log.batches()) {
      assertFollows(proving, leaves.length, firstLeaf);
      proving.leaves(leaves);
      proving.checkpoint(checkpoint);
      for (const leaf of leaves) proving.judge.read(leaf);
      proving.judge.end();
    }
    return {
      ok: true,
      ...proving.result(),
      publishedSize: promised.length === 0 ? null : Math.max(...promised.map(({ size }) => size)),
      tornBytes: log.tornBytes,
      witnesses: cosignersOf(notes.at(-1) ?? "", witnesses),
      conservation: true,
      key: keyPem === undefined ? "folder" : "given",
    };
  } catch (cause) {
    return refuted(cause);
  }
}

/** The newest note of the writer, and the newest that witnesses cosigned. */
const PUBLISHED = ["checkpoint", "checkpoint.witnessed"];

export const readText = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, "utf8") : undefined;

function openLog(directory: string, wasPublished: boolean): LogFile {
  const path = join(directory, "ledger.log");
  if (wasPublished && !existsSync(path)) throw new Fault("LEDGER_ROLLED_BACK", "a published checkpoint and no log");
  return new LogFile(path);
}

function assertFollows({ newest, judge }: Proving, leafCount: number, firstLeaf: number): void {
  if ((newest === undefined) !== (leafCount === 0))
    throw new Fault("LEDGER_DAMAGED", "a checkpoint of size 0 must come first, and no other");
  if (firstLeaf !== judge.tree.size) throw new Fault("LEDGER_DAMAGED", `entry ${judge.size} is missing`);
}
