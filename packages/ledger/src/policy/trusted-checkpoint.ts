import { err, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import { type Checkpoint, parseCheckpointText } from "../note/checkpoint.ts";
import { openNote } from "../note/opened-note.ts";
import { parseNote, type UnverifiedNote } from "../note/signed-note.ts";
import { quorumOf, type WitnessStatement } from "./quorum.ts";
import type { TlogPolicy } from "./tlog-policy.ts";

/** A checkpoint that a log of the policy signed and its quorum cosigned. */
export interface TrustedCheckpoint extends Checkpoint {
  /** The witnesses that cosigned; whoever cares for freshness compares their times with a clock. */
  readonly witnesses: readonly WitnessStatement[];
}

/**
 * Holds a signed checkpoint against a policy (C2SP tlog-policy). Refusals, in this order: `CHECKPOINT_MALFORMED`,
 * `KEY_MISMATCH` (no log of the policy has this origin, or none of its keys signed), `SIGNATURE_INVALID` (a known key's
 * signature is bad), `QUORUM_NOT_MET`.
 */
export function trustedCheckpoint(policy: TlogPolicy, note: string): Result<TrustedCheckpoint, PlimsollError> {
  const unverified = parseNote(note);
  const checkpoint = unverified && parseCheckpointText(unverified.text);
  if (unverified === undefined || checkpoint === undefined) return err(checkpointMalformed());
  return trusted(policy, checkpoint, unverified);
}

function trusted(
  policy: TlogPolicy,
  checkpoint: Checkpoint,
  note: UnverifiedNote,
): Result<TrustedCheckpoint, PlimsollError> {
  const logs = policy.logs.map(({ verifier }) => verifier).filter(({ name }) => name === checkpoint.origin);
  if (logs.length === 0) return err(keyMismatch("a log of the policy", checkpoint.origin));
  const opened = openNote(note, [...logs, ...policy.witnesses.map(({ verifier }) => verifier)]);
  if (opened === "bad-signature") return err(signatureInvalid(checkpoint.origin));
  if (opened === "no-known-key" || !opened.signatures.some(({ verifier }) => logs.includes(verifier))) {
    return err(keyMismatch(`a signature of the known key of ${checkpoint.origin}`, "none"));
  }
  const { met, signed } = quorumOf(policy, opened.signatures);
  return met ? ok({ ...checkpoint, witnesses: signed }) : err(quorumNotMet(policy, signed));
}

const checkpointMalformed = (): PlimsollError =>
  new PlimsollError({
    code: "CHECKPOINT_MALFORMED",
    expected: "a signed note over origin, size and root (C2SP tlog-checkpoint)",
    received: "another text",
    fix: "fetch the checkpoint again",
  });

const keyMismatch = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "KEY_MISMATCH",
    expected,
    received: JSON.stringify(received),
    fix: "check against the policy of the log that issued it; do not trust the checkpoint",
  });

const signatureInvalid = (origin: string): PlimsollError =>
  new PlimsollError({
    code: "SIGNATURE_INVALID",
    expected: `good signatures of all known keys on the checkpoint of ${JSON.stringify(origin)}`,
    received: "a bad one",
    fix: "do not trust the checkpoint; it was altered or forged",
  });

function quorumNotMet({ quorum }: TlogPolicy, signed: readonly WitnessStatement[]): PlimsollError {
  return new PlimsollError({
    code: "QUORUM_NOT_MET",
    expected: `cosignatures that meet the quorum ${quorum === "none" ? quorum : JSON.stringify(quorum.name)}`,
    received: `those of [${signed.map(({ name }) => name).join(", ")}]`,
    fix: "ask for a checkpoint that more witnesses have cosigned",
  });
}
