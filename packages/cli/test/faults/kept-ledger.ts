import { openLedgerReader } from "@plimsoll/ledger";
import type { Entry, EntryKind } from "@plimsoll/kernel";
import { expect } from "vitest";
import { plimsoll } from "./plimsoll-process.ts";

type EntryOf<K extends EntryKind> = Extract<Entry, { readonly kind: K }>;

/** What `plimsoll ledger verify` says of a folder. Returns the number of entries. */
export async function verified(ledger: string): Promise<number> {
  const verify = await plimsoll(["ledger", "verify", ledger, "--json"]);
  const summary = verify.line("summary");
  expect({ code: verify.end?.code, ok: summary?.["ok"], stderr: verify.stderr }, verify.stdout).toEqual({
    code: 0,
    ok: true,
    stderr: "",
  });
  return Number(summary?.["size"]);
}

/** All entries of a ledger, oldest first. */
export function entriesIn(ledger: string): Entry[] {
  using reader = openLedgerReader({ directory: ledger });
  return [...reader.entries()].map(({ text }) => JSON.parse(text) as Entry);
}

export const ofKind = <K extends EntryKind>(entries: readonly Entry[], kind: K): EntryOf<K>[] =>
  entries.filter((entry): entry is EntryOf<K> => entry.kind === kind);
