import { CLEAN, MOVES, SCALE } from "../../src/cluster/actions.ts";
import { cellsOf, type ClusterView, loadOf, ownCell } from "../../src/policies/cluster-view.ts";
import type { Policy } from "../../src/policies/policy.ts";
import { partKey } from "../../src/random/counter.ts";
import type { Decision } from "./lane-brain.ts";

/** The cells that an action is aimed at: where a move leads, the own cell, or the hot cells that the budget pays for. */
export function targetsOf(action: number, view: ClusterView): readonly number[] {
  const move = MOVES[action];
  if (move !== undefined) return [cellAfter(view, action)];
  if (action === CLEAN) return [ownCell(view)];
  return action === SCALE ? scaledCells(view) : [];
}

/** The hottest first and the first of equals, as the world scales them. */
function scaledCells(view: ClusterView): readonly number[] {
  const { scale, budget } = view.spec;
  const isHot = (cell: number): boolean => Math.max(view.cpu(cell), view.memory(cell)) > scale.hotAbove;
  const hottest = cellsOf(view)
    .filter(isHot)
    .toSorted((left, right) => loadOf(view, right) - loadOf(view, left));
  return hottest.slice(0, Math.floor(view.budget / budget.scale));
}

export function cellAfter({ width, height, y, x }: ClusterView, action: number): number {
  const { dy, dx } = MOVES[action] ?? { dy: 0, dx: 0 };
  return ((y + dy + height) % height) * width + ((x + dx + width) % width);
}

/**
 * The way that a policy with full sight would go if the grid stood still, up to the cell it would clean; the own cell first. Empty for
 * a policy that remembers, whose memory is its own, and where its patrol would begin elsewhere than the running one.
 */
export function intendedWay(policy: Policy | null, view: ClusterView, next: Decision | null): readonly number[] {
  if (policy?.needs !== "state" || next === null || next.action >= CLEAN) return [];
  const decider = policy.start(view.spec, partKey({ low: 0, high: 0 }, 0));
  const way = [ownCell(view)];
  let here: ClusterView = view;
  for (let step = 0; step < view.width + view.height; step += 1) {
    const action = decider.act(here);
    if (step === 0 && action !== next.action) return [];
    if (action >= CLEAN) return action === CLEAN ? way : [];
    way.push(cellAfter(here, action));
    here = standingOn(view, way.at(-1)!);
  }
  return [];
}

/** The same grid with the agent on another cell. */
const standingOn = (view: ClusterView, cell: number): ClusterView =>
  Object.create(view, {
    y: { value: Math.floor(cell / view.width) },
    x: { value: cell % view.width },
  }) as ClusterView;
