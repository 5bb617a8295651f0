import type { Recheck } from "../../verification/coverage.ts";
import { type Case, entriesOf } from "../case.ts";

/** Every verdict on this subject that was looked at again, and the records that say so. */
export function rechecksOf(theCase: Case): { readonly recheck: Recheck; readonly records: readonly number[] } {
  const entries = entriesOf(theCase.history, "verdicts.rechecked");
  const verdicts = entries.flatMap(({ body }) => body.verdicts);
  return {
    recheck: { checked: verdicts.length, held: verdicts.filter(({ held }) => held).length },
    records: entries.map(({ sequence }) => sequence),
  };
}
