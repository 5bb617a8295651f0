import { canonicalJson, digest, type Digest, integer, object, ok, type Result, utf8 } from "@plimsoll/foundation";
import { type Envelope, type PublicKey, signEnvelope, type SigningKey } from "@plimsoll/foundation/node";
import { nodeKeyDigest } from "../token/json-web-key-set.ts";
import { type AttestationRefusal, unattested } from "./attestation-refusal.ts";
import { IN_TOTO_PAYLOAD_TYPE, STATEMENT_TYPE, verifyInTotoStatement } from "./in-toto-statement.ts";

/** A hardware root's word on a node: this key is this node's, and this artifact is what it holds (ACB-K §8.1). */
export const NODE_ATTESTATION_TYPE = "urn:plimsoll:predicate:node-attestation/v0.1";

const predicateShape = object({
  /** RFC 7638 thumbprint of the node's key, as a digest. */
  nodeKey: digest,
  /** Ms since 1970, by the root's clock. */
  attestedAt: integer(),
});

export interface NodeStatement {
  readonly nodeKey: Digest;
  readonly artifact: Digest;
  readonly attestedAt: number;
}

/** What the kernel records of a node (`attestation.record`), but for the lab. */
export interface AttestedNode {
  readonly nodeKey: Digest;
  /** Thumbprint of the root's key. */
  readonly hardwareRoot: Digest;
  readonly artifact: Digest;
  readonly provenance: Digest;
}

/** Signs a node's attestation with the key of a hardware root: an in-toto Statement v1 in a DSSE envelope. */
export const signNodeAttestation = ({ nodeKey, artifact, attestedAt }: NodeStatement, root: SigningKey): Envelope =>
  signEnvelope(
    IN_TOTO_PAYLOAD_TYPE,
    utf8(
      canonicalJson({
        _type: STATEMENT_TYPE,
        subject: [{ digest: { sha256: artifact.slice("sha256:".length) } }],
        predicateType: NODE_ATTESTATION_TYPE,
        predicate: { nodeKey, attestedAt },
      }),
    ),
    [root],
  );

export interface ExpectedNode {
  readonly root: PublicKey;
  readonly artifact: Digest;
  /** Ms since 1970. */
  readonly nowMs: number;
  readonly ageMsMax: number;
}

/** How far a root's clock may be ahead: as far as a signer's of commands. */
const AHEAD_MS_MAX = 5_000;

/** Verifies a node's attestation by one hardware root. Refusals: those of `verifyInTotoStatement`, and `ATTESTATION_NOT_FRESH`. */
export function verifyNodeAttestation(
  envelope: unknown,
  { root, artifact, nowMs, ageMsMax }: ExpectedNode,
): Result<AttestedNode, AttestationRefusal> {
  const statement = verifyInTotoStatement(envelope, [root], { predicateType: NODE_ATTESTATION_TYPE, artifact });
  if (!statement.ok) return statement;
  const predicate = predicateShape.parse(statement.value.predicate);
  if (!predicate.ok) return unattested("ATTESTATION_MALFORMED", predicate.error.expected, predicate.error.received);
  const { nodeKey, attestedAt } = predicate.value;
  const ageMs = nowMs - attestedAt;
  if (ageMs > ageMsMax || ageMs < -AHEAD_MS_MAX) {
    return unattested("ATTESTATION_NOT_FRESH", `an attestation of the last ${ageMsMax} ms`, `one of ${ageMs} ms ago`);
  }
  return ok({ nodeKey, hardwareRoot: nodeKeyDigest(root), artifact, provenance: statement.value.provenance });
}
