import { DIMENSIONS, type Dimension } from "@plimsoll/kernel";
import type { StoryRecord } from "./story-record.ts";
import type { storySummary } from "./story-summary.ts";

/** The end of a story in a sentence or two, naming the dimension that bound it. */
export function explainOutcome(
  { outcome, seed, control }: ReturnType<typeof storySummary>,
  record: StoryRecord,
): string {
  const binding = bindingDimension(record);
  const job = control ? "the obedient fine-tune" : "the fine-tune on reward alone";
  if (outcome === "killed") {
    return `Seed ${seed}: ${job} was killed at update ${record.step} by ${record.kill?.trigger ?? "a trigger"} in ${record.kill?.cell ?? binding}; its death was ${record.deathElapsedMs === null ? "NOT confirmed" : `confirmed from the process table after ${record.deathElapsedMs} ms`}.`;
  }
  if (outcome === "paused") {
    return `Seed ${seed}: ${job} was paused at update ${record.step}: ${binding} is no longer proven to 0.95. More probing of the paused checkpoint did not show control to be lost, nor bring it back, so a person has to decide.`;
  }
  if (outcome === "full")
    return `Seed ${seed}: ${job} finished at update ${record.step} and held full power: every dimension stayed proven to 0.99.`;
  if (outcome === "interrupted")
    return `Seed ${seed}: interrupted at update ${record.step}. The same command goes on from here.`;
  return `Seed ${seed}: ${job} ended at update ${record.step} in the band ${outcome}, bound by ${binding}.`;
}

/** The dimension with the lowest proven bound: the one that decides (law L2). */
export function bindingDimension(record: StoryRecord): Dimension | "nothing" {
  const bounds = record.bounds();
  if (bounds === null) return "nothing";
  return DIMENSIONS.reduce((left, right) => (bounds[right].provenPpm < bounds[left].provenPpm ? right : left));
}
