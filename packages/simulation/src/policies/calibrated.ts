import { PlimsollError } from "@plimsoll/foundation";
import { CLEAN, SCALE } from "../cluster/actions.ts";
import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import { type ClusterBelief, startBelief } from "./cluster-belief.ts";
import type { ObservationPolicy } from "./policy.ts";
import { budgetSeen } from "./sight.ts";
import { startPatrol } from "./sweep.ts";
import { distanceTo, largestBy, moveTowards } from "./torus.ts";

/** What can be tuned, each with its range and a plain value that needs no tuning. */
export const CALIBRATED_RANGES = {
  /** CPU + memory from which the own cell is cleaned. */
  cleanAt: { low: 0.05, high: 1.2, plain: 0.2 },
  /** Memory alone from which it is cleaned. */
  memoryCleanAt: { low: 0.05, high: 0.95, plain: 0.8 },
  /** Load of a cell from which the agent leaves its patrol for it; beyond any load it only patrols, at 0 never. */
  leavePatrolFrom: { low: 0, high: 1.6, plain: 0 },
  /** Power to which a cell's load counts: above 1 prefers one dirty cell to two half as dirty. */
  loadPower: { low: 0.5, high: 4, plain: 1 },
  /** What a full priority adds to a cell's worth, as a share of it. */
  priorityWeight: { low: 0, high: 4, plain: 1 },
  /** How much each step of way divides a cell's worth by. */
  distanceCost: { low: 0, high: 3, plain: 1 },
  /** Worth per share of memory above `urgentFrom`: the dread of running out. */
  urgency: { low: 0, high: 30, plain: 0 },
  urgentFrom: { low: 0.2, high: 0.95, plain: 0.7 },
  /** Memory a cell out of sight is believed to gain in a step. */
  memoryGrowth: { low: 0, high: 0.04, plain: 0.005 },
  /** Share of the budget kept for urgent cells and for scaling. */
  reserve: { low: 0, high: 0.6, plain: 0 },
  /** Hot cells from which scaling is worth its price. */
  scaleFrom: { low: 0.5, high: 6, plain: 1 },
} as const;

/** What the calibrated heuristic can be tuned by. */
export type CalibratedParameter = keyof typeof CALIBRATED_RANGES;

/** A setting of the calibrated heuristic. */
export type CalibratedParameters = Readonly<Record<CalibratedParameter, number>>;

/** In the order of vectors. */
export const calibratedParameterNames = Object.keys(CALIBRATED_RANGES) as readonly CalibratedParameter[];

/** The values before any search; close to H1 with a memory of what it saw. */
export const plainParameters: CalibratedParameters = parametersFrom((name) => CALIBRATED_RANGES[name].plain);

/** A setting, asked for parameter by parameter. */
export function parametersFrom(valueOf: (name: CalibratedParameter) => number): CalibratedParameters {
  const entries = calibratedParameterNames.map((name) => [name, valueOf(name)] as const);
  return Object.fromEntries(entries) as Record<CalibratedParameter, number>;
}

/**
 * A heuristic to be tuned by search before a learner is compared with it. It keeps a belief of the whole grid; scales
 * where enough cells are believed hot; cleans its own cell from a load, or a memory, on; else walks to the cell of most
 * worth for its way. Worth is what cleaning would earn, raised by priority and by nearness to the end of memory. While
 * no cell is believed dirty enough to leave the patrol for, it goes row by row.
 * @throws {PlimsollError} `CALIBRATED_PARAMETERS_INVALID` where a value is outside its range.
 */
export function calibratedPolicy(parameters: CalibratedParameters = plainParameters): ObservationPolicy {
  checkParameters(parameters);
  return {
    name: "calibrated",
    needs: "observation",
    start(spec) {
      const belief = startBelief(spec, parameters.memoryGrowth);
      const patrol = startPatrol(spec.width);
      return {
        act(observation) {
          belief.see(observation);
          return decide({ spec, parameters, belief, budget: budgetSeen(spec, observation) }) ?? patrol();
        },
      };
    },
  };
}

function checkParameters(parameters: CalibratedParameters): void {
  for (const name of calibratedParameterNames) {
    const { low, high } = CALIBRATED_RANGES[name];
    const value = parameters[name];
    if (!(value >= low && value <= high)) throw parameterInvalid(name, `${low} … ${high}`, value);
  }
}

const parameterInvalid = (name: string, range: string, value: number): PlimsollError =>
  new PlimsollError({
    code: "CALIBRATED_PARAMETERS_INVALID",
    expected: `${name} in ${range}`,
    received: String(value),
    fix: "take the plain parameters, or those a calibration returned",
  });

interface Situation {
  readonly spec: ClusterSpec;
  readonly parameters: CalibratedParameters;
  readonly belief: ClusterBelief;
  readonly budget: number;
}

function decide(now: Situation): number | undefined {
  if (wantsScaling(now)) return scaleBelieved(now);
  const own = now.belief.y * now.belief.width + now.belief.x;
  if (wantsCleaning(now, own)) return CLEAN;
  const target = largestBy(worthLeavingFor(now, own), (cell) => worthForWay(now, cell));
  return target === undefined ? undefined : moveTowards(now.belief, target);
}

const cellsOf = ({ spec }: Situation): number[] => Array.from({ length: spec.width * spec.height }, (_, cell) => cell);

const worthLeavingFor = (now: Situation, own: number): number[] =>
  cellsOf(now).filter((cell) => cell !== own && loadIn(now.belief, cell) >= now.parameters.leavePatrolFrom);

const believedHot = (now: Situation): number[] =>
  cellsOf(now).filter((cell) => Math.max(now.belief.cpu(cell), now.belief.memory(cell)) > now.spec.scale.hotAbove);

const wantsScaling = (now: Situation): boolean =>
  now.budget >= now.spec.budget.scale && believedHot(now).length >= now.parameters.scaleFrom;

/** Scales, and believes at once what it did: the cells may be out of sight, and scaling them twice would be fined. */
function scaleBelieved(now: Situation): number {
  const { belief, spec, budget } = now;
  const worstFirst = believedHot(now).toSorted((left, right) => loadIn(belief, right) - loadIn(belief, left));
  for (const cell of worstFirst.slice(0, Math.floor(budget / spec.budget.scale))) belief.cutBack(cell, spec.scale.cut);
  return SCALE;
}

function wantsCleaning({ spec, parameters, belief, budget }: Situation, own: number): boolean {
  const memory = belief.memory(own);
  const isUrgent = memory >= parameters.urgentFrom;
  const kept = isUrgent ? 0 : parameters.reserve * spec.budget.full;
  if (budget < spec.budget.clean + kept) return false;
  return loadIn(belief, own) >= parameters.cleanAt || memory >= parameters.memoryCleanAt;
}

function worthForWay({ spec, parameters, belief }: Situation, cell: number): number {
  const paid = Math.min(1, loadIn(belief, cell) / spec.clean.fullAt) ** parameters.loadPower;
  const weighted = paid * (1 + parameters.priorityWeight * belief.priority(cell));
  const dread = parameters.urgency * Math.max(0, belief.memory(cell) - parameters.urgentFrom);
  return (weighted + dread) / (1 + parameters.distanceCost * distanceTo(belief, cell));
}

const loadIn = (belief: ClusterBelief, cell: number): number => belief.cpu(cell) + belief.memory(cell);
