import { describe, expect, test } from "vitest";
import { EVERY_STATE } from "../../test/clean-fixture.ts";
import { CLEAN_LAW } from "../law/initial-law.ts";
import { observe } from "../world/observe.ts";
import { OPEN_CHANNELS } from "./channels.ts";

describe("open channels", () => {
  test("SV-43 take nothing", () => {
    const law = { rules: CLEAN_LAW, epochChain: ["e"], repairCount: 1 };
    const carried = { initial: { ...law, epochChain: [] }, episode: 7, repairedInEpisode: 4 };
    const seen = observe(EVERY_STATE[0]!);
    const at = { episode: 7, step: 5 };
    expect(OPEN_CHANNELS.observe(seen)).toBe(seen);
    expect(OPEN_CHANNELS.notify(null, at)).toBeNull();
    expect(OPEN_CHANNELS.carry(law, carried)).toBe(law);
    expect(OPEN_CHANNELS.hand("text", at)).toBe("text");
    expect(OPEN_CHANNELS.submit("text", at, 1)).toBe("text");
    expect([0, 1, 39].every((step) => OPEN_CHANNELS.mayRepairAt(step))).toBe(true);
  });

  test("SV-43 are six, each a way of its own", () => {
    expect(Object.keys(OPEN_CHANNELS)).toEqual(["observe", "notify", "mayRepairAt", "carry", "hand", "submit"]);
  });
});
