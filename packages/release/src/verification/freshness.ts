import type { Source } from "../dossier/source.ts";
import type { Policy } from "../policy/policy.ts";

const DAY_MS = 86_400_000;

/** In full within the age of its kind, half within twice that, and then nothing. From the future: nothing. */
export function freshness(
  { kind, publishedAtMs, retrievedAtMs }: Pick<Source, "kind" | "publishedAtMs" | "retrievedAtMs">,
  { maxAgeDays }: Pick<Policy["verification"], "maxAgeDays">,
  nowMs: number,
): 1 | 0.5 | 0 {
  const maxMs = (maxAgeDays.find((each) => each.kind === kind)?.days ?? 0) * DAY_MS;
  const ageMs = nowMs - (publishedAtMs ?? retrievedAtMs);
  if (ageMs < 0 || ageMs > 2 * maxMs) return 0;
  return ageMs <= maxMs ? 1 : 0.5;
}
