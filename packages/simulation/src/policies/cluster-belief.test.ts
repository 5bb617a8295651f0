import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFloatCluster } from "../cluster/float/float-cluster.ts";
import { clusterProfile } from "../cluster/profiles.ts";
import { seedKey } from "../random/counter.ts";
import { startBelief } from "./cluster-belief.ts";
import { distanceTo } from "./torus.ts";

const WIDE = clusterProfile("hardened", { width: 7, height: 5 });

describe("belief", () => {
  it("SIM-51 knows where it is, and what is in sight exactly, on any path and by both ways of giving positions", () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.array(fc.nat(5), { maxLength: 40 }),
        fc.constantFrom("of-size", "of-last"),
        (seed, actions, position) => {
          const spec = { ...WIDE, observation: { ...WIDE.observation, position } };
          const cluster = createFloatCluster(spec);
          const belief = startBelief(spec, 0.005);
          belief.see(cluster.reset(seedKey(seed)));
          const view = cluster.view();
          for (const action of actions) {
            cluster.step(action);
            belief.see(cluster.observation());
          }
          expect([belief.y, belief.x]).toEqual([view.y, view.x]);
          const own = view.y * 7 + view.x;
          expect(distanceTo(belief, own)).toBe(0);
          const around = [own, ((view.y + 1) % 5) * 7 + view.x, view.y * 7 + ((view.x + 6) % 7)];
          for (const cell of around) {
            expect(belief.cpu(cell)).toBe(view.cpu(cell));
            expect(belief.memory(cell)).toBe(view.memory(cell));
            expect(belief.priority(cell)).toBe(view.priority(cell));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("SIM-51 believes that memory out of sight grows at the given rate, to 1 at most, until it is cut back", () => {
    const spec = clusterProfile("classic", { width: 9, height: 9 });
    const cluster = createFloatCluster(spec);
    const belief = startBelief(spec, 0.2);
    const observation = cluster.reset(seedKey(3));
    const view = cluster.view();
    const own = view.y * 9 + view.x;
    const far = ((view.y + 4) % 9) * 9 + view.x;
    belief.see(observation);
    expect(belief.memory(far)).toBeCloseTo(0.05, 9);
    expect(belief.priority(far)).toBeCloseTo(1.7 / 3, 9);
    const seen = belief.memory(own);
    belief.see(observation);
    expect(belief.memory(own)).toBe(seen);
    expect(belief.memory(far)).toBeCloseTo(0.25, 9);
    belief.cutBack(far, 0.1);
    expect(belief.memory(far)).toBeCloseTo(0.15, 9);
    for (let step = 0; step < 10; step++) belief.see(observation);
    expect(belief.memory(far)).toBe(1);
  });
});
