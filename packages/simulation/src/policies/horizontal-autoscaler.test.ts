import { describe, expect, it } from "vitest";
import { placedCluster } from "../../test/placed-cluster.ts";
import { CLEAN, RIGHT, SCALE } from "../cluster/actions.ts";
import { clusterProfile } from "../cluster/profiles.ts";
import { seedKey } from "../random/counter.ts";
import { desiredReplicas, horizontalAutoscalerPolicy } from "./horizontal-autoscaler.ts";

const SMALL = clusterProfile("classic", { width: 2, height: 2 });

const start = (policy = horizontalAutoscalerPolicy({ target: 0.5 })) => policy.start(SMALL, seedKey(0));

/** Four cells of the same memory. */
const even = (memory: number) =>
  placedCluster(
    SMALL,
    [0, 1, 2, 3].map((cell) => ({ y: Math.floor(cell / 2), x: cell % 2, memory })),
  ).view();

describe("horizontal autoscaler", () => {
  it("SIM-49 wants ceil(replicas · metric / target), and no change within the tolerance", () => {
    expect(desiredReplicas(4, 0.9, 0.5, 0.1)).toBe(8);
    expect(desiredReplicas(4, 0.56, 0.5, 0.1)).toBe(5);
    expect(desiredReplicas(4, 0.54, 0.5, 0.1)).toBe(4);
    expect(desiredReplicas(4, 0.46, 0.5, 0.1)).toBe(4);
    expect(desiredReplicas(4, 0.3, 0.5, 0.1)).toBe(3);
    expect(desiredReplicas(4, 0.2, 0.5, 0.1)).toBe(2);
  });

  it("SIM-49 wins capacity back while more is wanted than there is: scales what is hot, else cleans the most loaded", () => {
    expect(start().act(even(0.9))).toBe(SCALE);
    expect(start().act(even(0.6))).not.toBe(SCALE);
    const busy = [
      { y: 1, x: 1, memory: 0.79 },
      { y: 0, x: 0, memory: 0.7 },
      { y: 0, x: 1, memory: 0.7 },
      { y: 1, x: 0, memory: 0.7 },
    ];
    expect(start().act(placedCluster(SMALL, busy).view())).toBe(CLEAN);
    expect(start().act(even(0.5))).toBe(RIGHT);
  });

  it("SIM-49 lets the larger of the two metrics decide", () => {
    const cpu = [0, 1, 2, 3].map((cell) => ({ y: Math.floor(cell / 2), x: cell % 2, cpu: 0.9 }));
    expect(start().act(placedCluster(SMALL, cpu).view())).toBe(SCALE);
  });

  it("SIM-49 goes down only to the largest recommendation of the window", () => {
    const stabilised = start(horizontalAutoscalerPolicy({ target: 0.5, stabilisationDecisions: 3 }));
    expect(stabilised.act(even(0.9))).toBe(SCALE);
    const calm = placedCluster(SMALL, [{ y: 1, x: 1, memory: 0.3 }]).view();
    expect([stabilised.act(calm), stabilised.act(calm), stabilised.act(calm)]).toEqual([CLEAN, CLEAN, RIGHT]);
  });
});
