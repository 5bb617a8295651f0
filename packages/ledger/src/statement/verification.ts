import { isDigest } from "@plimsoll/foundation";
import type { EntryPredicate, Statement } from "./statement.ts";
import { hexOf, type StatementSubject } from "./subject.ts";

/** What the governor verified of an artifact: common to the formats that others read. */
export interface Verification {
  readonly subject: readonly VerifiedSubject[];
  readonly verifierId: string;
  /** Of the policy that was in force. */
  readonly policy: { readonly uri: string; readonly digest: { readonly sha256: string } };
  /** RFC 3339, in UTC. */
  readonly time: string;
  /** What it may be used as: a verdict for one use is none for another. */
  readonly resourceUri: string;
  /** What holds of the artifact; empty when it failed. */
  readonly properties: readonly string[];
}

/** The annotation says which entry of which ledger shows it. */
export type VerifiedSubject = StatementSubject & {
  readonly annotations: { readonly plimsollEntry: EntryPredicate["ledger"] };
};

/** The verification in a statement of ours; `null` where nothing was verified of an artifact under a policy. */
export function verificationIn({ subject, predicate }: Statement<EntryPredicate>): Verification | null {
  const { policyDigest, ledger, at } = predicate;
  const verdict = verdictOf(predicate);
  if (verdict === null || typeof policyDigest !== "string" || !isDigest(policyDigest)) return null;
  return {
    subject: subject.map((artifact) => ({ ...artifact, annotations: { plimsollEntry: ledger } })),
    verifierId: urn("governor", "v0.1", ledger.origin),
    policy: { uri: urn("policy", hexOf(policyDigest)), digest: { sha256: hexOf(policyDigest) } },
    time: timestampOf(at),
    ...verdict,
  };
}

type Verdict = Pick<Verification, "resourceUri" | "properties">;

function verdictOf(predicate: EntryPredicate): Verdict | null {
  if (predicate.kind === "token.granted") return tokenVerdict(predicate);
  return predicate.kind === "release.judged" ? releaseVerdict(predicate) : null;
}

/** That a token was issued is past and stays true; whether it still holds only the token says. */
function tokenVerdict({ ledger, deployment, audience, power }: EntryPredicate): Verdict | null {
  const band = (power as { readonly band?: unknown } | null | undefined)?.band;
  if (typeof deployment !== "string" || typeof audience !== "string" || typeof band !== "string") return null;
  return {
    resourceUri: urn("deployment", ledger.origin, deployment, audience),
    properties: ["PLIMSOLL_TOKEN_ISSUED", property("AUDIENCE", audience), property("BAND", band)],
  };
}

/** Green is the only level that anybody outside the lab may be given. */
const releaseVerdict = ({ ledger, level }: EntryPredicate): Verdict => ({
  resourceUri: urn("release", ledger.origin),
  properties: level === "green" ? ["PLIMSOLL_RELEASE_GREEN"] : [],
});

const property = (name: string, value: string): string => `PLIMSOLL_${name}_${value.toUpperCase()}`;

/** Parts are escaped, colons too, so that no name can run into its neighbour. */
const urn = (...parts: readonly string[]): string => `urn:plimsoll:${parts.map(encodeURIComponent).join(":")}`;

/** @param at ms since 1970. Throws a `RangeError` beyond the year 9999, which RFC 3339 cannot write. */
function timestampOf(at: number): string {
  const text = new Date(at).toISOString();
  if (text.length !== "1970-01-01T00:00:00.000Z".length) throw new RangeError(`expected a time up to 9999, got ${at}`);
  return text;
}
