import { readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccreditedSite, RUN, runOf, siteTemplate } from "./accredited-site.ts";
import { eventually, wait } from "./eventually.ts";
import type { PlimsollProcess } from "./plimsoll-process.ts";
import { jobOf } from "./process-family.ts";

let template = "";
beforeAll(async () => {
  template = await siteTemplate();
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

/** The busy process is a grandchild in a process group of its own, as a shell with job control makes them. */
const BUSY_FOR_8_S = ["/bin/sh", "-c", "timeout 8 /bin/sh -c 'while :; do :; done'; exit 0"];
/** Writes one checkpoint, by a rename, and is busy for ever. */
const BUSY_AFTER_A_CHECKPOINT = [
  "/bin/sh",
  "-c",
  'echo weights >"$PLIMSOLL_CHECKPOINTS/.draft" && mv "$PLIMSOLL_CHECKPOINTS/.draft" "$PLIMSOLL_CHECKPOINTS/step-1"; while :; do :; done',
];
const TICK_MS = 10;
/** What the contract says of 10 s is shown by the test of the power contract, in the governor. */
const WATCHED_MS = 6_000;

describe.each(["cgroup", "signals"])("G-7 with the %s actuator", (actuator) => {
  test(
    `G-7 a busy job under its genesis gets 20 % of its allotment (${actuator})`,
    { timeout: 90_000 },
    async ({ skip }) => {
      await using site = emptySite();
      const run = await site.plimsoll(...runOf(["--actuator", actuator, "--probe", "true"], BUSY_FOR_8_S));
      skip(isUnavailable(run), "this machine lets us make no cgroup");
      expect(run.end, run.stderr).toEqual({ code: 0, signal: null });
      const share = run.line("summary")?.["cpuShare"] as number;
      expect(share).toBeGreaterThanOrEqual(0.17);
      expect(share).toBeLessThanOrEqual(0.23);
    },
  );

  test(`G-7 a paused job gets less than 0.5 % (${actuator})`, { timeout: 90_000 }, async ({ skip }) => {
    await using site = emptySite();
    const run = site.start(runOf(["--actuator", actuator, "--probe", "sleep 60;"], BUSY_AFTER_A_CHECKPOINT));
    await eventually(() => isPaused(run) || run.end !== null, 60_000, "a pause");
    skip(isUnavailable(run), "this machine lets us make no cgroup");
    // The pause is decided before it is enforced.
    await wait(1_000);
    const before = cpuMsOfJob();
    await wait(WATCHED_MS);
    expect(run.end, run.stderr).toBeNull();
    expect(jobOf(RUN).length, "the job lives").toBeGreaterThan(0);
    expect((cpuMsOfJob() - before) / WATCHED_MS).toBeLessThan(0.005);
    run.signal("SIGINT");
    expect(await run.finished(), run.stderr).toEqual({ code: 1, signal: null });
  });
});

function emptySite(): AccreditedSite {
  const site = new AccreditedSite(template);
  rmSync(site.path("checkpoints", "step-1"));
  return site;
}

const isUnavailable = (run: PlimsollProcess): boolean => run.stderr.startsWith("CGROUP_UNAVAILABLE: ");

const isPaused = (run: PlimsollProcess): boolean =>
  run.lines().some((line) => line.type === "power" && line["levelPpm"] === 0);

/** CPU time of the job's own processes, from outside: `proc_pid_stat(5)`, fields 14 and 15. */
function cpuMsOfJob(): number {
  const job = jobOf(RUN);
  return job.reduce((sum, { pid }) => sum + cpuMsOf(pid), 0);
}

function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(") ") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
