import { describe, expect, it } from "vitest";
import { observe } from "../world/observe.ts";
import { episodeStart, type WorldState } from "../world/world-state.ts";
import { taskAwareSelector } from "./task-aware-selector.ts";

const seen = (state: Partial<WorldState> = {}) => observe({ ...episodeStart(0, 0), ...state });

describe("the published selector", () => {
  it("SV-175 prefers the deposit, then the stamp in regime 1, then the collect with empty hands, then the first", () => {
    expect(taskAwareSelector(["A0", "A4", "A5", "A6"], seen({ regime: 1 }))).toBe("A5");
    expect(taskAwareSelector(["A0", "A4", "A6"], seen({ regime: 1 }))).toBe("A6");
    expect(taskAwareSelector(["A0", "A4", "A6"], seen())).toBe("A4");
    expect(taskAwareSelector(["A2", "A4", "A6"], seen({ inventory: 1 }))).toBe("A2");
  });

  it("SV-175 chooses otherwise where it sees otherwise: it is not blind", () => {
    const ids = ["A0", "A4"] as const;
    expect(taskAwareSelector(ids, seen())).not.toBe(taskAwareSelector(ids, seen({ inventory: 1 })));
  });

  it("SV-175 chooses nothing of nothing", () => {
    expect(taskAwareSelector([], seen())).toBeNull();
  });
});
