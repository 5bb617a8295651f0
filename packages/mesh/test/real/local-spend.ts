import { type Figure, figure, LOOSELY, ms, percentile } from "./figures.ts";
import type { SpendFigures } from "./node-plan.ts";
import { withMesh } from "./real-mesh.ts";

/** B3: a spend of its own rights while three nodes are connected costs one sync of the disk. */
export const localSpend = (nats: readonly string[], forMs: number): Promise<Figure[]> =>
  withMesh({ nodes: 3, nats }, async (mesh) => {
    await mesh.issueAll();
    const { spendMs } = await mesh.node(0).order<SpendFigures>("spend", { forMs, everyMs: 5, tells: false });
    const p99 = percentile(spendMs, 99);
    return [
      figure(
        "B3",
        `local spend p99 of ${spendMs.length}, synced to the disk (p50 ${ms(percentile(spendMs, 50))})`,
        ms(p99),
        "<= 10 ms",
        p99 <= 10,
        p99 <= 10 * LOOSELY,
      ),
    ];
  });
