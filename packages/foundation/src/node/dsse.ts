import { Buffer } from "node:buffer";
import { concatBytes, utf8 } from "../encoding/bytes.ts";
import type { PublicKey, SigningKey } from "./signing-key.ts";

/** A signed message of a named type (DSSE v1.0.0, "JSON envelope"). */
export interface Envelope<Type extends string = string> {
  readonly payloadType: Type;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly EnvelopeSignature[];
}

/** One signature of an envelope (DSSE). */
export interface EnvelopeSignature {
  /** A hint which key to try. It proves nothing. */
  readonly keyid: string;
  /** Base64. */
  readonly sig: string;
}

/** What an envelope held, and the keys that signed it: at least one, each once. */
export interface OpenedEnvelope {
  readonly payload: Uint8Array;
  readonly signers: readonly string[];
}

/** The bytes that are signed: type and body with their lengths in bytes, so that neither can leak into the other (DSSE, "PAE"). */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8(payloadType);
  return concatBytes(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload);
}

/** Signs a payload with each key. An envelope without a key, or with one key twice, opens for nobody. */
export function signEnvelope<const Type extends string>(
  payloadType: Type,
  payload: Uint8Array,
  keys: readonly SigningKey[],
): Envelope<Type> {
  const message = preAuthenticationEncoding(payloadType, payload);
  const signatures = keys.map((key) => ({ keyid: key.keyId, sig: base64(key.sign(message)) }));
  return { payloadType, payload: base64(payload), signatures };
}

/**
 * The payload of an envelope of this type, if every signature holds; `null` for everything else, whatever its shape.
 *
 * Stricter than DSSE, which skips what does not verify: one signature that is unknown, bad or given twice spoils the whole
 * envelope, so nobody can add noise to another's message. A signature without a key id and a field that DSSE does not name
 * are refused too. Whether these signers suffice is for the caller to say.
 *
 * @param envelope as it came from outside
 * @param keyOf the trusted key of that id, if there is one
 */
export function openEnvelope(
  envelope: unknown,
  payloadType: string,
  keyOf: (keyId: string) => PublicKey | undefined,
): OpenedEnvelope | null {
  const unsafePayload = unsafePayloadOf(envelope, payloadType);
  if (unsafePayload === null) return null;
  const message = preAuthenticationEncoding(payloadType, unsafePayload);
  const signers = (envelope as Envelope).signatures.map((signature) => signerOf(signature, message, keyOf));
  const known = signers.filter((signer) => signer !== null);
  const areEachOnce = known.length === signers.length && new Set(known).size === known.length;
  return areEachOnce && known.length > 0 ? { payload: unsafePayload, signers: known } : null;
}

/** The payload of a well-formed envelope of this type, whoever made it: nothing is verified. `null` for everything else. */
export const unsafePayloadOf = (envelope: unknown, payloadType: string): Uint8Array | null =>
  isEnvelope(envelope) && envelope.payloadType === payloadType ? bytesOf(envelope.payload) : null;

/** The key's own name, not the one that the envelope gives it: two ids of one key are one signer. */
function signerOf(
  { keyid, sig }: EnvelopeSignature,
  message: Uint8Array,
  keyOf: (keyId: string) => PublicKey | undefined,
): string | null {
  const [key, signature] = [keyOf(keyid), bytesOf(sig)];
  return key !== undefined && signature !== null && key.verify(message, signature) ? key.keyId : null;
}

const isEnvelope = (value: unknown): value is Envelope =>
  hasExactly(value, ["payloadType", "payload", "signatures"]) &&
  typeof value["payloadType"] === "string" &&
  typeof value["payload"] === "string" &&
  Array.isArray(value["signatures"]) &&
  value["signatures"].every(isSignature);

const isSignature = (value: unknown): value is EnvelopeSignature =>
  hasExactly(value, ["keyid", "sig"]) && typeof value["keyid"] === "string" && typeof value["sig"] === "string";

const hasExactly = (value: unknown, fields: readonly string[]): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(value).length === fields.length &&
  fields.every((field) => Object.hasOwn(value, field));

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** Either alphabet, as DSSE demands, but not both in one text; padded, and with no loose bits: one spelling in each. */
function bytesOf(text: string): Uint8Array | null {
  const standard = /[+/]/.test(text) ? text : text.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Buffer.from(standard, "base64");
  return bytes.toString("base64") === standard ? new Uint8Array(bytes) : null;
}
