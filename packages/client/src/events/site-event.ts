import type { Entry } from "../generated/types.ts";
import { answerMalformed } from "../http/client-error.ts";
import type { EventText } from "./event-text.ts";

/** What a stream tells. */
export type SiteEvent =
  | { readonly type: "entry"; readonly index: number; readonly entry: Entry }
  /** The sign of life: site's time, ms since 1970, and the index of the next entry. */
  | { readonly type: "pulse"; readonly asOf: number; readonly entries: number }
  /** Nothing came for so long: what was heard before is old, and stays so until the next event. */
  | { readonly type: "silence"; readonly silentMs: number };

/** An event as it was sent, in its form. Throws `ANSWER_MALFORMED`. */
export function heardEvent({ id, event, data }: EventText): Exclude<SiteEvent, { type: "silence" }> {
  const value = parsed(data);
  if (event === "pulse") return pulseIn(value, data);
  if (!/^[0-9]{1,15}$/.test(id) || value?.["kind"] !== event) throw unknown(data);
  return { type: "entry", index: Number(id), entry: value as unknown as Entry };
}

function pulseIn(value: Record<string, unknown> | null, data: string): Exclude<SiteEvent, { type: "silence" }> {
  const { asOf, entries } = value ?? {};
  if (!Number.isSafeInteger(asOf) || !Number.isSafeInteger(entries)) throw unknown(data);
  return { type: "pulse", asOf: asOf as number, entries: entries as number };
}

function parsed(data: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const unknown = (data: string): Error => answerMalformed("an entry of the log or a pulse", data.slice(0, 200));
