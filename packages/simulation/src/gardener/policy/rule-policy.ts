import { CLEAN, dirtiestMove, REPRODUCE, REST, STAY } from "../agent/action.ts";
import { DIRT_FULL } from "../field/dirt-unit.ts";
import type { GardenerPolicy, Mind, Scene } from "./policy.ts";

const CLEAN_FROM = Math.ceil(0.2 * DIRT_FULL);
const REST_EVERY = 20;

/**
 * The rule of reference §9.4: an agent above the reproduction threshold rests (reproduces) in every 20th generation of its life;
 * otherwise it cleans own dirt of 0.2 or more, else steps to the dirtiest neighbour if that is dirtier, else cleans.
 */
export const ruleAgents: GardenerPolicy = { name: "rule", mind: () => ruleMind(REST_EVERY) };

/** The same, resting whenever it could reproduce: at the population's limit all are idle, and dirt climbs. */
export const trappedRuleAgents: GardenerPolicy = { name: "rule-trapped", mind: () => ruleMind(1) };

function ruleMind(restEvery: number): Mind {
  const mind: Mind = {
    appear: () => undefined,
    inherit: () => undefined,
    decide: (scene, places, count) => decideByRule(scene, places, count, restEvery),
    forget: () => undefined,
    fork: () => ruleMind(restEvery),
  };
  return mind;
}

function decideByRule({ spec, cells, agents }: Scene, places: Int32Array, count: number, restEvery: number): void {
  const breed = spec.reproduction.isOwnAction ? REPRODUCE : REST;
  const { threshold } = spec.reproduction;
  for (let at = 0; at < count; at += 1) {
    const place = places[at]!;
    const isBreeding = agents.energy[place]! > threshold && agents.age[place]! % restEvery === 0;
    agents.action[place] = isBreeding ? breed : tidy(cells, agents.cell[place]!, spec.side);
  }
}

function tidy(cells: Uint16Array, cell: number, side: number): number {
  const own = cells[cell]!;
  if (own >= CLEAN_FROM) return CLEAN;
  const move = dirtiestMove(cells, cell, side, own);
  return move === STAY ? CLEAN : move;
}
