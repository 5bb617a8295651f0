import type { GardenerSpec } from "./gardener-spec.ts";

/** Gardener 3.3.3 with Flow, as the seed describes it and reference §4.1 lists it. */
export const CLASSIC_GARDENER: GardenerSpec = {
  name: "classic",
  side: 60,
  population: { initial: 25, min: 15, max: 80, respawn: true },
  energy: { start: 50, metabolism: 0.1, move: 0.5, emergencyMove: 0.1, collision: 0.1, cleanReward: 3 },
  dirt: { growthMax: 0.005, cleanMax: 0.5 },
  reproduction: {
    cost: 40,
    childEnergy: 50,
    threshold: 80,
    isOwnAction: false,
    mutationRate: 0.02,
    isScaledByFanIn: false,
  },
  reflex: { energyMax: 0.6, moveEnergyMin: 0.2, cleanAbove: 0.1, moveAbove: 0.2, savedAfter: 0 },
  memory: { resetEvery: 0, resetsOnCollapse: false },
  hasExclusiveCells: false,
  risk: {
    kind: "classic",
    emaAlpha: 0.15,
    gradientWeight: 0.55,
    volatilityWeight: 0.25,
    emergencyWeight: 0.2,
    gradientScale: 15,
    volatilityScale: 8,
  },
  flow: { kind: "system", eps: 0.02, emaAlpha: 0.1, weight: 0.2, hotAbove: 0.8 },
  verdict: { bubbleFrom: 0.45, collapseFrom: 0.72 },
};

/**
 * The same world with its books in order, and a risk that sees what classic risk does not: the level of dirt, hot spots, hunger
 * and respawns (reference §11). The weights are chosen so that the gates of SIM-135 hold; nothing is fitted to a score.
 */
export const CALIBRATED_GARDENER: GardenerSpec = {
  ...CLASSIC_GARDENER,
  name: "calibrated",
  reproduction: { ...CLASSIC_GARDENER.reproduction, childEnergy: 40, isOwnAction: true, isScaledByFanIn: true },
  reflex: { ...CLASSIC_GARDENER.reflex, savedAfter: 20 },
  memory: { resetEvery: 200, resetsOnCollapse: false },
  risk: {
    kind: "calibrated",
    emaAlpha: 0.15,
    levelWeight: 0.6,
    hotSpotWeight: 0.15,
    starvingWeight: 0.4,
    starvingEnergy: 5,
    respawnWeight: 0.1,
    respawnScale: 0.1,
    gradientWeight: 0.1,
  },
  flow: { kind: "paired", eps: 0.02, emaAlpha: 0.1, weight: 0.1, hotAbove: 0.8, probes: 4, rampWidth: 0.1 },
};
