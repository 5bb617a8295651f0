import { shrink, commandOf, type Reproduction } from "./shrink.ts";
import { factsOf, reportOf, violationLine } from "./report.ts";
import { summaryOf, type Spent } from "./summary.ts";
import { swarmFaults } from "./swarm-faults.ts";
import type { SimOptions } from "./sim-options.ts";
import type { TrialOptions, TrialOutcome } from "../trial/run-trial.ts";

/** Where the command speaks, and what it reads of the machine. */
export interface SimPorts {
  readonly print: (line: string) => void;
  /** Where things stand, for people. */
  readonly progress: (line: string) => void;
  /** Runs one trial. */
  readonly run: (options: TrialOptions) => Promise<TrialOutcome>;
  /** Since the process began. */
  readonly spent: () => Spent;
}

/** Runs a trial or a swarm of them, shrinks the first that fails, and reports. Returns the exit code. */
export async function runSim(options: SimOptions, ports: SimPorts): Promise<0 | 1> {
  const before = ports.spent();
  const outcomes: TrialOutcome[] = [];
  const reproductions = reproductionsOf(options);
  for (const reproduction of reproductions) {
    const outcome = await told(reproduction, reproductions.length, options.isJson, ports);
    outcomes.push(outcome);
    if (options.isJson) ports.print(JSON.stringify(lineOf(outcome, reproduction)));
    else for (const violation of outcome.violations) ports.print(violationLine(violation));
    if (outcome.violations.length > 0) break;
  }
  const after = ports.spent();
  const spent = {
    elapsedMs: after.elapsedMs - before.elapsedMs,
    processorMs: after.processorMs - before.processorMs,
  };
  const failed = outcomes.findIndex(({ violations }) => violations.length > 0);
  if (failed >= 0)
    await tellHow(reproductions[failed] as Reproduction, outcomes[failed] as TrialOutcome, options, ports);
  const summary = summaryOf(outcomes, options, spent);
  ports.print(options.isJson ? JSON.stringify(summary) : reportOf(summary, factsOf(outcomes)));
  return failed >= 0 ? 1 : 0;
}

function reproductionsOf({ seed, minutes, sites, faults, without, until, isWeighted, swarm }: SimOptions) {
  const base = { minutes, sites, without, until: until ?? minutes };
  if (swarm === null) return [{ ...base, seed, faults, isSwarm: isWeighted }];
  return Array.from({ length: swarm }, (_, place): Reproduction => {
    const each = seed + place;
    return { ...base, seed: each, faults: swarmFaults(each, faults), isSwarm: true };
  });
}

async function told(
  reproduction: Reproduction,
  of: number,
  isJson: boolean,
  { print, progress, run }: SimPorts,
): Promise<TrialOutcome> {
  const { seed } = reproduction;
  const onProgress: TrialOptions["onProgress"] = ({ atMs, ofMs, events }) => {
    const percent = Math.min(100, Math.floor((100 * atMs) / ofMs));
    progress(`seed ${seed}${of > 1 ? ` of ${of} seeds` : ""}: ${percent} %, ${events} events`);
  };
  try {
    return await run({ ...reproduction, onProgress });
  } catch (cause) {
    const command = commandOf(reproduction);
    print(isJson ? JSON.stringify({ type: "broken", seed, command }) : `seed ${seed} could not go on:\n  ${command}`);
    throw cause;
  }
}

const lineOf = ({ plan: _plan, ...outcome }: TrialOutcome, reproduction: Reproduction) => ({
  type: "trial",
  ...outcome,
  command: commandOf(reproduction),
});

async function tellHow(
  failing: Reproduction,
  outcome: TrialOutcome,
  { shrinks, isJson }: SimOptions,
  { print, progress, run: runTrial }: SimPorts,
): Promise<void> {
  const law = outcome.violations[0]?.law;
  if (law === undefined) return;
  const run = (options: TrialOptions) => {
    progress(`shrinking seed ${failing.seed}, ${law}`);
    return runTrial(options);
  };
  const { reproduction, trials } = shrinks ? await shrink(failing, law, run) : { reproduction: failing, trials: 0 };
  const command = commandOf(reproduction);
  if (isJson) print(JSON.stringify({ type: "reproduction", law, trials, command }));
  else print(`\n${law} again, as small as ${trials} trials could make it:\n  ${command}\n`);
}
