import type { EntryBodyOf } from "../entry/entry.ts";
import type { Site } from "../state/state.ts";

/** A wider policy takes effect when its delay is over. */
export function policyInEffect({
  at,
  site: { scheduled },
}: {
  readonly at: number;
  readonly site: Site;
}): EntryBodyOf<"policy.changed">[] {
  return scheduled === null || scheduled.effectiveAt > at ? [] : [{ kind: "policy.changed", policy: scheduled.policy }];
}
