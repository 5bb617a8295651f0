import { Buffer } from "node:buffer";
import { type CanonicalValue, canonicalJson, type Digest, utf8 } from "@plimsoll/foundation";
import { digestOfBytes, type PublicKey, type SigningKey } from "@plimsoll/foundation/node";
import type { Command } from "@plimsoll/kernel";

const PAYLOAD_TYPE = "application/vnd.plimsoll.command+json";

/** A command in a DSSE envelope (v1.0): what every state change travels in. */
export interface SignedCommand {
  readonly payloadType: typeof PAYLOAD_TYPE;
  /** Base64 of the canonical JSON of the claim. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** What is signed. */
export interface CommandClaim {
  readonly id: string;
  readonly body: Command;
  /** The signer's clock, ms since 1970: the sequencer refuses one too far from its own. */
  readonly claimedAt: number;
}

export function signCommand(claim: CommandClaim, keys: readonly SigningKey[]): SignedCommand {
  const payload = utf8(canonicalJson(claim as unknown as CanonicalValue));
  const message = preAuthenticationEncoding(payload);
  return {
    payloadType: PAYLOAD_TYPE,
    payload: Buffer.from(payload).toString("base64"),
    signatures: keys.map((key) => ({ keyid: key.keyId, sig: Buffer.from(key.sign(message)).toString("base64") })),
  };
}

/** A claim whose signatures hold, and by whom. */
export interface VerifiedCommand {
  readonly claim: { readonly id: string; readonly body: unknown; readonly claimedAt: number };
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
  const payload = Buffer.from(envelope.payload, "base64");
  const message = preAuthenticationEncoding(payload);
  const holds = envelope.signatures.every(
    ({ keyid, sig }) => keyOf(keyid)?.verify(message, Buffer.from(sig, "base64")) === true,
  );
  const claim = holds && envelope.payloadType === PAYLOAD_TYPE ? parseClaim(payload) : null;
  if (claim === null) return null;
  return {
    claim,
    digest: digestOfBytes(canonicalJson({ id: claim.id, body: claim.body as CanonicalValue })),
    signers: envelope.signatures.map(({ keyid }) => keyid),
  };
}

/** The payload must be the canonical form of what it says: two texts for one command would be two digests. */
function parseClaim(payload: Buffer): VerifiedCommand["claim"] | null {
  try {
    const claim = JSON.parse(payload.toString("utf8")) as VerifiedCommand["claim"];
    const isClaim =
      typeof claim.id === "string" && Number.isSafeInteger(claim.claimedAt) && Object.keys(claim).length === 3;
    return isClaim && canonicalJson(claim as unknown as CanonicalValue) === payload.toString("utf8") ? claim : null;
  } catch {
    return null;
  }
}

/** DSSE's PAE: type and body with their lengths, so that neither can leak into the other. */
function preAuthenticationEncoding(payload: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);
}
