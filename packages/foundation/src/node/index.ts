export { systemClock } from "./system-clock.ts";
export { eventLoopTimers } from "./event-loop-timers.ts";
export { draftOf } from "./draft-file.ts";
export { writeFileAtomically } from "./write-file-atomically.ts";
export { writeWhole } from "./write-whole.ts";
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
  publicKeyFromRaw,
  type SigningKey,
  signingKeyFromPem,
  signingKeyFromSeed,
} from "./signing-key.ts";
