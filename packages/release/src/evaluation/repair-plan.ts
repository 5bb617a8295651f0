import { openAccount, spend, type TLedger } from "../budget/t-ledger.ts";
import type { Claim } from "../dossier/claim.ts";
import { isAtLeast, type Level } from "../policy/level.ts";
import { askFor, type EngineLoad, rested } from "../stability/engine-load.ts";
import type { RepairOfClaim } from "../verification/judge-claims.ts";
import type { EvaluationInput } from "./evaluation-input.ts";

/** One search for a claim that its evidence does not carry. */
export interface PlannedRepair {
  readonly claim: string;
  readonly outcome: RepairOfClaim["outcome"];
  /** Cycles that the evaluator rests before it. */
  readonly restCycles: number;
}

/** What may be done with the budget and the load at hand. */
export interface RepairPlan {
  /** From ASL-4 an evaluation opens with a payment of its own. */
  readonly isOpeningPaid: boolean;
  readonly isSearchPaid: boolean;
  readonly repairs: readonly PlannedRepair[];
  readonly account: TLedger;
  readonly engine: EngineLoad;
  /**
   * The evaluator's index where it would be lowest if every void were searched for. By this it is judged: neither rest between
   * repairs nor a repair that could not be paid makes it look better.
   */
  readonly lowestIndex: number;
}

interface Means {
  readonly account: TLedger;
  readonly engine: EngineLoad;
  /** Of this evaluation, all repairs together. */
  readonly restedCycles: number;
}

/**
 * Pays for the evaluation, then for the search, then for one repair after the other: material claims first. What cannot be
 * paid or borne is not done, and its claim says why.
 *
 * @param level as far as the dossier's own evidence shows it
 */
export function planRepairs(input: EvaluationInput, level: Level, voids: readonly Claim[]): RepairPlan {
  const { site, policy } = input;
  const opened = paid(openAccount(site.budget), isAtLeast(level, "ASL-4") ? "high-risk evaluation" : null, input);
  const searched = paid(opened.account, "search", input);
  const engine = loaded(site.engine, policy.stability.generalStress, input);
  let means: Means = { account: searched.account, engine, restedCycles: 0 };
  const repairs: PlannedRepair[] = [];
  for (const claim of inOrder(voids)) {
    const planned = planOne(claim, means, input);
    repairs.push(planned.repair);
    means = planned.means;
  }
  return {
    isOpeningPaid: opened.isPaid,
    isSearchPaid: searched.isPaid,
    repairs,
    account: means.account,
    engine: means.engine,
    lowestIndex: lowestIndexOf(input.isRepairOn ? voids.length : 0, engine, input),
  };
}

function lowestIndexOf(repairs: number, engine: EngineLoad, input: EvaluationInput): number {
  let means: Pick<Means, "engine" | "restedCycles"> = { engine, restedCycles: 0 };
  let lowest = engine.index;
  for (let each = 0; each < repairs; each += 1) {
    const load = afterRest(means, input);
    if (load === null) return lowest;
    means = { engine: load.engine, restedCycles: means.restedCycles + load.cycles };
    lowest = Math.min(lowest, load.engine.index);
  }
  return lowest;
}

/** Material claims first, and then by id: whoever writes the dossier does not choose what the budget is for. */
const inOrder = (claims: readonly Claim[]): readonly Claim[] =>
  claims.toSorted((one, other) => Number(other.material) - Number(one.material) || (one.id < other.id ? -1 : 1));

type Planned = { readonly repair: PlannedRepair; readonly means: Means };

function planOne({ id }: Claim, means: Means, input: EvaluationInput): Planned {
  const refused = (outcome: RepairOfClaim["outcome"]): Planned => ({
    repair: { claim: id, outcome, restCycles: 0 },
    means,
  });
  if (!input.isRepairOn) return refused("off");
  const load = afterRest(means, input);
  if (load === null) return refused("GOVERNOR");
  const account = spend(means.account, "repair", `${input.evaluation}:repair:${id}`);
  if (!account.ok) return refused("BUDGET");
  const restedCycles = means.restedCycles + load.cycles;
  return {
    repair: { claim: id, outcome: "searched", restCycles: load.cycles },
    means: { account: account.value, engine: load.engine, restedCycles },
  };
}

/** Rests until a high-stress task may begin; null where that takes longer than a pause may last. */
function afterRest(
  { engine, restedCycles }: Pick<Means, "engine" | "restedCycles">,
  { policy: { stability } }: EvaluationInput,
): { readonly engine: EngineLoad; readonly cycles: number } | null {
  let load = engine;
  for (let cycles = 0; restedCycles + cycles <= stability.pauseCyclesMax; cycles += 1) {
    const answer = askFor(stability.highStress, load, stability);
    if (answer.isAllowed) return { engine: answer.load, cycles };
    load = rested(answer.load, stability);
  }
  return null;
}

function paid(
  account: TLedger,
  work: "search" | "high-risk evaluation" | null,
  { evaluation }: EvaluationInput,
): { readonly account: TLedger; readonly isPaid: boolean } {
  if (work === null) return { account, isPaid: true };
  const spent = spend(account, work, `${evaluation}:${work.replaceAll(" ", "-")}`);
  return spent.ok ? { account: spent.value, isPaid: true } : { account, isPaid: false };
}

/** The search of the whole dossier is no task that may be refused: it is mandatory, and only weighs. */
function loaded(engine: EngineLoad, stress: number, { policy: { stability } }: EvaluationInput): EngineLoad {
  const answer = askFor(stress, engine, stability);
  return answer.load;
}
