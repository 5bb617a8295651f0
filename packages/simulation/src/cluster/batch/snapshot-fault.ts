import { PlimsollError } from "@plimsoll/foundation";
import type { ClusterConstants } from "../integer/constants.ts";
import { paddedCells } from "../kernel/cluster-memory.ts";
import * as at from "../kernel/layout.ts";
import { gridOf } from "./cluster-slot.ts";

/** An empty share, as the kernel keeps it: less 32 768. */
const EMPTY = -32_768;

/**
 * What is wrong with a snapshot that comes from outside, or undefined. The kernel trusts its states: a place outside the
 * grid would be an address outside the cluster. What it counts anew (`refresh`) may be anything.
 */
export function snapshotFault(snapshot: Uint8Array, constants: ClusterConstants): string | undefined {
  const view = new DataView(snapshot.buffer, snapshot.byteOffset, snapshot.byteLength);
  return headFault(view, constants) ?? leakFault(view, constants) ?? paddingFault(view, constants);
}

function headFault(view: DataView, constants: ClusterConstants): string | undefined {
  const grid = view.getUint32(at.GRID, true);
  if (grid !== gridOf(constants)) return `a grid of ${grid & 0xffff} × ${grid >>> 16} cells`;
  const head: readonly (readonly [string, number, number, number])[] = [
    ["row", at.Y, 0, constants.height - 1],
    ["column", at.X, 0, constants.width - 1],
    ["budget", at.BUDGET, 0, constants.budgetFull],
    ["step", at.STEP, 0, constants.stepsMax],
    ["end", at.ENDED, 0, 1],
  ];
  for (const [name, offset, low, high] of head) {
    const value = view.getInt32(offset, true);
    if (value < low || value > high) return `${name} ${value}`;
  }
  return undefined;
}

/** A cell leaks as one of the world's kinds of cell does, in the 16 bits that the kernel reads of it. */
function leakFault(view: DataView, { cells, leaks }: ClusterConstants): string | undefined {
  const known = new Set(Int16Array.from(leaks));
  const start = at.HEAD_BYTES + 2 * at.LEAK_CHANNEL * paddedCells(cells);
  for (let cell = 0; cell < cells; cell += 1) {
    const leak = view.getInt16(start + 2 * cell, true);
    if (!known.has(leak)) return `leak ${leak} of cell ${cell}`;
  }
  return undefined;
}

/** Lanes without a cell are empty: else they would be counted. */
function paddingFault(view: DataView, { cells }: ClusterConstants): string | undefined {
  const padded = paddedCells(cells);
  for (let channel = 0; channel < at.CHANNEL_COUNT; channel += 1)
    for (let cell = cells; cell < padded; cell += 1) {
      const value = view.getInt16(at.HEAD_BYTES + 2 * (channel * padded + cell), true);
      if (value !== (channel === at.LEAK_CHANNEL ? 0 : EMPTY)) return `padding of channel ${channel}`;
    }
  return undefined;
}

export const snapshotSize = (received: number, bytes: number): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_SNAPSHOT_SIZE",
    expected: `a snapshot of ${bytes} bytes`,
    received: `${received} bytes`,
    fix: "restore snapshots into a batch of the same grid",
  });

export const snapshotInvalid = (fault: string): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_SNAPSHOT_INVALID",
    expected: "a snapshot that a cluster of this spec can have",
    received: fault,
    fix: "restore what `snapshot` gave of an environment of the same spec after its reset, whole and unchanged",
  });
