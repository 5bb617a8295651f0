import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AccreditedSite, LAB, RUN, runOf, siteTemplate } from "../faults/accredited-site.ts";
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

/** A Green decision that a training may start, from these weights; from scratch without any. */
async function allowed(site: AccreditedSite, artifacts: readonly string[] = [], action = "train_start"): Promise<void> {
  await site.plimsoll("release", "init", "heron", "--example", "g1");
  const file = site.path("heron", "dossier.json");
  const dossier = JSON.parse(readFileSync(file, "utf8")) as { readonly subject: object };
  writeFileSync(file, JSON.stringify({ ...dossier, action, subject: { ...dossier.subject, artifacts } }));
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
  expect(run.stderr).toContain("the release gate took its leave back: UNPROVEN_DECISION_EXPIRED: Since then: pause.");
  await eventually(() => markedBy(RUN).length === 0);
  const late = ["release", "pause", "tidal-works/heron-2", "--acknowledge", "--why", "Again.", "--data", "site"];
  expect((await site.plimsoll(...late)).end?.code).toBe(3);
  const judged = await site.plimsoll("release", "evaluate", "heron", "--data", "site", "--json");
  expect(JSON.stringify(judged.lines().at(-1))).toContain("The subject is paused");
});

const MODEL_A = digestOf(utf8("the weights of another model"));
/** Of the one checkpoint that the site has, beside which training goes on. */
const MODEL_B = digestOf(utf8("weights"));
const HELD = ["--checkpoints", "checkpoints", "--evidence", "evidence"];

const refusal = async (site: AccreditedSite, args: readonly string[]): Promise<unknown> => {
  const refused = await site.plimsoll(...args);
  expect(refused.end?.code, refused.stderr).toBe(3);
  expect(markedBy(RUN)).toEqual([]);
  return refused.lines().at(-1);
};

test("RS-461 a Green dossier of model A lets no job of model B begin, and one of both does", SLOW, async () => {
  const onB = runOf([...HELD, "--dossier", "heron"]);
  await using ofA = new AccreditedSite(template);
  await allowed(ofA, [MODEL_A]);
  const entries = ofA.entries();
  expect(await refusal(ofA, onB)).toMatchObject({
    code: "RELEASE_NOT_ALLOWED",
    message: expect.stringContaining(MODEL_B),
  });
  expect(ofA.entries()).toBe(entries);
  await using ofB = new AccreditedSite(template);
  await allowed(ofB, [MODEL_A, MODEL_B]);
  const run = ofB.start(onB);
  expect(await run.reached("begin"), run.stderr).toMatchObject({ run: RUN });
});

test("RS-461 a training from scratch is none of the models that a dossier names", SLOW, async () => {
  await using site = new AccreditedSite(template);
  await allowed(site, [MODEL_A]);
  const refused = await refusal(site, runOf([...FRESH, "--dossier", "heron"]));
  expect(refused).toMatchObject({
    code: "RELEASE_NOT_ALLOWED",
    message: expect.stringContaining("a training from scratch"),
  });
  expect(existsSync(site.path("fresh"))).toBe(false);
});

test(
  "RS-461 work that runs already is adopted on weights that its dossier names, and not without any",
  SLOW,
  async () => {
    await using site = new AccreditedSite(template);
    await allowed(site, [], "train_continue");
    const job = spawn("sleep", ["60"]);
    try {
      const adopt = ["adopt", "--pid", `${job.pid}`, "--data", "site", "--lab", LAB, "--tier", "1", "--json"];
      for (const checkpoints of [FRESH, HELD]) {
        const refused = await refusal(site, [...adopt, ...checkpoints, "--dossier", "heron"]);
        expect(refused).toMatchObject({ code: "RELEASE_NOT_ALLOWED" });
      }
      expect(job.exitCode).toBeNull();
    } finally {
      job.kill("SIGKILL");
    }
  },
);
