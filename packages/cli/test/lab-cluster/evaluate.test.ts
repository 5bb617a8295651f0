import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { clusterProfile, playEpisodes, seedKey } from "@plimsoll/simulation";
import { runEvaluation } from "../../src/cluster-tools/evaluate/run-evaluation.ts";
import { namedPolicies } from "../../src/cluster-tools/policy/named-policy.ts";
import { policyArgument } from "../../src/cluster-tools/policy/policy-options.ts";
import { cluster, smallPolicyFile, temporaryFolder } from "./lab-cluster.ts";

const folder = temporaryFolder();
const PLAN = { profiles: ["hard", "classic"], episodes: 6, seed: 50, reference: "h1", resamples: 200 };

beforeAll(async () => {
  for (const seed of [1, 2, 3]) await smallPolicyFile(folder, `learned-${seed}.json`, seed > 1, seed);
});

describe("SIM-376 plimsoll lab cluster evaluate", () => {
  test("SIM-376 training seeds are the runs; each is scored by its mean over episodes that all others play too", async () => {
    const learned = policyArgument(`learned=${folder}/learned-*.json`);
    const outcome = await runEvaluation({ ...PLAN, policies: [policyArgument("h1"), learned] });
    expect(outcome).toMatchObject({ run: "training seed", runs: 3 });
    const spec = clusterProfile("hard");
    const means = [namedPolicies(policyArgument("h1")), namedPolicies(learned)].map((members) =>
      [0, 1, 2].map((block) => {
        const first = 50 + 6 * block;
        const policy = (members[block] ?? members[0])!.onBatch(spec, (place) => seedKey(first + place));
        const played = playEpisodes(spec, policy, 6, first);
        return played.reduce((sum, { episodeReturn }) => sum + episodeReturn, 0) / 6;
      }),
    );
    // Of three runs the middle half is the middle one, and a quarter of the other two.
    const middle = (values: readonly number[]): number => {
      const [low, mid, high] = values.toSorted((a, b) => a - b) as [number, number, number];
      return (low / 4 + mid + high / 4) / 1.5;
    };
    for (const [at, policy] of ["h1", "learned"].entries()) {
      const row = outcome.report.rows.find((each) => each.policy === policy)!;
      expect(row.runsPerProfile).toBe(3);
      expect(row.cells[0]!.estimate).toBeCloseTo(middle(means[at]!), 9);
    }
    expect(outcome.notes).toEqual(["learned was made for another world than classic"]);
  });

  test("SIM-376 with one file each, a run is an episode", async () => {
    const policies = [policyArgument("h1"), policyArgument(join(folder, "learned-1.json"))];
    const outcome = await runEvaluation({ ...PLAN, policies });
    expect(outcome).toMatchObject({ run: "episode", runs: 6 });
    expect(outcome.report.rows.map(({ runsPerProfile }) => runsPerProfile)).toEqual([6, 6]);
    expect(outcome.report.comparisons.map(({ policy }) => policy)).toEqual(["learned-1"]);
  });

  test("SIM-376 learned policies of different numbers of training seeds are refused", async () => {
    const policies = [
      policyArgument("h1"),
      policyArgument(`a=${folder}/learned-*.json`),
      policyArgument(`b=${folder}/learned-[12].json`),
    ];
    await expect(runEvaluation({ ...PLAN, policies })).rejects.toThrow(
      expect.objectContaining({ code: "CLUSTER_EVALUATION_RUNS" }),
    );
  });

  test("SIM-377 tells text, Markdown, JSON lines and a folder", async () => {
    const args = [
      "evaluate",
      "--policy",
      "h1",
      "--policy",
      "sweep",
      "--episodes",
      "5",
      "--resamples",
      "200",
      "--profiles",
      "hard,bursty",
    ];
    const text = await cluster(folder, ...args);
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/^sweep .*(better|worse|open)$/m);
    expect(text.stdout).toContain("a run is an episode: 5 on each profile");
    const { stdout } = await cluster(folder, ...args, "--markdown");
    expect(stdout).toMatch(/^\| h1 \| 5 \|/m);
    const json = await cluster(folder, ...args, "--json", "--out", "report", "--reference", "sweep");
    expect(json.summary).toMatchObject({
      ok: true,
      reference: "sweep",
      run: "episode",
      runs: 5,
      profiles: ["hard", "bursty"],
    });
    const one = expect.stringMatching(/^(better|worse|open)$/) as string;
    expect(json.summary["findings"]).toEqual({ h1: { allProfiles: one, hard: one, bursty: one } });
    expect(text.stdout).toMatch(
      /^against h1, by profile +hard +bursty\nsweep +(better|worse|open) +(better|worse|open)$/m,
    );
    expect(readdirSync(join(folder, "report")).sort()).toEqual([
      "differences.svg",
      "profiles.svg",
      "report.json",
      "report.md",
      "returns.svg",
    ]);
    expect(JSON.parse(readFileSync(join(folder, "report/report.json"), "utf8"))).toMatchObject({
      reference: "sweep",
      seed: 1_000_000,
    });
    const again = ["--json", "--out", "report", "--reference", "sweep"];
    expect((await cluster(folder, ...args, ...again)).code).toBe(0);
    // So many episodes take hours: it is refused before one is played.
    for (const other of [
      ["--episodes", "1000000"],
      ["--reference", "h1"],
      ["--policy", "random"],
    ])
      expect(await cluster(folder, ...args, ...again, ...other)).toMatchObject({
        code: 3,
        summary: { ok: false, code: "FILE_EXISTS" },
      });
  });

  test.each([
    [["--reference", "h2"], "add --policy h2"],
    [["--profiles", "hard,soft"], "expected some of classic"],
    [["--policy", "nobody"], "expected one of random"],
  ])("SIM-377 %j is wrong usage", async (args, word) => {
    const told = await cluster(folder, "evaluate", ...args);
    expect(told.code).toBe(2);
    expect(told.stderr).toContain(word);
  });
});
