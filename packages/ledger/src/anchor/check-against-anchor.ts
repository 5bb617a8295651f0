import { err, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import { ledgerRolledBack } from "../folder/storage-fault.ts";
import type { LedgerReader } from "../ledger.ts";
import { verifyConsistency } from "../merkle/consistency-proof.ts";
import type { Checkpoint } from "../note/checkpoint.ts";
import type { NoteVerifier } from "../note/note-verifier.ts";
import { trustedCheckpoint } from "../policy/trusted-checkpoint.ts";

/**
 * Whether a log still holds all that an anchored checkpoint promised. `ok` with the sizes; `LEDGER_ROLLED_BACK` where the log is
 * shorter; `LEDGER_FORKED` where it is another history: the two signed notes together prove that the log's key signed both.
 *
 * Both notes must carry a good signature of the log's key, or it is `CHECKPOINT_MALFORMED`, `KEY_MISMATCH` or `SIGNATURE_INVALID`,
 * and nothing is said of the log: anybody can write a note that nobody signed.
 *
 * @param logKey the vkey of the log, from somewhere that the log's operator cannot change
 */
export function checkAgainstAnchor(
  ledger: Pick<LedgerReader, "checkpoint" | "proveConsistency">,
  anchorNote: string,
  logKey: NoteVerifier,
): Result<{ readonly anchoredSize: number; readonly size: number }, PlimsollError> {
  const [anchored, ours] = [signedBy(logKey, anchorNote), signedBy(logKey, ledger.checkpoint)];
  if (!anchored.ok) return anchored;
  if (!ours.ok) return ours;
  return compared(ledger, anchored.value, ours.value);
}

const signedBy = (verifier: NoteVerifier, note: string): Result<Checkpoint, PlimsollError> =>
  trustedCheckpoint({ logs: [{ verifier, url: null }], witnesses: [], quorum: "none" }, note);

function compared(
  ledger: Pick<LedgerReader, "proveConsistency">,
  anchored: Checkpoint,
  ours: Checkpoint,
): Result<{ readonly anchoredSize: number; readonly size: number }, PlimsollError> {
  if (ours.size < anchored.size) {
    return err(ledgerRolledBack(`a log of ${ours.size} leaves, where ${anchored.size} are anchored`));
  }
  const proof = ledger.proveConsistency(anchored.size, ours.size);
  if (!verifyConsistency(anchored, ours, proof)) return err(ledgerForked(anchored.size));
  return ok({ anchoredSize: anchored.size, size: ours.size });
}

const ledgerForked = (size: number): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_FORKED",
    expected: `a log whose first ${size} leaves are those that were anchored`,
    received: "another history under the same key",
    fix: "keep both checkpoints: together they prove that two histories were signed; do not trust the log",
  });
