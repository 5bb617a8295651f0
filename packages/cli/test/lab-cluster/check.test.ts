import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { clusterProfileNames } from "@plimsoll/simulation";
import { goldenCheck } from "../../src/cluster-tools/check/golden-checks.ts";
import { GOLDEN_LAYOUT, GOLDEN_TRANSITIONS } from "../../src/cluster-tools/check/golden-transitions.ts";
import { floatWorld, type GoldenWorld, kernelWorld } from "../../src/cluster-tools/check/golden-worlds.ts";
import { runChecks } from "../../src/cluster-tools/check/run-checks.ts";
import { HEURISTIC_NAMES } from "../../src/cluster-tools/policy/heuristic-names.ts";
import { heuristicNamed } from "../../src/cluster-tools/policy/heuristics.ts";
import { PROFILE_NAMES } from "../../src/cluster-tools/profile-names.ts";
import { cluster, temporaryFolder } from "./lab-cluster.ts";

const folder = temporaryFolder();

describe("SIM-360 plimsoll lab cluster check", () => {
  test("SIM-360 holds golden transitions, bounds, equality and distributions, and says so in its last line", async () => {
    const { code, lines, summary, stderr } = await cluster(folder, "check", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const names = lines.slice(0, -1).map(({ name }) => name);
    expect(summary).toEqual({ type: "summary", ok: true, checks: names.length, failed: [] });
    for (const profile of clusterProfileNames) expect(names).toContain(`kernel = twin, ${profile}`);
    for (const policy of ["random", "never-act", "h1"]) expect(names).toContain(`distribution, ${policy}`);
    expect(names).toEqual(
      expect.arrayContaining(["golden transitions, float32", "golden transitions, integer kernel"]),
    );
    expect(lines.slice(0, -1).every(({ passed }) => passed === true)).toBe(true);
  });

  test("SIM-360 a check that fails does not stop the others", async () => {
    const checks = await runChecks([
      { name: "one", perform: () => ({ passed: false, found: "no" }) },
      { name: "two", perform: async () => await Promise.resolve({ passed: true, found: "yes" }) },
    ]);
    expect(checks).toEqual([
      { name: "one", passed: false, found: "no" },
      { name: "two", passed: true, found: "yes" },
    ]);
  });

  test("SIM-361 a world that pays a little too much, or counts one cell more, is found out", async () => {
    const generous: GoldenWorld = (...asked) => ({
      ...floatWorld(...asked),
      reward: floatWorld(...asked).reward + 1e-4,
    });
    const careless: GoldenWorld = (...asked) => ({ ...kernelWorld(...asked), oomNodes: 1 });
    const found = [
      await goldenCheck("it", generous, 2 / 65_535).perform(),
      await goldenCheck("it", careless, 2 / 65_535).perform(),
    ];
    expect(found.map(({ passed }) => passed)).toEqual([false, false]);
    expect(found[0]?.found).toMatch(/^30 differ: up on the plain grid: reward -0\.0099/);
    expect(found[1]?.found).toContain("oomNodes 1 instead of 0");
  });

  test("SIM-361 the built-in transitions are the project's vectors, letter by letter", () => {
    const file = new URL("../../../../spec/vectors/simulation/cluster-transitions.json", import.meta.url);
    const vectors = JSON.parse(readFileSync(file, "utf8")) as {
      readonly layout: { readonly observation: unknown };
      readonly cases: readonly (Readonly<Record<string, unknown>> & { readonly group: string })[];
    };
    const measured = vectors.cases.filter((golden) => golden.group.startsWith("v4.") && !("changes" in golden));
    expect(GOLDEN_TRANSITIONS).toEqual(measured.map(({ group: _group, ...golden }) => golden));
    expect(GOLDEN_TRANSITIONS.length).toBeGreaterThanOrEqual(24);
    expect(GOLDEN_LAYOUT).toEqual(vectors.layout.observation);
  });

  test("SIM-362 the names that options know are the package's own", () => {
    expect(PROFILE_NAMES).toEqual(clusterProfileNames);
    for (const name of HEURISTIC_NAMES) expect(heuristicNamed(name).name).toBe(name);
  });
});
