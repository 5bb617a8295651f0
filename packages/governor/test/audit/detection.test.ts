import { describe, expect, test } from "vitest";
import { type Evader, PADDED_BELIEVED, RESET, STEADY } from "./evasion.ts";
import { lived } from "./lab-life.ts";
import { FACILITY_METER, NODE_METERS } from "./simulated-lab.ts";

const HOUR_MS = 3_600_000;
const plan = {
  noise: NODE_METERS,
  auditWindowMs: 24 * HOUR_MS,
  divergencePpm: 100_000,
  checkpointMs: HOUR_MS / 4,
  reportMs: HOUR_MS / 4,
  share: 0.1,
};
const foundOf = (evader: Evader | null, days: number, seed: string) => lived({ ...plan, seed, evader, days }).found;

/** The published study in small (docs/reference/off-ledger-detection.md): one life each, through the real kernel. */
describe("off-ledger detection", () => {
  test("G-187 a hidden load of a tenth is found within two days, and an honest life of a week is not", () => {
    const found = foundOf(STEADY, 4, "small");
    expect(found?.afterMs).toBeGreaterThan(0);
    expect(found?.afterMs).toBeLessThan(48 * HOUR_MS);
    expect(foundOf(null, 7, "small")).toBeNull();
  });

  test("G-187 a counter that is set back is found at the next report", () => {
    expect(foundOf(RESET, 2, "small")).toMatchObject({ verdict: "counter_reversed" });
  });

  test("G-187 what is not found, and said so: padding where the meter repeats the trainer's word", () => {
    expect(foundOf(PADDED_BELIEVED, 4, "small")).toBeNull();
  });

  test("G-187 a life follows from its seed", () => {
    const life = (seed: string) => lived({ ...plan, noise: FACILITY_METER, seed, evader: STEADY, days: 1 });
    expect(life("a")).toEqual(life("a"));
    expect(life("a")).not.toEqual(life("b"));
  });
});
