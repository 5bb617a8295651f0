import type { PlimsollError } from "@plimsoll/foundation";
import {
  type NoteVerifier,
  parseNote,
  type QuorumAnswer,
  quorumMet,
  type TlogPolicy,
  type UnverifiedNote,
  withSignatures,
} from "@plimsoll/ledger";
import { type CosignatureRequest, requestCosignatures } from "./client.ts";

/** A checkpoint with all cosignatures that could be had. */
export interface CosignedCheckpoint {
  readonly note: string;
  readonly quorum: QuorumAnswer;
  /** Of the witnesses that did not cosign, by their address. */
  readonly faults: ReadonlyMap<string, PlimsollError>;
}

/**
 * Asks all witnesses of a policy that have an address, at once, and adds what they cosign to the checkpoint. Two keys at one
 * address are one witness with two kinds of signature. Throws what `proveConsistency` throws.
 */
export async function cosignedCheckpoint(policy: TlogPolicy, request: CosignatureRequest): Promise<CosignedCheckpoint> {
  const asked = [...keysByUrl(policy)];
  const answers = await Promise.all(asked.map(([url, keys]) => requestCosignatures({ url, keys }, request)));
  const cosignatures = answers.flatMap((answer) => (answer.ok ? answer.value : []));
  const note = withSignatures(request.checkpoint, cosignatures);
  const faults = asked.flatMap(([url], place): [string, PlimsollError][] => {
    const answer = answers[place];
    return answer === undefined || answer.ok ? [] : [[url, answer.error]];
  });
  return { note, quorum: quorumOf(policy, note), faults: new Map(faults) };
}

/** A note that cannot be read again has no quorum. */
function quorumOf(policy: TlogPolicy, note: string): QuorumAnswer {
  const parsed: UnverifiedNote | undefined = parseNote(note);
  return parsed === undefined ? { met: false, signed: [] } : quorumMet(policy, parsed);
}

function keysByUrl({ witnesses }: TlogPolicy): Map<string, NoteVerifier[]> {
  const keys = new Map<string, NoteVerifier[]>();
  for (const { url, verifier } of witnesses) {
    if (url !== null) keys.set(url, [...(keys.get(url) ?? []), verifier]);
  }
  return keys;
}
