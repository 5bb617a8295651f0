import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import { CELLS, cpuLevelOf, type GridBox, memoryLevelOf } from "./grid-box.ts";
import { splitLevels } from "./level-split.ts";
import type { Outcome, OutcomeRow } from "./outcome-table.ts";

/** What the outcomes of actions depend on besides the grid; `top` is the number of the highest level. */
export interface ActionRules {
  readonly spec: ClusterSpec;
  readonly priorities: readonly number[];
  readonly box: GridBox;
  readonly top: number;
}

/** A grid that an action leaves as it is. */
export const unchanged = (grid: number): OutcomeRow => ({ outcomes: [{ grid, chance: 1 }], reward: 0 });

/** Cleans a cell that can be paid for. The reward counts what the spec removes, before it is rounded to levels. */
export function cleaned(rules: ActionRules, grid: number, cell: number): OutcomeRow {
  const { spec, box, top, priorities } = rules;
  const memory = memoryLevelOf(box, grid, cell);
  const emptied = grid - memory * (box.strides[CELLS + cell] as number);
  const removed = Math.min(cpuLevelOf(box, grid, cell) / top, spec.clean.cpuCut) + memory / top;
  const worth = Math.min(1, removed / spec.clean.fullAt) * (1 + (priorities[cell] as number));
  return {
    outcomes: cut(rules, [{ grid: emptied, chance: 1 }], cell, spec.clean.cpuCut),
    reward: removed < spec.clean.wasteBelow ? -spec.clean.wasteFine : worth,
  };
}

/** Scales the `count` worst of the hot cells, which can be paid for. */
export function scaled(rules: ActionRules, grid: number, count: number): OutcomeRow {
  const hot = hotCells(rules, grid);
  let outcomes: readonly Outcome[] = [{ grid, chance: 1 }];
  for (const cell of hot.slice(0, count)) {
    outcomes = cut(rules, outcomes, cell, rules.spec.scale.cut);
    outcomes = cut(rules, outcomes, cell + CELLS, rules.spec.scale.cut);
  }
  return { outcomes, reward: (rules.spec.scale.reward * count) / hot.length };
}

/** Hot cells by CPU + memory, the worst first and the first of equals. */
export function hotCells({ spec, box, top }: ActionRules, grid: number): number[] {
  const cpu = (cell: number): number => cpuLevelOf(box, grid, cell);
  const memory = (cell: number): number => memoryLevelOf(box, grid, cell);
  const load = (cell: number): number => cpu(cell) + memory(cell);
  return Array.from({ length: CELLS }, (_, cell) => cell)
    .filter((cell) => cpu(cell) / top > spec.scale.hotAbove || memory(cell) / top > spec.scale.hotAbove)
    .toSorted((left, right) => load(right) - load(left) || left - right);
}

/** Takes `amount` of a channel away, down to nothing, and rounds what is left to the levels beside it. */
function cut({ box, top }: ActionRules, outcomes: readonly Outcome[], channel: number, amount: number): Outcome[] {
  const stride = box.strides[channel] as number;
  return outcomes.flatMap(({ grid, chance }) => {
    const before = channel < CELLS ? cpuLevelOf(box, grid, channel) : memoryLevelOf(box, grid, channel - CELLS);
    const { whole, part } = splitLevels(Math.max(0, before - amount * top));
    const low = grid + (whole - before) * stride;
    if (part === 0) return [{ grid: low, chance }];
    return [
      { grid: low, chance: chance * (1 - part) },
      { grid: low + stride, chance: chance * part },
    ];
  });
}
