import { type Clock, type Digest, ok, type Result } from "@plimsoll/foundation";
import type { PublicKey } from "@plimsoll/foundation/node";
import type { CapabilityClaims } from "../token/capability-claims.ts";
import { checkClaims } from "../token/check-claims.ts";
import { type IssuerKey, issuerKeysIn } from "../token/json-web-key-set.ts";
import { refused } from "../token/refused.ts";
import { isAfter, openFeed } from "../token/signed-feed.ts";
import type { TokenRefusal } from "../token/token-refusal.ts";
import { TokenVerifier } from "../token/token-verifier.ts";
import type { WithdrawalFeed } from "../token/withdrawal-feed.ts";
import { checkAgainstFeed, type IndexedFeed, indexFeed, takesAway, withdrawn } from "../token/withdrawal.ts";
import { GateClock, type GateTime } from "./gate-clock.ts";
import type { Admission, GateIdentity, Gatekeeper } from "./gatekeeper.ts";

/** What a gatekeeper is made of. */
export interface GatekeeperParts {
  readonly identity: GateIdentity;
  /** The issuer's published key set, as parsed from `gate/jwks.json`. */
  readonly jwks: unknown;
  readonly clock: Clock;
  /** With a number, nothing is admitted once the newest feed is older; `null`: a token's life alone bounds it. */
  readonly feedRequiredWithinMs: number | null;
  /** Shared by gates of one process that trust the same keys; one of its own by default. */
  readonly verifier?: TokenVerifier;
}

/** Opens a gate. Throws `JWKS_MALFORMED` when the key set is not one that a site wrote. */
export function openGatekeeper(parts: GatekeeperParts): Gatekeeper {
  return new OfflineGatekeeper(parts, issuerKeysIn(parts.jwks));
}

class OfflineGatekeeper implements Gatekeeper {
  readonly #identity: GateIdentity;
  readonly #feedRequiredWithinMs: number | null;
  readonly #verifier: TokenVerifier;
  readonly #clock: GateClock;
  readonly #feedKeyOf: (keyId: string) => PublicKey | undefined;
  readonly #listeners = new Set<() => void>();
  #newest: IndexedFeed | null = null;

  constructor(
    { identity, clock, feedRequiredWithinMs, verifier }: GatekeeperParts,
    keys: ReadonlyMap<string, IssuerKey>,
  ) {
    this.#identity = identity;
    this.#feedRequiredWithinMs = feedRequiredWithinMs;
    this.#verifier = verifier ?? new TokenVerifier(keys);
    this.#clock = new GateClock(clock);
    const publicKeys = new Map([...keys.values()].map(({ publicKey }) => [publicKey.keyId, publicKey]));
    this.#feedKeyOf = (keyId) => publicKeys.get(keyId);
  }

  admit(token: string | null, artifact?: Digest): Admission {
    const now = this.#clock.now();
    const judged = this.#judge(token, artifact ?? null, now);
    return judged.ok ? { admitted: true, ...judged.value } : { admitted: false, refusal: judged.error };
  }

  hear(envelope: unknown): boolean {
    const feed = openFeed(envelope, this.#feedKeyOf);
    if (feed === null || !this.#isNews(feed)) return false;
    this.#clock.raiseTo(feed.at);
    const [older, newer] = [this.#newest, indexFeed(feed)];
    this.#newest = newer;
    if (takesAway(older, newer)) this.#tell();
    return true;
  }

  onWithdrawal(listener: () => void): { stop(): void } {
    // One more function, so that the same listener given twice is told twice and stopped each by itself.
    const own = (): void => listener();
    this.#listeners.add(own);
    return { stop: () => void this.#listeners.delete(own) };
  }

  /** Everybody is told, though one of them fails: what the others serve must end too. */
  #tell(): void {
    const faults: unknown[] = [];
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (fault) {
        faults.push(fault);
      }
    }
    if (faults.length > 0) throw new AggregateError(faults, "a listener of a withdrawal failed");
  }

  #isNews({ issuer, sequence, at }: WithdrawalFeed): boolean {
    if (issuer !== this.#identity.issuer) return false;
    const newest = this.#newest?.feed;
    return newest === undefined || (isAfter(sequence, newest.sequence) && at >= newest.at);
  }

  #judge(token: string | null, artifact: Digest | null, now: GateTime): Result<Allowance, TokenRefusal> {
    if (token === null || token === "") {
      return refused("TOKEN_MISSING", "a capability token", "none", "send the deployment's token");
    }
    const signed = this.#verifier.verify(token, now.monotonicMs);
    if (!signed.ok) return signed;
    const { claims, seenAtMonotonicMs } = signed.value;
    const held = checkClaims(claims, this.#expected(artifact), this.#tokenTime(claims, seenAtMonotonicMs, now));
    if (!held.ok) {
      if (held.error.code === "TOKEN_EXPIRED") this.#verifier.forget(token);
      return held;
    }
    const standing = this.#checkFeed(claims, now);
    if (!standing.ok) return standing;
    return ok({ claims, untilMonotonicMs: Math.min(endOf(claims, seenAtMonotonicMs, now), standing.value) });
  }

  /** What the request says it runs must be what the gate serves, where the gate serves one thing. */
  #expected(artifact: Digest | null) {
    const { artifact: served } = this.#identity;
    const agreed = served === null || artifact === null || served === artifact;
    return { ...this.#identity, artifact: agreed ? (served ?? artifact) : null };
  }

  /** A token's life, once begun here, runs out on the monotonic clock too. */
  #tokenTime({ iat, exp }: CapabilityClaims, seenAtMonotonicMs: number, now: GateTime): number {
    const isLivedOut = now.monotonicMs - seenAtMonotonicMs >= (exp - iat) * 1_000;
    return isLivedOut ? Math.max(now.timeMs, exp * 1_000) : now.timeMs;
  }

  /** Until when the feed lets it stand, on the monotonic clock. */
  #checkFeed(claims: CapabilityClaims, now: GateTime): Result<number, TokenRefusal> {
    const withinMs = this.#feedRequiredWithinMs;
    if (this.#newest === null) {
      return withinMs === null ? ok(Infinity) : withdrawn(`a feed of the last ${withinMs} ms`, "none");
    }
    const ageMs = now.timeMs - this.#newest.feed.at;
    if (withinMs !== null && ageMs > withinMs) return withdrawn(`a feed of the last ${withinMs} ms`, `${ageMs} ms`);
    const standing = checkAgainstFeed(claims, this.#newest);
    if (!standing.ok) return standing;
    return ok(withinMs === null ? Infinity : now.monotonicMs + (withinMs - ageMs));
  }
}

interface Allowance {
  readonly claims: CapabilityClaims;
  readonly untilMonotonicMs: number;
}

/** When the token's life ends, by the gate's time and by the time since it was first seen, whichever is sooner. */
const endOf = ({ iat, exp }: CapabilityClaims, seenAtMonotonicMs: number, now: GateTime): number =>
  Math.min(now.monotonicMs + (exp * 1_000 - now.timeMs), seenAtMonotonicMs + (exp - iat) * 1_000);
