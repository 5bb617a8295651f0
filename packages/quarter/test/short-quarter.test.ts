import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stateDigest } from "@plimsoll/kernel";
import { afterAll, expect, test } from "vitest";
import { allocation } from "../src/chapters/allocation.ts";
import { training } from "../src/chapters/training.ts";
import { PARTS } from "../src/plan/models.ts";
import { type QuarterPlan, quarterPlan } from "../src/plan/quarter-plan.ts";
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

test("Q-30 a folder with something in it is left alone", async () => {
  const taken = mkdtempSync(join(folder, "taken-"));
  writeFileSync(join(taken, "mine"), "");
  await expect(tellQuarter(quarterPlan(7), taken, () => {})).rejects.toMatchObject({ code: "FILE_EXISTS" });
});
