import { err, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import {
  type CheckedProof,
  checkProof,
  parseCheckpointText,
  parseNote,
  parseTlogProof,
  type TlogPolicy,
  type TlogProof,
} from "@plimsoll/ledger";
import { vkeyOf } from "./log-key.ts";
import { type ProvenEntry, provenEntries, type ProvenLeaf } from "./proven-entries.ts";

/** Whom to trust: a policy, or a log's key alone, PEM or vkey. */
export type Trust = { readonly policy: TlogPolicy } | { readonly key: string };

export interface ProofFileText {
  readonly file: string;
  readonly text: string;
}

/** A proof that holds. */
export interface HeldProof extends ProvenLeaf {
  readonly file: string;
  /** The signed note. */
  readonly checkpoint: string;
  /** The leaves that the checkpoint counts. */
  readonly size: number;
  /** Witnesses of the policy that cosigned. */
  readonly witnesses: number;
}

export interface CheckedProofs {
  /** At least one. */
  readonly proofs: readonly HeldProof[];
  readonly entries: readonly ProvenEntry[];
}

/**
 * Checks proofs with public keys and nothing else, and reads the entries that they prove. The first refusal is the answer:
 * `PROOF_MALFORMED`, `KEY_MISMATCH`, `SIGNATURE_INVALID`, `QUORUM_NOT_MET`, `PROOF_INVALID`, `ENTRY_INCOMPLETE` (a part of a
 * long entry without the others), `ENTRY_OTHER` (the proof holds and proves other entries). Throws `KEY_MALFORMED`.
 *
 * @param wanted the bytes of the leaf, or of one of its entries, as the reader has them; `null` believes the proof's own copy
 */
export function checkedProofs(
  files: readonly ProofFileText[],
  trust: Trust,
  wanted: Uint8Array | null,
): Result<CheckedProofs, PlimsollError> {
  const proofs: HeldProof[] = [];
  for (const file of files) {
    const held = heldProof(file, trust, wanted);
    if (!held.ok) return held;
    proofs.push(held.value);
  }
  const entries = provenEntries(proofs);
  const whole = entries.filter((entry) => entry !== null);
  if (whole.length < entries.length || whole.length === 0) return err(entryIncomplete(proofs));
  return wanted === null ? ok({ proofs, entries: whole }) : ofWanted(proofs, whole, wanted);
}

/** With the leaf that the proof carries, or with the reader's own where that is the leaf. */
function heldProof(
  { file, text }: ProofFileText,
  trust: Trust,
  wanted: Uint8Array | null,
): Result<HeldProof, PlimsollError> {
  const parsed = parseTlogProof(text);
  if (!parsed.ok) return parsed;
  const leaves = [
    ...(wanted === null ? [] : [wanted, withoutLineEnd(wanted)]),
    parsed.value.extra ?? new Uint8Array(0),
  ];
  const checked = leaves.map((leaf) => ({ leaf, answer: checkLeaf(text, leaf, parsed.value, trust) }));
  const found = checked.find(({ answer }) => answer.ok) ?? checked.at(-1);
  if (found === undefined || !found.answer.ok) return found?.answer as Result<never, PlimsollError>;
  const { index: leafIndex, checkpoint } = found.answer.value;
  const { origin, size, witnesses } = checkpoint;
  const note = parsed.value.checkpoint;
  return ok({ file, origin, leafIndex, bytes: found.leaf, checkpoint: note, size, witnesses: witnesses.length });
}

function checkLeaf(
  text: string,
  leaf: Uint8Array,
  proof: TlogProof,
  trust: Trust,
): Result<CheckedProof, PlimsollError> {
  if ("policy" in trust) return checkProof({ proof: text, leaf, policy: trust.policy });
  const origin = parseCheckpointText(parseNote(proof.checkpoint)?.text ?? "")?.origin ?? "";
  return checkProof({ proof: text, leaf, logKey: vkeyOf(trust.key, origin) });
}

/** All entries of the leaf where the reader has the leaf; of the proof's own leaf the one that the reader has. */
function ofWanted(
  proofs: readonly HeldProof[],
  entries: readonly ProvenEntry[],
  wanted: Uint8Array,
): Result<CheckedProofs, PlimsollError> {
  const texts = [wanted, withoutLineEnd(wanted)].map((bytes) => Buffer.from(bytes));
  const isLeaf = proofs.some(({ bytes }) => texts.some((text) => text.equals(bytes)));
  const named = entries.filter(({ text }) => texts.some((wantedText) => wantedText.equals(Buffer.from(text))));
  if (isLeaf) return ok({ proofs, entries });
  return named.length > 0 ? ok({ proofs, entries: named }) : err(entryOther(entries.length));
}

const LF = 10;
const withoutLineEnd = (bytes: Uint8Array): Uint8Array => (bytes.at(-1) === LF ? bytes.subarray(0, -1) : bytes);

const entryIncomplete = (proofs: readonly HeldProof[]): PlimsollError =>
  new PlimsollError({
    code: "ENTRY_INCOMPLETE",
    expected: "whole entries in the proven leaves",
    received: `a part of one, in the leaves ${proofs.map(({ leafIndex }) => leafIndex).join(", ")}`,
    fix: "give the proofs of all parts at once: FILE.part-1 FILE.part-2 …",
  });

const entryOther = (count: number): PlimsollError =>
  new PlimsollError({
    code: "ENTRY_OTHER",
    expected: "a proof of the entry that was given",
    received: `a proof that holds, of ${count} other entries`,
    fix: "ask for the proof of this very entry; it must be the same to the byte",
  });
