/** A site sends something every second (SVR-42): whoever hears nothing for so long sees what is old. */
export const SILENCE_MAX_MS = 3_000;

/** Times are of one monotonic clock, ms. */
export interface Heard {
  readonly openedAtMs: number;
  /** Null before the first word. */
  readonly heardAtMs: number | null;
}

export type Staleness =
  | { readonly state: "live" }
  /** Nothing was heard yet, and it is not yet too long. */
  | { readonly state: "connecting" }
  | { readonly state: "stale"; readonly silentMs: number; readonly isNever: boolean };

/** Whether what is on the page may still be taken for the present. */
export function stalenessOf({ openedAtMs, heardAtMs }: Heard, nowMs: number): Staleness {
  const silentMs = nowMs - (heardAtMs ?? openedAtMs);
  // A clock that runs backwards says nothing about how old a figure is.
  if (!(silentMs >= 0 && silentMs < SILENCE_MAX_MS))
    return { state: "stale", silentMs: Math.max(0, silentMs), isNever: heardAtMs === null };
  return { state: heardAtMs === null ? "connecting" : "live" };
}
