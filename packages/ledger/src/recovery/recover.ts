import type { LedgerFolder } from "../folder/ledger-folder.ts";
import { ledgerDamaged } from "../folder/storage-fault.ts";
import type { Recovery } from "../ledger.ts";
import { batchesOf, type ScanEnd } from "../log/batches-of.ts";
import { LogHead } from "../log/log-head.ts";
import type { LogSigner } from "../note/log-signer.ts";
import { checkPublished } from "./check-published.ts";
import { openedCheckpoint } from "./opened-checkpoint.ts";

/** `tail` reads at least this many of the newest leaves: what a torn or lost write can reach, in a few milliseconds. */
const TAIL_LEAVES = 1_024;

/** How much of the log to read when it is opened: the newest leaves, or all of it and every signature. */
export type Integrity = "tail" | "full";

export interface Recovered {
  readonly head: LogHead;
  readonly recovery: Recovery | null;
}

/**
 * Finds the end of the log, proves that what leads there is what was signed and published, and cuts off a last write that
 * never reached the disk as a whole.
 *
 * Throws `LEDGER_DAMAGED` naming what was altered, `LEDGER_ROLLED_BACK`, or `LEDGER_KEY_MISMATCH`.
 */
export function recover(folder: LedgerFolder, signer: LogSigner, integrity: Integrity): Recovered {
  const { head, end } =
    integrity === "tail" ? (wentThroughTail(folder) ?? wentThroughAll(folder)) : wentThroughAll(folder);
  if (end.kind === "damaged") throw ledgerDamaged(`${end.what}, at byte ${end.offset} of the log`);
  if (integrity === "full") checkSignatures(folder, signer, head);
  else if (head.checkpoint !== "") openedCheckpoint(head.checkpoint, signer, "the newest checkpoint");
  checkPublished(folder, head, signer);
  const recovery = end.kind === "torn" ? cutOff(folder, head) : null;
  writeNewestAgain(folder, head);
  return { head, recovery };
}

/**
 * The newest batch may be whole in memory and not on the disk: its writer may have died before the sync, or after one that
 * failed. Before anything is built on it, it is written and synced again; all before it was synced when it was written.
 */
function writeNewestAgain({ log }: LedgerFolder, head: LogHead): void {
  if (head.checkpoint === "") return;
  log.write(head.newestOffset, log.read(head.newestOffset, head.end - head.newestOffset));
  log.sync();
}

interface WentThrough {
  readonly head: LogHead;
  readonly end: ScanEnd;
}

/** From where the index was written some time ago; `undefined` where the index does not lead to the signed roots. */
function wentThroughTail(folder: LedgerFolder): WentThrough | undefined {
  try {
    const newest = folder.index.anchorUpTo(Number.MAX_SAFE_INTEGER);
    const head = newest && LogHead.resumed(folder.index, newest.leafCount - TAIL_LEAVES);
    if (head === undefined || head.end > folder.log.size()) return undefined;
    const end = goThrough(folder, head);
    return head.checkpoint === "" ? undefined : { head, end };
  } catch {
    // Either the index or the log is wrong: the whole log says which.
    return undefined;
  }
}

function wentThroughAll(folder: LedgerFolder): WentThrough {
  folder.index.clear();
  const head = LogHead.atBeginning(folder.index);
  return { head, end: goThrough(folder, head) };
}

function goThrough({ log }: LedgerFolder, head: LogHead): ScanEnd {
  const batches = batchesOf(log, head.end);
  for (;;) {
    const next = batches.next();
    if (next.done === true) return next.value;
    head.takeChecked(next.value);
    head.writeIndex("due");
  }
}

function checkSignatures({ log }: LedgerFolder, signer: LogSigner, head: LogHead): void {
  for (const { checkpoint, firstEntry } of batchesOf(log, 0, head.end))
    openedCheckpoint(checkpoint, signer, `the checkpoint after entry ${firstEntry}`);
}

function cutOff(folder: LedgerFolder, head: LogHead): Recovery {
  const { log } = folder;
  const tornBytes = log.size() - head.end;
  folder.keepTorn(head.end, log.read(head.end, tornBytes));
  log.truncate(head.end);
  log.sync();
  return { tornBytes, offset: head.end };
}
