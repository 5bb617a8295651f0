import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { scenarioOf } from "../../src/simulated/scenario/profiles.ts";
import { runScenario } from "../../src/simulated/scenario/run-scenario.ts";
import { hashes, range, tell } from "./kit.ts";

const PROGRAM = fileURLToPath(new URL("./trace-of.ts", import.meta.url));
const elsewhere = (profile: string, seed: number): string =>
  execFileSync(process.execPath, ["--conditions=@plimsoll/source", PROGRAM, profile, `${seed}`], {
    encoding: "utf8",
  }).trim();

test.each(["partition", "churn"] as const)(
  "ME-298 L7 Q1 the same seed of %s is the same course, here and in another process",
  (profile) => {
    const traces = range(4, 1).map((seed) => runScenario(scenarioOf(profile, seed), hashes).summary.traceHash);
    const again = range(4, 1).map((seed) => runScenario(scenarioOf(profile, seed), hashes).summary.traceHash);
    expect(again).toEqual(traces);
    expect(new Set(traces).size).toBe(4);
    expect(elsewhere(profile, 1)).toBe(traces[0]);
    tell(
      "Q1",
      `${profile}: seeds with the same trace twice in one process, and in another one`,
      "4 of 4, 1 of 1",
      "bar all",
    );
  },
  120_000,
);
