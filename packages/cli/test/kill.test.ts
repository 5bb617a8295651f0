import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AccreditedSite, LAB, RUN, runOf, siteTemplate } from "./faults/accredited-site.ts";
import { eventually } from "./faults/eventually.ts";
import { entriesIn, ofKind, verified } from "./faults/kept-ledger.ts";
import type { PlimsollProcess } from "./faults/plimsoll-process.ts";
import { jobOf } from "./faults/process-family.ts";
import { canMount, SmallDisk } from "./inputs/small-disk.ts";

let template = "";
beforeAll(async () => {
  template = await siteTemplate();
  // Without weights the job trains from scratch, and has power at once.
  rmSync(`${template}/checkpoints/step-1`);
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

const TIMEOUT = { timeout: 120_000 };
const JOB = ["sh", "-c", "trap '' TERM; sleep 60 & setsid sleep 60 & wait; wait"];
const KILL = ["kill", RUN, "--data", "site", "--json"];

async function running(site: AccreditedSite): Promise<PlimsollProcess> {
  const run = site.start(runOf(["--probe", "true"], JOB));
  await run.reached("started");
  await eventually(() => jobOf(RUN).length === 3, 10_000, "the whole job");
  return run;
}

async function expectKilled(site: AccreditedSite, processes: unknown, settled: boolean): Promise<void> {
  const kill = await site.plimsoll(...KILL);
  expect(kill.end, kill.stderr).toEqual({ code: 0, signal: null });
  expect(kill.line("summary")).toMatchObject({ type: "summary", processes, confirmed: true, settled });
  expect(kill.line("summary")?.["deathConfirmedMs"]).toBeLessThanOrEqual(1_000);
  expect(jobOf(RUN)).toEqual([]);
}

const endings = (site: AccreditedSite) => ofKind(entriesIn(site.ledger), "run.ended").map(({ reason }) => reason);

test(
  "G-30 a kill while the controller lives: it settles the run itself and says so, and again is no fault",
  TIMEOUT,
  async () => {
    await using site = new AccreditedSite(template);
    const run = await running(site);
    expect(run.line("readiness")).toMatchObject({ provenAtMs: expect.any(Number), elapsedMs: expect.any(Number) });
    // It may read the order first, and leave this command nobody to kill.
    await expectKilled(site, expect.any(Number), true);
    expect(await run.finished(), run.stderr).toEqual({ code: 3, signal: null });
    expect(run.line("summary")).toMatchObject({
      outcome: "killed",
      band: "paused",
      reason: "KILLED",
      deathConfirmed: true,
    });
    await expectKilled(site, 0, true);
    expect(endings(site)).toEqual(["killed"]);
    await verified(site.ledger);
  },
);

test("G-30 a kill while the controller hangs: dead at once, and settled when it goes on", TIMEOUT, async () => {
  await using site = new AccreditedSite(template);
  const run = await running(site);
  run.signal("SIGSTOP");
  // On a busy machine the lease may be over before the command has begun.
  await expectKilled(site, expect.any(Number), false);
  expect(endings(site)).toEqual([]);
  run.signal("SIGCONT");
  expect(await run.finished(), run.stderr).toEqual({ code: 3, signal: null });
  expect(endings(site)).toEqual(["killed"]);
});

test(
  "G-30 a kill after the controller died: this command settles, and the next start begins another run",
  TIMEOUT,
  async () => {
    await using site = new AccreditedSite(template);
    const run = await running(site);
    run.signal("SIGKILL");
    await run.finished();
    const kill = await site.plimsoll("kill", "--all", "--data", "site", "--json");
    expect(kill.line("summary"), kill.stderr).toMatchObject({ runs: [RUN], confirmed: true, settled: true });
    expect(jobOf(RUN)).toEqual([]);
    expect(endings(site)).toEqual(["killed"]);
  },
);

test(
  "G-30 an order that cannot be written: all are dead, the controller goes, and another kill settles",
  TIMEOUT,
  async () => {
    await using site = new AccreditedSite(template);
    const run = await running(site);
    writeFileSync(site.path("site", "orders"), "in the way");
    const kill = await site.plimsoll(...KILL);
    expect(kill.end, kill.stderr).toEqual({ code: 1, signal: null });
    const summary = { processes: 3, confirmed: true, settled: false, code: "DIRECTORY_NOT_WRITABLE" };
    expect(kill.line("summary")).toMatchObject(summary);
    expect(kill.errorLines()).toEqual([expect.stringMatching(/^DIRECTORY_NOT_WRITABLE: /)]);
    expect(jobOf(RUN)).toEqual([]);
    // It finds its job dead by somebody else's hand, unless it is killed before.
    expect((await run.finished()).code, run.stderr).not.toBe(0);
    rmSync(site.path("site", "orders"));
    await expectKilled(site, 0, true);
    expect(endings(site)).toEqual(["killed"]);
  },
);

test.skipIf(!canMount)("G-30 a full disk keeps nobody alive, however its controller hangs", TIMEOUT, async () => {
  using disk = new SmallDisk(2048);
  await using site = new AccreditedSite(template, disk.directory);
  const run = await running(site);
  run.signal("SIGSTOP");
  disk.fill();
  const kill = await site.plimsoll("kill", "--all", "--data", "site", "--json");
  expect(kill.end, kill.stderr).toEqual({ code: 1, signal: null });
  expect(kill.line("summary")).toMatchObject({ confirmed: true, settled: false, code: "DISK_FULL" });
  expect(jobOf(RUN)).toEqual([]);
  expect(await run.finished(), "what was never told is ended").toEqual({ code: null, signal: "SIGKILL" });
  disk.free();
  await expectKilled(site, 0, true);
  expect(endings(site)).toEqual(["killed"]);
});

test("G-30 two kills at once both bring the proof, and the run ends once", TIMEOUT, async () => {
  await using site = new AccreditedSite(template);
  const run = await running(site);
  const kills = await Promise.all([site.plimsoll(...KILL), site.plimsoll(...KILL), site.plimsoll(...KILL)]);
  for (const kill of kills) expect({ ...kill.end, stderr: kill.stderr }).toEqual({ code: 0, signal: null, stderr: "" });
  expect(await run.finished(), run.stderr).toEqual({ code: 3, signal: null });
  expect(endings(site)).toEqual(["killed"]);
});

test("G-235 an unknown run is a usage error that names those that could be meant", TIMEOUT, async () => {
  await using site = new AccreditedSite(template);
  const none = await site.plimsoll("kill", `${LAB}-run-9`, "--data", "site");
  expect(none.end?.code).toBe(2);
  expect(none.stderr).toMatch(/^RUN_UNKNOWN: .*"site".*none is running there and none ever was/);
  const run = await running(site);
  const other = await site.plimsoll("kill", `${LAB}-run-9`, "--data", "site");
  expect(other.stderr).toContain(`running are: ${RUN}`);
  await expectKilled(site, expect.any(Number), true);
  await run.finished();
  const ended = await site.plimsoll("kill", `${LAB}-run-9`, "--data", "site");
  expect(ended.stderr).toContain(`none is running there; ended are: ${RUN};`);
});

test("G-235 a folder that is no site's is never told as one where nothing runs", TIMEOUT, async () => {
  await using site = new AccreditedSite(template);
  const commands = [
    ["kill", "--all"],
    ["kill", RUN],
    ["governor", "status"],
  ];
  for (const words of commands) {
    const told = await site.plimsoll(...words, "--data", "nowhere", "--json");
    expect(told.end, told.stdout).toEqual({ code: 1, signal: null });
    expect(told.line("summary")).toMatchObject({ code: "SITE_NOT_FOUND" });
  }
  const idle = await site.plimsoll("kill", "--all", "--data", "site");
  expect([idle.end?.code, idle.stderr]).toEqual([0, "plimsoll: nothing is running in site\n"]);
});

test("G-235 journals are enough for a kill: a ledger that is gone keeps nobody alive", TIMEOUT, async () => {
  await using site = new AccreditedSite(template);
  const run = await running(site);
  run.signal("SIGSTOP");
  renameSync(site.ledger, site.path("site", "away"));
  const kill = await site.plimsoll("kill", "--all", "--data", "site", "--json");
  expect(kill.line("summary"), kill.stderr).toMatchObject({ runs: [RUN], confirmed: true });
  expect(jobOf(RUN)).toEqual([]);
});

test(
  "G-235 a damaged ledger keeps nobody alive: all that run here are killed, and the damage is told",
  TIMEOUT,
  async () => {
    await using site = new AccreditedSite(template);
    const run = await running(site);
    run.signal("SIGKILL");
    await run.finished();
    const log = join(site.ledger, "ledger.log");
    writeFileSync(log, readFileSync(log, "latin1").replace("site.opened", "site.0pened"), "latin1");
    const kill = await site.plimsoll("kill", "--all", "--data", "site", "--json");
    expect(kill.end, kill.stderr).toEqual({ code: 1, signal: null });
    expect(kill.line("summary")).toMatchObject({
      runs: [RUN],
      confirmed: true,
      settled: false,
      code: "LEDGER_DAMAGED",
    });
    expect(jobOf(RUN)).toEqual([]);
  },
);

test("G-235 a journal that cannot be read keeps nobody else alive, and no death is claimed", TIMEOUT, async () => {
  await using site = new AccreditedSite(template);
  const run = await running(site);
  run.signal("SIGSTOP");
  writeFileSync(site.path("site", "journals", "a-ghost-run-1.0a1b2c3d.json"), "{");
  const kill = await site.plimsoll("kill", "--all", "--data", "site", "--json");
  expect(kill.end, kill.stderr).toEqual({ code: 1, signal: null });
  expect(kill.line("killed")).toMatchObject({ run: RUN, confirmed: true });
  expect(kill.line("summary")).toMatchObject({ ok: false, code: "JOURNAL_MALFORMED" });
  expect(jobOf(RUN)).toEqual([]);
});

test(
  "G-241 a run whose name would lead out of its folder is kept in it, and killed like any other",
  TIMEOUT,
  async () => {
    await using site = new AccreditedSite(template);
    const lineage = `${LAB}/../../out`;
    const name = `${lineage}-run-1`;
    const run = site.start(runOf(["--lineage", lineage, "--probe", "true"], JOB));
    await run.reached("started");
    await eventually(() => jobOf(name).length === 3, 10_000, "the whole job");
    run.signal("SIGSTOP");
    const folders = [site.directory, site.path("site"), site.path("site", "runs")].flatMap((folder) =>
      readdirSync(folder),
    );
    expect(folders.filter((each) => each.startsWith("out"))).toEqual([]);
    const kill = await site.plimsoll("kill", name, "--data", "site", "--json");
    expect(kill.line("summary"), kill.stderr).toMatchObject({ runs: [name], processes: 3, confirmed: true });
    expect(jobOf(name)).toEqual([]);
  },
);
