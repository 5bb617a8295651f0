import { VERDICT_MS_MAX } from "@plimsoll/kernel";
import { readReleaseStore } from "@plimsoll/release/node";

const DAY_MS = 86_400_000;

/**
 * When a Green that a kernel is told ends: with the decision that it rests on, and no later than a kernel takes it. In ms since 1970.
 * Throws as `readReleaseStore` and `kept`.
 *
 * @param nowMs the site's time
 */
export function greenEndMs(store: string, evaluation: string, nowMs: number): number {
  using reader = readReleaseStore(store);
  const record = reader.records().findLast((each) => each.kind === "decision.made" && each.evaluation === evaluation);
  const kept = record === undefined ? null : reader.kept(record);
  if (kept?.kind !== "decision.made") throw new Error(`${evaluation} is green without a decision`);
  return Math.min(kept.body.expiresAtMs, nowMs + VERDICT_MS_MAX);
}

/** The end of a verdict that is not green changes nothing. It is the same all day, so that the same word is one command. */
export const notGreenEndMs = (nowMs: number): number => Math.floor(nowMs / DAY_MS) * DAY_MS + VERDICT_MS_MAX;
