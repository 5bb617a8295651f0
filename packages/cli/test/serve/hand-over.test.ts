import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AccreditedSite, RUN, runOf, siteTemplate } from "../faults/accredited-site.ts";
import { eventually, wait } from "../faults/eventually.ts";
import { entriesIn, ofKind, verified } from "../faults/kept-ledger.ts";
import { markedBy } from "../faults/process-family.ts";

let template = "";
beforeAll(async () => {
  template = await siteTemplate();
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

const BUSY = ["/bin/sh", "-c", "while :; do sleep 1; done"];
const SERVE = ["serve", "--data", "site", "--port", "0", "--no-page", "--json"];
const LEASE_TTL_MS = 5_000;

test("SVR-165 SVR-166 after the kill -9 of a daemon during a run the next one takes the site over, and the job runs on", async () => {
  await using site = new AccreditedSite(template);
  rmSync(site.path("checkpoints", "step-1"));
  const first = site.start(SERVE);
  await first.reached("listening");
  const pidFile = site.path("site", "serve.pid");
  expect(readFileSync(pidFile, "utf8")).toBe(`${first.pid}\n`);
  const run = site.start(runOf(["--probe", "true"], BUSY));
  expect(await run.reached("started"), run.stderr).toBeDefined();
  await eventually(() => markedBy(RUN).length > 0, 5_000, "a job");
  first.signal("SIGKILL");
  await first.finished();
  expect(existsSync(pidFile), "a stale one").toBe(true);
  // Until the run has taken the site over: it renews its lease.
  const entries = site.entries();
  await eventually(() => site.entries() > entries, 20_000, "a decision without the daemon");

  const second = site.start(SERVE);
  expect(await second.reached("listening"), second.stderr).toBeDefined();
  expect(readFileSync(pidFile, "utf8")).toBe(`${second.pid}\n`);
  await wait(LEASE_TTL_MS + 1_000);
  expect(run.end, run.stderr).toBeNull();
  expect(markedBy(RUN).length).toBeGreaterThan(0);

  const third = await site.plimsoll(...SERVE);
  expect(third.end?.code).toBe(1);
  expect(third.stderr).toContain(`plimsoll serve (process ${second.pid})`);
  expect(third.stderr).toContain("plimsoll serve --read-only --data site");

  run.signal("SIGINT");
  await run.finished();
  second.signal("SIGTERM");
  expect(await second.finished(), second.stderr).toEqual({ code: 0, signal: null });
  expect(existsSync(pidFile)).toBe(false);
  await verified(site.ledger);
  expect(ofKind(entriesIn(site.ledger), "run.started")).toHaveLength(1);
}, 120_000);

test("SVR-166 a process that does not hand over is named, with what can be done until it ends", async () => {
  await using site = new AccreditedSite(template);
  rmSync(site.path("checkpoints", "step-1"));
  const run = site.start(runOf(["--probe", "true"], BUSY));
  expect(await run.reached("started"), run.stderr).toBeDefined();
  // It stands still, with the ledger.
  run.signal("SIGSTOP");
  try {
    const refused = await site.plimsoll(...SERVE);
    expect(refused.end?.code).toBe(1);
    expect(refused.stderr).toMatch(/^DATA_IN_USE: .*\n$/);
    expect(refused.stderr).toContain(`plimsoll run (process ${run.pid})`);
    expect(refused.stderr).toContain("until it ends: plimsoll serve --read-only --data site");
    expect(existsSync(site.path("site", "hand-in", "ledger.wanted")), "nobody asks any more").toBe(false);
    const reader = site.start([...SERVE, "--read-only"]);
    expect(await reader.reached("listening"), reader.stderr).toBeDefined();
  } finally {
    run.signal("SIGCONT");
  }
}, 120_000);

test("SVR-165 a file of another process is overwritten, and left alone by a daemon that only reads", async () => {
  await using site = new AccreditedSite(template);
  const pidFile = site.path("site", "serve.pid");
  writeFileSync(pidFile, "1\n");
  const reader = site.start([...SERVE, "--read-only"]);
  await reader.reached("listening");
  reader.signal("SIGTERM");
  expect((await reader.finished()).code).toBe(0);
  expect(readFileSync(pidFile, "utf8")).toBe("1\n");
  const daemon = site.start(SERVE);
  await daemon.reached("listening");
  expect(readFileSync(pidFile, "utf8")).toBe(`${daemon.pid}\n`);
  writeFileSync(pidFile, "1\n");
  daemon.signal("SIGTERM");
  expect((await daemon.finished()).code).toBe(0);
  expect(readFileSync(pidFile, "utf8"), "it is another's by now").toBe("1\n");
}, 60_000);
