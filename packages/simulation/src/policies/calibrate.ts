import { PlimsollError } from "@plimsoll/foundation";
import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import { type Key, normalAt, partKey, uniformAt } from "../random/counter.ts";
import {
  CALIBRATED_RANGES,
  type CalibratedParameters,
  calibratedParameterNames,
  calibratedPolicy,
  parametersFrom,
  plainParameters,
} from "./calibrated.ts";
import type { ObservationPolicy } from "./policy.ts";
import { meanOf } from "../numbers/mean.ts";
import { clip } from "../numbers/clip.ts";

/** The return of each episode, in the order of the keys. Plays on whatever world is fastest. */
export type EvaluatePolicy = (
  policy: ObservationPolicy,
  spec: ClusterSpec,
  episodes: readonly Key[],
) => readonly number[];

/** What a search for the best setting came to. */
export interface Calibration {
  readonly parameters: CalibratedParameters;
  /** Mean return on the last block of episodes, which chose between at most three: hardly biased by the choice. */
  readonly returnMean: number;
  /** Episodes played, never above the budget. */
  readonly episodesSpent: number;
  readonly candidatesTried: number;
}

const BUDGET_LEAST = 256;
/** Shares of the budget for blind search and, of the rest, for refinement; what is left then decides. */
const SEARCH_SHARE = 0.45;
const REFINE_SHARE_OF_REST = 0.6;
const SEARCH_EPISODES_FIRST = 4;
const REFINE_EPISODES_LEAST = 16;
const REFINE_STEPS_MOST = 48;
/** Steps of refinement as shares of a parameter's range, from the first to the last. */
const REFINE_WIDTH = { first: 0.2, last: 0.04 };
/** Share of the parameters that a step of refinement changes. */
const MUTATED_SHARE = 1 / 3;

const CANDIDATE = 0;
const SEARCH = 1;
const REFINE = 2;
const STEP = 3;
const FINAL = 4;

/**
 * Tunes the calibrated heuristic on a stated budget: successive halving over random parameters (the plain ones among
 * them), then a walk from the best of them that keeps each change which did better by more than its standard error,
 * then a final between the plain, the found and the refined ones. Rivals always meet on the same episodes, and each
 * round on new ones. A pure function of its arguments and of `evaluate`.
 * @param episodesBudget Episodes that may be played in all, 256 or more.
 * @throws {PlimsollError} `CALIBRATION_BUDGET_INVALID`.
 */
export function calibrate(spec: ClusterSpec, episodesBudget: number, key: Key, evaluate: EvaluatePolicy): Calibration {
  if (!(Number.isSafeInteger(episodesBudget) && episodesBudget >= BUDGET_LEAST)) throw budgetInvalid(episodesBudget);
  const ledger = startLedger(spec, evaluate);
  const found = search(ledger, Math.floor(episodesBudget * SEARCH_SHARE), key);
  const rest = episodesBudget - ledger.spent();
  const refined = refine(ledger, Math.floor(rest * REFINE_SHARE_OF_REST), key, found);
  const best = decide(ledger, episodesBudget - ledger.spent(), key, new Set([plainParameters, found, refined]));
  return { ...best, episodesSpent: ledger.spent(), candidatesTried: ledger.tried() };
}

interface Ledger {
  play(parameters: CalibratedParameters, episodes: readonly Key[]): readonly number[];
  /** Counts a new candidate. */
  propose(parameters: CalibratedParameters): CalibratedParameters;
  spent(): number;
  tried(): number;
}

/** Evaluates, and keeps count of what it costs. */
function startLedger(spec: ClusterSpec, evaluate: EvaluatePolicy): Ledger {
  let spent = 0;
  let tried = 0;
  return {
    play(parameters, episodes) {
      spent += episodes.length;
      return evaluate(calibratedPolicy(parameters), spec, episodes);
    },
    propose(parameters) {
      tried += 1;
      return parameters;
    },
    spent: () => spent,
    tried: () => tried,
  };
}

interface Scored {
  readonly parameters: CalibratedParameters;
  readonly returnMean: number;
}

/** Best first, ties in the order given. */
const ranked = (ledger: Ledger, candidates: readonly CalibratedParameters[], episodes: readonly Key[]): Scored[] =>
  candidates
    .map((parameters) => ({ parameters, returnMean: meanOf(ledger.play(parameters, episodes)) }))
    .toSorted((left, right) => right.returnMean - left.returnMean);

