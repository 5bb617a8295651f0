export { systemClock } from "./system-clock.ts";
export { digestOfBytes } from "./file-digest.ts";
export {
  generateSigningKey,
  type PublicKey,
  publicKeyFromPem,
  type SigningKey,
  signingKeyFromPem,
  signingKeyFromSeed,
} from "./signing-key.ts";
