import type { ClaimStatus } from "../verification/claim-status.ts";
import type { BusEvent } from "./event.ts";

/** What an arbitration reads from the bus. */
export interface Heard {
  /** Ten-thousandths; null: not heard yet. */
  readonly index: number | null;
  readonly isPaused: boolean;
  readonly claims: ReadonlyMap<string, ClaimStatus>;
}

export const NOTHING_HEARD: Heard = { index: null, isPaused: false, claims: new Map() };

/** The state after an event; the same object where it changes nothing that an arbitration reads. */
export function hear(heard: Heard, event: BusEvent): Heard {
  if (event.topic === "stability.index") {
    const { index, isPaused } = event.body;
    return index === heard.index && isPaused === heard.isPaused ? heard : { ...heard, index, isPaused };
  }
  if (event.topic === "claim.status") {
    const { claim, status } = event.body;
    return heard.claims.get(claim) === status ? heard : { ...heard, claims: new Map(heard.claims).set(claim, status) };
  }
  return heard;
}

/** Arbitrates anew after each event that changes what it reads (the sheet's §5.19): a fold, so that a replay gives the same. */
export function rearbitrations<V>(events: readonly BusEvent[], arbitrate: (heard: Heard) => V): readonly V[] {
  const verdicts: V[] = [];
  let heard = NOTHING_HEARD;
  for (const event of events) {
    const next = hear(heard, event);
    if (next !== heard) verdicts.push(arbitrate(next));
    heard = next;
  }
  return verdicts;
}
