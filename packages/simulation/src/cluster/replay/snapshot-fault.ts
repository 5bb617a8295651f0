import type { ClusterConstants } from "../integer/constants.ts";
import { paddedCells } from "../kernel/cluster-memory.ts";
import * as at from "../kernel/layout.ts";

/** An empty share, as the kernel keeps it: less 32 768. */
const EMPTY = -32_768;

/**
 * What is wrong with a snapshot that comes from outside, or undefined. The kernel trusts its states: a place outside the
 * grid would be an address outside the cluster.
 */
export function snapshotFault(snapshot: Uint8Array, constants: ClusterConstants): string | undefined {
  const view = new DataView(snapshot.buffer, snapshot.byteOffset, snapshot.byteLength);
  const head: readonly (readonly [string, number, number, number])[] = [
    ["row", at.Y, 0, constants.height - 1],
    ["column", at.X, 0, constants.width - 1],
    ["budget", at.BUDGET, 0, constants.budgetFull],
    ["step", at.STEP, 0, constants.stepsMax],
    ["end", at.ENDED, 0, 1],
  ];
  const wrong = head.find(([, offset, low, high]) => {
    const value = view.getInt32(offset, true);
    return value < low || value > high;
  });
  return wrong?.[0] ?? paddingFault(view, constants);
}

/** Lanes without a cell are empty: else they would be counted. */
function paddingFault(view: DataView, { cells }: ClusterConstants): string | undefined {
  const padded = paddedCells(cells);
  for (let channel = 0; channel < at.CHANNEL_COUNT; channel += 1)
    for (let cell = cells; cell < padded; cell += 1) {
      const value = view.getInt16(at.HEAD_BYTES + 2 * (channel * padded + cell), true);
      if (channel === at.BASE_CHANNEL || channel === at.LEAK_CHANNEL) continue;
      if (value !== EMPTY) return `padding of channel ${channel}`;
    }
  return undefined;
}
