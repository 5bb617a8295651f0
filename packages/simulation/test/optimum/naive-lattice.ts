import type { ClusterSpec } from "../../src/cluster/cluster-spec.ts";

/** A state of the lattice written out: levels by cell. */
export interface NaiveState {
  readonly cpu: readonly number[];
  readonly memory: readonly number[];
  readonly position: number;
  readonly budget: number;
}

export interface NaiveWorld {
  readonly spec: ClusterSpec;
  readonly top: number;
  readonly budgetTop: number;
  readonly driftSteps: number;
  readonly priorities: readonly number[];
  readonly leaks: readonly number[];
}

export type Weighted<Value> = readonly (readonly [value: Value, chance: number])[];

export const keyOf = ({ cpu, memory, position, budget }: NaiveState): string =>
  `${cpu.join("")}|${memory.join("")}|${position}|${budget}`;

/** The two whole numbers beside a number, weighted so that the mean stays. */
export function beside(x: number): Weighted<number> {
  const rounded = Math.round(x * 1e9) / 1e9;
  const low = Math.floor(rounded);
  return low === rounded
    ? [[low, 1]]
    : [
        [low, low + 1 - rounded],
        [low + 1, rounded - low],
      ];
}

const spread = <From, To>(from: Weighted<From>, next: (value: From) => Weighted<To>): Weighted<To> =>
  from.flatMap(([value, chance]) => next(value).map(([to, more]) => [to, chance * more] as const));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const withLevel = (levels: readonly number[], cell: number, level: number): number[] => levels.with(cell, level);
const unitOf = ({ spec, budgetTop }: NaiveWorld): number => spec.budget.full / budgetTop;

const pay = (world: NaiveWorld, cost: number, states: Weighted<NaiveState>): Weighted<NaiveState> =>
  spread(states, (state) =>
    beside(cost / unitOf(world)).map(([levels, chance]) => [{ ...state, budget: state.budget - levels }, chance]),
  );

/** Action by the words of the reference §6.1, on levels. */
export function naiveAct(world: NaiveWorld, state: NaiveState, action: number) {
  const { spec, top } = world;
  const y = Math.floor(state.position / 2);
  const x = state.position % 2;
  if (action <= 1) return { reward: 0, states: [[{ ...state, position: ((y + 1) % 2) * 2 + x }, 1]] as const };
  if (action <= 3) return { reward: 0, states: [[{ ...state, position: y * 2 + ((x + 1) % 2) }, 1]] as const };
  return action === 4 ? naiveClean(world, state) : naiveScale(spec, top, world, state);
}

function naiveClean(world: NaiveWorld, state: NaiveState) {
  const { spec, top } = world;
  const same: Weighted<NaiveState> = [[state, 1]];
  if (state.budget * unitOf(world) < spec.budget.clean) return { reward: -spec.clean.deniedFine, states: same };
  const cell = state.position;
  const cpu = (state.cpu[cell] as number) / top;
  const removed = Math.min(cpu, spec.clean.cpuCut) + (state.memory[cell] as number) / top;
  const reward =
    removed < spec.clean.wasteBelow
      ? -spec.clean.wasteFine
      : Math.min(1, removed / spec.clean.fullAt) * (1 + (world.priorities[cell] as number));
  const states = beside(Math.max(0, cpu - spec.clean.cpuCut) * top).map(
    ([level, chance]) =>
      [{ ...state, cpu: withLevel(state.cpu, cell, level), memory: withLevel(state.memory, cell, 0) }, chance] as const,
  );
  return { reward, states: pay(world, spec.budget.clean, states) };
}

function naiveScale(spec: ClusterSpec, top: number, world: NaiveWorld, state: NaiveState) {
  const load = (cell: number): number => (state.cpu[cell] as number) + (state.memory[cell] as number);
  const hot = [0, 1, 2, 3].filter(
    (cell) => Math.max(state.cpu[cell] as number, state.memory[cell] as number) / top > spec.scale.hotAbove,
  );
  let states: Weighted<NaiveState> = [[state, 1]];
  if (hot.length === 0) return { reward: -spec.scale.idleFine, states };
  const count = Math.min(hot.length, Math.floor((state.budget * unitOf(world) + 1e-9) / spec.budget.scale));
  if (count === 0) return { reward: -spec.scale.deniedFine, states };
  hot.sort((a, b) => load(b) - load(a) || a - b);
  for (const cell of hot.slice(0, count))
    for (const channel of ["cpu", "memory"] as const)
      states = spread(states, (at) =>
        beside(Math.max(0, (at[channel][cell] as number) - spec.scale.cut * top)).map(([level, chance]) => [
          { ...at, [channel]: withLevel(at[channel], cell, level) },
          chance,
        ]),
      );
  return { reward: (spec.scale.reward * count) / hot.length, states: pay(world, count * spec.budget.scale, states) };
}

/** Chances of −1, 0 and +1 levels by mean and variance of the increment. */
export function naiveMoves(
  world: NaiveWorld,
  channel: "cpu" | "memory",
  cell: number,
  level: number,
): Weighted<number> {
  const { mean, sigma } = world.spec.drift[channel];
  const extra = channel === "cpu" ? 0 : (world.leaks[cell] as number) + (world.spec.drift.feedback * level) / world.top;
  const m = (mean + extra) * world.driftSteps * world.top;
  const v = sigma ** 2 * world.driftSteps * world.top ** 2;
  const square = Math.max(v + m * m, Math.abs(m));
  return [
    [Math.max(0, level - 1), (square - m) / 2],
    [level, 1 - square],
    [Math.min(world.top, level + 1), (square + m) / 2],
  ];
}

/** Every grid that drift may lead to, one channel after the other. */
export function naiveDrift(world: NaiveWorld, state: NaiveState): Weighted<NaiveState> {
  let states: Weighted<NaiveState> = [[state, 1]];
  for (const channel of ["cpu", "memory"] as const)
    for (let cell = 0; cell < 4; cell += 1)
      states = spread(states, (at) =>
        naiveMoves(world, channel, cell, at[channel][cell] as number)
          .filter(([, chance]) => chance > 0)
          .map(([level, chance]) => [{ ...at, [channel]: withLevel(at[channel], cell, level) }, chance]),
      );
  return spread(states, (at) =>
    beside(world.spec.budget.recovery / unitOf(world)).map(([levels, chance]) => [
      { ...at, budget: Math.min(world.budgetTop, at.budget + levels) },
      chance,
    ]),
  );
}

export const naiveLoad = ({ top }: NaiveWorld, { cpu, memory }: NaiveState): number =>
  (sum(cpu) + sum(memory)) / (8 * top);

/** Fines, shaping and ending after drift. */
export function naiveArrival(world: NaiveWorld, state: NaiveState) {
  const { spec, top, priorities } = world;
  const full = state.memory.map((level, cell) => (level / top >= spec.oom.at ? (priorities[cell] as number) : -1));
  const oom = full.filter((priority) => priority >= 0).length;
  const critical = full.filter((priority) => priority > spec.oom.criticalAbove).length;
  const load = naiveLoad(world, state);
  const overloaded = load > spec.overload.above;
  const ended = overloaded || oom >= spec.oom.endsAt || (critical > 0 && spec.oom.criticalEnds);
  const after = ended && spec.shaping.zeroAtEnd ? 0 : spec.shaping.discount * load;
  const fines = oom * spec.oom.penalty + critical * spec.oom.criticalPenalty + (overloaded ? spec.overload.penalty : 0);
  return { ended, reward: -fines - spec.shaping.weight * after };
}
