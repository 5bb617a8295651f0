import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseNote, type TlogPolicy, trustedCheckpoint } from "@plimsoll/ledger";
import { type Refuted, type Verified, verifyLedger, verifyTiles } from "@plimsoll/verifier";
import type { LogKey } from "./log-key.ts";
import { publishedNote } from "./published-note.ts";
import { logPemOf, witnessKeysOf } from "./trust-policy.ts";

export interface LedgerToVerify {
  /** A ledger's folder, a folder of exported tiles, or the http(s) URL of one. */
  readonly location: string;
  /** Default: the policy's, or else the folder's own. */
  readonly key: LogKey | null;
  /** Vkeys of witnesses to count. */
  readonly witnesses: readonly string[];
  readonly policy: TlogPolicy | null;
  /** Gets the leaves proven so far. */
  readonly onProgress: (leafCount: number) => void;
}

/** The ledger itself holds, and still it is not what was asked for. */
export type Distrusted = Omit<Verified, "ok"> & { readonly ok: false; readonly code: string; readonly message: string };

export type LedgerVerdict = Verified | Refuted | Distrusted;

/** Has the separate verifier recompute a ledger, and holds its checkpoint against a policy where there is one. */
export async function ledgerVerdict(ledger: LedgerToVerify): Promise<LedgerVerdict> {
  const { location, policy, key } = ledger;
  // Before the log is read: read later, it could be ahead of it.
  const published = isTiled(location) ? null : publishedNote(location);
  const proven = await provenLedger(ledger, published);
  if (!proven.verdict.ok) return proven.verdict;
  const { verdict } = proven;
  if (key !== null && key.origin !== null && key.origin !== verdict.origin)
    return distrusted(verdict, "LEDGER_KEY_MISMATCH", `the key is of "${key.origin}", the log is "${verdict.origin}"`);
  return policy === null ? verdict : heldAgainst(policy, verdict, proven.isPublishedProven ? published : null);
}

async function provenLedger(
  { location, key, witnesses, policy, onProgress }: LedgerToVerify,
  published: string | null,
): Promise<{ readonly verdict: Verified | Refuted; readonly isPublishedProven: boolean }> {
  const publishedText = textOf(published);
  let isPublishedProven = false;
  const verify = isTiled(location) ? verifyTiles : verifyLedger;
  const verdict = await verify(location, {
    keyPem: key?.pem ?? (policy === null ? undefined : logPemOf(policy)),
    witnesses: [...new Set([...witnesses, ...(policy === null ? [] : witnessKeysOf(policy))])],
    onCheckpoint: ({ size, note }) => {
      isPublishedProven ||= textOf(note) === publishedText;
      onProgress(size);
    },
  });
  return { verdict, isPublishedProven };
}

/** Witnesses cosign what is published; the log itself has the newest without them. */
function heldAgainst(policy: TlogPolicy, verdict: Verified, published: string | null): LedgerVerdict {
  const trusted = trustedCheckpoint(policy, published ?? verdict.checkpoint);
  return trusted.ok ? verdict : distrusted(verdict, trusted.error.code, trusted.error.message);
}

const distrusted = (verdict: Verified, code: string, message: string): Distrusted => ({
  ...verdict,
  ok: false,
  code,
  message,
});

/** As the verifier's own program tells them apart. */
export const isTiled = (location: string): boolean =>
  /^https?:/.test(location) || (!existsSync(join(location, "ledger.log")) && existsSync(join(location, "tile")));

const textOf = (note: string | null): string | null => parseNote(note)?.text ?? null;
