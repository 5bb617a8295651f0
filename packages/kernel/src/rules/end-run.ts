import { ok } from "@plimsoll/foundation";
import type { EntryBodyOf } from "../entry/entry.ts";
import type { Run } from "../state/run.ts";
import { refuse, type Rule } from "./rule.ts";

/** Settles a run: what was posted is spent, what was only reserved goes back. */
export const endRun: Rule<"run.end"> = (state, { run: name, reason }) => {
  const run = state.runs.get(name);
  if (run === undefined)
    return refuse("UNKNOWN_RUN", "a run that was started", `"${name}"`, "name one that plimsoll started");
  if (run.ended) return refuse("RUN_ENDED", "a run that goes on", `"${name}", ended`, "nothing to do");
  return ok([...leaseEnded(run), runEnded(run, reason)]);
};

const leaseEnded = (run: Run): EntryBodyOf<"lease.ended">[] =>
  run.trainingLease === null ? [] : [{ kind: "lease.ended", lease: run.trainingLease, reason: "run ended" }];

export const runEnded = (run: Run, reason: string): EntryBodyOf<"run.ended"> => ({
  kind: "run.ended",
  run: run.run,
  reason,
  transfers: run.holdings.map(({ quarter, amountMicroCu }) => ({
    lab: run.lab,
    quarter,
    from: run.funds === "posted" ? "posted" : "reserved",
    to: run.funds === "posted" ? "spent" : "available",
    amountMicroCu,
  })),
  output: "debit-receipt",
});
