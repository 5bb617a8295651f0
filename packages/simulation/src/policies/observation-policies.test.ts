import { describe, expect, it } from "vitest";
import { placedCluster, type PlacedCell, type Placing } from "../../test/placed-cluster.ts";
import { CLEAN, DOWN, LEFT, RIGHT, SCALE, UP } from "../cluster/actions.ts";
import { clusterProfile } from "../cluster/profiles.ts";
import { seedKey } from "../random/counter.ts";
import { h1Policy } from "./h1.ts";
import { memoryThresholdPolicy } from "./memory-threshold.ts";
import { neverActPolicy } from "./never-act.ts";
import { type Policy, startPolicy } from "./policy.ts";
import { startPatrol, sweepPolicy } from "./sweep.ts";

const CLASSIC = clusterProfile("classic");

function decisionOf(policy: Policy, cells: readonly PlacedCell[], placing: Placing = {}): number {
  return startPolicy(policy, placedCluster(CLASSIC, cells, placing), seedKey(0)).act();
}

const own = (cell: Partial<PlacedCell>): PlacedCell => ({ y: 1, x: 1, ...cell });

describe("H1", () => {
  const decide = (cells: readonly PlacedCell[], placing?: Placing): number => decisionOf(h1Policy(), cells, placing);

  it("SIM-42 scales where something in sight is hot and one cell can be paid", () => {
    const hot = { y: 0, x: 0, memory: 0.81 };
    expect(decide([hot])).toBe(SCALE);
    expect(decide([hot], { budget: 5 })).toBe(SCALE);
    expect(decide([hot], { budget: 4.99 })).toBe(UP);
    expect(decide([{ y: 0, x: 0, cpu: 0.8 }])).toBe(UP);
    expect(decide([{ y: 3, x: 3, memory: 0.95 }, own({ cpu: 0.3 })])).toBe(CLEAN);
  });

  it("SIM-42 cleans from the load at which cleaning is no waste, where it can be paid", () => {
    expect(decide([own({ cpu: 0.1, memory: 0.1 })])).toBe(CLEAN);
    expect(decide([own({ cpu: 0.1, memory: 0.09 })])).toBe(UP);
    expect(decide([own({ memory: 0.7 })], { budget: 0.5 })).toBe(CLEAN);
    expect(decide([own({ memory: 0.7 })], { budget: 0.49 })).toBe(UP);
    expect(decisionOf(h1Policy(0.5), [own({ memory: 0.49 })])).toBe(UP);
    expect(decisionOf(h1Policy(0.5), [own({ memory: 0.5 })])).toBe(CLEAN);
  });

  it("SIM-42 else moves to the neighbour of most load, ties in the order up, down, left, right", () => {
    const [up, down, left, right] = [
      { y: 0, x: 1 },
      { y: 2, x: 1 },
      { y: 1, x: 0 },
      { y: 1, x: 2 },
    ].map((place) => ({ ...place, memory: 0.15 })) as [PlacedCell, PlacedCell, PlacedCell, PlacedCell];
    expect(decide([])).toBe(UP);
    expect(decide([right])).toBe(RIGHT);
    expect(decide([left, right])).toBe(LEFT);
    expect(decide([down, left, right])).toBe(DOWN);
    expect(decide([up, down, left, right])).toBe(UP);
    expect(decide([up, { ...right, cpu: 0.01 }])).toBe(RIGHT);
  });
});

describe("never acting", () => {
  it("SIM-41 moves up, whatever it sees", () => {
    expect(decisionOf(neverActPolicy, [own({ memory: 0.97 })])).toBe(UP);
  });
});

describe("sweep", () => {
  it("SIM-43 visits every cell of any grid once in a round", () => {
    for (const [width, height] of [
      [4, 4],
      [3, 5],
      [2, 2],
      [7, 3],
    ] as const) {
      const patrol = startPatrol(width);
      let [y, x] = [1, 1];
      const visited = new Set<number>();
      for (let move = 0; move < width * height; move++) {
        visited.add(y * width + x);
        if (patrol() === DOWN) y = (y + 1) % height;
        else x = (x + 1) % width;
      }
      expect(visited.size).toBe(width * height);
    }
  });

  it("SIM-43 cleans its own cell from its load on and is blind to all others", () => {
    expect(decisionOf(sweepPolicy(), [own({ memory: 0.2 })])).toBe(CLEAN);
    expect(decisionOf(sweepPolicy(), [own({ memory: 0.19 }), { y: 0, x: 1, memory: 0.97 }])).toBe(RIGHT);
    expect(decisionOf(sweepPolicy(0.6), [own({ memory: 0.5 })])).toBe(RIGHT);
  });
});

describe("memory threshold (description B)", () => {
  const greedy = memoryThresholdPolicy("greedy");
  const hotCorners = [
    { y: 0, x: 0, cpu: 0.9 },
    { y: 2, x: 2, cpu: 0.9 },
  ];

  it("SIM-44 cleans above 0.7 of memory, scales above two hot places, and holds a tenth of the budget back", () => {
    expect(decisionOf(greedy, [own({ memory: 0.71 })])).toBe(CLEAN);
    expect(decisionOf(greedy, [own({ memory: 0.7, cpu: 0.8 })])).toBe(UP);
    expect(decisionOf(greedy, hotCorners)).toBe(UP);
    expect(decisionOf(greedy, [...hotCorners, own({ memory: 0.9 })])).toBe(SCALE);
    expect(decisionOf(greedy, [...hotCorners, own({ memory: 0.9 })], { budget: 14 })).toBe(CLEAN);
    expect(decisionOf(greedy, [own({ memory: 0.9 })], { budget: 10.4 })).toBe(UP);
  });

  it("SIM-44 moves to the most memory, or row by row", () => {
    const cells = [
      { y: 1, x: 0, memory: 0.3 },
      { y: 2, x: 1, cpu: 0.7 },
    ];
    expect(decisionOf(greedy, cells)).toBe(LEFT);
    expect(decisionOf(memoryThresholdPolicy("sweep"), cells)).toBe(RIGHT);
  });
});
