export { systemClock } from "./system-clock.ts";
export { digestOfBytes } from "./file-digest.ts";
export {
  type Envelope,
  type EnvelopeSignature,
  type OpenedEnvelope,
  openEnvelope,
  preAuthenticationEncoding,
  signEnvelope,
  unsafePayloadOf,
} from "./dsse.ts";
export {
  generateSigningKey,
  type PublicKey,
  publicKeyFromPem,
  type SigningKey,
  signingKeyFromPem,
  signingKeyFromSeed,
} from "./signing-key.ts";