/** Half of the candidates stay in each round, and those that stay play twice as many episodes. */
function search(ledger: Ledger, budget: number, key: Key): CalibratedParameters {
  const rounds = roundsWithin(budget);
  const count = Math.min(2 ** rounds, Math.floor(budget / (SEARCH_EPISODES_FIRST * rounds)));
  let candidates = Array.from({ length: count }, (_, index) => ledger.propose(candidateAt(key, index)));
  for (let round = 0; candidates.length > 1; round++) {
    const episodes = episodesOf(partKey(partKey(key, SEARCH), round), SEARCH_EPISODES_FIRST * 2 ** round);
    const kept = ranked(ledger, candidates, episodes).slice(0, Math.floor(candidates.length / 2));
    candidates = kept.map(({ parameters }) => parameters);
  }
  return candidates[0] as CalibratedParameters;
}

/** Each of r rounds costs 4 · 2^r episodes where 2^r candidates begin. */
function roundsWithin(budget: number): number {
  let rounds = 1;
  while (SEARCH_EPISODES_FIRST * 2 ** (rounds + 1) * (rounds + 1) <= budget) rounds += 1;
  return rounds;
}

const candidateAt = (key: Key, index: number): CalibratedParameters =>
  index === 0 ? plainParameters : uniformParameters(partKey(partKey(key, CANDIDATE), index));

const uniformParameters = (key: Key): CalibratedParameters =>
  parametersFrom((name) => {
    const { low, high } = CALIBRATED_RANGES[name];
    return low + (high - low) * uniformAt(key, calibratedParameterNames.indexOf(name));
  });

/** Each step costs two plays, of the holder and of the challenger, on the same new episodes. */
function refine(ledger: Ledger, budget: number, key: Key, start: CalibratedParameters): CalibratedParameters {
  const steps = Math.min(REFINE_STEPS_MOST, Math.floor(budget / (2 * REFINE_EPISODES_LEAST)));
  let held = start;
  for (let step = 0; step < steps; step++) {
    const episodes = episodesOf(partKey(partKey(key, REFINE), step), Math.floor(budget / (2 * steps)));
    const challenger = ledger.propose(neighbourOf(held, partKey(partKey(key, STEP), step), step / steps));
    if (isBetter(ledger.play(challenger, episodes), ledger.play(held, episodes))) held = challenger;
  }
  return held;
}

/** Whether the mean of the paired differences is above their standard error: chance alone passes one time in six. */
function isBetter(challenger: readonly number[], holder: readonly number[]): boolean {
  const gains = challenger.map((value, episode) => value - (holder[episode] as number));
  const mean = meanOf(gains);
  const variance = meanOf(gains.map((gain) => (gain - mean) ** 2));
  return mean > Math.sqrt(variance / gains.length);
}

/** The last word, on episodes of its own. */
function decide(ledger: Ledger, budget: number, key: Key, finalists: ReadonlySet<CalibratedParameters>): Scored {
  const episodes = episodesOf(partKey(key, FINAL), Math.floor(budget / finalists.size));
  return ranked(ledger, [...finalists], episodes)[0] as Scored;
}

/** A normal step in about a third of the parameters, kept within their ranges; steps shrink as the walk goes on. */
function neighbourOf(parameters: CalibratedParameters, key: Key, progress: number): CalibratedParameters {
  const width = REFINE_WIDTH.first * (REFINE_WIDTH.last / REFINE_WIDTH.first) ** progress;
  const normals = partKey(key, 0);
  const chances = partKey(key, 1);
  return parametersFrom((name) => {
    const { low, high } = CALIBRATED_RANGES[name];
    const place = calibratedParameterNames.indexOf(name);
    if (uniformAt(chances, place) >= MUTATED_SHARE) return parameters[name];
    return clip(parameters[name] + width * (high - low) * normalAt(normals, place), low, high);
  });
}

const episodesOf = (key: Key, count: number): Key[] => Array.from({ length: count }, (_, index) => partKey(key, index));

const budgetInvalid = (received: number): PlimsollError =>
  new PlimsollError({
    code: "CALIBRATION_BUDGET_INVALID",
    expected: `a whole number of episodes, ${BUDGET_LEAST} or more`,
    received: String(received),
    fix: "allow more episodes",
  });
