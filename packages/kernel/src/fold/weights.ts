import type { EntryBodyOf } from "../entry/entry.ts";
import type { Checkpoint } from "../state/checkpoint.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState } from "../state/state.ts";
import { changeRun, type Fold, must } from "./change.ts";

type NewWeights = Pick<EntryBodyOf<"checkpoint.registered">, "run" | "digest" | "parent" | "step" | "trainedFlop">;

export const checkpointRegistered: Fold<"checkpoint.registered"> = (state, entry) => withWeights(state, entry);

/** Registers weights as the run's head. They inherit the evidence of their parent, inside its cover (K-24). */
export function withWeights(state: KernelState, weights: NewWeights): KernelState {
  const lineage = must(state.lineages, must(state.runs, weights.run).lineage);
  const registered = {
    ...state,
    checkpoints: withChild(state, weights).set(weights.digest, checkpointOf(state, lineage, weights)),
    lineages: state.lineages.set(lineage.lineage, inCover(state, lineage, weights.trainedFlop)),
  };
  return changeRun(registered, weights.run, (run) => ({ ...run, head: weights.digest }));
}

function checkpointOf(
  state: KernelState,
  { lineage }: Lineage,
  { digest, parent, step, trainedFlop }: NewWeights,
): Checkpoint {
  const before = parent === null ? undefined : must(state.checkpoints, parent);
  const ordinal = before === undefined ? 0 : before.ordinal + 1;
  return { digest, lineage, parent, ordinal, step, trainedFlop, children: [], lastSets: before?.lastSets ?? [] };
}

/** A parent knows its children, so that evidence on it reaches all that descended from it. */
function withChild({ checkpoints }: KernelState, { digest, parent }: NewWeights): KernelState["checkpoints"] {
  if (parent === null) return checkpoints;
  const before = must(checkpoints, parent);
  return checkpoints.set(parent, { ...before, children: [...before.children, digest] });
}

/** A new cover begins when training has gone `coverFlop` beyond the start of the last; only then do retries begin anew (K-26). */
function inCover(state: KernelState, lineage: Lineage, trainedFlop: string | null): Lineage {
  if (trainedFlop === null) return lineage;
  if (lineage.coverStartFlop === null) return { ...lineage, coverStartFlop: trainedFlop };
  const coverFlop = BigInt(state.site?.policy.coverFlop ?? "0");
  if (BigInt(trainedFlop) - BigInt(lineage.coverStartFlop) <= coverFlop) return lineage;
  return { ...lineage, coverStartFlop: trainedFlop, failedAttempts: {} };
}
