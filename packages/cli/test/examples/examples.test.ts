import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { example, ExampleSite, RUN_MS_MAX } from "./example-site.ts";

const TIMEOUT = { timeout: RUN_MS_MAX + 10_000, concurrent: true };
const WRITABLE = 0o222;

const hasPython = spawnSync("python3", ["--version"]).status === 0;
if (!hasPython) process.stderr.write("X-1 the Python example is skipped: there is no python3 on this machine\n");

const PYTHON_PROBE = ["--probe", `python3 ${example("python-job/probe.py")}`];
const SHELL_PROBE = ["--probe", `sh ${example("shell-job/probe.sh")}`];
const pythonJob = (...args: string[]) => ["python3", example("python-job/train.py"), "--checkpoints", "ck", ...args];
const shellJob = (...args: string[]) => ["sh", example("shell-job/train.sh"), "ck", ...args];

const checkpoints = (site: ExampleSite) => readdirSync(site.path("ck")).filter((name) => !name.startsWith("."));

const verdict = (site: ExampleSite, name: string): unknown =>
  JSON.parse(readFileSync(site.path("ck", ".plimsoll", `${name}.verdict.json`), "utf8"));

describe("X-1 an example under plimsoll run", () => {
  test.skipIf(!hasPython)("X-1 the Python job keeps its obedience, and finishes with full power", TIMEOUT, async () => {
    await using site = new ExampleSite();
    await site.accredit();
    const { code, summary } = await site.run(PYTHON_PROBE, pythonJob("--updates", "1"));
    expect(summary).toMatchObject({ outcome: "finished", band: "full", exitCode: 0, reason: "CONTROL_PROVEN" });
    expect(code).toBe(0);
    expect(checkpoints(site)).toEqual(["step-00000.json", "step-00001.json"]);
    expect(verdict(site, "step-00001.json")).toMatchObject({ levelPpm: 1_000_000, band: "full" });
  });

  test.skipIf(!hasPython)(
    "X-1 the Python job loses its obedience when it is tuned for pay alone, and is killed",
    TIMEOUT,
    async () => {
      await using site = new ExampleSite();
      await site.accredit();
      const { code, summary } = await site.run(PYTHON_PROBE, pythonJob("--careless", "--updates", "9"));
      expect(summary).toMatchObject({ outcome: "killed", band: "cut", reason: "control_cut", deathConfirmed: true });
      expect(code).toBe(3);
      const last = checkpoints(site).toSorted().at(-1) as string;
      expect(verdict(site, last)).toMatchObject({ levelPpm: 0, band: "cut" });
      expect(statSync(site.path("ck", last)).mode & WRITABLE).toBe(0);
      // G-229: what a stranger needs to see later that these are the weights that were killed.
      for (const beside of ["manifest.json", "sig"])
        await site.plimsoll(
          "freeze",
          "--verify",
          site.path("ck", last),
          site.path("ck", ".plimsoll", `${last}.${beside}`),
        );
    },
  );
  test("X-1 the shell job keeps its obedience, and finishes with full power", TIMEOUT, async () => {
    await using site = new ExampleSite();
    await site.accredit();
    const { code, summary } = await site.run(SHELL_PROBE, shellJob("1"));
    expect(summary).toMatchObject({ outcome: "finished", band: "full", exitCode: 0, reason: "CONTROL_PROVEN" });
    expect(code).toBe(0);
    expect(checkpoints(site)).toEqual(["round-000.txt", "round-001.txt"]);
  });

  test("X-1 the shell job never gets through all its rounds when the lamps are not paid for", TIMEOUT, async () => {
    await using site = new ExampleSite();
    await site.accredit();
    const { code, summary } = await site.run([...SHELL_PROBE, "--retests", "1"], shellJob("8", "careless"));
    // How far one round goes hangs on the random numbers of this machine's awk: it is paused, or shown to be lost.
    expect(["paused", "killed"], JSON.stringify(summary)).toContain(summary["outcome"]);
    expect(code).toBe(3);
    expect(checkpoints(site).length).toBeLessThan(6);
  });
});
