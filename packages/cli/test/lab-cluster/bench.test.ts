import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { playEpisodes, clusterProfile, h1Policy, policyOnBatch, seedKey } from "@plimsoll/simulation";
import { type EpisodeFigures, figuresOf } from "../../src/cluster-tools/bench/episode-figures.ts";
import { printedBesideOurs, seedLines } from "../../src/cluster-tools/bench/seed-lines.ts";
import { cluster, smallPolicyFile, temporaryFolder } from "./lab-cluster.ts";

const folder = temporaryFolder();

const printed = (
  reward: number,
  deviation: number,
  [steps, oom, critical, load]: readonly number[],
): EpisodeFigures => {
  const figure = (mean: number | undefined) => ({ mean: mean!, deviation, standardError: 0.001 });
  return {
    episodes: 50,
    reward: figure(reward),
    steps: figure(steps),
    oom: figure(oom),
    critical: figure(critical),
    load: figure(load),
    oomShare: 0,
  };
};
const PRINTED = [
  printed(-12.456, 4.821, [312.4, 1.82, 0.68, 0.512]),
  printed(18.912, 3.215, [456.8, 0.34, 0.12, 0.378]),
] as const;

describe("SIM-363 the seed's benchmark", () => {
  test("SIM-363 of the seed's figures the lines are the seed's, letter by letter", () => {
    const signs = { wins: 50, ties: 0, losses: 0, pValue: 0 };
    expect(seedLines(...PRINTED, signs)).toBe(`======================================================================
✅ BENCHMARK RESULTS (Random vs Heuristic)
random | reward μ=-12.456 σ=4.821 | steps μ=312.4 | oom_rate=1.82 | crit_rate=0.68 | avg_load μ=0.512
heuristic | reward μ=+18.912 σ=3.215 | steps μ=456.8 | oom_rate=0.34 | crit_rate=0.12 | avg_load μ=0.378
Heuristic win-rate: 50/50 (ties: 0)
`);
  });

  test("SIM-364 of the seed's own figures all twelve reproduce; one that is far off does not", () => {
    expect(printedBesideOurs(...PRINTED).map(({ reproduces }) => reproduces)).toEqual(Array(12).fill(true));
    const other = { ...PRINTED[0], reward: { mean: 27, deviation: 8, standardError: 1.2 } };
    const failing = printedBesideOurs(other, PRINTED[1]).filter(({ reproduces }) => !reproduces);
    expect(failing.map(({ policy, figure }) => `${policy} ${figure}`)).toEqual(["random reward μ", "random reward σ"]);
  });

  test("SIM-363 prints the seed's lines first, then the table, and that the seed's does not reproduce", async () => {
    const { code, stdout, stderr } = await cluster(folder, "bench");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines[1]).toBe("✅ BENCHMARK RESULTS (Random vs Heuristic)");
    expect(lines[2]).toMatch(
      /^random \| reward μ=\+2\d\.\d{3} σ=\d\.\d{3} \| steps μ=4\d\d\.\d \| oom_rate=0\.\d\d \| crit_rate=0\.\d\d \| avg_load μ=0\.2\d\d$/,
    );
    expect(lines[3]).toMatch(
      /^heuristic \| reward μ=\+59\.\d{3} σ=3\.\d{3} \| steps μ=500\.0 \| oom_rate=0\.00 \| crit_rate=0\.00 \| avg_load μ=0\.07\d$/,
    );
    expect(lines[4]).toBe("Heuristic win-rate: 50/50 (ties: 0)");
    for (const policy of ["sweep", "full-sight-greedy", "hpa", "vpa", "calibrated"])
      expect(stdout).toMatch(new RegExp(`^${policy} .* ± .* %`, "m"));
    expect(stdout).toMatch(/^The seed's printed table does not reproduce: \d of its 12 figures/m);
  });
});

