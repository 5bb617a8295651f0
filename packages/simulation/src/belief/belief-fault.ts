import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import * as at from "./belief-layout.ts";

type Range = readonly [low: number, high: number];

const SHARE: Range = [0, 1];
const FINITE: Range = [-Number.MAX_VALUE, Number.MAX_VALUE];
const STEPS: Range = [0, Number.MAX_VALUE];

/** By channel. */
const CELL_RANGES: ReadonlyMap<number, Range> = new Map([
  [at.CPU, SHARE],
  [at.MEMORY, SHARE],
  [at.PRIORITY, SHARE],
  [at.GROWTH, FINITE],
  [at.MEMORY_LAST_SEEN, SHARE],
  [at.UNSEEN_STEPS, [-1, Number.MAX_VALUE]],
  [at.GROWN, FINITE],
  [at.STEPS_GROWN, STEPS],
]);

/** What is wrong with a belief that comes from outside, or undefined: what it says would be shown, and its place is an address. */
export function beliefFault(snapshot: Uint8Array, spec: ClusterSpec): string | undefined {
  const kept = new Float64Array(snapshot.slice().buffer);
  const cells = spec.width * spec.height;
  return cellFault(kept, cells) ?? agentFault(kept.subarray(at.CHANNELS * cells), spec);
}

function cellFault(kept: Float64Array, cells: number): string | undefined {
  for (const [channel, range] of CELL_RANGES) {
    const wrong = kept.subarray(channel * cells, (channel + 1) * cells).find((value) => !isWithin(value, range));
    if (wrong !== undefined) return `belief ${wrong} in channel ${channel}`;
  }
  return undefined;
}

function agentFault(agent: Float64Array, { width, height }: ClusterSpec): string | undefined {
  if (!isIndex(agent[at.ROW], height)) return `believed row ${agent[at.ROW]}`;
  if (!isIndex(agent[at.COLUMN], width)) return `believed column ${agent[at.COLUMN]}`;
  if (!isIndex(agent[at.IS_BEGUN], 2)) return `a belief begun ${agent[at.IS_BEGUN]}`;
  return isWithin(agent[at.BUDGET], SHARE) ? undefined : `believed budget ${agent[at.BUDGET]}`;
}

/** False for what is not a number. */
const isWithin = (value: number | undefined, [low, high]: Range): boolean =>
  value !== undefined && value >= low && value <= high;

const isIndex = (value: number | undefined, count: number): boolean =>
  Number.isInteger(value) && isWithin(value, [0, count - 1]);
