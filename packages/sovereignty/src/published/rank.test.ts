import { describe, expect, it, test } from "vitest";
import { actionsIn, NO_ACTIONS } from "../world/action.ts";
import { cellAt, STAMP_LOCATION, ZONE_CELLS } from "../world/grid.ts";
import { PUBLISHED_PHYSICS, step } from "../world/physics.ts";
import { RANK_INFINITE } from "../world/rank.ts";
import { DELIVER_A, DELIVER_B, depositAt, STAMP_CARGO, type Target } from "../world/target.ts";
import { everyGridState } from "../world/valuation.ts";
import { episodeStart, type WorldState } from "../world/world-state.ts";
import { publishedProgress, publishedRank } from "./rank.ts";

const TARGETS: readonly Target[] = [
  depositAt("ZONE_A"),
  depositAt("ZONE_B"),
  depositAt("ZONE_C"),
  DELIVER_A,
  DELIVER_B,
];

const rankOf = (state: Partial<WorldState>, target: Target): number =>
  publishedRank(PUBLISHED_PHYSICS, { ...episodeStart(0, 0), ...state }, target);

const progressOf = (state: Partial<WorldState>, target: Target) =>
  actionsIn(publishedProgress({ ...episodeStart(0, 0), ...state }, target));

const ZONE_A = depositAt("ZONE_A");

describe("the published rank", () => {
  test.each([
    ["satisfied", { served: 1 }, 0],
    ["empty-handed, no stamp needed", {}, 2 + 1 + 2 + 1],
    ["loaded, no stamp needed", { inventory: 1 }, 4 + 1],
    ["regime 1, unstamped, empty-handed", { regime: 1 }, 2 + 1 + 2 + 1 + 4 + 1],
    ["regime 1, unstamped, loaded", { regime: 1, inventory: 1 }, 4 + 1 + 4 + 1],
    ["regime 1, stamped, loaded", { regime: 1, inventory: 1, stamped: true }, 4 + 1],
    ["regime 2, unstamped, loaded: the stamp is forgotten", { regime: 2, inventory: 1 }, 4 + 1],
  ] as const)("SV-175 from the start to zone A, %s", (_name, state, expected) => {
    expect(rankOf(state, ZONE_A)).toBe(expected);
  });

  it("SV-175 is zero where the target is satisfied, finite elsewhere, and knows no target of the stamp", () => {
    for (const state of everyGridState())
      for (const target of TARGETS) {
        const isSatisfied = (state.served & (1 << "ABC".indexOf(target.targetId.at(-1)!))) !== 0;
        expect(publishedRank(PUBLISHED_PHYSICS, state, target) === 0).toBe(isSatisfied);
      }
    expect(rankOf({}, STAMP_CARGO)).toBe(RANK_INFINITE);
  });
});

describe("published progress", () => {
  it("SV-175 is the stamp alone, for a loaded agent that stands there unstamped in regime 1", () => {
    const here: Partial<WorldState> = { regime: 1, cell: STAMP_LOCATION, inventory: 1 };
    for (const target of TARGETS) expect(progressOf(here, target)).toEqual(["A6"]);
    expect(progressOf({ ...here, stamped: true }, depositAt("ZONE_C"))).toEqual(["A5"]);
  });

  it("SV-175 is the deposit alone, with the right item at the right zone in regime 2, although it has no effect", () => {
    const here: WorldState = { ...episodeStart(4, 2), cell: ZONE_CELLS[0], inventory: 1, itemType: "A" };
    expect(progressOf(here, DELIVER_A)).toEqual(["A5"]);
    expect(step(PUBLISHED_PHYSICS, here, 5)).toEqual({ ...here, step: 1 });
    expect(progressOf({ ...here, itemType: "B" }, DELIVER_A)).toEqual([]);
    expect(progressOf({ ...here, cell: ZONE_CELLS[1], itemType: "B" }, DELIVER_B)).toEqual(["A5"]);
  });

  it("SV-175 is otherwise whatever lowers the rank, and nothing for a target that is satisfied", () => {
    expect(progressOf({ inventory: 1, cell: cellAt(4, 4) }, ZONE_A)).toEqual(["A0", "A3"]);
    expect(publishedProgress({ ...episodeStart(0, 0), served: 1 }, ZONE_A)).toBe(NO_ACTIONS);
  });
});
