import { type Digest, digestOf, PlimsollError, utf8 } from "@plimsoll/foundation";
import type { Entry } from "@plimsoll/kernel";
import { encodeTlogProof } from "@plimsoll/ledger";
import { originOf } from "../site/log-origin.ts";
import { RefusedError, type Site } from "../site/site.ts";
import type { CapabilityClaims } from "./capability-claims.ts";
import { signToken } from "./compact-token.ts";
import { type ReleaseLeave, requireLeave } from "./release-leave.ts";

/** What a token is asked for. */
export interface TokenRequest {
  /** Name of the grant in the ledger. The same name again is the same grant. */
  readonly token: string;
  readonly deployment: string;
  readonly artifact: Digest;
  /** Thumbprint of the node's key, as a digest. */
  readonly nodeKey: Digest;
}

/** A token, and the proof of what it rests on. */
export interface IssuedToken {
  /** The JWT, in compact form. */
  readonly token: string;
  readonly claims: CapabilityClaims;
  /** The C2SP tlog-proof of the debit that the token rests on; of a long entry, one after another. `claims.receipt.proof` is its digest. */
  readonly proof: string;
}

/** A grant as the ledger has it. */
export type Granted = Extract<Entry, { readonly kind: "token.granted" }>;

/**
 * Has the kernel decide on a token, and signs it once the grant is durable (law L5).
 * Throws as `requireLeave` before the kernel is asked; `RefusedError` with the kernel's reason; `TOKEN_LIFE_TOO_SHORT` where no whole
 * second is left of the grant.
 */
export function issueToken(site: Site, request: TokenRequest, leave: ReleaseLeave | null = null): IssuedToken {
  requireLeave(site, leave);
  return tokenOfGrant(site, grantOf(site, request), leave);
}

/** Signs the token of a grant that is durable. Throws as `requireLeave`; `TOKEN_LIFE_TOO_SHORT`. */
export function tokenOfGrant(site: Site, granted: Granted, leave: ReleaseLeave | null = null): IssuedToken {
  requireLeave(site, leave);
  const proof = receiptProof(site, granted.receiptIndex);
  const claims = claimsOf(site, granted, digestOf(utf8(proof)));
  return { token: signToken(claims, site.issuerKey), claims, proof };
}

function grantOf(site: Site, request: TokenRequest): Granted {
  const submission = site.submit(`token.request:${request.token}`, { type: "token.request", ...request });
  if (submission.kind === "refused") throw new RefusedError(submission.refusal);
  const entries = submission.kind === "decided" ? submission.entries : [entryAt(site, submission.firstEntry)];
  const granted = entries.find((entry) => entry.kind === "token.granted");
  if (granted === undefined) throw new Error(`token.request "${request.token}" was decided without a grant`);
  return granted;
}

function entryAt(site: Site, index: number): Entry {
  for (const { text } of site.log.entries(index)) return JSON.parse(text) as Entry;
  throw new Error(`a receipt names entry ${index}, which the log does not have`);
}

const receiptProof = (site: Site, index: number): string =>
  site.log
    .prove(index)
    .map(({ leafIndex, leaf, hashes, checkpoint }) =>
      encodeTlogProof({ index: leafIndex, inclusionProof: hashes, checkpoint, extra: leaf }),
    )
    .join("");

/** Whole seconds, never longer than the grant: its begin is rounded up and its end down. */
function claimsOf(site: Site, granted: Granted, proof: Digest): CapabilityClaims {
  const [iat, exp] = [Math.ceil(granted.at / 1_000), Math.floor(granted.expiresAt / 1_000)];
  if (exp <= iat) throw tooShort(granted.expiresAt - granted.at);
  return {
    iss: originOf(site.log),
    sub: granted.deployment,
    aud: granted.audience,
    jti: granted.token,
    iat,
    exp,
    cnf: { jkt: granted.nodeKey },
    artifact: granted.artifact,
    graph: granted.graphDigest,
    power: powerOf(granted),
    epochs: granted.killEpochs,
    receipt: { index: granted.receiptIndex, proof },
    policy: policyDigestOf(granted),
  };
}

function powerOf({ power: { levelPpm }, token }: Granted): CapabilityClaims["power"] {
  if (levelPpm === 0) throw new Error(`the kernel granted "${token}" without power`);
  return levelPpm;
}

function policyDigestOf({ policyDigest, token }: Granted): Digest {
  if (policyDigest === null) throw new Error(`a site that is not open granted "${token}"`);
  return policyDigest;
}

const tooShort = (grantedMs: number): PlimsollError =>
  new PlimsollError({
    code: "TOKEN_LIFE_TOO_SHORT",
    expected: "a grant with a whole second in it",
    received: `one of ${grantedMs} ms`,
    fix: "give tokens at least 2 000 ms in the policy (tokenTtlMs)",
  });
