import { setImmediate as nextTurn } from "node:timers/promises";
import { CLASSIC_GARDENER, evolution, type EvolutionRound, kernelArithmetic, seedKey } from "@plimsoll/simulation";
import { jsonText } from "../../cluster-tools/output/json-text.ts";
import { refuseOutputsInTheWay, writeOutputs } from "../../cluster-tools/output/output-files.ts";
import { interruption } from "../../interruption.ts";
import { ProgressLine } from "../../output/progress-line.ts";
import { agentsFile, speciesNamed } from "../agents/agents-file.ts";
import { BREEDINGS } from "./breedings.ts";
import type { SpeciesName } from "./species-names.ts";

export interface EvolvePlan {
  readonly species: SpeciesName;
  readonly seed: number;
  readonly rounds?: number;
  readonly out: string;
  readonly force?: boolean;
}

export interface EvolveOutcome {
  readonly rounds: number;
  readonly score: number;
  readonly interrupted: boolean;
}

/** Breeds agents and writes the best of the last round. Throws `FILE_EXISTS` before it begins. */
export async function evolveAgents(
  plan: EvolvePlan,
  onRound: (round: Omit<EvolutionRound, "best">) => void,
): Promise<EvolveOutcome> {
  refuseOutputsInTheWay([plan.out], plan.force === true);
  const roundsAll = BREEDINGS[plan.species].stages.reduce((sum, { rounds }) => sum + rounds, 0);
  const roundsMax = Math.min(plan.rounds ?? roundsAll, roundsAll);
  const last = await bred(plan, roundsMax, onRound);
  const rounds = last.round + 1;
  const file = agentsFile(plan.species, plan.seed, rounds, last.best);
  writeOutputs([{ path: plan.out, content: jsonText(file) }], true);
  return { rounds, score: last.bestScore, interrupted: rounds < roundsMax };
}

async function bred(
  { species, seed }: EvolvePlan,
  roundsMax: number,
  onRound: (round: Omit<EvolutionRound, "best">) => void,
): Promise<EvolutionRound> {
  const stop = interruption();
  using line = new ProgressLine();
  let last: EvolutionRound | undefined;
  for (const round of evolution(setupOf(species, seed))) {
    last = round;
    const { best: _, ...told } = round;
    onRound(told);
    line.show(`round ${round.round + 1} of ${roundsMax}: mean dirt ${round.bestScore.toFixed(4)}`);
    await nextTurn();
    if (stop.aborted || round.round + 1 >= roundsMax) break;
  }
  return last!;
}

const setupOf = (species: SpeciesName, seed: number) => ({
  ...BREEDINGS[species],
  spec: CLASSIC_GARDENER,
  arithmetic: kernelArithmetic(CLASSIC_GARDENER.side),
  species: speciesNamed(species),
  parents: 16,
  elites: 4,
  key: seedKey(seed),
});