describe("SIM-365 the benchmark's summary and report", () => {
  test("SIM-365 the summary has the seed's figures of every policy; they are those of the episodes", async () => {
    const { summary, lines } = await cluster(folder, "bench", "--episodes", "20", "--seed", "5", "--json");
    const policies = summary["policies"] as Readonly<Record<string, Readonly<Record<string, number>>>>;
    const spec = clusterProfile("classic");
    const own = figuresOf(
      playEpisodes(
        spec,
        policyOnBatch(h1Policy(), (place) => seedKey(5 + place)),
        20,
        5,
      ),
    );
    expect(policies["h1"]).toMatchObject({
      rewardMean: own.reward.mean,
      rewardStd: own.reward.deviation,
      stepsMean: own.steps.mean,
      oomRate: own.oom.mean,
      critRate: own.critical.mean,
      avgLoad: own.load.mean,
    });
    expect(policies["random"]).toHaveProperty("rewardMean", expect.any(Number));
    expect(summary).toMatchObject({
      type: "summary",
      ok: true,
      winRate: 1,
      ties: 0,
      episodes: 20,
      seed: 5,
      profile: "classic",
    });
    expect(summary["specDigest"]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(lines.filter(({ type }) => type === "policy").length).toBe(Object.keys(policies).length);
  });

  test("SIM-366 --out writes a report once; the same again changes nothing, another is refused without --force", async () => {
    const out = join(folder, "report");
    const bench = (episodes: string, ...more: string[]) =>
      cluster(folder, "bench", "--episodes", episodes, "--resamples", "200", "--out", out, ...more);
    expect((await bench("4")).code).toBe(0);
    const files = readdirSync(out).sort();
    expect(files).toEqual(["differences.svg", "profiles.svg", "report.json", "report.md", "returns.svg"]);
    const before = files.map((file) => readFileSync(join(out, file), "utf8"));
    expect((await bench("4")).code).toBe(0);
    // So many episodes take hours: it is refused before one is played.
    const refused = await bench("1000000", "--json");
    expect(refused).toMatchObject({ code: 3, summary: { ok: false, code: "FILE_EXISTS" } });
    expect(await bench("4", "--seed", "1", "--json")).toMatchObject({ code: 3, summary: { code: "FILE_EXISTS" } });
    expect(files.map((file) => readFileSync(join(out, file), "utf8"))).toEqual(before);
    expect((await bench("5", "--force")).code).toBe(0);
    expect(JSON.parse(readFileSync(join(out, "report.json"), "utf8"))).toMatchObject({ episodes: 5, winRate: 1 });
    expect(readdirSync(out).sort()).toEqual(files);
    writeFileSync(join(out, "report.json"), "{");
    expect(await bench("1000000", "--json")).toMatchObject({ code: 3, summary: { code: "FILE_EXISTS" } });
  });

  test("SIM-366 a report of one that was changed since is told after the work, and stays", async () => {
    const out = join(folder, "changed");
    const args = ["bench", "--episodes", "2", "--resamples", "100", "--out", out, "--json"];
    expect((await cluster(folder, ...args)).code).toBe(0);
    writeFileSync(join(out, "report.md"), "mine");
    expect(await cluster(folder, ...args)).toMatchObject({ code: 3, summary: { code: "FILE_EXISTS" } });
    expect(readFileSync(join(out, "report.md"), "utf8")).toBe("mine");
  });

  test("SIM-367 a learned policy plays seeds that no training of a usual seed has met, unless they are named", async () => {
    const file = await smallPolicyFile(folder, "learned.json", false);
    const seedOf = async (...more: string[]): Promise<unknown> => {
      const args = ["bench", "--profile", "hard", "--episodes", "2", "--resamples", "100", "--json", ...more];
      return (await cluster(folder, ...args)).summary["seed"];
    };
    expect(await seedOf()).toBe(0);
    expect(await seedOf("--policy", "mine=h1")).toBe(0);
    expect(await seedOf("--policy", file)).toBe(1_000_000);
    expect(await seedOf("--policy", file, "--seed", "3")).toBe(3);
  });
});
