import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AccreditedSite, RUN, runOf, siteTemplate } from "./accredited-site.ts";
import { eventually, wait } from "./eventually.ts";
import { killQuietly } from "./governed-story.ts";
import { entriesIn, ofKind, verified } from "./kept-ledger.ts";
import { markedBy } from "./process-family.ts";

let template = "";
beforeAll(async () => {
  template = await siteTemplate();
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

const BUSY = ["/bin/sh", "-c", "while :; do :; done"];
const LEASE_TTL_MS = 5_000;

test(
  "G-23 a start right after the kill -9 of its controller never runs beside the old job, and lives on",
  { timeout: 120_000 },
  async () => {
    await using site = new AccreditedSite(template);
    rmSync(site.path("checkpoints", "step-1"));
    const args = runOf(["--probe", "true"], BUSY);
    let controller = site.start(args);
    for (let round = 0; round < 2; round += 1) {
      await controller.reached("started");
      await theOneJob();
      killQuietly(controller.pid);
      controller = site.start(args);
      await eventually(() => {
        expect(markedBy(RUN).length, "jobs of one run at once").toBeLessThanOrEqual(1);
        return controller.line("started") !== undefined || controller.end !== null;
      }, 30_000);
      await outlivesTheOldLease();
    }
    controller.signal("SIGINT");
    expect(await controller.finished(), controller.stderr).toEqual({ code: 1, signal: null });
    expect(markedBy(RUN)).toEqual([]);
    await verified(site.ledger);
    expect(ofKind(entriesIn(site.ledger), "run.started")).toHaveLength(1);

    /** "started" is said when the lease is held: a busy machine may yet need a moment to fork. */
    async function theOneJob(): Promise<number[]> {
      await eventually(() => markedBy(RUN).length === 1, 5_000, "a job");
      return markedBy(RUN).map(({ pid }) => pid);
    }

    async function outlivesTheOldLease(): Promise<void> {
      const job = await theOneJob();
      await wait(LEASE_TTL_MS + 1_000);
      expect(controller.end, controller.stderr).toBeNull();
      expect(
        markedBy(RUN).map(({ pid }) => pid),
        "the same job",
      ).toEqual(job);
    }
  },
);
