import { PlimsollError } from "@plimsoll/foundation";
import type { Bodies } from "../../record/bodies.ts";
import type { ReleaseReader } from "../../record/release-store.ts";

/** How an evaluation began. Throws `RELEASE_EVALUATION_UNKNOWN`. */
export function openedEvaluation(store: ReleaseReader, evaluation: string): Bodies["evaluation.opened"] {
  for (const record of store.records()) {
    if (record.kind !== "evaluation.opened" || record.evaluation !== evaluation) continue;
    const kept = store.kept(record);
    if (kept.kind === "evaluation.opened") return kept.body;
  }
  throw new PlimsollError({
    code: "RELEASE_EVALUATION_UNKNOWN",
    expected: "an evaluation of this store",
    received: `"${evaluation}"`,
    fix: "see the list: plimsoll release status",
  });
}
