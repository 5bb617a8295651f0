/** The agents of a world in list order, field by field; the first `count` entries are alive or died this generation. */
export interface Agents {
  count: number;
  readonly id: Int32Array;
  readonly cell: Int32Array;
  readonly energy: Float64Array;
  /** Generations lived. */
  readonly age: Int32Array;
  readonly action: Uint8Array;
  /** 1 where this generation's move is an emergency move. */
  readonly emergency: Uint8Array;
  /** Generations since the first emergency move that is not yet judged as saved; −1 where there is none. */
  readonly sinceEmergency: Int32Array;
  /** The place of the agent's brain and memory, its own for life, free again after its death. */
  readonly slot: Int32Array;
}

export const emptyAgents = (capacity: number): Agents => ({
  count: 0,
  id: new Int32Array(capacity),
  cell: new Int32Array(capacity),
  energy: new Float64Array(capacity),
  age: new Int32Array(capacity),
  action: new Uint8Array(capacity),
  emergency: new Uint8Array(capacity),
  sinceEmergency: new Int32Array(capacity),
  slot: new Int32Array(capacity),
});

export const copyOfAgents = (agents: Agents): Agents => ({
  count: agents.count,
  id: agents.id.slice(),
  cell: agents.cell.slice(),
  energy: agents.energy.slice(),
  age: agents.age.slice(),
  action: agents.action.slice(),
  emergency: agents.emergency.slice(),
  sinceEmergency: agents.sinceEmergency.slice(),
  slot: agents.slot.slice(),
});

/** Moves an agent's entry to another place of the list. */
export function moveAgent(agents: Agents, from: number, to: number): void {
  agents.id[to] = agents.id[from]!;
  agents.cell[to] = agents.cell[from]!;
  agents.energy[to] = agents.energy[from]!;
  agents.age[to] = agents.age[from]!;
  agents.action[to] = agents.action[from]!;
  agents.emergency[to] = agents.emergency[from]!;
  agents.sinceEmergency[to] = agents.sinceEmergency[from]!;
  agents.slot[to] = agents.slot[from]!;
}

/** Mean energy of those in the list; 0 of none. */
export function meanEnergy({ energy, count }: Agents): number {
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += energy[index]!;
  return count === 0 ? 0 : sum / count;
}
