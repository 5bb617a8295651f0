import { type Key, partKey, uniformAt } from "../../random/counter.ts";
import type { GardenerArithmetic } from "../arithmetic.ts";
import type { GardenerSpec } from "../spec/gardener-spec.ts";
import type { Species } from "./species.ts";
import { type Trial, trialScore } from "./trial.ts";

/** How a shared policy is bred: elites stay, children are mutated copies of parents drawn from the best. */
export interface EvolutionSetup {
  readonly spec: GardenerSpec;
  readonly arithmetic: GardenerArithmetic;
  readonly species: Species;
  readonly stages: readonly EvolutionStage[];
  readonly parents: number;
  readonly elites: number;
  /** A child's mutation rate is drawn log-uniformly between these. */
  readonly rateMin: number;
  readonly rateMax: number;
  readonly key: Key;
}

/** Every genome of a stage is judged on the same trial, so that no score is luck with the weather. */
export interface EvolutionStage {
  readonly trial: Trial;
  readonly rounds: number;
  /** Genomes judged in a round, elites included. */
  readonly genomes: number;
}

/** Where an evolution stands after a round. */
export interface EvolutionRound {
  readonly round: number;
  readonly stage: number;
  readonly best: Float32Array;
  /** The lower the better: see `trialScore`. */
  readonly bestScore: number;
  readonly medianScore: number;
}

interface Candidate {
  readonly genome: Float32Array;
  readonly score: number;
}

/** One value a round, as long as it is asked; the same setup gives the same rounds. */
export function* evolution(setup: EvolutionSetup): Generator<EvolutionRound> {
  let genomes = firstGenomes(setup);
  let round = 0;
  for (const [stage, { trial, rounds, genomes: size }] of setup.stages.entries()) {
    const scores = new Map<Float32Array, number>();
    for (let turn = 0; turn < rounds; turn += 1) {
      const ranked = genomes.map((genome) => judged(setup, trial, genome, scores)).sort((a, b) => a.score - b.score);
      const [best, median] = [ranked[0]!, ranked[ranked.length >> 1]!];
      yield { round, stage, best: best.genome, bestScore: best.score, medianScore: median.score };
      round += 1;
      genomes = nextGenomes(setup, ranked, size, partKey(setup.key, round));
    }
  }
}

/** A genome that stays is not judged twice: its trial would come out the same. */
function judged(
  { spec, arithmetic, species }: EvolutionSetup,
  trial: Trial,
  genome: Float32Array,
  scores: Map<Float32Array, number>,
): Candidate {
  const score = scores.get(genome) ?? trialScore(spec, arithmetic, trial, species.policy(genome));
  scores.set(genome, score);
  return { genome, score };
}

function firstGenomes({ species, stages, key }: EvolutionSetup): Float32Array[] {
  const first = partKey(key, 0);
  return Array.from({ length: stages[0]?.genomes ?? 0 }, (_, at) => species.first(partKey(first, at)));
}

function nextGenomes(setup: EvolutionSetup, ranked: readonly Candidate[], size: number, key: Key): Float32Array[] {
  const { species, parents, elites } = setup;
  const next = ranked.slice(0, elites).map(({ genome }) => genome);
  for (let child = 0; next.length < size; child += 1) {
    const own = partKey(key, child);
    const parent = ranked[Math.floor(uniformAt(own, 0) * Math.min(parents, ranked.length))]!.genome;
    next.push(species.child(parent, partKey(own, 1), rateAt(setup, own)));
  }
  return next;
}

const rateAt = ({ rateMin, rateMax }: EvolutionSetup, key: Key): number =>
  rateMin * (rateMax / rateMin) ** uniformAt(key, 5);
