import { trialsIn } from "./report/counts.ts";
import type { ToldQuarter } from "./tell-quarter.ts";

/** What `--json` ends with: counts from the ledger that the auditor got, and whether it is the one that the verifier checked. */
export const quarterSummary = ({ plan, chapters, refusals, view, stateDigest, root, checked }: ToldQuarter) => ({
  type: "summary" as const,
  seed: plan.seed,
  labs: view.of("lab.accredited").length,
  models: new Set(view.of("run.started").map(({ entry }) => entry.lineage)).size,
  runs: view.of("run.started").length,
  windowSets: view.of("windows.closed").length,
  trials: trialsIn(view),
  kills: view.of("kill.ordered").length,
  refusals: refusals.map(({ code }) => code),
  entries: view.entries.length,
  chapters: chapters.map(({ id, firstEntry, endEntry }) => ({ id, firstEntry, endEntry })),
  verified: checked !== null && checked.ok && checked.entries === view.entries.length && checked.root === root,
  stateDigest,
  root,
});
