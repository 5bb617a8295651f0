import { base64, hex, isSame } from "./bytes.ts";
import { isOfKey, isSignedBy, type LogKey, readLogKey } from "./log-key.ts";
import { readCheckpoint, type UnverifiedCheckpoint } from "./note.ts";
import { checkedSteps, failed, held, type Step, type Verdict } from "./step.ts";
import { readProof, type UnverifiedProof } from "./tlog-proof.ts";
import { leafHash, wayToRoot } from "./tree.ts";

/** What to check, and whom to trust. */
export interface ProofToCheck {
  /** C2SP tlog-proof. */
  readonly proof: string;
  /** The bytes of the leaf as the reader has them. */
  readonly leaf: Uint8Array;
  /** The log's verifier key, from somebody whom the reader trusts: never from beside the proof. */
  readonly logKey: string;
}

/** What a proof that holds has shown. */
export interface Proven {
  readonly leafIndex: number;
  readonly origin: string;
  /** Leaves under the checkpoint. */
  readonly size: number;
}

/**
 * Checks that a leaf stands in the log whose key is given, step by step, with WebCrypto and nothing else. The first step that fails is
 * the last: `PROOF_MALFORMED`, `KEY_MALFORMED`, `KEY_MISMATCH`, `SIGNATURE_INVALID`, `PROOF_INVALID`. Never throws.
 */
export const checkProof = ({ proof, leaf, logKey }: ProofToCheck): Promise<Verdict<Proven>> =>
  checkedSteps(async (say) => {
    const read = say(formOf(readProof(proof)));
    const checkpoint = say(checkpointOf(readCheckpoint(read.checkpoint)));
    const key = say(keyOf(await readLogKey(logKey)));
    say(await signedBy(key, checkpoint));
    say(await leadsToRoot(leaf, read, checkpoint));
    return { leafIndex: read.index, origin: checkpoint.origin, size: checkpoint.size };
  });

const formOf = (read: UnverifiedProof | undefined): Step<UnverifiedProof> =>
  read === undefined
    ? failed("proof", "PROOF_MALFORMED", "the text is no C2SP tlog-proof in its one spelling")
    : held("proof", `a C2SP tlog-proof of leaf ${read.index} with ${read.siblings.length} hashes`, read);

const checkpointOf = (read: UnverifiedCheckpoint | undefined): Step<UnverifiedCheckpoint> =>
  read === undefined
    ? failed("checkpoint", "PROOF_MALFORMED", "the proof carries no C2SP checkpoint")
    : held("checkpoint", `of ${read.origin} over ${read.size} leaves`, read, [["its root", hex(read.root)]]);

const keyOf = (key: LogKey | undefined): Step<LogKey> =>
  key === undefined
    ? failed("key", "KEY_MALFORMED", "the key given is no Ed25519 verifier key, or its id is of another key")
    : held("key", `the key of ${key.name}`, key, [
        ["key id", hex(key.keyId)],
        ["public key", base64(key.raw)],
      ]);

/** One bad signature of the key spoils the whole note (C2SP signed-note). Lines of other keys are not asked. */
async function signedBy(key: LogKey, { text, origin, signatures }: UnverifiedCheckpoint): Promise<Step<null>> {
  const ours = signatures.filter((line) => isOfKey(key, line));
  if (ours.length === 0 || origin !== key.name)
    return failed("signature", "KEY_MISMATCH", "the checkpoint is not signed by this key");
  const hashes = ours.map(({ signature }) => ["signature", base64(signature)] as const);
  for (const { signature } of ours)
    if (!(await isSignedBy(key, text, signature)))
      return failed("signature", "SIGNATURE_INVALID", "the signature does not fit the checkpoint and the key", hashes);
  return held("signature", "Ed25519 over the checkpoint, by this key", null, hashes);
}

async function leadsToRoot(
  leaf: Uint8Array,
  { index, siblings }: UnverifiedProof,
  { size, root }: UnverifiedCheckpoint,
): Promise<Step<null>> {
  const own = await leafHash(leaf);
  const way = await wayToRoot({ leafHash: own, index, size, siblings });
  if (way === undefined)
    return failed("inclusion", "PROOF_INVALID", `leaf ${index} of ${size} needs another number of hashes`, [
      ["hash of the leaf", hex(own)],
    ]);
  const hashes = [
    ["hash of the leaf", hex(own)] as const,
    ...way
      .slice(1)
      .map((node, place) => [`with ${hex(siblings[place] as Uint8Array).slice(0, 16)}…`, hex(node)] as const),
    ["root of the checkpoint", hex(root)] as const,
  ];
  return isSame(way.at(-1) as Uint8Array, root)
    ? held("inclusion", "the leaf's hash leads to the root of the checkpoint", null, hashes)
    : failed("inclusion", "PROOF_INVALID", "the leaf's hash leads to another root", hashes);
}
