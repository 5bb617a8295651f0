import { readReleaseStore } from "../store/read-store.ts";

/**
 * When a Green that a kernel is told ends: with the decision that it rests on, and no later than a kernel takes it. In ms since 1970.
 * Throws as `readReleaseStore` and `kept`, and where the log has no decision of the evaluation.
 *
 * @param latestMs the latest end that a kernel takes
 */
export function greenEndMs(store: string, evaluation: string, latestMs: number): number {
  using reader = readReleaseStore(store);
  const record = reader.records().findLast((each) => each.kind === "decision.made" && each.evaluation === evaluation);
  const kept = record === undefined ? null : reader.kept(record);
  if (kept?.kind !== "decision.made") throw new Error(`${evaluation} is green without a decision`);
  return Math.min(kept.body.expiresAtMs, latestMs);
}
