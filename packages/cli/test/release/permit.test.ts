import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AccreditedSite, RUN, runOf, siteTemplate } from "../faults/accredited-site.ts";
import { eventually } from "../faults/eventually.ts";
import { markedBy } from "../faults/process-family.ts";

const SLOW = { timeout: 120_000 };
/** A training from scratch: it begins before anything is measured. */
const FRESH = ["--checkpoints", "fresh", "--evidence", "evidence"];
let template = "";
beforeAll(async () => {
  template = await siteTemplate();
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

/** A Green decision that a training may start. */
async function allowed(site: AccreditedSite): Promise<void> {
  await site.plimsoll("release", "init", "heron", "--example", "g1");
  const file = site.path("heron", "dossier.json");
  writeFileSync(file, readFileSync(file, "utf8").replace("external_deploy", "train_start"));
  const judged = await site.plimsoll("release", "evaluate", "heron", "--data", "site", "--json");
  expect(judged.lines().at(-1)).toMatchObject({ colour: "GREEN" });
}

test(
  "RS-381 a site that requires a release runs nothing without a dossier, and nothing that is not Green",
  SLOW,
  async () => {
    await using site = new AccreditedSite(template);
    await site.plimsoll("release", "require", "--data", "site");
    const without = await site.plimsoll(...runOf(FRESH));
    expect(without.end?.code).toBe(3);
    expect(without.lines().at(-1)).toMatchObject({ code: "RELEASE_REQUIRED" });
    await allowed(site);
    await site.plimsoll("release", "withdraw", "evaluation-1", "--why", "A test.", "--data", "site");
    const refused = await site.plimsoll(...runOf([...FRESH, "--dossier", "heron"]));
    expect(refused.end?.code).toBe(3);
    expect(refused.lines().at(-1)).toMatchObject({ code: "RELEASE_NOT_ALLOWED" });
    expect(markedBy(RUN)).toEqual([]);
  },
);

test("RS-382 a job runs while its decision holds, and stops within seconds after it is withdrawn", SLOW, async () => {
  await using site = new AccreditedSite(template);
  await allowed(site);
  const run = site.start(runOf([...FRESH, "--dossier", "heron"]));
  await eventually(() => markedBy(RUN).length > 0);
  await site.plimsoll("release", "withdraw", "evaluation-1", "--why", "A test.", "--data", "site");
  await run.finished();
  await eventually(() => markedBy(RUN).length === 0);
});

test("RS-386 an ordered pause stops the job, and the run acknowledges it", SLOW, async () => {
  await using site = new AccreditedSite(template);
  await allowed(site);
  const run = site.start(runOf([...FRESH, "--dossier", "heron"]));
  await eventually(() => markedBy(RUN).length > 0);
  const ordered = await site.plimsoll("release", "pause", "tidal-works/heron-2", "--why", "A test.", "--data", "site");
  expect(ordered.end?.code).toBe(0);
  await run.finished();
  await eventually(() => markedBy(RUN).length === 0);
  const late = ["release", "pause", "tidal-works/heron-2", "--acknowledge", "--why", "Again.", "--data", "site"];
  expect((await site.plimsoll(...late)).end?.code).toBe(3);
  const judged = await site.plimsoll("release", "evaluate", "heron", "--data", "site", "--json");
  expect(JSON.stringify(judged.lines().at(-1))).toContain("The subject is paused");
});
