import type { Command } from "../command/command.ts";
import type { KernelState } from "../state/state.ts";

/** The runs whose power a command may have changed: its own run and all of the lineage; after a tick, every live one. */
export function concernedRuns(state: KernelState, command: Command): readonly string[] {
  if (command.type === "tick") return liveRuns(state);
  const run = runOf(state, command);
  const lineage = run === null ? undefined : state.lineages.get(state.runs.get(run)?.lineage ?? "");
  return lineage?.runs.filter((name) => state.runs.get(name)?.ended === false) ?? [];
}

const liveRuns = (state: KernelState): readonly string[] =>
  state.runs
    .sorted()
    .filter(([, run]) => !run.ended)
    .map(([name]) => name);

function runOf(state: KernelState, command: Command): string | null {
  if ("run" in command) return command.run;
  if ("set" in command) return state.windowSets.get(command.set)?.run ?? null;
  if ("lease" in command) return state.leases.get(command.lease)?.run ?? null;
  return null;
}
