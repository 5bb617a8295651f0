import { decisionsIn, type LedgerReader, type SignedCommand } from "@plimsoll/ledger";

/**
 * Whether this very envelope stands in the log as the cause of an entry. The log is public: whoever reads it has the envelope with
 * its signatures, and proves nothing by sending it. Where the log does not tell the cause, it is taken for published.
 */
export function isPublished({ payload }: SignedCommand, log: LedgerReader, entryIndex: number): boolean {
  const cause = causeOfEntry(log, entryIndex);
  return cause === null || payloadIn(cause).equals(Buffer.from(payload, "base64"));
}

function causeOfEntry(log: LedgerReader, entryIndex: number): string | null {
  const leaves = log
    .prove(entryIndex)
    .map(({ leafIndex, leaf }) => ({ leafIndex, firstIndex: entryIndex, entryCount: 1, bytes: leaf }));
  for (const { cause } of decisionsIn(leaves)) return cause;
  return null;
}

const payloadIn = (cause: string): Buffer =>
  Buffer.from((JSON.parse(cause) as { readonly envelope: SignedCommand }).envelope.payload, "base64");
