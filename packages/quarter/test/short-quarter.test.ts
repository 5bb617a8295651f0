import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stateDigest } from "@plimsoll/kernel";
import { verifyLedger } from "@plimsoll/verifier";
import { afterAll, expect, test } from "vitest";
import { tamper } from "../src/audit/tamper.ts";
import { allocation } from "../src/chapters/allocation.ts";
import { training } from "../src/chapters/training.ts";
import { DAY_MS, onDay } from "../src/plan/calendar.ts";
import { PARTS } from "../src/plan/models.ts";
import { type QuarterPlan, quarterPlan } from "../src/plan/quarter-plan.ts";
import { shadeOf } from "../src/report/bands.ts";
import { type PowerSpan, powerSpans } from "../src/report/power-spans.ts";
import { LEDGER_KEY } from "../src/site/story-site.ts";
import { Story } from "../src/story.ts";
import { tellChapters, tellQuarter } from "../src/tell-quarter.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-quarter-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two weeks, and few models. */
function shortPlan(seed: number): QuarterPlan {
  const plan = quarterPlan(seed);
  const models = plan.models.filter(({ model, startDay }) => model === PARTS.breaking || startDay < 2.8);
  return { ...plan, models };
}

async function told(name: string, plan: QuarterPlan) {
  using story = new Story(plan, join(folder, name));
  const chapters = await tellChapters(story, [allocation, training], () => {});
  const root = Buffer.from(story.site.log.root).toString("hex");
  return { chapters, root, digest: stateDigest(story.site.state), entries: story.site.log.size };
}

test(
  "Q-4 the same seed gives the same entries, digest and root; another seed others",
  { timeout: 60_000 },
  async () => {
    const [first, again, other] = [
      await told("first", shortPlan(7)),
      await told("again", shortPlan(7)),
      await told("other", shortPlan(8)),
    ];
    expect(again).toEqual(first);
    expect(first.entries).toBeGreaterThan(100);
    expect(other.digest).not.toBe(first.digest);
  },
);

test("Q-10 a chapter whose outcome did not come about ends the story", { timeout: 60_000 }, async () => {
  const plan = shortPlan(7);
  const models = plan.models.map((model) =>
    model.model === PARTS.breaking ? { ...model, erosion: { ...model.erosion, growthPercent: 100 } } : model,
  );
  await expect(told("tame", { ...plan, models })).rejects.toMatchObject({ code: "QUARTER_OUTCOME" });
});

test("Q-5 a killed run gets no lease any more, and its line is released once what it began from is proven", async () => {
  const plan = shortPlan(7);
  const models = plan.models.filter(({ model }) => model === PARTS.breaking);
  using story = new Story({ ...plan, models }, join(folder, "killed"));
  await allocation.tell(story);
  story.goOnUntil(12);
  const view = story.view();
  const [kill] = view.of("kill.ordered");
  const after = view.from(kill?.index ?? 0);
  expect(kill?.entry.lineage).toBe(PARTS.breaking);
  expect(view.of("lease.granted").length).toBeGreaterThan(0);
  expect(after.of("lease.granted")).toEqual([]);
  expect(after.of("run.ended").map(({ entry }) => entry.reason)).toEqual(["killed"]);
  expect(after.of("lineage.released")).toHaveLength(1);
});

const METERED_LAB = "cromarty";
const SILENT_MS = 30_000;

/** A run under a meter, and some without; told once for the tests below. */
async function withMeter(name: string): Promise<Story> {
  const plan = shortPlan(7);
  const metered = quarterPlan(7).models.filter(({ model }) => model === PARTS.metered);
  const models = [...plan.models, ...metered.map((model) => ({ ...model, startDay: 1 }))];
  const story = new Story({ ...plan, models }, join(folder, name));
  await allocation.tell(story);
  story.goOnUntil(10);
  return story;
}

const shadeAt = (spans: readonly PowerSpan[] = [], atMs: number) =>
  spans.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)?.shade;

