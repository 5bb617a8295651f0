import { ok } from "@plimsoll/foundation";
import type { EntryBodyOf } from "../entry/entry.ts";
import type { Run } from "../state/run.ts";
import type { Transfer } from "../wallet/wallet.ts";
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

export function runEnded(run: Run, reason: string): EntryBodyOf<"run.ended"> {
  const transfers = run.funds === "posted" ? spent(run) : givenBack(run);
  return { kind: "run.ended", run: run.run, reason, transfers, output: "debit-receipt" };
}

const spent = ({ lab, holdings }: Run): readonly Transfer[] =>
  holdings.map(({ quarter, amountMicroCu }) => ({ lab, quarter, from: "posted", to: "spent", amountMicroCu }));

/** A debit that never became power is undone: what of it was overdrawn goes back there, and is nobody else's to spend. */
const givenBack = ({ lab, holdings }: Run): readonly Transfer[] =>
  holdings.flatMap(({ quarter, amountMicroCu, overdrawnMicroCu }) =>
    [
      { lab, quarter, from: "reserved", to: "overdraft", amountMicroCu: overdrawnMicroCu } as const,
      { lab, quarter, from: "reserved", to: "available", amountMicroCu: amountMicroCu - overdrawnMicroCu } as const,
    ].filter((part) => part.amountMicroCu > 0),
  );
