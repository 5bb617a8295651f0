import { digestOf, utf8 } from "@plimsoll/foundation";

/** The identity of a law and of every repair it went through: 64 lower-case hexadecimal digits of SHA-256. */
export type EpochId = string;

/** SHA-256 of texts that follow one another, without separators, as seed §11 concatenates them. */
export const chainedHash = (...texts: readonly string[]): string =>
  digestOf(utf8(texts.join(""))).slice("sha256:".length);

/** `epoch_0 := H(law_fingerprint ∥ env_nonce_0)`. */
export const firstEpoch = (lawFingerprint: string, nonce: string): EpochId => chainedHash(lawFingerprint, nonce);

/** `epoch_n := H(epoch_n−1 ∥ repair_fingerprint ∥ env_nonce_n)`. */
export const nextEpoch = (prior: EpochId, repairFingerprint: string, nonce: string): EpochId =>
  chainedHash(prior, repairFingerprint, nonce);

/** What an environment mixes into its epochs. The agent is never shown it, nor the seed it may come from. */
export type EpochNonces = (index: 0 | 1 | 2) => string;

/** Nonces of a seed, the first as the public original has it, so that a run can be repeated by anybody. */
export const noncesOfSeed =
  (seed: number): EpochNonces =>
  (index) =>
    index === 0 ? `harness_nonce_${seed}` : `harness_nonce_${seed}_${index}`;
