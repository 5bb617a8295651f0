import { PlimsollError } from "@plimsoll/foundation";
import { belowAt, type Key, partKey, seedKey } from "../random/counter.ts";
import { type Agents, copyOfAgents, emptyAgents } from "./agent/agents.ts";
import type { GardenerArithmetic } from "./arithmetic.ts";
import type { ActionFilter } from "./control/action-filter.ts";
import type { GardenerPolicy, Mind } from "./policy/policy.ts";
import { type PurposeKeys, purposeKeys } from "./random-purpose.ts";
import type { GenerationRecord } from "./record/generation-record.ts";
import { agentsMax, checkedGardenerSpec, type GardenerSpec } from "./spec/gardener-spec.ts";

/** What a run is made of. Two runs of equal setups are equal, whatever the arithmetic. */
export interface GardenerSetup {
  readonly spec: GardenerSpec;
  /** A whole number in [0, 2^53). */
  readonly seed: number;
  readonly policy: GardenerPolicy;
  readonly filter: ActionFilter;
  readonly arithmetic: GardenerArithmetic;
}

/** A world between two generations. `advance` changes it; `forkGardener` makes an independent equal. */
export interface GardenerWorld {
  readonly setup: GardenerSetup;
  readonly keys: PurposeKeys;
  readonly mind: Mind;
  /** Dirt row by row, 65 535 = 1.0. May be changed from outside between two generations, for twin runs. */
  readonly cells: Uint16Array;
  readonly agents: Agents;
  readonly freeSlots: number[];
  /** Generations completed. */
  generation: number;
  nextId: number;
  isolationSaves: number;
  flow: number;
  risk: number;
  /** Dirt and population after the last generation, from which the next one's changes count. */
  entropyBefore: number;
  populationBefore: number;
  /** Null before the first generation. */
  record: GenerationRecord | null;
  readonly scratch: Scratch;
}

export const NOBODY = -1;

/** Room for one generation's bookkeeping, kept so that a generation allocates nothing. Its content means nothing between two. */
export interface Scratch {
  /** By cell: the place of the strongest claimant, `NOBODY` between two generations. */
  readonly claimant: Int32Array;
  /** By cell: cleaners, and the units of dirt that they remove together. */
  readonly cleaners: Int32Array;
  readonly removed: Int32Array;
  /** By cell: how many agents stand there, where cells are exclusive. */
  readonly standing: Int32Array;
  /** By agent: the cell that it claims; those whom their policy is asked for; places of cleaners and of breeders. */
  readonly target: Int32Array;
  readonly deciders: Int32Array;
}

/**
 * A new world: clean, with its first agents at random places. Throws `GARDENER_SPEC_INVALID`, `GARDENER_SEED_INVALID`, and
 * `GARDENER_FIELD_TOO_LARGE` where the arithmetic was made for smaller fields.
 */
export function createGardener(setup: GardenerSetup): GardenerWorld {
  const spec = checkedGardenerSpec(setup.spec);
  requireRoom(setup.arithmetic, spec.side * spec.side);
  const world = emptyWorld({ ...setup, spec }, seedKey(checkedSeed(setup.seed)));
  for (let id = 0; id < spec.population.initial; id += 1) settle(world, id);
  // The original counts its ids from the number of first agents and raises the counter before it uses it.
  world.nextId = spec.population.initial + 1;
  return world;
}

function emptyWorld(setup: GardenerSetup, run: Key): GardenerWorld {
  const { spec, policy, arithmetic } = setup;
  const capacity = agentsMax(spec);
  return {
    setup,
    keys: purposeKeys(run),
    mind: policy.mind(spec, capacity, arithmetic),
    cells: new Uint16Array(spec.side * spec.side),
    agents: emptyAgents(capacity),
    freeSlots: Array.from({ length: capacity }, (_, slot) => capacity - 1 - slot),
    generation: 0,
    nextId: 0,
    isolationSaves: 0,
    flow: 0,
    risk: 0,
    entropyBefore: 0,
    populationBefore: spec.population.initial,
    record: null,
    scratch: emptyScratch(spec.side * spec.side, capacity),
  };
}

const emptyScratch = (cells: number, capacity: number): Scratch => ({
  claimant: new Int32Array(cells).fill(NOBODY),
  cleaners: new Int32Array(cells),
  removed: new Int32Array(cells),
  standing: new Int32Array(cells),
  target: new Int32Array(capacity),
  deciders: new Int32Array(capacity),
});

/** An independent equal: both go on alike, whatever is then done to one of them. */
export function forkGardener(world: GardenerWorld): GardenerWorld {
  return {
    ...world,
    mind: world.mind.fork(),
    cells: world.cells.slice(),
    agents: copyOfAgents(world.agents),
    freeSlots: [...world.freeSlots],
    scratch: emptyScratch(world.cells.length, world.agents.id.length),
  };
}

/** Adds an agent without parents at a random place, by its id's own randomness. */
export function settle(world: GardenerWorld, id: number): void {
  const { spec } = world.setup;
  const place = addAgent(world, id, randomCell(world, partKey(world.keys.births, id)), spec.energy.start);
  world.mind.appear(world.agents.slot[place]!, partKey(world.keys.brains, id));
}

/** Appends an agent to the list; its place. */
export function addAgent({ agents, freeSlots }: GardenerWorld, id: number, cell: number, energy: number): number {
  const place = agents.count;
  const slot = freeSlots.pop();
  if (slot === undefined) throw new RangeError("more agents than a world of this spec can hold");
  agents.count += 1;
  agents.id[place] = id;
  agents.cell[place] = cell;
  agents.energy[place] = energy;
  agents.age[place] = 0;
  agents.action[place] = 5;
  agents.emergency[place] = 0;
  agents.sinceEmergency[place] = -1;
  agents.slot[place] = slot;
  return place;
}

/** Row and column by chance; where cells are exclusive, the first free one of the draws that follow, which half a field always has. */
function randomCell({ setup: { spec }, agents }: GardenerWorld, key: Key): number {
  for (let draw = 0; ; draw += 2) {
    const cell = belowAt(key, draw, spec.side) * spec.side + belowAt(key, draw + 1, spec.side);
    if (!spec.hasExclusiveCells || !agents.cell.subarray(0, agents.count).includes(cell)) return cell;
  }
}

function checkedSeed(seed: number): number {
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new PlimsollError({
    code: "GARDENER_SEED_INVALID",
    expected: "a whole number from 0 to 2^53 − 1",
    received: String(seed),
    fix: "give a seed such as 1",
  });
}

function requireRoom({ cellsMax }: GardenerArithmetic, cells: number): void {
  if (cells <= cellsMax) return;
  throw new PlimsollError({
    code: "GARDENER_FIELD_TOO_LARGE",
    expected: `at most ${cellsMax} cells`,
    received: `${cells}`,
    fix: "make the kernel for the spec's side: kernelArithmetic(spec.side)",
  });
}
