import { PlimsollError } from "@plimsoll/foundation";
import type { Bodies } from "../../record/bodies.ts";
import { keptOfKind } from "../../record/kept-of-kind.ts";
import type { ReleaseReader } from "../../record/release-store.ts";

/** How an evaluation began. Throws `RELEASE_EVALUATION_UNKNOWN`. */
export function openedEvaluation(store: ReleaseReader, evaluation: string): Bodies["evaluation.opened"] {
  const [opened] = keptOfKind(store, "evaluation.opened", (record) => record.evaluation === evaluation);
  if (opened !== undefined) return opened.body;
  throw new PlimsollError({
    code: "RELEASE_EVALUATION_UNKNOWN",
    expected: "an evaluation of this store",
    received: `"${evaluation}"`,
    fix: "see the list: plimsoll release status",
  });
}
