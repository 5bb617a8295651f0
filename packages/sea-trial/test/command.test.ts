import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { runSim, runTrial, simOptions } from "@plimsoll/sea-trial";
import { commandOf, type Reproduction, shrink } from "../src/command/shrink.ts";
import { swarmFaults } from "../src/command/swarm-faults.ts";
import { FAULT_KINDS } from "../src/fault/fault-kind.ts";
import { faultPlan } from "../src/fault/fault-plan.ts";
import type { MakeChecker } from "../src/laws/law.ts";
import { RandomStream } from "@plimsoll/foundation";

/** Complains of the second crash: a bug that needs one kind of fault, and two of them. */
const crashHater: MakeChecker = (report) => {
  let crashes = 0;
  return {
    law: "L1",
    tell(fact) {
      if (fact.kind !== "fault" || fact.fault !== "crash") return;
      crashes += 1;
      if (crashes === 2) report({ expected: "one crash", seen: "two", where: "everywhere" });
    },
  };
};

test("ST-33 a failing seed is shrunk to the faults that it takes, and the command shows it again", async () => {
  const failing: Reproduction = {
    seed: 5,
    minutes: 14,
    sites: 4,
    faults: ["crash", "pause", "weather", "disk-full"],
    isSwarm: false,
    without: [],
    until: 14,
  };
  const run = (options: Parameters<typeof runTrial>[0]) => runTrial({ ...options, checkers: [crashHater] });
  const { reproduction } = await shrink(failing, "L1", run);
  expect(reproduction.faults).toEqual(["crash"]);
  const drawn = (kind: string) => RandomStream.from("sea trial", 5, "plan", kind);
  const plan = faultPlan(drawn, { minutes: 14, sites: 4, kinds: ["crash"], isSwarm: false });
  const left = plan.filter(
    ({ number, atMs }) => !reproduction.without.includes(number) && atMs < reproduction.until * 60_000,
  );
  expect(left).toHaveLength(2);
  const again = simOptions(commandOf(reproduction).split(" ").slice(5));
  expect(again).toMatchObject({ seed: 5, faults: ["crash"], without: reproduction.without });
  const outcome = await run({ ...reproduction, ...(again.until === null ? {} : { until: again.until }) });
  expect(outcome.violations.map(({ law }) => law)).toContain("L1");
});

test("ST-32 ST-33 a law that was broken is told with its seed and how to see it again, and the exit code is 1", async () => {
  const lines: string[] = [];
  const options = simOptions(["--seed", "5", "--minutes", "12", "--sites", "4", "--faults", "crash,pause"]);
  const code = await runSim(options, {
    print: (line) => lines.push(line),
    progress: () => {},
    run: (asked) => runTrial({ ...asked, checkers: [crashHater] }),
    spent: () => ({ elapsedMs: 0, processorMs: 0 }),
  });
  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^L1 at \d+ ms, everywhere: expected one crash, saw two$/);
  expect(lines.join("\n")).toMatch(/npm run -s sim -- --seed 5 --minutes 12 --sites 4 --faults crash /);
  expect(lines.at(-1)).toContain("1 violations");
});

test("ST-32 a trial that cannot go on is told with the command that shows it again", async () => {
  const lines: string[] = [];
  const options = simOptions(["--seed", "5", "--minutes", "12", "--sites", "4", "--faults", "crash"]);
  const run = runSim(options, {
    print: (line) => lines.push(line),
    progress: () => {},
    run: () => Promise.reject(new Error("a defect")),
    spent: () => ({ elapsedMs: 0, processorMs: 0 }),
  });
  await expect(run).rejects.toThrow("a defect");
  expect(lines).toEqual([expect.stringContaining("npm run -s sim -- --seed 5 --minutes 12 --sites 4 --faults crash")]);
});

test("ST-31 a checker that throws is a violation of its law", async () => {
  const broken: MakeChecker = () => ({
    law: "L8",
    conclude() {
      throw new Error("no such proof");
    },
  });
  const { violations } = await runTrial({ seed: 1, minutes: 3, sites: 4, faults: [], checkers: [broken] });
  expect(violations).toMatchObject([{ law: "L8", seen: "Error: no such proof" }]);
});

test("ST-23 seeds of a swarm have faults and weights of their own, and the same ones each time", () => {
  const sets = Array.from({ length: 20 }, (_, seed) => swarmFaults(seed, FAULT_KINDS).join());
  expect(new Set(sets).size).toBeGreaterThan(15);
  expect(sets).toEqual(Array.from({ length: 20 }, (_, seed) => swarmFaults(seed, FAULT_KINDS).join()));
});

test("ST-40 the last line of --json is the summary, and the exit code says that no law was broken", () => {
  const words = ["--seed", "3", "--minutes", "3", "--sites", "4", "--json"];
  const { status, stdout } = spawnSync("npm", ["run", "-s", "sim", "--", ...words], { encoding: "utf8" });
  const summary: unknown = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  expect(summary).toMatchObject({ type: "summary", seed: 3, violations: 0 });
  expect(Object.keys(summary as object)).toEqual(
    expect.arrayContaining(["events", "faults", "traceHash", "speedup", "violations"]),
  );
  expect(status).toBe(0);
});

test.each([["--faults", "storm"], ["--minutes", "1"], ["--swarm"], ["--seed", "-1"]])(
  "ST-40 %s %s is refused, and help is near",
  (...words) => {
    expect(() => simOptions(words)).toThrow(/--help|expected/);
  },
);

test("ST-40 an option of another name is answered with those that there are", () => {
  expect(() => simOptions(["--sead", "3"])).toThrow(/--seed, --minutes.*'--sead'/);
});

test("ST-40 a fault that the plan does not have cannot be left out", async () => {
  const trial = { seed: 3, minutes: 3, sites: 4, faults: ["crash"] as const, without: [4_000] };
  await expect(runTrial(trial)).rejects.toMatchObject({ code: "OPTION_MALFORMED" });
});
