// What the wastewater audit finds, how fast, and what it cannot find (G-187).
// Run: node --conditions=@plimsoll/source scripts/study/off-ledger-detection.ts [--lives 20] [--seed TEXT] [--keep FILE | --from FILE] [--write]
// --keep adds each cohort to a file when it was lived, --from takes what is kept there instead of living it.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { detectionPage, detectionPlots } from "./off-ledger/page.ts";
import { type Cohort, cohort, type Life, foundWithin, hoursToFind, plannedCohorts } from "./off-ledger/study.ts";

const FOLDER = new URL("../../docs/reference/", import.meta.url);
const DAY_MS = 86_400_000;

const { values } = parseArgs({
  options: {
    lives: { type: "string", default: "20" },
    seed: { type: "string", default: "published" },
    keep: { type: "string" },
    from: { type: "string" },
    write: { type: "boolean", default: false },
  },
});

const plans = [...plannedCohorts(Number(values.lives))];
const kept = values.from === undefined ? [] : keptLives(readFileSync(values.from, "utf8"));
const cohorts = plans.map((plan, at): Cohort => {
  const lived = cohort(plan, values.seed, kept[at] ?? null);
  const who = plan.evader === null ? "honest" : `${plan.evader.name} ${plan.share * 100} %`;
  process.stderr.write(
    `${at + 1}/${plans.length} ${who}, ${plan.noise.name}, ${plan.rhythm.name}, bias ${plan.biasPpm} ppm: ` +
      `${lived.lives.length} lives, found ${foundWithin(lived, 31 * DAY_MS).toFixed(2)}, half by ${hoursToFind(lived, 0.5)?.toFixed(1) ?? "never"} h\n`,
  );
  if (values.keep !== undefined) appendFileSync(values.keep, `${JSON.stringify(lived.lives, digits)}\n`);
  return lived;
});
const page = detectionPage(cohorts, { lives: Number(values.lives), seed: values.seed });
process.stdout.write(page);
if (values.write) {
  writeFileSync(new URL("off-ledger-detection.md", FOLDER), page);
  for (const [name, svg] of Object.entries(detectionPlots(cohorts))) writeFileSync(new URL(name, FOLDER), svg);
}

function digits(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}` : value;
}

function keptLives(text: string): readonly (readonly Life[])[] {
  const read = (key: string, value: unknown): unknown => (key === "sum" ? BigInt(value as string) : value);
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line, read) as readonly Life[]);
}
