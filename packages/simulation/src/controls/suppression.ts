import type { ControlReason } from "./control-layer.ts";

/** One action that the layer did not let pass, as a value to be logged: nothing is suppressed silently. */
export interface Suppression {
  readonly step: number;
  /** Who wanted to act: an agent's id, 0 where there is only one. */
  readonly subject: number;
  /** Names of actions, or sizes of a continuous one. */
  readonly from: string;
  readonly to: string;
  readonly means: "substitution" | "mask" | "scaling";
  readonly cause: ControlReason;
}

/** How many were suppressed, by cause and action: what a run reports. */
export function suppressionCounts(log: readonly Suppression[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { cause, from, to } of log) {
    const name = `${cause}: ${from} → ${to}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
