import { ACTION_NAMES } from "../agent/action.ts";
import { DIRT_FULL } from "../field/dirt-unit.ts";
import type { GardenerWorld } from "../world.ts";

/** What a page draws of a world: plain values, independent of it. */
export interface GardenerFrame {
  readonly generation: number;
  readonly side: number;
  /** Dirt of each cell in 16 levels, row by row: 0 clean, 15 full. */
  readonly levels: Uint8Array;
  readonly agents: readonly AgentMark[];
}

export interface AgentMark {
  readonly id: number;
  readonly row: number;
  readonly column: number;
  readonly energy: number;
  /** What it did last. */
  readonly action: string;
  readonly isEmergency: boolean;
}

export function gardenerFrame({ generation, cells, agents, setup: { spec } }: GardenerWorld): GardenerFrame {
  const marks = Array.from({ length: agents.count }, (_, place) => ({
    id: agents.id[place]!,
    row: Math.floor(agents.cell[place]! / spec.side),
    column: agents.cell[place]! % spec.side,
    energy: agents.energy[place]!,
    action: ACTION_NAMES[agents.action[place]!] ?? "rest",
    isEmergency: agents.emergency[place] === 1,
  }));
  return { generation, side: spec.side, levels: Uint8Array.from(cells, levelOf), agents: marks };
}

const LEVELS = 16;
const levelOf = (cell: number): number => Math.min(LEVELS - 1, Math.floor((cell * LEVELS) / DIRT_FULL));

const SHADES = " .:-=+*#%@";

/** A frame as text: one character a cell, darker where dirtier, an agent as its energy in tens (`0` to `9`), `!` in an emergency. */
export function frameText({ side, levels, agents }: GardenerFrame): string {
  const characters = Array.from(levels, (level) => SHADES[Math.floor((level * SHADES.length) / LEVELS)]!);
  for (const agent of agents) characters[agent.row * side + agent.column] = markOf(agent);
  const rows = Array.from({ length: side }, (_, row) => characters.slice(row * side, (row + 1) * side).join(""));
  return rows.join("\n");
}

const markOf = ({ energy, isEmergency }: AgentMark): string =>
  isEmergency ? "!" : String(Math.max(0, Math.min(9, Math.floor(energy / 10))));
