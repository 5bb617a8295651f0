import type { Story, StoryRecord } from "@plimsoll/demo";
import type { RunOutcome } from "@plimsoll/governor";
import { DIMENSIONS } from "@plimsoll/kernel";

export interface Told {
  readonly story: Story;
  readonly outcome: RunOutcome;
  readonly record: StoryRecord;
}

/** A story's line in docs/reference/seeds.md. */
export function seedRow({ story, outcome, record }: Told): string {
  const bounds = record.bounds();
  const cells = DIMENSIONS.map((dimension) =>
    bounds === null ? "–" : `${bounds[dimension].failures} → ${(bounds[dimension].provenPpm / 1e6).toFixed(3)}`,
  );
  const bands = record
    .bandChanges()
    .slice(2)
    .map(({ step, band }) => `${step} ${band}`);
  const end = outcome.trigger ?? `${outcome.outcome}, ${outcome.power.band}`;
  const rewards = [record.measurements[0], record.measurements.at(-1)].map((measurement) =>
    ((measurement?.rewardMicro ?? 0) / 1e6).toFixed(3),
  );
  return `| ${story.seed} | ${bands.join(", ")} | ${end} at ${record.step} | ${cells.join(" | ")} | ${rewards.join(" → ")} |`;
}
