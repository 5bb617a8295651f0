import type { Digest } from "@plimsoll/foundation";
import type { CapabilityClaims } from "../token/capability-claims.ts";
import type { TokenRefusal } from "../token/token-refusal.ts";

/** What one gate serves. A token for anything else is none here. */
export interface GateIdentity {
  /** Origin of the log whose tokens count. */
  readonly issuer: string;
  readonly audience: "internal" | "external";
  /** What runs behind the gate; `null` where the request says it, as an admission review does. */
  readonly artifact: Digest | null;
  /** Thumbprint of the key of the node that the gate stands on. */
  readonly nodeKey: Digest;
}

/** A request that may be served until `untilMonotonicMs`, unless a withdrawal comes first. */
export interface Admitted {
  readonly admitted: true;
  readonly claims: CapabilityClaims;
  readonly untilMonotonicMs: number;
}

/** No service, and why. */
export interface Denied {
  readonly admitted: false;
  readonly refusal: TokenRefusal;
}

/** Whether a gate serves, and until when or why not. */
export type Admission = Admitted | Denied;

/**
 * The one place where "no token, no service" is decided (ACB-K §8.1): proxy, webhook and library ask it, and it asks
 * nobody. It holds the issuer's keys and the newest withdrawal feed, and needs no network for an answer.
 */
export interface Gatekeeper {
  /** Decides for one request. Pure but for the clock and the cache of signatures that hold. @param artifact what the caller runs, where `GateIdentity.artifact` is null */
  admit(token: string | null, artifact?: Digest): Admission;
  /** Takes in a signed feed. Answers whether it was newer and genuine; what is not is ignored, never believed. */
  hear(envelope: unknown): boolean;
  /** Is called after a feed that may have withdrawn something; whoever is being served is to be admitted again. */
  onWithdrawal(listener: () => void): { stop(): void };
}
