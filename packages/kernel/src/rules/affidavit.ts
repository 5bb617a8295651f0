import { ok } from "@plimsoll/foundation";
import type { Affidavit } from "../state/affidavit.ts";
import type { Lab } from "../state/lab.ts";
import type { KernelState } from "../state/state.ts";
import { quarterOf } from "../wallet/quarter.ts";
import { refuse, type Rule } from "./rule.ts";

/**
 * A Catastrophic Risk Affidavit (ACB-K §3.2): one named debit may overdraw the quarter. It is public, it cannot be taken
 * back, and it lifts the bankruptcy stop from that one subject, never its band, a freeze or a contamination.
 */
export const fileAffidavit: Rule<"affidavit.file"> = (state, { affidavit, lab: name, subject, statement }, { at }) => {
  const lab = state.labs.get(name);
  if (lab === undefined) throw new Error("an affidavit was admitted for a lab that is not accredited");
  const quarter = quarterOf(at);
  const open = openOf(state, lab, quarter);
  if (open !== null || state.affidavits.has(affidavit)) {
    return refuse(
      "AFFIDAVIT_OPEN",
      "no other affidavit open, and a new name",
      `"${open?.affidavit ?? affidavit}"`,
      "wait until the run or deployment it names has ended, or for the next quarter",
    );
  }
  return ok([{ kind: "affidavit.filed", affidavit, lab: name, subject, statement, quarter }]);
};

/** Open until its debit's subject has ended, or until its quarter is over without one. */
function openOf(state: KernelState, { linked }: Lab, quarter: string): Affidavit | null {
  for (const affidavit of state.affidavits.values()) {
    if (!linked.includes(affidavit.lab)) continue;
    if (affidavit.used ? isLive(state, affidavit.subject) : affidavit.quarter === quarter) return affidavit;
  }
  return null;
}

const isLive = (state: KernelState, subject: string): boolean =>
  state.runs.get(subject)?.ended === false || state.deployments.get(subject)?.ended === false;
