import { type KernelState, power, type PowerLevel } from "@plimsoll/kernel";
import { type Circumstance, LAB_KEY, NODE_KEY } from "./loaded-site.ts";

/** "May this run get a training lease on this node now?", asked under a key, and the answer that the fixture was made for. */
export interface PermitQuestion {
  readonly circumstance: Circumstance | "stranger";
  readonly key: string;
  readonly run: string;
  readonly node: string;
  readonly lease: string;
  readonly expected: boolean;
}

const PERMITTED: readonly Circumstance[] = ["full", "research"];
const DENIED: readonly Circumstance[] = ["unproven", "paused", "ended", "leased", "killed", "unknown"];

/** Permits and denials by turns, over all runs that ask. Every seventh denial is for a key without the role. */
export function permitQuestions(askers: Readonly<Record<Circumstance, readonly string[]>>): readonly PermitQuestion[] {
  const permits = PERMITTED.flatMap((circumstance) => askers[circumstance].map((run) => ask(circumstance, run, true)));
  const reasons = [...DENIED, "stranger" as const];
  return permits.flatMap((permit, turn) => {
    const reason = reasons[turn % reasons.length] ?? "stranger";
    const names = askers[reason === "stranger" ? "full" : reason];
    const run = names[Math.floor(turn / reasons.length) % names.length] ?? "";
    return [permit, ask(reason, run, false)];
  });
}

const ask = (circumstance: PermitQuestion["circumstance"], run: string, expected: boolean): PermitQuestion => ({
  circumstance,
  key: circumstance === "stranger" ? LAB_KEY : NODE_KEY,
  run,
  node: "node-7",
  lease: `asked-${run}`,
  expected,
});

/** What a general policy engine is told of a run. The band, which the kernel works out at each question, comes ready. */
export interface RunFacts {
  readonly band: PowerLevel["band"];
  readonly levelPpm: number;
  readonly funds: string;
  readonly ended: boolean;
  readonly held: boolean;
  readonly leased: boolean;
}

/** The same data for every peer: all runs of the site with their leases, and the roles of its keys. */
export interface SiteFacts {
  readonly runs: Readonly<Record<string, RunFacts>>;
  readonly keys: Readonly<Record<string, string>>;
  /** Names of live leases, which a new lease must not have. */
  readonly leases: Readonly<Record<string, true>>;
}

export function siteFacts(state: KernelState, nowMs: number): SiteFacts {
  const runs = state.runs.sorted().map(([name, run]) => {
    const { band, levelPpm } = power(state, name, nowMs);
    const held = state.lineages.get(run.lineage)?.killed !== false;
    const leased = run.trainingLease !== null;
    return [name, { band, levelPpm, funds: run.funds, ended: run.ended, held, leased }] as const;
  });
  return {
    runs: Object.fromEntries(runs),
    keys: Object.fromEntries(state.keys.sorted()),
    leases: Object.fromEntries(state.leases.sorted().map(([name]) => [name, true])),
  };
}
