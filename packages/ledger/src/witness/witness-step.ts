import { type TreeHead, verifyConsistency } from "../merkle/consistency-proof.ts";
import { EMPTY_ROOT, sameHash } from "../merkle/tree-hash.ts";
import type { NoteVerifier } from "../note/note-verifier.ts";
import { openNote } from "../note/opened-note.ts";
import type { UnverifiedAddCheckpoint } from "./add-checkpoint.ts";
import type { WitnessConflict, WitnessRefusal } from "./witness-response.ts";

/** What a witness keeps of a log: the latest checkpoint that it cosigned. */
export type WitnessState = TreeHead;

/** The state before the first cosignature. */
export const NOTHING_WITNESSED: WitnessState = { size: 0, root: EMPTY_ROOT };

/** A log that the witness serves. */
export interface KnownLog {
  readonly origin: string;
  readonly keys: readonly NoteVerifier[];
}

export interface WitnessCosigns {
  readonly decision: "cosign";
  /** What to sign: the whole note text. */
  readonly noteText: string;
  readonly nextState: WitnessState;
}

export interface WitnessRefuses {
  readonly decision: "refuse";
  /** What to answer. */
  readonly response: WitnessRefusal | WitnessConflict;
}

/**
 * The decision of a witness about one request (C2SP tlog-witness, "add-checkpoint"), with the first check that fails: 404 for
 * an unknown log, 403 without a good signature of its key (or with a bad one), 400 for an old size above the checkpoint's, 409
 * where the old size is not the state's or the same size has another root, 422 for a bad consistency proof.
 *
 * The caller MUST replace the state by `nextState` durably before it signs, and only if the state is still the one given
 * here: two requests at once would else roll the witness back.
 *
 * @param log the log of the checkpoint's origin, if the witness knows it
 */
export function witnessStep(
  state: WitnessState,
  { oldSize, consistencyProof, unverifiedNote, checkpoint }: UnverifiedAddCheckpoint,
  log: KnownLog | undefined,
): WitnessCosigns | WitnessRefuses {
  if (log === undefined || log.origin !== checkpoint.origin) return refusal(404, "unknown log");
  if (typeof openNote(unverifiedNote, log.keys) === "string") return refusal(403, "no good signature of the log");
  if (oldSize > checkpoint.size) return refusal(400, "old size above the size of the checkpoint");
  if (oldSize !== state.size) return conflict(state);
  if (oldSize === checkpoint.size && !sameHash(state.root, checkpoint.root)) return conflict(state);
  if (!verifyConsistency(state, checkpoint, consistencyProof)) return refusal(422, "bad consistency proof");
  const nextState: WitnessState = { size: checkpoint.size, root: checkpoint.root };
  return { decision: "cosign", noteText: unverifiedNote.text, nextState };
}

const refusal = (status: WitnessRefusal["status"], reason: string): WitnessRefuses => ({
  decision: "refuse",
  response: { status, reason },
});

const conflict = ({ size }: WitnessState): WitnessRefuses => ({ decision: "refuse", response: { status: 409, size } });