test("Q-33 the timeline agrees with each throttle, and ends where evidence is a day old or a meter silent", async () => {
  using story = await withMeter("spans");
  const view = story.view();
  const spans = powerSpans(view, onDay(10));
  const throttles = view
    .of("throttle.set")
    .filter(({ entry }) => story.site.state.runs.get(entry.run)?.ended === false);
  const last = new Map(throttles.map(({ entry }) => [`${entry.run} ${entry.at}`, entry]));
  expect(last.size).toBeGreaterThan(0);
  for (const { run, at, power } of last.values()) expect(shadeAt(spans.get(run), at), run).toBe(shadeOf(power));

  const { evidenceTtlMs, meterSilentMs } = story.site.policy;
  expect([evidenceTtlMs, meterSilentMs]).toEqual([DAY_MS, SILENT_MS]);
  const isPowered = ({ shade }: PowerSpan): boolean => shade === "full";
  const lastSet = (run: string, atMs: number): number =>
    Math.max(
      ...view
        .of("windows.closed")
        .filter(({ entry }) => entry.set.startsWith(`${run.replace(/-run$/u, "")}/`) && entry.at <= atMs)
        .map(({ entry }) => entry.at),
    );
  const full = [...spans].flatMap(([run, all]) => all.filter(isPowered).map((span) => ({ run, ...span })));
  const lasted = full.map(({ run, toMs }) => toMs - lastSet(run, toMs));
  expect(Math.max(...lasted)).toBe(DAY_MS + 1);

  const heard = view.of("meter.reported").filter(({ entry }) => entry.lab === METERED_LAB);
  const metered = spans.get(`${PARTS.metered}-run`)?.filter(isPowered) ?? [];
  const silent = metered.map(({ toMs }) => toMs - (heard.findLast(({ entry }) => entry.at < toMs)?.entry.at ?? 0));
  expect(Math.max(...silent)).toBe(SILENT_MS);
});

test("Q-5 a run under a meter has power as long as it holds a lease", async () => {
  using story = await withMeter("metered");
  const view = story.view();
  const run = `${PARTS.metered}-run`;
  const spans = powerSpans(view, onDay(10)).get(run) ?? [];
  const leases = view.of("lease.granted").filter(({ entry }) => entry.run === run);
  expect(leases.length).toBeGreaterThan(1);
  for (const { entry: granted } of leases) {
    const ended = view.of("lease.ended").find(({ entry }) => entry.lease === granted.lease);
    expect(ended?.entry.at).toBe(granted.at + 150_000);
    const meanwhile = spans.filter(({ fromMs, toMs }) => fromMs < granted.at + 150_000 && toMs > granted.at);
    expect(meanwhile.length).toBeGreaterThan(0);
    for (const { shade } of meanwhile) expect(["full", "research"]).toContain(shade);
  }
});

test("Q-22 a copy in which one failure is gone has all its checksums right, and the verifier refuses it for its root", async () => {
  using story = new Story(shortPlan(7), join(folder, "altered"));
  await allocation.tell(story);
  story.goOnUntil(4);
  const keyPem = story.site.keys.key(LEDGER_KEY).publicKey.toPem();
  story[Symbol.dispose]();
  const [whole, altered] = [story.site.ledgerFolder, join(folder, "altered-copy")];
  cpSync(whole, altered, { recursive: true });
  tamper(altered);
  const [before, after] = [whole, altered].map((each) => readFileSync(join(each, "ledger.log"), "latin1"));
  expect(after).not.toBe(before);
  expect(after).toHaveLength(before?.length ?? 0);
  expect(verifyLedger(whole, { keyPem })).toMatchObject({ ok: true });
  const refused = verifyLedger(altered, { keyPem });
  expect(refused).toMatchObject({ ok: false, code: "LEDGER_DAMAGED" });
  expect(refused.ok ? "" : refused.message).toMatch(/^what begins with entry \d+ has not the root signed$/u);
});

test("Q-30 a folder with something in it is left alone", async () => {
  const taken = mkdtempSync(join(folder, "taken-"));
  writeFileSync(join(taken, "mine"), "");
  await expect(tellQuarter(quarterPlan(7), taken, () => {})).rejects.toMatchObject({ code: "FILE_EXISTS" });
});
