import type { LedgerEntry } from "@plimsoll/ledger";

/** An entry as a server-sent event (HTML, "Server-sent events"): its index is the id by which a reader resumes. */
export function entryEvent({ index, text }: LedgerEntry): string {
  const { kind } = JSON.parse(text) as { readonly kind: string };
  return `id: ${index}\nevent: ${kind}\ndata: ${text}\n\n`;
}

/** The sign of life, without an id: it moves nobody on. */
export const pulseEvent = (asOf: number, entries: number): string =>
  `event: pulse\ndata: {"asOf":${asOf},"entries":${entries}}\n\n`;
