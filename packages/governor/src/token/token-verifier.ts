import { hash } from "node:crypto";
import { ok, type Result } from "@plimsoll/foundation";
import type { CapabilityClaims } from "./capability-claims.ts";
import { readToken, TOKEN_BYTES_MAX } from "./compact-token.ts";
import type { IssuerKey } from "./json-web-key-set.ts";
import { refused } from "./refused.ts";
import type { TokenRefusal } from "./token-refusal.ts";

/** Claims that one of the issuer's keys signed. Whether they allow anything here and now is not said. */
export interface SignedClaims {
  readonly claims: CapabilityClaims;
  /** When this verifier saw the token first, on the monotonic clock. */
  readonly seenAtMonotonicMs: number;
}

/** Each entry is about 2 KiB: 16 MiB in all. */
const REMEMBERED_MAX = 8_192;

/**
 * Verifies signatures, and remembers by digest those that held, since a signature that holds does so for ever. What does not
 * hold is never remembered: nobody can fill the memory, or have a good token denied, with bad ones.
 */
export class TokenVerifier {
  readonly #keys: ReadonlyMap<string, IssuerKey>;
  readonly #rememberedMax: number;
  /** By digest of the token's text, the least recently asked first. */
  readonly #held = new Map<string, SignedClaims>();

  constructor(keys: ReadonlyMap<string, IssuerKey>, rememberedMax: number = REMEMBERED_MAX) {
    this.#keys = keys;
    this.#rememberedMax = rememberedMax;
  }

  /** How many tokens are remembered. */
  get remembered(): number {
    return this.#held.size;
  }

  /** @param monotonicMs the time now, kept as that of the first sight */
  verify(token: string, monotonicMs: number): Result<SignedClaims, TokenRefusal> {
    // What is too long to be a token is not even hashed.
    const digest = token.length > TOKEN_BYTES_MAX ? "" : hash("sha256", token, "hex");
    const held = this.#held.get(digest);
    if (held !== undefined) {
      this.#remember(digest, held);
      return ok(held);
    }
    const claims = verifySignature(token, this.#keys);
    if (!claims.ok) return claims;
    const signed = { claims: claims.value, seenAtMonotonicMs: monotonicMs };
    this.#remember(digest, signed);
    return ok(signed);
  }

  /** Drops a token that is of no more use. */
  forget(token: string): void {
    this.#held.delete(hash("sha256", token, "hex"));
  }

  #remember(digest: string, signed: SignedClaims): void {
    this.#held.delete(digest);
    this.#held.set(digest, signed);
    if (this.#held.size <= this.#rememberedMax) return;
    const [oldest] = this.#held.keys();
    if (oldest !== undefined) this.#held.delete(oldest);
  }
}

/** The claims of a token whose signature holds: reads, finds the key by its thumbprint, verifies EdDSA and nothing else. */
export function verifySignature(
  token: string,
  keys: ReadonlyMap<string, IssuerKey>,
): Result<CapabilityClaims, TokenRefusal> {
  const read = readToken(token);
  if (!read.ok) return read;
  const { kid, unsafeClaims, signingInput, signature } = read.value;
  const key = keys.get(kid);
  if (key === undefined) {
    return refused("TOKEN_KEY_UNKNOWN", "a key of the issuer", `"${kid}"`, "give the issuer's newest gate/jwks.json");
  }
  if (key.publicKey.verify(signingInput, signature)) return ok(unsafeClaims);
  return refused("TOKEN_SIGNATURE_INVALID", "a signature that holds", "one that does not", "ask for a new token");
}
