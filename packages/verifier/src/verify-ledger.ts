import { join } from "node:path";
import { readPublicKey, verifyCheckpoint } from "./checkpoint.ts";
import { Fault } from "./fault.ts";
import { type Batch, LogFile } from "./log-file.ts";
import { type OnCheckpoint, Proving } from "./proving.ts";
import { NOTE_BYTES_MAX, readBounded, regularFileSize } from "./regular-file.ts";
import { type Refuted, refuted, type Verified } from "./verdict.ts";
import { cosignersOf } from "./witnesses.ts";

/** By what a ledger is verified. */
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
    for (const batch of log.batches()) {
      assertFollows(proving, batch);
      proving.leaves(batch.leaves);
      proving.checkpoint(batch.note);
      readEntries(proving, batch);
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

const readText = (path: string): string | undefined => readBounded(path, NOTE_BYTES_MAX)?.toString("utf8");

function openLog(directory: string, wasPublished: boolean): LogFile {
  const path = join(directory, "ledger.log");
  // Missing, or cut to nothing.
  if (wasPublished && !regularFileSize(path))
    throw new Fault("LEDGER_ROLLED_BACK", "a published checkpoint, and no log or an empty one");
  return new LogFile(path);
}

function assertFollows({ newest, judge }: Proving, { leaves, header }: Batch): void {
  if ((newest === undefined) !== (leaves.length === 0))
    throw new Fault("LEDGER_DAMAGED", "a checkpoint of size 0 must come first, and no other");
  if (header.firstLeaf !== judge.tree.size) throw new Fault("LEDGER_DAMAGED", `entry ${judge.size} is missing`);
  if (header.firstEntry !== judge.size)
    throw new Fault("LEDGER_DAMAGED", `a header counts ${header.firstEntry} entries before it, not ${judge.size}`);
}

/** No root binds the counts of a header: they are held against what the leaves say. */
function readEntries({ judge }: Proving, { leaves, header }: Batch): void {
  const counts = leaves.map((leaf) => judge.read(leaf));
  judge.end();
  if (counts.some((count, place) => count !== header.leaves[place]?.entryCount))
    throw new Fault("LEDGER_DAMAGED", `a header miscounts the entries before entry ${judge.size}`);
}
