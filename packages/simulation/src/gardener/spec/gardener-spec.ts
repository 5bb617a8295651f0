import { boolean, identifier, integer, object, PlimsollError, real, type Shaped, union } from "@plimsoll/foundation";
import { NOISE_SHARE_MAX } from "../field/field-arithmetic.ts";

const share = real(0, 1);
const energy = real(0, 1_000_000);
const weight = real(0, 10);

const populationShape = object({
  initial: integer(0, 100_000),
  /** Below it, agents are born from nothing at the start of a generation. */
  min: integer(0, 100_000),
  /** From it on, nobody reproduces. */
  max: integer(1, 100_000),
  /** Off: what dies stays dead, and the world can die out. */
  respawn: boolean,
});

const energyShape = object({
  start: energy,
  metabolism: energy,
  move: energy,
  emergencyMove: energy,
  collision: energy,
  /** Gained for 1.0 of dirt. */
  cleanReward: energy,
});

const dirtShape = object({
  /** Greatest growth of a cell in a generation; the growth is uniform from 0. */
  growthMax: share,
  /** Most that a clean removes. */
  cleanMax: share,
});

const reproductionShape = object({
  cost: energy,
  childEnergy: energy,
  /** A parent needs strictly more. */
  threshold: energy,
  /** True: reproducing is action 6; false: it is what rest (5) does above the threshold. */
  isOwnAction: boolean,
  mutationRate: real(0, 10),
  /** True: mutation by the numbers that enter a sum; false: the original's rule, by the output width. */
  isScaledByFanIn: boolean,
});

const reflexShape = object({
  /** The reflex decides at this energy and below. */
  energyMax: energy,
  /** Below it an agent only rests. */
  moveEnergyMin: energy,
  cleanAbove: share,
  moveAbove: share,
  /** Generations that an agent must live on after emergency moves to count as saved; 0 counts every emergency move at once. */
  savedAfter: integer(0, 100_000),
});

const memoryShape = object({
  /** Generations between two resets of what brains remember; 0 never. */
  resetEvery: integer(0, 1_000_000),
  resetsOnCollapse: boolean,
});

const classicRisk = {
  emaAlpha: share,
  gradientWeight: weight,
  volatilityWeight: weight,
  emergencyWeight: weight,
  gradientScale: real(0.001, 1_000_000),
  volatilityScale: real(0.001, 1_000_000),
};

const calibratedRisk = {
  emaAlpha: share,
  /** Weight of the dirt on the field as a share of what it can hold. */
  levelWeight: weight,
  hotSpotWeight: weight,
  /** Weight of the share of agents at or below `starvingEnergy`. */
  starvingWeight: weight,
  starvingEnergy: energy,
  /** Weight of this generation's respawns, as a share of `respawnScale`. */
  respawnWeight: weight,
  respawnScale: real(0.001, 1_000_000),
  /** Weight of the *signed* gradient of dirt, as a share of the field's mean growth: cleaning lowers risk. */
  gradientWeight: weight,
};

const riskShape = union("kind", { classic: classicRisk, calibrated: calibratedRisk });

const flowFields = {
  eps: real(0.000_1, NOISE_SHARE_MAX),
  emaAlpha: share,
  /** Weight of the smoothed flow in the raw risk. */
  weight,
  hotAbove: share,
};

const flowShape = union("kind", {
  /** The original's: one noise, cut off at the walls, mean dirt and the share of hot cells (reference §4.8). */
  system: flowFields,
  /** The same noises in every generation, each with its opposite, reflected at the walls; a ramp instead of a jump. */
  paired: { ...flowFields, probes: integer(1, 64), rampWidth: share },
});

const verdictShape = object({ bubbleFrom: share, collapseFrom: share });

const specShape = object({
  name: identifier,
  /** Cells of a side of the torus, a multiple of 4. */
  side: integer(8, 512),
  population: populationShape,
  energy: energyShape,
  dirt: dirtShape,
  reproduction: reproductionShape,
  reflex: reflexShape,
  memory: memoryShape,
  /** Whether two agents can never stand on one cell. */
  hasExclusiveCells: boolean,
  risk: riskShape,
  flow: flowShape,
  verdict: verdictShape,
});

/** One world as data: every number that decides what happens in it. */
export type GardenerSpec = Shaped<typeof specShape>;

/** A spec from outside. Throws `GARDENER_SPEC_INVALID`. */
export function checkedGardenerSpec(value: unknown): GardenerSpec {
  const parsed = specShape.parse(value);
  if (!parsed.ok) throw invalid(`${parsed.error.path}: ${parsed.error.expected}`, parsed.error.received);
  const { side, population, verdict, hasExclusiveCells } = parsed.value;
  if (side % 4 !== 0) throw invalid("/side: a multiple of 4", `${side}`);
  if (verdict.bubbleFrom > verdict.collapseFrom)
    throw invalid("/verdict: bubbleFrom not above collapseFrom", `${verdict.bubbleFrom}`);
  if (hasExclusiveCells && agentsMax(parsed.value) > (side * side) / 2)
    throw invalid("/population: at most half as many agents as exclusive cells", `${population.max}`);
  return parsed.value;
}

/** The most agents that a world of this spec can hold. */
export const agentsMax = ({ population }: GardenerSpec): number =>
  Math.max(population.initial, population.min, population.max);

const invalid = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "GARDENER_SPEC_INVALID",
    expected,
    received,
    fix: "start from CLASSIC_GARDENER or CALIBRATED_GARDENER and change single fields",
  });
