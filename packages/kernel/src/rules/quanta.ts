import { ok, type Result } from "@plimsoll/foundation";
import { holdOver } from "../audit/hold.ts";
import type { Refusal } from "../codes.ts";
import type { EntryBody } from "../entry/entry.ts";
import { lockInAhead } from "../lock-in/lock-in.ts";
import { lockInFacts } from "../lock-in/lock-in-facts.ts";
import type { Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";
import { debit } from "../wallet/debit.ts";
import { priceMicroCu } from "../wallet/price.ts";
import { liveRun, type Occasion, refuse, type Rule } from "./rule.ts";

/** Pays for one more quantum of training compute, at the tier that the run has reached (docs/concepts/kernel.md). */
export const buyQuantum: Rule<"quantum.buy"> = (state, { run: name }, occasion) => {
  const live = liveRun(state, name);
  if (!live.ok) return live;
  const { run } = live.value;
  if (run.funds !== "posted")
    return refuse(
      "NO_QUANTUM",
      "a run that has held a lease",
      `"${name}"`,
      "take its first lease: that posts its price",
    );
  return isAhead(state, run, occasion) ? lockIn(run) : bought(state, run, occasion);
};

/** A debit that would let optimisation run ahead of control is refused (ACB-K §1). */
const isAhead = (state: KernelState, run: Run, { site }: Occasion): boolean => {
  const facts = lockInFacts(state, site, run);
  return facts !== null && lockInAhead(facts, priceMicroCu(run.tier));
};

function bought(state: KernelState, run: Run, { at, site }: Occasion): Result<readonly EntryBody[], Refusal> {
  const lab = state.labs.get(run.lab);
  if (lab === undefined) throw new Error(`run "${run.run}" has no lab`);
  const hold = holdOver(state, lab);
  if (hold !== null)
    return refuse("FORENSIC_HOLD", "a lab that is not shut down", `"${lab.lab}": ${hold}`, "an auditor clears it");
  const price = priceMicroCu(run.tier);
  const paid = debit(state, site, { lab, at, amountMicroCu: price, to: "posted", subject: run.run, tier: run.tier });
  if (!paid.ok) return paid;
  const { entries, ...receipt } = paid.value;
  return ok([
    ...entries,
    { kind: "quantum.bought", run: run.run, priceMicroCu: price, ...receipt, output: "debit-receipt" },
  ]);
}

const lockIn = ({ run }: Run): Result<never, Refusal> =>
  refuse(
    "LOCK_IN_AHEAD",
    "control bandwidth that carries another quantum",
    `"${run}", whose verified interventions since the last checkpoint do not`,
    "probe the newest checkpoint further, then buy",
  );

/** Two operators admit a run to the Reserve Class after its start. */
export const approveReserve: Rule<"reserve.approve"> = (state, { run }) => {
  const live = liveRun(state, run);
  return live.ok ? ok([{ kind: "reserve.approved", run }]) : live;
};
