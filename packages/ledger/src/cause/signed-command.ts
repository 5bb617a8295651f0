import { type CanonicalValue, canonicalJson, type Digest, utf8 } from "@plimsoll/foundation";
import {
  digestOfBytes,
  type Envelope,
  type OpenedEnvelope,
  openEnvelope,
  type PublicKey,
  signEnvelope,
  type SigningKey,
  unsafePayloadOf,
} from "@plimsoll/foundation/node";

const PAYLOAD_TYPE = "application/vnd.plimsoll.command+json";

/** The canonical JSON of a claim in a DSSE envelope (v1.0): what every state change travels in. */
export type SignedCommand = Envelope<typeof PAYLOAD_TYPE>;

/** What is signed. */
export interface CommandClaim {
  /** The origin of the log that it is for: it says nothing in any other, whoever has the same keys there. */
  readonly log: string;
  readonly id: string;
  /** A command of the kernel, which judges its shape. */
  readonly body: unknown;
  /** The signer's clock, ms since 1970: the sequencer refuses one too far from its own. */
  readonly claimedAt: number;
}

/** Signs a command with each key, as DSSE. Without a key nobody takes it. */
export const signCommand = (claim: CommandClaim, keys: readonly SigningKey[]): SignedCommand =>
  signEnvelope(PAYLOAD_TYPE, utf8(canonicalJson(claim as unknown as CanonicalValue)), keys);

/** A claim whose signatures hold, and by whom. */
export interface VerifiedCommand {
  readonly claim: CommandClaim;
  /** Digest of id and body alone: the same command claimed again later is still the same command. */
  readonly digest: Digest;
  readonly signers: readonly string[];
}

/**
 * Checks every signature; `null` when any of them is by an unknown key or does not hold, or the payload is no claim.
 * One bad signature spoils the envelope: an attacker may not add noise to somebody else's command.
 */
export function verifyCommand(
  envelope: SignedCommand,
  keyOf: (keyId: string) => PublicKey | undefined,
): VerifiedCommand | null {
  const opened = envelope.signatures.length === 0 ? unsigned(envelope) : openEnvelope(envelope, PAYLOAD_TYPE, keyOf);
  const claim = opened && parseClaim(opened.payload);
  if (opened === null || claim === null) return null;
  return {
    claim,
    digest: digestOfBytes(canonicalJson({ id: claim.id, body: claim.body as CanonicalValue })),
    signers: opened.signers,
  };
}

/** The kernel refuses what nobody signed, and says why: whose signature is missing, or which lab it does not know. */
function unsigned(envelope: SignedCommand): OpenedEnvelope | null {
  const payload = unsafePayloadOf(envelope, PAYLOAD_TYPE);
  return payload && { payload, signers: [] };
}

/** In the order of canonical JSON. */
const CLAIM_FIELDS = "body,claimedAt,id,log";

/** The payload must be the canonical form of what it says: two texts for one command would be two digests. */
function parseClaim(payload: Uint8Array): CommandClaim | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload);
    const claim = JSON.parse(text) as CommandClaim;
    const isClaim =
      Object.keys(claim).join() === CLAIM_FIELDS &&
      typeof claim.id === "string" &&
      typeof claim.log === "string" &&
      Number.isSafeInteger(claim.claimedAt);
    return isClaim && canonicalJson(claim as unknown as CanonicalValue) === text ? claim : null;
  } catch {
    return null;
  }
}
