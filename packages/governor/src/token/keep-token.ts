import { type Clock, digestOfValue, PlimsollError } from "@plimsoll/foundation";
import { releasedUntil } from "@plimsoll/kernel";
import { originOf } from "../site/log-origin.ts";
import type { ShellRefusal } from "../site/submission.ts";
import { RefusedError, type Site } from "../site/site.ts";
import { publishFeed, publishKeys } from "./gate-files.ts";
import type { ReleaseLeave } from "./release-leave.ts";
import { type IssuedToken, issueToken, type TokenRequest } from "./issue-token.ts";
import { checkAgainstFeed, indexFeed } from "./withdrawal.ts";
import { withdrawalFeedOf } from "./withdrawal-feed-of.ts";

/** At least so often a site tells its gates what holds, so that a withdrawal bites within 1 s where they are connected. */
export const FEED_INTERVAL_MS = 400;

/** What `keepToken` renews, and the files that gates read. */
export interface TokenKeeping {
  readonly site: Site;
  readonly request: Omit<TokenRequest, "token">;
  readonly clock: Clock;
  readonly files: { readonly jwks: string; readonly withdrawals: string };
  /** Where the site requires a release. Once it no longer holds, the feed takes the deployment's power away. */
  readonly leave?: ReleaseLeave | null;
}

/** What a beat did: a new token, the kernel's refusal of one, or neither. */
export interface Beat {
  readonly issued: IssuedToken | null;
  readonly refusal: ShellRefusal | null;
}

/**
 * Keeps a deployment in tokens: issues anew when half of the life is over, or at once when the present one no longer stands,
 * and writes the withdrawal feed at every beat. Desired state, not events (law L6): it asks again at every beat until the kernel grants.
 */
export class TokenKeeper {
  readonly #keeping: TokenKeeping;
  #present: { readonly issued: IssuedToken; readonly renewAtMs: number } | null = null;
  #beats = 0;

  constructor(keeping: TokenKeeping) {
    this.#keeping = keeping;
    publishKeys(keeping.site, keeping.files.jwks);
  }

  /** Callers MUST beat every `FEED_INTERVAL_MS`, and stop when it throws: without a ledger nothing is issued (law L5). */
  beat(): Beat {
    const { site, files } = this.#keeping;
    this.#beats += 1;
    site.must(`tick:tokens/${site.now()}-${this.#beats}`, { type: "tick", holders: [] });
    const beat = this.#isDue() ? this.#issue() : { issued: null, refusal: null };
    publishFeed(site, files.withdrawals, this.#heldBack());
    return beat;
  }

  /** What was issued with a leave that ended counts no more. */
  #heldBack(): ReadonlySet<string> {
    const { leave, request } = this.#keeping;
    return new Set(leave?.holds() === false ? [request.deployment] : []);
  }

  #isDue(): boolean {
    const { site, clock } = this.#keeping;
    if (this.#present === null || clock.monotonicMs() >= this.#present.renewAtMs) return true;
    const facts = { issuer: originOf(site.log), repeat: 0, nowMs: site.now() };
    return !checkAgainstFeed(this.#present.issued.claims, indexFeed(withdrawalFeedOf(site.state, facts))).ok;
  }

  #issue(): Beat {
    const { site, request, clock, leave } = this.#keeping;
    try {
      const issued = issueToken(site, { ...request, token: tokenName(site, request) }, leave ?? null);
      const lifeMs = (issued.claims.exp - issued.claims.iat) * 1_000;
      this.#present = { issued, renewAtMs: clock.monotonicMs() + lifeMs / 2 };
      return { issued, refusal: null };
    } catch (fault) {
      if (fault instanceof RefusedError) return { issued: null, refusal: fault.refusal };
      if (isTooShort(fault) && isReleaseEnding(site, request.deployment)) return { issued: null, refusal: ENDING };
      throw fault;
    }
  }
}

const isTooShort = (fault: unknown): boolean => fault instanceof PlimsollError && fault.code === "TOKEN_LIFE_TOO_SHORT";

/** So much is left of a grant that may have no whole second. */
const LAST_MS = 2_000;

/** Whether the kernel's grants are short because the release that they need is about to end. */
function isReleaseEnding(site: Site, name: string): boolean {
  const deployment = site.state.deployments.get(name);
  if (deployment?.audience !== "external") return false;
  const nowMs = site.now();
  const endMs = releasedUntil(site.state, deployment, nowMs);
  return endMs === null || endMs - nowMs <= LAST_MS;
}

const ENDING: ShellRefusal = {
  code: "NOT_RELEASED",
  expected: "a green release for a whole second more",
  received: "one that ends before",
  fix: "judge the release anew: release.judge",
};

/** A name that no other grant has: the ledger has grown by every one before. Two who ask for the same at once get the same grant. */
export const tokenName = ({ state }: Site, request: Omit<TokenRequest, "token">): string =>
  `token-${digestOfValue({ ...request, entries: state.entryCount }).slice("sha256:".length, 39)}`;
