import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildEvaluationPack } from "../../src/node/desk/build-evaluation-pack.ts";
import { changePause, standingPause } from "../../src/node/desk/change-pause.ts";
import { unnamedBytes } from "../../src/node/desk/check-release.ts";
import { requireWitnessed } from "../../src/node/desk/witnessed-log.ts";
import { withStore } from "../../src/node/store/with-store.ts";
import { Site } from "./site.ts";

const SLOW = { timeout: 120_000 };
const SUBJECT = "tidal-works/heron-2";

const reasonOf = async (site: Site, code: string) =>
  (await site.evaluated()).decision.reasons.find((reason) => reason.code === code);

test("RS-513 the reason of a pause says what it waits for", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  await changePause(site.store, SUBJECT, "order", "a test", site.nowMs);
  expect(standingPause(site.store, SUBJECT, site.nowMs).pause).toMatchObject({ state: "PAUSING" });
  expect(await reasonOf(site, "VIOLATION_SSI_CRITICAL")).toMatchObject({
    detail: `The subject is pausing: to be acknowledged until ${new Date(site.nowMs + 60_000).toISOString()}.`,
    wouldChange: expect.stringContaining("plimsoll release pause SUBJECT --acknowledge") as string,
  });
  site.nowMs += 61_000;
  expect(standingPause(site.store, SUBJECT, site.nowMs).pause).toMatchObject({ state: "FAILED" });
  expect(await reasonOf(site, "VIOLATION_PAUSE_IGNORED")).toMatchObject({
    detail: "The subject is failed: not acknowledged within 60 s.",
    wouldChange: expect.stringContaining("--recover") as string,
  });
  await changePause(site.store, SUBJECT, "recover", "looked at", site.nowMs);
  const { nextReadingMs } = standingPause(site.store, SUBJECT, site.nowMs);
  const paused = await site.evaluated();
  expect(paused.decision.reasons.find(({ records }) => records.includes("pause"))).toMatchObject({
    detail: "The subject is paused: 0 of 3 good readings.",
    wouldChange: expect.stringContaining(
      `The next counts from ${new Date(nextReadingMs ?? 0).toISOString()}.`,
    ) as string,
  });
  const directory = site.path("pack");
  await buildEvaluationPack(site.store, { evaluation: paused.evaluation, directory, redactions: [] }, site.clock);
  expect(readFileSync(site.path("pack", "ssi-log.html"), "utf8")).toContain("A pause ends after 3 readings in a row");
  expect(readFileSync(site.path("pack", "risk-report.html"), "utf8")).toContain("of full use");
});

test("RS-514 what nobody sealed is not evaluated, and costs nothing", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  rmSync(join(site.dossier, "sources.lock.json"), { force: true });
  site.change("sources.json", (text) => {
    const isSeal = (key: string): boolean => key === "digest" || key === "bytes";
    return JSON.stringify(JSON.parse(text), (key, value: unknown) => (isSeal(key) ? undefined : value));
  });
  await expect(site.evaluated()).rejects.toMatchObject({ code: "DOSSIER_NOT_SEALED" });
  expect(site.bodies("evaluation.opened")).toHaveLength(1);
});

test("RS-516 a claim that a defect keeps back says which, and what cures it", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  site.change("evaluations.json", (text) => text.replace('"version": "1"', '"version": "2"'));
  const { decision } = await site.evaluated();
  const open = decision.reasons.find(({ detail }) => detail.includes("its argument has a defect"));
  expect(open?.detail).toContain("IC-GOALPOST at ");
  expect(open?.wouldChange).toMatch(/IC-GOALPOST: .*sha256:[0-9a-f]{64}/);
});

test("RS-518 a log that was cut back is found by a checkpoint kept elsewhere", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  const older = readFileSync(site.path("store", "log", "checkpoint"), "utf8");
  expect(() => requireWitnessed(site.store, [older])).not.toThrow();
  using other = new Site().golden("g1");
  await other.evaluated();
  await other.evaluated();
  const foreign = readFileSync(other.path("store", "log", "checkpoint"), "utf8");
  expect(() => requireWitnessed(site.store, [foreign])).toThrow();
});

test("RS-518 kept bytes that no record names are told", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  expect(unnamedBytes(site.store)).toEqual([]);
  const left = await withStore(site.store, ({ store }) => store.putBlobs([new TextEncoder().encode("left behind")]));
  expect(unnamedBytes(site.store)).toEqual(left);
});

test("RS-517 a screening claim that is set and not carried is told with its score", SLOW, async () => {
  using site = new Site().golden("g1");
  expect((await site.evaluated()).screening).toBeNull();
  const { screeningClaim } = JSON.parse(readFileSync(join(site.dossier, "dossier.json"), "utf8")) as {
    readonly screeningClaim: string;
  };
  site.change("links.json", (text) => {
    const links = JSON.parse(text) as readonly { readonly claim: string }[];
    return JSON.stringify(links.filter(({ claim }) => claim !== screeningClaim));
  });
  const answer = await site.evaluated();
  expect(answer.screening).toEqual({ claim: screeningClaim, score: 0, needed: 7_000 });
  const directory = site.path("pack");
  await buildEvaluationPack(site.store, { evaluation: answer.evaluation, directory, redactions: [] }, site.clock);
  const report = readFileSync(site.path("pack", "risk-report.html"), "utf8");
  expect(report).toContain(`The screening claim ${screeningClaim} is not carried (0.0000 of 0.7000)`);
});
